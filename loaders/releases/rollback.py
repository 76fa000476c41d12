"""Making another release of the folder the current one."""

from collections.abc import Sequence

from loaders.folder.folder import Folder, Rollback
from loaders.folder.location import Location
from loaders.folder.manifest import Manifest, number_of
from loaders.folder.moments import now, now_after
from loaders.folder.workshop import Workshop, locked
from loaders.nquads.graph_files import check_graph_file
from loaders.progress import Progress, silent
from loaders.releases.neo4j_sync import finish, open_neo4j, refuse_stranger, synchronise
from loaders.releases.rebuild import read_model_of, readable_sqlite
from ontology.errors import DamagedFile, UsageError


def roll_back(location: Location, release: str | None = None, progress: Progress = silent) -> Manifest:
    """Make `release` the current one, in Neo4j too, after checking its files; None: the one that the current replaced.

    No release is deleted, and the next one gets a number that none had. Raises `UsageError` if there is no such
    release, `DamagedFile` if it is damaged, other `StoreError`s if a store fails or a load is running.
    """
    folder = Folder(location.folder)
    with locked(folder) as workshop, open_neo4j(location) as neo4j:
        finish(workshop, neo4j)
        manifest = folder.manifest(release or _one_before(folder))
        progress("verifying the files")
        check_files(folder, manifest)
        if neo4j is not None:
            refuse_stranger(neo4j, folder)
            synchronise(neo4j, folder, manifest, progress)
        point_to(workshop, manifest.id)
    return manifest


def check_files(folder: Folder, manifest: Manifest) -> None:
    """Raise `DamagedFile` for a damaged file of a release; a SQLite file that is damaged is built again."""
    read_model_of(folder, manifest)
    folder.shape_results(manifest.id)
    for file in sorted(manifest.files):
        check_graph_file(folder.graph_path(file), file)
    readable_sqlite(folder, manifest)


def point_to(workshop: Workshop, release: str) -> None:
    """Let `current` name a release, unless it does, and write down when."""
    folder = workshop.folder
    if _current(folder) != release:
        workshop.note_rollback(
            Rollback(max(_moment_after(folder.rollbacks()), folder.latest_moment()), release)
        )
        workshop.publish(release)


def _moment_after(rollbacks: Sequence[Rollback]) -> str:
    """The time, in another second than the last rollback: with two in one, a load could be before, between or after."""
    return now_after(rollbacks[-1].moment) if rollbacks else now()


def _current(folder: Folder) -> str | None:
    try:
        return folder.current_id()
    except DamagedFile:
        return None


def _one_before(folder: Folder) -> str:
    """The release that the current one replaced. Raises `UsageError` if there is none."""
    current = folder.find(None)
    before = current.previous
    if before is None or not folder.has(before):
        older = [one for one in folder.published() if number_of(one) < current.number]
        before = max(older, key=number_of, default=None)
    if before is None:
        raise UsageError(
            f"there is no release before {current.id}",
            code="RELEASE_UNAVAILABLE",
            hint="`ndp-graph releases` lists the releases; name one to make it the current one",
        )
    return before
