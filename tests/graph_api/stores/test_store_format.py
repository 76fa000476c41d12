"""A store in a layout of another format is refused with advice, never read; the next load builds it anew."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import neo4j
import pytest

from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.operations.question import Question
from graph_api.serving.readers import open_reader
from graph_api.settings import Settings
from ontology.errors import StoreError
from ontology.storage import FORMAT
from tests.graph_api.support.command_line import ndp_graph

LABEL = '<http://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "one" .'
ASK = '{ resource(iri: "http://example.org/a") { label { value } } }'


@pytest.fixture(params=["sqlite", "neo4j"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Those of a release in a store whose format is then made another one."""
    (tmp_path / "a.nt").write_text(LABEL, "utf-8")
    folder = tmp_path / "store"
    uri = request.getfixturevalue("neo4j_empty") if request.param == "neo4j" else f"sqlite:{folder}"
    settings = Settings(store=uri, releases=folder)
    assert load(settings) == 0
    if request.param == "neo4j":
        with neo4j.GraphDatabase.driver(uri) as driver:
            driver.execute_query("MATCH (s:NdpStore {name: 'ndp'}) SET s.format = $format", format=FORMAT - 1)
    for file in folder.glob("releases/*/*.sqlite"):
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("UPDATE meta SET value = ? WHERE key = 'format'", (FORMAT - 1,))
            connection.commit()
    return settings


def load(settings: Settings) -> int:
    file = str(settings.location.folder.parent / "a.nt")
    return ndp_graph("load", file, "--store", settings.store, "--releases", str(settings.location.folder))


async def ask(settings: Settings) -> bytes:
    reader = await open_reader(settings)
    try:
        return (await Engine(EngineParts(reader)).execute(Question(ASK))).body
    finally:
        await reader.close()


def test_a_store_of_another_format_is_refused_or_built_again(settings: Settings) -> None:
    if not settings.location.neo4j:  # the release folder has all that it takes
        assert b'"one"' in asyncio.run(ask(settings))
        return
    with pytest.raises(StoreError) as refused:
        asyncio.run(ask(settings))
    assert refused.value.code == "STORE_FORMAT"
    assert "ndp-graph load" in (refused.value.hint or "")
    assert load(settings) == 0
    assert b'"one"' in asyncio.run(ask(settings))
