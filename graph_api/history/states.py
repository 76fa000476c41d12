"""The history of an entity: its states over the releases, and since when it has the present one.

The journal has the states; the releases that became the current one, one after the other, say when each was in force.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from graph_api.errors import QueryError
from graph_api.history.events import release_events
from graph_api.history.history import History, Release
from graph_api.history.pending import PendingWork
from graph_api.operations.question import ReleaseEvent
from loaders.folder.folder import CURRENT, ROLLBACKS, Folder
from loaders.folder.manifest import number_of
from loaders.publication.journal import complete_journal, journal_of
from loaders.stores.sqlite.journal_file import EntityChange, JournalFile


@dataclass(frozen=True, slots=True)
class EntityState:
    """A state of an entity, and the release that it began with. Without a digest, nothing is stated about it."""

    release: Release
    change: EntityChange

    @property
    def is_described(self) -> bool:
        """True if something is stated about the entity."""
        return bool(self.change.digest)


@dataclass(frozen=True, slots=True)
class EntityHistory:
    """The history of an entity. `states` are oldest first; `events` the releases in their order of becoming current."""

    iri: str
    states: Sequence[EntityState]
    events: Sequence[tuple[datetime, str]]

    @property
    def described(self) -> tuple[EntityState, ...]:
        """The states in which something is stated about the entity."""
        return tuple(state for state in self.states if state.is_described)

    def in_release(self, release: str) -> EntityState | None:
        """The state in a release; None before the first."""
        number = number_of(release)
        return next((state for state in reversed(self.states) if state.change.number <= number), None)

    def at(self, moment: datetime) -> EntityState | None:
        """The state in force at a moment. Before the first release that describes it, the first one."""
        release = next((release for since, release in reversed(self.events) if since <= moment), None)
        state = None if release is None else self.in_release(release)
        return state if state is not None else next(iter(self.states), None)

    def modified(self, release: str) -> datetime | None:
        """The moment from which on its present state was in force without a break, if `release` is the current one.

        After a rollback it is the moment of the rollback if that changed the state, else an older one.
        """
        present = self._digest(release)
        moment = None
        is_begun = False
        for since, other in reversed(self.events):
            is_begun = is_begun or other == release
            if is_begun and self._digest(other) != present:
                break
            moment = since if is_begun else moment
        return moment

    def _digest(self, release: str) -> str:
        state = self.in_release(release)
        return state.change.digest if state else ""


@dataclass(frozen=True, slots=True)
class _Known:
    """The journal of a folder, its releases by their numbers, and its events, as of the files with these marks."""

    marks: tuple[object, ...]
    journal: JournalFile
    releases: Mapping[int, Release]
    events: Sequence[tuple[ReleaseEvent, datetime]]


class EntityHistories:
    """Reads the histories of entities from the journal of a folder. Reads files: not for the event loop."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._last: _Known | None = None  # a memo: what is known as long as no file of the folder is replaced
        self.pending = PendingWork()

    @property
    def folder(self) -> Folder:
        """The release folder."""
        return self._history.folder

    def journal(self) -> JournalFile:
        """The journal, with all releases of the folder; it is completed first if it lacks some.

        Raises `QueryError`: `HISTORY_UNAVAILABLE` without a release folder, `HISTORY_BEHIND` while the journal is made.
        """
        return self._known().journal

    def first_of(
        self, iris: Sequence[str], release: str, wait: float = PendingWork.WAIT
    ) -> EntityHistory | None:
        """The history of the first of some IRIs that a release describes, or else that any release describes.

        Raises as `journal`, which is waited for as long as `wait`.
        """
        histories = self._of(iris, wait)
        for history in histories:
            state = history.in_release(release)
            if state is not None and state.is_described:
                return history
        return histories[0] if histories else None

    def release(self, release: str) -> Release | None:
        """The release with this id; None if there is none that can be read. Raises as `journal`."""
        return next((one for one in self.releases() if one.id == release), None)

    def events(self) -> Sequence[tuple[ReleaseEvent, datetime]]:
        """The releases as they became the current one, oldest first, each with its moment. Raises as `journal`."""
        return self._known().events

    def releases(self) -> Sequence[Release]:
        """The releases of the folder that can be read, oldest first. Raises as `journal`."""
        return tuple(self._known().releases.values())

    def _of(self, iris: Sequence[str], wait: float) -> list[EntityHistory]:
        known = self._known(wait)
        events = tuple((moment, event.release) for event, moment in known.events)
        found = known.journal.of_entities(iris)
        return [
            EntityHistory(iri, _states(found[iri], known.releases), events) for iri in iris if iri in found
        ]

    def _known(self, wait: float = PendingWork.WAIT) -> _Known:
        marks = tuple(map(_mark, self._marked()))
        if self._last is not None and self._last.marks == marks:
            return self._last
        journal = self._completed(wait)
        releases = {release.number: release for release in self._history.readable()}
        moments = {release.id: release.moment for release in releases.values()}
        events = tuple((event, _moment(event, moments)) for event in release_events(self._history))
        self._last = _Known(marks, journal, releases, events)
        return self._last

    def _completed(self, wait: float) -> JournalFile:
        published = self.folder.published()
        if not published:
            raise QueryError(
                "This service has no release folder, so it has no history.", code="HISTORY_UNAVAILABLE"
            )
        if journal_of(self.folder).releases_or_none() == tuple(reversed(published)):
            return journal_of(self.folder)
        return self.pending.result("journal", partial(complete_journal, self.folder), wait)

    def _marked(self) -> tuple[Path, ...]:
        """The files and the folder that change with every release, rollback and repair."""
        path = self.folder.path
        return (path / "releases", path / CURRENT, path / ROLLBACKS, self.folder.journal_path)


def _mark(path: Path) -> object:
    """A mark that a file or folder loses when it is replaced, or something in it is; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _states(changes: Sequence[EntityChange], releases: Mapping[int, Release]) -> tuple[EntityState, ...]:
    return tuple(EntityState(releases[one.number], one) for one in changes if one.number in releases)


def _moment(event: ReleaseEvent, moments: Mapping[str, datetime]) -> datetime:
    """The moment of an event; the mark of a rollback begins with its own."""
    return datetime.fromisoformat(event.mark.partition(".")[0]) if event.mark else moments[event.release]
