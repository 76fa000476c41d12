"""`whyApproved` and `whyNot`: gather the facts of a case, examine them, write what is selected."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from graph_api.computed.cases import CaseReader, case_reader
from graph_api.computed.execution import ComputedField, ExecutionContext
from graph_api.computed.gathering import policy_of
from graph_api.computed.justification_planner import JustificationPlanner
from graph_api.computed.justification_writers import JustificationWriters
from graph_api.computed.planning import PlanningContext
from graph_api.costs.cost import Cost, sum_of
from graph_api.costs.estimate import Estimator
from graph_api.errors import QueryError
from graph_api.history.archive import Archive
from graph_api.plan.conditions import Operand
from graph_api.plan.document import TODAY, operand
from graph_api.reasoning.approval import Approval
from graph_api.reasoning.examiner import Examiner
from graph_api.reasoning.facts import Facts
from loaders.rules.policy import Policy
from ontology.model import Model
from ontology.namespaces import RDF_TYPE

_BLOCKING = 0.1
"""The share of steps that block, in a case that is not supported."""


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
        policy = await policy_of(execution)
        return await execution.together(partial(self._justification, policy))

    async def _justification(self, policy: Policy, execution: ExecutionContext) -> Any:
        platform, day = execution.value(self.platform), execution.value(self.day)
        decision = execution.value(self.decision) if self.decision else None
        facts = await self.reader.facts(execution, [platform, *([decision] if decision else ())])
        _check_subjects(facts, execution.model, platform, decision)
        examiner = Examiner(facts, execution.model, policy)

        def examine() -> Approval:
            if self.only_blocking:
                return examiner.obstacles(platform, day)
            if decision is None:
                return examiner.best(platform, day)
            return examiner.examine(platform, decision, day)

        cases = await self.reader.cases(execution, [(facts, await execution.work(examine))])
        (justification,) = await self.writers.write(cases, execution)
        return justification
