"""Graph files made again from stores: these give back exact statements, and a file's hash proves that it is whole."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.nquads.graph_files import scope_of, write_graph_file
from loaders.nquads.lines import unscope_blank
from loaders.releases.rebuild import read_model_of
from loaders.stores.port import Store
from loaders.stores.records import iter_record_lines
from loaders.stores.sqlite.store import SqliteStore
from ontology.errors import NdpError
from ontology.model import Model
from ontology.values.literals import to_ntriples


def regain_graph_files(
    folder: Folder, files: Collection[str], neo4j: Store | None, into: Path
) -> Iterator[tuple[str, str]]:
    """Write those of `files` (SHA-256) that a store gives back to `into`; yield each with the name of the store."""
    missing = set(files)
    for manifest, store, name in _iter_stores(folder, neo4j):
        wanted = missing & manifest.files
        if not wanted:
            continue
        try:
            found = _write_files(store, manifest, read_model_of(folder, manifest), wanted, into)
        except (NdpError, ValueError, KeyError, TypeError):
            continue  # a damaged store
        missing -= found
        yield from ((file, name) for file in sorted(found))


def _iter_stores(folder: Folder, neo4j: Store | None) -> Iterator[tuple[Manifest, Store, str]]:
    """All stores that hold a release of the folder: SQLite files, newest first, then Neo4j."""
    manifests = {manifest.id: manifest for manifest in folder.history()}
    for manifest in manifests.values():
        path = folder.sqlite_path(manifest.id)
        yield manifest, SqliteStore(path), str(path)
    state = neo4j.state() if neo4j is not None else None
    if neo4j is not None and state is not None and state.release in manifests:
        yield manifests[state.release], neo4j, "Neo4j"


def _write_files(
    store: Store, manifest: Manifest, model: Model, wanted: Collection[str], into: Path
) -> set[str]:
    """Write those of the files `wanted` whose statements the store has, all of them and no others."""
    entries = [entry for entry in manifest.stored if entry.file in wanted]
    file_of = {to_ntriples(entry.iri).encode(): entry.file for entry in entries}
    lines: dict[str, list[bytes]] = defaultdict(list)
    for line in iter_record_lines(store.scan(), {entry.gid: entry.iri for entry in entries}, model):
        file = file_of[line.rsplit(b" ", 2)[1]]
        lines[file].append(unscope_blank(line, scope_of(file)))
    found = set()
    for file, of_file in lines.items():
        written = write_graph_file(sorted(of_file), into, blank=False).file
        if written == file:
            found.add(file)
        else:
            (into / f"{written}.nq").unlink()
    return found
