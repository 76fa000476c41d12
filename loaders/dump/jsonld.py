"""JSON-LD, expanded: graph by graph. IRIs are whole, so readers need not fetch a context."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

from pyoxigraph import RdfFormat, serialize

from loaders.dump.triples import by_graph, iter_parsed, without_key


def write(lines: Iterable[bytes], output: BinaryIO, _prefixes: Mapping[str, str]) -> None:
    """Write the quads as JSON-LD."""
    with by_graph(lines) as ordered:
        serialize(iter_parsed(without_key(ordered)), output, RdfFormat.JSON_LD)
    output.write(b"\n")
