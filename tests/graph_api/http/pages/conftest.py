"""Fixtures of tests of pages: `pages`, a client of a service over all shipped data, in each store.

`counted` counts what the pages ask of the store.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import sleep

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from graph_api.engine.answer import Answer
from graph_api.engine.engine import Engine
from graph_api.engine.prepared import PreparedOperation
from graph_api.receipts.keyring import Keyring
from loaders.folder.location import Location
from tests.graph_api.support.justified import publish, settings_of
from tests.graph_api.support.series import serving
from tests.graph_api.support.stores import KINDS


@dataclass(slots=True)
class Counted:
    """The operations and statements since the last time that it was cleared."""

    operations: int = 0
    statements: int = 0

    def clear(self) -> None:
        """Begin again."""
        self.operations = self.statements = 0


@pytest.fixture(scope="module", params=KINDS)
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client that follows no redirections; its service signs receipts."""
    uri = request.getfixturevalue("neo4j_empty_for_module") if request.param == "neo4j" else None
    location = Location(tmp_path_factory.mktemp("release") / "store", uri)
    publish(location)
    keys = location.folder.parent / "keys"
    Keyring(keys).make()
    with serving(replace(settings_of(location), keys=keys)) as client:
        client.follow_redirects = False
        yield client


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """The questions that are run while a test lasts."""
    counted, run = Counted(), Engine.run

    async def counting(self: Engine, operation: PreparedOperation) -> Answer:
        answer = await run(self, operation)
        counted.operations += 1
        counted.statements += answer.statements
        return answer

    monkeypatch.setattr(Engine, "run", counting)
    return counted


def get_ready(pages: TestClient, address: str) -> Response:
    """The response about some sources alone, whose copy is made first."""
    for _ in range(600):
        response = pages.get(address)
        if response.status_code != 503:
            return response
        sleep(0.1)
    raise AssertionError("the copy is not made")
