"""The support of a result: its evidence, and its observations against the thresholds of its criterion."""

from collections.abc import Collection, Iterator

from graph_api.reasoning import vocabulary as v
from graph_api.reasoning.approval import Step, StepResult
from graph_api.reasoning.case import CaseFacts
from graph_api.reasoning.thresholds import Observation, Threshold, observation, thresholds
from graph_api.reasoning.wording import number_text, sentence
from ontology.model import Text
from ontology.values.literals import from_ntriples


def evidence_steps(
    case: CaseFacts, assessment: str, criterion: str, result: str, *, passed: bool
) -> Iterator[Step]:
    """The steps of each piece of evidence for a result, then of each threshold of its criterion."""
    facts = case.facts
    evidence = facts.objects(result, case.ndp.basedOnEvidence)
    observations = ResultObservations(case, assessment, result)
    for iri in evidence:
        yield _evidence_step(case, assessment, criterion, result, iri)
    if passed and not evidence and not facts.objects(result, case.ndp.basedOnObservation):
        text = sentence("no-evidence", criterion=case.name(criterion))
        yield Step("EVIDENCE", StepResult.MISSING, text, criterion, (result,))
    for threshold in case.once(thresholds_of, criterion):
        if observations or case.once(is_popular, criterion):
            yield observations.step(threshold, criterion, passed=passed)


def thresholds_of(case: CaseFacts, criterion: str) -> tuple[Threshold, ...]:
    """The thresholds of a criterion."""
    return tuple(thresholds(case.facts, case.ndp, criterion))


def is_popular(case: CaseFacts, criterion: str) -> bool:
    """True if a criterion is one of popularity, which a potential platform need not pass."""
    return case.ndp.popular in case.facts.objects(criterion, v.KIND_OF_CRITERION)


def _evidence_step(case: CaseFacts, assessment: str, criterion: str, result: str, evidence: str) -> Step:
    """The step that a piece of evidence is for the criterion, and was valid when the assessment was concluded."""
    facts, ndp = case.facts, case.ndp
    day, name = facts.value(assessment, ndp.concludedOn), case.name(evidence)
    start, end = facts.value(evidence, ndp.validFrom, v.ISSUED), facts.value(evidence, ndp.validUntil)
    if not _supports(case, evidence, criterion):
        outcome = StepResult.CONTRADICTED
        text = sentence("evidence-other", evidence=name, criterion=case.name(criterion))
    elif day is None:
        outcome, text = StepResult.MISSING, sentence("evidence-undated", evidence=name)
    elif (start or day) <= day <= (end or day):
        outcome, text = StepResult.HOLDS, sentence("evidence", evidence=name, date=day)
    else:
        outcome, text = StepResult.CONTRADICTED, sentence("evidence-invalid", evidence=name, date=day)
    based_on = [
        s for s in facts.statements(result, ndp.basedOnEvidence) if from_ntriples(s.object) == evidence
    ]
    statements = facts.statements(evidence, ndp.validFrom, ndp.validUntil, v.ISSUED, v.SUPPORTS)
    return Step("EVIDENCE", outcome, text, evidence, (criterion, result), context=(*based_on, *statements))


def _supports(case: CaseFacts, evidence: str, criterion: str) -> bool:
    """True if evidence is for the criterion: it names the criterion, one that contains it, or one inside it."""
    facts = case.facts
    supported = facts.objects(evidence, v.SUPPORTS)
    if criterion in supported:
        return True
    within = any(criterion in case.once(_required, one) for one in supported)
    return within or not case.once(_required, criterion).isdisjoint(supported)


def _required(case: CaseFacts, iri: str) -> frozenset[str]:
    """All that a set or a criterion requires, however far below it."""
    return frozenset(from_ntriples(way[-1].object) for way in case.facts.closure(iri, v.REQUIREMENT))


class ResultObservations:
    """The observations that a result rests on, for comparing them with thresholds. True if there are any."""

    def __init__(self, case: CaseFacts, assessment: str, result: str) -> None:
        self._case, self._assessment, self._result = case, assessment, result
        iris = case.facts.objects(result, case.ndp.basedOnObservation)
        observations = (o for iri in iris if (o := observation(case.facts, case.ndp, iri)) is not None)
        self._all = [one.with_counted_share if case.rejudge else one for one in observations]

    def __bool__(self) -> bool:
        return bool(self._all)

    def meet(self, threshold: Threshold) -> bool:
        """True if one of them meets a threshold."""
        return any(threshold.is_met(one.share) for one in self._comparable(threshold))

    def step(self, threshold: Threshold, criterion: str, *, passed: bool) -> Step:
        """The step that they agree with the outcome."""
        requirement = _requirement(self._case, threshold)
        comparable = self._comparable(threshold)
        based_on = self._case.facts.statements(self._result, self._case.ndp.basedOnObservation)
        if not comparable:
            outcome, name = StepResult.MISSING, "no-observation"
            if self._all:
                outcome, name = StepResult.CONTRADICTED, "observed-other"
            return Step(
                "OBSERVATION",
                outcome if passed else StepResult.HOLDS,
                sentence(name, requirement=requirement),
                criterion,
                (self._result, *(one.iri for one in self._all)),
                context=(*threshold.statements, *based_on, *(s for one in self._all for s in one.statements)),
            )
        best = max(comparable, key=lambda one: (threshold.is_met(one.share), one.share, one.iri))
        met = threshold.is_met(best.share)
        agrees = met == passed and best.share_follows is not False
        text = sentence(
            "observed",
            requirement=requirement,
            share=number_text(best.share),
            period=sentence("period", year=best.period) if best.period else sentence("no-period"),
            counts=_counts(best),
            verdict=sentence("met" if met else "not-met"),
        )
        return Step(
            "OBSERVATION",
            StepResult.HOLDS if agrees else StepResult.CONTRADICTED,
            text,
            best.iri,
            (criterion, self._result),
            context=(*threshold.statements, *based_on, *best.statements),
        )

    def _comparable(self, threshold: Threshold) -> list[Observation]:
        """The observations of the platform, quantity and market, of periods that began before the conclusion."""
        facts, ndp = self._case.facts, self._case.ndp
        platforms = facts.objects(self._assessment, ndp.assesses)
        kinds = [kind for platform in platforms for kind in facts.objects(platform, ndp.ofKind)]
        markets = {market for kind in kinds for market in facts.objects(kind, ndp.hasMarket)}
        quantities = {threshold.constrained} if threshold.constrained else set()
        concluded = facts.value(self._assessment, ndp.concludedOn)
        return [
            one
            for one in self._all
            if (not platforms or not one.platforms.isdisjoint(platforms))
            and _agree(one.quantities, quantities)
            and _agree(one.markets, markets)
            and not (concluded and one.period and one.period > concluded[: len(one.period)])
        ]


def _agree(some: Collection[str], others: Collection[str]) -> bool:
    """True if they share a member, or one of them is empty."""
    return not some or not others or not set(some).isdisjoint(others)


def _requirement(case: CaseFacts, threshold: Threshold) -> Text:
    comparator = case.model.concepts.get(case.ndp.code("comparator", threshold.comparator))
    words = comparator.label if comparator else Text({"en": threshold.comparator})
    number = number_text(threshold.number.normalize())
    if threshold.constrained == case.ndp.marketShareOfPotentialMarket:
        return sentence("requirement", comparator=words, number=number)
    constrained = case.name(threshold.constrained) if threshold.constrained else Text({"en": "…"})
    return sentence("requirement-other", comparator=words, number=number, constrained=constrained)


def _counts(observation: Observation) -> Text:
    if observation.users is None or observation.potential is None:
        return sentence("no-counts")
    users, potential = number_text(observation.users), number_text(observation.potential)
    return sentence(
        "counts" if observation.share_follows else "counts-differ", users=users, potential=potential
    )
