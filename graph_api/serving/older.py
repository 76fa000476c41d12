"""The engines of older releases: opened on request, closed when no question needs them."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from graph_api.engine.engine import Engine
from graph_api.errors import QueryError
from graph_api.history.history import Release

OpenOlder = Callable[[Release, Iterable[Engine]], Awaitable[Engine]]
"""Opens the engine of a release of the folder; it may reuse schema and plans of the other engines."""


@dataclass(slots=True)
class _OlderEngine:
    """An engine that is open or being opened, and the number of questions that need it now."""

    opening: asyncio.Task[Engine]
    users: int = 0

    @property
    def is_idle(self) -> bool:
        return not self.users and self.opening.done()

    @property
    def is_open(self) -> bool:
        return self.opening.done() and not self.opening.cancelled() and self.opening.exception() is None


class OlderEngines:
    """The engines of older releases. The last used stay open, and each one as long as a question needs it."""

    KEEP = 4
    """The usual number of engines that stay open while no question needs them."""
    PATIENCE = 20.0
    """The usual seconds that a question waits for a release to open."""

    def __init__(self, opener: OpenOlder, keep: int = KEEP, patience: float = PATIENCE) -> None:
        """`keep`: most engines that stay open while no question needs them.

        `patience`: seconds that a question waits for a release to open; the opening goes on after that.
        """
        self._opener = opener
        self._keep = keep
        self._patience = patience
        self._engines: OrderedDict[str, _OlderEngine] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    @asynccontextmanager
    async def using(self, release: Release, current: Engine) -> AsyncIterator[Engine]:
        """The engine of a release, open until the block ends."""
        older = self._engines.get(release.id)
        if older is not None and older.is_idle and older.is_open and not await _is_as_opened(older):
            await _close(self._engines.pop(release.id))
            older = None
        if older is None:
            if sum(not one.opening.done() for one in self._engines.values()) >= self._keep:
                raise _not_ready(release)
            older = self._engines[release.id] = _OlderEngine(
                asyncio.create_task(self._open(release, current))
            )
        self._engines.move_to_end(release.id)
        older.users += 1
        try:
            yield await self._opened(release, older)
        finally:
            older.users -= 1
            await self._evict()

    async def _opened(self, release: Release, older: _OlderEngine) -> Engine:
        try:
            return await asyncio.wait_for(asyncio.shield(older.opening), self._patience)
        except TimeoutError:
            raise _not_ready(release) from None

    async def _open(self, release: Release, current: Engine) -> Engine:
        async with self._one_at_a_time:
            others = [older.opening.result() for older in self._engines.values() if older.is_open]
            return await self._opener(release, [current, *others])

    async def _evict(self) -> None:
        """Close the engines that no question needs, the least recently used first; drop those that failed to open."""
        idle = [release for release, older in self._engines.items() if older.is_idle]
        failed = [release for release in idle if not self._engines[release].is_open]
        opened = [release for release in idle if self._engines[release].is_open]
        for release in (*failed, *opened[: max(0, len(opened) - self._keep)]):
            await _close(self._engines.pop(release))

    async def close(self) -> None:
        """Close all engines."""
        while self._engines:
            _, older = self._engines.popitem()
            await asyncio.gather(older.opening, return_exceptions=True)
            await _close(older)


async def _is_as_opened(older: _OlderEngine) -> bool:
    return await older.opening.result().reader.is_current()


def _not_ready(release: Release) -> QueryError:
    return QueryError(
        f"The release {release.id!r} is being opened, which takes a while.",
        code="RELEASE_NOT_READY",
    )


async def _close(older: _OlderEngine) -> None:
    if older.is_open:
        await older.opening.result().reader.close()
