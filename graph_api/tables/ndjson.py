"""Newline-delimited JSON: each member of the list on a line, as the JSON answer has it."""

from collections.abc import Sequence
from typing import Any

from graph_api.respond.encoding import dumps
from graph_api.tables.columns import ColumnTree
from graph_api.tables.writer import EncodedMembers


class JsonLines:
    """Writes a table as lines of JSON, which need no columns."""

    def __init__(self, _: ColumnTree) -> None:
        pass

    def encode(self, members: Sequence[Any]) -> EncodedMembers:
        """The lines of some members."""
        lines = b"".join(dumps(member) + b"\n" for member in members)
        return EncodedMembers(lines, len(lines))

    def head(self) -> bytes:
        """Nothing."""
        return b""

    def add(self, encoded: EncodedMembers) -> bytes:
        """The lines."""
        lines: bytes = encoded.content
        return lines

    def tail(self) -> bytes:
        """Nothing."""
        return b""
