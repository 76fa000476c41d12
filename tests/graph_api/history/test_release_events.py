"""The order in which the releases of a folder became the current ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from graph_api.errors import QueryError
from graph_api.history.events import check_position, events_between, latest_event, release_events
from graph_api.history.history import History, Release
from graph_api.operations.question import ReleaseEvent
from loaders.folder.folder import Folder, Rollback

A, B, C, D = (f"00000{number}-0a1b2c3d" for number in range(1, 5))
NOON = "2026-01-01T12:00:00Z"
LATER = "2026-01-01T13:00:00Z"


def released(release: str, built_at: str, previous: str | None) -> Release:
    return Release(release, built_at, "2026-01-01", 0, "", "", "", {}, previous)


@dataclass(frozen=True)
class WrittenFolder(Folder):
    """A folder with just these rollbacks."""

    made: tuple[Rollback, ...] = ()

    def rollbacks(self) -> tuple[Rollback, ...]:
        return self.made


class WrittenHistory(History):
    """A history of just these releases, oldest first."""

    def __init__(self, *releases: Release, rollbacks: tuple[Rollback, ...] = ()) -> None:
        super().__init__(Path("nowhere"))
        self.folder = WrittenFolder(Path("nowhere"), rollbacks)
        self._releases = {release.id: release for release in releases}

    def ids(self) -> tuple[str, ...]:
        return tuple(reversed(self._releases))

    def readable(self) -> Iterator[Release]:
        yield from self._releases.values()


def back(release: str, before: str | None, mark: str = "20260101T120000Z") -> ReleaseEvent:
    return ReleaseEvent(release, before, is_rollback=True, mark=mark)


def between(history: History, position: str, now: str) -> tuple[ReleaseEvent, ...]:
    """The events after one, up to the last one of a release."""
    events = release_events(history)
    return events_between(events, position, latest_event(events, now))


@pytest.mark.parametrize("at", [NOON, LATER])
def test_of_what_happened_in_one_second_the_release_before_says_what_came_first(at: str) -> None:
    first = released(A, NOON, None)
    third = WrittenHistory(
        first,
        released(B, at, A),
        released(C, at, A),
        rollbacks=(Rollback(at, A), Rollback(at, B)),
    )
    mark = at.replace("-", "").replace(":", "")
    assert release_events(third) == (
        ReleaseEvent(A),
        ReleaseEvent(B, A),
        back(A, B, mark),
        ReleaseEvent(C, A),
        back(B, C, mark),
    )


def test_each_event_has_an_id_of_its_own_and_those_since_any_one_are_known() -> None:
    history = WrittenHistory(
        released(A, NOON, None),
        released(B, NOON, A),
        released(C, LATER, A),
        rollbacks=(Rollback(NOON, A),),
    )
    again = f"{A}.20260101T120000Z"
    assert [event.id for event in release_events(history)] == [A, B, again, C]
    assert between(history, A, C) == (ReleaseEvent(B, A), back(A, B), ReleaseEvent(C, A))
    assert between(history, B, C) == (back(A, B), ReleaseEvent(C, A))
    assert between(history, again, C) == (ReleaseEvent(C, A),)
    assert between(history, A, A) == (ReleaseEvent(B, A), back(A, B)), "it was current before, too"
    assert between(history, again, A) == between(history, C, C) == ()
    assert latest_event(release_events(history), A) == back(A, B)
    for unknown in (D, f"{A}.20260101T120001Z", f"{B}.20260101T120000Z", "", A.upper()):
        with pytest.raises(QueryError, match="There is no event"):
            check_position(release_events(history), unknown)


def test_ids_stay_the_same_when_the_file_of_rollbacks_loses_lines() -> None:
    releases = (released(A, NOON, None), released(B, NOON, A))
    moved = tuple(Rollback(moment, one) for moment in (NOON, NOON, LATER) for one in (A, B))
    whole, less = (WrittenHistory(*releases, rollbacks=made) for made in (moved, moved[:2] + moved[4:]))
    ids = [event.id for event in release_events(whole)]
    assert len(set(ids)) == len(ids) == 8
    assert ids[4:6] == [f"{A}.20260101T120000Z.2", f"{B}.20260101T120000Z.2"]
    assert [event.id for event in release_events(less)] == ids[:4] + ids[6:]


def test_a_release_that_the_folder_does_not_have_is_one_event() -> None:
    history = WrittenHistory(released(A, NOON, None))
    assert between(history, A, D) == (ReleaseEvent(D, A),)
    assert between(WrittenHistory(), B, A) == (back(A, B, ""),)
    assert latest_event((), D) == ReleaseEvent(D)


def test_events_that_are_lost_are_an_error() -> None:
    history = WrittenHistory(released(A, NOON, None), released(C, LATER, B), released(D, LATER, C))
    with pytest.raises(QueryError, match=f"'{B}' before '{C}' is no longer available"):
        between(history, A, D)
    assert between(history, C, D) == (ReleaseEvent(D, C),)


@pytest.mark.parametrize("seed", range(50))
def test_any_history_is_read_as_it_happened_and_followed_from_anywhere(seed: int) -> None:
    """Clients see some of what happens, leave, and come back with the id of the last event that they saw."""
    draw = Random(seed)
    truth: list[ReleaseEvent] = []
    releases: list[Release] = []
    rollbacks: list[Rollback] = []
    clients: list[list[ReleaseEvent]] = [[] for _ in range(5)]
    start, second = [0] * len(clients), 0
    lately: list[str] = []  # what has been current in this second
    for _ in range(40):
        current = truth[-1].release if truth else None
        others = [release.id for release in releases if release.id != current]
        goes_back = bool(others) and draw.random() < 0.6
        # A load takes longer than rollbacks: within their second the folder does not say which came first.
        if draw.random() < 0.5 or (not goes_back and len(lately) > 1):
            second, lately = second + 1, []
        moment = f"2026-01-01T12:00:{second:02}Z"
        if goes_back:
            chosen = draw.choice(others)
            rollbacks.append(Rollback(moment, chosen))
            mark = f"20260101T1200{second:02}Z"
            again = sum(event.release == chosen and event.mark.startswith(mark) for event in truth)
            truth.append(back(chosen, current, f"{mark}.{again + 1}" if again else mark))
        else:
            release = f"{len(releases) + 1:06}-0a1b2c3d"
            releases.append(released(release, moment, current))
            truth.append(ReleaseEvent(release, current))
        lately.append(truth[-1].release)
        events = release_events(WrittenHistory(*releases, rollbacks=tuple(rollbacks)))  # as after a restart
        assert events == tuple(truth)
        assert len({event.id for event in events}) == len(events)
        now = latest_event(events, truth[-1].release)
        for number, seen in enumerate(clients):
            if not seen:
                seen.append(now)
                start[number] = len(truth) - 1
            elif draw.random() < 0.3:
                check_position(events, seen[-1].id)
                missed = events_between(events, seen[-1].id, now)
                seen.extend(missed[: draw.randint(0, len(missed))])
            assert seen == truth[start[number] :][: len(seen)], "in order, each once"
        for place, event in enumerate(truth):
            assert events_between(events, event.id, now) == tuple(truth[place + 1 :])
