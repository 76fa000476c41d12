"""Canonical lines prepared for other syntaxes: as triples, by graph, or parsed again."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Quad, RdfFormat, parse

from loaders.batches import batches
from loaders.nquads.lines import SortedLines, without_graph

_LINES_A_PIECE = 2_000


def iter_triple_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines without their graphs, each once; they are still canonical and in order."""
    last = None
    for line in lines:
        triple = without_graph(line)
        if triple != last:
            yield triple
            last = triple


def by_graph(lines: Iterable[bytes]) -> SortedLines:
    """The lines in order of their graphs, each with its graph in front. Close the result."""
    return SortedLines(b"%b %b" % (line.rsplit(b" ", 2)[1], line) for line in lines)


def without_key(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines that `by_graph` has put in order, as they were."""
    return (line.split(b" ", 1)[1] for line in lines)


def iter_parsed(lines: Iterable[bytes]) -> Iterator[Quad]:
    """The statements in lines of N-Quads or N-Triples."""
    for piece in batches(lines, _LINES_A_PIECE):
        yield from parse(b"\n".join(piece), RdfFormat.N_QUADS)
