"""The figures of a release: statements and subjects of each graph, and the number of uses of each term, of each
language, and of links to each foreign host.

They are counted from the canonical files when a release is built, and kept beside the manifest. Releases of earlier
versions of the program are counted when their figures are first needed.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from loaders.dump.rdf import problem_of_line, problem_of_property
from loaders.folder.contents import PathOf, iter_lines
from loaders.folder.folder import STATISTICS, Folder
from loaders.folder.manifest import Manifest
from loaders.nquads.lines import SortedLines, by_subject
from loaders.replacing import replacing
from ontology.json_reader import read_json
from ontology.namespaces import RDF_TYPE
from ontology.values.literals import from_ntriples, to_ntriples

FORMAT = 4
_RUN, _BLOCK = 100_000, 1 << 16
"""The subjects and their classes sorted in memory at once, about 20 MB, and the bytes read of each sorted run."""
_TYPE = f"<{RDF_TYPE}>".encode()
_MOST_LINKS = 10_000
"""Most pairs of a property and a foreign host that are counted; later ones are left out, so that hosts without end do
not fill the memory."""
_HOST = re.compile(rb"<([a-z][a-z0-9+.-]*://[^/?#>]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GraphFigures:
    """A named graph: the number of its statements, and of their distinct subjects."""

    iri: str
    statements: int
    subjects: int


@dataclass(frozen=True, slots=True)
class TermFigure:
    """A class or property, and the number of its uses."""

    iri: str
    count: int


@dataclass(frozen=True, slots=True)
class LinkFigure:
    """The statements of a property whose objects are IRIs of a foreign host, as `https://example.org`."""

    property: str
    host: str
    count: int


@dataclass(frozen=True, slots=True)
class LanguageFigure:
    """A language tag, and the number of literals that have it."""

    tag: str
    count: int


@dataclass(frozen=True, slots=True)
class ReleaseStatistics:
    """A release: its distinct subjects, its graphs, and the terms that are used, all by IRI.

    A class counts its distinct asserted instances, a property its statements. A statement of several graphs counts in
    each. `named` counts the subjects that are IRIs. Types are not among the `links`. `not_in_xml` is the reason why
    RDF/XML cannot express the release; empty: it can.
    """

    subjects: int
    named: int
    graphs: tuple[GraphFigures, ...]
    classes: tuple[TermFigure, ...]
    properties: tuple[TermFigure, ...]
    links: tuple[LinkFigure, ...]
    languages: tuple[LanguageFigure, ...]
    not_in_xml: str
    format: int = FORMAT

    def to_json(self) -> bytes:
        """The content of `statistics.json`, which ends with the hash of the rest."""
        parts = asdict(self)
        return json.dumps(parts | {"check": _hash(parts)}, ensure_ascii=False, indent=1).encode() + b"\n"


def release_statistics(folder: Folder, manifest: Manifest) -> ReleaseStatistics:
    """The figures of a release; they are counted now if they have not been counted before."""
    path = folder.release_path(manifest.id) / STATISTICS
    if (known := known_statistics(folder, manifest)) is not None:
        return known
    figures = count(manifest, folder.graph_path)
    with suppress(OSError):  # in a read-only folder they are counted again next time
        _write(path, figures.to_json())
    return figures


def known_statistics(folder: Folder, manifest: Manifest) -> ReleaseStatistics | None:
    """The figures of a release if they have been counted."""
    path = folder.release_path(manifest.id) / STATISTICS
    with suppress(OSError, ValueError, KeyError, TypeError):
        return _from_json(read_json(path.read_bytes()))
    return None


def count(manifest: Manifest, path_of: PathOf) -> ReleaseStatistics:
    """The figures of the graph files of a release. Holds a part of its subjects in memory, never its statements."""
    subjects = named = 0
    uses, classes = _Uses(f"<{manifest.base}".encode()), Counter[bytes]()
    with SortedLines(uses.iter_subjects(iter_lines(manifest.graphs, path_of)), _RUN, _BLOCK) as distinct:
        for use in distinct:
            _, _, of = use.partition(b" ")
            if of:
                classes[of] += 1
            else:
                subjects += 1
                named += use.startswith(b"<")
    return ReleaseStatistics(
        subjects,
        named,
        tuple(
            GraphFigures(g.iri, g.statements, uses.of_graph[to_ntriples(g.iri).encode()])
            for g in manifest.graphs
        ),
        tuple(_figures(classes)),
        tuple(_figures(uses.properties)),
        tuple(
            LinkFigure(from_ntriples(of.decode()), host.decode(), number)
            for (of, host), number in sorted(uses.links.items())
        ),
        tuple(LanguageFigure(tag.decode(), number) for tag, number in sorted(uses.languages.items())),
        uses.not_in_xml(),
    )


class _Uses:
    """The counts that are taken while the lines of a release pass."""

    def __init__(self, own: bytes) -> None:
        """`own` is what the release's own IRIs begin with."""
        self.of_graph: Counter[bytes] = Counter()
        self.properties: Counter[bytes] = Counter()
        self.links: Counter[tuple[bytes, bytes]] = Counter()
        self.languages: Counter[bytes] = Counter()
        self._own = own
        self._not_in_xml = ""

    def iter_subjects(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Each subject of each file, and each with a class of it.

        A graph lies in one file, in which the lines about a subject follow each other.
        """
        for subject, about in by_subject(lines):
            graphs, types = set(), set()
            for line in about:
                if b"\\u" in line and not self._not_in_xml:
                    self._not_in_xml = problem_of_line(line)
                _, predicate, rest = line.split(b" ", 2)
                obj, graph, _ = rest.rsplit(b" ", 2)
                self.properties[predicate] += 1
                graphs.add(graph)
                if predicate == _TYPE:
                    types.add(obj)
                elif obj.startswith(b"<"):
                    if not obj.startswith(self._own):
                        self._count_link(predicate, obj)
                elif not obj.endswith((b'"', b">")) and obj.startswith(b'"'):
                    self.languages[obj[obj.rindex(b"@") + 1 :].lower()] += 1
            self.of_graph.update(graphs)
            yield subject
            for one in types:
                yield b"%b %b" % (subject, one)

    def not_in_xml(self) -> str:
        """The reason why RDF/XML cannot express what passed; empty if it can."""
        properties = (from_ntriples(name.decode()) for name in sorted(self.properties))
        return self._not_in_xml or next(filter(None, map(problem_of_property, properties)), "")

    def _count_link(self, predicate: bytes, obj: bytes) -> None:
        host = _HOST.match(obj)
        if host:
            pair = predicate, host[1].lower()
            if pair in self.links or len(self.links) < _MOST_LINKS:
                self.links[pair] += 1


def _figures(counted: Counter[bytes]) -> Iterator[TermFigure]:
    for name, number in sorted(counted.items()):
        yield TermFigure(from_ntriples(name.decode()), number)


def _hash(parts: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _from_json(parts: dict[str, Any]) -> ReleaseStatistics:
    if parts["format"] != FORMAT or parts.pop("check") != _hash(parts):
        raise ValueError("another format, or damaged")
    return ReleaseStatistics(
        parts["subjects"],
        parts["named"],
        tuple(GraphFigures(**g) for g in parts["graphs"]),
        tuple(TermFigure(**c) for c in parts["classes"]),
        tuple(TermFigure(**p) for p in parts["properties"]),
        tuple(LinkFigure(**link) for link in parts["links"]),
        tuple(LanguageFigure(**language) for language in parts["languages"]),
        parts["not_in_xml"],
    )


def _write(path: Path, content: bytes) -> None:
    with replacing(path) as part:
        part.write_bytes(content)
