"""The index of a release for SPARQL, made in a process of its own and kept in the release folder.

    FOLDER/sparql/<release>/store         an Oxigraph store
    FOLDER/sparql/<release>/index.json    what is in it; written last
    FOLDER/sparql/<release>/lock          locked, with others, by whoever reads the store
    FOLDER/sparql/.lock                   locked while an index is made

It can be made again from the graph files, so no backup needs it and `repair` leaves it alone. It has each graph of the
sources and of the conclusions, and the ontology as a graph of its own. The default graph is their union, as a set: a
statement of several graphs is there once. The store keeps numbers and times as values, so it gives back `54.2` for
`54.20`; how many literals have another form than in their source is counted.
"""

import fcntl
import io
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse

from loaders.folder.contents import iter_lines
from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.nquads.graph_files import iter_quads
from loaders.nquads.lines import split_line
from ontology.files import OntologyFile
from ontology.namespaces import XSD

INDEXES = "sparql"
"""The folder of the indexes in a release folder."""
FORMAT = 1
_STORE, _CONTENT, _LOCK = "store", "index.json", "lock"
_NICE = 15
_TYPED = f"^^<{XSD}".encode()
_AT_ONCE = 50_000
"""Different literals that are compared at once."""
_LINES = 2000
"""Lines that are given to the store at once."""
_COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@dataclass(frozen=True, slots=True)
class IndexedGraph:
    """A named graph of an index: one of the sources, of the conclusions (`derived`), or the `ontology`."""

    iri: str
    kind: str
    statements: int


@dataclass(frozen=True, slots=True)
class IndexContent:
    """The content of an index: `union` counts the statements of the default graph.

    `rewritten` are the statements whose literal has another form than in its source. `engine` is the version of the
    program that wrote the store.
    """

    release: str
    hash: str
    base: str
    graphs: tuple[IndexedGraph, ...]
    union: int
    rewritten: int
    engine: str = pyoxigraph.__version__
    format: int = FORMAT

    @property
    def is_readable(self) -> bool:
        """True if this program can read the index."""
        return self.format == FORMAT and self.engine == pyoxigraph.__version__


@dataclass(frozen=True, slots=True)
class ReleaseIndex:
    """The index of a release at its place in the folder, whether it is there or not."""

    path: Path

    @property
    def store(self) -> Path:
        """The folder of the store."""
        return self.path / _STORE

    @property
    def lock(self) -> Path:
        """The file that readers of the store lock."""
        return self.path / _LOCK

    def content(self) -> IndexContent | None:
        """The content of the index; None if it is not there, not complete, or of another version."""
        try:
            members: dict[str, Any] = json.loads((self.path / _CONTENT).read_bytes())
            graphs = tuple(IndexedGraph(**graph) for graph in members.pop("graphs"))
            content = IndexContent(graphs=graphs, **members)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
        return content if content.is_readable and self.store.is_dir() else None

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep the index from being deleted until the end of the block. Raises `OSError` if it is gone."""
        with self.lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            yield

    def delete(self) -> bool:
        """Delete the index, unless somebody reads it; True if it is gone."""
        with suppress(FileNotFoundError), self.lock.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return False
            (self.path / _CONTENT).unlink(missing_ok=True)
        shutil.rmtree(self.path, ignore_errors=True)
        return not self.path.exists()


def index_of(folder: Folder, release: str) -> ReleaseIndex:
    """The index of a release, at its place in the folder."""
    return ReleaseIndex(folder.path.absolute() / INDEXES / release)


def forget_indexes(folder: Folder, kept: str) -> None:
    """Delete the indexes of all releases but one, as far as nobody reads or makes them."""
    indexes = folder.path / INDEXES
    with (indexes / ".lock").open("a") as lock, suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for path in indexes.iterdir():
            if path.is_dir() and path.name != kept:
                ReleaseIndex(path).delete()


def build_index(folder: Folder, release: str) -> IndexContent:
    """Make the index of a release, unless it is there. Raises `StoreError` for damaged files, `OSError`."""
    manifest, index = folder.manifest(release), index_of(folder, release)
    index.path.parent.mkdir(parents=True, exist_ok=True)
    with (index.path.parent / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (content := index.content()) is not None:
            return content
        work = ReleaseIndex(index.path.parent / f".{release}.tmp")
        shutil.rmtree(work.path, ignore_errors=True)
        work.path.mkdir()
        try:
            content = _fill(work.store, folder, manifest)
            work.lock.touch()
            (work.path / _CONTENT).write_text(json.dumps(asdict(content), indent=1), "utf-8")
            shutil.rmtree(index.path, ignore_errors=True)
            work.path.rename(index.path)
        finally:
            shutil.rmtree(work.path, ignore_errors=True)
    return content


def _fill(path: Path, folder: Folder, manifest: Manifest) -> IndexContent:
    """Write the store: each statement in its graph, and once more in the default graph."""
    store, forms = Store(str(path)), _Forms()
    plain = [graph for graph in manifest.stored if not graph.blank]
    labelled = [graph for graph in manifest.stored if graph.blank]
    ontology = f"{manifest.base}ns"
    statements = partial(iter_lines, plain, folder.graph_path)
    _load(store, forms.watching(statements()), RdfFormat.N_QUADS)
    _load(store, map(_without_graph, statements()), RdfFormat.N_TRIPLES)
    others = partial(iter_lines, labelled, folder.graph_path)
    # The parser keeps the labels of blank nodes, which loading would change.
    store.bulk_extend(iter_quads(forms.watching(others())))
    store.bulk_extend(_in_default_graph(iter_quads(others())))
    terms = set(_iter_ontology(folder.ontology(manifest.id), NamedNode(ontology)))
    store.bulk_extend(terms)
    store.bulk_extend(_in_default_graph(terms))
    store.flush()
    store.optimize()
    graphs = [IndexedGraph(g.iri, "source", g.statements) for g in manifest.graphs]
    graphs += [IndexedGraph(g.iri, "derived", g.statements) for g in manifest.derived]
    graphs.append(IndexedGraph(ontology, "ontology", len(terms)))
    union = _union(store)
    named = tuple(graph for graph in graphs if not graph.iri.startswith("_:"))
    return IndexContent(manifest.id, manifest.hash, manifest.base, named, union, forms.rewritten())


def _union(store: Store) -> int:
    """The number of statements of the default graph."""
    found = store.query(_COUNT)
    if not isinstance(found, QuerySolutions):
        raise TypeError("a SELECT gives solutions")
    return int(next(found)["n"].value)


def _load(store: Store, lines: Iterable[bytes], form: RdfFormat) -> None:
    store.bulk_load(io.BufferedReader(_LineFile(lines), 1 << 20), form)


def _without_graph(line: bytes) -> bytes:
    return line.rsplit(b" ", 2)[0] + b" ."


def _in_default_graph(quads: Iterable[Quad]) -> Iterator[Quad]:
    return (Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in quads)


def _iter_ontology(files: Iterable[OntologyFile], graph: NamedNode) -> Iterator[Quad]:
    for file in (one for one in files if one.is_turtle):
        for quad in parse(file.content, RdfFormat.TURTLE, rename_blank_nodes=True):
            yield Quad(quad.subject, quad.predicate, quad.object, graph)


class _LineFile(io.RawIOBase):
    """Lines as a file to read."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._rest = b""

    def readable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes; none at the end."""
        if not self._rest:
            self._rest = b"".join(line + b"\n" for line in islice(self._lines, _LINES))
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


class _Forms:
    """Counts the literals that a store gives back in another form."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._rewritten = 0

    def watching(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The lines of N-Quads; the typed literals in them are counted."""
        for line in lines:
            if _TYPED in line:
                _, _, obj, _ = split_line(line)
                if obj.startswith('"'):
                    self._counts[obj] += 1
                    if len(self._counts) >= _AT_ONCE:
                        self._compare()
            yield line

    def rewritten(self) -> int:
        """The number of statements whose literal has another form."""
        self._compare()
        return self._rewritten

    def _compare(self) -> None:
        counts, self._counts = self._counts, Counter()
        lines = "\n".join(f"<x:{n}> <x:p> {obj} ." for n, obj in enumerate(counts))
        given = list(parse(lines, RdfFormat.N_TRIPLES))
        store = Store()
        store.extend(given)
        kept: dict[Any, Any] = {quad.subject: quad.object for quad in store}
        for quad, count in zip(given, counts.values(), strict=True):
            if isinstance(quad.object, Literal) and kept[quad.subject] != quad.object:
                self._rewritten += count


def main(folder: str, release: str) -> None:
    """Make the index of a release, giving way to other processes."""
    os.nice(_NICE)
    build_index(Folder(Path(folder)), release)


if __name__ == "__main__":
    main(*sys.argv[1:])
