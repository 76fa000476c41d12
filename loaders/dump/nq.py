"""N-Quads: the canonical form, line by line."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

from loaders.batches import batches

_LINES_A_PIECE = 4_000


def write(lines: Iterable[bytes], output: BinaryIO, _prefixes: Mapping[str, str]) -> None:
    """Write the lines as they are, each ended by a line feed."""
    output.writelines(b"\n".join(part) + b"\n" for part in batches(lines, _LINES_A_PIECE))
