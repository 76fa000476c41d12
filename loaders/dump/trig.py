"""TriG: graph by graph."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

from pyoxigraph import RdfFormat, serialize

from loaders.dump.triples import by_graph, iter_parsed, without_key


def write(lines: Iterable[bytes], output: BinaryIO, prefixes: Mapping[str, str]) -> None:
    """Write the quads as TriG."""
    with by_graph(lines) as ordered:
        serialize(iter_parsed(without_key(ordered)), output, RdfFormat.TRIG, prefixes=dict(prefixes))
