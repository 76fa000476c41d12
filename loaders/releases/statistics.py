"""The figures of a release: statements and subjects of each graph, and the number of uses of each term.

They are counted from the canonical files when a release is built, and kept beside the manifest. Releases of earlier
versions of the program are counted when their figures are first needed.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from loaders.folder.contents import PathOf, iter_lines
from loaders.folder.folder import STATISTICS, Folder
from loaders.folder.manifest import Manifest
from loaders.nquads.lines import SortedLines
from loaders.replacing import replacing
from ontology.json_reader import read_json
from ontology.namespaces import RDF_TYPE
from ontology.values.literals import from_ntriples, to_ntriples

FORMAT = 2
_RUN, _BLOCK = 100_000, 1 << 16
"""The subjects and their classes sorted in memory at once, about 20 MB, and the bytes read of each sorted run."""
_TYPE = f"<{RDF_TYPE}>".encode()


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
class ReleaseStatistics:
    """A release: its distinct subjects, its graphs, and the terms that are used, all by IRI.

    A class counts its distinct asserted instances, a property its statements. A statement of several graphs counts in
    each.
    """

    subjects: int
    graphs: tuple[GraphFigures, ...]
    classes: tuple[TermFigure, ...]
    properties: tuple[TermFigure, ...]
    format: int = FORMAT

    def to_json(self) -> bytes:
        """The content of `statistics.json`, which ends with the hash of the rest."""
        parts = asdict(self)
        return json.dumps(parts | {"check": _hash(parts)}, ensure_ascii=False, indent=1).encode() + b"\n"


def release_statistics(folder: Folder, manifest: Manifest) -> ReleaseStatistics:
    """The figures of a release; they are counted now if they have not been counted before."""
    path = folder.release_path(manifest.id) / STATISTICS
    with suppress(OSError, ValueError, KeyError, TypeError):
        return _from_json(read_json(path.read_bytes()))
    figures = count(manifest, folder.graph_path)
    with suppress(OSError):  # in a read-only folder they are counted again next time
        _write(path, figures.to_json())
    return figures


def count(manifest: Manifest, path_of: PathOf) -> ReleaseStatistics:
    """The figures of the graph files of a release. Holds a part of its subjects in memory, never its statements."""
    subjects = 0
    of_graph: Counter[bytes] = Counter()
    classes: Counter[bytes] = Counter()
    properties: Counter[bytes] = Counter()
    uses = _iter_uses(iter_lines(manifest.graphs, path_of), of_graph, properties)
    with SortedLines(uses, _RUN, _BLOCK) as distinct:
        for use in distinct:
            _, _, of = use.partition(b" ")
            if of:
                classes[of] += 1
            else:
                subjects += 1
    return ReleaseStatistics(
        subjects,
        tuple(
            GraphFigures(g.iri, g.statements, of_graph[to_ntriples(g.iri).encode()]) for g in manifest.graphs
        ),
        tuple(_figures(classes)),
        tuple(_figures(properties)),
    )


def _iter_uses(
    lines: Iterable[bytes], of_graph: Counter[bytes], properties: Counter[bytes]
) -> Iterator[bytes]:
    """Each subject of each file, and each with a class of it; counts the subjects of graphs and the properties.

    A graph lies in one file, in which the lines about a subject follow each other.
    """
    for subject, about in groupby(lines, key=_subject):
        graphs, types = set(), set()
        for line in about:
            _, predicate, rest = line.split(b" ", 2)
            obj, graph, _ = rest.rsplit(b" ", 2)
            properties[predicate] += 1
            graphs.add(graph)
            if predicate == _TYPE:
                types.add(obj)
        of_graph.update(graphs)
        yield subject
        for one in types:
            yield b"%b %b" % (subject, one)


def _subject(line: bytes) -> bytes:
    return line[: line.index(b" ")]


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
        tuple(GraphFigures(**g) for g in parts["graphs"]),
        tuple(TermFigure(**c) for c in parts["classes"]),
        tuple(TermFigure(**p) for p in parts["properties"]),
    )


def _write(path: Path, content: bytes) -> None:
    with replacing(path) as part:
        part.write_bytes(content)
