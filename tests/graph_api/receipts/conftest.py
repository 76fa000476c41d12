"""A service that signs receipts, on each store, and the command that verifies them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph_api.receipts.keyring import Keyring
from tests.graph_api.support.command_line import ndp_graph
from tests.graph_api.support.receipts import Verify, settings_with
from tests.graph_api.support.series import Series, serving


@pytest.fixture(scope="module")
def keyring(series: Series) -> Keyring:
    found = Keyring(series.folder.path.parent / "keys")
    found.make()
    return found


@pytest.fixture(scope="module")
def client(series: Series, keyring: Keyring) -> Iterator[TestClient]:
    with serving(settings_with(series, keyring.path)) as client:
        yield client


@pytest.fixture
def verify(series: Series, keyring: Keyring, capsys: pytest.CaptureFixture[str]) -> Verify:
    """`ndp-graph verify`: its exit code and its findings."""

    def run(*arguments: object) -> tuple[int, list[dict[str, Any]]]:
        more = ["--releases", str(series.location.folder)] if series.location.neo4j else []
        more += [] if "--jwks" in arguments else ["--keys", str(keyring.path)]
        capsys.readouterr()
        code = ndp_graph(
            "verify", *map(str, arguments), "--format", "json", "--store", series.settings.store, *more,
        )  # fmt: skip
        return code, json.loads(capsys.readouterr().out)

    return run
