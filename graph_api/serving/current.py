"""The engine of the current release: reopened when another release is published."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from graph_api.engine.engine import Engine
from ontology.errors import NdpError

log = logging.getLogger("ndp_graph")

OpenCurrent = Callable[[Engine | None], Awaitable[Engine]]
"""Opens the engine of the current release; it may reuse schema and plans of the one before."""


class CurrentEngine:
    """The engine of the current release. Questions under way keep the engine that they began with."""

    LOOK_EVERY = 0.5
    """The usual seconds between two checks for another release."""
    GRACE = 30.0
    """Seconds after which an engine that was replaced is closed, when nobody needs it any more."""
    GLANCE = 0.1
    """Seconds for which a health check waits for another release."""

    def __init__(self, opener: OpenCurrent, engine: Engine, look_every: float = LOOK_EVERY) -> None:
        """`look_every`: seconds between two checks for another release."""
        self._look_every = look_every
        self._opener = opener
        self._engine = engine
        self._looked = time.monotonic()
        self._changing = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def engine(self) -> Engine:
        """The engine for questions. A new release that fails to open is logged, and the one before stays current."""
        if time.monotonic() - self._looked >= self._look_every and not self._changing.locked():
            async with self._changing:
                try:
                    await self._look()
                finally:
                    self._looked = time.monotonic()
        return self._engine

    async def opened(self) -> Engine:
        """The engine that is open, at once even if another release takes long to open or the store does not answer."""
        task = asyncio.create_task(self.engine())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.wait((task,), timeout=self.GLANCE)
        return self._engine

    async def _look(self) -> None:
        try:
            if await self._engine.reader.is_current():
                return
            before, self._engine = self._engine, await self._opener(self._engine)
        except NdpError as error:
            log.warning("the new release cannot be opened: %s", error.message)
            return
        except Exception:  # whatever is wrong with the new release, the one before goes on
            log.exception("the new release cannot be opened")
            return
        task = asyncio.create_task(self._retire(before))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _retire(self, engine: Engine) -> None:
        try:
            await asyncio.sleep(self.GRACE)
            await engine.unused()
        finally:
            await engine.reader.close()

    async def close(self) -> None:
        """Close all engines."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._engine.reader.close()
