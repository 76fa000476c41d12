"""Cases: the examined decisions of platforms, with the findings and source graphs that they rest on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph_api.computed.execution import ExecutionContext
from graph_api.computed.gathering import MOST_NEIGHBOURS, add_records, gather, members, way_back
from graph_api.costs.cost import EXAMINED, GATHERED, RECORD, STATED, Cost, reading, sum_of
from graph_api.costs.estimate import Estimator
from graph_api.costs.populations import Population, merge
from graph_api.plan.arguments.period import Periods
from graph_api.plan.walk import Direction, WalkStep, Way
from graph_api.reasoning import vocabulary as v
from graph_api.reasoning.approval import Approval, Step
from graph_api.reasoning.consequences import SupposedFindings
from graph_api.reasoning.facts import CaseReach, Facts, SourcedStatement
from ontology.model import Model
from ontology.severity import Severity

_ROUNDS = 8
"""The number of steps from a platform or a decision within which its case lies."""
MOST_REGIMES = 200
"""More regimes than there have been."""
_PAIRS = 0.5
"""The share of the resources of a case that are met by a relation backwards."""
_KNOWN = 0.8
"""The share of the resources met that belong to the case already if any of their class does."""
_DEFECTS = frozenset((Severity.VIOLATION, Severity.WARNING))


def reach_of_rules(model: Model) -> CaseReach:
    """The properties along which all is gathered that rules and shapes look at beside the case of a platform."""
    reach, ndp = reach_of(model), v.Vocabulary(model.base)
    forwards = {v.SUPPORTS, v.REPEALS, v.BASED_ON, v.CITES, v.MEMBER, v.PART_OF_BODY, v.SUBJECT, v.OBSERVED}
    forwards |= {ndp.appliesToKind, ndp.decidesOn, ndp.assesses, ndp.revokes, ndp.supersedes, ndp.hasMarket}
    backwards = {v.TOPIC, ndp.proposes, ndp.hasResult, ndp.hasRole}
    return CaseReach(reach.forwards | forwards, reach.backwards | backwards, reach.rounds)


def reach_of(model: Model) -> CaseReach:
    """The properties along which the case of a platform is gathered."""
    ndp = v.Vocabulary(model.base)
    own = (
        *("ofKind", "hasRole", "enactedBy", "decidedBy", "basedOnAssessment", "againstCriteriaSet"),
        *("conductedBy", "hasResult", "basedOnEvidence", "basedOnObservation", "derivedFromCriterion"),
        *("listedAs", "underRegime"),
    )
    forwards = {f"{model.base}ns#{name}" for name in own}
    forwards |= {v.AGENT, v.ANNEX_OF, v.PART_OF, v.TEST, v.ASSERTED_BY, v.REQUIREMENT, v.FRAMEWORK}
    backwards = {ndp.decidesOn, ndp.assesses, ndp.revokes, ndp.supersedes, ndp.consultedOn, ndp.prescribes}
    backwards |= {v.HAS_ANNEX, v.HAS_PART, v.REPEALS, v.TOPIC, v.RECORD, ndp.underRegime}
    return CaseReach(frozenset(forwards), frozenset(backwards), _ROUNDS)


@dataclass(frozen=True, slots=True)
class ExaminedCase:
    """An approval, with the findings and graphs that its steps rest on.

    `platform` is None if nothing is known of it. `findings_by_resource` are the findings of the day by the resource
    they are about, `defects` those that are violations or warnings, `graphs` the IRIs of source graphs by number.
    """

    approval: Approval
    platform: str | None
    findings_by_resource: Mapping[str, Sequence[str]]
    defects: frozenset[str]
    graphs: Mapping[int, str]

    @property
    def steps(self) -> Sequence[Step]:
        """All steps."""
        return self.approval.steps

    def findings(self, resources: Iterable[str]) -> list[str]:
        """The findings about some resources, by IRI."""
        return sorted({finding for iri in resources for finding in self.findings_by_resource.get(iri, ())})

    @property
    def verdict(self) -> str:
        """The name of the verdict."""
        if not self.approval.supported:
            return "UNKNOWN" if self.approval.is_unknown else "NOT_SUPPORTED"
        complete = all(step.outcome == "HOLDS" for step in self.steps)
        defects = self.defects.intersection(self.findings(self.approval.resources))
        return "SUPPORTED" if complete and not defects else "SUPPORTED_WITH_DEFECTS"

    def supposing(self, change: SupposedFindings) -> "ExaminedCase":
        """The case with the findings that it would have."""
        new = dict(change.on(self.approval.day))
        by_resource = {
            iri: [one for one in some if one not in change.gone and one not in new]
            for iri, some in self.findings_by_resource.items()
        }
        for iri, finding in new.items():
            by_resource.setdefault(finding.focus, []).append(iri)
        defects = {iri for iri, finding in new.items() if finding.severity in _DEFECTS}
        defects |= self.defects - change.gone - new.keys()
        return replace(self, findings_by_resource=by_resource, defects=frozenset(defects))

    @property
    def support(self) -> list[SourcedStatement]:
        """The statements that the derivation needs."""
        return sorted({s for step in self.steps for s in step.support}) if self.approval.supported else []

    @property
    def context(self) -> list[SourcedStatement]:
        """The other statements that the steps rest on."""
        return sorted({s for step in self.steps for s in step.statements}.difference(self.support))


@dataclass(frozen=True, slots=True)
class CaseReader:
    """Reads cases. There is one for each plan, because stores compile its ways once.

    `regimes` is the IRI of the class of regimes: what they ask counts for every platform.
    """

    regimes: str
    reach: CaseReach
    back: Way
    to_findings: Way | None

    def cost(self, estimator: Estimator, start: Population, examined: float) -> tuple[Population, Cost]:
        """The resources that the facts about some platforms are about, and the cost of `examined` cases."""
        populations, hops = estimator.populations, self.reach.hops
        starts = merge([start, populations.of_class(self.regimes)])
        layers = populations.spread(starts, hops, self.reach.rounds - 1, MOST_NEIGHBOURS, _KNOWN)
        facts = merge(layers)
        stated = populations.statements(facts)
        about = facts.size * RECORD + stated * (STATED + GATHERED)
        each = stated / max(1.0, start.size)
        reading_them = reading(facts.size, 2 * self.reach.rounds + 4, about + examined * each * EXAMINED)
        return facts, sum_of([reading_them, reading(sum(layer.size for layer in layers[1:]) * _PAIRS)])

    async def facts(self, execution: ExecutionContext, start: Iterable[str]) -> Facts:
        """The facts about some platforms or decisions, everything they rest on, and all regimes with their lists."""
        regimes = await members(execution, self.regimes, MOST_REGIMES)
        return await gather(execution, sorted({*start, *regimes}), self.reach, self.back)

    async def cases(
        self, execution: ExecutionContext, examined: Sequence[tuple[Facts, Approval]]
    ) -> list[ExaminedCase]:
        """The case of each approval over its facts. Takes the same number of statements for one as for many."""
        approvals = [approval for _, approval in examined]
        by_resource, defects = await self._findings(execution, approvals)
        statements = {s for approval in approvals for step in approval.steps for s in step.statements}
        graphs = await execution.session.graphs(sorted({number for s in statements for number in s.graphs}))
        return [
            ExaminedCase(
                approval,
                approval.platform if facts.has_statements(approval.platform) else None,
                by_resource,
                defects,
                graphs,
            )
            for facts, approval in examined
        ]

    async def _findings(
        self, execution: ExecutionContext, approvals: Iterable[Approval]
    ) -> tuple[Mapping[str, Sequence[str]], frozenset[str]]:
        """The findings that hold on the day, by the resource they are about; and those that are defects."""
        by_resource: dict[str, list[str]] = {}
        if self.to_findings is None:
            return by_resource, frozenset()
        resources = sorted({iri for approval in approvals for iri in approval.resources})
        for iri, finding in await execution.pairs(
            WalkStep(self.to_findings, resources, limit=MOST_NEIGHBOURS)
        ):
            by_resource.setdefault(iri, []).append(finding)
        findings = sorted({finding for some in by_resource.values() for finding in some})
        facts = Facts(execution.model)
        await add_records(execution, findings, facts)
        severity = execution.model.base + "ns#severity"
        defects = (finding for finding in findings if facts.value(finding, severity) in _DEFECTS)
        return by_resource, frozenset(defects)


def case_reader(model: Model, periods: Periods, day: object, reach: CaseReach | None = None) -> CaseReader:
    """A reader of cases on a day (a date, or a `Variable`); without a `reach`, of what they rest on."""
    reach = reach or reach_of(model)
    finding = model.base + "ns#Finding"
    focus = model.properties.get(model.base + "ns#focus")
    to_findings = None
    if focus is not None:
        holding = periods.holding(finding if finding in model.classes else None, day)
        to_findings = Way((focus,), Direction.BACKWARD, holding)
    return CaseReader(model.base + "ns#PlatformRegime", reach, way_back(model, reach), to_findings)
