"""Tables over HTTP: headers, refusals, limits, and clients that leave."""

import asyncio
import http.client
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.http.app import create_app
from graph_api.http.negotiation import GRAPHQL_JSON, JSON
from graph_api.operations.question import DocumentRules
from graph_api.settings import Settings
from graph_api.stores.sqlite.reader import SqliteReader
from tests.graph_api.conftest import SqliteFiles
from tests.graph_api.pages.small_server import serving
from tests.graph_api.support.graphql_http import post
from tests.graph_api.support.stores import RELEASE, Content
from tests.graph_api.support.tables import lines_of, rows_of

LIST = "{ digitalPlatforms { nodes { iri label { value } } } }"
LONG = (
    '{ samples { nodes { iri rdf(format: N_TRIPLES) label { value } again: label(lang: "en") { value } } } }'
)
CSV, NDJSON = "text/csv", "application/x-ndjson"
Limited = Callable[..., Starlette]


@pytest.fixture(scope="module")
def limited(content: Content, files: SqliteFiles) -> Limited:
    """A function that makes an application with other settings."""
    file = files.of(content)

    async def opener(settings: Settings, _: Engine | None) -> Engine:
        rules = DocumentRules(max_bytes=settings.max_answer)
        return Engine(EngineParts(SqliteReader(file, content.model, RELEASE), rules=rules))

    return lambda **more: create_app(Settings(store=f"sqlite:{file.parent}", **more), opener)


def test_a_table_comes_with_its_type_its_name_and_its_release(client: TestClient) -> None:
    answer = post(client, {"query": LIST}, accept=CSV)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"] == 'attachment; filename="digitalPlatforms.csv"'
    assert answer.headers["x-release"] == RELEASE
    assert answer.headers["cache-control"] == "no-store"
    assert "Accept" in answer.headers["vary"]
    expected = client.post("/graphql", json={"query": LIST.replace("Platforms", "Platforms(first: 200)")})
    nodes = expected.json()["data"]["digitalPlatforms"]["nodes"]
    assert len(nodes) > 20
    assert rows_of(answer.content) == [
        {"iri": node["iri"], "label.value": node["label"]["value"]} for node in nodes
    ]
    assert lines_of(post(client, {"query": LIST}, accept=f"{NDJSON}, {JSON};q=0.1").content) == nodes


@pytest.mark.parametrize("accept", ["*/*", f"{JSON}, {CSV}", f"{CSV};q=0.5, {JSON}", ""])
def test_json_is_the_answer_unless_a_table_is_preferred(client: TestClient, accept: str) -> None:
    assert post(client, {"query": LIST}, accept=accept).headers["content-type"].startswith(JSON)


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_by_get_a_table_has_an_entity_tag(client: TestClient, coding: str) -> None:
    def get(**headers: str) -> Any:
        return client.get(
            "/graphql", params={"query": LIST}, headers={"accept-encoding": coding, "accept": CSV} | headers
        )

    first = get()
    assert first.headers.get("content-encoding", "identity") == coding
    assert first.headers["cache-control"] == "public, max-age=60"
    assert len(rows_of(first.content)) > 20
    second = get(**{"if-none-match": first.headers["etag"]})
    assert (second.status_code, second.content) == (304, b"")
    assert get(accept=NDJSON).headers["etag"] != first.headers["etag"]
    assert "etag" not in post(client, {"query": LIST}, accept=CSV).headers


def test_head_gives_the_headers_alone(client: TestClient) -> None:
    answer = client.head("/graphql", params={"query": LIST}, headers={"accept": CSV})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["x-release"] == RELEASE


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"query": "{ a: samples { nodes { iri } } b: samples { nodes { iri } } }"}, 400, "TABLE_LIST"),
        ({"query": "{ nothing }"}, 400, "GRAPHQL_UNKNOWN_FIELD"),
        ({"query": "{ samples(first: 1000) { nodes { iri } } }"}, 400, "PAGE_SIZE"),
        ({"query": LIST, "extensions": {"receipt": True}}, 400, "RECEIPT_UNAVAILABLE"),
        ({"quer": LIST}, 400, "BAD_REQUEST"),
    ],
)
def test_what_cannot_be_a_table_is_refused_in_json(
    client: TestClient, body: object, status: int, code: str
) -> None:
    answer = post(client, body, accept=CSV)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith(GRAPHQL_JSON)
    assert answer.json()["errors"][0]["extensions"]["code"] == code


def test_too_many_rows_are_refused_before_the_first(limited: Limited) -> None:
    with TestClient(limited(max_table_rows=20)) as client:
        answer = post(client, {"query": LIST}, accept=CSV)
        assert answer.status_code == 400
        [error] = answer.json()["errors"]
        assert error["message"] == "The table has more than 20 rows."
        assert (error["extensions"]["code"], error["extensions"]["allowed"]) == ("TABLE_SIZE", 20)
        page = LIST.replace("Platforms", "Platforms(first: 20)")
        assert len(rows_of(post(client, {"query": page}, accept=CSV).content)) == 20


@pytest.mark.parametrize("media", [CSV, NDJSON])
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_a_table_that_is_given_up_ends_without_its_end(limited: Limited, media: str, coding: str) -> None:
    # An answer has at most 100,000 bytes, so that there are several pages; the table is longer than one.
    with serving(limited(max_answer=100_000, max_table_bytes=150_000)) as address:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        headers = {"accept": media, "content-type": JSON, "accept-encoding": coding}
        with closing(connection):
            connection.request("POST", "/graphql", orjson.dumps({"query": LONG}), headers)
            response = connection.getresponse()
            assert response.status == 200
            with pytest.raises(http.client.IncompleteRead) as given_up:
                response.read()
    if media == NDJSON and coding == "identity":
        *members, last = lines_of(given_up.value.partial)
        assert all("iri" in member for member in members)
        assert last["errors"][0]["extensions"]["code"] == "TABLE_SIZE"


def test_when_a_client_leaves_its_place_is_free(limited: Limited) -> None:
    # One table at a time: a second one is answered only if the place of the first has been left.
    app = limited(max_answer=100_000, max_running=2, client_share=100, time_budget=4_000)
    body = orjson.dumps({"query": LONG})

    async def leave_early() -> int:
        has_begun, pieces = asyncio.Event(), 0
        messages = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> Any:
            if (message := next(messages, None)) is not None:
                return message
            await has_begun.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            nonlocal pieces
            if message["type"] == "http.response.body":
                pieces += 1
                has_begun.set()
                await asyncio.sleep(60)  # it takes nothing more

        headers = [(b"accept", NDJSON.encode()), (b"content-type", JSON.encode())]
        await app(_scope(headers), receive, send)
        return pieces

    async def run() -> tuple[int, int]:
        async with app.router.lifespan_context(app):
            first = await asyncio.wait_for(leave_early(), 30)
            return first, await asyncio.wait_for(leave_early(), 30)

    assert asyncio.run(run()) == (1, 1)


def test_a_client_that_takes_its_table_slowly_does_not_keep_it_for_ever(limited: Limited) -> None:
    # Each piece is taken long before the time for sending one is over, but all of them would take minutes.
    app = limited(max_answer=100_000, table_time=3_000)
    body = orjson.dumps({"query": LONG})
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])
    sent: list[bool] = []

    async def receive() -> Any:
        return next(messages, None) or await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message["type"] == "http.response.start" or message["more_body"])
        await asyncio.sleep(1)

    async def run() -> None:
        async with app.router.lifespan_context(app):
            await app(_scope([(b"accept", NDJSON.encode()), (b"content-type", JSON.encode())]), receive, send)

    asyncio.run(asyncio.wait_for(run(), 60))
    assert all(sent), "it ends without its end"
    assert 1 < len(sent) < 20


def _scope(headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
