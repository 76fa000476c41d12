"""The real server under the audits of `graphql-http`, the reference of GraphQL over HTTP."""

import json
from collections.abc import Iterator

import pytest

from graph_api.engine.engine import Engine, EngineParts
from graph_api.http.app import create_app
from graph_api.settings import Settings
from graph_api.stores.sqlite.reader import SqliteReader
from loaders.stores.sqlite.store import SqliteStore
from tests.graph_api.pages.small_server import serving
from tests.graph_api.support.stores import RELEASE, Content, change_of
from tests.support.npm_tools import npm_folder, run_node

AUDITS = 61


@pytest.fixture(scope="module")
def address(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("release") / "graph.sqlite"
    SqliteStore(file).apply(change_of(content))

    async def opener(_: Settings, __: Engine | None) -> Engine:
        return Engine(EngineParts(SqliteReader(file, content.model, RELEASE)))

    with serving(create_app(Settings(store=f"sqlite:{file.parent}"), opener)) as url:
        yield url


def test_all_audits_of_graphql_http_are_ok(address: str) -> None:
    printed = run_node(npm_folder("graphql-http"), "audit.mjs", f"{address}/graphql")
    audits = [json.loads(line) for line in printed.splitlines()]
    assert len(audits) == AUDITS
    assert [audit for audit in audits if audit["status"] != "ok"] == []
