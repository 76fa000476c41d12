"""Answers as RDF over HTTP: media types, headers, caching and refusals."""

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from graph_api.http.negotiation import JSON
from tests.graph_api.support.graphql_http import post
from tests.graph_api.support.stores import RELEASE

LIST = '{ digitalPlatforms(first: 30) { nodes { slug title(lang: "vi") { value } } } }'
TURTLE, JSON_LD, TRIPLES = "text/turtle", "application/ld+json", "application/n-triples"
SYNTAXES = {TURTLE: RdfFormat.TURTLE, JSON_LD: RdfFormat.JSON_LD, TRIPLES: RdfFormat.N_TRIPLES}


def test_every_format_has_the_same_statements(client: TestClient) -> None:
    found = []
    for media, syntax in SYNTAXES.items():
        answer = post(client, {"query": LIST}, accept=media)
        assert answer.status_code == 200
        assert answer.headers["content-type"].split(";")[0] == media
        assert answer.headers["x-release"] == RELEASE
        assert answer.headers["cache-control"] == "no-store"
        found.append({quad.triple for quad in parse(answer.content, syntax)})
    assert found[0] == found[1] == found[2]
    nodes = client.post("/graphql", json={"query": LIST}).json()["data"]["digitalPlatforms"]["nodes"]
    titles = {node["title"]["value"] for node in nodes if node["title"]}
    assert titles == {one.object.value for one in found[0] if one.predicate.value.endswith("title")}
    assert len(titles) > 10


def test_json_ld_has_the_names_of_graphql_as_keys(client: TestClient) -> None:
    document = post(client, {"query": LIST}, accept=JSON_LD).json()
    assert set(document["@context"]) == {"@version", "id", "types", "title", "slug"}
    assert all(set(node) <= {"id", "title", "slug"} for node in document["@graph"])


@pytest.mark.parametrize("accept", ["*/*", f"{JSON}, {TURTLE}", f"{TURTLE};q=0.5, {JSON}", ""])
def test_json_is_the_answer_unless_rdf_is_preferred(client: TestClient, accept: str) -> None:
    assert post(client, {"query": LIST}, accept=accept).headers["content-type"].startswith(JSON)


def test_by_get_it_has_an_entity_tag_of_its_own(client: TestClient) -> None:
    tags = set()
    for media in (*SYNTAXES, JSON):
        first = client.get("/graphql", params={"query": LIST}, headers={"accept": media})
        assert first.headers["cache-control"] == "public, max-age=60"
        known = {"accept": media, "if-none-match": first.headers["etag"]}
        assert client.get("/graphql", params={"query": LIST}, headers=known).status_code == 304
        tags.add(first.headers["etag"])
    assert len(tags) == len(SYNTAXES) + 1


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ digitalPlatforms { totalCount } }", "NO_STATEMENTS"),
        ("{ nothing }", "GRAPHQL_UNKNOWN_FIELD"),
        ('{ digitalPlatforms(after: "x") { nodes { slug } } }', "BAD_CURSOR"),
        ("subscription { releasePublished { id } }", "NOT_ACCEPTABLE"),
    ],
)
def test_a_refusal_is_json_with_its_status(client: TestClient, query: str, code: str) -> None:
    answer = post(client, {"query": query}, accept=TURTLE)
    assert answer.status_code >= 400
    assert answer.headers["content-type"].startswith("application/graphql-response+json")
    assert answer.json()["errors"][0]["extensions"]["code"] == code
