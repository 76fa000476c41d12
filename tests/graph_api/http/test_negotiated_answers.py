"""Media types, codings and character sets, of requests and of answers."""

import orjson
import pytest
from starlette.testclient import TestClient

from graph_api.http.negotiation import GRAPHQL_JSON, JSON
from tests.graph_api.support.graphql_http import QUERY, post
from tests.graph_api.support.stores import RELEASE


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", JSON),
        ("*/*", JSON),
        (JSON, JSON),
        (GRAPHQL_JSON, GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}, {JSON}", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.5, {JSON}", JSON),
    ],
)
def test_an_answer_has_the_media_type_that_is_asked_for(client: TestClient, accept: str, media: str) -> None:
    answer = post(client, {"query": QUERY}, accept=accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, f"{media}; charset=utf-8")
    assert answer.json()["extensions"] == {"release": RELEASE}


def test_nothing_but_graphql_can_be_had(client: TestClient) -> None:
    answer = post(client, {"query": QUERY}, accept="image/png")
    assert answer.status_code == 406
    assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_ACCEPTABLE"


@pytest.mark.parametrize(
    ("accepted", "query", "language"),
    [
        ("", QUERY, "vi"),
        ("fr-CA, en;q=0.5", QUERY, "fr"),
        ("de, en;q=0.5", QUERY, "en"),
        ("fr", "{ nothing }", "en"),  # messages of errors are in English
    ],
)
def test_an_answer_says_the_language_of_its_reader(
    client: TestClient, accepted: str, query: str, language: str
) -> None:
    headers = {"accept-language": accepted}
    for answer in (
        client.post("/graphql", json={"query": query}, headers=headers),
        client.get("/graphql", params={"query": query}, headers=headers),
    ):
        assert answer.headers["content-language"] == language
        assert "Accept-Language" in answer.headers["vary"]


@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (GRAPHQL_JSON, 400)])
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_UNKNOWN_FIELD"),
        ("query A { __typename } query B { __typename }", "GRAPHQL_OPERATION_NAME"),
    ],
)
def test_a_bad_document_shows_in_the_status_of_the_new_media_type_only(
    client: TestClient, query: str, code: str, accept: str, status: int
) -> None:
    answer = post(client, {"query": query}, accept=accept)
    assert answer.status_code == status
    assert "data" not in answer.json()
    assert answer.json()["errors"][0]["extensions"]["code"] == code


@pytest.mark.parametrize(
    "kind",
    [
        "application/json; charset=utf-8;",
        "application/json;",
        "Application/JSON; Charset=UTF-8; profile=x",
        'application/json; profile="a;b"; charset="utf-8"',
        "application/json; charset=utf8",
    ],
)
def test_a_media_type_may_have_parameters_and_a_body_a_byte_order_mark(client: TestClient, kind: str) -> None:
    content = b"\xef\xbb\xbf" + orjson.dumps({"query": QUERY})
    answer = client.post("/graphql", content=content, headers={"content-type": kind})
    assert "data" in answer.json()


def test_another_character_set_is_refused(client: TestClient) -> None:
    headers = {"content-type": "application/json; x=y; charset=utf-16"}
    assert client.post("/graphql", content=b"{}", headers=headers).status_code == 415


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("br, gzip;q=0.5", "gzip"),
        ("*", "gzip"),
        ("", None),
        ("br", None),
        ("gzip;q=0", None),
        ("gzip; q=0.0, *", None),
        ("*;q=0", None),
        ("identity, gzip;q=0", None),
    ],
)
def test_a_coding_that_is_not_accepted_is_not_used(
    client: TestClient, accepted: str, coding: str | None
) -> None:
    answer = client.get("/graphql/schema.graphql", headers={"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert "Accept-Encoding" in answer.headers["vary"]
    assert "type DigitalPlatform" in answer.text
