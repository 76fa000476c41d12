"""For every request: its id, its line in the log, and the origins that may send it."""

import re

import pytest
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from graph_api.http.linked_data.document_response import EXPOSED
from graph_api.settings import read_settings
from tests.graph_api.support.graphql_http import QUERY, post


@pytest.mark.parametrize("given", ["0f8e", "b7ad6b71-69ff-4bb2-9d4c-1c2d3e4f5a6b", "Root=1-67891233:abc"])
def test_a_request_keeps_its_id(client: TestClient, given: str) -> None:
    assert client.get("/healthz", headers={"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", [None, "", "a b", "<script>", "a" * 129, "-"])
def test_a_request_without_a_sane_id_gets_one(client: TestClient, given: str | None) -> None:
    headers = {} if given is None else {"x-request-id": given}
    made = {client.get("/healthz", headers=headers).headers["x-request-id"] for _ in range(2)}
    assert len(made - {given}) == 2


def test_each_request_is_a_line_in_the_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "ndp_graph.requests")
    client.get("/healthz?x=1", headers={"x-request-id": "abc2"})
    assert re.fullmatch(r"abc2 GET '/healthz' 200 \d+\.\d ms", caplog.messages[-1])


def test_pages_of_all_origins_may_ask_by_default(client: TestClient) -> None:
    asks = {
        "origin": "https://portal.example.vn",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type, x-request-id",
    }
    allowed = client.options("/graphql", headers=asks)
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "*"
    assert allowed.headers["access-control-allow-methods"] == "GET, HEAD, POST"
    answer = post(client, {"query": QUERY}, origin="https://portal.example.vn")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    exposed = {
        "Accept-Ranges",
        "Content-Disposition",
        "Content-Language",
        "Content-Range",
        "ETag",
        "NDP-Release",
        "NDP-Release-Hash",
        "NDP-Truncated",
        "Repr-Digest",
        "Retry-After",
        "X-Request-Id",
        "X-Release",
        "X-Data",
        "Last-Modified",
        *EXPOSED,
    }
    assert set(answer.headers["access-control-expose-headers"].split(", ")) == exposed


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [
        ("https://a.example, https://b.example", "https://b.example", "https://b.example"),
        ("https://a.example", "https://b.example", None),
        ("none", "https://b.example", None),
    ],
)
def test_pages_of_chosen_origins_only_may_ask(origins: str, origin: str, allowed: str | None) -> None:
    app = create_app(read_settings({"cors_origins": origins}, {}))
    answer = TestClient(app).get("/healthz", headers={"origin": origin})
    assert answer.headers.get("access-control-allow-origin") == allowed


def test_what_has_not_changed_keeps_the_policy_of_its_page(client: TestClient) -> None:
    page = client.get("/doc/id/nothing-is-here-yet", headers={"accept": "text/html"})
    assert "content-security-policy" in page.headers
    static = client.get("/static/theme.css")
    again = client.get("/static/theme.css", headers={"if-none-match": static.headers["etag"]})
    assert again.status_code == 304
    assert "content-security-policy" not in again.headers


@pytest.mark.parametrize(
    "path",
    ["/", "/ns.ttl", "/doc/id/platform/vtvgo", "/doc/id/platform/vtvgo.html", "/graphql/schema.graphql"],
)
@pytest.mark.parametrize("coding", ["gzip", "identity", "zstd"])
def test_vary_has_each_name_once_and_304_has_all_of_them(client: TestClient, path: str, coding: str) -> None:
    headers = {"accept-encoding": coding, "accept": "text/html, */*;q=0.5"}
    answer = client.get(path, headers=headers)
    varies = answer.headers["vary"].lower().split(", ")
    assert len(varies) == len({*varies})
    assert "accept-encoding" in varies
    if tag := answer.headers.get("etag"):
        unchanged = client.get(path, headers={**headers, "if-none-match": tag})
        assert unchanged.status_code == 304
        assert unchanged.headers["vary"].lower().split(", ") == varies
    else:
        assert path in ("/", "/graphql/schema.graphql")
