"""The engine that answers a question: that of the current release, or of an older one, opened when asked for."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from graph_api.engine.answer import Answer, answer_refused
from graph_api.engine.engine import Engine
from graph_api.errors import QueryError
from graph_api.history.history import History, Release
from graph_api.operations.question import Question
from graph_api.operations.release_directive import KnownTime, known_time, may_say, parse_moment
from graph_api.stores.pinned import PinnedReader
from ontology.errors import NdpError

OpenOlder = Callable[[Release, Iterable[Engine]], Awaitable[Engine]]
"""Opens the engine of a release of the folder; it may take over what the engines of others have built."""


@dataclass(slots=True)
class _Held:
    """An engine that is open or being opened, and how many questions need it now."""

    opening: asyncio.Task[Engine]
    users: int = 0

    @property
    def is_idle(self) -> bool:
        return not self.users and self.opening.done()

    @property
    def is_open(self) -> bool:
        return self.opening.done() and not self.opening.cancelled() and self.opening.exception() is None


class Older:
    """The engines of older releases: those used last stay open, and every one as long as a question needs it."""

    PATIENCE = 20.0
    """Seconds that a question waits for a release to be opened; its opening goes on after that."""

    def __init__(self, opener: OpenOlder, keep: int) -> None:
        """`keep`: how many engines that no question needs stay open."""
        self._opener = opener
        self._keep = keep
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    @asynccontextmanager
    async def using(self, release: Release, current: Engine) -> AsyncIterator[Engine]:
        """The engine of a release, open until the block ends."""
        held = self._held.get(release.id)
        if held is None:
            held = self._held[release.id] = _Held(asyncio.create_task(self._open(release, current)))
        self._held.move_to_end(release.id)
        held.users += 1
        try:
            yield await self._opened(release, held)
        finally:
            held.users -= 1
            await self._evict()

    async def _opened(self, release: Release, held: _Held) -> Engine:
        try:
            return await asyncio.wait_for(asyncio.shield(held.opening), self.PATIENCE)
        except TimeoutError:
            raise QueryError(
                f"The release {release.id!r} is being made ready, which takes a while.",
                code="RELEASE_NOT_READY",
                hint="Ask again in a minute.",
            ) from None

    async def _open(self, release: Release, current: Engine) -> Engine:
        async with self._one_at_a_time:
            others = [held.opening.result() for held in self._held.values() if held.is_open]
            return await self._opener(release, [current, *others])

    async def _evict(self) -> None:
        """Close what nobody needs, that which was used longest ago first; forget what could not be opened."""
        idle = [found for found, held in self._held.items() if held.is_idle]
        failed = [found for found in idle if not self._held[found].is_open]
        opened = [found for found in idle if self._held[found].is_open]
        for found in (*failed, *opened[: max(0, len(opened) - self._keep)]):
            await _close(self._held.pop(found))

    async def close(self) -> None:
        """Close all engines."""
        while self._held:
            _, held = self._held.popitem()
            await asyncio.gather(held.opening, return_exceptions=True)
            await _close(held)


async def _close(held: _Held) -> None:
    if held.is_open:
        await held.opening.result().reader.close()


class Releases:
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
        self._older = Older(opener, self.KEEP)

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
            return current.over(PinnedReader(current.reader, release))
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
