"""`whatIf`: the cases of platforms as they are, and as they would be with some facts changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import FieldNode

from graph_api.computed.cases import CaseReader, ExaminedCase, case_reader, reach_of_rules
from graph_api.computed.concerned import MOST_PLATFORMS, ConcernReader, concern_reader
from graph_api.computed.execution import ComputedField, ExecutionContext, ResourceSelection, objects_of
from graph_api.computed.gathering import add_records, policy_of
from graph_api.computed.joined import JoinReader, join_reader
from graph_api.computed.justification_planner import JustificationPlanner
from graph_api.computed.justification_writers import JustificationWriters
from graph_api.computed.planning import PlanningContext
from graph_api.computed.supposed import SupposedResources
from graph_api.costs.cost import CONCLUDED, RULED, Cost, reading, sum_of, writing
from graph_api.costs.estimate import Estimator
from graph_api.costs.populations import Population, merge
from graph_api.history.archive import Archive
from graph_api.plan.conditions import Operand
from graph_api.plan.document import TODAY, operand
from graph_api.reasoning.approval import Approval
from graph_api.reasoning.consequences import SupposedFindings, Supposition
from graph_api.reasoning.examiner import Examiner
from graph_api.reasoning.facts import Facts
from graph_api.reasoning.supposing import Suppositions, read_changes

_RANKS = {"recognised": 3, "potential": 2, "listed": 1}
"""The statuses by rank; a platform without one has rank 0."""
_CHANGED = 0.1
"""The share of the platforms concerned whose case changes, in each list."""


def plan_what_if(planning: PlanningContext) -> "WhatIfField":
    """The plan of the root field `whatIf`."""
    day = TODAY if planning.as_of is None else planning.as_of
    parts: list[tuple[str, str, PlatformChangeSelection | None]] = []
    for key, name, inner in planning.fields("WhatIf", planning.nodes):
        is_list = name in ("gained", "lost", "touched")
        parts.append((key, name, _plan_changes(planning, key, inner) if is_list else None))
    reach = reach_of_rules(planning.model)
    return WhatIfField(
        changes=planning.argument("changes", lambda value: value),
        rejudge=planning.argument("rejudge", bool),
        day=operand(day, str),
        reader=case_reader(planning.model, planning.planner.where.periods, day, reach),
        concerns=concern_reader(planning.model, reach),
        joins=join_reader(planning.model),
        parts=tuple(parts),
    )


def _plan_changes(
    planning: PlanningContext, place: str, nodes: Sequence[FieldNode]
) -> "PlatformChangeSelection":
    fields: list[tuple[str, str, ResourceSelection | JustificationWriters | None]] = []
    for key, name, inner in planning.fields("StatusChange", nodes):
        match name:
            case "platform":
                fields.append((key, name, planning.resources(f"{place}.{key}", inner)))
            case "before" | "after":
                planner = JustificationPlanner(planning, f"{place}.{key}.")
                fields.append((key, name, planner.writers(inner)))
            case _:
                fields.append((key, name, None))
    return PlatformChangeSelection(tuple(fields))


@dataclass(frozen=True, slots=True)
class PlatformChange:
    """A platform's case as it is and as it would be."""

    before: ExaminedCase
    after: ExaminedCase

    @property
    def by(self) -> int:
        """The difference in rank: positive if the status would be higher."""
        return _rank(self.after.approval) - _rank(self.before.approval)

    @property
    def differs(self) -> bool:
        """True if steps, verdict or findings would be others."""
        return _outcomes(self.before) != _outcomes(self.after)

    @property
    def resources(self) -> tuple[str, ...]:
        """The resources that it would show, by IRI."""
        return (self.after.approval.platform, *self.after.approval.resources)


def _rank(approval: Approval) -> int:
    if not approval.supported or approval.status is None:
        return 0
    return _RANKS.get(approval.status.rpartition("/")[2], 0)


def _outcomes(case: ExaminedCase) -> object:
    """The parts in which two cases of a platform may differ."""
    approval = case.approval
    steps = [(step.kind, step.about, step.outcome) for step in approval.steps]
    return approval.decision, steps, case.verdict, case.findings(approval.resources)


def _changed(
    execution: ExecutionContext, cases: Sequence[ExaminedCase], findings: SupposedFindings
) -> list[PlatformChange]:
    """The platforms whose case would be another; `cases` has two of each platform, as it is and as it would be."""
    changed: list[PlatformChange] = []
    for before, after in zip(cases[::2], cases[1::2], strict=True):
        execution.check()
        one = PlatformChange(before, after.supposing(findings))
        if one.differs:
            changed.append(one)
    return changed


@dataclass(frozen=True, slots=True)
class PlatformChangeSelection:
    """The selection of a changed platform: response keys, names of fields, and what is selected in them."""

    fields: tuple[tuple[str, str, ResourceSelection | JustificationWriters | None], ...]

    def cost(self, estimator: Estimator, facts: Population, platforms: Population) -> Cost:
        """The cost of writing some changed platforms; `facts`: what their cases are about."""
        number = platforms.size
        parts = [writing(number)]
        for _, _, part in self.fields:
            match part:
                case ResourceSelection():
                    parts.append(part.cost(estimator, platforms))
                case JustificationWriters():
                    parts.append(part.cost(estimator, facts, number))
                case _:
                    parts.append(writing(number))
        return sum_of(parts)

    async def write(
        self, changed: Sequence[PlatformChange], execution: ExecutionContext, supposed: SupposedResources
    ) -> list[dict[str, Any]]:
        """The platforms, ready for JSON; `supposed` has what the store lacks."""
        columns: dict[str, Sequence[Any]] = {}
        for key, name, part in self.fields:
            match part:
                case ResourceSelection():
                    platforms = [one.before.approval.platform for one in changed]
                    selected = [(part, platforms)]
                    known = await execution.resources(*selected)
                    (resources,) = await supposed.complete(execution, selected, known)
                    columns[key] = [resources.get(iri) for iri in platforms]
                case JustificationWriters():
                    cases = [one.before if name == "before" else one.after for one in changed]
                    lacking = supposed if name == "after" else None
                    columns[key] = await part.write(cases, execution, lacking)
                case _:
                    columns[key] = ["StatusChange"] * len(changed)
        return objects_of(columns)


@dataclass(frozen=True, slots=True)
class WhatIfField(ComputedField):
    """The planned root field."""

    changes: Operand
    rejudge: Operand
    day: Operand
    reader: CaseReader
    concerns: ConcernReader
    joins: JoinReader
    parts: tuple[tuple[str, str, PlatformChangeSelection | None], ...]

    def cost(self, estimator: Estimator, archive: Archive | None) -> Cost:
        """The cost of finding the platforms concerned, of examining each twice, and of writing what changes."""
        given = self.changes.bind(estimator.variables)
        changes: list[Any] = given if isinstance(given, list) else [given]
        named, platforms, finding = self.concerns.cost(estimator, changes)
        facts, examining = self.reader.cost(estimator, merge([platforms, named]), 2 * platforms.size)
        changed = max(1.0, platforms.size * _CHANGED)
        lists = [
            part.cost(estimator, facts.scaled(facts.size * _CHANGED), platforms.scaled(changed))
            for _, _, part in self.parts
            if part
        ]
        ruled = reading(0, 4, CONCLUDED + RULED * estimator.populations.statements(facts))
        written = writing(1 + len(self.parts))
        return sum_of([*finding, self.joins.cost, examining, ruled, written, *lists])

    async def answer(self, execution: ExecutionContext) -> dict[str, Any]:
        """Its value. Raises `QueryError` for unknown properties and invalid values."""
        day = execution.value(self.day)
        suppositions = read_changes(execution.value(self.changes), execution.model)
        joined = await self.joins.joined(execution, suppositions)
        platforms, truncated = await self.concerns.platforms_of(execution, suppositions, joined.concerned)
        supposition = await self._supposition(execution, [*platforms, *joined.context], suppositions)
        examined, findings = await execution.work(partial(self._examine, execution, platforms, supposition))
        cases = await self.reader.cases(execution, examined)
        changed = await execution.work(partial(_changed, execution, cases, findings))
        lists: Mapping[str, list[PlatformChange]] = {
            "gained": [one for one in changed if one.by > 0],
            "lost": [one for one in changed if one.by < 0],
            "touched": [one for one in changed if one.by == 0],
        }
        own = {"asOf": day, "truncated": truncated, "__typename": "WhatIf"}
        names = {iri for one in changed for iri in one.resources}
        with SupposedResources(supposition, findings, names) as supposed:
            return {
                key: own[name] if part is None else await part.write(lists[name], execution, supposed)
                for key, name, part in self.parts
            }

    def _examine(
        self, execution: ExecutionContext, platforms: Sequence[str], supposition: Supposition
    ) -> tuple[list[tuple[Facts, Approval]], SupposedFindings]:
        """The case of each platform as it is, followed by the one as it would be; and the findings there would be."""
        day, rejudge = execution.value(self.day), execution.value(self.rejudge)
        now, then, policy = supposition.now, supposition.then, supposition.policy
        before = Examiner(now, execution.model, policy)
        after = Examiner(then, execution.model, policy, rejudge=rejudge)
        examined: list[tuple[Facts, Approval]] = []
        for iri in sorted({*platforms, *supposition.platforms()})[:MOST_PLATFORMS]:
            execution.check()
            examined += [(now, before.best(iri, day)), (then, after.best(iri, day))]
        return examined, supposition.findings()

    async def _supposition(
        self, execution: ExecutionContext, concerned: Sequence[str], suppositions: Suppositions
    ) -> Supposition:
        """The facts about what the changes concern and all that they name, with the graphs that state them."""
        start = [*concerned, *suppositions.subjects, *suppositions.values]
        facts = await self.reader.facts(execution, start)
        numbers = {number for iri in facts.resources for s in facts.about(iri) for number in s.graphs}
        graphs = await execution.session.graphs(sorted(numbers))
        unread = sorted(iri for iri in graphs.values() if not facts.knows(iri))
        await add_records(execution, unread, facts)
        described = {number for iri in unread for s in facts.about(iri) for number in s.graphs} - numbers
        graphs = {**graphs, **await execution.session.graphs(sorted(described))}
        policy = await policy_of(execution)
        return Supposition(facts, suppositions.over(facts), graphs, suppositions.subjects, policy)
