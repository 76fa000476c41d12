"""`ndp-graph dump`."""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from graph_api.cli.flags import setting_flags, settings_of
from graph_api.cli.terminal import progress
from graph_api.settings import SettingGroup, Settings

if TYPE_CHECKING:
    from loaders.folder.folder import Folder
    from loaders.stores.port import Store
    from ontology.model import Model

_FORMATS = ("nq", "trig", "ttl", "nt", "rdf", "jsonld")


@click.command(
    "dump",
    short_help="Write a release out as RDF.",
    epilog="""\b
Examples:
  ndp-graph dump | sha256sum                      the hash that `ndp-graph releases` shows
  ndp-graph dump --format ttl -o everything.ttl
  ndp-graph dump --graph https://example.vn/2026 --format trig""",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="nq",
    help="nq (default) is canonical: RDFC-1.0 labels, sorted. ttl, nt and rdf are the union of the graphs.",
)
@click.option("--graph", metavar="IRI", help="Only this graph.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@setting_flags(SettingGroup.READ)
def command(form: str, graph: str | None, output: Path | None, **given: Any) -> int:
    """Write a release as RDF: exactly what was loaded.

    The current release is regenerated from the store that is named, earlier ones from the release folder.
    """
    from loaders.dump import statements, write

    settings = settings_of(given, os.environ)
    with progress() as listener, _lines(settings) as source:
        listener("reading the release")
        with statements(source, graph) as lines, _opened(output) as out:
            listener("writing")
            write(form, lines, out, prefixes(settings.base_iri))
    return 0


def prefixes(base: str) -> dict[str, str]:
    """Prefixes for the formats that have them."""
    return {
        "ndp": f"{base}ns#",
        "dct": "http://purl.org/dc/terms/",
        "eli": "http://data.europa.eu/eli/ontology#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "org": "http://www.w3.org/ns/org#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }


@contextmanager
def _lines(settings: Settings) -> Iterator[Iterator[bytes]]:
    """The lines of the release that the settings name, from where they are to come."""
    from loaders.dump import iter_release, iter_store
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
            yield iter_store(store, _model(settings, folder, serving))
        else:
            yield iter_release(folder, folder.find(settings.release))


def _sqlite(folder: "Folder") -> "Store":
    from loaders.stores.sqlite.store import SqliteStore

    return SqliteStore(folder.sqlite_path(folder.find(None).id))


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
    """The ontology that a Neo4j without its release folder keeps."""
    from graph_api.serving.opening import open_reader

    reader = await open_reader(settings)
    try:
        return reader.model
    finally:
        await reader.close()


@contextmanager
def _opened(output: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that takes its place only when it is complete."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = output.with_name(f".{output.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
