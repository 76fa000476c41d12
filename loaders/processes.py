"""Processes beside the one that loads, for parts of its work that need only what they are given.

A load on one core, and a small one, does all work in its own process, by the same code.
"""

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar

from ontology.errors import StoreError

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")


class _Here(Executor):
    """Does work where it is submitted, at once."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The result of the work, which is done."""
        future = Future[T]()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as problem:  # noqa: BLE001 - raised where the result is taken
            future.set_exception(problem)
        return future


@dataclass(frozen=True, slots=True)
class Processes:
    """Runs work beside a load, in `count` processes; 0: where it is submitted.

    What is submitted, its arguments and its result must be things that `pickle` takes.
    """

    executor: Executor
    count: int

    def submit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Begin some work; its result is taken from the future. Processes begin when there is work for them."""
        with _interrupts_held():
            return self.executor.submit(work, *args, **kwargs)

    def in_order(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """The result of the work for each item, in their order; a few items are worked on ahead."""
        ahead = self.count and self.count + 1
        waiting = deque[Future[R]]()
        for item in items:
            waiting.append(self.submit(work, item))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


ALONE = Processes(_Here(), 0)
"""All work is done in the process that submits it."""


@contextmanager
def processes(count: int) -> Iterator[Processes]:
    """So many processes for the block, with which they end; 0: `ALONE`.

    Raises `StoreError` if one is killed. An error in the block, or the end of this process, ends them at once.
    """
    if count == 0:
        yield ALONE
        return
    ours: Connection[Any, Any]
    theirs, ours = get_context("spawn").Pipe(duplex=False)
    pool = ProcessPoolExecutor(count, get_context("spawn"), _begin, (theirs, gc.get_threshold()))
    try:
        yield Processes(pool, count)
    except BrokenProcessPool:
        raise StoreError(
            "a process of the load was killed: nothing was published",
            hint="perhaps memory is short: lower --load-memory",
        ) from None
    except BaseException:
        ours.close()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        ours.close()
        theirs.close()


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Processes begun in the block do not get the interrupt of a terminal: the one that began them ends them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(theirs: "Connection[Any, Any]", collections: tuple[int, int, int]) -> None:
    """Let this process end as soon as the one that began it closes its end of the pipe, or ends."""
    gc.set_threshold(*collections)
    threading.Thread(target=_end_with, args=(theirs,), daemon=True).start()


def _end_with(theirs: "Connection[Any, Any]") -> None:
    try:
        theirs.recv()
    except (EOFError, OSError):
        os._exit(1)
