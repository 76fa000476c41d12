"""Requests by GET and POST: which are refused, with which status, message and place."""

import gzip

import pytest
from starlette.testclient import TestClient

from graph_api.http.negotiation import GRAPHQL_JSON, JSON
from graph_api.stores.sqlite.reader import SqliteReader
from tests.graph_api.support.graphql_http import CURSORS, QUERY, post


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ([{"query": QUERY}], "Batches are not supported: send one request for each operation."),
        ([], "Batches"),
        ({"query": QUERY, "extensions": "text"}, "`extensions`"),
        ({}, "`query` is required"),
        ({"query": 1}, "`query` is required"),
        ({"query": QUERY, "variables": [1]}, "`variables`"),
        ({"query": QUERY, "operationName": 7}, "`operationName`"),
        ("text", "JSON object"),
    ],
)
def test_a_malformed_request_is_refused_with_a_hint(client: TestClient, body: object, says: str) -> None:
    answer = post(client, body)
    assert answer.status_code == 400
    assert says in answer.json()["errors"][0]["message"]


def test_a_body_without_json_or_of_another_type_is_refused(client: TestClient) -> None:
    broken = client.post("/graphql", content=b"{", headers={"content-type": JSON})
    form = client.post("/graphql", content=b"query={}", headers={"content-type": "text/plain"})
    assert (broken.status_code, form.status_code) == (400, 415)


@pytest.mark.parametrize("path", ["/graphql", "/verify"])
def test_a_compressed_body_is_refused_as_that(client: TestClient, path: str) -> None:
    headers = {"content-type": JSON, "content-encoding": "gzip", "accept": JSON}
    answer = client.post(path, content=gzip.compress(b'{"query": "{ __typename }"}'), headers=headers)
    assert answer.status_code == 415
    assert "Content-Encoding" in answer.text


def test_fragments_in_fragments_without_end_are_refused_with_a_hint(client: TestClient) -> None:
    chain = " ".join(f"fragment F{i} on Organization {{ ...F{i + 1} }}" for i in range(300))
    query = f"{{ organizations {{ nodes {{ ...F0 }} }} }} {chain} fragment F300 on Organization {{ iri }}"
    (error,) = post(client, {"query": query}).json()["errors"]
    assert error["extensions"]["code"] == "TOO_DEEP"
    assert "fragments" in error["extensions"]["hint"]


@pytest.mark.parametrize(
    "body",
    [
        '{"query": "{ nothing }", "query": "{ __typename }"}',
        '{"query": "{ __typename }", "variables": {"a": {"b": 1, "b": 2}}}',
        '{"query": "{ __typename }", "extensions": {"cost": true, "cost": false}}',
    ],
)
def test_a_body_that_says_a_member_twice_is_refused(client: TestClient, body: str) -> None:
    answer = client.post("/graphql", content=body, headers={"content-type": JSON})
    assert answer.status_code == 400
    assert "occurs twice" in answer.json()["errors"][0]["message"]


def test_variables_that_say_a_member_twice_are_refused(client: TestClient) -> None:
    answer = client.get("/graphql", params={"query": QUERY, "variables": '{"a": 1, "a": 2}'})
    assert answer.status_code == 400
    assert 'the member "a" occurs twice' in answer.json()["errors"][0]["message"]


def test_a_question_can_come_by_get(client: TestClient) -> None:
    query = "query Q($n: Int) { digitalPlatforms(first: $n) { nodes { iri } } }"
    answer = client.get("/graphql", params={"query": query, "variables": '{"n": 2}', "operationName": "Q"})
    assert len(answer.json()["data"]["digitalPlatforms"]["nodes"]) == 2


def test_head_is_get_without_the_body(client: TestClient) -> None:
    params = {"query": CURSORS}
    got, head = client.get("/graphql", params=params), client.head("/graphql", params=params)
    assert (head.status_code, head.headers["etag"]) == (200, got.headers["etag"])


@pytest.mark.parametrize("accept", [JSON, GRAPHQL_JSON])
def test_no_mutations_are_taken_and_by_get_the_status_says_so(client: TestClient, accept: str) -> None:
    query = "query A { __typename } mutation B { __typename }"
    params = {"query": query, "operationName": "B"}
    got = client.get("/graphql", params=params, headers={"accept": accept})
    posted = post(client, params, accept=accept)
    assert (got.status_code, got.headers["allow"]) == (405, "POST")
    assert posted.status_code == (200 if accept == JSON else 400)
    for answer in (got, posted):
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "GRAPHQL_NO_QUERY"
        assert error["message"] == "This service has no mutations."


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_those_that_are_not(client: TestClient, method: str) -> None:
    answer = client.request(method, "/graphql")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    assert answer.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


def test_options_says_what_can_be_done(client: TestClient) -> None:
    answer = client.options("/graphql")
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")


def test_a_failure_of_ours_is_masked_and_logged_with_the_id_of_the_request(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a secret of ours")

    monkeypatch.setattr(SqliteReader, "ask", fail)
    answer = post(client, {"query": QUERY}, **{"x-request-id": "abc1"})
    assert answer.status_code == 500
    (error,) = answer.json()["errors"]
    assert error["message"] == "The service failed to answer."
    assert error["extensions"] == {"code": "INTERNAL", "hint": "It has been logged as abc1."}
    assert "secret" not in answer.text
    assert "abc1" in caplog.text
    assert "a secret of ours" in caplog.text


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ('{ __typename\n  a: digitalPlatforms(after: "x") { nodes { iri } } }', {}),
        ("query Q($a: String) {\n  digitalPlatforms(after: $a) { nodes { iri } } }", {"a": "x"}),
    ],
)
def test_what_a_client_got_wrong_is_refused_with_its_place_and_a_hint(
    client: TestClient, query: str, variables: dict[str, object]
) -> None:
    answer = post(client, {"query": query, "variables": variables}, accept=GRAPHQL_JSON)
    assert (answer.status_code, answer.json().keys()) == (400, {"errors"})
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "BAD_CURSOR"
    assert error["locations"] == [{"line": 2, "column": 3}]
    assert "endCursor" in error["extensions"]["hint"]
