"""The steps of criteria: their results and their origins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph_api.reasoning import vocabulary as v
from graph_api.reasoning.acts import acts_of, citation
from graph_api.reasoning.approval import Step, StepResult
from graph_api.reasoning.case import CaseFacts
from graph_api.reasoning.evidence import ResultObservations, evidence_steps, is_popular, thresholds_of
from graph_api.reasoning.facts import SourcedStatement
from graph_api.reasoning.wording import remedy, sentence
from ontology.iris import local_name
from ontology.model import Text
from ontology.namespaces import RDF_TYPE
from ontology.values.literals import from_ntriples, to_ntriples


def criterion_steps(
    case: CaseFacts, assessment: str, criteria_set: str, *, potential: bool
) -> Iterator[Step]:
    """The steps of all criteria of a set, in their order: the result of each, its origin and its evidence."""
    ways = case.once(_criteria, criteria_set)
    if not ways:
        yield case.missing_step("CRITERIA", "set-empty", "set", criteria_set, set=case.name(criteria_set))
        return
    popular = [criterion for criterion in ways if case.once(is_popular, criterion)]
    short = [c for c in popular if _falls_short(case, assessment, c)]
    for criterion in ways:
        exempt = potential and criterion in popular
        yield from _result_steps(
            case,
            assessment,
            _RequiredCriterion(
                criterion,
                ways[criterion],
                exempt=exempt,
                alone=len(ways) == 1 or (exempt and len(popular) == 1),
                essential=not exempt or not short or short == [criterion],
            ),
        )
    if potential and not popular:
        yield case.missing_step(
            "CRITERION", "no-popular", "popular", criteria_set, set=case.name(criteria_set)
        )


def _criteria(case: CaseFacts, criteria_set: str) -> Mapping[str, Sequence[SourcedStatement]]:
    """The criteria of a set, in their order, each with the way from the set to it."""
    facts = case.facts
    ways = {from_ntriples(way[-1].object): way for way in facts.closure(criteria_set, v.REQUIREMENT)}
    criteria = (iri for iri in ways if facts.is_a(iri, case.criteria))
    ordered = sorted(criteria, key=lambda iri: (_order(facts.value(iri, case.ndp.order)), iri))
    return {iri: ways[iri] for iri in ordered}


@dataclass(frozen=True, slots=True)
class _RequiredCriterion:
    """A criterion of a set, and the way from the set to it.

    `exempt`: it must be assessed and failed, as for a potential platform; of several such criteria one suffices, and
    only one that alone suffices is `essential`. `alone`: without it, the set has no criterion left.
    """

    iri: str
    way: Sequence[SourcedStatement]
    exempt: bool
    alone: bool
    essential: bool


@dataclass(frozen=True, slots=True)
class _JudgedResult:
    """The only result of a criterion in an assessment, its outcome, and true if it is as required."""

    iri: str
    outcome: str
    fits: bool


def _result_steps(case: CaseFacts, assessment: str, required: _RequiredCriterion) -> Iterator[Step]:
    """The steps of one criterion."""
    results = case.results(assessment).get(required.iri, [])
    if len(results) != 1:
        yield _unclear_step(case, required, results)
        return
    (result,) = results
    outcome = _outcome(case, assessment, required.iri, result)
    passes = _passes(case, outcome)
    fits = _falls_short(case, assessment, required.iri) if required.exempt else passes
    yield _result_step(case, assessment, required, _JudgedResult(result, outcome, fits))
    yield case.once(_origin_step, required.iri)
    yield from evidence_steps(case, assessment, required.iri, result, passed=passes)


def _result_step(
    case: CaseFacts, assessment: str, required: _RequiredCriterion, result: _JudgedResult
) -> Step:
    support = _support(case, assessment, required, result.iri)
    outcomes = case.facts.statements(result.iri, v.OUTCOME, v.ASSERTED_BY)
    assessor = case.facts.one(result.iri, v.ASSERTED_BY)
    advice = remedy("popular" if required.exempt else "criterion")
    return Step(
        "CRITERION",
        StepResult.HOLDS if result.fits else StepResult.CONTRADICTED,
        _result_sentence(case, required, result),
        required.iri,
        (result.iri, *((assessor,) if assessor else ())),
        support=support if required.essential else (),
        context=(*support, *_demanding(case, required), *outcomes),
        essential=required.essential,
        remedy=advice if required.essential and not result.fits else None,
    )


def _result_sentence(case: CaseFacts, required: _RequiredCriterion, result: _JudgedResult) -> Text:
    criterion = case.name(required.iri)
    if required.exempt and not result.fits:
        return sentence("popular-passed", criterion=criterion)
    outcome = case.outcome_name(result.outcome)
    assessor = case.facts.one(result.iri, v.ASSERTED_BY)
    if assessor is None:
        return sentence("criterion", criterion=criterion, outcome=outcome)
    return sentence("criterion-judged", criterion=criterion, outcome=outcome, assessor=case.name(assessor))


def _support(
    case: CaseFacts, assessment: str, required: _RequiredCriterion, result: str
) -> tuple[SourcedStatement, ...]:
    """The statements without which the result would not be one of this criterion, or the criterion not be required."""
    facts, ndp, criterion = case.facts, case.ndp, required.iri
    this = to_ntriples(result)
    sole: tuple[SourcedStatement, ...] = ()
    if required.alone:
        ways, typed = facts.statements_to(criterion, v.REQUIREMENT), case.once(_class_statements, criterion)
        sole = (*(required.way if len(ways) == 1 else ()), *(typed if len(typed) == 1 else ()))
    kinds = facts.statements(criterion, v.KIND_OF_CRITERION) if required.exempt else ()
    return (
        *(s for s in facts.statements(assessment, ndp.hasResult) if s.object == this),
        *(s for s in facts.statements(result, v.TEST) if from_ntriples(s.object) == criterion),
        *facts.sole_statements(result, v.OUTCOME),
        *(s for s in kinds if from_ntriples(s.object) == ndp.popular),
        *sole,
    )


def _demanding(case: CaseFacts, required: _RequiredCriterion) -> tuple[SourcedStatement, ...]:
    """The statements by which the set demands the criterion."""
    return *required.way, *case.once(_class_statements, required.iri)


def _class_statements(case: CaseFacts, criterion: str) -> list[SourcedStatement]:
    """The statements that make it a criterion."""
    typed = case.facts.statements(criterion, RDF_TYPE)
    return [s for s in typed if from_ntriples(s.object) in case.criteria]


def _unclear_step(case: CaseFacts, required: _RequiredCriterion, results: Sequence[str]) -> Step:
    """The step of a criterion with no result, or with several."""
    name = case.name(required.iri)
    text = sentence("criterion-untested", criterion=name)
    if results:
        text = sentence("criterion-several", criterion=name, count=str(len(results)))
    stated = (s for result in results for s in case.facts.statements(result, v.TEST, v.OUTCOME))
    return Step(
        "CRITERION",
        StepResult.CONTRADICTED if results else StepResult.MISSING,
        text,
        required.iri,
        tuple(results),
        context=(*_demanding(case, required), *stated),
        essential=required.essential,
        remedy=remedy("criterion") if required.essential else None,
    )


def _outcome(case: CaseFacts, assessment: str, criterion: str, result: str) -> str:
    """The outcome, by IRI, that the assessor gave; with `rejudge`, the one that the observations give."""
    if case.rejudge:
        for threshold in case.once(thresholds_of, criterion):
            if observations := ResultObservations(case, assessment, result):
                return v.PASSED if observations.meet(threshold) else v.FAILED
    return case.facts.one(result, v.OUTCOME) or ""


def _falls_short(case: CaseFacts, assessment: str, criterion: str) -> bool:
    """True if there is exactly one result, judged and not passed."""
    results = case.results(assessment).get(criterion, [])
    if len(results) != 1:
        return False
    outcome = _outcome(case, assessment, criterion, results[0])
    return local_name(outcome or "/") in _NOT_PASSED and not _passes(case, outcome)


def _passes(case: CaseFacts, outcome: str) -> bool:
    name = local_name(outcome) if outcome else ""
    return (
        outcome == v.PASSED
        or (name == "inapplicable" and case.policy.inapplicable_passes)
        or (name == "cantTell" and case.policy.cant_tell_passes)
    )


def _origin_step(case: CaseFacts, criterion: str) -> Step:
    facts, ndp = case.facts, case.ndp
    for origin in facts.objects(criterion, ndp.derivedFromCriterion):
        frameworks = facts.subjects(origin, ndp.prescribes)
        acts, statements = acts_of(case, frameworks[0]) if frameworks else ((), ())
        prescriptions = [
            s for s in facts.statements_to(origin, ndp.prescribes) if s.subject in frameworks[:1]
        ]
        if acts:
            text = sentence(
                "origin",
                criterion=case.name(criterion),
                framework=case.name(origin),
                act=citation(case, acts),
            )
            context = (*facts.statements(criterion, ndp.derivedFromCriterion), *prescriptions, *statements)
            involves = (origin, *frameworks[:1])
            return Step("ORIGIN", StepResult.HOLDS, text, criterion, involves, acts, context=context)
    return Step(
        "ORIGIN", StepResult.MISSING, sentence("no-origin", criterion=case.name(criterion)), criterion
    )


_NOT_PASSED = frozenset(("failed", "cantTell", "inapplicable"))


def _order(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() else 1000
