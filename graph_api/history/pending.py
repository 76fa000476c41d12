"""Work that may take longer than a request waits: begun once, and the result of the last one kept."""

import logging
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from typing import Any, TypeVar

from graph_api.errors import QueryError
from ontology.errors import StoreError

log = logging.getLogger("ndp_graph")
T = TypeVar("T")


class PendingWork:
    """Does one piece of work after the other in a thread of its own; requests wait a little for it."""

    WAIT = 5.0
    """Seconds that a request waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="history")
        self._works: dict[Hashable, Future[Any]] = {}

    def result(self, key: Hashable, work: Callable[[], T]) -> T:
        """The result of `work`, which goes on if it takes too long. Raises `QueryError` `HISTORY_BEHIND`."""
        with self._lock:
            future: Future[T] | None = self._works.get(key)
            if future is None:
                future = self._works[key] = self._worker.submit(work)
        try:
            result = future.result(self.WAIT)
        except NotYet:
            raise QueryError("The history of the releases is being made.", code="HISTORY_BEHIND") from None
        except (StoreError, OSError) as problem:
            self._forget(key)
            log.warning("the history of the releases cannot be made: %s", problem)
            raise QueryError(
                "The history of the releases cannot be made at the moment.",
                code="HISTORY_BEHIND",
                hint="Report this to the operator: `ndp-graph journal` says why.",
            ) from problem
        self._forget(key)
        return result

    def _forget(self, key: Hashable) -> None:
        with self._lock:
            self._works.pop(key, None)
