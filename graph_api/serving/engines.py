"""The engine for a question: of the current release, of an older one, or of what some sources state in one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager

from graph_api.engine.answer import Answer, answer_refused
from graph_api.engine.engine import Engine
from graph_api.history.history import release_unavailable
from graph_api.operations.data_directive import may_choose_sources, read_source_choice
from graph_api.operations.question import Question
from graph_api.operations.release_directive import (
    ReleaseChoice,
    may_name_release,
    read_release_choice,
)
from graph_api.serving.finder import ReleaseFinder
from graph_api.serving.older import OlderEngines, ReleaseView
from graph_api.stores.pinned import PinnedReader
from loaders.releases.views import EVERYTHING, NOT_MADE_UP, SourceChoice
from ontology.errors import NdpError


class Engines:
    """The engines of all releases and their views.

    Close it at the end; whoever opened the current engine closes that one.
    """

    def __init__(
        self,
        releases: ReleaseFinder,
        current: Callable[[], Awaitable[Engine]],
        older: OlderEngines,
        views: OlderEngines,
        *,
        moves: bool,
    ) -> None:
        """`current` returns the engine of the current release; `moves`: its store may change to another release.

        `older` has those of older releases, `views` those for some of the sources.
        """
        self._releases = releases
        self._current = current
        self._moves = moves
        self._older = older
        self._views = views
        self._readers = ThreadPoolExecutor(1, thread_name_prefix="documents")

    @asynccontextmanager
    async def engine(self, question: Question, client: str | None = None) -> AsyncIterator[Engine]:
        """The engine for `question` of a client, open until the block ends; None: the program itself asks.

        Raises `QueryError`: `RELEASE_UNAVAILABLE`, `RELEASE_CONFLICT`, or for an invalid moment.
        """
        current = await self._current()
        async with AsyncExitStack() as stack:
            stack.enter_context(current.in_use())
            choice, sources = ReleaseChoice(), EVERYTHING
            if may_name_release(question) or may_choose_sources(question):
                loop = asyncio.get_running_loop()
                document = await loop.run_in_executor(self._readers, current.document, question.query)
                choice = read_release_choice(question, document)
                sources = read_source_choice(question, document, current.reader.model)
            engine = await self._engine(choice, current, stack, client) if choice else current
            yield engine if sources.is_whole else await self._view(engine, sources, stack, client)

    async def execute(self, question: Question) -> Answer:
        """The answer to a question, from its release."""
        try:
            async with self.engine(question) as engine:
                return await engine.execute(question)
        except NdpError as error:
            return answer_refused(error, question)

    async def is_current(self, engine: Engine) -> bool:
        """True if the engine answers from the current release."""
        current = await self._current()
        if engine is current or engine.parts.sources.is_whole:
            return engine is current
        return await engine.reader.release() == await current.reader.release()

    async def close(self) -> None:
        """Close the engines of older releases."""
        self._readers.shutdown(wait=False, cancel_futures=True)
        await self._older.close()
        await self._views.close()

    async def _view(
        self, engine: Engine, sources: SourceChoice, stack: AsyncExitStack, client: str | None
    ) -> Engine:
        """The engine for what `sources` state in the release of `engine`."""
        release = await engine.reader.release()
        known = await self._releases.get(release)
        if known is None:
            raise release_unavailable(
                "This service cannot leave out sources: it does not have the files of the release.",
                "Ask without `@data`, `illustrative` and `confidence`, or start the service with --releases.",
            )
        current = await self._current()
        has_place = sources == NOT_MADE_UP and release == await current.reader.release()
        view = ReleaseView(known, sources, has_place=has_place)
        return await stack.enter_async_context(self._views.using(view, engine, client))

    async def _engine(
        self, choice: ReleaseChoice, current: Engine, stack: AsyncExitStack, client: str | None
    ) -> Engine:
        release = await self._releases.choose(choice)
        if not self._moves and release == await current.reader.release():
            return current
        known = await self._releases.get(release)
        if known is not None:
            return await stack.enter_async_context(self._older.using(ReleaseView(known), current, client))
        if release == await current.reader.release():
            return current.replace(reader=PinnedReader(current.reader, release))
        await self._releases.find(release)
        raise AssertionError("a release was found that does not exist")
