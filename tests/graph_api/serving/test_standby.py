"""The choice between a store and its standby, with stores made for it."""

import asyncio

import pytest

from graph_api.stores.port import Reader, Readiness, StoreAway
from graph_api.stores.standby import StandbyReader
from ontology.model import Model
from tests.graph_api.support.stores import RELEASE, Nowhere


class Store(Nowhere):
    """A store that is away unless it `held`s a release."""

    def __init__(self, model: Model, held: str | None) -> None:
        super().__init__(model)
        self.held = held

    async def release(self) -> str:
        if self.held is None:
            raise StoreAway("gone")
        return self.held

    async def check(self) -> Readiness:
        return Readiness(await self.release())


@pytest.fixture
def store(model: Model) -> Store:
    return Store(model, None)


def test_readiness_does_not_wait_for_a_copy_that_takes_long_to_open_but_questions_do(
    model: Model, store: Store
) -> None:
    opened: list[str | None] = []

    async def run() -> None:
        ready = asyncio.Event()

        async def opener(held: str | None) -> Reader:
            opened.append(held)
            await ready.wait()
            return Nowhere(model)

        reader = StandbyReader(store, opener)
        with pytest.raises(StoreAway):
            await reader.check()
        impatient, patient = (asyncio.create_task(reader.release()) for _ in range(2))
        await asyncio.sleep(0)
        impatient.cancel()
        ready.set()
        assert await patient == RELEASE
        assert await reader.check() == Readiness(RELEASE, "STORE_UNAVAILABLE")
        await reader.close()

    asyncio.run(run())
    assert opened == [None], "the copy is opened once"


def test_the_store_answers_again_at_the_release_of_its_copy_only(model: Model, store: Store) -> None:
    async def opener(_: str | None) -> Reader:
        return Nowhere(model)

    async def run() -> None:
        reader = StandbyReader(store, opener)
        assert await reader.release() == RELEASE
        store.held = "000000-older"
        assert await reader.release() == RELEASE
        assert await reader.check() == Readiness(RELEASE, "STORE_BEHIND")
        store.held = RELEASE
        assert await reader.check() == Readiness(RELEASE)
        store.held = "000009-newer"
        assert await reader.release() == "000009-newer"
        await reader.close()

    asyncio.run(run())


def test_without_a_copy_the_error_of_the_store_is_reported(store: Store) -> None:
    async def opener(_: str | None) -> None:
        return None

    async def run() -> None:
        reader = StandbyReader(store, opener)
        for method in (reader.release, reader.check):
            with pytest.raises(StoreAway, match="gone"):
                await method()
        await reader.close()

    asyncio.run(run())
