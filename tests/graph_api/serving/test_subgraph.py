"""A service as a subgraph: releases, sources, languages and trusted documents count for gateways as for others."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from loaders.folder.location import Location
from tests.graph_api.support.series import EX, Series, publish, serving

BEFORE = ':facts { :a a ndp:DigitalPlatform ; skos:prefLabel "Alpha"@en , "An-pha"@vi }'
AFTER = """
:facts { :facts a ndp:SourceGraph . :a a ndp:DigitalPlatform ; skos:prefLabel "Alpha"@en , "An-pha"@vi ; ndp:slug "a" }
:made-up { :made-up a ndp:SourceGraph ; ndp:illustrative true . :m a ndp:DigitalPlatform ; skos:prefLabel "Mu"@en }
"""
QUERY = """query Q($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on DigitalPlatform { slug label { value } } }
}"""
BOTH = [{"__typename": "DigitalPlatform", "iri": EX + name} for name in "am"]
ALPHA = {"slug": "a", "label": {"value": "An-pha"}}
MU = {"slug": None, "label": {"value": "Mu"}}


@pytest.fixture(scope="module", params=["sqlite", "neo4j"])
def some(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Series:
    uri = request.getfixturevalue("neo4j_empty_for_module") if request.param == "neo4j" else None
    location = Location(tmp_path_factory.mktemp("some") / "store", uri)
    return Series(location, (publish(location, BEFORE), publish(location, AFTER)))


@pytest.fixture(scope="module")
def client(some: Series) -> Iterator[TestClient]:
    with serving(replace(some.settings, federation=True)) as client:
        yield client


def ask(client: TestClient, query: str = QUERY, lang: str = "", **params: str) -> Any:
    body = {"query": query, "variables": {"representations": BOTH}}
    headers = {"accept-language": lang} if lang else {}
    return client.post("/graphql", json=body, params=params, headers=headers).json()


def entities(found: Any) -> Any:
    assert "errors" not in found, found
    return found["data"]["_entities"]


def test_it_answers_from_the_release_the_sources_and_in_the_language_that_are_asked_for(
    client: TestClient, some: Series
) -> None:
    assert entities(ask(client)) == [ALPHA, MU]
    assert entities(ask(client, lang="en"))[0]["label"] == {"value": "Alpha"}
    older = ask(client, release=some.ids[0])
    assert entities(older) == [ALPHA | {"slug": None}, None]
    assert older["extensions"]["release"] == some.ids[0]
    assert entities(ask(client, illustrative="false")) == [ALPHA, None]
    narrow = QUERY.replace(
        "Q($representations: [_Any!]!)", "Q($representations: [_Any!]!) @data(illustrative: false)"
    )
    found = ask(client, narrow)
    assert entities(found) == [ALPHA, None]
    assert found["extensions"]["data"] == {"illustrative": False}


def test_the_schema_for_clients_stays_the_ordinary_one(client: TestClient, some: Series) -> None:
    text = client.get("/graphql/schema.graphql").text
    with serving(some.settings) as ordinary:
        assert ordinary.get("/graphql/schema.graphql").text == text
    composed = ask(client, "{ _service { sdl } }")["data"]["_service"]["sdl"]
    assert text.replace("\ntype PageInfo {", "\ntype PageInfo @shareable {") in composed


def test_documents_of_gateways_are_trusted_like_others(some: Series, tmp_path: Path) -> None:
    (tmp_path / "entities.graphql").write_text(QUERY, "utf-8")
    settings = replace(some.settings, federation=True, trusted=tmp_path, trusted_only=True)
    with serving(settings) as client:  # it tries them when it starts
        assert entities(ask(client)) == [ALPHA, MU]
        for other in (QUERY.replace("slug", "iri"), "{ _service { sdl } }"):
            (error,) = ask(client, other)["errors"]
            assert error["extensions"]["code"] == "TRUSTED_ONLY"


def test_it_is_no_table(client: TestClient) -> None:
    body = {"query": QUERY, "variables": {"representations": BOTH}}
    found = client.post("/graphql", json=body, headers={"accept": "text/csv"})
    assert found.json()["errors"][0]["extensions"]["code"] == "TABLE_LIST"
