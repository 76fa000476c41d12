"""The steps of a decision: what it says, its act, whether it is in force, who took it."""

from collections.abc import Iterator

from graph_api.reasoning import vocabulary as v
from graph_api.reasoning.acts import enacted
from graph_api.reasoning.approval import Step, StepResult
from graph_api.reasoning.case import CaseFacts
from graph_api.reasoning.facts import SourcedStatement
from graph_api.reasoning.wording import remedy, sentence
from ontology.literals import resource
from ontology.record import TYPE


def decided(case: CaseFacts, platform: str, decision: str, *, potential: bool) -> Iterator[Step]:
    """That the decision is one on the platform, and the act that enacts it."""
    facts, ndp = case.facts, case.ndp
    date = case.dated(decision)
    classes = case.potentials if potential else case.recognitions
    named = [s for s in facts.statements(decision, TYPE) if resource(s.object) in classes]
    on = [s for s in facts.statements(decision, ndp.decidesOn) if resource(s.object) == platform]
    outcome, name = StepResult.HOLDS, "decision"
    if not (named and on):
        outcome, name = StepResult.CONTRADICTED, "decision-other"
    elif not date:
        outcome, name = StepResult.MISSING, "decision-undated"
    yield Step(
        "DECISION",
        outcome,
        sentence(name, decision=case.name(decision), date=date, platform=case.name(platform)),
        decision,
        (platform,),
        support=(*(named if len(named) == 1 else ()), *on, *facts.only(decision, ndp.decisionDate)),
        context=(*named, *facts.statements(decision, ndp.decisionDate)),
        essential=True,
        remedy=None if outcome is StepResult.HOLDS else remedy("decision"),
    )
    yield enacted(case, "ACT", decision, "act", "no-act", decision=case.name(decision))


def in_force(case: CaseFacts, decision: str, day: str) -> Iterator[Step]:
    """That the decision is in force on the day."""
    facts, ndp = case.facts, case.ndp
    start = facts.value(decision, ndp.validFrom, ndp.decisionDate)
    end = facts.value(decision, ndp.validUntil)
    said = facts.statements(decision, ndp.validFrom, ndp.validUntil, ndp.decisionDate)
    outcome, text = StepResult.HOLDS, sentence(
        "in-force", day=day, start=start or sentence("open"), end=end or sentence("open")
    )  # fmt: skip
    involves: tuple[str, ...] = ()
    if start is None or start > day:
        outcome = StepResult.MISSING if start is None else StepResult.CONTRADICTED
        text = sentence("not-yet", day=day, start=start or sentence("unknown"))
    elif end is not None and end < day:
        outcome, text = StepResult.CONTRADICTED, sentence("expired", day=day, end=end)
    elif (ended := _ended(case, decision, day)) is not None:
        name, by, statement = ended
        text = sentence(name, by=case.name(by), date=case.dated(by))
        outcome, involves, said = StepResult.CONTRADICTED, (by,), (*said, statement)
    elif not case.policy.outlives_agency and (gone := _agency_ended(case, decision, day)) is not None:
        outcome, text = (
            StepResult.CONTRADICTED,
            sentence("agency-ended", agency=case.name(gone[0]), end=gone[1]),
        )
        involves = (gone[0],)
    mend = None if outcome is StepResult.HOLDS else remedy("in-force")
    yield Step("IN_FORCE", outcome, text, decision, involves, context=said, essential=True, remedy=mend)


def _ended(case: CaseFacts, decision: str, day: str) -> tuple[str, str, SourcedStatement] | None:
    """What ended a decision by the day, the earliest: how, by which decision, and the statement that says so."""
    found = [
        (case.dated(statement.subject), name, statement)
        for name, predicate in (("revoked", case.ndp.revokes), ("superseded", case.ndp.supersedes))
        for statement in case.facts.leading_to(decision, predicate)
        if "" < case.dated(statement.subject) <= day
    ]
    if not found:
        return None
    _, name, statement = min(found, key=lambda one: one[:2])
    return name, statement.subject, statement


def _agency_ended(case: CaseFacts, decision: str, day: str) -> tuple[str, str] | None:
    for agency in case.facts.objects(decision, case.ndp.decidedBy):
        end = case.facts.value(agency, case.ndp.validUntil)
        if end is not None and end < day:
            return agency, end
    return None


def taken_by(case: CaseFacts, platform: str, decision: str) -> Iterator[Step]:
    """That who took the decision existed that day, and was the managing agency of the kind."""
    facts, ndp, date = case.facts, case.ndp, case.dated(decision)
    agency = facts.one(decision, ndp.decidedBy)
    said = facts.statements(decision, ndp.decidedBy)
    if agency is None:
        yield Step("AGENCY", StepResult.MISSING, sentence("no-agency"), decision)
        return
    lived = facts.statements(agency, ndp.validFrom, ndp.validUntil)
    exists = case.holds(agency, date)
    text = sentence("agency" if exists else "agency-absent", agency=case.name(agency), date=date)
    outcome = StepResult.HOLDS if exists else StepResult.CONTRADICTED
    yield Step("AGENCY", outcome, text, agency, (decision,), context=(*said, *lived))
    for kind in facts.objects(platform, ndp.ofKind):
        roles = [
            role
            for role in facts.objects(kind, ndp.hasRole)
            if agency in facts.objects(role, v.AGENT)
            and ndp.managing_agency in facts.objects(role, v.ROLE)
            and case.holds(role, date)
        ]
        text = sentence(
            "competence" if roles else "no-competence",
            agency=case.name(agency),
            kind=case.name(kind),
            date=date,
        )
        context = [s for s in facts.statements(kind, ndp.hasRole) if resource(s.object) in roles]
        for role in roles:
            context += facts.statements(role, v.AGENT, v.ROLE, ndp.validFrom, ndp.validUntil)
        outcome = StepResult.HOLDS if roles else StepResult.CONTRADICTED
        yield Step("COMPETENCE", outcome, text, agency, (kind, *roles), context=tuple(context))


def of_kind(case: CaseFacts, platform: str) -> Iterator[Step]:
    """Of which kind the platform is."""
    kinds = case.facts.objects(platform, case.ndp.ofKind)
    if not kinds:
        yield case.lacking("KIND", "no-kind", "kind", platform, platform=case.name(platform))
        return
    text = sentence("kind", platform=case.name(platform), kind=case.name(kinds[0]))
    said = case.facts.statements(platform, case.ndp.ofKind)
    yield Step("KIND", StepResult.HOLDS, text, platform, tuple(kinds), support=said, essential=True)
