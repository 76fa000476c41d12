"""The processes that answer queries from the index of one release. One that goes over a limit is ended and replaced."""

import asyncio
import logging
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

from graph_api.errors import QueryError
from graph_api.serving.admission import RETRY_AFTER
from graph_api.settings import Settings
from graph_api.sparql.index import IndexContent, ReleaseIndex
from graph_api.sparql.process import START_SECONDS, IndexUnreadable, ProcessEnded, QueryProcess
from graph_api.sparql.worker import JobReport, QueryJob

log = logging.getLogger("ndp_graph")


@dataclass(frozen=True, slots=True)
class SparqlLimits:
    """The limits of one query, of the processes, and of what waits for them."""

    workers: int
    waiting: int
    seconds: float
    rows: int
    size: int
    memory: int

    @classmethod
    def of(cls, settings: Settings) -> "SparqlLimits":
        """The limits in the settings."""
        return cls(
            settings.sparql_workers,
            settings.max_sparql_waiting,
            settings.sparql_time / 1000,
            settings.max_sparql_rows,
            settings.max_sparql_bytes,
            settings.sparql_memory,
        )


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The result of a query: its kind (`bindings`, `graphs`), the limit that cut it off, its digest, and its bytes."""

    kind: str
    cut: str
    digest: str
    body: bytes


class WorkerPool:
    """Answers queries from one index, as many at once as it has processes; `close` it at the end."""

    def __init__(self, index: ReleaseIndex, content: IndexContent, limits: SparqlLimits) -> None:
        self.content = content
        self._index = index
        self._limits = limits
        self._idle: asyncio.Queue[QueryProcess] = asyncio.Queue()
        self._workers: set[QueryProcess] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._uses = AsyncExitStack()
        self._running = 0
        self._closing = asyncio.Event()
        self._calm = asyncio.Event()
        self._calm.set()

    async def open(self) -> None:
        """Start the processes. Raises `IndexUnreadable`."""
        try:
            self._uses.enter_context(self._index.in_use())
            for _ in range(self._limits.workers):
                await self._start()
        except OSError as problem:
            await self.close()
            raise IndexUnreadable(f"{self._index.path}: {problem}") from problem
        except BaseException:
            await self.close()
            raise

    async def run(self, job: QueryJob) -> QueryResult:
        """The result of a query. Raises `QueryError` for one that is wrong or takes too much."""
        self._running += 1
        self._calm.clear()
        try:
            worker = await self._next()
            try:
                async with asyncio.timeout(job.seconds):
                    report, body = await worker.ask(job)
            except BaseException as problem:
                worker.end()
                self._replace(worker)
                if isinstance(problem, TimeoutError):
                    raise _exceeded("time", self._limits) from None
                if isinstance(problem, ProcessEnded):
                    raise _exceeded(await worker.cause(), self._limits) from None
                raise
            if report.problem == "memory" or worker.is_last:
                worker.end()
                self._replace(worker)
            else:
                self._idle.put_nowait(worker)
        finally:
            self._running -= 1
            if not self._running:
                self._calm.set()
        if report.problem:
            raise _refused(report, self._limits)
        return QueryResult(report.kind, report.cut, report.digest, body)

    async def _next(self) -> QueryProcess:
        try:
            async with asyncio.timeout(START_SECONDS):
                return await self._idle.get()
        except TimeoutError:
            raise too_busy() from None

    async def drain(self) -> None:
        """Wait for the queries under way, then close."""
        await self._calm.wait()
        await self.close()

    async def close(self) -> None:
        """End all processes."""
        self._closing.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(worker.ended() for worker in self._workers))
        self._workers.clear()
        await self._uses.aclose()

    async def _start(self) -> None:
        worker = await QueryProcess.start(self._index.store, self._limits.memory)
        self._workers.add(worker)
        self._idle.put_nowait(worker)

    def _replace(self, worker: QueryProcess) -> None:
        task = asyncio.create_task(self._start_instead(worker))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _start_instead(self, worker: QueryProcess) -> None:
        await worker.ended()
        self._workers.discard(worker)
        delay = 0.1
        while not self._closing.is_set():
            try:
                await self._start()
            except (IndexUnreadable, OSError) as problem:
                log.warning("a process for SPARQL cannot be started: %s", problem)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), delay)
                delay = min(2 * delay, 10.0)
            else:
                return


def too_busy() -> QueryError:
    """The error when too many queries wait."""
    return QueryError(
        "Too many SPARQL queries wait for their turn.",
        code="SPARQL_BUSY",
        hint=f"Ask again in {RETRY_AFTER} seconds, and send fewer queries at once.",
        details={"retryAfter": RETRY_AFTER},
    )


def _exceeded(limit: str, limits: SparqlLimits) -> QueryError:
    if limit == "time":
        return QueryError(
            f"The query took more than {limits.seconds:g} seconds and was given up.", code="SPARQL_TIME"
        )
    return QueryError(
        f"The query took more than {limits.memory // 1_000_000:,} MB of memory, or was nested too deeply.",
        code="SPARQL_MEMORY",
    )


def _refused(report: JobReport, limits: SparqlLimits) -> QueryError:
    match report.problem:
        case "memory":
            return _exceeded("memory", limits)
        case "syntax":
            return QueryError(f"The query is not valid SPARQL 1.1: {report.message}", code="SPARQL_SYNTAX")
        case "form":
            given = "bindings" if report.message == "bindings" else "a graph"
            return QueryError(
                f"The query gives {given}, and the request accepts no format for that.",
                code="NOT_ACCEPTABLE",
                hint="SELECT and ASK give `application/sparql-results+json`, CONSTRUCT and DESCRIBE `text/turtle`.",
            )
    return QueryError(f"The query cannot be answered: {report.message}", code="SPARQL_FAILED")
