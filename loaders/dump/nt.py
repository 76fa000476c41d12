"""N-Triples: the union of the graphs, each triple once, in canonical order."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

from loaders.dump.triples import iter_triple_lines


def write(lines: Iterable[bytes], output: BinaryIO, _prefixes: Mapping[str, str]) -> None:
    """Write the triples, each ended by a line feed."""
    output.writelines(line + b"\n" for line in iter_triple_lines(lines))
