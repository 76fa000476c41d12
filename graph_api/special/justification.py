"""`whyApproved` and `whyNot`: the facts of a case are gathered, examined, and written as they were asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode

from graph_api.audit import vocabulary as v
from graph_api.audit.approval import Approval, Step
from graph_api.audit.examiner import Examiner
from graph_api.audit.facts import Facts, Reach, Statement
from graph_api.plan import plan as p
from graph_api.plan.conditions import Operand
from graph_api.plan.document import TODAY, operand
from graph_api.plan.walk import Direction, Way
from graph_api.plan.walk import Step as WalkStep
from graph_api.respond.values import Asked, text_writer, value_writer
from graph_api.special.gathering import gather, policy_of, records, way_back
from graph_api.special.special import Asking, Planning, Resources
from ontology.model import Model

_ROUNDS = 8
_MOST = 100_000
_DEFECTS = frozenset(("Violation", "Warning"))
Write = Callable[["_Case"], Any]


def reach_of(model: Model) -> Reach:
    """How far the case of a platform goes."""
    ndp = v.Vocabulary(model.base)
    own = (
        *("ofKind", "hasRole", "enactedBy", "decidedBy", "basedOnAssessment", "againstCriteriaSet"),
        *("conductedBy", "hasResult", "basedOnEvidence", "basedOnObservation", "derivedFromCriterion"),
    )
    forwards = {f"{model.base}ns#{name}" for name in own}
    forwards |= {v.AGENT, v.ANNEX_OF, v.PART_OF, v.TEST, v.ASSERTED_BY, v.REQUIREMENT, v.FRAMEWORK}
    backwards = {ndp.decidesOn, ndp.assesses, ndp.revokes, ndp.supersedes, ndp.consultedOn, ndp.prescribes}
    return Reach(frozenset(forwards), frozenset(backwards), _ROUNDS)


def plan_why_approved(planning: Planning) -> "Justification":
    """The plan of the root field `whyApproved`."""
    return _plan(planning, only_blocking=False)


def plan_why_not(planning: Planning) -> "Justification":
    """The plan of the root field `whyNot`."""
    return _plan(planning, only_blocking=True)


def _plan(planning: Planning, *, only_blocking: bool) -> "Justification":
    model = planning.model
    day = TODAY if planning.as_of is None else planning.as_of
    finding = model.base + "ns#Finding"
    focus = model.properties.get(model.base + "ns#focus")
    touching = None
    if focus is not None:
        holding = planning.planner.where.periods.holding(finding if finding in model.classes else None, day)
        touching = Way((focus,), Direction.BACKWARD, holding)
    reader = _Reader(planning)
    return Justification(
        platform=planning.argument("platform", str),
        decision=None if only_blocking else planning.argument("decision", lambda given: given),
        day=operand(day, str),
        back=way_back(model, reach_of(model)),
        touching=touching,
        fields=reader.justification(planning.nodes),
        wanted=tuple(reader.wanted),
        only_blocking=only_blocking,
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """What was found out: the approval, its facts, the findings that touch resources, and what was read to be shown."""

    approval: Approval
    platform: str | None
    touching: Mapping[str, Sequence[str]]
    defects: frozenset[str]
    graphs: Mapping[int, str]
    asked: Asked
    read: Mapping[int, Mapping[str, Any]]

    def shown(self, resources: Resources, iri: str | None) -> Any:
        """A resource as it was selected; None if nothing is known of it."""
        return None if iri is None else self.read[id(resources)].get(iri)

    def all_shown(self, resources: Resources, found: Iterable[str]) -> list[Any]:
        """Resources as they were selected, without those of which nothing is known."""
        return [one for iri in found if (one := self.shown(resources, iri)) is not None]

    def findings(self, resources: Iterable[str]) -> list[str]:
        """The findings that touch resources, by IRI."""
        return sorted({finding for iri in resources for finding in self.touching.get(iri, ())})

    @property
    def steps(self) -> Sequence[Step]:
        """All steps."""
        return self.approval.steps

    @property
    def verdict(self) -> str:
        """The name of the verdict."""
        if not self.approval.supported:
            return "NOT_SUPPORTED"
        whole = all(step.outcome == "HOLDS" for step in self.steps)
        touched = self.defects.intersection(self.findings(self.approval.resources))
        return "SUPPORTED" if whole and not touched else "SUPPORTED_WITH_DEFECTS"

    @property
    def support(self) -> list[Statement]:
        """What the derivation needs."""
        return sorted({s for step in self.steps for s in step.support}) if self.approval.supported else []

    @property
    def context(self) -> list[Statement]:
        """What else the steps rest on."""
        said = {s for step in self.steps for s in (*step.support, *step.context)}
        return sorted(said.difference(self.support))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Resources that are shown somewhere, and which of a case they are."""

    resources: Resources
    of: Callable[[_Case], Iterable[str]]


class _Reader:
    """Reads what is selected of a justification, and notes which resources that takes."""

    def __init__(self, planning: Planning) -> None:
        self.planning = planning
        self.wanted: list[_Wanted] = []
        self._finding = planning.model.base + "ns#Finding"
        self._places = 0

    def _resources(
        self, nodes: Sequence[FieldNode], of: Callable[[_Case], Iterable[str]], target: str | None = None
    ) -> Resources:
        self._places += 1
        known = target if target in self.planning.model.classes else None
        found = self.planning.resources(str(self._places), nodes, known)
        self.wanted.append(_Wanted(found, of))
        return found

    def justification(self, nodes: Sequence[FieldNode]) -> tuple[tuple[str, Write], ...]:
        """The fields of `Justification` by response key."""
        fields = self.planning.fields("Justification", nodes)
        return tuple((key, self._field(name, inner)) for key, name, inner in fields)

    def _field(self, name: str, nodes: Sequence[FieldNode]) -> Write:
        match name:
            case "platform":
                platform = self._resources(nodes, lambda case: [case.platform] if case.platform else [])
                return lambda case: case.shown(platform, case.platform)
            case "decision":
                decision = self._resources(nodes, lambda case: filter(None, [case.approval.decision]))
                return lambda case: case.shown(decision, case.approval.decision)
            case "asOf":
                return lambda case: case.approval.day
            case "status":
                write = self._code(nodes)
                return lambda case: (
                    write(case.approval.status, case.asked) if case.approval.supported else None
                )
            case "verdict":
                return lambda case: case.verdict
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
        return lambda case: "Justification"

    def _findings(self, nodes: Sequence[FieldNode]) -> Write:
        found = self._resources(nodes, lambda case: case.findings(case.approval.resources), self._finding)
        return lambda case: case.all_shown(found, case.findings(case.approval.resources))

    def _code(self, nodes: Sequence[FieldNode]) -> Callable[[Any, Asked], Any]:
        planning = self.planning
        fields = tuple(
            (key, planning.words(inner) if name == "label" else name)
            for key, name, inner in planning.fields("Code", nodes)
        )
        status = planning.model.properties[planning.model.base + "ns#currentStatus"]
        return value_writer(p.Value(status, fields=fields), planning.model)

    def _steps(self, nodes: Sequence[FieldNode], of: Callable[[_Case], Iterable[Step]]) -> Write:
        selected = self.planning.fields("JustificationStep", nodes)
        fields = [(key, self._step_field(name, inner)) for key, name, inner in selected]
        return lambda case: [{key: write(step, case) for key, write in fields} for step in of(case)]

    def _step_field(self, name: str, nodes: Sequence[FieldNode]) -> Callable[[Step, _Case], Any]:
        match name:
            case "kind":
                return lambda step, case: step.kind
            case "outcome":
                return lambda step, case: step.outcome.value
            case "essential":
                return lambda step, case: step.essential
            case "text":
                write = text_writer(self.planning.words(nodes))
                return lambda step, case: write(step.text, "", case.asked)
            case "remedy":
                write_remedy = text_writer(self.planning.words(nodes))
                return lambda step, case: step.remedy and write_remedy(step.remedy, "", case.asked)
            case "about":
                about = self._resources(nodes, lambda case: [s.about for s in case.steps if s.about])
                return lambda step, case: case.shown(about, step.about)
            case "involves":
                involved = self._resources(nodes, lambda case: [i for s in case.steps for i in s.involves])
                return lambda step, case: case.all_shown(involved, step.involves)
            case "acts":
                acts = self._resources(nodes, lambda case: [i for s in case.steps for i in s.acts])
                return lambda step, case: case.all_shown(acts, step.acts)
            case "statements":
                return self._step_statements(nodes)
            case "findings":
                found = self._resources(
                    nodes, lambda case: case.findings(case.approval.resources), self._finding
                )
                return lambda step, case: case.all_shown(found, case.findings(_touched(step)))
        return lambda step, case: "JustificationStep"

    def _step_statements(self, nodes: Sequence[FieldNode]) -> Callable[[Step, _Case], Any]:
        write = self._statement(nodes)
        return lambda step, case: [write(s, case) for s in sorted({*step.support, *step.context})]

    def _statements(self, nodes: Sequence[FieldNode], of: Callable[[_Case], Iterable[Statement]]) -> Write:
        write = self._statement(nodes)
        return lambda case: [write(statement, case) for statement in of(case)]

    def _statement(self, nodes: Sequence[FieldNode]) -> Callable[[Statement, _Case], Any]:
        selected = self.planning.fields("SourcedStatement", nodes)
        fields = [(key, self._statement_field(name, inner)) for key, name, inner in selected]
        return lambda statement, case: {key: write(statement, case) for key, write in fields}

    def _statement_field(self, name: str, nodes: Sequence[FieldNode]) -> Callable[[Statement, _Case], Any]:
        match name:
            case "subject" | "predicate" | "object" | "ntriples":
                return lambda statement, case: getattr(statement, name)
            case "sources":
                source_graph = self.planning.planner.source_graph
                graphs = self._resources(nodes, lambda case: case.graphs.values(), source_graph)
                return lambda statement, case: case.all_shown(
                    graphs, sorted(case.graphs[number] for number in statement.graphs)
                )
        return lambda statement, case: "SourcedStatement"


def _touched(step: Step) -> Iterable[str]:
    return filter(None, (step.about, *step.involves, *step.acts))


@dataclass(frozen=True, slots=True)
class Justification:
    """The planned root field."""

    platform: Operand
    decision: Operand | None
    day: Operand
    back: Way
    touching: Way | None
    fields: tuple[tuple[str, Write], ...]
    wanted: tuple[_Wanted, ...]
    only_blocking: bool

    def arguments(self) -> tuple[Operand, ...]:
        """Nothing that may be refused."""
        return ()

    async def answer(self, asking: Asking) -> dict[str, Any]:
        """Its value."""
        platform, day = asking.value(self.platform), asking.value(self.day)
        decision = asking.value(self.decision) if self.decision else None
        model = asking.model
        start = [platform, *([decision] if decision else ())]
        facts = await gather(asking, start, reach_of(model), self.back)
        examiner = Examiner(facts, model, await policy_of(asking))
        if self.only_blocking:
            approval = examiner.against(platform, day)
        elif decision is None:
            approval = examiner.best(platform, day)
        else:
            approval = examiner.examine(platform, decision, day)
        known = platform if facts.described(platform) else None
        touching, defects = await self._touching(asking, approval)
        numbers = {n for step in approval.steps for s in (*step.support, *step.context) for n in s.graphs}
        graphs = await asking.session.graphs(sorted(numbers))
        case = _Case(approval, known, touching, defects, graphs, asking.asked, {})
        found = await asking.resources(*((one.resources, list(one.of(case))) for one in self.wanted))
        read = {id(one.resources): by_iri for one, by_iri in zip(self.wanted, found, strict=True)}
        case = _Case(approval, known, touching, defects, graphs, asking.asked, read)
        return {key: write(case) for key, write in self.fields}

    async def _touching(
        self, asking: Asking, approval: Approval
    ) -> tuple[Mapping[str, Sequence[str]], frozenset[str]]:
        """The findings that hold on the day, by the resource they touch; those of them that are defects."""
        touching: dict[str, list[str]] = {}
        if self.touching is None:
            return touching, frozenset()
        for iri, finding in await asking.pairs(WalkStep(self.touching, approval.resources, limit=_MOST)):
            touching.setdefault(iri, []).append(finding)
        facts = Facts(())
        await records(asking, sorted({f for found in touching.values() for f in found}), facts)
        severity = asking.model.base + "ns#severity"
        defects = {f for found in touching.values() for f in found if facts.value(f, severity) in _DEFECTS}
        return touching, frozenset(defects)
