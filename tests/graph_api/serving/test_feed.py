"""The feed of releases: one look for all who follow, none while nobody does."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from graph_api.engine.answer import Answer
from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.errors import QueryError
from graph_api.history.history import History
from graph_api.operations.question import ReleaseEvent
from graph_api.serving.admission import Lane, LaneLimits
from graph_api.serving.feed import ReleaseFeed
from graph_api.serving.following import EventAnswer, SharedAnswers
from graph_api.stores.port import StoreAway
from ontology.model import Model
from tests.graph_api.support.series import Series
from tests.graph_api.support.stores import Nowhere

LOOK = 0.01


class Store(Nowhere):
    """A store that is asked for its release, and how often."""

    def __init__(self, model: Model, now: str | None = None) -> None:
        super().__init__(model)
        self.now = now
        self.looks = 0
        self.looked = asyncio.Event()

    async def release(self) -> str:
        self.looks += 1
        self.looked.set()
        if self.now is None:
            raise StoreAway("gone")
        return self.now

    async def look(self, times: int = 2) -> None:
        """Wait until the feed has looked so many times."""
        for _ in range(times):
            self.looked.clear()
            await asyncio.wait_for(self.looked.wait(), 30)


def feed_of(store: Store, folder: Path) -> ReleaseFeed:
    engine = Engine(EngineParts(store))

    async def current() -> Engine:
        return engine

    return ReleaseFeed(current, History(folder), LOOK)


async def next_of(events: AsyncGenerator[ReleaseEvent]) -> ReleaseEvent:
    return await asyncio.wait_for(anext(events), 30)


def test_many_who_follow_cost_no_more_looks_than_one_and_without_any_there_are_none(
    model: Model, tmp_path: Path
) -> None:
    async def run() -> None:
        store = Store(model, "000001-0a1b2c3d")
        feed = feed_of(store, tmp_path)
        await asyncio.sleep(5 * LOOK)
        assert store.looks == 0
        followed = [feed.follow("000001-0a1b2c3d") for _ in range(50)]
        waiting = [asyncio.create_task(next_of(events)) for events in followed]
        await store.look()
        assert feed.followers == 50
        before = store.looks
        await store.look(3)
        assert store.looks - before <= 4
        store.now = "000002-0a1b2c3d"
        assert set(await asyncio.gather(*waiting)) == {ReleaseEvent("000002-0a1b2c3d", "000001-0a1b2c3d")}
        for events in followed:
            await events.aclose()
        assert feed.followers == 0
        await asyncio.sleep(3 * LOOK)
        before = store.looks
        await asyncio.sleep(5 * LOOK)
        assert store.looks == before
        events = feed.follow("000002-0a1b2c3d")
        task = asyncio.create_task(next_of(events))
        await store.look()
        store.now = "000001-0a1b2c3d"
        assert await task == ReleaseEvent("000001-0a1b2c3d", "000002-0a1b2c3d", is_rollback=True)
        await events.aclose()
        await feed.close()

    asyncio.run(run())


def test_a_store_that_is_away_is_looked_at_again(model: Model, tmp_path: Path) -> None:
    async def run() -> None:
        store = Store(model)
        feed = feed_of(store, tmp_path)
        events = feed.follow("000001-0a1b2c3d")
        task = asyncio.create_task(next_of(events))
        await store.look(3)
        store.now = "000002-0a1b2c3d"
        assert (await task).release == "000002-0a1b2c3d"
        await feed.close()
        with pytest.raises(StopAsyncIteration):
            await next_of(events)

    asyncio.run(run())


def test_a_release_that_the_store_has_before_the_folder_names_it_is_an_event_with_its_facts(
    model: Model, own: Series
) -> None:
    """Neo4j has a release some milliseconds before the pointer of the folder names it."""
    first, second, third = own.ids
    (own.folder.path / "building").mkdir(exist_ok=True)
    installing = own.folder.path / "building" / "installing"
    installing.write_text(third)
    (own.folder.path / "current").write_text(second)

    async def run() -> None:
        store = Store(model, second)
        feed = feed_of(store, own.folder.path)
        events = feed.follow(first)
        assert await next_of(events) == ReleaseEvent(second, first)
        task = asyncio.create_task(next_of(events))
        store.now = third
        await store.look(4)
        assert not task.done(), "it is not published yet"
        (own.folder.path / "current").write_text(third)
        installing.unlink()
        assert await task == ReleaseEvent(third, second)
        await events.aclose()
        await feed.close()

    asyncio.run(run())


def test_a_position_is_checked_before_it_is_followed(model: Model, own: Series) -> None:
    async def run() -> None:
        feed = feed_of(Store(model, own.ids[2]), own.folder.path)
        for release in own.ids:
            await feed.check(release)
        with pytest.raises(QueryError, match="There is no event '000009-0a1b2c3d'"):
            await feed.check("000009-0a1b2c3d")
        assert await feed.now() == ReleaseEvent(own.ids[2], own.ids[1])

    asyncio.run(run())


def test_a_rollback_to_the_release_before_between_two_looks_is_noticed(model: Model, own: Series) -> None:
    first, _, third = own.ids

    async def run() -> None:
        store = Store(model, third)
        feed = feed_of(store, own.folder.path)
        events = feed.follow(third)
        task = asyncio.create_task(next_of(events))
        await store.look()
        lines = (f"2099-01-01T00:00:00Z {release}\n" for release in (first, third))
        (own.folder.path / "rollbacks").write_text("".join(lines))
        assert await task == ReleaseEvent(first, third, is_rollback=True, mark="20990101T000000Z")
        again = await next_of(events)
        assert again == ReleaseEvent(third, first, is_rollback=True, mark="20990101T000000Z")
        await feed.check(again.id)
        assert await feed.now() == again
        task = asyncio.create_task(next_of(events))
        await store.look(3)
        assert not task.done(), "each once"
        await feed.close()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())


def test_a_release_whose_manifest_cannot_be_read_is_a_lost_event(model: Model, own: Series) -> None:
    first, second, third = own.ids
    (own.folder.release_path(second) / "manifest.json").write_text("{", "utf-8")

    async def run() -> None:
        feed = feed_of(Store(model, third), own.folder.path)
        with pytest.raises(QueryError, match=f"'{second}' before '{third}' is no longer available"):
            await feed.check(first)
        await feed.check(third)

    asyncio.run(run())


def test_equal_questions_about_an_event_are_answered_once_and_large_answers_keep_their_place() -> None:
    made = 0

    async def run() -> None:
        lane = Lane(LaneLimits(running=1, waiting=0))
        shared, ready = SharedAnswers(), asyncio.Event()

        async def make() -> EventAnswer:
            nonlocal made
            made += 1
            await ready.wait()
            return EventAnswer(ReleaseEvent("a"), Answer(b"{}"), await lane.enter("a"))

        async def use(until: asyncio.Event) -> None:
            async with shared.using("key", make):
                await until.wait()

        first, second, never = (asyncio.Event() for _ in range(3))
        tasks = [asyncio.create_task(use(one)) for one in (first, second)]
        left = asyncio.create_task(use(never))
        await asyncio.sleep(0)
        left.cancel()
        ready.set()
        first.set()
        await tasks[0]
        with pytest.raises(QueryError):
            await lane.enter("b")
        second.set()
        await tasks[1]
        (await lane.enter("b")).leave()
        ready.clear()
        alone = asyncio.create_task(use(never))
        await asyncio.sleep(LOOK)
        alone.cancel()
        await asyncio.gather(alone, return_exceptions=True)
        ready.set()
        await asyncio.sleep(LOOK)
        (await lane.enter("b")).leave()

    asyncio.run(run())
    assert made == 2
