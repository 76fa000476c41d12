"""`whyApproved` and `whyNot`: gather the facts of a case, examine them, write what is selected."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode

from graph_api.computed.cases import CaseReader, ExaminedCase, case_reader
from graph_api.computed.execution import ComputedField, ExecutionContext, ResourceSelection
from graph_api.computed.gathering import policy_of
from graph_api.computed.planning import PlanningContext
from graph_api.computed.supposed import SupposedResources
from graph_api.costs.cost import CHOICE, Cost, sum_of, writing
from graph_api.costs.estimate import Estimator
from graph_api.costs.populations import Population
from graph_api.errors import QueryError
from graph_api.history.archive import Archive
from graph_api.plan import plan as p
from graph_api.plan.conditions import Operand
from graph_api.plan.document import TODAY, operand
from graph_api.reasoning.approval import Approval, Step
from graph_api.reasoning.examiner import Examiner
from graph_api.reasoning.facts import Facts, SourcedStatement
from graph_api.respond.encoding import encode_long
from graph_api.respond.values import AnswerContext, text_writer, value_writer
from ontology.model import Model
from ontology.namespaces import RDF_TYPE
from ontology.record import Graphs

_STEPS, _RESTING, _SELECTED = 0.3, 0.5, 0.3
"""The number of steps for each resource of a case, and the shares of statements and resources that they rest on."""
_BLOCKING = 0.1
"""The share of steps that block, in a case that is not supported."""
CaseWriter = Callable[["CaseResources"], Any]


def plan_why_approved(planning: PlanningContext) -> "JustificationField":
    """The plan of the root field `whyApproved`."""
    return _plan(planning, only_blocking=False)


def plan_why_not(planning: PlanningContext) -> "JustificationField":
    """The plan of the root field `whyNot`."""
    return _plan(planning, only_blocking=True)


def _plan(planning: PlanningContext, *, only_blocking: bool) -> "JustificationField":
    day = TODAY if planning.as_of is None else planning.as_of
    planner = JustificationPlanner(planning)
    return JustificationField(
        platforms=planning.model.base + "ns#DigitalPlatform",
        platform=planning.argument("platform", str),
        decision=None if only_blocking else planning.argument("decision", lambda value: value),
        day=operand(day, str),
        reader=case_reader(planning.model, planning.planner.where.periods, day),
        writers=planner.writers(planning.nodes),
        only_blocking=only_blocking,
    )


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
        return await execution.work(lambda: [self._written(one, execution) for one in resources])

    def _written(self, resources: CaseResources, execution: ExecutionContext) -> Any:
        execution.check()
        value = {key: write(resources) for key, write in self.fields}
        return encode_long(value, execution.context.budget)


class JustificationPlanner:
    """Plans the writers of a justification, and collects the selections of resources that they need."""

    def __init__(self, planning: PlanningContext, place: str = "") -> None:
        """`place` is a name that is unique within the root field."""
        self.planning = planning
        self._place = place
        self.selections: list[CaseSelection] = []
        self.written: list[tuple[str, int]] = []
        self._finding = planning.model.base + "ns#Finding"
        self._places = 0

    def _resources(
        self,
        nodes: Sequence[FieldNode],
        of: Callable[[ExaminedCase], Iterable[str]],
        target: str | None = None,
    ) -> ResourceSelection:
        self._places += 1
        class_ = target if target in self.planning.model.classes else None
        selection = self.planning.resources(f"{self._place}{self._places}", nodes, class_)
        self.selections.append(CaseSelection(selection, of))
        return selection

    def writers(self, nodes: Sequence[FieldNode]) -> JustificationWriters:
        """The writers of a `Justification`."""
        fields = self.planning.fields("Justification", nodes)
        self.written.append(("case", len(fields)))
        written = tuple((key, self._field(name, inner)) for key, name, inner in fields)
        return JustificationWriters(written, tuple(self.selections), tuple(self.written))

    def _field(self, name: str, nodes: Sequence[FieldNode]) -> CaseWriter:
        match name:
            case "platform":
                platform = self._resources(nodes, lambda case: [case.platform] if case.platform else [])
                return lambda values: values.one(platform, values.case.platform)
            case "decision":
                decision = self._resources(nodes, lambda case: filter(None, [case.approval.decision]))
                return lambda values: values.one(decision, values.case.approval.decision)
            case "asOf":
                return lambda values: values.case.approval.day
            case "status":
                write = self._code(nodes)
                return lambda values: (
                    write(values.case.approval.status, values.context)
                    if values.case.approval.supported
                    else None
                )
            case "verdict":
                return lambda values: values.case.verdict
            case "steps":
                return self._steps(nodes, lambda case: case.steps)
            case "blocking":
                return self._steps(nodes, lambda case: case.approval.blocking)
            case "support":
                return self._statements(nodes, lambda case: case.support)
            case "context":
                return self._statements(nodes, lambda case: case.context)
            case "findings":
                return self._findings(nodes)
        return lambda values: "Justification"

    def _findings(self, nodes: Sequence[FieldNode]) -> CaseWriter:
        findings = self._resources(nodes, lambda case: case.findings(case.approval.resources), self._finding)
        return lambda values: values.all(findings, values.case.findings(values.case.approval.resources))

    def _code(self, nodes: Sequence[FieldNode]) -> Callable[[Any, AnswerContext], Any]:
        planning = self.planning
        fields = tuple(
            (key, planning.words(inner) if name == "label" else name)
            for key, name, inner in planning.fields("Code", nodes)
        )
        status = planning.model.properties[planning.model.base + "ns#currentStatus"]
        return value_writer(p.Value(status, fields=fields), planning.model)

    def _steps(self, nodes: Sequence[FieldNode], of: Callable[[ExaminedCase], Iterable[Step]]) -> CaseWriter:
        selected = self.planning.fields("JustificationStep", nodes)
        self.written.append(("step", len(selected)))
        fields = [(key, self._step_field(name, inner)) for key, name, inner in selected]

        def write_step(step: Step, values: CaseResources) -> Any:
            budget = values.context.budget
            return encode_long({key: write(step, values) for key, write in fields}, budget)

        return lambda values: [write_step(step, values) for step in of(values.case)]

    def _step_field(self, name: str, nodes: Sequence[FieldNode]) -> Callable[[Step, CaseResources], Any]:
        match name:
            case "kind":
                return lambda step, values: step.kind
            case "outcome":
                return lambda step, values: step.outcome.value
            case "essential":
                return lambda step, values: step.essential
            case "text":
                write = text_writer(self.planning.words(nodes))
                return lambda step, values: write(step.text, "", values.context)
            case "remedy":
                write_remedy = text_writer(self.planning.words(nodes))
                return lambda step, values: step.remedy and write_remedy(step.remedy, "", values.context)
            case "about":
                about = self._resources(nodes, lambda case: [s.about for s in case.steps if s.about])
                return lambda step, values: values.one(about, step.about)
            case "involves":
                involved = self._resources(nodes, lambda case: [i for s in case.steps for i in s.involves])
                return lambda step, values: values.all(involved, step.involves)
            case "acts":
                acts = self._resources(nodes, lambda case: [i for s in case.steps for i in s.acts])
                return lambda step, values: values.all(acts, step.acts)
            case "statements":
                return self._step_statements(nodes)
            case "findings":
                findings = self._resources(
                    nodes, lambda case: case.findings(case.approval.resources), self._finding
                )
                return lambda step, values: values.all(findings, values.case.findings(_resources_of(step)))
        return lambda step, values: "JustificationStep"

    def _step_statements(self, nodes: Sequence[FieldNode]) -> Callable[[Step, CaseResources], Any]:
        write = self._statement(nodes)
        return lambda step, values: [write(s, values) for s in step.statements]

    def _statements(
        self, nodes: Sequence[FieldNode], of: Callable[[ExaminedCase], Iterable[SourcedStatement]]
    ) -> CaseWriter:
        write = self._statement(nodes)
        return lambda values: [write(statement, values) for statement in of(values.case)]

    def _statement(self, nodes: Sequence[FieldNode]) -> Callable[[SourcedStatement, CaseResources], Any]:
        selected = self.planning.fields("SourcedStatement", nodes)
        self.written.append(("statement", len(selected)))
        fields = [(key, self._statement_field(name, inner)) for key, name, inner in selected]
        return lambda statement, values: {key: write(statement, values) for key, write in fields}

    def _statement_field(
        self, name: str, nodes: Sequence[FieldNode]
    ) -> Callable[[SourcedStatement, CaseResources], Any]:
        match name:
            case "subject" | "predicate" | "object" | "ntriples":
                return lambda statement, values: getattr(statement, name)
            case "sources":
                source_graph = self.planning.planner.source_graph
                graphs = self._resources(nodes, lambda case: case.graphs.values(), source_graph)
                return lambda statement, values: values.sources(graphs, statement.graphs)
        return lambda statement, values: "SourcedStatement"


def _resources_of(step: Step) -> Iterable[str]:
    return filter(None, (step.about, *step.involves, *step.acts))


def _check_subjects(facts: Facts, model: Model, platform: str, decision: str | None) -> None:
    """Raise `QueryError` unless both IRIs name what they should: a verdict on a typing error would mislead."""
    types = facts.objects(platform, RDF_TYPE)
    if model.base + "ns#DigitalPlatform" not in model.ancestry(types):
        names = " or ".join(sorted(model.classes[one].type_name for one in types if one in model.classes))
        raise QueryError(
            f"<{platform}> is {f'a {names}, not a platform' if names else 'not a platform of this release'}.",
            code="NO_PLATFORM",
        )
    if decision is not None and not facts.has_statements(decision):
        raise QueryError(f"<{decision}> is not a decision of this release.", code="NO_DECISION")


@dataclass(frozen=True, slots=True)
class JustificationField(ComputedField):
    """The planned root field."""

    platforms: str
    platform: Operand
    decision: Operand | None
    day: Operand
    reader: CaseReader
    writers: JustificationWriters
    only_blocking: bool

    def cost(self, estimator: Estimator, archive: Archive | None) -> Cost:
        """The cost of gathering the facts of the case, examining them, and writing what is selected."""
        platform = str(self.platform.bind(estimator.variables))
        start = estimator.populations.of_iri(platform, self.platforms)
        facts, gathering = self.reader.cost(estimator, start, 1)
        share = _BLOCKING if self.only_blocking else 1.0
        return sum_of([gathering, self.writers.cost(estimator, facts, 1, share)])

    async def answer(self, execution: ExecutionContext) -> Any:
        """Its value."""
        platform, day = execution.value(self.platform), execution.value(self.day)
        decision = execution.value(self.decision) if self.decision else None
        facts = await self.reader.facts(execution, [platform, *([decision] if decision else ())])
        _check_subjects(facts, execution.model, platform, decision)
        examiner = Examiner(facts, execution.model, await policy_of(execution))

        def examine() -> Approval:
            if self.only_blocking:
                return examiner.obstacles(platform, day)
            if decision is None:
                return examiner.best(platform, day)
            return examiner.examine(platform, decision, day)

        cases = await self.reader.cases(execution, [(facts, await execution.work(examine))])
        (justification,) = await self.writers.write(cases, execution)
        return justification
