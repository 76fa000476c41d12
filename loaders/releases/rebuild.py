"""The SQLite file of a release, built again from its canonical files, which are the master copy."""

import logging

from loaders.folder.contents import graph_infos, iter_lines
from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.nquads.lines import SortedLines
from loaders.replacing import replacing
from loaders.stores.port import StoreChange
from loaders.stores.records import iter_records
from loaders.stores.sqlite.store import SqliteStore
from ontology.bundle import bundle
from ontology.read import read_model
from ontology.storage import FORMAT

log = logging.getLogger("ndp_graph")


def readable_sqlite(folder: Folder, manifest: Manifest) -> SqliteStore:
    """The release's SQLite file, which is built again if there is none in the format of this program.

    Raises `StoreError` or `OSError` if it cannot be built.
    """
    store = SqliteStore(folder.sqlite_path(manifest.id))
    state = store.state()
    if state is None or state.format != FORMAT:
        log.warning("building the SQLite file of %s again for this version of the program", manifest.id)
        rebuild_sqlite(folder, manifest)
    return store


def rebuild_sqlite(folder: Folder, manifest: Manifest) -> None:
    """Replace the release's SQLite file by one in the format of this program.

    Readers of the old file keep it. Raises `StoreError` or `OSError` on failure.
    """
    files = folder.ontology(manifest.id)
    model = read_model(files, manifest.base)
    gids = {graph.iri: graph.gid for graph in manifest.stored}
    target = folder.sqlite_path(manifest.id)
    lines_of_release = iter_lines(manifest.stored, folder.graph_path)
    with replacing(target) as part, SortedLines(lines_of_release) as lines:
        change = StoreChange(
            manifest.id,
            model,
            bundle(files),
            graph_infos(manifest),
            iter_records(lines, gids, model),
            replace=True,
        )
        SqliteStore(part).apply(change)
