"""The resources that a release describes, class by class."""

from collections.abc import Iterator
from itertools import groupby

from loaders.folder.contents import PathOf, iter_lines
from loaders.folder.manifest import Manifest
from loaders.nquads.lines import SortedLines, first_term
from ontology.namespaces import RDF_TYPE
from ontology.values.literals import from_ntriples

_RUN, _BLOCK = 100_000, 1 << 16
_TYPE = f"<{RDF_TYPE}>".encode()


def iter_entities(manifest: Manifest, path_of: PathOf) -> Iterator[tuple[str, str]]:
    """Each subject that is an IRI, behind one of its classes (the first by code point; empty: it has none).

    By class, then by IRI. Holds a part of them in memory.
    """
    with (
        SortedLines(_iter_classes(manifest, path_of), _RUN, _BLOCK) as of_subject,
        SortedLines(_iter_first(of_subject), _RUN, _BLOCK) as of_class,
    ):
        for line in of_class:
            kind, _, subject = line.decode().partition(" ")
            yield from_ntriples(kind), from_ntriples(subject)


def _iter_classes(manifest: Manifest, path_of: PathOf) -> Iterator[bytes]:
    """Each named subject, and each with a class that is an IRI; some more than once."""
    last = b""
    for line in iter_lines(manifest.graphs, path_of):
        if not line.startswith(b"<"):
            continue
        subject, predicate, rest = line.split(b" ", 2)
        if subject != last:
            last = subject
            yield subject + b" "
        if predicate == _TYPE and rest.startswith(b"<"):
            yield b"%b %b" % (subject, rest[: rest.index(b" ")])


def _iter_first(pairs: SortedLines) -> Iterator[bytes]:
    """Each subject behind its first class."""
    for subject, own in groupby(pairs, key=first_term):
        classes = [kind for pair in own if (kind := pair[len(subject) + 1 :])]
        yield b"%b %b" % (classes[0] if classes else b"", subject)
