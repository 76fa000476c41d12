"""Fixtures of tests of exports: `location`, a release of all shipped data in SQLite; `client`, of a service over it."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from loaders.folder.location import Location
from tests.graph_api.support.justified import publish, settings_of
from tests.graph_api.support.series import serving


@pytest.fixture(scope="session")
def location(tmp_path_factory: pytest.TempPathFactory) -> Location:
    """A release of all shipped data, which is only read."""
    found = Location(tmp_path_factory.mktemp("release") / "store")
    publish(found)
    return found


@pytest.fixture(scope="module")
def client(location: Location) -> Iterator[TestClient]:
    """A client of a service over it."""
    with serving(settings_of(location)) as client:
        yield client
