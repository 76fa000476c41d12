"""RDFC-1.0 labels for lines with blank nodes, without all lines in memory.

Most blank nodes differ in the statements directly about them: sorting the hashes of these statements gives the labels,
with one hash for each node in memory. The lines of most nodes are hashed and renamed as one text. `LookAlikes`
distinguishes a few nodes whose hashes are equal. If there are many of them, or blank nodes name graphs, the library
labels all nodes (`iter_labelled`), and has all lines in memory meanwhile.
https://www.w3.org/TR/rdf-canon/
"""

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import BinaryIO, Self

from pyoxigraph import CanonicalizationAlgorithm, Dataset

from loaders.batches import batches
from loaders.nquads.canonical import format_line
from loaders.nquads.graph_files import iter_quads
from loaders.nquads.lines import SortedLines, first_term, split_bytes
from loaders.nquads.look_alikes import LookAlikes, UnlikeTheLibrary
from loaders.nquads.touched import TouchedLines, text_file

_RUN = 100_000
"""Lines sorted in memory at once."""
_FEW = 5_000
"""The most look-alikes that are labelled here; more are left to the library."""
_NO_LABEL = b"\xff"
"""Greater than any label."""
_NO_MORE: tuple[bytes, Iterable[bytes]] = (_NO_LABEL, ())

_About = tuple[bytes, list[bytes], Iterable[bytes]]
"""A blank node, the lines of which it is the only one, and the others, as they are hashed; both sorted."""


def relabel(touched: TouchedLines, ordered: SortedLines) -> None:
    """Add the lines with canonical labels to `ordered`. No line may come twice."""
    if not touched:
        return
    try:
        nodes = _Nodes().read(touched)
        numbers = _numbers(nodes.hashes, touched)
    except UnlikeTheLibrary:
        _add(iter_labelled(touched), ordered)
        return
    ordered.add_file(nodes.renamed(touched, numbers))
    _add(_iter_renamed(touched.links, numbers), ordered)


def iter_labelled(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines of N-Quads or N-Triples with the labels that the library gives, in no order. All are in memory."""
    # The load has checked that this takes a reasonable time.
    dataset = Dataset(iter_quads(lines))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    yield from (format_line(quad).encode() for quad in dataset)


def _add(lines: Iterable[bytes], ordered: SortedLines) -> None:
    for part in batches(lines, _RUN):
        ordered.add(part)


@dataclass(slots=True)
class _Nodes:
    """The blank nodes, sorted: the hash of the statements directly about each, and the places of their texts."""

    hashes: dict[bytes, bytes] = field(default_factory=dict)
    _places: "array[int]" = field(default_factory=lambda: array("Q", [0]))

    def read(self, touched: TouchedLines) -> Self:
        """Note each node of some lines. Raises `UnlikeTheLibrary`."""
        place = 0
        with SortedLines(_iter_keyed(touched.links), _RUN) as links:
            for label, own, linked in _iter_joined(touched, links):
                self.hashes[label] = _first_degree_hash(_with_subject(b"_:a", own), linked)
                place += sum(map(len, own)) + len(own)
                self._places.append(place)
        return self

    def renamed(self, touched: TouchedLines, numbers: Mapping[bytes, int]) -> BinaryIO:
        """A file of the texts with canonical labels, in order. The caller closes it."""
        labels = list(self.hashes)
        names = [b"_:c14n%d" % numbers[label] for label in labels]
        file = text_file()
        for node in sorted(range(len(labels)), key=names.__getitem__):
            start, end = self._places[node], self._places[node + 1]
            if start < end:
                file.write(_with_subject(names[node], touched.read(start, end)))
        return file


def _numbers(hashes: Mapping[bytes, bytes], touched: TouchedLines) -> dict[bytes, int]:
    """The number of each blank node's canonical label."""
    counts = Counter(hashes.values())
    unique = sorted((digest, label) for label, digest in hashes.items() if counts[digest] == 1)
    numbers = {label: number for number, (_, label) in enumerate(unique)}
    if len(numbers) < len(hashes):
        alike = {label: digest for label, digest in hashes.items() if counts[digest] > 1}
        if len(alike) > _FEW:
            raise UnlikeTheLibrary
        LookAlikes(alike, numbers).read(touched.links).issue()
    return numbers


def _iter_joined(touched: TouchedLines, keyed: SortedLines) -> Iterator[_About]:
    """All that is known about each blank node, in order."""
    links = groupby(chain.from_iterable(keyed.blocks()), key=first_term)
    linked, lines = next(links, _NO_MORE)
    for label, own in touched.iter_subjects():
        while linked < label:
            yield linked, [], _without_key(lines)
            linked, lines = next(links, _NO_MORE)
        if linked == label:
            yield label, own, _without_key(lines)
            linked, lines = next(links, _NO_MORE)
        else:
            yield label, own, ()
    while linked != _NO_LABEL:
        yield linked, [], _without_key(lines)
        linked, lines = next(links, _NO_MORE)


def _without_key(keyed: Iterable[bytes]) -> Iterator[bytes]:
    return (line[line.index(b" ") + 1 :] for line in keyed)


def _first_degree_hash(text: bytes, links: Iterable[bytes]) -> bytes:
    """The hash of the statements directly about a blank node: a text of lines that begin with `_:a`, and others."""
    digest = hashlib.sha256()
    about: list[bytes] = []
    ahead = True
    for line in links:
        if line.startswith(b"_:a "):
            about.append(line)
            continue
        if ahead and line.startswith(b"_:"):
            digest.update(_merged(text, about))
            ahead = False
        digest.update(line + b"\n")
    if ahead:
        digest.update(_merged(text, about))
    return digest.digest()


def _merged(text: bytes, lines: list[bytes]) -> bytes:
    if not lines:
        return text
    return b"\n".join(sorted([*lines, *text.split(b"\n")[:-1]])) + b"\n"


def _with_subject(name: bytes, lines: list[bytes]) -> bytes:
    """The text of lines about one subject, with `name` instead."""
    if not lines:
        return b""
    cut, start = lines[0].index(b" "), b"\n" + name
    return name + start.join([line[cut:] for line in lines]) + b"\n"


def _iter_keyed(links: Iterable[bytes]) -> Iterator[bytes]:
    """Each line once for each of its blank nodes: the node, then the line in which it is `_:a` and others `_:z`."""
    for line in links:
        subject, predicate, obj, graph = split_bytes(line)
        if graph.startswith(b"_:"):
            raise UnlikeTheLibrary  # the library hashes the statements of such graphs in a way of its own
        if subject.startswith(b"<"):
            yield b"%b %b %b _:a %b ." % (obj, subject, predicate, graph)
        elif subject == obj:
            yield b"%b _:a %b _:a %b ." % (obj, predicate, graph)
        else:
            yield b"%b _:a %b _:z %b ." % (subject, predicate, graph)
            yield b"%b _:z %b _:a %b ." % (obj, predicate, graph)


def _iter_renamed(links: Iterable[bytes], numbers: Mapping[bytes, int]) -> Iterator[bytes]:
    for line in links:
        subject, predicate, obj, graph = split_bytes(line)
        if subject.startswith(b"_:"):
            subject = b"_:c14n%d" % numbers[subject]
        yield b"%b %b _:c14n%d %b ." % (subject, predicate, numbers[obj], graph)
