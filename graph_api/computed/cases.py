"""Cases: what was found out about platforms and their decisions, with the findings and the graphs that it rests on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph_api.computed.execution import ExecutionContext
from graph_api.computed.gathering import gather, records, way_back
from graph_api.plan.period import Periods
from graph_api.plan.walk import Direction, WalkStep, Way
from graph_api.reasoning import vocabulary as v
from graph_api.reasoning.approval import Approval, Step
from graph_api.reasoning.facts import Facts, Reach, SourcedStatement
from ontology.model import Model

_ROUNDS = 8
_MOST = 100_000
_DEFECTS = frozenset(("Violation", "Warning"))


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
    backwards |= {v.HAS_ANNEX, v.HAS_PART, v.REPEALS}
    return Reach(frozenset(forwards), frozenset(backwards), _ROUNDS)


@dataclass(frozen=True, slots=True)
class ExaminedCase:
    """An approval, and what its steps rest on.

    `platform` is None if nothing is known of it. `touching` are the findings of the day by the resource they are about,
    `defects` those of them that are violations or warnings, `graphs` the IRIs of source graphs by their numbers.
    """

    approval: Approval
    platform: str | None
    touching: Mapping[str, Sequence[str]]
    defects: frozenset[str]
    graphs: Mapping[int, str]

    @property
    def steps(self) -> Sequence[Step]:
        """All steps."""
        return self.approval.steps

    def findings(self, resources: Iterable[str]) -> list[str]:
        """The findings that touch resources, by IRI."""
        return sorted({finding for iri in resources for finding in self.touching.get(iri, ())})

    @property
    def verdict(self) -> str:
        """The name of the verdict."""
        if not self.approval.supported:
            return "NOT_SUPPORTED"
        whole = all(step.outcome == "HOLDS" for step in self.steps)
        touched = self.defects.intersection(self.findings(self.approval.resources))
        return "SUPPORTED" if whole and not touched else "SUPPORTED_WITH_DEFECTS"

    @property
    def support(self) -> list[SourcedStatement]:
        """What the derivation needs."""
        return sorted({s for step in self.steps for s in step.support}) if self.approval.supported else []

    @property
    def context(self) -> list[SourcedStatement]:
        """What else the steps rest on."""
        return sorted({s for step in self.steps for s in step.statements}.difference(self.support))


@dataclass(frozen=True, slots=True)
class CaseReader:
    """Reads cases; made once for a plan, since stores compile its ways."""

    reach: Reach
    back: Way
    touching: Way | None

    async def facts(self, execution: ExecutionContext, start: Iterable[str]) -> Facts:
        """The facts about some platforms or decisions and all that they rest on."""
        return await gather(execution, sorted(set(start)), self.reach, self.back)

    async def cases(
        self, execution: ExecutionContext, found: Sequence[tuple[Facts, Approval]]
    ) -> list[ExaminedCase]:
        """The case of each approval over its facts, in as many statements as for one."""
        approvals = [approval for _, approval in found]
        touching, defects = await self._findings(execution, approvals)
        said = {s for approval in approvals for step in approval.steps for s in step.statements}
        graphs = await execution.session.graphs(sorted({number for s in said for number in s.graphs}))
        return [
            ExaminedCase(
                approval,
                approval.platform if facts.described(approval.platform) else None,
                touching,
                defects,
                graphs,
            )
            for facts, approval in found
        ]

    async def _findings(
        self, execution: ExecutionContext, approvals: Iterable[Approval]
    ) -> tuple[Mapping[str, Sequence[str]], frozenset[str]]:
        """The findings that hold on the day, by the resource they touch; those of them that are defects."""
        touching: dict[str, list[str]] = {}
        if self.touching is None:
            return touching, frozenset()
        resources = sorted({iri for approval in approvals for iri in approval.resources})
        for iri, finding in await execution.pairs(WalkStep(self.touching, resources, limit=_MOST)):
            touching.setdefault(iri, []).append(finding)
        facts = Facts(())
        await records(execution, sorted({f for found in touching.values() for f in found}), facts)
        severity = execution.model.base + "ns#severity"
        defects = {f for found in touching.values() for f in found if facts.value(f, severity) in _DEFECTS}
        return touching, frozenset(defects)


def case_reader(model: Model, periods: Periods, day: object) -> CaseReader:
    """What reads cases on a day (a date, or a `Variable`)."""
    reach = reach_of(model)
    finding = model.base + "ns#Finding"
    focus = model.properties.get(model.base + "ns#focus")
    touching = None
    if focus is not None:
        holding = periods.holding(finding if finding in model.classes else None, day)
        touching = Way((focus,), Direction.BACKWARD, holding)
    return CaseReader(reach, way_back(model, reach), touching)
