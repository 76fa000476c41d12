"""The engine that answers a question: that of the current release, or of an older one, opened when asked for."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from zoneinfo import ZoneInfo

from graph_api.engine.answer import Answer, answer_refused
from graph_api.engine.engine import Engine
from graph_api.errors import QueryError
from graph_api.history.history import History
from graph_api.operations.question import Question
from graph_api.operations.release_directive import KnownTime, known_time, may_say, parse_moment
from graph_api.serving.older import OlderEngines, OpenOlder
from graph_api.stores.pinned import PinnedReader
from ontology.errors import NdpError


class Engines:
    """All releases that can be asked. Close it at the end; the current engine is closed by who opened it."""

    KEEP = 4
    """How many older releases stay open when no question needs them."""

    def __init__(
        self,
        history: History,
        zone: ZoneInfo,
        current: Callable[[], Awaitable[Engine]],
        opener: OpenOlder,
        *,
        moves: bool,
    ) -> None:
        """`current` gives the engine of the current release; `moves`: its store may come to another one meanwhile."""
        self._history = history
        self._zone = zone
        self._current = current
        self._moves = moves
        self._older = OlderEngines(opener, self.KEEP)

    @asynccontextmanager
    async def engine(self, question: Question) -> AsyncIterator[Engine]:
        """The engine that is to answer `question`, open until the block ends.

        Raises `QueryError`: `RELEASE_UNAVAILABLE`, `RELEASE_CONFLICT`, or that a moment is none.
        """
        current = await self._current()
        asked = known_time(question, current.document(question.query)) if may_say(question) else KnownTime()
        async with AsyncExitStack() as stack:
            yield await self._engine(asked, current, stack) if asked else current

    async def execute(self, question: Question) -> Answer:
        """The answer to a question from the release that it is about."""
        try:
            async with self.engine(question) as engine:
                return await engine.execute(question)
        except NdpError as error:
            return answer_refused(error, question)

    async def close(self) -> None:
        """Close the engines of older releases."""
        await self._older.close()

    async def _engine(self, asked: KnownTime, current: Engine, stack: AsyncExitStack) -> Engine:
        release = await self._choose(asked)
        serves = await current.reader.release()
        if release == serves and not self._moves:
            return current
        found = await asyncio.to_thread(self._history.get, release)
        if found is not None:
            return await stack.enter_async_context(self._older.using(found, current))
        if release == serves:
            return current.replace(reader=PinnedReader(current.reader, release))
        await asyncio.to_thread(self._history.find, release)
        raise AssertionError("a release that is nowhere was found")

    async def _choose(self, asked: KnownTime) -> str:
        """The id of the one release that all that is said comes to."""
        found = list(asked.ids)
        for text in asked.moments:
            moment = parse_moment(text, self._zone)
            found.append((await asyncio.to_thread(self._history.at, moment)).id)
        if len(set(found)) > 1:
            raise QueryError(
                f"The question is about several releases: {', '.join(sorted(set(found)))}.",
                code="RELEASE_CONFLICT",
                hint="Say it once: with @release(id:), @release(knownAt:) or ?release= in the URL.",
            )
        return found[0]
