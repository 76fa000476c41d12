"""Counting work instead of measuring time: the number of calls does not depend on the machine."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooManyCalls(AssertionError):
    """A block made more calls than it may."""


@contextmanager
def at_most_calls(most: int) -> Iterator[None]:
    """Raise `TooManyCalls` as soon as the block has made more than `most` calls of Python functions."""
    count = 0

    def profile(frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        count += event == "call"
        if count > most:
            raise TooManyCalls(f"more than {most} calls, the last one of {frame.f_code.co_qualname}")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        yield
    finally:
        sys.setprofile(before)
