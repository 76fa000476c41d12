"""The parts of a release beside its canonical files, the master copy: read, or built again from them."""

import logging
from pathlib import Path

from loaders.folder.checksums import checksum_holds, set_checksum
from loaders.folder.contents import graph_infos, iter_lines
from loaders.folder.folder import SHAPE_RESULTS, Folder
from loaders.folder.manifest import Manifest
from loaders.nquads.graph_files import hash_of_file
from loaders.nquads.lines import SortedLines
from loaders.replacing import replacing
from loaders.stores.port import StoreChange
from loaders.stores.records import iter_records
from loaders.stores.sqlite.store import SqliteStore
from loaders.validation.results import from_json
from loaders.validation.validate import ShapeResult
from ontology.bundle import MEDIA_NAME, bundle
from ontology.errors import DamagedFile, StoreError
from ontology.model import Model
from ontology.read import read_model
from ontology.storage import FORMAT

log = logging.getLogger("ndp_graph")


def sound_sqlite(folder: Folder, manifest: Manifest) -> SqliteStore | None:
    """The release's SQLite file if it is known to be undamaged and has the format of this program, else None."""
    path = folder.sqlite_path(manifest.id)
    return store_in(path, manifest) if checksum_holds(path) else None


def readable_sqlite(folder: Folder, manifest: Manifest) -> SqliteStore:
    """The release's SQLite file, which is built again if it is absent, damaged or in the format of another version.

    Raises `StoreError` or `OSError` if it cannot be built.
    """
    path = folder.sqlite_path(manifest.id)
    store = None if checksum_holds(path) is False else store_in(path, manifest)
    if store is None:
        log.warning("%s is missing, damaged or of another version of the program: it is built again", path)
        rebuild_sqlite(folder, manifest)
    return store or SqliteStore(path)


def store_in(path: Path, manifest: Manifest) -> SqliteStore | None:
    """The store in a file if it holds the release, or a view of it, in the format of this program, else None."""
    store = SqliteStore(path)
    try:
        state = store.state()
    except StoreError as problem:
        if problem.code == StoreError.default_code:
            raise
        return None
    is_own = state is not None and (state.release, state.format) == (manifest.id, FORMAT)
    return store if is_own else None


def rebuild_sqlite(folder: Folder, manifest: Manifest) -> None:
    """Replace the release's SQLite file by one in the format of this program, made from the graph files.

    Readers of the old file keep it. Raises `StoreError` or `OSError` on failure.
    """
    files = folder.ontology(manifest.id)
    model = read_model(files, manifest.base)
    gids = {graph.iri: graph.gid for graph in manifest.stored}
    target = folder.sqlite_path(manifest.id)
    lines_of_release = iter_lines(manifest.stored, folder.graph_path)
    with replacing(target) as part:
        with SortedLines(lines_of_release) as lines:
            change = StoreChange(
                manifest.id,
                model,
                bundle(files),
                graph_infos(manifest),
                iter_records(lines, gids, model),
                replace=True,
            )
            SqliteStore(part).apply(change)
        digest = hash_of_file(part)
        set_checksum(target, digest, *_own_checksums(target))
    set_checksum(target, digest)


def _own_checksums(path: Path) -> tuple[str, ...]:
    """The hash of a file if it is its checksum: it stays in use until it is replaced."""
    return (hash_of_file(path),) if checksum_holds(path) else ()


def read_shape_results(folder: Folder, release: str) -> tuple[ShapeResult, ...]:
    """The results of the shapes in a release. Raises `DamagedFile`."""
    path = folder.release_path(release) / SHAPE_RESULTS
    return from_json(folder.shape_results(release), path)


def read_model_of(folder: Folder, manifest: Manifest) -> Model:
    """The model of a release's ontology. Raises `DamagedFile` if it is not the one that the manifest names."""
    model = read_model(folder.ontology(manifest.id), manifest.base)
    if model.hash != manifest.ontology:
        path = folder.release_path(manifest.id) / MEDIA_NAME
        raise DamagedFile(path, "is damaged: its hash is not the one in the manifest")
    return model
