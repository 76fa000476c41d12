"""The journal of a release folder: which releases changed the statements about each entity.

An entity is an IRI with statements about it in the graphs of the sources. Its bounded description is these statements
and those of the blank nodes that hang from it. A release is compared with the one that has the next lower number; only
graph files that one of the two lacks are read. A rollback changes nothing here: it only makes another state the current
one. The journal can be made again at any time. A load or service that finds releases missing in it adds them.
"""

import logging
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from loaders.folder.contents import PathOf
from loaders.folder.folder import JOURNAL, Folder
from loaders.folder.manifest import Manifest, number_of
from loaders.progress import Progress, silent
from loaders.publication.entity_digests import iter_parts, whole_digest
from loaders.replacing import replacing
from loaders.stores.sqlite.journal_file import JournalFile, JournalWriter, TouchedEntity, writing_journal
from ontology.errors import DamagedFile, StoreError

CREATED, CHANGED, REMOVED = "created", "changed", "removed"
log = logging.getLogger("ndp_graph")


def journal_of(folder: Folder) -> JournalFile:
    """The journal of a folder, as it is: it may lack releases, or not be there at all."""
    return JournalFile(folder.journal_path)


def complete_journal(folder: Folder, progress: Progress = silent) -> JournalFile:
    """The journal of a folder with all its releases, after adding those that are missing.

    A journal that is damaged, or about other releases, is made anew. Raises `DamagedFile` for a graph file that is
    damaged, other `StoreError`s and `OSError` if nothing can be written.
    """
    known, releases = journal_of(folder).releases_or_none(), tuple(reversed(folder.published()))
    if known != releases:
        releases = _readable(folder)
    if known != releases:
        _write(folder, releases, known if known and known == releases[: len(known)] else (), progress)
    return journal_of(folder)


def rebuild_journal(folder: Folder, progress: Progress = silent) -> bool:
    """Make the journal anew; False if it was damaged or wrong. One that was absent or lacked releases was right.

    Raises as `complete_journal`.
    """
    before = _content(journal_of(folder))
    _write(folder, _readable(folder), (), progress)
    return before is not None and before == _content(journal_of(folder), len(before))


def verify_journal(folder: Folder, manifest: Manifest) -> bool | None:
    """True if the journal has the changes of a release, which are computed anew; None if it does not cover it yet.

    Raises `DamagedFile` for a graph file of the release or of the one before it.
    """
    journal = journal_of(folder)
    try:
        releases = journal.releases() or ()
        found = journal.of_release(manifest.number)
    except DamagedFile:
        return False
    if manifest.id not in releases:
        return None
    place = releases.index(manifest.id)
    before = folder.manifest(releases[place - 1]) if place else None
    with TemporaryDirectory(prefix="ndp-journal-") as temporary:
        path = Path(temporary, JOURNAL)
        with writing_journal(path) as writer:
            if before is not None:
                _add(writer, None, before, folder.graph_path)
            _add(writer, before, manifest, folder.graph_path)
        return JournalFile(path).of_release(manifest.number) == found


def note_release(folder: Folder, progress: Progress = silent) -> None:
    """Complete the journal after a release was published. A failure is logged: the next load or service tries again."""
    progress("writing the journal")
    try:
        complete_journal(folder)
    except (StoreError, OSError) as problem:
        log.warning("the journal is not complete: %s; `ndp-graph journal` completes it", problem)


def _readable(folder: Folder) -> tuple[str, ...]:
    """The releases whose manifests can be read, oldest first."""
    return tuple(manifest.id for manifest in folder.history())[::-1]


def _content(journal: JournalFile, most: int | None = None) -> Sequence[object] | None:
    """The content of a journal about its first releases, to be compared; None if it cannot be read."""
    try:
        releases = journal.releases() or ()
        return [(release, journal.of_release(number_of(release))) for release in releases[:most]]
    except DamagedFile:
        return None


def _write(folder: Folder, releases: tuple[str, ...], known: tuple[str, ...], progress: Progress) -> None:
    """Replace the journal by one of `releases`, made from the one of `known`."""
    path = folder.journal_path
    if not releases:
        path.unlink(missing_ok=True)
        return
    with replacing(path) as part:
        part.unlink(missing_ok=True)
        if known:
            shutil.copyfile(path, part)
        before = folder.manifest(known[-1]) if known else None
        with writing_journal(part) as writer:
            for done, release in enumerate(releases[len(known) :], len(known)):
                progress("writing the journal", done, len(releases))
                after = folder.manifest(release)
                _add(writer, before, after, folder.graph_path)
                before = after
        with part.open("rb") as file:
            os.fsync(file.fileno())


def _add(writer: JournalWriter, before: Manifest | None, after: Manifest, path_of: PathOf) -> None:
    """Add a release that comes after another one."""
    old, new = _files(before), _files(after)
    for file in sorted(new.keys() - writer.known_files()):
        writer.add_file(file, iter_parts(path_of(file), file, blank=new[file]))
    touched = writer.touched(old.keys() ^ new.keys())
    writer.add_changes(after.number, _changes(touched, old.__contains__, new.__contains__))
    writer.finish_release(after.number, after.id, new)


def _files(manifest: Manifest | None) -> dict[str, bool]:
    """The files of the sources of a release; the value: it has blank nodes."""
    return {} if manifest is None else {graph.file: graph.blank for graph in manifest.graphs}


def _changes(
    entities: Iterable[TouchedEntity], is_old: Callable[[str], bool], is_new: Callable[[str], bool]
) -> Iterator[tuple[int, str, bytes, list[int]]]:
    """The entities among those of changed files that are described differently: number, kind, digest, graphs."""
    for entity in entities:
        old, new = (
            sorted((graph, digests) for file, graph, digests in entity.parts if is_in(file))
            for is_in in (is_old, is_new)
        )
        after = whole_digest(digests for _, digests in new) if new else b""
        if old and new and whole_digest(digests for _, digests in old) == after:
            continue
        kind = CHANGED if old and new else CREATED if new else REMOVED
        yield entity.number, kind, after, sorted({graph for graph, _ in {*old} ^ {*new}})
