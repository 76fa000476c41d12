"""Tables as streams: pages of one release, one after the other, as long as somebody takes them."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import date

from graph_api.engine.engine import Engine
from graph_api.engine.tables import PreparedTable, TablePage, TableReader
from graph_api.errors import QueryError
from graph_api.operations.question import Question
from graph_api.serving.admission import Ticket
from graph_api.serving.engines import Engines
from graph_api.settings import Settings
from graph_api.stores.pinned import PinnedReader
from graph_api.tables.formats import TableFormat
from graph_api.tables.writer import TableWriter

_LARGE = 4_000_000
"""Bytes of a page after which the next ones are smaller."""
Prepare = Callable[[Engine, Question], Awaitable[PreparedTable]]
"""Prepares a question as a table. Raises `QuestionRefused`."""
Admit = Callable[[Engine, float], Awaitable[Ticket]]
"""Waits until an engine may be asked for a page of some cost. Raises `QueryError` `OVERLOADED`."""


@dataclass(frozen=True, slots=True)
class TableLimits:
    """The most rows and bytes of a table, and the seconds that it may take."""

    rows: int
    bytes: int
    seconds: float

    @classmethod
    def of(cls, settings: Settings) -> "TableLimits":
        """Those of the settings."""
        return cls(settings.max_table_rows, settings.max_table_bytes, settings.table_time / 1000)


@dataclass(slots=True)
class TableStream:
    """The table of a question in a format, read page by page from the release that gave the first page.

    `open` finds the engine, `begin` reads the first page, `pieces` gives all bytes; `close` it in any case. If the
    store moves to another release meanwhile, the rest is read from the release folder. `prepare` and `admit` let a
    service decide when what is done.
    """

    engines: Engines
    form: TableFormat
    limits: TableLimits
    prepare: Prepare
    admit: Admit | None = None
    client: str | None = None
    """The client whose question it is; None: the program itself asks."""
    rows: int = 0
    """The number of rows so far."""
    deadline: float = 0.0
    """The `time.monotonic` at which the table is given up, known once it is open."""
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _reading: "_Reading | None" = None
    _page: TablePage | None = None
    _size: int = 0

    async def open(self, question: Question) -> tuple[Engine, PreparedTable]:
        """The engine of the question's release, and the question prepared. Raises `QuestionRefused`, `NdpError`."""
        engine = await self._stack.enter_async_context(self.engines.engine(question, self.client))
        table = await self.prepare(engine, question)
        writer = await asyncio.to_thread(self.form.begin, table.members.columns)
        self._reading = _Reading(question, engine, engine, table, writer, engine.parts.today(), table.rows)
        self.deadline = time.monotonic() + self.limits.seconds
        return engine, table

    async def begin(self) -> TablePage:
        """The first page. Raises `QueryError` `TABLE_SIZE` if it is known already that there are too many rows."""
        page = self._page = await self._read(None)
        if page.count is not None:
            self._check(page.count)
        return page

    async def pieces(self) -> AsyncIterator[bytes]:
        """The bytes of the table. Raises `NdpError` in the middle if it has to be given up."""
        page, writer = self._page, self._opened.writer
        if page is None:
            raise TypeError(self)
        yield self._counted(writer.head())
        yield self._counted(await asyncio.to_thread(writer.add, page.encoded))
        while page.after is not None:
            page = self._page = await self._read(page.after)
            yield self._counted(await asyncio.to_thread(writer.add, page.encoded))
        yield self._counted(await asyncio.to_thread(writer.tail))

    async def close(self) -> None:
        """Let others close the engine."""
        await self._stack.aclose()

    @property
    def _opened(self) -> "_Reading":
        if self._reading is None:
            raise TypeError(self)
        return self._reading

    async def _read(self, after: str | None) -> TablePage:
        reading = self._opened
        try:
            async with asyncio.timeout(self.deadline - time.monotonic()):
                page = await self._found(reading, after)
        except TimeoutError:
            allowed = round(self.limits.seconds * 1000)
            raise _refused(f"The table took more than {allowed:,} milliseconds.", allowed) from None
        if self._page is None:
            pinned = PinnedReader(reading.engine.reader, page.release)
            reading.pinned, reading.release = reading.engine.replace(reader=pinned), page.release
        self.rows += page.rows
        self._check(self.rows)
        return page

    async def _found(self, reading: "_Reading", after: str | None) -> TablePage:
        """A page; from the release folder if the store has moved on to another release."""
        try:
            return await self._ask(after)
        except QueryError as error:
            if after is None or error.code != "RELEASE_UNAVAILABLE" or reading.is_moved:
                raise
        await self._move(reading)
        return await self._ask(after)

    async def _ask(self, after: str | None) -> TablePage:
        """A page; a smaller one if its size is too large for one answer."""
        reading = self._opened
        while True:
            try:
                page = await self._admitted(reading, after)
            except QueryError as error:
                if error.code != "ANSWER_SIZE" or reading.rows == 1 or reading.table.members.later is None:
                    raise
                reading.rows = max(1, reading.rows // 8)
                continue
            if page.encoded.size > _LARGE:
                reading.rows = max(1, reading.rows * _LARGE // page.encoded.size)
            return page

    async def _admitted(self, reading: "_Reading", after: str | None) -> TablePage:
        reader = TableReader(reading.pinned.parts, reading.table, reading.today, reading.writer.encode)
        if self.admit is None:
            return await reader.page(after, reading.rows)
        with await self.admit(reading.engine, reading.table.operation.cost.units):
            return await reader.page(after, reading.rows)

    async def _move(self, reading: "_Reading") -> None:
        """Go on with the same release in the release folder. Raises `QueryError` `RELEASE_UNAVAILABLE`."""
        question = replace(reading.question, release=reading.release)
        engine = await self._stack.enter_async_context(self.engines.engine(question, self.client))
        reading.engine = reading.pinned = engine
        reading.table = await self.prepare(engine, question)
        reading.is_moved = True

    def _check(self, rows: int) -> None:
        if rows > self.limits.rows:
            raise _too_large(self.limits.rows, "rows")

    def _counted(self, content: bytes) -> bytes:
        self._size += len(content)
        if self._size > self.limits.bytes:
            raise _too_large(self.limits.bytes, "bytes")
        return content


@dataclass(slots=True)
class _Reading:
    """The state of a stream: the engine that is asked, pinned to the release, and how.

    `rows`: the size of the next page; `is_moved`: the release folder answers in place of the store.
    """

    question: Question
    engine: Engine
    pinned: Engine
    table: PreparedTable
    writer: TableWriter
    today: date
    rows: int
    release: str = ""
    is_moved: bool = False


def _too_large(allowed: int, unit: str) -> QueryError:
    return _refused(f"The table has more than {allowed:,} {unit}.", allowed)


def _refused(message: str, allowed: int) -> QueryError:
    return QueryError(message, code="TABLE_SIZE", details={"allowed": allowed})
