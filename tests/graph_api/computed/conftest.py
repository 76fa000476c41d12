"""The fixture of tests of computed fields over releases: `client`, a client of a service over `series`."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.graph_api.support.series import Series, serving


@pytest.fixture(scope="module")
def client(series: Series) -> Iterator[TestClient]:
    """A client of a service over three releases, on each store."""
    with serving(series.settings) as client:
        yield client
