"""The steps of an assessment and its criteria set: the assessment supports the decision, and an act founds the set."""

from collections.abc import Iterator

from graph_api.reasoning import vocabulary as v
from graph_api.reasoning.acts import act_step, acts_of, citation, was_in_force
from graph_api.reasoning.approval import Step, StepResult
from graph_api.reasoning.case import CaseFacts
from graph_api.reasoning.criteria import criterion_steps
from graph_api.reasoning.wording import remedy, sentence
from ontology.model import Text
from ontology.values.literals import from_ntriples


def assessment_steps(
    case: CaseFacts, platform: str, assessment: str, decision: str | None, *, potential: bool
) -> Iterator[Step]:
    """The steps that an assessment must pass to support a decision on the platform; `decision` None: a future one."""
    yield _concluded_step(case, platform, assessment, decision)
    criteria_set = case.facts.one(assessment, case.ndp.againstCriteriaSet)
    if criteria_set is None:
        yield case.missing_step("CRITERIA_SET", "no-set", "set", assessment)
        return
    yield _applicability_step(case, platform, assessment, criteria_set)
    yield from case.once(_origin_steps, criteria_set)
    yield from criterion_steps(case, assessment, criteria_set, potential=potential)


def _concluded_step(case: CaseFacts, platform: str, assessment: str, decision: str | None) -> Step:
    """The step that holds if the assessment is of this platform, and concluded by the date of the decision."""
    facts, ndp = case.facts, case.ndp
    based = facts.statements(decision, ndp.basedOnAssessment) if decision else ()
    same = [s for s in facts.statements(assessment, ndp.assesses) if from_ntriples(s.object) == platform]
    support = [s for s in based if from_ntriples(s.object) == assessment]
    support += [*same, *facts.sole_statements(assessment, ndp.concludedOn)]
    outcome, text = _conclusion(case, platform, assessment, decision, is_same=bool(same))
    return Step(
        "ASSESSMENT",
        outcome,
        text,
        assessment,
        (decision,) if decision else (),
        support=tuple(support),
        context=facts.statements(assessment, ndp.concludedOn),
        essential=True,
        remedy=None if outcome is StepResult.HOLDS else remedy("assessment"),
    )


def _conclusion(
    case: CaseFacts, platform: str, assessment: str, decision: str | None, *, is_same: bool
) -> tuple[StepResult, Text]:
    """The outcome and its sentence; `is_same`: the assessment is of this platform."""
    name = case.name(assessment)
    end = case.facts.value(assessment, case.ndp.concludedOn)
    date = case.date_of(decision) if decision else None
    if not is_same:
        text = sentence("assessment-other", assessment=name, platform=case.name(platform))
        return StepResult.CONTRADICTED, text
    if end is None:
        return StepResult.MISSING, sentence("assessment-unconcluded", assessment=name)
    if date is not None and end > date:
        return StepResult.CONTRADICTED, sentence("assessment-open", assessment=name, date=date)
    key = "assessment" if decision else "assessment-concluded"
    return StepResult.HOLDS, sentence(key, assessment=name, end=end)


def _applicability_step(case: CaseFacts, platform: str, assessment: str, criteria_set: str) -> Step:
    facts, ndp = case.facts, case.ndp
    kinds = facts.objects(platform, ndp.ofKind)
    applies = [
        s for s in facts.statements(criteria_set, ndp.appliesToKind) if from_ntriples(s.object) in kinds
    ]
    started = facts.value(assessment, ndp.startedOn)
    bounds = [
        p for p in (ndp.validFrom, v.ISSUED) if (facts.value(criteria_set, p) or "9999") <= (started or "")
    ]
    start, end = facts.value(criteria_set, ndp.validFrom, v.ISSUED), facts.value(criteria_set, ndp.validUntil)
    support = [*facts.sole_statements(assessment, ndp.againstCriteriaSet, ndp.startedOn), *applies]
    if len(bounds) == 1:  # if either of two suffices, neither is needed
        support += facts.statements(criteria_set, *bounds)
    if not kinds:
        outcome, name = StepResult.CONTRADICTED, "set-no-kind"
    elif not applies:
        outcome, name = StepResult.CONTRADICTED, "set-other-kind"
    elif started is None or start is None:
        outcome, name = StepResult.MISSING, "set-no-start" if started is None else "set-undated"
    elif not start <= started <= (end or started):
        outcome, name = StepResult.CONTRADICTED, "set-not-in-force"
    else:
        outcome, name = StepResult.HOLDS, "set"
    kind = case.name(kinds[0]) if kinds else ""
    text = sentence(name, set=case.name(criteria_set), kind=kind, start=started or "")
    return Step(
        "CRITERIA_SET",
        outcome,
        text,
        criteria_set,
        (assessment, *kinds),
        support=tuple(support),
        context=(
            *facts.statements(assessment, ndp.againstCriteriaSet, ndp.startedOn),
            *facts.statements(criteria_set, ndp.validFrom, ndp.validUntil, v.ISSUED),
        ),
        essential=True,
        remedy=None if outcome is StepResult.HOLDS else remedy("set"),
    )


def _origin_steps(case: CaseFacts, criteria_set: str) -> tuple[Step, ...]:
    """The origin of the set: its act, the framework, the consultation."""
    return (
        act_step(case, "SET_ACT", criteria_set, "set-act", "set-no-act", set=case.name(criteria_set)),
        _framework_step(case, criteria_set),
        _consultation_step(case, criteria_set),
    )


def _framework_step(case: CaseFacts, criteria_set: str) -> Step:
    facts = case.facts
    issued = facts.value(criteria_set, v.ISSUED)
    frameworks = facts.objects(criteria_set, v.FRAMEWORK)
    for framework in frameworks:
        acts, statements = acts_of(case, framework)
        if any(was_in_force(case, act, issued) for act in acts):
            text = sentence("framework", framework=case.name(framework), act=citation(case, acts))
            context = (*facts.statements(criteria_set, v.FRAMEWORK), *statements)
            return Step(
                "FRAMEWORK", StepResult.HOLDS, text, framework, (criteria_set,), acts, context=context
            )
    return Step("FRAMEWORK", StepResult.MISSING, sentence("no-framework"), criteria_set, tuple(frameworks))


def _consultation_step(case: CaseFacts, criteria_set: str) -> Step:
    facts, ndp = case.facts, case.ndp
    issued = facts.value(criteria_set, v.ISSUED)
    consultations = [
        (facts.value(iri, ndp.startedOn) or "", iri) for iri in facts.subjects(criteria_set, ndp.consultedOn)
    ]
    timely = [one for one in sorted(consultations) if one[0] and (issued is None or one[0] <= issued)]
    if not timely:
        involves = tuple(iri for _, iri in consultations)
        return Step("CONSULTATION", StepResult.MISSING, sentence("no-consultation"), criteria_set, involves)
    start, consultation = timely[0]
    text = sentence("consultation", consultation=case.name(consultation), start=start)
    context = facts.statements(consultation, ndp.consultedOn, ndp.startedOn, ndp.consultedParty)
    return Step("CONSULTATION", StepResult.HOLDS, text, consultation, (criteria_set,), context=context)
