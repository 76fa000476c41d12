"""Fixtures of all tests of HTTP.

`app`      the real application over `content`, in SQLite
`client`   a client of it, in this process
`address`  the URL at which it is served
"""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.http.app import create_app
from graph_api.settings import Settings
from graph_api.stores.sqlite.reader import SqliteReader
from tests.graph_api.conftest import SqliteFiles
from tests.graph_api.pages.small_server import serving
from tests.graph_api.support.stores import RELEASE, Content


@pytest.fixture(scope="module")
def app(content: Content, files: SqliteFiles) -> Starlette:
    """The application over a release that its tests only read."""
    file = files.of(content)

    async def opener(_: Settings, __: Engine | None) -> Engine:
        return Engine(EngineParts(SqliteReader(file, content.model, RELEASE)))

    return create_app(Settings(store=f"sqlite:{file.parent}"), opener)


@pytest.fixture(scope="module")
def client(app: Starlette) -> Iterator[TestClient]:
    """A client that follows no redirections."""
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def address(app: Starlette) -> Iterator[str]:
    """The URL of a real server."""
    with serving(app) as url:
        yield url
