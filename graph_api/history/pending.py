"""Work that may take longer than a request waits: it is begun once, and goes on when nobody waits any more."""

import logging
import threading
import time
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
    AGAIN = 60.0
    """Seconds after which work that failed is tried again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="history")
        self._works: dict[Hashable, Future[Any]] = {}
        self._failed: dict[Hashable, float] = {}

    def result(self, key: Hashable, work: Callable[[], T], wait: float = WAIT) -> T:
        """The result of `work`. Raises `QueryError` `HISTORY_BEHIND` if that takes longer than `wait`, or fails."""
        with self._lock:
            if time.monotonic() < self._failed.get(key, 0.0):
                raise _failure()
            future: Future[T] | None = self._works.get(key)
            if future is None:
                future = self._works[key] = self._worker.submit(work)
        try:
            result = future.result(wait)
        except NotYet:
            raise QueryError("The history of the releases is being made.", code="HISTORY_BEHIND") from None
        except (StoreError, OSError) as problem:
            self._forget(key, failed=True)
            log.warning("the history of the releases cannot be made: %s", problem)
            raise _failure() from problem
        self._forget(key)
        return result

    def _forget(self, key: Hashable, *, failed: bool = False) -> None:
        with self._lock:
            self._works.pop(key, None)
            self._failed.pop(key, None)
            if failed:
                self._failed[key] = time.monotonic() + self.AGAIN


def _failure() -> QueryError:
    return QueryError(
        "The history of the releases cannot be made at the moment.",
        code="HISTORY_BEHIND",
        hint="Report this to the operator: `ndp-graph journal` says why.",
    )
