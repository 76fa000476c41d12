"""Engines over both stores: `engine` on the shipped data and the nasty cases, loaded once a module."""

from collections.abc import Iterator

import pytest

from loaders.shipped.files import shipped_files
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from ontology.read import read_model
from tests.graph_api.support import nasty
from tests.graph_api.support.stores import KINDS, Asker, Content, neo4j_asker, read_quads, sqlite_asker


@pytest.fixture(scope="session")
def model() -> Model:
    """The shipped ontology with the nasty one added."""
    return read_model([*builtin_files(DEFAULT_BASE), nasty.ONTOLOGY], DEFAULT_BASE)


@pytest.fixture(scope="session")
def content(model: Model) -> Content:
    """The shipped data and the nasty cases."""
    return Content(model, [*read_quads(*shipped_files(illustrative=True)), *nasty.quads()])


@pytest.fixture(scope="module", params=KINDS)
def engine(
    request: pytest.FixtureRequest, content: Content, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Asker]:
    """An engine to ask, on each store."""
    if request.param == "sqlite":
        with sqlite_asker(content, tmp_path_factory.mktemp("store")) as asker:
            yield asker
    else:
        with neo4j_asker(content, request.getfixturevalue("neo4j_empty_for_module")) as asker:
            yield asker
