"""Requests of the SPARQL 1.1 Protocol: the cases of its test suite that are about queries, and ours."""

import pytest

from graph_api.errors import QueryError
from graph_api.sparql.protocol import SparqlRequest, read_get, read_post

FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"


def test_a_query_by_get() -> None:
    assert read_get([("query", "ASK {}")]) == SparqlRequest("ASK {}")


def test_without_a_query_the_service_describes_itself() -> None:
    assert read_get([("format", "ttl")]) == SparqlRequest(None, format="ttl")


def test_a_query_in_a_form() -> None:
    body = b"query=ASK%20%7B%7D&default-graph-uri=http%3A%2F%2Fx%2Fa&default-graph-uri=http%3A%2F%2Fx%2Fb"
    expected = SparqlRequest("ASK {}", ("http://x/a", "http://x/b"), ())
    assert read_post([], f"{FORM}; charset=UTF-8", body) == expected


def test_a_query_as_the_body_has_its_dataset_in_the_query_string() -> None:
    pairs = [("named-graph-uri", "http://x/a"), ("named-graph-uri", "http://x/b")]
    expected = SparqlRequest("ASK {}", (), ("http://x/a", "http://x/b"))
    assert read_post(pairs, QUERY, b"ASK {}") == expected


@pytest.mark.parametrize(
    ("content_type", "body", "code"),
    [
        (FORM, b"query=ASK%20%7B%7D&query=ASK%20%7B%7D", "BAD_PARAMETER"),
        (FORM, b"", "SPARQL_REQUEST"),
        (FORM, b"update=INSERT%20DATA%20%7B%7D", "SPARQL_UPDATE"),
        (FORM, b"query=%ff", "SPARQL_REQUEST"),
        (FORM, b"query=%20", "SPARQL_REQUEST"),
        (QUERY, b"", "SPARQL_REQUEST"),
        (FORM, b"query=ASK%7B%7D&default-graph-uri=not%20an%20iri", "SPARQL_REQUEST"),
        (FORM, b"a&" * 3000, "SPARQL_REQUEST"),
        ("application/sparql-update", b"CLEAR ALL", "SPARQL_UPDATE"),
        ("text/plain", b"ASK {}", "UNSUPPORTED_MEDIA_TYPE"),
        ("", b"ASK {}", "UNSUPPORTED_MEDIA_TYPE"),
        (f"{QUERY}; charset=UTF-16", "ASK {}".encode("utf-16"), "UNSUPPORTED_MEDIA_TYPE"),
        (QUERY, b"ASK { ?s ?p '\xe9' }", "SPARQL_REQUEST"),
    ],
)
def test_bad_requests_say_what_is_wrong(content_type: str, body: bytes, code: str) -> None:
    with pytest.raises(QueryError) as refused:
        read_post([], content_type, body)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        ([("query", "ASK {}"), ("query", "ASK {}")], "BAD_PARAMETER"),
        ([("update", "CLEAR ALL")], "SPARQL_UPDATE"),
        ([("query", "")], "SPARQL_REQUEST"),
        ([("query", "ASK {}"), ("named-graph-uri", "relative")], "SPARQL_REQUEST"),
    ],
)
def test_bad_requests_by_get_say_what_is_wrong(pairs: list[tuple[str, str]], code: str) -> None:
    with pytest.raises(QueryError) as refused:
        read_get(pairs)
    assert refused.value.code == code
