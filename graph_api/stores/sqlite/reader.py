"""Answers plans from a release's SQLite file: read-only, a connection per worker thread.

A plan takes one statement for each root and each link along a relation, plus one for each count and tally.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from graph_api.cache import Cache
from graph_api.plan.statistics import Statistics
from graph_api.stores.port import Content, Readiness, Session
from graph_api.stores.sqlite import figures
from graph_api.stores.sqlite.release_file import ReleaseFile
from graph_api.stores.sqlite.sessions import QuickSession, SessionInWorkers, TakesLonger
from graph_api.stores.sqlite.spread import read_statistics
from graph_api.stores.sqlite.statement import dumps
from loaders.stores.sqlite.store import translated_errors
from ontology.iris import derived_graphs
from ontology.model import Model

T = TypeVar("T")


class SqliteReader(ReleaseFile):
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
        super().__init__(file, model, release, is_standby=is_standby)
        self._current = current
        self._opened = _identity(file)
        self._checker = ThreadPoolExecutor(1, thread_name_prefix="sqlite-check")
        self._figures: Cache[str, Content] = Cache(1)

    async def ask(self, question: Callable[[Session], Awaitable[T]], *, is_quick: bool = False) -> T:
        """Return the result of `question`, called with a session of this release, which never changes."""
        if is_quick:
            try:
                with translated_errors(self._file):
                    return await question(QuickSession(self))
            except TakesLonger:
                pass  # nobody has seen anything of its answer
        return await question(SessionInWorkers(self))

    async def release(self) -> str:
        """The release of the file."""
        return self.release_id

    async def check(self) -> Readiness:
        """The release of the file, once a statement has read from it. No question is waited for."""
        await asyncio.get_running_loop().run_in_executor(self._checker, self._read_format)
        return Readiness(self.release_id)

    def _read_format(self) -> None:
        with translated_errors(self._file):
            self._check(self._connect())

    async def is_current(self) -> bool:
        """True if the release is still the current one, and its file the one that was opened."""
        return self._opened == _identity(self._file) and (
            self._current is None or self._current() == self.release_id
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
        derived = dumps(derived_graphs(self.model.base))
        statements, graphs = connection.execute(figures.GRAPHS, (derived,)).fetchone()
        resources = connection.execute(figures.DESCRIBED).fetchone()[0]
        illustrative = connection.execute(
            figures.ILLUSTRATIVE, (self._terms.get(self.model.base + "ns#illustrative", -1),)
        ).fetchone()[0]
        counts = {names[number]: count for number, count in classes}
        return Content(self.release_id, statements, resources, counts, graphs, bool(illustrative))

    async def statistics(self) -> Statistics:
        """The figures by which costs are estimated."""
        return await self.in_thread(lambda _: self._statistics())

    def _statistics(self) -> Statistics:
        connection = self._connect()
        return read_statistics(connection, {number: iri for iri, number in self._terms.items()})

    async def close(self) -> None:
        """Close all connections, after the running statements have ended."""
        await asyncio.to_thread(self._checker.shutdown, wait=True)
        await super().close()


def _identity(file: Path) -> tuple[int, ...]:
    """A file as it is now: another tuple if it is replaced, changed or removed."""
    try:
        found = file.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns
