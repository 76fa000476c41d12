"""Bringing a Neo4j to a release of the folder: by the difference if it is known, else as a whole."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from loaders.batches import batches
from loaders.folder.contents import graph_infos, iter_lines, stored_contents_of
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.folder.manifest import Manifest
from loaders.folder.workshop import Workshop
from loaders.progress import Progress
from loaders.releases.rebuild import readable_sqlite
from loaders.stores.port import Store, StoreChange, StoreState
from loaders.stores.records import difference
from loaders.stores.sqlite.store import SqliteStore
from ontology.bundle import bundle
from ontology.errors import StoreError
from ontology.model import Model
from ontology.read import read_model
from ontology.record import Record
from ontology.storage import FORMAT

_MOST = 50_000
"""Most changed subjects in one transaction of Neo4j; beyond, everything is loaded beside the old data and switched."""
_BATCH = 2_000


@contextmanager
def open_neo4j(location: Location) -> Iterator[Store | None]:
    """The Neo4j of a location; None if it has none."""
    if location.neo4j is None:
        yield None
        return
    from loaders.stores.neo4j.store import Neo4jStore  # noqa: PLC0415 - SQLite needs no driver

    auth = (location.user, location.password) if location.password else None
    with Neo4jStore(location.neo4j, auth) as store:
        yield store


def finish(workshop: Workshop, neo4j: Store | None) -> None:
    """Complete or undo a killed load: if Neo4j already serves its release, publish it."""
    if neo4j is not None:
        state = neo4j.state()
        if state is not None and state.release == workshop.folder.unpublished():
            workshop.publish(state.release)
    workshop.clean()


def refuse_stranger(store: Store, folder: Folder) -> None:
    """Raise `StoreError` if the database is at a release that the folder does not have.

    Graphs that the folder does not have cannot be kept when others are added.
    """
    state = store.state()
    if state is not None and not folder.has(state.release):
        raise StoreError(
            f"the database holds the release {state.release}, which is not in {folder.path}",
            code="STORE_STRANGER",
            hint="give the folder it was loaded from as --releases, or load everything anew with --replace",
        )


def synchronise(
    store: Store, folder: Folder, manifest: Manifest, progress: Progress, *, anew: bool = False
) -> None:
    """Bring `store` to the release of `manifest`, which is complete in `folder`; `anew`: even if it seems to be."""
    state = None if anew else store.state()
    if state is not None and (state.release, state.format) == (manifest.id, FORMAT):
        return
    source = readable_sqlite(folder, manifest)
    files = folder.ontology(manifest.id)
    model = read_model(files, manifest.base)
    subjects = _changed_subjects(state, folder, manifest)
    progress("writing to Neo4j")
    store.apply(
        _replacement(manifest, model, bundle(files), source)
        if subjects is None
        else _change(manifest, model, bundle(files), source, subjects),
        lambda done: progress("writing to Neo4j", done),
    )


def _changed_subjects(state: StoreState | None, folder: Folder, manifest: Manifest) -> frozenset[str] | None:
    """The subjects to write or delete; None if everything has to be written."""
    if state is None or state.format != FORMAT or state.ontology != manifest.ontology:
        return None
    if not folder.has(state.release):
        return None
    before = stored_contents_of(folder.manifest(state.release))
    after = stored_contents_of(manifest)
    if {g.gid: g.iri for g in before.graphs} != dict(state.graphs):
        return None
    numbers = after.gids
    if any(numbers.get(iri, gid) != gid for iri, gid in before.gids.items()):
        return None  # a graph was left out and came back, so all records with its number change
    subjects = difference(
        iter_lines(before.changed_files(after), folder.graph_path),
        iter_lines(after.changed_files(before), folder.graph_path),
        before.gids,
        numbers,
    ).subjects
    return subjects if len(subjects) <= _MOST else None


def _replacement(manifest: Manifest, model: Model, ontology: bytes, source: SqliteStore) -> StoreChange:
    graphs = graph_infos(manifest)
    return StoreChange(manifest.id, model, ontology, graphs, source.scan(), replace=True)


def _change(
    manifest: Manifest, model: Model, ontology: bytes, source: SqliteStore, subjects: Collection[str]
) -> StoreChange:
    described = {record.iri for record in _records(source, subjects)}
    upserts = _records(source, described)
    deletes = frozenset(subjects) - described
    return StoreChange(manifest.id, model, ontology, graph_infos(manifest), upserts, deletes)


def _records(source: SqliteStore, iris: Iterable[str]) -> Iterator[Record]:
    for batch in batches(sorted(iris), _BATCH):
        yield from source.records(batch)
