"""The engines of older releases and of views: opened on request, closed when no question needs them."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from graph_api.engine.engine import Engine
from graph_api.errors import QueryError
from graph_api.history.history import Release
from loaders.releases.views import EVERYTHING, SourceChoice
from ontology.model import Model


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release of the folder, or what the sources that count state in it.

    `has_place`: there is always room for it, whatever else clients open.
    """

    release: Release
    sources: SourceChoice = EVERYTHING
    has_place: bool = False

    @property
    def key(self) -> Hashable:
        """A value that is equal for equal views."""
        return self.release.id, self.sources.key


OpenView = Callable[[ReleaseView, Iterable[Engine]], Awaitable[Engine]]
"""Opens the engine of a view; it may reuse schema and plans of the other engines."""


class ViewMaker(Protocol):
    """Makes what is needed to open views, which may take long."""

    async def make(self, view: ReleaseView, model: Model, client: str | None) -> None:
        """Return when the view, of a release with the ontology `model`, can be opened.

        `client` asks for it; None: the program itself, which has all, not a client's share.
        """
        ...

    async def close(self) -> None:
        """Stop what is being made."""
        ...


@dataclass(slots=True)
class _OlderEngine:
    """An engine that is open or being opened, and the number of questions that need it now.

    `client` had it opened; `has_place`: that does not count as an opening.
    """

    opening: asyncio.Task[Engine]
    client: str | None
    has_place: bool
    users: int = 0

    @property
    def is_idle(self) -> bool:
        return not self.users and self.opening.done()

    @property
    def is_open(self) -> bool:
        return self.opening.done() and not self.opening.cancelled() and self.opening.exception() is None


class OlderEngines:
    """The engines of views. The last used stay open, and each one as long as a question needs it."""

    KEEP = 4
    """The usual number of engines that stay open while no question needs them."""
    PATIENCE = 20.0
    """The usual seconds that a question waits for a release to open."""

    def __init__(
        self,
        opener: OpenView,
        keep: int = KEEP,
        patience: float = PATIENCE,
        maker: ViewMaker | None = None,
        share: float = 1.0,
    ) -> None:
        """`keep`: most engines that stay open while no question needs them, and that are being opened at once.

        `share`: the part of the latter that one client may have, at least one.
        `patience`: seconds that a question waits for a view to open; the opening goes on after that. `maker` makes
        what it needs before that.
        """
        self._opener = opener
        self._maker = maker
        self._keep = keep
        self._of_client = max(1, int(keep * share))
        self._patience = patience
        self._engines: OrderedDict[Hashable, _OlderEngine] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    @asynccontextmanager
    async def using(
        self, view: ReleaseView, current: Engine, client: str | None = None
    ) -> AsyncIterator[Engine]:
        """The engine of a view, open until the block ends. `client` asks for it; None: the program itself."""
        older = self._engines.get(view.key)
        if older is not None and older.is_idle and older.is_open and not await _is_as_opened(older):
            await _close(self._engines.pop(view.key))
            older = None
        if older is None:
            if not view.has_place:
                self._check_room(view, client)
            opening = asyncio.create_task(self._open(view, current, client))
            older = self._engines[view.key] = _OlderEngine(opening, client, view.has_place)
        self._engines.move_to_end(view.key)
        older.users += 1
        try:
            yield await self._opened(view, older)
        finally:
            older.users -= 1
            await self._evict()

    def _check_room(self, view: ReleaseView, client: str | None) -> None:
        """Raise `QueryError` if too many engines are being opened, for all or for one client."""
        opening = [one for one in self._engines.values() if not (one.opening.done() or one.has_place)]
        own = sum(one.client == client for one in opening)
        if len(opening) >= self._keep or (client is not None and own >= self._of_client):
            raise _not_ready(view)

    async def _opened(self, view: ReleaseView, older: _OlderEngine) -> Engine:
        try:
            return await asyncio.wait_for(asyncio.shield(older.opening), self._patience)
        except TimeoutError:
            raise _not_ready(view) from None

    async def _open(self, view: ReleaseView, current: Engine, client: str | None) -> Engine:
        if self._maker is not None:
            await self._maker.make(view, current.reader.model, client)
        async with self._one_at_a_time:
            others = [older.opening.result() for older in self._engines.values() if older.is_open]
            return await self._opener(view, [current, *others])

    async def _evict(self) -> None:
        """Close the engines that no question needs, the least recently used first; drop those that failed to open."""
        idle = [release for release, older in self._engines.items() if older.is_idle]
        failed = [release for release in idle if not self._engines[release].is_open]
        opened = [release for release in idle if self._engines[release].is_open]
        for release in (*failed, *opened[: max(0, len(opened) - self._keep)]):
            await _close(self._engines.pop(release))

    async def close(self) -> None:
        """Close all engines."""
        if self._maker is not None:
            await self._maker.close()
        while self._engines:
            _, older = self._engines.popitem()
            await asyncio.gather(older.opening, return_exceptions=True)
            await _close(older)


async def _is_as_opened(older: _OlderEngine) -> bool:
    return await older.opening.result().reader.is_current()


def _not_ready(view: ReleaseView) -> QueryError:
    part = "" if view.sources.is_whole else " without some of its sources"
    return QueryError(
        f"The release {view.release.id!r}{part} is being opened, which takes a while.",
        code="RELEASE_NOT_READY",
    )


async def _close(older: _OlderEngine) -> None:
    if older.is_open:
        await older.opening.result().reader.close()
