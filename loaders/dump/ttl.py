"""Turtle: the union of the graphs, subject by subject."""

from collections.abc import Iterable, Mapping
from typing import BinaryIO

from pyoxigraph import RdfFormat, serialize

from loaders.dump.triples import iter_parsed, iter_triple_lines


def write(lines: Iterable[bytes], output: BinaryIO, prefixes: Mapping[str, str]) -> None:
    """Write the triples as Turtle."""
    triples = (quad.triple for quad in iter_parsed(iter_triple_lines(lines)))
    serialize(triples, output, RdfFormat.TURTLE, prefixes=dict(prefixes))
