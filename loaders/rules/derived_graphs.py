"""The derived graphs of a release: what the rules conclude from its sources, and the findings of rules and shapes."""

import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from loaders.folder.contents import PathOf
from loaders.folder.manifest import GraphEntry, Manifest
from loaders.memory import USUAL_MEMORY, LoadMemory
from loaders.nquads.graph_files import GraphFile, is_sound, iter_scoped, write_graph_file
from loaders.nquads.lines import SortedLines, split_line
from loaders.rules.engine import RuleEngine
from loaders.rules.finding import TYPE, Finding, finding_of, iter_finding_lines
from loaders.rules.policy import Policy
from loaders.validation.validate import ShapeResult
from ontology.iris import derived_graphs
from ontology.model import Model, Text
from ontology.rule import Rules
from ontology.values.literals import from_ntriples, split, to_ntriples
from ontology.values.property_values import is_concluded

_RUN, _BLOCK = 50_000, 1 << 16
"""The lines sorted in memory at once, about 15 MB, beside the store of the rules; the bytes read of each sorted run."""


@dataclass(frozen=True, slots=True)
class DerivedGraphWriter:
    """Writes the derived graphs of a release by `rules`, read by `model`.

    `previous` is the release before. New files go into `folder`; `path_of`
    gives the path of any file, new or old. `memory` decides where the store of the rules is.
    """

    previous: Manifest | None
    rules: Rules
    model: Model
    folder: Path
    path_of: PathOf
    memory: LoadMemory = USUAL_MEMORY

    def write_conclusions(
        self,
        manifest: Manifest,
        iter_lines: Callable[[], Iterable[bytes]],
        results: Callable[[], tuple[ShapeResult, ...]],
    ) -> Manifest:
        """Write the files of the derived graphs; return `manifest` with these graphs and its findings counted.

        `iter_lines` gives the lines of the sources, as often as it is called; `results` gives those of the shapes
        once the rules have concluded.
        """
        with TemporaryDirectory(prefix="rules-", dir=self.folder.parent, ignore_cleanup_errors=True) as name:
            store = None if self.memory.holds_rules(manifest.statements) else Path(name)
            engine = RuleEngine(self.rules, self.model, Policy().changed(manifest.policy), store)
            engine.add(iter_lines())
            return self._write_conclusions(engine, manifest, iter_lines, results)

    def _write_conclusions(
        self,
        engine: RuleEngine,
        manifest: Manifest,
        iter_lines: Callable[[], Iterable[bytes]],
        results: Callable[[], tuple[ShapeResult, ...]],
    ) -> Manifest:
        base, conclusions = manifest.base, engine.conclude()
        judged = results()
        stated = chain[Finding | ShapeResult](judged, conclusions.findings)
        nodes = {node for one in stated for node in _iter_nodes(one)}
        facts = facts_about(iter_lines(), nodes, {result.focus for result in judged}, self.model)
        findings = [*(finding_of(one, facts.names.get(one.focus)) for one in judged), *conclusions.findings]
        since = self._since(base)
        findings = [replace(f, platform=f.focus) if f.focus in facts.platforms else f for f in findings]
        finding_lines = tuple(
            iter_finding_lines(findings, base, facts.graphs, lambda iri: since.get(iri, manifest.id))
        )
        labels = engine.iter_label_lines((*conclusions.derived, *finding_lines))
        lines = dict(zip(derived_graphs(base), (conclusions.derived, finding_lines, labels), strict=True))
        entries = self._entries(manifest, lines)
        counts = Counter(finding.severity for finding in findings)
        return replace(
            manifest,
            derived=entries,
            next_gid=max((manifest.next_gid, *(entry.gid + 1 for entry in entries))),
            findings=dict(sorted(counts.items())),
        )

    def _since(self, base: str) -> Mapping[str, str]:
        """The release in which each finding of the release before first appeared, by the IRI of the finding."""
        predicate = f"<{base}ns#since>"
        since = {}
        kept = self.previous.derived if self.previous else ()
        for entry in (entry for entry in kept if entry.iri == derived_graphs(base)[1]):
            for line in iter_scoped(self.path_of(entry.file), entry.file, entry.blank):
                subject, name, obj, _ = split_line(line)
                if name == predicate:
                    since[from_ntriples(subject)] = split(obj)[0]
        return since

    def _entries(self, manifest: Manifest, derived: Mapping[str, Iterable[bytes]]) -> tuple[GraphEntry, ...]:
        """The derived graphs that have statements; their blank nodes have the stores' labels already."""
        gids = {entry.iri: entry.gid for entry in self.previous.derived} if self.previous else {}
        following = manifest.next_gid
        entries = []
        for graph, lines in derived.items():
            written = self._write(lines)
            if count := written.statements.get(graph):
                gid = gids.get(graph)
                if gid is None:
                    gid, following = following, following + 1
                entries.append(GraphEntry(gid, graph, written.file, count, blank=False))
        return tuple(entries)

    def _write(self, lines: Iterable[bytes]) -> GraphFile:
        """Write a file of the lines, unless there is a sound one or there are no lines."""
        folder = self.folder / "concluded"
        folder.mkdir()
        with SortedLines(lines, _RUN, _BLOCK) as ordered:
            written = write_graph_file(ordered, folder, blank=False)
        if written.statements and not is_sound(self.path_of(written.file), written.file):
            (folder / f"{written.file}.nq").rename(self.folder / f"{written.file}.nq")
        shutil.rmtree(folder)
        return written


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """Facts about some nodes: their best names, the graphs that describe them, and which of them are platforms."""

    names: Mapping[str, Text]
    graphs: Mapping[str, frozenset[str]]
    platforms: frozenset[str]


def facts_about(
    lines: Iterable[bytes], nodes: Collection[str], named: Collection[str], model: Model
) -> NodeFacts:
    """The facts that lines of the sources state about `nodes` (IRIs or store labels).

    The names are those of `named` alone.
    """
    naming = {f"<{term.iri}>": rank for rank, term in enumerate(model.names) if not is_concluded(term)}
    classes = {f"<{class_}>" for class_ in model.below(model.base + "ns#DigitalPlatform")}
    wanted = {to_ntriples(node).encode(): node for node in nodes}
    names: dict[str, dict[int, dict[str, str]]] = {}
    graphs: dict[str, set[str]] = {}
    platforms = set()
    for line in lines:
        node = wanted.get(line[: line.index(b" ")])
        if node is None:
            continue
        _, predicate, obj, graph = split_line(line)
        graphs.setdefault(node, set()).add(from_ntriples(graph))
        if predicate == TYPE and obj in classes:
            platforms.add(node)
        elif node in named and predicate in naming and obj[0] == '"':
            text, language, _ = split(obj)
            known = names.setdefault(node, {}).setdefault(naming[predicate], {})
            known[language] = min(text, known.get(language, text))
    return NodeFacts(
        {node: Text(ranked[min(ranked)]) for node, ranked in names.items()},
        {node: frozenset(iris) for node, iris in graphs.items()},
        frozenset(platforms),
    )


def _iter_nodes(finding: Finding | ShapeResult) -> Iterator[str]:
    yield finding.focus
    if finding.value is not None and not finding.value.startswith('"'):
        yield finding.value
