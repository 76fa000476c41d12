"""The interface of a format: what writes one table, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class EncodedMembers:
    """Some members as a format adds them, and their bytes."""

    content: Any
    size: int


class TableWriter(Protocol):
    """Writes one table. `head` comes first, then `add` for each page, then `tail`."""

    def encode(self, members: Sequence[Any]) -> EncodedMembers:
        """Some members, ready to be added. May be called more often than `add`, and in any thread."""

    def head(self) -> bytes:
        """The bytes before all members."""

    def add(self, encoded: EncodedMembers) -> bytes:
        """The next bytes, now that these members belong to the table."""

    def tail(self) -> bytes:
        """The bytes after all members."""
