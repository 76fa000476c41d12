"""Fixtures of all tests of graph_api.

`model`    the shipped ontology with that of the nasty cases
`content`  the shipped data and the nasty cases; a module with other data has a `content` of its own
`engine`   an engine over `content`, on each store; what it reads is loaded once and shared
`series`   three releases in a folder, on each store
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_api.stores.sqlite.reader import SqliteReader
from loaders.folder.location import Location
from loaders.shipped.files import shipped_files
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from ontology.read import read_model
from tests.graph_api.support import nasty
from tests.graph_api.support.concluded import composed_labels
from tests.graph_api.support.series import Series, publish_series
from tests.graph_api.support.stores import (
    KINDS,
    RELEASE,
    Asker,
    Content,
    asking,
    fill_neo4j,
    neo4j_open,
    read_quads,
    sqlite_file,
)
from tests.support.neo4j_fixtures import Database


@pytest.fixture(scope="session")
def model() -> Model:
    """The shipped ontology with the nasty one added."""
    return read_model([*builtin_files(DEFAULT_BASE), nasty.ONTOLOGY], DEFAULT_BASE)


@pytest.fixture(scope="session")
def content(model: Model) -> Content:
    """The shipped data and the nasty cases, with the labels of what they do not name."""
    quads = [*read_quads(*shipped_files(illustrative=True)), *nasty.quads()]
    return Content(model, [*quads, *composed_labels(quads, model)])


class SqliteFiles:
    """SQLite files by their content: tests that only read share them."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        self._factory = factory
        self._files: list[tuple[Content, Path]] = []

    def of(self, content: Content) -> Path:
        """The file that holds `content`, made when it is first needed."""
        for known, file in self._files:
            if known is content:
                return file
        file = sqlite_file(content, self._factory.mktemp("store"))
        self._files.append((content, file))
        return file


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    """SQLite files to read."""
    return SqliteFiles(tmp_path_factory)


@pytest.fixture(scope="module", params=KINDS)
def engine(request: pytest.FixtureRequest, content: Content, files: SqliteFiles) -> Iterator[Asker]:
    """An engine to ask, on each store. What it reads is shared: tests that write make a store of their own."""
    if request.param == "sqlite":
        with asking(SqliteReader(files.of(content), content.model, RELEASE), "sqlite") as asker:
            yield asker
    else:
        database: Database = request.getfixturevalue("neo4j_database")
        uri = database.hold(content, lambda uri: fill_neo4j(content, uri))
        with neo4j_open(content, uri) as asker:
            yield asker


@pytest.fixture(scope="module", params=KINDS)
def series(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Series:
    """Three releases, on each store, shared by the tests of a module; to change them, publish a series of your own."""
    uri = request.getfixturevalue("neo4j_empty_for_module") if request.param == "neo4j" else None
    return publish_series(Location(tmp_path_factory.mktemp("series") / "store", uri))
