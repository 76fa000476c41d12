"""Limits of what is read: a file that is far larger than its reader expects is refused before it fills the memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_HARMLESS = 1 << 26
"""Bytes that any archive may become: small texts that repeat themselves are packed tightly."""


@dataclass(frozen=True, slots=True)
class InputLimits:
    """The most bytes of a file (`size`), bytes that a byte of an archive becomes (`ratio`), characters of a literal."""

    size: int = 10_000_000_000
    ratio: int = 300
    literal: int = 1 << 24

    @property
    def too_large(self) -> tuple[str, str]:
        """The problem with a file that is too large, and what to do."""
        return f"the file has more than {self.size:,} bytes", "divide it, or raise the limit with --max-input"


USUAL_LIMITS = InputLimits()


class OversizeError(Exception):
    """A file exceeds a limit. The first argument is the problem, the second what to do."""


@dataclass(slots=True)
class SizeWatch:
    """The bytes of one file, counted as they are stored and as they are read. Raises `OversizeError`."""

    limits: InputLimits
    on_bytes: Callable[[int], None]
    raw: int = field(default=0, init=False)

    def add(self, count: int) -> None:
        """Count `count` more bytes of the file as it is stored."""
        self.raw += count
        self.on_bytes(count)

    def iter_within(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces of the file as it is read, while they are within the limits."""
        done, limits = 0, self.limits
        for piece in pieces:
            done += len(piece)
            if done > limits.size:
                raise OversizeError(*limits.too_large)
            if done > max(_HARMLESS, limits.ratio * self.raw):
                raise OversizeError(
                    f"the archive becomes more than {limits.ratio:,} times as large when it is decompressed",
                    "if it is not a trap, decompress it first, or raise the limit with --max-ratio",
                )
            yield piece
