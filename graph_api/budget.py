"""The budget of one answer: the time and the bytes that it may take, checked by all that works on it."""

import time
from math import inf

from graph_api.errors import QueryError

NO_LIMIT = 1 << 62


class OutOfTime(Exception):
    """The time of an answer is over, or nobody waits for it any more."""


class Budget:
    """The time and the bytes that are left for an answer; shared by the threads that work on it.

    Work off the event loop calls `check` or `spend` at least every few milliseconds: that is how it is stopped.
    """

    __slots__ = ("_stopped", "deadline", "most", "spent")

    def __init__(self, deadline: float = inf, most: int = NO_LIMIT) -> None:
        """`deadline`: on the clock of `time.perf_counter`; `most`: bytes."""
        self.deadline = deadline
        self.most = most
        self.spent = 0
        self._stopped = False

    def stop(self) -> None:
        """End the work on the answer: the next check raises."""
        self._stopped = True

    def check(self) -> None:
        """Raise `OutOfTime` if the work has to end."""
        if self._stopped or time.perf_counter() > self.deadline:
            raise OutOfTime

    def spend(self, size: int) -> None:
        """Count bytes that are about to be written. Raises `QueryError` `ANSWER_SIZE` if they are too many."""
        self.spent += size
        self.fit(self.spent)

    def settle(self, before: int, size: int) -> None:
        """Count `size` bytes in place of all that was counted since `spent` was `before`."""
        self.spent = before
        self.spend(size)

    def fit(self, size: int) -> None:
        """Raise `QueryError` `ANSWER_SIZE` if a part of `size` bytes is too large, `OutOfTime` if time is over."""
        if size > self.most:
            raise QueryError(
                f"The answer has more than {self.most:,} bytes and was given up.",
                code="ANSWER_SIZE",
                details={"allowed": self.most},
            )
        self.check()
