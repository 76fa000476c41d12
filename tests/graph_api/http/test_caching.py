"""Entity tags and caching of answers; the cost of one, which no cache keeps."""

import pytest
from starlette.testclient import TestClient

from graph_api.http.negotiation import GRAPHQL_JSON
from graph_api.stores.sqlite.reader import SqliteReader
from tests.graph_api.support.graphql_http import CURSORS, QUERY, post


def tag_of(client: TestClient, query: str, **headers: str) -> str:
    """The entity tag of an answer; it must be the same the next time."""
    answers = [client.get("/graphql", params={"query": query}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].headers["etag"] == answers[1].headers["etag"]
    return answers[0].headers["etag"]


def test_what_an_answer_depends_on_is_in_its_entity_tag(client: TestClient) -> None:
    tags = [
        tag_of(client, CURSORS),
        tag_of(client, CURSORS + " "),
        tag_of(client, CURSORS, **{"accept-language": "en"}),
        tag_of(client, CURSORS, **{"accept-language": "fr;q=0.5, en"}),
        tag_of(client, CURSORS, accept=GRAPHQL_JSON),
        tag_of(client, CURSORS, **{"accept-encoding": "identity"}),
    ]
    assert len(set(tags)) == len(tags)
    assert all(tag.startswith('"') for tag in tags), "they are strong"
    same = [
        {"accept-language": "en"},
        {"accept-language": "EN;q=0.7"},
        {"accept-language": "en, *;q=0.1", "accept": "*/*"},
    ]
    assert len({tag_of(client, CURSORS, **headers) for headers in same}) == 1


@pytest.mark.parametrize("coding", ["gzip", "identity"])
@pytest.mark.parametrize("known", ["{}", "W/{}", '"other", {}', "*"])
def test_an_answer_that_the_client_has_is_not_made_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, coding: str, known: str
) -> None:
    headers = {"accept-encoding": coding}
    first = client.get("/graphql", params={"query": CURSORS}, headers=headers)
    assert first.headers.get("content-encoding", "identity") == coding
    monkeypatch.setattr(SqliteReader, "ask", None)
    again = headers | {"if-none-match": known.format(first.headers["etag"])}
    second = client.get("/graphql", params={"query": CURSORS}, headers=again)
    assert (second.status_code, second.content) == (304, b"")
    for name in ("etag", "cache-control"):
        assert known == "*" or second.headers[name] == first.headers[name]
    assert {"Accept", "Accept-Language"} <= set(second.headers["vary"].split(", "))


def test_a_client_that_has_another_answer_gets_this_one(client: TestClient) -> None:
    headers = {"if-none-match": '"other"'}
    answer = client.get("/graphql", params={"query": CURSORS}, headers=headers)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=60")
    assert {"Accept", "Accept-Language", "Accept-Encoding"} <= set(answer.headers["vary"].split(", "))


def test_errors_costs_and_answers_to_post_are_not_cached(client: TestClient) -> None:
    for answer in (
        client.get("/graphql", params={"query": "{ nothing }"}),
        client.get("/graphql", params={"query": "{ digitalPlatforms(first: -1) { totalCount } }"}),
        client.get("/graphql", params={"query": QUERY, "extensions": '{"cost": true}'}),
        client.get("/graphql", params={"query": QUERY, "extensions": "[]"}),
        post(client, {"query": QUERY}),
    ):
        assert "etag" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"


def test_an_answer_has_its_cost_on_request(client: TestClient) -> None:
    query = "{ digitalPlatforms(first: 200) { nodes { iri roles { nodes { iri } } } } }"
    answer = post(client, {"query": query, "extensions": {"cost": True}}).json()
    nodes = answer["data"]["digitalPlatforms"]["nodes"]
    cost = answer["extensions"]["cost"]
    assert cost["rows"] == len(nodes) + sum(len(node["roles"]["nodes"]) for node in nodes)
    assert (cost["statements"], cost["ms"] > 0, cost["rdfStatements"]) == (2, True, 0)
    assert cost["values"] == 2 + sum(4 + 2 * len(node["roles"]["nodes"]) for node in nodes)
    assert list(cost) == [
        "statements", "rows", "values", "bytes", "rdfStatements", "ms", "estimate", "expected"
    ]  # fmt: skip
    assert list(cost["expected"]) == ["statements", "rows", "values", "bytes", "rdfStatements", "ms"]
