"""The SQLite file of a release made again from its canonical files, which are the record."""

import logging
import os
from pathlib import Path

from loaders.folder.contents import graph_infos, iter_lines
from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.nquads.lines import SortedLines
from loaders.stores.port import StoreChange
from loaders.stores.records import iter_records
from loaders.stores.sqlite.store import SqliteStore
from ontology.bundle import bundle
from ontology.read import read_model
from ontology.storage import FORMAT

log = logging.getLogger("ndp_graph")


def readable_sqlite(folder: Folder, manifest: Manifest) -> SqliteStore:
    """The release's SQLite file, which is made again where there is none in the format of this program.

    Raises `StoreError` or `OSError` if there is none and cannot be.
    """
    store = SqliteStore(folder.sqlite_path(manifest.id))
    state = store.state()
    if state is None or state.format != FORMAT:
        log.warning("the SQLite file of %s is built again, for this version of the program", manifest.id)
        rebuild_sqlite(folder, manifest)
    return store


def rebuild_sqlite(folder: Folder, manifest: Manifest) -> None:
    """Put the release's SQLite file, in the format of this program, in the place of the one that is there.

    Readers of the old file keep it. Raises `StoreError` or `OSError` if that cannot be done.
    """
    files = folder.ontology(manifest.id)
    model = read_model(files, manifest.base)
    gids = {graph.iri: graph.gid for graph in manifest.stored}
    target = folder.sqlite_path(manifest.id)
    made = Path(f"{target}.{os.getpid()}")
    try:
        with SortedLines(iter_lines(manifest.stored, folder.graph_path)) as lines:
            change = StoreChange(
                manifest.id,
                model,
                bundle(files),
                graph_infos(manifest),
                iter_records(lines, gids, model),
                replace=True,
            )
            SqliteStore(made).apply(change)
        made.replace(target)
    finally:
        made.unlink(missing_ok=True)
