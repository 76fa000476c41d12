"""The other releases of the folder, for questions about more than the release that answers."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar

from graph_api.history.history import History, KnownReleases
from graph_api.stores.port import Reader
from ontology.model import Model

T = TypeVar("T")
_WORKERS = 2
OpenRelease = Callable[[str, Model], Reader]
"""Opens the file of a release, read with a model that need not be its own. Raises `QueryError`."""


async def _in_executor(workers: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(workers, work)


class Archive:
    """The history of a folder, its files, and results about them, which never change."""

    KEEP = 16
    """Most results that are kept."""
    WEIGHT = 300_000
    """Most weight of all results together; the last one is kept whatever its weight."""

    def __init__(self, history: History, opener: OpenRelease) -> None:
        self.history = history
        self._opener = opener
        self._known: OrderedDict[Hashable, asyncio.Task[object]] = OrderedDict()
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
        """The result of `work`, computed in a thread and kept. It goes on even if nobody waits for it any more."""
        task: asyncio.Task[T] | None = self._known.get(key)  # type: ignore[assignment]  # a key always has work of one type
        if task is None:
            task = asyncio.create_task(_in_executor(self._workers, work))
            self._known[key] = task
            task.add_done_callback(lambda done: self._done(key, done, weigh))
        self._known.move_to_end(key)
        return await asyncio.shield(task)

    def _done(self, key: Hashable, task: asyncio.Task[T], weigh: Callable[[T], int]) -> None:
        if task.cancelled() or task.exception() is not None:
            self._known.pop(key, None)
            return
        self._weights[key] = weigh(task.result())
        while len(self._weights) > 1 and (
            len(self._weights) > self.KEEP or sum(self._weights.values()) > self.WEIGHT
        ):
            oldest = next(known for known in self._known if known in self._weights)
            del self._known[oldest], self._weights[oldest]
