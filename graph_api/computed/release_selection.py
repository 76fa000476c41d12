"""The selection of a release: facts of its manifest, its policy, and figures of its content."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from graphql import FieldNode

from graph_api.computed.execution import ExecutionContext
from graph_api.computed.planning import LabelWriter, PlanningContext
from graph_api.costs.cost import CHOICE, Cost, reading, sum_of, writing
from graph_api.costs.estimate import Estimator
from graph_api.costs.populations import Population
from graph_api.history.history import Release
from graph_api.plan.conditions import Operand, Variables
from graph_api.plan.operands import iris
from graph_api.respond.encoding import encode_long
from graph_api.respond.values import AnswerContext
from loaders.publication.statistics import GraphFigures, ReleaseStatistics, TermFigure, release_statistics

_FIGURES = 300
"""The cost of reading the figures of a release, which have been counted."""
_SWITCHES, _TERMS = 10, 1.2
"""The numbers of switches of a policy, and of terms that are used for each that resources are counted by."""
_GRAPH, _TERM, _SWITCH = "ReleaseGraph", "TermUse", "PolicySwitch"


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """A release and its manifest's facts: without a release folder it has no dates, no hash and no figures."""

    id: str
    statements: int
    current: bool
    release: Release | None

    def value(self, name: str) -> object:
        """The value of a field that needs no figures."""
        release = self.release
        match name:
            case "id":
                return self.id
            case "statements":
                return self.statements
            case "current":
                return self.current
            case "builtAt":
                return release and release.built_at
            case "evaluationDate":
                return release and release.evaluation_date
            case "hash":
                return release and release.hash
            case "certificate":
                return release and release.certificate
            case _:
                return "Release"


@dataclass(frozen=True, slots=True)
class PolicySelection:
    """The selection of the policy of a release, by response key."""

    fields: tuple[tuple[str, str], ...]

    def write(self, policy: Mapping[str, object]) -> list[dict[str, Any]]:
        """The switches by name, their values as JSON."""
        switches = [{"name": name, "value": json.dumps(value)} for name, value in sorted(policy.items())]
        return [{key: switch.get(field, _SWITCH) for key, field in self.fields} for switch in switches]


@dataclass(frozen=True, slots=True)
class SubjectCount:
    """The selection of the number of resources that a release describes."""

    def write(self, figures: ReleaseStatistics, context: AnswerContext) -> int:
        """The number."""
        return figures.subjects


@dataclass(frozen=True, slots=True)
class GraphFigureSelection:
    """The selection of the source graphs of a release, by response key; `among`: the IRIs of those that are wanted."""

    fields: tuple[tuple[str, str], ...]
    among: Operand

    def write(self, figures: ReleaseStatistics, context: AnswerContext) -> list[dict[str, Any]]:
        """The graphs with their figures, ready for JSON."""
        wanted = self.wanted(context.variables)
        return [self._one(graph) for graph in figures.graphs if wanted is None or graph.iri in wanted]

    def wanted(self, variables: Variables) -> frozenset[str] | None:
        """The IRIs of the graphs that are wanted; None: all."""
        among = self.among.bind(variables)
        return None if among is None else frozenset(iris(among))

    def _one(self, graph: GraphFigures) -> dict[str, Any]:
        values = {"iri": graph.iri, "statements": graph.statements, "subjects": graph.subjects}
        return {key: values.get(name, _GRAPH) for key, name in self.fields}


@dataclass(frozen=True, slots=True)
class TermUseSelection:
    """The selection of the classes or properties that a release uses: names, or writers of labels, by response key."""

    of: Literal["classes", "properties"]
    fields: tuple[tuple[str, "str | LabelWriter"], ...]

    def write(self, figures: ReleaseStatistics, context: AnswerContext) -> list[dict[str, Any]]:
        """The terms with their figures, ready for JSON."""
        terms = figures.classes if self.of == "classes" else figures.properties
        return [self._one(term, context) for term in terms]

    def _one(self, term: TermFigure, context: AnswerContext) -> dict[str, Any]:
        values = {"iri": term.iri, "count": term.count}
        return {
            key: values.get(field, _TERM) if isinstance(field, str) else field(term.iri, context)
            for key, field in self.fields
        }


FigureSelection = SubjectCount | GraphFigureSelection | TermUseSelection


@dataclass(frozen=True, slots=True)
class ReleaseSelection:
    """The selection of a release: names of facts and selections of policy and figures, by response key."""

    fields: tuple[tuple[str, "str | PolicySelection | FigureSelection"], ...]

    def cost(self, estimator: Estimator, members: Population) -> Cost:
        """The cost of some releases."""
        number, statistics = members.size, estimator.statistics
        parts = [writing(number)]
        for _, field in self.fields:
            match field:
                case PolicySelection():
                    parts.append(writing(number * _SWITCHES * (1 + len(field.fields)), number * CHOICE))
                case GraphFigureSelection():
                    wanted = field.wanted(estimator.variables)
                    graphs = estimator.populations.source_graphs if wanted is None else len(wanted)
                    parts.append(writing(number * (1 + graphs * (1 + len(field.fields)))))
                case TermUseSelection():
                    terms = (
                        len(statistics.classes if field.of == "classes" else statistics.relations) * _TERMS
                    )
                    labels = sum(not isinstance(one, str) for _, one in field.fields)
                    values = number * (1 + terms * (1 + len(field.fields) + labels))
                    parts.append(writing(values, number * terms * labels * CHOICE))
                case _:
                    parts.append(writing(number))
        if any(isinstance(field, FigureSelection) for _, field in self.fields):
            parts.append(reading(0, 0, number * _FIGURES))
        return sum_of(parts)

    async def write(self, members: Sequence[ReleaseFacts], execution: ExecutionContext) -> list[Any]:
        """The releases, ready for JSON."""
        return [await self._one(member, execution) for member in members]

    async def _one(self, member: ReleaseFacts, execution: ExecutionContext) -> Any:
        if not member.release or not any(isinstance(field, FigureSelection) for _, field in self.fields):
            return self._written(member, None, execution.context)
        figures = await statistics_of(member.id, execution)
        return await execution.work(
            lambda: encode_long(self._written(member, figures, execution.context), execution.context.budget)
        )

    def _written(
        self, member: ReleaseFacts, figures: ReleaseStatistics | None, context: AnswerContext
    ) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, field in self.fields:
            match field:
                case str():
                    values[key] = member.value(field)
                case PolicySelection():
                    values[key] = member.release and field.write(member.release.policy)
                case _:
                    values[key] = figures and field.write(figures, context)
                    context.budget.check()
        return values


async def statistics_of(release: str, execution: ExecutionContext) -> ReleaseStatistics | None:
    """The figures of a release, counted once; None if there is no release folder."""
    archive = execution.archive
    if archive is None:
        return None
    folder = archive.history.folder
    return await archive.once(
        ("statistics", release), lambda: release_statistics(folder, folder.manifest(release))
    )


def plan_release_selection(planning: PlanningContext, nodes: Sequence[FieldNode]) -> ReleaseSelection:
    """The plan of a selection in `Release`."""
    fields: list[tuple[str, str | PolicySelection | FigureSelection]] = []
    for key, name, inner in planning.fields("Release", nodes):
        match name:
            case "subjects":
                fields.append((key, SubjectCount()))
            case "policy":
                fields.append((key, PolicySelection(_names(planning, _SWITCH, inner))))
            case "graphs":
                among = planning.argument_of(inner[0], "iris", lambda value: value)
                fields.append((key, GraphFigureSelection(_names(planning, _GRAPH, inner), among)))
            case "classes" | "properties":
                fields.append((key, TermUseSelection(name, _plan_term_use(planning, inner))))
            case _:
                fields.append((key, name))
    return ReleaseSelection(tuple(fields))


def _names(
    planning: PlanningContext, type_name: str, nodes: Sequence[FieldNode]
) -> tuple[tuple[str, str], ...]:
    return tuple((key, name) for key, name, _ in planning.fields(type_name, nodes))


def _plan_term_use(
    planning: PlanningContext, nodes: Sequence[FieldNode]
) -> tuple[tuple[str, str | LabelWriter], ...]:
    return tuple(
        (key, planning.label_writer(inner) if name == "label" else name)
        for key, name, inner in planning.fields(_TERM, nodes)
    )
