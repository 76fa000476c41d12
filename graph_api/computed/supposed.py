"""Resources that only suppositions know: new findings as loading would state them, and new things by name alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Any, Self

from pyoxigraph import RdfFormat, Store

from graph_api.computed.execution import ExecutionContext, ResourceSelection
from graph_api.reasoning.consequences import SupposedFindings, Supposition
from graph_api.stores.supposed import supposed_file, supposed_reader
from loaders.nquads.lines import join_line, split_line
from loaders.rules.composed_labels import LabelComposer
from ontology.iris import derived_graphs
from ontology.model import Kind, Model
from ontology.record import Statement, Statements
from ontology.values.literals import from_ntriples, to_ntriples

_ANY = "_:supposed"
"""The subject of statements that name what nothing describes."""


class SupposedResources:
    """A small store of what the release lacks, written when it is first needed; to be used in a `with` block."""

    def __init__(self, supposition: Supposition, findings: SupposedFindings, names: Iterable[str]) -> None:
        """`names` are the IRIs that the justifications may show."""
        self._supposition = supposition
        self._findings = findings.new
        self._names = frozenset(names)
        self._stack = ExitStack()
        self._path: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    async def complete(
        self,
        execution: ExecutionContext,
        selected: Sequence[tuple[ResourceSelection, Sequence[str]]],
        values: Sequence[Mapping[str, Any]],
    ) -> list[Mapping[str, Any]]:
        """The `values` of selections by IRI, with those of supposed findings and of what the store does not know."""
        lacking = [
            (one, [iri for iri in iris if iri in self._findings or iri not in known])
            for (one, iris), known in zip(selected, values, strict=True)
        ]
        if not any(iris for _, iris in lacking):
            return list(values)
        release = await execution.session.release()
        if self._path is None:
            self._path = await execution.work(lambda: self._write(release))
        reader = supposed_reader(self._path, execution.model, release)
        try:
            more = await execution.resources_from(reader, *lacking)
        finally:
            await reader.close()
        return [{**known, **others} for known, others in zip(values, more, strict=True)]

    def _write(self, release: str) -> Path:
        supposition = self._supposition
        graphs = dict(supposition.graphs)
        own = max(graphs, default=0) + 1
        _, graphs[own], graphs[own + 1] = derived_graphs(supposition.model.base)
        statements = dict(self._statements(own))
        for iri, labels in self._labels():
            statements[iri] = {**statements[iri], **dict.fromkeys(labels, (own + 1,))}
        file = supposed_file(statements, graphs, supposition.model, release)
        return self._stack.enter_context(file)

    def _statements(self, graph: int) -> Iterator[tuple[str, Statements]]:
        """The statements about new findings and what they are about, and one that names each other thing."""
        now = self._supposition.now
        for iri, some in self._supposition.statements_of(self._findings).items():
            yield iri, dict.fromkeys(some, (graph,))
        findings = self._findings.values()
        for iri in {node for one in findings for node in (one.focus, one.value, one.platform) if node}:
            if iri[0] != '"' and now.has_statements(iri):
                yield iri, {(s.predicate, s.object): s.graphs for s in now.about(iri)}
        names = ((_any_relation(now.model), to_ntriples(iri)) for iri in sorted(self._names))
        yield _ANY, dict.fromkeys(names, (graph,))

    def _labels(self) -> Iterator[tuple[str, list[Statement]]]:
        """The labels that loading would compose for new findings."""
        model, store = self._supposition.model, Store()
        for iri, some in self._supposition.statements_of(self._findings).items():
            lines = [join_line(to_ntriples(iri), to_ntriples(p), obj, "<urn:supposed>") for p, obj in some]
            store.load(b"\n".join(lines), RdfFormat.N_QUADS)
        composed = map(split_line, LabelComposer(store, model, lambda _, value: value).iter_lines())
        for subject, labels in groupby(composed, key=lambda terms: terms[0]):
            yield from_ntriples(subject), [(from_ntriples(p), obj) for _, p, obj, _ in labels]


def _any_relation(model: Model) -> str:
    terms = model.properties.values()
    return min(term.iri for term in terms if term.kind is Kind.RELATION and term.many and not term.chain)
