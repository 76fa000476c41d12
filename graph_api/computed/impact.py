"""`impact`: all that rests on a criterion, an act or an organisation, step by step up to platforms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode

from graph_api.computed.execution import ComputedField, ExecutionContext, ResourceSelection
from graph_api.computed.listing import ComputedList, ListMembers, plan_listing
from graph_api.computed.planning import PlanningContext
from graph_api.computed.walk import classes_of, resting_cost, walk
from graph_api.costs.cost import Cost, sum_of, writing
from graph_api.costs.estimate import Estimator
from graph_api.costs.populations import Population
from graph_api.history.archive import Archive
from graph_api.plan.conditions import Condition, Operand
from graph_api.plan.order import mark_of
from graph_api.plan.walk import Direction, Way
from graph_api.reasoning import vocabulary as v
from ontology.model import Model

_MEMBER = "ImpactMember"
_KINDS = {
    "criteriaSets": "CriteriaSet",
    "assessments": "Assessment",
    "decisions": "Decision",
    "platforms": "DigitalPlatform",
}
"""The fields of the answer, each with the class of its members."""


def _resting_relations(model: Model) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The relations by which one thing rests on another: those followed backwards, and those followed forwards."""
    ndp = v.Vocabulary(model.base)
    backwards = (
        *(ndp.enactedBy, v.ANNEX_OF, v.PART_OF, v.FRAMEWORK, ndp.derivedFromCriterion, v.REQUIREMENT),
        *(ndp.againstCriteriaSet, ndp.basedOnAssessment, ndp.appliesToKind, ndp.ofKind, ndp.hasRole, v.AGENT),
        *(ndp.conductedBy, ndp.commissionedBy, ndp.decidedBy, ndp.hasResult, v.TEST, v.ASSERTED_BY),
        *(ndp.underRegime, ndp.listedAs),
    )
    return backwards, (ndp.prescribes, ndp.decidesOn, ndp.assesses, v.RECORD)


def impact_ways(model: Model, holding: Condition | None) -> tuple[Way, ...]:
    """The ways from a thing to all that rests on it."""
    return tuple(
        Way(tuple(model.properties[iri] for iri in relations if iri in model.properties), direction, holding)
        for relations, direction in zip(
            _resting_relations(model), (Direction.BACKWARD, Direction.FORWARD), strict=True
        )
    )


def plan_impact(planning: PlanningContext) -> "ImpactField":
    """The plan of the root field `impact`."""
    holding = planning.planner.where.periods.holding(None, planning.as_of)
    parts: list[tuple[str, str, ComputedList[str] | ResourceSelection | None]] = []
    for key, name, inner in planning.fields("Impact", planning.nodes):
        if name == "resource":
            parts.append((key, name, planning.resources(key, inner)))
        elif name in _KINDS:
            parts.append((key, name, _plan_list(planning, inner, key, name)))
        else:
            parts.append((key, name, None))
    return ImpactField(
        key=planning.key,
        iri=planning.identity,
        classes={name: f"{planning.model.base}ns#{kind}" for name, kind in _KINDS.items()},
        ways=impact_ways(planning.model, holding),
        parts=tuple(parts),
    )


def _plan_list(
    planning: PlanningContext, nodes: Sequence[FieldNode], key: str, name: str
) -> ComputedList[str]:
    def members(place: str, inner: Sequence[FieldNode]) -> ImpactSelection:
        return ImpactSelection(planning.resources(f"{key}.{place}", inner))

    return plan_listing(planning, nodes, _MEMBER, mark_of(f"impact {name}", ()), members)


@dataclass(frozen=True, slots=True)
class ImpactSelection:
    """The selection of the members of a list."""

    resources: ResourceSelection

    def cost(self, estimator: Estimator, members: Population) -> Cost:
        """The cost of the members of one page."""
        return self.resources.cost(estimator, members)

    async def write(self, members: Sequence[str], execution: ExecutionContext) -> list[dict[str, Any]]:
        """The members of one page, ready for JSON."""
        (values,) = await execution.resources((self.resources, members))
        return [values[iri] for iri in members]


@dataclass(frozen=True, slots=True)
class ImpactField(ComputedField):
    """The planned root field."""

    key: str
    iri: Operand
    classes: Mapping[str, str]
    ways: tuple[Way, ...]
    parts: tuple[tuple[str, str, ComputedList[str] | ResourceSelection | None], ...]

    def arguments(self) -> Iterator[Operand]:
        """Its pages."""
        for _, _, part in self.parts:
            if isinstance(part, ComputedList):
                yield from part.arguments()

    def cost(self, estimator: Estimator, archive: Archive | None) -> Cost:
        """The cost of the walk, of the classes of all that it meets, and of the pages."""
        start = estimator.populations.of_iri(str(self.iri.bind(estimator.variables)))
        resting, costs = resting_cost(estimator, start, self.ways)
        for key, name, part in self.parts:
            if isinstance(part, ResourceSelection):
                costs.append(part.cost(estimator, start))
            elif isinstance(part, ComputedList):
                members = estimator.populations.among(resting, [self.classes[name]])
                costs.append(part.cost(estimator, members, (self.key, key)))
            else:
                costs.append(writing(1))
        return sum_of(costs)

    async def answer(self, execution: ExecutionContext) -> dict[str, Any]:
        """Its value."""
        return await execution.together(self._answer)

    async def _answer(self, execution: ExecutionContext) -> dict[str, Any]:
        iri = execution.value(self.iri)
        resting, truncated = await walk(execution, [iri], self.ways)
        classes = await classes_of(execution, resting)
        answer: dict[str, Any] = {}
        for key, name, part in self.parts:
            if isinstance(part, ResourceSelection):
                (values,) = await execution.resources((part, [iri]))
                answer[key] = values.get(iri)
            elif isinstance(part, ComputedList):
                members = [one for one in resting if self.classes[name] in classes.get(one, ())]
                answer[key] = await part.write(ListMembers(members, members), execution)
            else:
                answer[key] = truncated if name == "truncated" else "Impact"
        return answer
