"""The engines of a running service: that of the current release, and those of older ones, from start to stop."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from graph_api.engine.engine import Engine
from graph_api.history.history import History
from graph_api.serving.current import CurrentEngine
from graph_api.serving.engines import Engines
from graph_api.serving.feed import ReleaseFeed
from graph_api.serving.opening import open_engines, open_service_engine
from graph_api.settings import Settings
from graph_api.stores.port import Readiness

OpenEngine = Callable[[Settings, Engine | None], Awaitable[Engine]]
"""Opens the engine of the current release; the engine of the release before may be reused."""


class Service:
    """The releases that a service answers from. `engines` gives the engine for a question, also of older releases;
    `feed` reports which release becomes the current one.
    """

    def __init__(
        self,
        settings: Settings,
        opener: OpenEngine = open_service_engine,
        look_every: float = CurrentEngine.LOOK_EVERY,
    ) -> None:
        """`look_every`: seconds between two checks for another release."""
        self._settings = settings
        self._opener = opener
        self._look_every = look_every
        self._current: CurrentEngine | None = None
        self.engines: Engines = open_engines(settings, self.engine, share=settings.client_share / 100)
        self.feed = ReleaseFeed(self.engine, History(settings.location.folder), look_every)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Open the engine of the current release, and close all engines when the block ends."""
        self._current = CurrentEngine(self._open, await self._open(None), self._look_every)
        try:
            yield
        finally:
            await self.feed.close()
            await self.engines.close()
            await self._current.close()
            self._current = None

    async def engine(self) -> Engine:
        """The engine of the current release. Raises `RuntimeError` before the start and after the stop."""
        if self._current is None:
            raise RuntimeError("the application has not been started")
        return await self._current.engine()

    async def check(self) -> Readiness:
        """The release that answers right now. Raises `StoreError` within a second."""
        if self._current is None:
            raise RuntimeError("the application has not been started")
        return await (await self._current.opened()).reader.check()

    async def _open(self, before: Engine | None) -> Engine:
        return await self._opener(self._settings, before)
