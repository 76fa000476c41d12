"""The processes that answer queries: they end over their limits, others take their place, and none is left behind."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from graph_api.errors import QueryError
from graph_api.sparql.pool import QueryResult, SparqlLimits, WorkerPool
from graph_api.sparql.process import IndexUnreadable
from graph_api.sparql.results import RowLimits
from graph_api.sparql.worker import QueryJob
from tests.graph_api.sparql.conftest import Indexed

LIMITS = SparqlLimits(workers=2, waiting=5, seconds=1.0, rows=100, size=100_000, memory=400_000_000)
LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SLOW = "SELECT (COUNT(*) AS ?n) { { SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } LIMIT 2000000 } }"
REGEX = 'ASK { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f FILTER REGEX(CONCAT(STR(?o), STR(?c), STR(?f)), "^(a+)+(b+)+(c+)+d$") }'
DOUBLING = "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(40))
HUGE = f'SELECT (STRLEN(?x40) AS ?n) {{ BIND("0123456789abcdef" AS ?x0) {DOUBLING} }}'
NESTED = "SELECT * { " + "{" * 20_000 + "}" * 20_000 + " }"


def job(query: str, seconds: float = 10.0) -> QueryJob:
    return QueryJob(query, "http://example.org/", {}, RowLimits(100, 100_000, "x:cut"), seconds)


def with_pool(
    indexed: Indexed, work: Callable[[WorkerPool], Awaitable[None]], limits: SparqlLimits = LIMITS
) -> None:
    """Run `work` with the processes of an index, and see that none is left."""

    async def main() -> None:
        pool = WorkerPool(indexed.index, indexed.content, limits)
        await pool.open()
        try:
            await work(pool)
        finally:
            await pool.close()
        assert pids(pool) == []

    asyncio.run(main())


def pids(pool: WorkerPool) -> list[int]:
    return [worker.process.pid for worker in pool._workers]


async def replaced(pool: WorkerPool, before: list[int]) -> None:
    """Wait until a process is replaced."""
    while len(pids(pool)) < LIMITS.workers or set(pids(pool)) == set(before):  # noqa: ASYNC110 - nothing to wait for
        await asyncio.sleep(0.01)


async def refused(pool: WorkerPool, query: str, seconds: float = 10.0) -> str:
    with pytest.raises(QueryError) as error:
        await pool.run(job(query, seconds))
    return error.value.code


def test_queries_are_answered_at_once_by_several_processes(indexed: Indexed) -> None:
    async def work(pool: WorkerPool) -> None:
        results = await asyncio.gather(*(pool.run(job(f"SELECT ({n} AS ?n) {{}}")) for n in range(20)))
        assert [type(one) for one in results] == [QueryResult] * 20
        assert all(f'"value":"{n}"'.encode() in one.body for n, one in enumerate(results))

    with_pool(indexed, work)


@pytest.mark.parametrize("query", [LONG, REGEX], ids=["product", "regex"])
def test_a_query_over_its_time_is_ended_and_the_next_one_answered(indexed: Indexed, query: str) -> None:
    async def work(pool: WorkerPool) -> None:
        before = pids(pool)
        since = time.monotonic()
        assert await refused(pool, query, 0.5) == "SPARQL_TIME"
        assert time.monotonic() - since < 5
        assert (await pool.run(job("ASK {}"))).kind == "bindings"
        await replaced(pool, before)
        assert len(set(before) & set(pids(pool))) == 1
        assert not any(is_running(pid) for pid in set(before) - set(pids(pool)))

    with_pool(indexed, work)


@pytest.mark.parametrize("query", [HUGE, NESTED], ids=["memory", "depth"])
def test_a_query_over_its_memory_ends_only_its_own_process(indexed: Indexed, query: str) -> None:
    async def work(pool: WorkerPool) -> None:
        assert await refused(pool, query) in ("SPARQL_MEMORY", "SPARQL_SYNTAX")
        assert (await pool.run(job("ASK {}"))).kind == "bindings"

    with_pool(indexed, work)


def test_a_query_that_nobody_waits_for_is_ended(indexed: Indexed) -> None:
    async def work(pool: WorkerPool) -> None:
        before = pids(pool)
        task = asyncio.create_task(pool.run(job(LONG)))
        await asyncio.sleep(0.2)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await replaced(pool, before)
        assert (await pool.run(job("ASK {}"))).kind == "bindings"

    with_pool(indexed, work)


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="the system does not have it")
def test_a_query_that_takes_longer_gives_way_and_is_the_last_of_its_process(indexed: Indexed) -> None:
    async def work(pool: WorkerPool) -> None:
        before = pids(pool)
        for _ in range(4):
            await pool.run(job("ASK {}"))
        assert pids(pool) == before
        assert [os.sched_getscheduler(pid) for pid in before] == [os.SCHED_OTHER] * 2
        assert [os.getpriority(os.PRIO_PROCESS, pid) for pid in before] == [10] * 2
        task = asyncio.create_task(pool.run(job(SLOW, 60.0)))
        while is_ordinary := all(os.sched_getscheduler(pid) == os.SCHED_OTHER for pid in before):
            if task.done():
                break
            await asyncio.sleep(0.01)
        assert not is_ordinary
        assert (await task).kind == "bindings"
        await replaced(pool, before)
        assert len(set(before) & set(pids(pool))) == 1
        assert [os.sched_getscheduler(pid) for pid in pids(pool)] == [os.SCHED_OTHER] * 2

    with_pool(indexed, work)


def test_the_system_itself_ends_a_process_that_computes_too_long(indexed: Indexed) -> None:
    """As if the service were stuck: its own clock does not count here."""

    async def work(pool: WorkerPool) -> None:
        worker = await pool._next()
        with pytest.raises(Exception, match=r"^$"):
            await worker.ask(replace(job(LONG), seconds=0.0))
        assert await worker.cause() == "time"

    with_pool(indexed, work)


def test_a_pool_ends_when_its_last_query_has_its_answer(indexed: Indexed) -> None:
    async def work(pool: WorkerPool) -> None:
        task = asyncio.create_task(pool.run(job("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?c }")))
        await asyncio.sleep(0)
        await pool.drain()
        assert (await task).kind == "bindings"

    with_pool(indexed, work)


def test_an_index_that_cannot_be_opened_is_reported(
    indexed: Indexed, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("broken")
    (path / "lock").touch()
    (path / "store").mkdir()
    pool = WorkerPool(replace(indexed.index, path=path), indexed.content, LIMITS)
    with pytest.raises(IndexUnreadable):
        asyncio.run(pool.open())


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
