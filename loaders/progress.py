"""How long work tells how far it is."""

from typing import Protocol


class Progress(Protocol):
    """Called with the name of a step, and how much of it is done; `total` None: nobody knows."""

    def __call__(self, step: str, done: int = 0, total: int | None = None) -> None:
        """Hear of it."""


def silent(step: str, done: int = 0, total: int | None = None) -> None:
    """The `Progress` that shows nothing."""
