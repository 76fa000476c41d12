"""The other releases of the folder, for questions about more than the release that answers."""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from graph_api.history.history import History, KnownReleases
from graph_api.stores.port import Reader
from ontology.model import Model

T = TypeVar("T")
_WORKERS = 2
OpenRelease = Callable[[str, Model], Reader]
"""Opens the file of a release, read with a model that need not be its own. Raises `QueryError`."""


class Archive:
    """The history of a folder, its files, and results about them, which never change."""

    KEEP = 16
    """Most results that are kept."""
    WEIGHT = 300_000
    """Most weight of all results together; the last one is kept whatever its weight."""

    def __init__(self, history: History, opener: OpenRelease) -> None:
        self.history = history
        self._opener = opener
        self._known: OrderedDict[Hashable, asyncio.Future[Any]] = OrderedDict()
        self._running: dict[Hashable, Future[Any]] = {}
        self._waiting: Counter[Hashable] = Counter()
        self._weights: dict[Hashable, int] = {}
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="archive")

    def as_of(self, known: KnownReleases) -> "Archive":
        """The archive as it was when these were the releases."""
        return Archive(History(self.history.folder.path, known), self._opener)

    @asynccontextmanager
    async def reading(self, release: str, model: Model) -> AsyncIterator[Reader]:
        """The reader of a release, open until the block ends."""
        reader = await asyncio.to_thread(self._opener, release, model)
        try:
            yield reader
        finally:
            await reader.close()

    async def once(self, key: Hashable, work: Callable[[], T], weigh: Callable[[T], int] = lambda _: 1) -> T:
        """The result of `work`, computed in a thread and kept.

        Once begun it goes on even if nobody waits for it any more; before that it is dropped then.
        """
        task: asyncio.Future[T] | None = self._known.get(key)
        if task is None:
            running = self._workers.submit(work)
            task = asyncio.wrap_future(running)
            self._known[key], self._running[key] = task, running
            task.add_done_callback(lambda done: self._done(key, done, weigh))
        self._known.move_to_end(key)
        self._waiting[key] += 1
        try:
            return await asyncio.shield(task)
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key]
                if key in self._running:
                    self._running[key].cancel()  # only if it has not begun

    def _done(self, key: Hashable, task: asyncio.Future[T], weigh: Callable[[T], int]) -> None:
        del self._running[key]
        if task.cancelled() or task.exception() is not None:
            self._known.pop(key, None)
            return
        self._weights[key] = weigh(task.result())
        while len(self._weights) > 1 and (
            len(self._weights) > self.KEEP or sum(self._weights.values()) > self.WEIGHT
        ):
            oldest = next(known for known in self._known if known in self._weights)
            del self._known[oldest], self._weights[oldest]
