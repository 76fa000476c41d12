"""The engine for a question: of the current release, or of an older one that is opened on request."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from zoneinfo import ZoneInfo

from graph_api.engine.answer import Answer, answer_refused
from graph_api.engine.engine import Engine
from graph_api.errors import QueryError
from graph_api.history.history import History
from graph_api.operations.question import Question
from graph_api.operations.release_directive import (
    ReleaseChoice,
    may_name_release,
    parse_moment,
    read_release_choice,
)
from graph_api.serving.older import OlderEngines
from graph_api.stores.pinned import PinnedReader
from ontology.errors import NdpError


class Engines:
    """The engines of all releases. Close it at the end; whoever opened the current engine closes that one."""

    def __init__(
        self,
        history: History,
        zone: ZoneInfo,
        current: Callable[[], Awaitable[Engine]],
        older: OlderEngines,
        *,
        moves: bool,
    ) -> None:
        """`current` returns the engine of the current release; `moves`: its store may change to another release."""
        self._history = history
        self._zone = zone
        self._current = current
        self._moves = moves
        self._older = older
        self._readers = ThreadPoolExecutor(1, thread_name_prefix="documents")

    @asynccontextmanager
    async def engine(self, question: Question) -> AsyncIterator[Engine]:
        """The engine for `question`, open until the block ends.

        Raises `QueryError`: `RELEASE_UNAVAILABLE`, `RELEASE_CONFLICT`, or for an invalid moment.
        """
        current = await self._current()
        choice = ReleaseChoice()
        if may_name_release(question):
            loop = asyncio.get_running_loop()
            document = await loop.run_in_executor(self._readers, current.document, question.query)
            choice = read_release_choice(question, document)
        async with AsyncExitStack() as stack:
            yield await self._engine(choice, current, stack) if choice else current

    async def execute(self, question: Question) -> Answer:
        """The answer to a question, from its release."""
        try:
            async with self.engine(question) as engine:
                return await engine.execute(question)
        except NdpError as error:
            return answer_refused(error, question)

    async def is_current(self, engine: Engine) -> bool:
        """True if the engine is that of the current release."""
        return engine is await self._current()

    async def close(self) -> None:
        """Close the engines of older releases."""
        self._readers.shutdown(wait=False, cancel_futures=True)
        await self._older.close()

    async def _engine(self, choice: ReleaseChoice, current: Engine, stack: AsyncExitStack) -> Engine:
        release = await self._choose(choice)
        if not self._moves and release == await current.reader.release():
            return current
        known = await asyncio.to_thread(self._history.get, release)
        if known is not None:
            return await stack.enter_async_context(self._older.using(known, current))
        if release == await current.reader.release():
            return current.replace(reader=PinnedReader(current.reader, release))
        await asyncio.to_thread(self._history.find, release)
        raise AssertionError("a release was found that does not exist")

    async def _choose(self, choice: ReleaseChoice) -> str:
        """The id of the one release that all ids and moments of a question mean."""
        ids = list(choice.ids)
        for text in choice.moments:
            moment = parse_moment(text, self._zone)
            ids.append((await asyncio.to_thread(self._history.at, moment)).id)
        if len(set(ids)) > 1:
            raise QueryError(
                f"The question is about several releases: {', '.join(sorted(set(ids)))}.",
                code="RELEASE_CONFLICT",
            )
        return ids[0]
