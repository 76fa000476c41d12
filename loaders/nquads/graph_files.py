"""From statements to the canonical files of a release, and back to statements with the stores' labels.

Graphs that share blank nodes go into one file together. A blank node's label in the stores is
`b`, the first 12 digits of its file's hash, and its label in the file: labels of two files never clash, and a label
lasts as long as its file. A graph named by a blank node has that label as its name.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import Quad, RdfFormat, parse

from loaders.batches import batches
from loaders.nquads.canonical import canonical_lines, format_line, graph_groups
from loaders.nquads.lines import RUN, SortedLines, has_blank, iter_lines, iter_texts, scope_blank
from ontology.errors import DamagedFile
from ontology.values.literals import from_ntriples

_BLOCK = 1 << 20
_WRITTEN = 4_000
"""Lines written at once."""


@dataclass(frozen=True, slots=True)
class GraphFile:
    """A file just written: the SHA-256 that names it, and the number of statements of each of its graphs."""

    file: str
    statements: Mapping[str, int]  # by the graph's IRI, or store label
    blank: bool


def scope_of(file: str) -> bytes:
    """The prefix of a file's blank-node labels in the stores."""
    return b"b" + file[:12].encode()


def iter_scoped(path: Path, file: str, blank: bool) -> Iterator[bytes]:
    """The lines of a graph file with the stores' blank-node labels.

    Raises `DamagedFile`, before the first line, if the file is absent or its hash is not `file`.
    """
    check_graph_file(path, file)
    scope, lines = scope_of(file), iter_lines(path)
    yield from (scope_blank(line, scope) for line in lines) if blank else lines


@contextmanager
def _readable(path: Path) -> Iterator[BinaryIO]:
    """A graph file, open. Raises `DamagedFile` if it is absent or cannot be read."""
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise DamagedFile(path, "is missing") from None
    except OSError as problem:
        raise DamagedFile.unreadable(path, problem) from None


def check_graph_file(path: Path, file: str) -> None:
    """Raise `DamagedFile` if a graph file is absent or its hash is not `file`."""
    with _readable(path) as opened:
        _check(path, hash_of(opened), file)


def read_graph_file(path: Path, file: str) -> bytes:
    """The content of a graph file. Raises `DamagedFile` if it is absent or its hash is not `file`."""
    with _readable(path) as opened:
        content = opened.read()
    _check(path, hashlib.sha256(content).hexdigest(), file)
    return content


def open_graph_file(path: Path, file: str) -> BinaryIO:
    """A graph file, open and checked. Raises `DamagedFile` if it is absent or its hash is not `file`."""
    check_graph_file(path, file)
    try:
        return path.open("rb")
    except OSError as problem:
        raise DamagedFile.unreadable(path, problem) from None


def iter_graph_file(path: Path, file: str, size: int) -> Iterator[bytes]:
    """The lines of a graph file, as texts of about `size` bytes.

    Raises `DamagedFile` if it is absent, or after the last line if its hash is not `file`.
    """
    digest = hashlib.sha256()
    with _readable(path) as opened:
        for text in iter_texts(opened, size):
            digest.update(text)
            yield text
    _check(path, digest.hexdigest(), file)


def _check(path: Path, actual: str, file: str) -> None:
    if actual != file:
        raise DamagedFile(path, "is damaged: its hash is not its name")


def is_sound(path: Path, file: str) -> bool:
    """True if a graph file is there and its hash is `file`."""
    try:
        check_graph_file(path, file)
    except DamagedFile:
        return False
    return True


def hash_of_file(path: Path) -> str:
    """The SHA-256 of a file. Raises `OSError`."""
    with path.open("rb") as file:
        return hash_of(file)


def hash_of(file: BinaryIO) -> str:
    """The SHA-256 of an open file from its place on. Raises `OSError`."""
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def iter_quads(lines: Iterable[bytes]) -> Iterator[Quad]:
    """The statements in lines of N-Quads; blank nodes keep their labels."""
    for line in lines:
        yield from parse(line, RdfFormat.N_QUADS)


def write_graph_files(quads: Iterable[Quad], folder: Path, run: int = RUN) -> Iterator[GraphFile]:
    """Write the files of `quads` into `folder`, streaming what has no blank nodes; at most `run` are sorted at once.

    Raises `SymmetryError` if the blank nodes of a graph cannot be put in order.
    """
    plain, touched = _split(quads, run)
    with plain:
        groups = {graph: group for group in _groups(touched) for graph in group}
        of_group: dict[tuple[str, ...], list[bytes]] = {group: [] for group in groups.values()}
        blanks: dict[tuple[str, ...], list[Quad]] = {group: [] for group in of_group}
        for quad in touched:
            blanks[groups[str(quad.graph_name)]].append(quad)
        touched.clear()
        for graph, lines in _by_graph(plain):
            if graph in groups:
                of_group[groups[graph]] += lines
            else:
                yield write_graph_file(lines, folder, blank=False)
    for group, others in of_group.items():
        labelled = [line.encode() for line in canonical_lines(blanks.pop(group))]
        yield write_graph_file(sorted([*others, *labelled]), folder, blank=True)


def _groups(touched: Iterable[Quad]) -> Iterator[tuple[str, ...]]:
    """The graphs that share blank nodes. Those without any name make one group: two alike stay two in it."""
    nameless: list[str] = []
    for group in graph_groups(touched):
        if any(graph.startswith("<") for graph in group):
            yield group
        else:
            nameless += group
    if nameless:
        yield tuple(nameless)


def _split(quads: Iterable[Quad], run: int) -> tuple[SortedLines, list[Quad]]:
    """The lines without blank nodes, each behind its graph so that sorting brings graphs together; the other quads."""
    touched: list[Quad] = []

    def iter_keyed() -> Iterator[bytes]:
        key, end = b"", b"\n"  # of the last graph: most are in the same as the one before
        for quad in quads:
            line = format_line(quad).encode()
            if b"_:" in line and has_blank(line):
                touched.append(quad)
                continue
            if not line.endswith(end):
                graph = str(quad.graph_name).encode()
                key, end = graph + b" ", b" %b ." % graph
            yield key + line

    return SortedLines(iter_keyed(), run), touched  # sorting has gone through all quads


def _by_graph(keyed: Iterable[bytes]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each graph with its lines in order; the lines of one must be taken before the next graph is."""
    source = iter(keyed)
    following: bytes | None = next(source, None)

    def lines_of(prefix: bytes) -> Iterator[bytes]:
        nonlocal following
        while following is not None and following.startswith(prefix):
            yield following[len(prefix) :]
            following = next(source, None)

    while following is not None:
        prefix = following[: following.index(b" ") + 1]
        yield prefix[:-1].decode(), lines_of(prefix)


def write_graph_file(lines: Iterable[bytes], folder: Path, *, blank: bool) -> GraphFile:
    """Write the file of some lines, in their order."""
    digest = hashlib.sha256()
    counts: Counter[bytes] = Counter()
    path = folder / "unnamed"
    with path.open("wb") as file:
        for part in batches(lines, _WRITTEN):
            counts.update([line.rsplit(b" ", 2)[1] for line in part])
            block = b"\n".join(part) + b"\n"
            digest.update(block)
            file.write(block)
    name = digest.hexdigest()
    path.rename(folder / f"{name}.nq")
    return GraphFile(name, {_iri(graph, name): n for graph, n in counts.items()}, blank)


def _iri(graph: bytes, file: str) -> str:
    if graph.startswith(b"_:"):
        return (b"_:" + scope_of(file) + graph[2:]).decode()
    return from_ntriples(graph.decode())
