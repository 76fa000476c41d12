"""`whatIf`: the cases of platforms as they are, and as they would be over facts some of which are otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphql import FieldNode

from graph_api.computed.cases import CaseReader, ExaminedCase, case_reader
from graph_api.computed.execution import ExecutionContext, ResourceSelection
from graph_api.computed.gathering import policy_of
from graph_api.computed.impact import classes_of, impact_ways, walk
from graph_api.computed.justification import JustificationPlanner, JustificationWriters
from graph_api.computed.planning import PlanningContext
from graph_api.plan.conditions import Operand
from graph_api.plan.document import TODAY, operand
from graph_api.plan.walk import Way
from graph_api.reasoning import vocabulary as v
from graph_api.reasoning.approval import Approval
from graph_api.reasoning.examiner import Examiner
from graph_api.reasoning.facts import Facts
from graph_api.reasoning.supposing import Suppositions, read_changes
from ontology.model import Model

_RANKS = {"recognised": 2, "potential": 1}
_MOST = 500


def plan_what_if(planning: PlanningContext) -> "WhatIfField":
    """The plan of the root field `whatIf`."""
    day = TODAY if planning.as_of is None else planning.as_of
    parts: list[tuple[str, str, PlatformChangeSelection | None]] = []
    for key, name, inner in planning.fields("WhatIfField", planning.nodes):
        is_list = name in ("gained", "lost", "touched")
        parts.append((key, name, _plan_changes(planning, key, inner) if is_list else None))
    return WhatIfField(
        changes=planning.argument("changes", lambda given: given),
        rejudge=planning.argument("rejudge", bool),
        day=operand(day, str),
        reader=case_reader(planning.model, planning.planner.where.periods, day),
        ways=_concerned(planning.model),
        parts=tuple(parts),
    )


def _plan_changes(
    planning: PlanningContext, place: str, nodes: Sequence[FieldNode]
) -> "PlatformChangeSelection":
    fields: list[tuple[str, ResourceSelection | JustificationWriters | str]] = []
    for key, name, inner in planning.fields("StatusChange", nodes):
        match name:
            case "platform":
                fields.append((key, planning.resources(f"{place}.{key}", inner)))
            case "before" | "after":
                shown = JustificationPlanner(planning, f"{place}.{key}.")
                written = JustificationWriters(shown.justification(inner), tuple(shown.wanted))
                fields.append((f"{name} {key}", written))
            case _:
                fields.append((key, "StatusChange"))
    return PlatformChangeSelection(tuple(fields))


@dataclass(frozen=True, slots=True)
class PlatformChange:
    """A platform with its case as it is and as it would be."""

    before: ExaminedCase
    after: ExaminedCase

    @property
    def by(self) -> int:
        """How much higher the status would be."""
        return _rank(self.after.approval) - _rank(self.before.approval)


def _rank(approval: Approval) -> int:
    if not approval.supported or approval.status is None:
        return 0
    return _RANKS.get(approval.status.rpartition("/")[2], 0)


def _outcomes(approval: Approval) -> object:
    """What tells two cases of a platform apart."""
    return approval.decision, [(step.kind, step.about, step.outcome) for step in approval.steps]


@dataclass(frozen=True, slots=True)
class PlatformChangeSelection:
    """What is selected of a changed platform; a justification's key says first which one it is."""

    fields: tuple[tuple[str, ResourceSelection | JustificationWriters | str], ...]

    async def write(
        self, changed: Sequence[PlatformChange], execution: ExecutionContext
    ) -> list[dict[str, Any]]:
        """The platforms, ready for JSON."""
        written: list[dict[str, Any]] = [{} for _ in changed]
        for key, field in self.fields:
            values: Sequence[Any]
            name = key
            match field:
                case ResourceSelection():
                    platforms = [one.before.approval.platform for one in changed]
                    (found,) = await execution.resources((field, platforms))
                    values = [found.get(iri) for iri in platforms]
                case JustificationWriters():
                    which, _, name = key.partition(" ")
                    cases = [one.before if which == "before" else one.after for one in changed]
                    values = await field.write(cases, execution)
                case _:
                    values = [field] * len(changed)
            for one, value in zip(written, values, strict=True):
                one[name] = value
        return written


@dataclass(frozen=True, slots=True)
class WhatIfField:
    """The planned root field."""

    changes: Operand
    rejudge: Operand
    day: Operand
    reader: CaseReader
    ways: tuple[Way, ...]
    parts: tuple[tuple[str, str, PlatformChangeSelection | None], ...]

    def arguments(self) -> tuple[Operand, ...]:
        """Nothing that may be refused before the ontology is looked at."""
        return ()

    async def answer(self, execution: ExecutionContext) -> dict[str, Any]:
        """Its value. Raises `QueryError` on a property or a value that cannot be."""
        day = execution.value(self.day)
        supposed = read_changes(execution.value(self.changes), execution.model)
        platforms, cut = await self._platforms(execution, supposed)
        facts = await self.reader.facts(execution, [*platforms, *supposed.subjects, *supposed.values])
        policy = await policy_of(execution)
        now = Examiner(facts, execution.model, policy)
        then = Examiner(supposed.over(facts), execution.model, policy, rejudge=execution.value(self.rejudge))
        found: list[tuple[Facts, Approval]] = []
        for iri in platforms:
            before, after = now.best(iri, day), then.best(iri, day)
            if _outcomes(before) != _outcomes(after):
                found += [(facts, before), (facts, after)]
        cases = await self.reader.cases(execution, found)
        changed = [PlatformChange(*pair) for pair in zip(cases[::2], cases[1::2], strict=True)]
        lists: Mapping[str, list[PlatformChange]] = {
            "gained": [one for one in changed if one.by > 0],
            "lost": [one for one in changed if one.by < 0],
            "touched": [one for one in changed if one.by == 0],
        }
        own = {"asOf": day, "truncated": cut, "__typename": "WhatIfField"}
        return {
            key: own[name] if part is None else await part.write(lists[name], execution)
            for key, name, part in self.parts
        }

    async def _platforms(self, execution: ExecutionContext, supposed: Suppositions) -> tuple[list[str], bool]:
        """The platforms that the changes concern, by IRI, and whether there are more.

        What is otherwise concerns all that rests on it, what it would lead to only what that in turn decides on.
        """
        met, cut = await walk(execution, supposed.subjects, self.ways)
        led_to, cut_too = await walk(execution, supposed.values, self.ways[1:])
        found = sorted({*met, *led_to, *supposed.subjects, *supposed.values})
        classes = await classes_of(execution, found)
        platform = execution.model.base + "ns#DigitalPlatform"
        platforms = [iri for iri in found if platform in classes.get(iri, ())]
        return platforms[:_MOST], cut or cut_too or len(platforms) > _MOST


def _concerned(model: Model) -> tuple[Way, ...]:
    """The ways from what is otherwise to all that it concerns, and (the second) forwards alone."""
    ndp = v.Vocabulary(model.base)
    back, forth = impact_ways(model, None)
    more = [
        (back, (ndp.basedOnEvidence, ndp.basedOnObservation)),
        (forth, (ndp.revokes, ndp.supersedes, ndp.consultedOn)),
    ]
    return tuple(
        replace(
            way, relations=(*way.relations, *(model.properties[i] for i in iris if i in model.properties))
        )
        for way, iris in more
    )
