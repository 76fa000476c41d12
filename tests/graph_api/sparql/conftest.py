"""Fixtures of SPARQL.

`indexed`  the folder of one release, with its index made
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from graph_api.sparql.index import IndexContent, ReleaseIndex, build_index, index_of
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from tests.graph_api.support.series import publish

DATA = """
:g1 { :a a ndp:DigitalPlatform ; skos:prefLabel "Nền tảng \\"A\\",\\t1 < 2 & more"@vi ;
        :share 54.20 ; :count "007"^^xsd:integer .
      :a :part [ :note "line\\nbreak" ] . :b skos:prefLabel "b" }
:g2 { :b skos:prefLabel "b" ; :share 54.2 ; :when "2026-01-01T00:00:00.50Z"^^xsd:dateTime }
"""


@dataclass(frozen=True, slots=True)
class Indexed:
    """A release folder, its only release, and the index of it."""

    folder: Folder
    release: str
    index: ReleaseIndex
    content: IndexContent

    @property
    def store(self) -> str:
        """The store of the index."""
        return str(self.index.store)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Indexed:
    """A release with its index; its tests only read it."""
    return publish_indexed(tmp_path_factory.mktemp("indexed") / "store")


def publish_indexed(path: Path, data: str = DATA) -> Indexed:
    """Publish a release in a new folder, and make its index."""
    folder = Folder(path)
    release = publish(Location(path), "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n" + data)
    return Indexed(folder, release, index_of(folder, release), build_index(folder, release))
