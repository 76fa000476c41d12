"""The statements of a release in canonical order, from a store or from the release folder."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from loaders.dump.merging import GraphFileMerge
from loaders.folder.contents import PathOf, iter_lines
from loaders.folder.folder import Folder
from loaders.folder.manifest import GraphEntry, Manifest
from loaders.nquads.graph_files import iter_scoped
from loaders.nquads.lines import SortedLines
from loaders.nquads.relabelling import relabel
from loaders.nquads.touched import TouchedLines
from loaders.stores.port import Store
from loaders.stores.records import iter_record_lines
from ontology.errors import StoreError, UsageError
from ontology.iris import derived_graphs
from ontology.model import Model
from ontology.values.literals import to_ntriples


def iter_store(store: Store, model: Model) -> Iterator[bytes]:
    """The lines of the sources that a store gives back, in the store's order, with its blank-node labels."""
    state = store.state()
    if state is None:
        raise StoreError("the store is empty", hint="load something first")
    derived = derived_graphs(model.base)
    sources = {gid: iri for gid, iri in state.graphs.items() if iri not in derived}
    yield from iter_record_lines(store.scan(), sources, model)


def iter_release(folder: Folder, manifest: Manifest) -> Iterator[bytes]:
    """The lines of a release from its files, with the stores' blank-node labels."""
    blank = {g.file: g.blank for g in manifest.graphs}
    for file in sorted(blank):
        yield from iter_scoped(folder.graph_path(file), file, blank[file])


def statements(lines: Iterable[bytes], graph: str | None = None) -> SortedLines:
    """The lines as the canonical dataset: RDFC-1.0 labels over all of them, sorted by code point.

    With `graph`, only the lines of that graph; raises `UsageError` if there are none. Close the result.
    """
    if graph is not None:
        ending = f" {to_ntriples(graph)} .".encode()
        lines = (line for line in lines if line.endswith(ending))
    ordered = _ordered(lines)
    if graph is not None and not next(iter(ordered), None):
        raise UsageError(
            f"there is no graph <{graph}> in the release",
            code="GRAPH_UNKNOWN",
            hint="`ndp-graph query '{ sourceGraphs { nodes { iri } } }'` lists those of the sources",
        )
    return ordered


def graph_lines(graphs: Iterable[GraphEntry], path_of: PathOf, graph: str) -> SortedLines:
    """The canonical dataset of one of `graphs` alone, from its file. Close the result.

    Raises `DamagedFile`, and `UsageError` if there is no such graph.
    """
    return statements(iter_lines([entry for entry in graphs if entry.iri == graph], path_of), graph)


def dump_lines(graphs: Iterable[GraphEntry], path_of: PathOf) -> SortedLines:
    """The canonical dump of `graphs` from their files, whose paths `path_of` gives. Close the result.

    The files are sorted already and are merged: only what has blank nodes is put in memory. Raises `DamagedFile`.
    """
    ordered = SortedLines()
    try:
        with TouchedLines() as touched:
            GraphFileMerge(ordered, touched).add(graphs, path_of)
            relabel(touched, ordered)
    except BaseException:
        ordered.close()
        raise
    return ordered


def dump_hash(lines: SortedLines, outputs: Iterable[BinaryIO] = ()) -> str:
    """`sha256:` and the SHA-256 of the canonical dump, which is written to `outputs` in the same pass."""
    digest = hashlib.sha256()
    for block in lines.unique_blocks():
        content = b"\n".join(block) + b"\n"
        digest.update(content)
        for output in outputs:
            output.write(content)
    return "sha256:" + digest.hexdigest()


def _ordered(lines: Iterable[bytes]) -> SortedLines:
    ordered = SortedLines()
    try:
        with TouchedLines() as touched:
            for plain in touched.take(lines):
                ordered.add(plain)
            relabel(touched, ordered)
    except BaseException:
        ordered.close()
        raise
    return ordered
