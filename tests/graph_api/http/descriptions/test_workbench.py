"""Things that are made once, beside the event loop: shared, not too many at once, made again after a failure."""

import asyncio

import pytest

from graph_api.cache import Cache
from graph_api.errors import QueryError
from graph_api.http.descriptions.workbench import Workbench


def test_requests_for_one_thing_share_the_work() -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return 7

    async def ask() -> list[int]:
        bench: Workbench[int] = Workbench(5.0, Cache(2))
        return await asyncio.gather(*(bench.get("a", make) for _ in range(20)))

    assert asyncio.run(ask()) == [7] * 20
    assert made == [1]


def test_what_takes_too_long_is_there_later() -> None:
    async def ask() -> int:
        release = asyncio.Event()
        loop = asyncio.get_running_loop()

        def make() -> int:
            asyncio.run_coroutine_threadsafe(release.wait(), loop).result()
            return 7

        bench: Workbench[int] = Workbench(0.01, Cache(2))
        with pytest.raises(QueryError) as refused:
            await bench.get("a", make)
        assert refused.value.code == "OVERLOADED"
        release.set()
        patient: Workbench[int] = Workbench(5.0, bench.kept, bench._tasks)
        return await patient.get("a", lambda: 8)

    assert asyncio.run(ask()) == 7


def test_too_many_different_things_are_refused() -> None:
    async def ask() -> list[int | BaseException]:
        bench: Workbench[int] = Workbench(5.0, Cache(100))
        return await asyncio.gather(*(bench.get(n, lambda: 1) for n in range(40)), return_exceptions=True)

    answers = asyncio.run(ask())
    assert answers.count(1) == 16
    assert {error.code for error in answers if isinstance(error, QueryError)} == {"OVERLOADED"}


def test_a_failure_is_not_kept() -> None:
    async def ask() -> int:
        bench: Workbench[int] = Workbench(5.0, Cache(2))

        def fail() -> int:
            raise QueryError("no", code="NOT_FOUND")

        with pytest.raises(QueryError):
            await bench.get("a", fail)
        return await bench.get("a", lambda: 3)

    assert asyncio.run(ask()) == 3
