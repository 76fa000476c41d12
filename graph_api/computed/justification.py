"""`whyApproved` and `whyNot`: the facts of a case are gathered, examined, and written as they were asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode

from graph_api.computed.cases import CaseReader, ExaminedCase, case_reader
from graph_api.computed.execution import ExecutionContext, ResourceSelection
from graph_api.computed.gathering import policy_of
from graph_api.computed.planning import PlanningContext
from graph_api.errors import QueryError
from graph_api.plan import plan as p
from graph_api.plan.conditions import Operand
from graph_api.plan.document import TODAY, operand
from graph_api.reasoning.approval import Step
from graph_api.reasoning.examiner import Examiner
from graph_api.reasoning.facts import Facts, SourcedStatement
from graph_api.respond.values import AnswerContext, text_writer, value_writer
from ontology.model import Model
from ontology.record import TYPE, Graphs

CaseWriter = Callable[["CaseResources"], Any]


def plan_why_approved(planning: PlanningContext) -> "JustificationField":
    """The plan of the root field `whyApproved`."""
    return _plan(planning, only_blocking=False)


def plan_why_not(planning: PlanningContext) -> "JustificationField":
    """The plan of the root field `whyNot`."""
    return _plan(planning, only_blocking=True)


def _plan(planning: PlanningContext, *, only_blocking: bool) -> "JustificationField":
    day = TODAY if planning.as_of is None else planning.as_of
    shown = JustificationPlanner(planning)
    fields = shown.justification(planning.nodes)
    return JustificationField(
        platform=planning.argument("platform", str),
        decision=None if only_blocking else planning.argument("decision", lambda given: given),
        day=operand(day, str),
        reader=case_reader(planning.model, planning.planner.where.periods, day),
        written=JustificationWriters(fields, tuple(shown.wanted)),
        only_blocking=only_blocking,
    )


@dataclass(frozen=True, slots=True)
class CaseResources:
    """A case with what was read of the resources that are shown of it, by the selection."""

    case: ExaminedCase
    context: AnswerContext
    read: Mapping[int, Mapping[str, Any]]
    _sources: dict[tuple[int, Graphs], list[Any]] = field(default_factory=dict)

    def one(self, resources: ResourceSelection, iri: str | None) -> Any:
        """A resource as it was selected; None if nothing is known of it."""
        return None if iri is None else self.read[id(resources)].get(iri)

    def all(self, resources: ResourceSelection, found: Iterable[str]) -> list[Any]:
        """Resources as they were selected, without those of which nothing is known."""
        return [one for iri in found if (one := self.one(resources, iri)) is not None]

    def sources(self, resources: ResourceSelection, numbers: Graphs) -> list[Any]:
        """Source graphs, given by their numbers, as they were selected: by IRI. Many statements have the same."""
        key = id(resources), numbers
        if key not in self._sources:
            self._sources[key] = self.all(resources, sorted(self.case.graphs[number] for number in numbers))
        return self._sources[key]


@dataclass(frozen=True, slots=True)
class CaseSelection:
    """Resources that are shown somewhere, and which of a case they are."""

    resources: ResourceSelection
    of: Callable[[ExaminedCase], Iterable[str]]


@dataclass(frozen=True, slots=True)
class JustificationWriters:
    """How justifications are written: response keys, and the resources that this takes."""

    fields: tuple[tuple[str, CaseWriter], ...]
    wanted: tuple[CaseSelection, ...]

    async def write(self, cases: Sequence[ExaminedCase], execution: ExecutionContext) -> list[dict[str, Any]]:
        """The justifications, in as many statements as for one."""
        among = [(w.resources, [iri for case in cases for iri in w.of(case)]) for w in self.wanted]
        found = await execution.resources(*among)
        read = {id(w.resources): by_iri for w, by_iri in zip(self.wanted, found, strict=True)}
        shown = [CaseResources(case, execution.context, read) for case in cases]
        return [{key: write(one) for key, write in self.fields} for one in shown]


class JustificationPlanner:
    """Reads what is selected of a justification, and notes which resources that takes."""

    def __init__(self, planning: PlanningContext, place: str = "") -> None:
        """`place` is a name of its own within the root field."""
        self.planning = planning
        self._place = place
        self.wanted: list[CaseSelection] = []
        self._finding = planning.model.base + "ns#Finding"
        self._places = 0

    def _resources(
        self,
        nodes: Sequence[FieldNode],
        of: Callable[[ExaminedCase], Iterable[str]],
        target: str | None = None,
    ) -> ResourceSelection:
        self._places += 1
        known = target if target in self.planning.model.classes else None
        found = self.planning.resources(f"{self._place}{self._places}", nodes, known)
        self.wanted.append(CaseSelection(found, of))
        return found

    def justification(self, nodes: Sequence[FieldNode]) -> tuple[tuple[str, CaseWriter], ...]:
        """The fields of `JustificationField` by response key."""
        fields = self.planning.fields("JustificationField", nodes)
        return tuple((key, self._field(name, inner)) for key, name, inner in fields)

    def _field(self, name: str, nodes: Sequence[FieldNode]) -> CaseWriter:
        match name:
            case "platform":
                platform = self._resources(nodes, lambda case: [case.platform] if case.platform else [])
                return lambda shown: shown.one(platform, shown.case.platform)
            case "decision":
                decision = self._resources(nodes, lambda case: filter(None, [case.approval.decision]))
                return lambda shown: shown.one(decision, shown.case.approval.decision)
            case "asOf":
                return lambda shown: shown.case.approval.day
            case "status":
                write = self._code(nodes)
                return lambda shown: (
                    write(shown.case.approval.status, shown.context)
                    if shown.case.approval.supported
                    else None
                )
            case "verdict":
                return lambda shown: shown.case.verdict
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
        return lambda shown: "JustificationField"

    def _findings(self, nodes: Sequence[FieldNode]) -> CaseWriter:
        found = self._resources(nodes, lambda case: case.findings(case.approval.resources), self._finding)
        return lambda shown: shown.all(found, shown.case.findings(shown.case.approval.resources))

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
        fields = [(key, self._step_field(name, inner)) for key, name, inner in selected]
        return lambda shown: [{key: write(step, shown) for key, write in fields} for step in of(shown.case)]

    def _step_field(self, name: str, nodes: Sequence[FieldNode]) -> Callable[[Step, CaseResources], Any]:
        match name:
            case "kind":
                return lambda step, shown: step.kind
            case "outcome":
                return lambda step, shown: step.outcome.value
            case "essential":
                return lambda step, shown: step.essential
            case "text":
                write = text_writer(self.planning.words(nodes))
                return lambda step, shown: write(step.text, "", shown.context)
            case "remedy":
                write_remedy = text_writer(self.planning.words(nodes))
                return lambda step, shown: step.remedy and write_remedy(step.remedy, "", shown.context)
            case "about":
                about = self._resources(nodes, lambda case: [s.about for s in case.steps if s.about])
                return lambda step, shown: shown.one(about, step.about)
            case "involves":
                involved = self._resources(nodes, lambda case: [i for s in case.steps for i in s.involves])
                return lambda step, shown: shown.all(involved, step.involves)
            case "acts":
                acts = self._resources(nodes, lambda case: [i for s in case.steps for i in s.acts])
                return lambda step, shown: shown.all(acts, step.acts)
            case "statements":
                return self._step_statements(nodes)
            case "findings":
                found = self._resources(
                    nodes, lambda case: case.findings(case.approval.resources), self._finding
                )
                return lambda step, shown: shown.all(found, shown.case.findings(_touched(step)))
        return lambda step, shown: "JustificationStep"

    def _step_statements(self, nodes: Sequence[FieldNode]) -> Callable[[Step, CaseResources], Any]:
        write = self._statement(nodes)
        return lambda step, shown: [write(s, shown) for s in step.statements]

    def _statements(
        self, nodes: Sequence[FieldNode], of: Callable[[ExaminedCase], Iterable[SourcedStatement]]
    ) -> CaseWriter:
        write = self._statement(nodes)
        return lambda shown: [write(statement, shown) for statement in of(shown.case)]

    def _statement(self, nodes: Sequence[FieldNode]) -> Callable[[SourcedStatement, CaseResources], Any]:
        selected = self.planning.fields("SourcedStatement", nodes)
        fields = [(key, self._statement_field(name, inner)) for key, name, inner in selected]
        return lambda statement, shown: {key: write(statement, shown) for key, write in fields}

    def _statement_field(
        self, name: str, nodes: Sequence[FieldNode]
    ) -> Callable[[SourcedStatement, CaseResources], Any]:
        match name:
            case "subject" | "predicate" | "object" | "ntriples":
                return lambda statement, shown: getattr(statement, name)
            case "sources":
                source_graph = self.planning.planner.source_graph
                graphs = self._resources(nodes, lambda case: case.graphs.values(), source_graph)
                return lambda statement, shown: shown.sources(graphs, statement.graphs)
        return lambda statement, shown: "SourcedStatement"


def _touched(step: Step) -> Iterable[str]:
    return filter(None, (step.about, *step.involves, *step.acts))


def _check(facts: Facts, model: Model, platform: str, decision: str | None) -> None:
    """Raise `QueryError` unless they are what they are said to be: a verdict on a typing error would mislead."""
    types = facts.objects(platform, TYPE)
    if model.base + "ns#DigitalPlatform" not in model.ancestry(types):
        what = " or ".join(sorted(model.classes[one].type_name for one in types if one in model.classes))
        raise QueryError(
            f"<{platform}> is {'a ' + what if what else 'not known'}, no platform.",
            code="NO_PLATFORM",
            hint="Give the IRI of a platform: `search` and `digitalPlatforms` find it by its name.",
        )
    if decision is not None and not facts.described(decision):
        raise QueryError(
            f"<{decision}> is not known, no decision.",
            code="NO_DECISION",
            hint="Leave `decision` out, or give the IRI of one of the platform's `decisions`.",
        )


@dataclass(frozen=True, slots=True)
class JustificationField:
    """The planned root field."""

    platform: Operand
    decision: Operand | None
    day: Operand
    reader: CaseReader
    written: JustificationWriters
    only_blocking: bool

    def arguments(self) -> tuple[Operand, ...]:
        """Nothing that may be refused."""
        return ()

    async def answer(self, execution: ExecutionContext) -> dict[str, Any]:
        """Its value."""
        platform, day = execution.value(self.platform), execution.value(self.day)
        decision = execution.value(self.decision) if self.decision else None
        facts = await self.reader.facts(execution, [platform, *([decision] if decision else ())])
        _check(facts, execution.model, platform, decision)
        examiner = Examiner(facts, execution.model, await policy_of(execution))
        if self.only_blocking:
            approval = examiner.against(platform, day)
        elif decision is None:
            approval = examiner.best(platform, day)
        else:
            approval = examiner.examine(platform, decision, day)
        (written,) = await self.written.write(
            await self.reader.cases(execution, [(facts, approval)]), execution
        )
        return written
