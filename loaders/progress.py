"""Progress reporting for long-running work."""

from typing import Protocol


class Progress(Protocol):
    """Called with the name of a step, and how much of it is done; `total` None: unknown."""

    def __call__(self, step: str, done: int = 0, total: int | None = None) -> None:
        """Report progress."""


def silent(step: str, done: int = 0, total: int | None = None) -> None:
    """The `Progress` that shows nothing."""
