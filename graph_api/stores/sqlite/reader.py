"""Answers plans from a release's SQLite file: read-only, a connection per worker thread, one statement per link."""

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
from graph_api.plan.statistics import Spread, Statistics
from graph_api.plan.walk import EdgesAmong, EdgesBetween, WalkStep, Way
from graph_api.stores.port import Content, FoundEdge, Session
from graph_api.stores.sqlite.compiler import SqlCompiler
from graph_api.stores.sqlite.levels import CompiledPlan, PlanRun, StatementRunner, compile_plan, dumps
from graph_api.stores.sqlite.statement import SqlStatement, sayable
from graph_api.stores.sqlite.walk import GRAPHS, WalkCompiler
from ontology.errors import StoreError
from ontology.iris import derived_graphs
from ontology.model import Model
from ontology.storage import FORMAT

_WORKERS = 4
_STEPS = 10_000
"""Steps of SQLite's machine, about 0.2 ms, between two looks whether a statement is still wanted."""

T = TypeVar("T")


class SqliteReader:
    """A `Reader` over one immutable release file."""

    def __init__(
        self, file: Path, model: Model, release: str, current: Callable[[], str | None] | None = None
    ) -> None:
        """`current` tells the id of the published release; None: this one is served whatever is published."""
        self._current = current
        self._file = file
        self._model = model
        self._release = release
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="sqlite")
        self._compiled: dict[int, tuple[p.Root, CompiledPlan]] = {}
        self._ways: Cache[tuple[int, object], tuple[Way, SqlStatement]] = Cache(500)
        connection = self._connect()
        self._check(connection)
        self._terms: dict[str, int] = dict(connection.execute("SELECT iri, id FROM term"))
        self._compiler = SqlCompiler(model, self._terms)
        self._walks = WalkCompiler(model, self._terms)

    @property
    def model(self) -> Model:
        """The ontology of the release."""
        return self._model

    async def ask(self, question: Callable[[Session], Awaitable[T]]) -> T:
        """What `question` makes of this release, which nothing changes."""
        return await question(_SqliteSession(self))

    async def in_worker(self, work: Callable[[StatementRunner], T], variables: Variables) -> tuple[T, int]:
        """What `work` gives and how many statements it took; in a worker thread, so that long ones block nobody."""

        def run() -> tuple[T, int]:
            statements = StatementRunner(self._connect(), variables)
            try:
                return work(statements), statements.count
            except sqlite3.Error as error:
                raise StoreError(f"the release file {self._file} cannot be read: {error}") from error

        return await self._in_thread(run)

    async def release(self) -> str:
        """The release of the file."""
        return self._release

    async def is_current(self) -> bool:
        """Whether the release is still the published one."""
        return self._current is None or self._current() == self._release

    async def describe(self) -> Content:
        """Figures of the release."""
        return await self._in_thread(self._describe)

    def _describe(self) -> Content:
        connection = self._connect()
        names = {number: iri for iri, number in self._terms.items()}
        classes = connection.execute("SELECT class, count(*) FROM instance GROUP BY class").fetchall()
        statements, graphs = connection.execute(
            "SELECT coalesce(sum(statements), 0), count(*) FROM graph WHERE iri NOT IN (?, ?)",
            derived_graphs(self._model.base),
        ).fetchone()
        resources = connection.execute("SELECT count(*) FROM resource WHERE described").fetchone()[0]
        illustrative = connection.execute(
            "SELECT EXISTS (SELECT 1 FROM value WHERE p = ? AND key = 'true')",
            (self._terms.get(self._model.base + "ns#illustrative", -1),),
        ).fetchone()[0]
        counts = {names[number]: count for number, count in classes}
        return Content(self._release, statements, resources, counts, graphs, bool(illustrative))

    async def statistics(self) -> Statistics:
        """How many resources there are, and how relations are spread."""
        return await self._in_thread(self._statistics)

    def _statistics(self) -> Statistics:
        connection = self._connect()
        names = {number: iri for iri, number in self._terms.items()}
        resources = connection.execute("SELECT count(*) FROM resource").fetchone()[0]
        classes = dict(connection.execute("SELECT class, count(*) FROM instance GROUP BY class"))
        # Each index is walked once, in its order.
        subjects = connection.execute(
            "SELECT p, sum(n), count(*) FROM (SELECT p, count(*) AS n FROM edge GROUP BY s, p) GROUP BY p"
        ).fetchall()
        objects = dict(
            connection.execute("SELECT p, count(*) FROM (SELECT DISTINCT o, p FROM edge) GROUP BY p")
        )
        return Statistics(
            resources,
            {names[number]: count for number, count in classes.items()},
            {names[n]: Spread(statements, count, objects[n]) for n, statements, count in subjects},
        )

    async def _in_thread(self, work: Callable[..., T], *arguments: object) -> T:
        """What `work` returns, in a worker thread; a cancellation ends its statement too."""
        stop = threading.Event()
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._pool, self._stoppable, stop, work, arguments)
        except asyncio.CancelledError:
            stop.set()
            raise

    def _stoppable(self, stop: threading.Event, work: Callable[..., T], arguments: Sequence[object]) -> T:
        self._connect().set_progress_handler(stop.is_set, _STEPS)
        return work(*arguments)

    async def close(self) -> None:
        """Close all connections; statements under way are finished first."""
        await asyncio.to_thread(self._pool.shutdown, wait=True)
        for connection in self._connections:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            uri = f"{self._file.absolute().as_uri()}?mode=ro&immutable=1"
            try:
                connection = sqlite3.connect(uri, uri=True, check_same_thread=False, cached_statements=512)
            except sqlite3.Error as error:
                raise StoreError(f"the release file {self._file} cannot be opened: {error}") from error
            self._local.connection = connection
            self._connections.append(connection)
        return connection

    def _check(self, connection: sqlite3.Connection) -> None:
        try:
            found = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
        except sqlite3.Error as error:
            raise StoreError(f"{self._file} is no release file: {error}") from error
        if found is None or int(found[0]) != FORMAT:
            raise StoreError(
                f"{self._file} has format {found and found[0]}, this program reads {FORMAT}",
                code="STORE_FORMAT",
                hint="build the release again with `ndp-graph load`",
            )

    def walk(self, way: Way, compile_: Callable[[WalkCompiler, Way], SqlStatement]) -> SqlStatement:
        """A statement of a walk: `compile_` is a method of `WalkCompiler`."""
        return self._ways.get((id(way), compile_), lambda: (way, compile_(self._walks, way)))[1]

    def plan(self, root: p.Root) -> CompiledPlan:
        """The statements of a root."""
        known = self._compiled.get(id(root))
        if known is None:
            if len(self._compiled) > 2000:
                self._compiled.clear()
            known = self._compiled[id(root)] = (root, compile_plan(self._compiler, root))
        return known[1]


class _SqliteSession:
    """A `Session` of the release of one file."""

    def __init__(self, reader: SqliteReader) -> None:
        self._reader = reader
        self.statements = 0

    async def release(self) -> str:
        """The id of the release."""
        return await self._reader.release()

    async def rows(self, roots: Sequence[p.Root], variables: Variables) -> Mapping[str, Any]:
        """The rows of some roots by their keys."""

        def work(statements: StatementRunner) -> Mapping[str, Any]:
            return {root.key: PlanRun(statements, self._reader.plan(root)).root(root) for root in roots}

        return await self._work(work, variables)

    async def neighbours(self, step: WalkStep, variables: Variables) -> Sequence[str]:
        """What one step of a walk leads to."""
        return [iri for (iri,) in await self._step(step, WalkCompiler.neighbours, variables)]

    async def pairs(self, step: WalkStep, variables: Variables) -> Sequence[tuple[str, str]]:
        """The pairs (start, neighbour) of one step of a walk."""
        return await self._step(step, WalkCompiler.pairs, variables)

    async def edges(self, edges: EdgesAmong | EdgesBetween) -> Sequence[FoundEdge]:
        """The statements between some resources."""
        if isinstance(edges, EdgesBetween):
            statement = self._reader.walk(edges.way, WalkCompiler.between)
            parameters: dict[str, object] = {"pairs": dumps(edges.pairs)}
        else:
            statement = self._reader.walk(edges.way, WalkCompiler.edges)
            parameters = {"resources": dumps(edges.resources), "limit": edges.limit}
        found = await self._work(lambda s: s.fetch(statement, **parameters), {})
        return [
            FoundEdge(start, relation, end, orjson.loads(graphs)) for start, relation, end, graphs in found
        ]

    async def graphs(self, numbers: Sequence[int]) -> Mapping[int, str]:
        """The IRIs of source graphs by their numbers."""
        return dict(await self._work(lambda s: s.fetch_text(GRAPHS, numbers=dumps(numbers)), {}))

    async def _step(
        self, step: WalkStep, compile_: Callable[[WalkCompiler, Way], SqlStatement], variables: Variables
    ) -> list[Any]:
        statement = self._reader.walk(step.way, compile_)
        parameters: dict[str, object] = {
            "starts": dumps(sayable(step.starts)),
            "beyond": dumps(step.beyond),
            "among": None if step.among is None else dumps(step.among),
            "limit": step.limit,
        }
        return await self._work(lambda s: s.fetch(statement, **parameters), variables)

    async def _work(self, work: Callable[[StatementRunner], T], variables: Variables) -> T:
        found, count = await self._reader.in_worker(work, variables)
        self.statements += count
        return found
