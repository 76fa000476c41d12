"""The steps of an assessment and its criteria set: whether it bears the decision out, where the set comes from."""

from collections.abc import Iterator

from graph_api.reasoning import vocabulary as v
from graph_api.reasoning.acts import cited, enacted, enacting, was_in_force
from graph_api.reasoning.approval import Step, StepResult
from graph_api.reasoning.case import CaseFacts
from graph_api.reasoning.criteria import judged
from graph_api.reasoning.wording import remedy, sentence
from ontology.literals import resource


def assessed(
    case: CaseFacts, platform: str, assessment: str, decision: str | None, *, potential: bool
) -> Iterator[Step]:
    """What an assessment has to be for a decision on the platform (None: for one to come) to rest on it."""
    facts, ndp = case.facts, case.ndp
    end, date = facts.value(assessment, ndp.concludedOn), case.dated(decision) if decision else None
    based = facts.statements(decision, ndp.basedOnAssessment) if decision else ()
    said = [s for s in based if resource(s.object) == assessment]
    same = [s for s in facts.statements(assessment, ndp.assesses) if resource(s.object) == platform]
    said += [*same, *facts.only(assessment, ndp.concludedOn)]
    outcome, text = (
        StepResult.CONTRADICTED,
        sentence("assessment-other", assessment=case.name(assessment), platform=case.name(platform)),
    )
    if same and end is not None and (date is None or end <= date):
        outcome = StepResult.HOLDS
        text = sentence("assessment", assessment=case.name(assessment), end=end)
    elif same:
        outcome = StepResult.MISSING if end is None else StepResult.CONTRADICTED
        text = sentence("assessment-unconcluded", assessment=case.name(assessment))
        if end is not None and date is not None:
            text = sentence("assessment-open", assessment=case.name(assessment), date=date)
    yield Step(
        "ASSESSMENT",
        outcome,
        text,
        assessment,
        (decision,) if decision else (),
        support=tuple(said),
        context=facts.statements(assessment, ndp.concludedOn),
        essential=True,
        remedy=None if outcome is StepResult.HOLDS else remedy("assessment"),
    )
    criteria_set = facts.one(assessment, ndp.againstCriteriaSet)
    if criteria_set is None:
        yield case.lacking("CRITERIA_SET", "no-set", "set", assessment)
        return
    yield _applicable(case, platform, assessment, criteria_set)
    yield from _founded(case, criteria_set)
    yield from judged(case, assessment, criteria_set, potential=potential)


def _applicable(case: CaseFacts, platform: str, assessment: str, criteria_set: str) -> Step:
    facts, ndp = case.facts, case.ndp
    kinds = facts.objects(platform, ndp.ofKind)
    applies = [s for s in facts.statements(criteria_set, ndp.appliesToKind) if resource(s.object) in kinds]
    begun = facts.value(assessment, ndp.startedOn)
    bounds = [
        p for p in (ndp.validFrom, v.ISSUED) if (facts.value(criteria_set, p) or "9999") <= (begun or "")
    ]
    start, end = facts.value(criteria_set, ndp.validFrom, v.ISSUED), facts.value(criteria_set, ndp.validUntil)
    said = [*facts.only(assessment, ndp.againstCriteriaSet, ndp.startedOn), *applies]
    if len(bounds) == 1:  # of two that would do, neither is needed
        said += facts.statements(criteria_set, *bounds)
    names = {
        "set": case.name(criteria_set),
        "kind": case.name(kinds[0]) if kinds else sentence("unknown"),
    }
    if not applies:
        outcome, text = StepResult.CONTRADICTED, sentence("set-other-kind", **names)
    elif begun is None or start is None or not start <= begun <= (end or begun):
        outcome = StepResult.MISSING if begun is None or start is None else StepResult.CONTRADICTED
        text = sentence("set-not-in-force", set=names["set"], start=begun or sentence("unknown"))
    else:
        outcome, text = StepResult.HOLDS, sentence("set", **names, start=begun)
    return Step(
        "CRITERIA_SET",
        outcome,
        text,
        criteria_set,
        (assessment, *kinds),
        support=tuple(said),
        context=(
            *facts.statements(assessment, ndp.againstCriteriaSet, ndp.startedOn),
            *facts.statements(criteria_set, ndp.validFrom, ndp.validUntil, v.ISSUED),
        ),
        essential=True,
        remedy=None if outcome is StepResult.HOLDS else remedy("set"),
    )


def _founded(case: CaseFacts, criteria_set: str) -> Iterator[Step]:
    """Where the set comes from: its act, the framework, the consultation."""
    facts, ndp = case.facts, case.ndp
    yield enacted(case, "SET_ACT", criteria_set, "set-act", "set-no-act", set=case.name(criteria_set))
    issued = facts.value(criteria_set, v.ISSUED)
    frameworks = facts.objects(criteria_set, v.FRAMEWORK)
    found = Step("FRAMEWORK", StepResult.MISSING, sentence("no-framework"), criteria_set, tuple(frameworks))
    for framework in frameworks:
        acts, said = enacting(case, framework)
        if any(was_in_force(case, act, issued) for act in acts):
            text = sentence("framework", framework=case.name(framework), act=cited(case, acts))
            said = (*facts.statements(criteria_set, v.FRAMEWORK), *said)
            found = Step("FRAMEWORK", StepResult.HOLDS, text, framework, (criteria_set,), acts, context=said)
            break
    yield found
    consulted = [
        (facts.value(iri, ndp.startedOn) or "", iri) for iri in facts.subjects(criteria_set, ndp.consultedOn)
    ]
    timely = [one for one in sorted(consulted) if one[0] and (issued is None or one[0] <= issued)]
    if not timely:
        text = sentence("no-consultation")
        yield Step("CONSULTATION", StepResult.MISSING, text, criteria_set, tuple(iri for _, iri in consulted))
        return
    start, consultation = timely[0]
    text = sentence("consultation", consultation=case.name(consultation), start=start)
    said = facts.statements(consultation, ndp.consultedOn, ndp.startedOn, ndp.consultedParty)
    yield Step("CONSULTATION", StepResult.HOLDS, text, consultation, (criteria_set,), context=said)
