"""The real server under schemathesis, which makes operations of the schema with values of all kinds."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_api.engine.engine import Engine, EngineParts
from graph_api.http.app import create_app
from graph_api.settings import Settings
from graph_api.stores.sqlite.reader import SqliteReader
from loaders.stores.sqlite.store import SqliteStore
from tests.graph_api.pages.small_server import serving
from tests.graph_api.support.stores import RELEASE, Content, change_of
from tests.support.depth import deep

EXAMPLES = deep(2)
"""The number of operations generated for each root field."""


@pytest.fixture(scope="module")
def address(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("release") / "graph.sqlite"
    SqliteStore(file).apply(change_of(content))

    async def opener(_: Settings, __: Engine | None) -> Engine:
        return Engine(EngineParts(SqliteReader(file, content.model, RELEASE)))

    with serving(create_app(Settings(store=f"sqlite:{file.parent}"), opener)) as url:
        yield url


def test_no_operation_makes_the_server_fail(address: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/graphql"]
    options = ["--checks=not_a_server_error", "--phases=fuzzing", "--mode=all", "--no-color"]
    bounds = [f"--max-examples={EXAMPLES}", "--generation-database=none", "--request-timeout=20", "--seed=1"]
    run = subprocess.run(
        [*command, *options, *bounds],
        cwd=tmp_path,  # where it leaves its caches
        capture_output=True,
        text=True,
        check=False,
        timeout=3600,
    )
    told = run.stdout[-8000:] + run.stderr[-2000:]
    assert run.returncode == 0, told
    assert "passed" in told
