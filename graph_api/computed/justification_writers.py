"""Writing justifications: from examined cases, and the resources selected in them, to values of the answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graph_api.budget import Budget
from graph_api.computed.cases import ExaminedCase
from graph_api.computed.execution import ExecutionContext, ResourceSelection
from graph_api.computed.supposed import SupposedResources
from graph_api.costs.cost import CHOICE, Cost, sum_of, writing
from graph_api.costs.estimate import Estimator
from graph_api.costs.populations import Population
from graph_api.respond.encoding import encode_long
from graph_api.respond.values import AnswerContext
from ontology.record import Graphs

_STEPS, _RESTING, _SELECTED = 0.3, 0.5, 0.3
"""The number of steps for each resource of a case, and the shares of statements and resources that they rest on."""


@dataclass(frozen=True, slots=True)
class CaseResources:
    """A case, with the values read for each selection of its resources."""

    case: ExaminedCase
    context: AnswerContext
    values: Mapping[int, Mapping[str, Any]]
    """By the `id` of the selection, then by IRI."""
    _sources: dict[tuple[int, Graphs], list[Any]] = field(default_factory=dict)

    def one(self, resources: ResourceSelection, iri: str | None) -> Any:
        """The selected value of a resource; None if nothing is known of it."""
        return None if iri is None else self.values[id(resources)].get(iri)

    def all(self, resources: ResourceSelection, iris: Iterable[str]) -> list[Any]:
        """The selected values of resources, without those of which nothing is known."""
        return [value for iri in iris if (value := self.one(resources, iri)) is not None]

    def sources(self, resources: ResourceSelection, numbers: Graphs) -> list[Any]:
        """The selected values of source graphs, given by number, sorted by IRI. Kept, as many statements share them."""
        key = id(resources), numbers
        if key not in self._sources:
            self._sources[key] = self.all(resources, sorted(self.case.graphs[number] for number in numbers))
        return self._sources[key]


CaseWriter = Callable[[CaseResources], Any]
"""Writes a field of a justification."""


@dataclass(frozen=True, slots=True)
class CaseSelection:
    """A selection of resources, and the function that picks them from a case."""

    resources: ResourceSelection
    of: Callable[[ExaminedCase], Iterable[str]]


@dataclass(frozen=True, slots=True)
class JustificationWriters:
    """The writers of a justification by response key, and the selections of resources that they need."""

    fields: tuple[tuple[str, CaseWriter], ...]
    selections: tuple[CaseSelection, ...]
    written: tuple[tuple[str, int], ...]
    """For each selection of a `case`, its steps (`step`) or statements (`statement`) the number of its fields."""

    def cost(self, estimator: Estimator, facts: Population, cases: float, share: float = 1.0) -> Cost:
        """The cost of writing the justifications of some cases, whose facts are about these resources.

        `share`: of the steps, those that are written.
        """
        each = facts.size / max(1.0, cases) * share
        numbers = {
            "case": 1.0,
            "step": 3 + each * _STEPS,
            "statement": estimator.populations.statements(facts) / max(1.0, cases) * share * _RESTING,
        }
        parts = [
            writing(cases * numbers[name] * (1 + fields), cases * numbers[name] * CHOICE)
            for name, fields in self.written
        ]
        selected = facts.scaled(facts.size * share * _SELECTED)
        parts += [one.resources.cost(estimator, selected) for one in self.selections]
        return sum_of(parts)

    async def write(
        self,
        cases: Sequence[ExaminedCase],
        execution: ExecutionContext,
        supposed: SupposedResources | None = None,
    ) -> list[Any]:
        """The justifications, ready for JSON. Takes the same number of statements for one as for many.

        `supposed` has the resources that the store lacks.
        """
        selected = [
            (one.resources, [iri for case in cases for iri in one.of(case)]) for one in self.selections
        ]
        read: Sequence[Mapping[str, Any]] = await execution.resources(*selected)
        if supposed is not None:
            read = await supposed.complete(execution, selected, read)
        values = {id(resources): by_iri for (resources, _), by_iri in zip(selected, read, strict=True)}
        resources = [CaseResources(case, execution.context, values) for case in cases]
        return await execution.work(partial(self._written, resources, execution.context.budget))

    def _written(self, cases: Sequence[CaseResources], budget: Budget) -> list[Any]:
        """The values of some cases, as bytes if they are long. Raises `QueryError` as soon as they are too long."""
        written: list[Any] = []
        size = 0
        for case in cases:
            value = encode_long({key: write(case) for key, write in self.fields}, budget)
            size += len(value) if isinstance(value, bytes) else 0
            budget.fit(size)
            written.append(value)
        return written
