"""The steps of a decision: its content, its act, being in force, and the agency that took it."""

from collections.abc import Iterator

from graph_api.reasoning import vocabulary as v
from graph_api.reasoning.acts import act_step
from graph_api.reasoning.approval import Step, StepResult
from graph_api.reasoning.case import CaseFacts
from graph_api.reasoning.facts import SourcedStatement
from graph_api.reasoning.wording import remedy, sentence
from ontology.namespaces import RDF_TYPE
from ontology.values.literals import from_ntriples


def decision_steps(case: CaseFacts, platform: str, decision: str, *, potential: bool) -> Iterator[Step]:
    """The steps that the decision is on the platform, and that an act enacts it."""
    facts, ndp = case.facts, case.ndp
    date = case.date_of(decision)
    classes = case.potentials if potential else case.recognitions
    types = facts.statements(decision, RDF_TYPE)
    typed = [s for s in types if from_ntriples(s.object) in classes]
    kinds = [kind for kind in case.kinds_of_decisions if facts.is_a(decision, kind)]
    on = [s for s in facts.statements(decision, ndp.decidesOn) if from_ntriples(s.object) == platform]
    outcome, name = StepResult.HOLDS, "decision"
    if not (typed and on):
        outcome, name = StepResult.CONTRADICTED, "decision-other"
    elif len(kinds) > 1:
        outcome, name = StepResult.CONTRADICTED, "decision-kinds"
    elif not date:
        outcome, name = StepResult.MISSING, "decision-undated"
    yield Step(
        "DECISION",
        outcome,
        sentence(name, decision=case.name(decision), date=date, platform=case.name(platform)),
        decision,
        (platform,),
        support=(
            *(typed if len(typed) == 1 else ()),
            *on,
            *facts.sole_statements(decision, ndp.decisionDate),
        ),
        context=(*types, *facts.statements(decision, ndp.decisionDate)),
        essential=True,
        remedy=None if outcome is StepResult.HOLDS else remedy("decision"),
    )
    yield act_step(case, "ACT", decision, "act", "no-act", decision=case.name(decision))


def in_force_steps(case: CaseFacts, decision: str, day: str) -> Iterator[Step]:
    """The step that the decision is in force on the day."""
    facts, ndp = case.facts, case.ndp
    start = facts.value(decision, ndp.validFrom, ndp.decisionDate)
    end = facts.value(decision, ndp.validUntil)
    context = facts.statements(decision, ndp.validFrom, ndp.validUntil, ndp.decisionDate)
    outcome = StepResult.HOLDS
    text = sentence("in-force" if end else "in-force-open", day=day, start=start or "", end=end or "")
    involves: tuple[str, ...] = ()
    if start is None:
        outcome, text = StepResult.MISSING, sentence("no-start", day=day)
    elif start > day:
        outcome, text = StepResult.CONTRADICTED, sentence("not-yet", day=day, start=start)
    elif end is not None and end < day:
        outcome, text = StepResult.CONTRADICTED, sentence("expired", day=day, end=end)
    elif (ending := _ending(case, decision, day)) is not None:
        name, by, statement = ending
        text = sentence(name, by=case.name(by), date=case.date_of(by))
        outcome, involves, context = StepResult.CONTRADICTED, (by,), (*context, statement)
    elif not case.policy.outlives_agency and (agency_end := _agency_end(case, decision, day)) is not None:
        outcome, text = (
            StepResult.CONTRADICTED,
            sentence("agency-ended", agency=case.name(agency_end[0]), end=agency_end[1]),
        )
        involves = (agency_end[0],)
    fix = None if outcome is StepResult.HOLDS else remedy("in-force")
    yield Step("IN_FORCE", outcome, text, decision, involves, context=context, essential=True, remedy=fix)


def _ending(case: CaseFacts, decision: str, day: str) -> tuple[str, str, SourcedStatement] | None:
    """The earliest end of a decision by the day: the sentence, the ending decision, and the statement for it."""
    endings = [
        (case.date_of(statement.subject), name, statement)
        for name, predicate in (("revoked", case.ndp.revokes), ("superseded", case.ndp.supersedes))
        for statement in case.facts.statements_to(decision, predicate)
        if "" < case.date_of(statement.subject) <= day
    ]
    if not endings:
        return None
    _, name, statement = min(endings, key=lambda one: one[:2])
    return name, statement.subject, statement


def _agency_end(case: CaseFacts, decision: str, day: str) -> tuple[str, str] | None:
    for agency in case.facts.objects(decision, case.ndp.decidedBy):
        end = case.facts.value(agency, case.ndp.validUntil)
        if end is not None and end < day:
            return agency, end
    return None


def agency_steps(case: CaseFacts, platform: str, decision: str) -> Iterator[Step]:
    """The steps that the deciding agency existed that day, and was the managing agency of the kind."""
    facts, ndp, date = case.facts, case.ndp, case.date_of(decision)
    agency = facts.one(decision, ndp.decidedBy)
    decided_by = facts.statements(decision, ndp.decidedBy)
    if agency is None:
        yield Step("AGENCY", StepResult.MISSING, sentence("no-agency"), decision)
        return
    period = facts.statements(agency, ndp.validFrom, ndp.validUntil)
    exists = case.holds(agency, date)
    name = "agency-undated" if not date else "agency" if exists else "agency-absent"
    text = sentence(name, agency=case.name(agency), date=date)
    outcome = StepResult.HOLDS if exists else StepResult.CONTRADICTED
    yield Step("AGENCY", outcome, text, agency, (decision,), context=(*decided_by, *period))
    for kind in facts.objects(platform, ndp.ofKind):
        roles = [
            role
            for role in facts.objects(kind, ndp.hasRole)
            if agency in facts.objects(role, v.AGENT)
            and ndp.managing_agency in facts.objects(role, v.ROLE)
            and case.holds(role, date)
        ]
        name = "competence-undated" if not date else "competence" if roles else "no-competence"
        text = sentence(name, agency=case.name(agency), kind=case.name(kind), date=date)
        context = [s for s in facts.statements(kind, ndp.hasRole) if from_ntriples(s.object) in roles]
        for role in roles:
            context += facts.statements(role, v.AGENT, v.ROLE, ndp.validFrom, ndp.validUntil)
        outcome = StepResult.HOLDS if roles else StepResult.CONTRADICTED
        yield Step("COMPETENCE", outcome, text, agency, (kind, *roles), context=tuple(context))


def kind_steps(case: CaseFacts, platform: str) -> Iterator[Step]:
    """The step that it is a platform, and has a kind."""
    typed = case.platform_types(platform)
    if not typed:
        yield case.missing_step("KIND", "no-platform", "platform", platform, platform=case.name(platform))
        return
    kinds = case.facts.objects(platform, case.ndp.ofKind)
    if not kinds:
        yield case.missing_step("KIND", "no-kind", "kind", platform, platform=case.name(platform))
        return
    text = sentence("kind", platform=case.name(platform), kind=case.name(kinds[0]))
    support = (*(typed if len(typed) == 1 else ()), *case.facts.statements(platform, case.ndp.ofKind))
    yield Step("KIND", StepResult.HOLDS, text, platform, tuple(kinds), support=support, essential=True)
