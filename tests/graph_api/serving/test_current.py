"""A running service follows the releases that are published, through the real command line."""

import asyncio
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.http.app import create_app
from graph_api.serving.current import CurrentEngine
from graph_api.settings import Settings
from ontology.errors import StoreError
from ontology.model import Model
from tests.graph_api.support.command_line import ndp_graph
from tests.graph_api.support.stores import Nowhere

FIRST = '<http://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "one" .'
SECOND = FIRST.replace("one", "two")
ASK = {"query": '{ resource(iri: "http://example.org/a") { label { value } } }'}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publish(tmp_path, FIRST)
    return tmp_path


def publish(folder: Path, content: str, *more: str) -> None:
    file = folder / "a.nt"
    file.write_text(content, "utf-8")
    assert ndp_graph("load", str(file), "--store", f"sqlite:{folder / 'store'}", *more) == 0


def label(client: TestClient) -> Any:
    return client.post("/graphql", json=ASK).json()["data"]["resource"]["label"]["value"]


def test_a_release_published_meanwhile_is_served_without_a_restart(folder: Path) -> None:
    with TestClient(create_app(Settings(store=f"sqlite:{folder / 'store'}"), look_every=0.0)) as client:
        before = client.get("/readyz").json()["release"]
        assert label(client) == "one"
        publish(folder, SECOND)
        assert label(client) == "two"
        assert client.get("/readyz").json()["release"] != before


def test_a_service_follows_a_rollback(folder: Path) -> None:
    store = f"sqlite:{folder / 'store'}"
    publish(folder, SECOND)
    with TestClient(create_app(Settings(store=store), look_every=0.0)) as client:
        assert label(client) == "two"
        assert ndp_graph("rollback", "--store", store) == 0
        assert label(client) == "one"


def test_a_release_with_another_ontology_brings_its_own_schema(folder: Path) -> None:
    added = folder / "bridge.ttl"
    added.write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . <http://example.org/Bridge> a owl:Class .", "utf-8"
    )
    with TestClient(create_app(Settings(store=f"sqlite:{folder / 'store'}"), look_every=0.0)) as client:
        assert "errors" in client.post("/graphql", json={"query": "{ bridges { totalCount } }"}).json()
        publish(folder, SECOND, "--ontology", str(added))
        found = client.post("/graphql", json={"query": "{ bridges { totalCount } }"}).json()
        assert found["data"] == {"bridges": {"totalCount": 0}}


@pytest.mark.parametrize("problem", [StoreError("gone"), sqlite3.DatabaseError("malformed")])
def test_a_release_that_cannot_be_opened_leaves_the_one_before_in_service(
    model: Model, problem: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    class Replaced(Nowhere):
        async def is_current(self) -> bool:
            return False

    async def opener(_: Engine | None) -> Engine:
        raise problem

    async def ask_twice() -> list[Engine]:
        current = CurrentEngine(opener, before, look_every=0.0)
        return [await current.engine(), await current.engine()]

    before = Engine(EngineParts(Replaced(model)))
    assert asyncio.run(ask_twice()) == [before, before]
    assert str(problem) in caplog.text


def test_a_release_that_was_asked_for_by_id_stays(folder: Path) -> None:
    store = f"sqlite:{folder / 'store'}"
    first = (folder / "store" / "current").read_text("utf-8").strip()
    with TestClient(create_app(Settings(store=store, release=first), look_every=0.0)) as client:
        publish(folder, SECOND)
        time.sleep(0.01)
        assert label(client) == "one"
