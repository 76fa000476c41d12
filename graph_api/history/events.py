"""The events of a release folder: its releases in the order in which they became the current one, rollbacks too.

Each has an id of its own, which stays the same as long as the folder has its manifests and its file `rollbacks`.
"""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph_api.errors import QueryError
from graph_api.history.history import History, Release
from graph_api.operations.question import ReleaseEvent
from loaders.folder.folder import Rollback
from loaders.folder.manifest import number_of


def release_events(history: History) -> tuple[ReleaseEvent, ...]:
    """All events of the folder, oldest first; releases whose manifest is damaged are left out. Reads files."""
    return tuple(_iter_events(history.readable(), history.folder.rollbacks()))


def latest_event(events: Sequence[ReleaseEvent], release: str) -> ReleaseEvent:
    """The event by which a release last became the current one; without `before` if it is not among these."""
    return next((event for event in reversed(events) if event.release == release), ReleaseEvent(release))


def check_position(events: Sequence[ReleaseEvent], position: str) -> None:
    """Raise `QueryError` `RELEASE_UNAVAILABLE` if no event has this id."""
    if position not in (event.id for event in events):
        raise events_lost(f"There is no event {position[:80]!r}, so what came after it is not known.")


def events_between(
    events: tuple[ReleaseEvent, ...], position: str, now: ReleaseEvent
) -> tuple[ReleaseEvent, ...]:
    """The events after the one with the id `position`, up to `now`, by which the current release became it.

    What the folder does not have in this order counts as one event. Raises `QueryError` `RELEASE_UNAVAILABLE` if the
    folder has lost one in between.
    """
    if position == now.id:
        return ()
    places = {event.id: place for place, event in enumerate(events)}
    start, end = places.get(position), places.get(now.id)
    if start is None or end is None or end <= start:
        before = position if start is None else events[start].release
        is_rollback = bool(now.mark) or number_of(now.release) < number_of(before)
        return (replace(now, before=before, is_rollback=is_rollback),)
    known = {event.release for event in events}
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


def _iter_events(releases: Iterator[Release], rollbacks: Sequence[Rollback]) -> Iterator[ReleaseEvent]:
    """The events. Moments have a second: of a release and a rollback in one, `previous` says which came first."""
    waiting, current = deque(_marked(rollbacks)), None
    for release in releases:
        while waiting and (
            waiting[0][0].moment < release.built_at
            or (waiting[0][0].moment == release.built_at and current != release.previous)
        ):
            rollback, mark = waiting.popleft()
            yield ReleaseEvent(rollback.release, current, is_rollback=True, mark=mark)
            current = rollback.release
        yield ReleaseEvent(release.id, release.previous)
        current = release.id
    for rollback, mark in waiting:
        yield ReleaseEvent(rollback.release, current, is_rollback=True, mark=mark)
        current = rollback.release


def _marked(rollbacks: Sequence[Rollback]) -> Iterator[tuple[Rollback, str]]:
    """Each with its mark: its moment, with a number from the second on to the same release in one second.

    A place in the file would not do: `repair` leaves out damaged lines.
    """
    counts: Counter[Rollback] = Counter()
    for rollback in rollbacks:
        counts[rollback] += 1
        moment = rollback.moment.replace("-", "").replace(":", "")
        yield rollback, moment if counts[rollback] == 1 else f"{moment}.{counts[rollback]}"
