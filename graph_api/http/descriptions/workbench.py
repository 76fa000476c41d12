"""Things that are made once for a release, beside the event loop, one at a time, and kept."""

import asyncio
import logging
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from graph_api.cache import Cache
from graph_api.serving.admission import overloaded

log = logging.getLogger("ndp_graph")
T = TypeVar("T")
_MOST_MAKING = 16
"""Things that are being made, or wait to be, at most; requests for more are refused."""


@dataclass(frozen=True, slots=True)
class Workbench(Generic[T]):
    """Makes things in a thread. Several requests for one thing share the work, which goes on if they give up.

    `seconds` is the time that a request waits.
    """

    seconds: float
    kept: Cache[Hashable, T]
    _tasks: dict[Hashable, asyncio.Task[T]] = field(default_factory=dict)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The thing of a key; `make` makes it. Raises `QueryError` `OVERLOADED` if it is not there in time."""
        known = self.kept.known(key)
        if known is not None:
            return known
        task = self._tasks.get(key)
        if task is None:
            if len(self._tasks) >= _MOST_MAKING:
                raise overloaded()
            task = self._tasks[key] = asyncio.create_task(self._make(key, make))
            task.add_done_callback(lambda done: self._forget(key, done))
        try:
            async with asyncio.timeout(self.seconds):
                return await asyncio.shield(task)
        except TimeoutError:
            raise overloaded() from None

    async def _make(self, key: Hashable, make: Callable[[], T]) -> T:
        async with self._one_at_a_time:
            return await asyncio.to_thread(self.kept.get, key, make)

    def _forget(self, key: Hashable, done: asyncio.Task[T]) -> None:
        del self._tasks[key]
        if not done.cancelled() and done.exception() is not None:
            log.debug("%r could not be made", key, exc_info=done.exception())
