"""The steps of a decision: its content, its act, being in force, and the agency that took it."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import IntEnum
from typing import NamedTuple

from graph_api.reasoning import vocabulary as v
from graph_api.reasoning.acts import act_step
from graph_api.reasoning.approval import Step, StepResult
from graph_api.reasoning.case import CaseFacts
from graph_api.reasoning.facts import SourcedStatement
from graph_api.reasoning.wording import remedy, sentence
from ontology.model import Text
from ontology.namespaces import RDF_TYPE
from ontology.values.literals import from_ntriples


def decision_steps(case: CaseFacts, platform: str, decision: str, *, potential: bool) -> Iterator[Step]:
    """The steps that the decision is on the platform, and that an act enacts it."""
    facts, ndp = case.facts, case.ndp
    decided = case.date_of(decision)
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
    elif not decided:
        outcome, name = StepResult.MISSING, "decision-undated"
    yield Step(
        "DECISION",
        outcome,
        sentence(name, decision=case.name(decision), date=decided, platform=case.name(platform)),
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
    start, end = case.start_of(decision), facts.value(decision, ndp.validUntil)
    context = facts.statements(decision, ndp.validFrom, ndp.validUntil, ndp.decisionDate)
    first = min(_iter_ends(case, decision, day), default=None)
    outcome = StepResult.CONTRADICTED
    involves: tuple[str, ...] = ()
    if not start:
        outcome, text = StepResult.MISSING, sentence("no-start", day=day)
    elif first is not None and first.reason is _Reason.EXPIRED and first.last < start:
        text = sentence("never", start=start, end=first.last)
    elif first is not None and first.is_over:
        by = case.name(first.by) if first.by else Text({})
        texts = {"by": by, "agency": by}
        text = sentence(_END_SENTENCES[first.reason], day=day, end=first.last, date=first.since, **texts)
        involves = (first.by,) if first.by else ()
        context = (*context, *first.statements)
    elif start > day:
        text = sentence("not-yet", day=day, start=start)
    else:
        outcome = StepResult.HOLDS
        text = sentence("in-force" if end else "in-force-open", day=day, start=start, end=end or "")
    fix = None if outcome is StepResult.HOLDS else remedy("in-force")
    yield Step("IN_FORCE", outcome, text, decision, involves, context=context, essential=True, remedy=fix)


def is_to_come(case: CaseFacts, decision: str, day: str) -> bool:
    """True if a decision begins after the day. One that ends before it begins never does."""
    start, end = case.start_of(decision), case.facts.value(decision, case.ndp.validUntil)
    return start > day and not (end and end < start)


class _Reason(IntEnum):
    """The reasons for which a decision ends; of those of one day the first counts."""

    REVOKED = 1
    SUPERSEDED = 2
    EXPIRED = 3
    AGENCY_ENDED = 4


_END_SENTENCES = {
    _Reason.REVOKED: "revoked",
    _Reason.SUPERSEDED: "superseded",
    _Reason.EXPIRED: "expired",
    _Reason.AGENCY_ENDED: "agency-ended",
}


class _End(NamedTuple):
    """An end of a decision: the last day on which it holds, the reason, and what ends it; the first end counts.

    `since` is the day from which it is over, where a decision names it; `is_over`: that is so on the day asked about.
    """

    last: str
    reason: _Reason
    by: str
    since: str
    is_over: bool
    statements: tuple[SourcedStatement, ...]


def _iter_ends(case: CaseFacts, decision: str, day: str) -> Iterator[_End]:
    """The ends of a decision, those to come too."""
    facts, ndp = case.facts, case.ndp
    for reason, predicate in ((_Reason.REVOKED, ndp.revokes), (_Reason.SUPERSEDED, ndp.supersedes)):
        for statement in facts.statements_to(decision, predicate):
            by = statement.subject
            if since := case.start_of(by):
                yield _End(_eve(since), reason, by, since, since <= day, (statement,))
    if end := facts.value(decision, ndp.validUntil):
        yield _End(end, _Reason.EXPIRED, "", "", end < day, ())
    if not case.policy.outlives_agency:
        for agency in facts.objects(decision, ndp.decidedBy):
            if end := facts.value(agency, ndp.validUntil):
                yield _End(end, _Reason.AGENCY_ENDED, agency, "", end < day, ())


def _eve(day: str) -> str:
    """The day before; the day itself if it has a time zone or is beyond the calendar."""
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return day


def agency_steps(case: CaseFacts, platform: str, decision: str) -> Iterator[Step]:
    """The steps that the deciding agency existed that day, and was the managing agency of the kind."""
    facts, ndp, decided = case.facts, case.ndp, case.date_of(decision)
    agency = facts.one(decision, ndp.decidedBy)
    decided_by = facts.statements(decision, ndp.decidedBy)
    if agency is None:
        yield Step("AGENCY", StepResult.MISSING, sentence("no-agency"), decision)
        return
    period = facts.statements(agency, ndp.validFrom, ndp.validUntil)
    exists = case.holds(agency, decided)
    name = "agency-undated" if not decided else "agency" if exists else "agency-absent"
    text = sentence(name, agency=case.name(agency), date=decided)
    outcome = StepResult.HOLDS if exists else StepResult.CONTRADICTED
    yield Step("AGENCY", outcome, text, agency, (decision,), context=(*decided_by, *period))
    for kind in facts.objects(platform, ndp.ofKind):
        roles = [
            role
            for role in facts.objects(kind, ndp.hasRole)
            if agency in facts.objects(role, v.AGENT)
            and ndp.managing_agency in facts.objects(role, v.ROLE)
            and case.holds(role, decided)
        ]
        name = "competence-undated" if not decided else "competence" if roles else "no-competence"
        text = sentence(name, agency=case.name(agency), kind=case.name(kind), date=decided)
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
