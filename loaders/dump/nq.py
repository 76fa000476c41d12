"""N-Quads: the canonical form, line by line."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO


def write(lines: Iterable[bytes], output: BinaryIO, _prefixes: Mapping[str, str]) -> None:
    """Write the lines as they are, each ended by a line feed."""
    output.writelines(line + b"\n" for line in lines)
