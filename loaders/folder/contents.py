"""The graphs of the next release: those of the release before, plus the loaded ones, less those left out."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from pyoxigraph import Quad

from loaders.folder.manifest import GraphEntry, Manifest
from loaders.nquads.graph_files import is_sound, iter_quads, iter_scoped, write_graph_files
from loaders.nquads.lines import RUN
from loaders.stores.port import GraphInfo
from ontology.values.literals import from_ntriples, to_ntriples

PathOf = Callable[[str], Path]
"""Gives the path of the file with a SHA-256."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The graphs of a release, sorted by IRI, and the first number that no graph of the folder ever had."""

    graphs: tuple[GraphEntry, ...]
    next_gid: int

    @property
    def gids(self) -> dict[str, int]:
        """The number of each graph."""
        return {g.iri: g.gid for g in self.graphs}

    def changed_files(self, other: "Contents") -> tuple[GraphEntry, ...]:
        """One graph of each file that `other` does not have."""
        known = {g.file for g in other.graphs}
        return tuple({g.file: g for g in self.graphs if g.file not in known}.values())


_PARTS = ("loaded", "left")
NOTHING = Contents((), 1)


def contents_of(manifest: Manifest | None) -> Contents:
    """The source graphs of a release; none before the first."""
    return NOTHING if manifest is None else Contents(manifest.graphs, manifest.next_gid)


def stored_contents_of(manifest: Manifest | None) -> Contents:
    """All graphs of a release that the stores hold."""
    return NOTHING if manifest is None else Contents(manifest.stored, manifest.next_gid)


def next_contents(  # noqa: PLR0913 - all but the last are what the contents follow from
    old: Contents,
    quads: Iterable[Quad],
    dropped: frozenset[str],
    folder: Path,
    path_of: PathOf,
    *,
    run: int = RUN,
) -> Contents:
    """The next release's graphs: `old` without `dropped`, each graph in `quads` instead of the one of that name.

    New files are written into `folder`; at most `run` statements are sorted at once.
    Graphs that shared blank nodes with a removed one get a new file.
    """
    seen: set[str] = set()
    for part in _PARTS:
        (folder / part).mkdir()
    new = list(write_graph_files(_with_names_noted(quads, seen), folder / "loaded", run))
    removed = dropped | seen
    broken = {g.file for g in old.graphs if g.iri in removed}
    kept = [g for g in old.graphs if g.file not in broken]
    left = _graphs_to_keep([g for g in old.graphs if g.file in broken], removed, {file.file for file in new})
    new += write_graph_files(_iter_kept_quads(left, path_of), folder / "left", run)
    _gather(folder, path_of)
    gids, next_gid = {g.iri: g.gid for g in old.graphs}, old.next_gid
    for file in new:
        for iri, count in sorted(file.statements.items()):
            if iri not in gids:
                gids[iri], next_gid = next_gid, next_gid + 1
            kept.append(GraphEntry(gids[iri], iri, file.file, count, file.blank))
    return Contents(tuple(sorted({g.iri: g for g in kept}.values(), key=lambda g: g.iri)), next_gid)


def iter_lines(graphs: Iterable[GraphEntry], path_of: PathOf) -> Iterator[bytes]:
    """The lines of the files of `graphs`, each file once, with the stores' blank-node labels."""
    files = {g.file: g.blank for g in graphs}
    return chain.from_iterable(iter_scoped(path_of(f), f, blank) for f, blank in sorted(files.items()))


def _with_names_noted(quads: Iterable[Quad], seen: set[str]) -> Iterator[Quad]:
    """`quads`, with the names of their graphs noted in `seen`. Names that are blank nodes replace nothing."""
    last = None
    for quad in quads:
        if quad.graph_name != last:
            last = quad.graph_name
            name = str(last)
            if name[0] == "<":
                seen.add(from_ntriples(name))
        yield quad


def _graphs_to_keep(graphs: list[GraphEntry], removed: frozenset[str], new: set[str]) -> list[GraphEntry]:
    """The graphs to keep, of files from which some graphs are removed.

    A graph named by a blank node cannot be replaced by name: it goes with the last named graph of its file.
    """
    left = [g for g in graphs if g.iri not in removed and g.file not in new]
    named = {g.file for g in left if not g.iri.startswith("_:")}
    return [g for g in left if g.file in named]


def _iter_kept_quads(graphs: Iterable[GraphEntry], path_of: PathOf) -> Iterator[Quad]:
    endings = tuple(f" {to_ntriples(g.iri)} .".encode() for g in graphs)
    lines = iter_lines(graphs, path_of)
    return iter_quads(line for line in lines if line.endswith(endings))


def _gather(folder: Path, path_of: PathOf) -> None:
    """Move the files just written into `folder`, unless the release folder has them already, undamaged."""
    for part in _PARTS:
        for path in (folder / part).iterdir():
            if is_sound(path_of(path.stem), path.stem):
                path.unlink()
            else:
                path.rename(folder / path.name)
        shutil.rmtree(folder / part)


def graph_infos(manifest: Manifest) -> dict[int, GraphInfo]:
    """The graphs of a release in the form that stores take."""
    return {g.gid: GraphInfo(g.iri, g.statements) for g in manifest.stored}
