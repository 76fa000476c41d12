"""Sessions with a release file: each step in a worker thread, many steps in one, or quick steps on the event loop."""

import sqlite3
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

import orjson

from graph_api.plan import plan as p
from graph_api.plan.conditions import Variables
from graph_api.plan.spelling import KnownWords
from graph_api.plan.walk import EdgesAmong, EdgesBetween, WalkStep, Way
from graph_api.stores.port import FoundEdge, Session
from graph_api.stores.sqlite.levels import PlanRun
from graph_api.stores.sqlite.release_file import ReleaseFile
from graph_api.stores.sqlite.runner import StatementRunner
from graph_api.stores.sqlite.statement import SqlStatement, dumps, without_nul
from graph_api.stores.sqlite.walk import GRAPHS, SqlWalkCompiler
from ontology.errors import StoreError

_LONGEST = 0.005
"""Seconds that a step may take on the event loop."""

T = TypeVar("T")


class SessionInWorkers:
    """A `Session` of the release of one file. Each step waits for a worker thread."""

    def __init__(self, file: ReleaseFile) -> None:
        self._file = file
        self.statements = 0
        self.is_standby = file.is_standby

    async def release(self) -> str:
        """The id of the release."""
        return self._file.release_id

    async def rows(
        self, roots: Sequence[p.Root], variables: Variables, use: Callable[[Mapping[str, Any]], T]
    ) -> T:
        """The result of `use`, called with the rows of some roots by their keys, in the thread that reads them."""

        def work(statements: StatementRunner) -> T:
            rows = {
                root.key: PlanRun(statements, self._file.statements(root), self._file.model).root(root)
                for root in roots
            }
            return use(rows)

        return await self._work(work, variables)

    async def vocabulary(self) -> KnownWords:
        """The words by which the resources of the release are found."""
        return await self._file.vocabulary()

    async def work(self, work: Callable[[], T]) -> T:
        """The result of `work`, called in a worker thread."""
        return await self._file.in_thread(lambda _: work())

    async def together(self, work: Callable[[Session], Awaitable[T]]) -> T:
        """The result of `work`, all of whose steps are taken in one worker thread."""

        def take_steps(is_stopped: Callable[[], bool]) -> tuple[T, int]:
            session = SessionHere(self._file, is_stopped)
            return _finished(work(session)), session.statements

        result, count = await self._file.in_thread(take_steps)
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
            statement = self._file.walk(edges.way, SqlWalkCompiler.between)
            parameters: dict[str, object] = {"pairs": dumps(edges.pairs)}
        else:
            statement = self._file.walk(edges.way, SqlWalkCompiler.edges)
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
        statement = self._file.walk(step.way, compile_)
        parameters: dict[str, object] = {
            "starts": dumps(without_nul(step.starts)),
            "beyond": dumps(step.beyond),
            "among": None if step.among is None else dumps(step.among),
            "limit": step.limit,
        }
        return await self._work(lambda s: s.fetch(statement, **parameters), variables)

    async def _work(self, work: Callable[[StatementRunner], T], variables: Variables) -> T:
        result, count = await self._file.in_worker(work, variables)
        self.statements += count
        return result


class SessionHere(SessionInWorkers):
    """A `Session` that takes each step in the thread that asks for it."""

    def __init__(self, file: ReleaseFile, is_stopped: Callable[[], bool]) -> None:
        """`is_stopped` is true once a step must end."""
        super().__init__(file)
        self._is_stopped = is_stopped

    async def vocabulary(self) -> KnownWords:
        """The words by which the resources of the release are found."""
        return self._file.known_words()

    async def work(self, work: Callable[[], T]) -> T:
        """The result of `work`."""
        return work()

    async def together(self, work: Callable[[Session], Awaitable[T]]) -> T:
        """The result of `work`."""
        return await work(self)

    async def _work(self, work: Callable[[StatementRunner], T], variables: Variables) -> T:
        statements = self._file.statements_for(variables, self._is_stopped)
        result = work(statements)
        self.statements += statements.count
        return result


class QuickSession(SessionHere):
    """A `Session` for a question that is expected to be quick: its steps are taken on the event loop.

    A step that takes longer than `_LONGEST` raises `TakesLonger`.
    """

    def __init__(self, file: ReleaseFile) -> None:
        super().__init__(file, _soon())

    async def vocabulary(self) -> KnownWords:
        """The words by which the resources of the release are found."""
        return await self._file.vocabulary()

    async def _work(self, work: Callable[[StatementRunner], T], variables: Variables) -> T:
        self._is_stopped = _soon()
        self._file.stop_when(self._is_stopped)
        try:
            return await super()._work(work, variables)
        except (StoreError, sqlite3.Error) as error:
            if self._is_stopped():
                raise TakesLonger from error
            raise


class TakesLonger(Exception):
    """A question that was expected to be quick is not, and should be put to a worker thread."""


def _soon() -> Callable[[], bool]:
    """A function that is true from a moment on in which a step on the event loop has taken too long."""
    until = time.perf_counter() + _LONGEST
    return lambda: time.perf_counter() > until


def _finished(steps: Awaitable[T]) -> T:
    """The result of steps that wait for nothing."""
    try:
        next(steps.__await__())
    except StopIteration as end:
        result: T = end.value
        return result
    raise RuntimeError("The work of `together` waits for something that is not its session's.")
