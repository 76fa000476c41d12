"""The order in which the releases of a folder became the current ones."""

from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from graph_api.errors import QueryError
from graph_api.history.events import events_between, latest_event, release_events
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

    def get(self, release: str) -> Release | None:
        return self._releases.get(release)


def back(release: str, before: str | None) -> ReleaseEvent:
    return ReleaseEvent(release, before, is_rollback=True)


@pytest.mark.parametrize("at", [NOON, LATER])
def test_of_what_happened_in_one_second_the_release_before_says_what_came_first(at: str) -> None:
    first = released(A, NOON, None)
    third = WrittenHistory(
        first,
        released(B, at, A),
        released(C, at, A),
        rollbacks=(Rollback(at, A), Rollback(at, B)),
    )
    assert release_events(third) == (
        ReleaseEvent(A),
        ReleaseEvent(B, A),
        back(A, B),
        ReleaseEvent(C, A),
        back(B, C),
    )


def test_events_are_those_since_a_release_was_last_current() -> None:
    history = WrittenHistory(
        released(A, NOON, None),
        released(B, NOON, A),
        released(C, LATER, A),
        rollbacks=(Rollback(NOON, A),),
    )
    assert events_between(history, A, C) == (ReleaseEvent(C, A),)
    assert events_between(history, B, C) == (back(A, B), ReleaseEvent(C, A))
    assert events_between(history, B, A) == (back(A, B),)
    assert events_between(history, C, C) == ()
    assert latest_event(history, A) == back(A, B)


def test_a_release_that_the_folder_does_not_have_is_one_event() -> None:
    history = WrittenHistory(released(A, NOON, None))
    assert events_between(history, A, D) == (ReleaseEvent(D, A),)
    assert events_between(WrittenHistory(), B, A) == (back(A, B),)
    assert latest_event(history, D) == ReleaseEvent(D)


def test_events_that_are_lost_are_an_error() -> None:
    history = WrittenHistory(released(A, NOON, None), released(C, LATER, B), released(D, LATER, C))
    with pytest.raises(QueryError, match=f"'{B}' before '{C}' is no longer available"):
        events_between(history, A, D)
    assert events_between(history, C, D) == (ReleaseEvent(D, C),)


@pytest.mark.parametrize("seed", range(50))
def test_any_history_is_read_as_it_happened_and_followed_from_anywhere(seed: int) -> None:
    draw = Random(seed)
    truth: list[ReleaseEvent] = []
    releases: list[Release] = []
    rollbacks: list[Rollback] = []
    for minute in range(30):
        moment, current = f"2026-01-01T12:{minute:02}:00Z", truth[-1].release if truth else None
        others = [release.id for release in releases if release.id != current]
        if others and draw.random() < 0.4:
            chosen = draw.choice(others)
            rollbacks.append(Rollback(moment, chosen))
            truth.append(back(chosen, current))
        else:
            release = f"{len(releases) + 1:06}-0a1b2c3d"
            releases.append(released(release, moment, current))
            truth.append(ReleaseEvent(release, current))
        history = WrittenHistory(*releases, rollbacks=tuple(rollbacks))
        assert release_events(history) == tuple(truth)
        for position in {event.release for event in truth}:
            found = events_between(history, position, truth[-1].release)
            last = max(number for number, event in enumerate(truth) if event.release == position)
            assert found == tuple(truth[last + 1 :])
