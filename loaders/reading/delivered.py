"""The files of a load as they were delivered: their bytes, whatever they are read as."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class DeliveredFile:
    """A file that was read: its name without folders, its size in bytes, its SHA-256, and the graphs that came from it.

    A table and its mapping are two files with the same graphs. Graphs without a name are not among them.
    """

    name: str
    size: int
    sha256: str
    graphs: tuple[str, ...]


OnDelivered = Callable[[DeliveredFile], None]
"""Is called with each file that was read to its end."""


@dataclass(slots=True)
class DeliveredBytes:
    """Counts and hashes the bytes of one file while they are read, and reports their number to `on_bytes`."""

    on_bytes: Callable[[int], None]
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, piece: bytes) -> None:
        """Take the next bytes."""
        self.size += len(piece)
        self.digest.update(piece)
        self.on_bytes(len(piece))

    def file(self, name: str, graphs: tuple[str, ...]) -> DeliveredFile:
        """The file whose bytes were taken."""
        return DeliveredFile(name, self.size, self.digest.hexdigest(), graphs)
