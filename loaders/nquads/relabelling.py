"""RDFC-1.0 labels for lines with blank nodes, without all lines in memory.

Most blank nodes differ in the statements directly about them: sorting the hashes of these statements gives the labels,
in two passes over the lines and with one hash for each node in memory. `LookAlikes` distinguishes a few nodes whose
hashes are equal. If there are many of them, or blank nodes name graphs, the library labels all nodes (`iter_labelled`),
and has all lines in memory meanwhile.
https://www.w3.org/TR/rdf-canon/
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, groupby

from pyoxigraph import CanonicalizationAlgorithm, Dataset

from loaders.nquads.canonical import format_line
from loaders.nquads.graph_files import iter_quads
from loaders.nquads.lines import LineSpool, SortedLines, first_term, split_bytes
from loaders.nquads.look_alikes import LookAlikes, UnlikeTheLibrary

_RUN = 100_000
"""Lines sorted in memory at once."""
_FEW = 5_000
"""The most look-alikes that are labelled here; more are left to the library."""


def iter_relabelled(spool: LineSpool) -> Iterator[bytes]:
    """The lines with canonical labels, in no order. Each line has a blank node, and no line comes twice."""
    if not spool:
        return
    try:
        numbers = _numbers(spool)
    except UnlikeTheLibrary:
        yield from iter_labelled(spool)
        return
    for line in spool:
        if b" _:" not in line:  # only the subject: most lines
            end = line.index(b" ")
            yield b"_:c14n%d%b" % (numbers[line[:end]], line[end:])
            continue
        terms = split_bytes(line)
        yield b"%b %b %b %b ." % tuple(
            b"_:c14n%d" % numbers[term] if term.startswith(b"_:") else term for term in terms
        )


def iter_labelled(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines of N-Quads or N-Triples with the labels that the library gives, in no order. All are in memory."""
    # The load has checked that this takes a reasonable time.
    dataset = Dataset(iter_quads(lines))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    yield from (format_line(quad).encode() for quad in dataset)


def _numbers(spool: LineSpool) -> dict[bytes, int]:
    """The number of each blank node's canonical label."""
    hashes = _first_degree_hashes(spool)
    counts = Counter(hashes.values())
    unique = sorted((digest, label) for label, digest in hashes.items() if counts[digest] == 1)
    numbers = {label: number for number, (_, label) in enumerate(unique)}
    if len(numbers) < len(hashes):
        alike = {label: digest for label, digest in hashes.items() if counts[digest] > 1}
        if len(alike) > _FEW:
            raise UnlikeTheLibrary
        LookAlikes(alike, numbers).read(spool).issue()
    return numbers


def _first_degree_hashes(lines: Iterable[bytes]) -> dict[bytes, bytes]:
    """The hash of the statements directly about each blank node, by its label."""
    hashes = {}
    with SortedLines(_iter_keyed(lines), _RUN) as keyed:
        for label, about in groupby(chain.from_iterable(keyed.blocks()), key=first_term):
            start = len(label) + 1
            digest = hashlib.sha256()
            for line in about:
                digest.update(line[start:] + b"\n")
            hashes[label] = digest.digest()
    return hashes


def _iter_keyed(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Each line once for each of its blank nodes: the node, then the line in which it is `_:a` and others `_:z`."""
    for line in lines:
        if b" _:" not in line:
            end = line.index(b" ")
            yield b"%b _:a%b" % (line[:end], line[end:])
            continue
        terms = split_bytes(line)
        if terms[3].startswith(b"_:"):
            raise UnlikeTheLibrary  # the library hashes the statements of such graphs in a way of its own
        for label in {term for term in terms if term.startswith(b"_:")}:
            parts = (
                (b"_:a" if term == label else b"_:z") if term.startswith(b"_:") else term for term in terms
            )
            yield b"%b %b %b %b %b ." % (label, *parts)
