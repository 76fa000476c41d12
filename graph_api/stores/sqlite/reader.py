"""Answers plans from a release's SQLite file: read-only, a connection per worker thread.

A plan takes one statement for each root and each link along a relation, plus one for each count and tally.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import orjson

from graph_api.cache import Cache
from graph_api.plan import plan as p
from graph_api.plan.conditions import Variables
from graph_api.plan.spelling import KnownWords
from graph_api.plan.statistics import Statistics
from graph_api.plan.walk import EdgesAmong, EdgesBetween, WalkStep, Way
from graph_api.stores.port import Content, FoundEdge, Readiness, Session
from graph_api.stores.sqlite import figures
from graph_api.stores.sqlite.compiled_plan import CompiledPlan, compile_plan
from graph_api.stores.sqlite.compiler import SqlCompiler
from graph_api.stores.sqlite.levels import PlanRun
from graph_api.stores.sqlite.runner import StatementRunner
from graph_api.stores.sqlite.spread import read_statistics
from graph_api.stores.sqlite.statement import SqlStatement, dumps, without_nul
from graph_api.stores.sqlite.walk import GRAPHS, SqlWalkCompiler
from loaders.stores.sqlite.store import translated_errors
from ontology.errors import StoreError
from ontology.iris import derived_graphs
from ontology.model import Model
from ontology.storage import FORMAT

WORKERS = 8
"""The number of worker threads, each with a connection of its own; as many as questions are admitted at once."""
_STEPS = 10_000
"""Steps of SQLite's virtual machine, about 0.2 ms, between two checks for a cancellation."""

T = TypeVar("T")


class SqliteReader:
    """A `Reader` over one immutable release file."""

    def __init__(
        self,
        file: Path,
        model: Model,
        release: str,
        current: Callable[[], str | None] | None = None,
        *,
        is_standby: bool = False,
    ) -> None:
        """`current` returns the id of the published release; None: this release counts as current.

        `is_standby`: it answers for a store that is away.
        """
        self.is_standby = is_standby
        self._current = current
        self._file = file
        self._model = model
        self._release = release
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="sqlite")
        self._checker = ThreadPoolExecutor(1, thread_name_prefix="sqlite-check")
        self._vocabulary: Cache[str, KnownWords] = Cache(1)
        self._figures: Cache[str, Content] = Cache(1)
        # Keys are ids; each value holds the object, so that no other one can have its id.
        self.compiled: Cache[int, tuple[p.Root, CompiledPlan]] = Cache(2000, lambda _, kept: kept[1].weight)
        self._ways: Cache[tuple[int, object], tuple[Way, SqlStatement]] = Cache(500)
        self._opened = _identity(file)
        with translated_errors(file):
            connection = self._connect()
            self._check(connection)
            self._terms: dict[str, int] = dict(connection.execute("SELECT iri, id FROM term"))
        self._compiler = SqlCompiler(model, self._terms)
        self._walks = SqlWalkCompiler(model, self._terms)

    @property
    def model(self) -> Model:
        """The ontology of the release."""
        return self._model

    async def ask(self, question: Callable[[Session], Awaitable[T]]) -> T:
        """Return the result of `question`, called with a session of this release, which never changes."""
        return await question(_SqliteSession(self))

    async def in_worker(self, work: Callable[[StatementRunner], T], variables: Variables) -> tuple[T, int]:
        """Run `work` in a worker thread. Return its result and the number of its statements."""

        def run(is_stopped: Callable[[], bool]) -> tuple[T, int]:
            statements = self.statements_for(variables, is_stopped)
            return work(statements), statements.count

        return await self.in_thread(run)

    def statements_for(self, variables: Variables, is_stopped: Callable[[], bool]) -> StatementRunner:
        """The runner of the statements of a question with these variables, over this thread's connection."""
        return StatementRunner(self._connect(), variables, is_stopped)

    async def release(self) -> str:
        """The release of the file."""
        return self._release

    async def check(self) -> Readiness:
        """The release of the file, once a statement has read from it. No question is waited for."""
        await asyncio.get_running_loop().run_in_executor(self._checker, self._read_format)
        return Readiness(self._release)

    def _read_format(self) -> None:
        with translated_errors(self._file):
            self._check(self._connect())

    async def is_current(self) -> bool:
        """True if the release is still the current one, and its file the one that was opened."""
        return self._opened == _identity(self._file) and (
            self._current is None or self._current() == self._release
        )

    async def describe(self) -> Content:
        """Figures of the release."""
        if (known := self._figures.known("")) is not None:
            return known
        return await self.in_thread(lambda _: self._figures.get("", self._describe))

    def _describe(self) -> Content:
        connection = self._connect()
        names = {number: iri for iri, number in self._terms.items()}
        classes = connection.execute(figures.CLASSES).fetchall()
        derived = dumps(derived_graphs(self._model.base))
        statements, graphs = connection.execute(figures.GRAPHS, (derived,)).fetchone()
        resources = connection.execute(figures.DESCRIBED).fetchone()[0]
        illustrative = connection.execute(
            figures.ILLUSTRATIVE, (self._terms.get(self._model.base + "ns#illustrative", -1),)
        ).fetchone()[0]
        counts = {names[number]: count for number, count in classes}
        return Content(self._release, statements, resources, counts, graphs, bool(illustrative))

    async def statistics(self) -> Statistics:
        """The figures by which costs are estimated."""
        return await self.in_thread(lambda _: self._statistics())

    def _statistics(self) -> Statistics:
        connection = self._connect()
        return read_statistics(connection, {number: iri for iri, number in self._terms.items()})

    async def vocabulary(self) -> KnownWords:
        """The words by which resources are found."""
        if (known := self._vocabulary.known("")) is not None:
            return known
        return await self.in_thread(lambda _: self.known_words())

    def known_words(self) -> KnownWords:
        """The same; to be called in a worker thread."""
        return self._vocabulary.get("", self._read_vocabulary)

    def _read_vocabulary(self) -> KnownWords:
        connection = self._connect()
        connection.execute(figures.VOCABULARY)
        return KnownWords(connection.execute(figures.WORDS))

    async def in_thread(self, work: Callable[[Callable[[], bool]], T]) -> T:
        """Run `work` in a worker thread. A cancellation ends its statement; its argument is true once it must end."""
        stop = threading.Event()
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._pool, self._stoppable, stop, work)
        except asyncio.CancelledError:
            stop.set()
            raise

    def _stoppable(self, stop: threading.Event, work: Callable[[Callable[[], bool]], T]) -> T:
        with translated_errors(self._file):
            self._connect().set_progress_handler(stop.is_set, _STEPS)
            return work(stop.is_set)

    async def close(self) -> None:
        """Close all connections, after the running statements have ended."""
        for pool in (self._pool, self._checker):
            await asyncio.to_thread(pool.shutdown, wait=True)
        for connection in self._connections:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            uri = f"{self._file.absolute().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False, cached_statements=512)
            self._local.connection = connection
            self._connections.append(connection)
        return connection

    def _check(self, connection: sqlite3.Connection) -> None:
        row = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
        if row is None or int(row[0]) != FORMAT:
            raise StoreError(
                f"{self._file} has format {row and row[0]}, this program reads {FORMAT}",
                code="STORE_FORMAT",
                hint="build the release again with `ndp-graph load`",
            )

    def walk(self, way: Way, compile_: Callable[[SqlWalkCompiler, Way], SqlStatement]) -> SqlStatement:
        """A statement of a walk: `compile_` is a method of `SqlWalkCompiler`."""
        return self._ways.get((id(way), compile_), lambda: (way, compile_(self._walks, way)))[1]

    def statements(self, root: p.Root) -> CompiledPlan:
        """The statements of a root field."""
        return self.compiled.get(id(root), lambda: (root, compile_plan(self._compiler, root)))[1]


def _identity(file: Path) -> tuple[int, ...]:
    """A file as it is now: another tuple if it is replaced, changed or removed."""
    try:
        found = file.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


class _SqliteSession:
    """A `Session` of the release of one file. Each step waits for a worker thread."""

    def __init__(self, reader: SqliteReader) -> None:
        self._reader = reader
        self.statements = 0
        self.is_standby = reader.is_standby

    async def release(self) -> str:
        """The id of the release."""
        return await self._reader.release()

    async def rows(
        self, roots: Sequence[p.Root], variables: Variables, use: Callable[[Mapping[str, Any]], T]
    ) -> T:
        """The result of `use`, called with the rows of some roots by their keys, in the thread that reads them."""

        def work(statements: StatementRunner) -> T:
            rows = {
                root.key: PlanRun(statements, self._reader.statements(root), self._reader.model).root(root)
                for root in roots
            }
            return use(rows)

        return await self._work(work, variables)

    async def vocabulary(self) -> KnownWords:
        """The words by which the resources of the release are found."""
        return await self._reader.vocabulary()

    async def work(self, work: Callable[[], T]) -> T:
        """The result of `work`, called in a worker thread."""
        return await self._reader.in_thread(lambda _: work())

    async def together(self, work: Callable[[Session], Awaitable[T]]) -> T:
        """The result of `work`, all of whose steps are taken in one worker thread."""

        def take_steps(is_stopped: Callable[[], bool]) -> tuple[T, int]:
            session = _SessionInWorker(self._reader, is_stopped)
            return _finished(work(session)), session.statements

        result, count = await self._reader.in_thread(take_steps)
        self.statements += count
        return result

    async def neighbours(self, step: WalkStep, variables: Variables) -> Sequence[str]:
        """The IRIs that one step of a walk leads to."""
        return [iri for (iri,) in await self._step(step, SqlWalkCompiler.neighbours, variables)]

    async def pairs(self, step: WalkStep, variables: Variables) -> Sequence[tuple[str, str]]:
        """The pairs (start, neighbour) of one step of a walk."""
        return await self._step(step, SqlWalkCompiler.pairs, variables)

    async def edges(self, edges: EdgesAmong | EdgesBetween) -> Sequence[FoundEdge]:
        """The statements between some resources."""
        if isinstance(edges, EdgesBetween):
            statement = self._reader.walk(edges.way, SqlWalkCompiler.between)
            parameters: dict[str, object] = {"pairs": dumps(edges.pairs)}
        else:
            statement = self._reader.walk(edges.way, SqlWalkCompiler.edges)
            parameters = {"resources": dumps(edges.resources), "limit": edges.limit}
        rows = await self._work(lambda s: s.fetch(statement, **parameters), {})
        return [
            FoundEdge(start, relation, end, orjson.loads(graphs)) for start, relation, end, graphs in rows
        ]

    async def graphs(self, numbers: Sequence[int]) -> Mapping[int, str]:
        """The IRIs of source graphs by their numbers."""
        return dict(await self._work(lambda s: s.fetch_text(GRAPHS, numbers=dumps(numbers)), {}))

    async def _step(
        self, step: WalkStep, compile_: Callable[[SqlWalkCompiler, Way], SqlStatement], variables: Variables
    ) -> list[Any]:
        statement = self._reader.walk(step.way, compile_)
        parameters: dict[str, object] = {
            "starts": dumps(without_nul(step.starts)),
            "beyond": dumps(step.beyond),
            "among": None if step.among is None else dumps(step.among),
            "limit": step.limit,
        }
        return await self._work(lambda s: s.fetch(statement, **parameters), variables)

    async def _work(self, work: Callable[[StatementRunner], T], variables: Variables) -> T:
        result, count = await self._reader.in_worker(work, variables)
        self.statements += count
        return result


class _SessionInWorker(_SqliteSession):
    """A `Session` that is used in a worker thread: it takes each step there and then."""

    def __init__(self, reader: SqliteReader, is_stopped: Callable[[], bool]) -> None:
        super().__init__(reader)
        self._is_stopped = is_stopped

    async def vocabulary(self) -> KnownWords:
        """The words by which the resources of the release are found."""
        return self._reader.known_words()

    async def work(self, work: Callable[[], T]) -> T:
        """The result of `work`."""
        return work()

    async def together(self, work: Callable[[Session], Awaitable[T]]) -> T:
        """The result of `work`."""
        return await work(self)

    async def _work(self, work: Callable[[StatementRunner], T], variables: Variables) -> T:
        statements = self._reader.statements_for(variables, self._is_stopped)
        result = work(statements)
        self.statements += statements.count
        return result


def _finished(steps: Awaitable[T]) -> T:
    """The result of steps that wait for nothing."""
    try:
        next(steps.__await__())
    except StopIteration as end:
        result: T = end.value
        return result
    raise RuntimeError("The work of `together` waits for something that is not its session's.")
