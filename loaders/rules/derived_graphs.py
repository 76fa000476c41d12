"""The derived graphs of a release: what the rules conclude from its sources, and what they and the shapes found."""

import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from loaders.folder.contents import PathOf
from loaders.folder.manifest import GraphEntry, Manifest
from loaders.nquads.graph_files import GraphFile, iter_scoped, write_graph_file
from loaders.nquads.lines import SortedLines, split_line
from loaders.rules.engine import conclude
from loaders.rules.finding import TYPE, Finding, iter_finding_lines, of_shape
from loaders.rules.policy import Policy
from loaders.validation.validate import ShapeResult
from ontology.iris import derived_graphs
from ontology.literals import resource, split, term
from ontology.rule import Rules


@dataclass(frozen=True, slots=True)
class DerivedGraphs:
    """What concludes by `rules`.

    `previous` is the release before, `platforms` are the classes of platforms. New files go into `folder`, `path_of`
    finds all.
    """

    previous: Manifest | None
    rules: Rules
    platforms: frozenset[str]
    folder: Path
    path_of: PathOf

    def __call__(
        self, manifest: Manifest, lines: Callable[[], Iterable[bytes]], results: Iterable[ShapeResult]
    ) -> Manifest:
        """`manifest` with its derived graphs, whose files are written, and the number of its findings.

        `lines` gives those of its sources, `results` is what the shapes found.
        """
        base = manifest.base
        concluded = conclude(lines(), self.rules, base, Policy().changed(manifest.policy))
        found = [*(of_shape(result) for result in results), *concluded.findings]
        since = self._since(base)
        sources, platforms = _looked_up(
            lines(), {node for one in found for node in _nodes(one)}, self.platforms
        )
        found = [replace(f, platform=f.focus) if f.focus in platforms else f for f in found]
        said = iter_finding_lines(found, base, sources, lambda iri: since.get(iri, manifest.id))
        entries = self._entries(
            manifest, dict(zip(derived_graphs(base), (concluded.derived, said), strict=True))
        )
        counts = Counter(one.severity for one in found)
        return replace(
            manifest,
            derived=entries,
            next_gid=max((manifest.next_gid, *(entry.gid + 1 for entry in entries))),
            findings=dict(sorted(counts.items())),
        )

    def _since(self, base: str) -> Mapping[str, str]:
        """From which release on the one before has each of its findings."""
        predicate = f"<{base}ns#since>"
        found = {}
        for entry in self.previous.derived if self.previous else ():
            for line in iter_scoped(self.path_of(entry.file), entry.file, entry.blank):
                subject, said, obj, _ = split_line(line)
                if said == predicate:
                    found[resource(subject)] = split(obj)[0]
        return found

    def _entries(self, manifest: Manifest, said: Mapping[str, Iterable[bytes]]) -> tuple[GraphEntry, ...]:
        """The derived graphs of which something is said; their blank nodes have the stores' labels already."""
        gids = {entry.iri: entry.gid for entry in self.previous.derived} if self.previous else {}
        following = manifest.next_gid
        entries = []
        for graph, lines in said.items():
            written = self._write(lines)
            if count := written.statements.get(graph):
                gid = gids.get(graph)
                if gid is None:
                    gid, following = following, following + 1
                entries.append(GraphEntry(gid, graph, written.file, count, blank=False))
        return tuple(entries)

    def _write(self, lines: Iterable[bytes]) -> GraphFile:
        """Write a file of the lines, unless there is one or there are no lines."""
        made = self.folder / "concluded"
        made.mkdir()
        with SortedLines(lines) as ordered:
            written = write_graph_file(ordered, made, blank=False)
        if written.statements and not self.path_of(written.file).exists():
            (made / f"{written.file}.nq").rename(self.folder / f"{written.file}.nq")
        shutil.rmtree(made)
        return written


def _looked_up(
    lines: Iterable[bytes], nodes: Collection[str], classes: Collection[str]
) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """The graphs that say something about each of `nodes` (IRIs or store labels), and which are of `classes`."""
    types = tuple(f" {TYPE} <{class_}> ".encode() for class_ in classes)
    members = set()
    wanted = {term(node).encode(): node for node in nodes}
    found: dict[str, set[str]] = {}
    for line in lines:
        end = line.index(b" ")
        node = wanted.get(line[:end])
        if node is not None:
            found.setdefault(node, set()).add(resource(line.rsplit(b" ", 2)[1].decode()))
            if line.startswith(types, end):
                members.add(node)
    return {node: frozenset(graphs) for node, graphs in found.items()}, frozenset(members)


def _nodes(found: Finding) -> Iterator[str]:
    yield found.focus
    if found.value is not None and not found.value.startswith('"'):
        yield found.value
