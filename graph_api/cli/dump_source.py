"""The source of a dump: the store if it serves the release, else the release folder."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph_api.settings import Settings

if TYPE_CHECKING:
    from loaders.folder.folder import Folder
    from loaders.nquads.lines import SortedLines
    from loaders.stores.port import Store
    from ontology.model import Model


@dataclass(frozen=True, slots=True)
class DumpSource:
    """The canonical lines of a release or of one of its graphs, and the base IRI of its data."""

    lines: "SortedLines"
    base: str


@contextmanager
def open_source(settings: Settings, graph: str | None, *, from_store: bool) -> Iterator[DumpSource]:
    """The source of the release in the settings, open until the block ends. Raises `NdpError` if there is none.

    `from_store`: the statements are read back from the store if that serves the release, not from the release folder.
    """
    from loaders.dump import dump_lines, graph_lines
    from loaders.folder.folder import Folder

    folder = Folder(settings.location.folder)
    release = settings.release or _served(settings, folder)
    if from_store or not folder.has(release):
        with _read_back(settings, graph) as source:
            yield source
        return
    manifest = folder.find(release)
    lines = (
        dump_lines(manifest.graphs, folder.graph_path)
        if graph is None
        else graph_lines(manifest.graphs, folder.graph_path, graph)
    )
    with lines:
        yield DumpSource(lines, manifest.base)


def _served(settings: Settings, folder: "Folder") -> str:
    """The release that the store serves."""
    from loaders.releases.neo4j_sync import open_neo4j

    with open_neo4j(settings.location) as neo4j:
        return folder.find(None).id if neo4j is None else _release_of(neo4j)


@contextmanager
def _read_back(settings: Settings, graph: str | None) -> Iterator[DumpSource]:
    from loaders.dump import iter_release, iter_store, statements
    from loaders.folder.folder import Folder
    from loaders.releases.neo4j_sync import open_neo4j

    location = settings.location
    folder = Folder(location.folder)
    with open_neo4j(location) as neo4j:
        if neo4j is None:
            serving, store = folder.find(None).id, _sqlite(folder)
        else:
            serving, store = _release_of(neo4j), neo4j
        if settings.release in (None, serving):
            model = _model(settings, folder, serving)
            lines, base = iter_store(store, model), model.base
        else:
            manifest = folder.find(settings.release)
            lines, base = iter_release(folder, manifest), manifest.base
        with statements(lines, graph) as ordered:
            yield DumpSource(ordered, base)


def _sqlite(folder: "Folder") -> "Store":
    from loaders.releases.rebuild import readable_sqlite

    return readable_sqlite(folder, folder.find(None))


def _release_of(store: "Store") -> str:
    from ontology.errors import StoreError

    state = store.state()
    if state is None:
        raise StoreError("the database is empty", hint="load something first: `ndp-graph load FILE…`")
    return state.release


def _model(settings: Settings, folder: "Folder", release: str) -> "Model":
    from ontology.read import read_model

    if folder.has(release):
        return read_model(folder.ontology(release))
    return asyncio.run(_model_in_neo4j(settings))


async def _model_in_neo4j(settings: Settings) -> "Model":
    """The ontology in a Neo4j whose release folder is absent."""
    from graph_api.serving.readers import open_reader

    reader = await open_reader(settings)
    try:
        return reader.model
    finally:
        await reader.close()
