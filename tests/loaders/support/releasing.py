"""Making releases in tests: from a few lines of RDF, into a folder of the test's own."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from pyoxigraph import Quad, RdfFormat, parse

from loaders.dump import iter_release, iter_store, statements
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.nquads.canonical import canonical_lines
from loaders.progress import silent
from loaders.releases.build import LoadOutcome, LoadRequest, build
from loaders.releases.neo4j_sync import open_neo4j, synchronise
from loaders.stores.sqlite.store import SqliteStore
from ontology.read import read_model
from tests.support.rdf_strategies import datasets

NDP = "https://w3id.org/vn-ndp/ns#"
PREFIXES = f"""
@prefix ndp: <{NDP}> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <http://example.org/> .
"""
TODAY = "2026-01-31"
_CLASSES = [f"{NDP}DigitalPlatform", f"{NDP}PlatformKind", "http://www.w3.org/ns/org#Organization"]

_PROPERTIES = [
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://purl.org/dc/terms/title",
    "http://www.w3.org/ns/org#subOrganizationOf",
    *(f"{NDP}{name}" for name in ("decisionDate", "validFrom", "threshold", "order", "platformStatus")),
    f"{NDP}illustrative",
]


def trig(text: str) -> list[Quad]:
    """The statements of TriG text, with `PREFIXES`; blank nodes of two texts never meet."""
    return list(parse(PREFIXES + text, RdfFormat.TRIG, rename_blank_nodes=True))


@dataclass(frozen=True)
class FixedQuads:
    """A `QuadReader` of statements that are there already."""

    quads: Iterable[Quad]

    def iter_quads(self, base: str) -> Iterable[Quad]:
        """The statements, the same under any base."""
        return self.quads


def load(location: Location, quads: Iterable[Quad], **request: Any) -> LoadOutcome:
    """Load statements that are placed already."""
    return build(location, LoadRequest(today=TODAY, reader=FixedQuads(quads), **request))


Made = TypeVar("Made")
_templates: dict[Callable[[Location], Any], tuple[tempfile.TemporaryDirectory[str], Any]] = {}


def copy_of(make: Callable[[Location], Made], location: Location) -> Made:
    """Publish at a location a copy of the releases that `make` publishes, in Neo4j too; return the result of `make`.

    It is made once in this process, in a folder of its own, and copied from there.
    """
    if make not in _templates:
        folder = tempfile.TemporaryDirectory(prefix="ndp-template-")
        _templates[make] = folder, make(Location(Path(folder.name, "store")))
    folder, made = _templates[make]
    shutil.copytree(Path(folder.name, "store"), location.folder)
    with open_neo4j(location) as store:
        if store is not None:
            copied = Folder(location.folder)
            synchronise(store, copied, copied.find(None), silent)
    return made  # type: ignore[no-any-return] # of the type that `make` returns


def dumped(location: Location) -> list[str]:
    """The canonical dump of the current release, regenerated from the store of the location."""
    folder = Folder(location.folder)
    model = read_model(folder.ontology(folder.find(None).id))
    with open_neo4j(location) as neo4j:
        store = neo4j or SqliteStore(folder.sqlite_path(folder.find(None).id))
        with statements(iter_store(store, model)) as lines:
            return [line.decode() for line in lines]


def kept(folder: Folder, release: str) -> list[str]:
    """The canonical dump of a release, from the folder's files."""
    with statements(iter_release(folder, folder.manifest(release))) as lines:
        return [line.decode() for line in lines]


def canonical(quads: Iterable[Quad]) -> list[str]:
    """The canonical form of a data set."""
    return canonical_lines(quads)


def tree(path: Path) -> Sequence[str]:
    """All files under a folder, but the lock."""
    return sorted(str(p.relative_to(path)) for p in path.rglob("*") if p.is_file() and p.name != "lock")


def known_datasets(*, blank_graphs: bool = True) -> st.SearchStrategy[list[Quad]]:
    """Data sets in which terms of the ontology meet unknown ones."""
    return datasets(classes=_CLASSES, properties=_PROPERTIES, blank_graphs=blank_graphs)
