"""A page of another origin asks the real application in a real browser, with the headers that clients send."""

import json
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.http.app import create_app
from graph_api.settings import Settings
from tests.graph_api.pages.browser import Browser
from tests.graph_api.pages.small_server import serving
from tests.graph_api.support.stores import Content, Nowhere

HEADERS = {
    "content-type": "application/json",
    "apollographql-client-name": "portal",
    "apollographql-client-version": "1",
    "apollo-require-preflight": "true",
    "authorization": "Bearer x",
    "baggage": "a=b",
    "graphql-preflight": "1",
    "sentry-trace": "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
    "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "x-anything": "at all",
    "x-requested-with": "XMLHttpRequest",
}


@pytest.fixture(scope="module")
def service(content: Content) -> Iterator[str]:
    async def opener(_: Settings, __: Engine | None) -> Engine:
        return Engine(EngineParts(Nowhere(content.model)))

    with serving(create_app(Settings(), opener)) as address:
        yield address


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """The address of an empty page of another origin."""

    async def empty(_: Request) -> Response:
        return HTMLResponse("<!doctype html><title>elsewhere</title>")

    with serving(Starlette(routes=[Route("/", empty)])) as address:
        yield address


def test_a_browser_of_another_origin_may_send_any_header_and_read_the_answer(
    browser: Browser, service: str, elsewhere: str
) -> None:
    browser.open(elsewhere)
    for method, body, query, expected in (
        ("POST", '{"query": "{ nothing }"}', "", (200, "GRAPHQL_UNKNOWN_FIELD")),
        ("POST", "{", "", (400, "BAD_REQUEST")),
        ("GET", None, "?query={nothing}", (200, "GRAPHQL_UNKNOWN_FIELD")),
    ):
        sent = json.dumps({"method": method, "headers": HEADERS, "body": body})
        status, answer, request_id = browser.run(
            f"return fetch('{service}/graphql{query}', {sent})"
            ".then(async r => [r.status, await r.json(), r.headers.get('x-request-id')])"
        )
        assert (status, answer["errors"][0]["extensions"]["code"]) == expected
        assert request_id, "a header of the response can be read"
    missing = browser.run(
        f"return fetch('{service}/static/none', {{headers: {{'x-a': 'b'}}}}).then(r => r.json())"
    )
    assert missing["code"] == "NOT_FOUND"
