"""The events of a release folder: its releases in the order in which they became the current one, rollbacks too."""

from collections import deque
from collections.abc import Iterator, Sequence

from graph_api.errors import QueryError
from graph_api.history.history import History, Release
from graph_api.operations.question import ReleaseEvent
from loaders.folder.folder import Rollback
from loaders.folder.manifest import number_of
from ontology.errors import DamagedFile


def release_events(history: History) -> tuple[ReleaseEvent, ...]:
    """All events of the folder, oldest first; releases whose manifest is damaged are left out. Reads files."""
    return tuple(_iter_events(_readable(history), history.folder.rollbacks()))


def latest_event(history: History, release: str) -> ReleaseEvent:
    """The event by which a release became the current one; without `before` if the folder does not know it."""
    return next(
        (event for event in reversed(release_events(history)) if event.release == release),
        ReleaseEvent(release),
    )


def events_between(history: History, position: str, now: str) -> tuple[ReleaseEvent, ...]:
    """The events after the release `position` was last current, up to the last one of `now`, the current release.

    A release that the folder does not have counts as one event. Raises `QueryError` `RELEASE_UNAVAILABLE` if the
    folder has lost one in between.
    """
    if position == now:
        return ()
    events = release_events(history)
    start, end = _last(events, position), _last(events, now)
    if start is None or end is None or end <= start:
        return (ReleaseEvent(now, position, number_of(now) < number_of(position)),)
    known = set(history.ids())
    found = events[start + 1 : end + 1]
    for event in found:
        if event.before is not None and event.before not in known:
            raise events_lost(
                f"The release {event.before!r} before {event.release!r} is no longer available."
            )
    return found


def events_lost(message: str) -> QueryError:
    """The error for a client that asks for all events since a release, when they are not all known."""
    return QueryError(
        message,
        code="RELEASE_UNAVAILABLE",
        hint="Leave out `Last-Event-ID`: the stream then begins with the next release.",
    )


def _readable(history: History) -> Iterator[Release]:
    """The releases whose manifest can be read, oldest first."""
    for release in reversed(history.ids()):
        try:
            found = history.get(release)
        except DamagedFile:
            continue
        if found is not None:
            yield found


def _iter_events(releases: Iterator[Release], rollbacks: Sequence[Rollback]) -> Iterator[ReleaseEvent]:
    """The events. Moments have a second: of a release and a rollback in one, `previous` says which came first."""
    waiting, current = deque(rollbacks), None
    for release in releases:
        while waiting and (
            waiting[0].moment < release.built_at
            or (waiting[0].moment == release.built_at and current != release.previous)
        ):
            rollback = waiting.popleft()
            yield ReleaseEvent(rollback.release, current, is_rollback=True)
            current = rollback.release
        yield ReleaseEvent(release.id, release.previous)
        current = release.id
    for rollback in waiting:
        yield ReleaseEvent(rollback.release, current, is_rollback=True)
        current = rollback.release


def _last(events: Sequence[ReleaseEvent], release: str) -> int | None:
    found = [number for number, event in enumerate(events) if event.release == release]
    return found[-1] if found else None
