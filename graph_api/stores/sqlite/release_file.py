"""An open release file: a connection for each thread that reads it, the worker threads, and the compiled statements."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from graph_api.cache import Cache
from graph_api.plan import plan as p
from graph_api.plan.conditions import Variables
from graph_api.plan.spelling import KnownWords
from graph_api.plan.walk import Way
from graph_api.stores.sqlite import figures
from graph_api.stores.sqlite.compiled_plan import CompiledPlan, compile_plan
from graph_api.stores.sqlite.compiler import SqlCompiler
from graph_api.stores.sqlite.runner import StatementRunner, no_rows
from graph_api.stores.sqlite.statement import SqlStatement
from graph_api.stores.sqlite.walk import SqlWalkCompiler
from loaders.stores.sqlite.store import translated_errors
from ontology.errors import StoreError
from ontology.model import Model
from ontology.storage import FORMAT

WORKERS = 8
"""The number of worker threads, each with a connection of its own; as many as questions are admitted at once."""
_STEPS = 10_000
"""Steps of SQLite's virtual machine, about 0.2 ms, between two checks for a cancellation."""

T = TypeVar("T")


class ReleaseFile:
    """One immutable release file, open for reading. `is_standby`: it answers for a store that is away."""

    def __init__(self, file: Path, model: Model, release: str, *, is_standby: bool = False) -> None:
        self.model = model
        self.release_id = release
        self.is_standby = is_standby
        self._file = file
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="sqlite")
        self._vocabulary: Cache[str, KnownWords] = Cache(1)
        self._kept = no_rows()
        # Keys are ids; each value holds the object, so that no other one can have its id.
        self.compiled: Cache[int, tuple[p.Root, CompiledPlan]] = Cache(2000, lambda _, kept: kept[1].weight)
        self._ways: Cache[tuple[int, object], tuple[Way, SqlStatement]] = Cache(500)
        with translated_errors(file):
            connection = self._connect()
            self._check(connection)
            self._terms: dict[str, int] = dict(connection.execute("SELECT iri, id FROM term"))
        self._compiler = SqlCompiler(model, self._terms)
        self._walks = SqlWalkCompiler(model, self._terms)

    async def in_worker(self, work: Callable[[StatementRunner], T], variables: Variables) -> tuple[T, int]:
        """Run `work` in a worker thread. Return its result and the number of its statements."""

        def run(is_stopped: Callable[[], bool]) -> tuple[T, int]:
            statements = self.statements_for(variables, is_stopped)
            return work(statements), statements.count

        return await self.in_thread(run)

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
        self.stop_when(stop.is_set)
        with translated_errors(self._file):
            return work(stop.is_set)

    def stop_when(self, is_stopped: Callable[[], bool]) -> None:
        """End a statement of this thread as soon as `is_stopped` is true, until this is called again."""
        self._connect().set_progress_handler(is_stopped, _STEPS)

    def statements_for(self, variables: Variables, is_stopped: Callable[[], bool]) -> StatementRunner:
        """The runner of the statements of a question with these variables, over the connection of this thread."""
        return StatementRunner(self._connect(), variables, is_stopped, self._kept)

    def statements(self, root: p.Root) -> CompiledPlan:
        """The statements of a root field."""
        return self.compiled.get(id(root), lambda: (root, compile_plan(self._compiler, root)))[1]

    def walk(self, way: Way, compile_: Callable[[SqlWalkCompiler, Way], SqlStatement]) -> SqlStatement:
        """A statement of a walk: `compile_` is a method of `SqlWalkCompiler`."""
        return self._ways.get((id(way), compile_), lambda: (way, compile_(self._walks, way)))[1]

    async def vocabulary(self) -> KnownWords:
        """The words by which resources are found."""
        if (known := self._vocabulary.known("")) is not None:
            return known
        return await self.in_thread(lambda _: self.known_words())

    def known_words(self) -> KnownWords:
        """The same, to be called in a worker thread: reading them takes a while."""
        return self._vocabulary.get("", self._read_vocabulary)

    def _read_vocabulary(self) -> KnownWords:
        connection = self._connect()
        connection.execute(figures.VOCABULARY)
        return KnownWords(connection.execute(figures.WORDS))

    async def close(self) -> None:
        """Close all connections, after the running statements have ended."""
        await asyncio.to_thread(self._pool.shutdown, wait=True)
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
