"""Resources that only suppositions know: new findings as loading would state them, and new things by name alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from graph_api.computed.execution import ExecutionContext, ResourceSelection
from graph_api.reasoning.consequences import SupposedFindings, Supposition
from graph_api.stores.supposed import supposed_file, supposed_reader
from ontology.iris import derived_graphs
from ontology.model import Kind, Model
from ontology.record import Statements
from ontology.values.literals import to_ntriples

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
        graphs[own] = derived_graphs(supposition.model.base)[1]
        statements = dict(self._statements(own))
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


def _any_relation(model: Model) -> str:
    terms = model.properties.values()
    return min(term.iri for term in terms if term.kind is Kind.RELATION and term.many and not term.chain)
