"""Why a decision gives a platform its status on a day, step by step, or what is in the way.

The rules in `ontology/rules` say the same for all platforms at once; tests hold the two to each other. A step that
the derivation needs is *essential*; the statements it needs are its *support*: without any one of them this
derivation fails. What else a step says is context.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from graph_api.audit import vocabulary as v
from graph_api.audit.facts import Facts, Statement, resource
from graph_api.audit.thresholds import Observation, Threshold, observation, thresholds
from graph_api.audit.wording import number_text, remedy, sentence
from loaders.policy import Policy
from ontology.iris import local_name
from ontology.model import Model, Text
from ontology.record import TYPE


class Outcome(StrEnum):
    """Whether what a step asks for is so."""

    HOLDS = "HOLDS"
    MISSING = "MISSING"
    CONTRADICTED = "CONTRADICTED"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a justification. `about` and `involves` are resources, `acts` the article first, then its act."""

    kind: str
    outcome: Outcome
    text: Text
    about: str | None = None
    involves: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    support: tuple[Statement, ...] = ()
    context: tuple[Statement, ...] = ()
    essential: bool = False
    remedy: Text | None = None

    @property
    def blocks(self) -> bool:
        """Whether the status is not given because of this step."""
        return self.essential and self.outcome is not Outcome.HOLDS


@dataclass(frozen=True, slots=True)
class Approval:
    """A decision, looked at on a day: `status` is the code that it gives if nothing blocks."""

    platform: str
    day: str
    decision: str | None = None
    status: str | None = None
    steps: tuple[Step, ...] = ()

    @property
    def supported(self) -> bool:
        """Whether the platform has the status on the day because of the decision."""
        return self.decision is not None and not self.blocking

    @property
    def blocking(self) -> tuple[Step, ...]:
        """The steps in the way, nearest to the status first."""
        return tuple(step for step in self.steps if step.blocks)

    @property
    def resources(self) -> tuple[str, ...]:
        """All resources that the steps are about or involve, sorted."""
        found = {iri for step in self.steps for iri in (step.about, *step.involves, *step.acts) if iri}
        return tuple(sorted(found))


class Examiner:
    """Examines decisions over the facts of a case."""

    def __init__(self, facts: Facts, model: Model, policy: Policy) -> None:
        self._facts = facts
        self._model = model
        self._policy = policy
        self._ndp = v.Vocabulary(model.base)
        ns = model.base + "ns#"
        self._recognitions = self._below(ns + "Recognition")
        self._potentials = self._below(ns + "PotentialRecognition")
        self._criteria = self._below(ns + "Criterion")

    def _below(self, iri: str) -> frozenset[str]:
        known = self._model.superclasses
        return frozenset((iri, *(c for c, above in known.items() if iri in above)))

    def best(self, platform: str, day: str) -> Approval:
        """The decision that gives the platform its status on the day; else the one that comes nearest to it.

        A recognition comes before a potential one, a later decision before an earlier one.
        """
        return self._nearest(platform, day, self._decisions(platform), "no-decision")

    def against(self, platform: str, day: str) -> Approval:
        """What keeps the platform from being recognised on the day: the steps in the way alone."""
        decisions = [iri for iri in self._decisions(platform) if not self._is_potential(iri)]
        found = self._nearest(platform, day, decisions, "no-recognition")
        return replace(found, steps=found.blocking)

    def _nearest(self, platform: str, day: str, decisions: Sequence[str], none: str) -> Approval:
        found = [self.examine(platform, decision, day) for decision in decisions]
        supported = next((one for one in found if one.supported), None)
        if supported is not None:
            return supported
        if found:
            return min(found, key=lambda one: len(one.blocking))
        text = sentence(none, platform=self._name(platform))
        mend = remedy("decision")
        step = Step("DECISION", Outcome.MISSING, text, platform, essential=True, remedy=mend)
        return Approval(platform, day, steps=(step, *self._assessed_anyway(platform)))

    def _decisions(self, platform: str) -> list[str]:
        decisions = [
            (self._is_potential(iri), iri)
            for iri in self._facts.subjects(platform, self._ndp.decidesOn)
            if self._facts.is_a(iri, self._recognitions | self._potentials)
        ]
        later = sorted(decisions, key=lambda one: (self._dated(one[1]), one[1]), reverse=True)
        return [iri for _, iri in sorted(later, key=lambda one: one[0])]

    def _assessed_anyway(self, platform: str) -> Iterator[Step]:
        """What the last assessment says of a platform about which nothing was decided."""
        ndp = self._ndp
        assessments = self._facts.subjects(platform, ndp.assesses)
        if assessments:
            last = max(assessments, key=lambda iri: (self._facts.value(iri, ndp.startedOn) or "", iri))
            yield from self._assessed(platform, last, None, potential=False)

    def _is_potential(self, decision: str) -> bool:
        return not self._facts.is_a(decision, self._recognitions)

    def _dated(self, decision: str) -> str:
        return self._facts.value(decision, self._ndp.decisionDate) or ""

    def examine(self, platform: str, decision: str, day: str) -> Approval:
        """All steps of one decision."""
        ndp, potential = self._ndp, self._is_potential(decision)
        steps = [
            *self._decided(platform, decision, potential=potential),
            *self._in_force(decision, day),
            *self._taken_by(platform, decision),
            *self._of_kind(platform),
        ]
        assessments = self._facts.objects(decision, ndp.basedOnAssessment)
        ways = [list(self._assessed(platform, one, decision, potential=potential)) for one in assessments]
        if ways:
            steps += min(ways, key=lambda way: sum(step.blocks for step in way))
        else:
            steps.append(self._lacking("ASSESSMENT", "no-assessment", "assessment", decision))
        status = ndp.code("platform-status", "potential" if potential else "recognised")
        return Approval(platform, day, decision, status, tuple(steps))

    # -- the decision

    def _decided(self, platform: str, decision: str, *, potential: bool) -> Iterator[Step]:
        facts, ndp = self._facts, self._ndp
        date = self._dated(decision)
        classes = self._potentials if potential else self._recognitions
        named = [s for s in facts.statements(decision, TYPE) if resource(s.object) in classes]
        on = [s for s in facts.statements(decision, ndp.decidesOn) if resource(s.object) == platform]
        if date:
            text = sentence(
                "decision", decision=self._name(decision), date=date, platform=self._name(platform)
            )
        else:
            text = sentence("decision-undated", decision=self._name(decision))
        yield Step(
            "DECISION",
            Outcome.HOLDS if date else Outcome.MISSING,
            text,
            decision,
            (platform,),
            support=(*named, *on, *facts.statements(decision, ndp.decisionDate)),
            essential=True,
            remedy=None if date else remedy("decision"),
        )
        yield self._enacted("ACT", decision, "act", "no-act", decision=self._name(decision))

    def _enacted(self, kind: str, iri: str, holds: str, lacks: str, **parts: Text) -> Step:
        """That an act enacts something."""
        acts, said = self._acts(iri)
        if acts:
            text = sentence(holds, act=self._cited(acts))
            return Step(kind, Outcome.HOLDS, text, iri, acts=acts, context=said)
        return Step(kind, Outcome.MISSING, sentence(lacks, **parts), iri)

    def _acts(self, iri: str) -> tuple[tuple[str, ...], tuple[Statement, ...]]:
        """What enacts something: the article or annex, then the act that it is part of; and what says so."""
        facts = self._facts
        said = list(facts.statements(iri, self._ndp.enactedBy))
        acts = facts.objects(iri, self._ndp.enactedBy)[:1]
        while acts and (above := facts.objects(acts[-1], v.ANNEX_OF) + facts.objects(acts[-1], v.PART_OF)):
            if above[0] in acts:
                break
            said += facts.statements(acts[-1], v.ANNEX_OF, v.PART_OF)
            acts.append(above[0])
        for act in acts:
            said += facts.statements(act, v.ACT_NUMBER, v.ACT_DATE, v.ACT_FROM, v.ACT_UNTIL)
        return tuple(acts), tuple(said)

    def _in_force(self, decision: str, day: str) -> Iterator[Step]:
        facts, ndp = self._facts, self._ndp
        start = facts.value(decision, ndp.validFrom, ndp.decisionDate)
        end = facts.value(decision, ndp.validUntil)
        said = facts.statements(decision, ndp.validFrom, ndp.validUntil, ndp.decisionDate)
        outcome, text = Outcome.HOLDS, sentence(
            "in-force", day=day, start=start or sentence("open"), end=end or sentence("open")
        )  # fmt: skip
        involves: tuple[str, ...] = ()
        if start is None or start > day:
            outcome = Outcome.MISSING if start is None else Outcome.CONTRADICTED
            text = sentence("not-yet", day=day, start=start or sentence("open"))
        elif end is not None and end < day:
            outcome, text = Outcome.CONTRADICTED, sentence("expired", day=day, end=end)
        elif (ended := self._ended(decision, day)) is not None:
            name, by, statement = ended
            text = sentence(name, by=self._name(by), date=self._dated(by))
            outcome, involves, said = Outcome.CONTRADICTED, (by,), (*said, statement)
        elif not self._policy.outlives_agency and (gone := self._agency_ended(decision, day)) is not None:
            outcome, text = (
                Outcome.CONTRADICTED,
                sentence("agency-ended", agency=self._name(gone[0]), end=gone[1]),
            )
            involves = (gone[0],)
        mend = None if outcome is Outcome.HOLDS else remedy("in-force")
        yield Step("IN_FORCE", outcome, text, decision, involves, context=said, essential=True, remedy=mend)

    def _ended(self, decision: str, day: str) -> tuple[str, str, Statement] | None:
        """What ended a decision by the day, the earliest: how, by which decision, and the statement that says so."""
        found = [
            (self._dated(statement.subject), name, statement)
            for name, predicate in (("revoked", self._ndp.revokes), ("superseded", self._ndp.supersedes))
            for statement in self._facts.leading_to(decision, predicate)
            if "" < self._dated(statement.subject) <= day
        ]
        if not found:
            return None
        _, name, statement = min(found, key=lambda one: one[:2])
        return name, statement.subject, statement

    def _agency_ended(self, decision: str, day: str) -> tuple[str, str] | None:
        for agency in self._facts.objects(decision, self._ndp.decidedBy):
            end = self._facts.value(agency, self._ndp.validUntil)
            if end is not None and end < day:
                return agency, end
        return None

    # -- who decided

    def _taken_by(self, platform: str, decision: str) -> Iterator[Step]:
        facts, ndp, date = self._facts, self._ndp, self._dated(decision)
        agency = facts.one(decision, ndp.decidedBy)
        said = facts.statements(decision, ndp.decidedBy)
        if agency is None:
            yield Step("AGENCY", Outcome.MISSING, sentence("no-agency"), decision)
            return
        lived = facts.statements(agency, ndp.validFrom, ndp.validUntil)
        exists = self._holds(agency, date)
        text = sentence("agency" if exists else "agency-absent", agency=self._name(agency), date=date)
        outcome = Outcome.HOLDS if exists else Outcome.CONTRADICTED
        yield Step("AGENCY", outcome, text, agency, (decision,), context=(*said, *lived))
        for kind in facts.objects(platform, ndp.ofKind):
            roles = [
                role
                for role in facts.objects(kind, ndp.hasRole)
                if agency in facts.objects(role, v.AGENT)
                and ndp.managing_agency in facts.objects(role, v.ROLE)
                and self._holds(role, date)
            ]
            text = sentence(
                "competence" if roles else "no-competence",
                agency=self._name(agency),
                kind=self._name(kind),
                date=date,
            )
            context = [s for s in facts.statements(kind, ndp.hasRole) if resource(s.object) in roles]
            for role in roles:
                context += facts.statements(role, v.AGENT, v.ROLE, ndp.validFrom, ndp.validUntil)
            outcome = Outcome.HOLDS if roles else Outcome.CONTRADICTED
            yield Step("COMPETENCE", outcome, text, agency, (kind, *roles), context=tuple(context))

    def _holds(self, iri: str, day: str) -> bool:
        start = self._facts.value(iri, self._ndp.validFrom)
        end = self._facts.value(iri, self._ndp.validUntil)
        return (start or day) <= day <= (end or day)

    def _of_kind(self, platform: str) -> Iterator[Step]:
        kinds = self._facts.objects(platform, self._ndp.ofKind)
        if not kinds:
            yield self._lacking("KIND", "no-kind", "kind", platform, platform=self._name(platform))
            return
        text = sentence("kind", platform=self._name(platform), kind=self._name(kinds[0]))
        said = self._facts.statements(platform, self._ndp.ofKind)
        yield Step("KIND", Outcome.HOLDS, text, platform, tuple(kinds), support=said, essential=True)

    # -- the assessment

    def _assessed(
        self, platform: str, assessment: str, decision: str | None, *, potential: bool
    ) -> Iterator[Step]:
        facts, ndp = self._facts, self._ndp
        end, date = facts.value(assessment, ndp.concludedOn), self._dated(decision) if decision else None
        based = facts.statements(decision, ndp.basedOnAssessment) if decision else ()
        said = [s for s in based if resource(s.object) == assessment]
        same = [s for s in facts.statements(assessment, ndp.assesses) if resource(s.object) == platform]
        said += [*same, *facts.statements(assessment, ndp.concludedOn)]
        outcome, text = (
            Outcome.CONTRADICTED,
            sentence("assessment-other", **self._names(assessment, platform)),
        )
        if same and end is not None and (date is None or end <= date):
            outcome = Outcome.HOLDS
            text = sentence("assessment", assessment=self._name(assessment), end=end)
        elif same:
            outcome = Outcome.MISSING if end is None else Outcome.CONTRADICTED
            text = sentence("assessment-unconcluded", assessment=self._name(assessment))
            if end is not None and date is not None:
                text = sentence("assessment-open", assessment=self._name(assessment), date=date)
        yield Step(
            "ASSESSMENT",
            outcome,
            text,
            assessment,
            (decision,) if decision else (),
            support=tuple(said),
            essential=True,
            remedy=None if outcome is Outcome.HOLDS else remedy("assessment"),
        )
        criteria_set = facts.one(assessment, ndp.againstCriteriaSet)
        if criteria_set is None:
            yield self._lacking("CRITERIA_SET", "no-set", "set", assessment)
            return
        yield self._applicable(platform, assessment, criteria_set)
        yield from self._founded(criteria_set)
        yield from self._judged(assessment, criteria_set, potential=potential)

    def _names(self, assessment: str, platform: str) -> dict[str, Text]:
        return {"assessment": self._name(assessment), "platform": self._name(platform)}

    def _applicable(self, platform: str, assessment: str, criteria_set: str) -> Step:
        facts, ndp = self._facts, self._ndp
        kinds = facts.objects(platform, ndp.ofKind)
        applies = [
            s for s in facts.statements(criteria_set, ndp.appliesToKind) if resource(s.object) in kinds
        ]
        begun = facts.value(assessment, ndp.startedOn)
        start, end = facts.value(criteria_set, ndp.validFrom), facts.value(criteria_set, ndp.validUntil)
        said = (
            *facts.statements(assessment, ndp.againstCriteriaSet, ndp.startedOn),
            *applies,
            *facts.statements(criteria_set, ndp.validFrom),
        )
        names = {
            "set": self._name(criteria_set),
            "kind": self._name(kinds[0]) if kinds else sentence("no-period"),
        }
        if not applies:
            outcome, text = Outcome.CONTRADICTED, sentence("set-other-kind", **names)
        elif begun is None or start is None or not start <= begun <= (end or begun):
            outcome = Outcome.MISSING if begun is None or start is None else Outcome.CONTRADICTED
            text = sentence("set-not-in-force", set=names["set"], start=begun or "…")
        else:
            outcome, text = Outcome.HOLDS, sentence("set", **names, start=begun)
        return Step(
            "CRITERIA_SET",
            outcome,
            text,
            criteria_set,
            (assessment, *kinds),
            support=said,
            context=facts.statements(criteria_set, ndp.validUntil, v.ISSUED),
            essential=True,
            remedy=None if outcome is Outcome.HOLDS else remedy("set"),
        )

    def _founded(self, criteria_set: str) -> Iterator[Step]:
        """Where the set comes from: its act, the framework, the consultation."""
        facts, ndp = self._facts, self._ndp
        yield self._enacted("SET_ACT", criteria_set, "set-act", "set-no-act", set=self._name(criteria_set))
        issued = facts.value(criteria_set, v.ISSUED)
        frameworks = facts.objects(criteria_set, v.FRAMEWORK)
        found = Step("FRAMEWORK", Outcome.MISSING, sentence("no-framework"), criteria_set, tuple(frameworks))
        for framework in frameworks:
            acts, said = self._acts(framework)
            if any(self._act_in_force(act, issued) for act in acts):
                text = sentence("framework", framework=self._name(framework), act=self._cited(acts))
                said = (*facts.statements(criteria_set, v.FRAMEWORK), *said)
                found = Step("FRAMEWORK", Outcome.HOLDS, text, framework, (criteria_set,), acts, context=said)
                break
        yield found
        consulted = [
            (facts.value(iri, ndp.startedOn) or "", iri)
            for iri in facts.subjects(criteria_set, ndp.consultedOn)
        ]
        timely = [one for one in sorted(consulted) if one[0] and (issued is None or one[0] <= issued)]
        if not timely:
            text = sentence("no-consultation")
            yield Step(
                "CONSULTATION", Outcome.MISSING, text, criteria_set, tuple(iri for _, iri in consulted)
            )
            return
        start, consultation = timely[0]
        text = sentence("consultation", consultation=self._name(consultation), start=start)
        said = facts.statements(consultation, ndp.consultedOn, ndp.startedOn, ndp.consultedParty)
        yield Step("CONSULTATION", Outcome.HOLDS, text, consultation, (criteria_set,), context=said)

    def _act_in_force(self, act: str, day: str | None) -> bool:
        start = self._facts.value(act, v.ACT_DATE)
        end = self._facts.value(act, v.ACT_UNTIL)
        return start is not None and day is not None and start <= day <= (end or day)

    # -- the criteria

    def _judged(self, assessment: str, criteria_set: str, *, potential: bool) -> Iterator[Step]:
        facts, ndp = self._facts, self._ndp
        ways = {
            resource(way[-1].object): way
            for way in facts.closure(criteria_set, v.REQUIREMENT)
            if facts.is_a(resource(way[-1].object), self._criteria)
        }
        if not ways:
            yield self._lacking("CRITERIA", "set-empty", "set", criteria_set, set=self._name(criteria_set))
            return
        popular = [c for c in ways if ndp.popular in facts.objects(c, v.KIND_OF_CRITERION)]
        ordered = sorted(ways, key=lambda c: (_order(facts.value(c, ndp.order)), c))
        for criterion in ordered:
            alone = len(ways) == 1 or (potential and popular == [criterion])
            yield from self._judgement(
                assessment, criterion, ways[criterion], exempt=potential and criterion in popular, alone=alone
            )
        if potential and not popular:
            yield self._lacking(
                "CRITERION", "no-popular", "popular", criteria_set, set=self._name(criteria_set)
            )

    def _judgement(
        self, assessment: str, criterion: str, way: Sequence[Statement], *, exempt: bool, alone: bool
    ) -> Iterator[Step]:
        """The result of one criterion. `exempt`: it must be assessed and not passed, as a potential platform has it."""
        facts, ndp = self._facts, self._ndp
        results = [
            r for r in facts.objects(assessment, ndp.hasResult) if criterion in facts.objects(r, v.TEST)
        ]
        required = (
            *way,
            *(s for s in facts.statements(criterion, TYPE) if resource(s.object) in self._criteria),
        )
        kind_said = facts.statements(criterion, v.KIND_OF_CRITERION) if exempt else ()
        support, context = (required, ()) if alone else ((), required)
        name = self._name(criterion)
        if len(results) != 1:
            text = sentence("criterion-untested", criterion=name)
            if results:
                text = sentence("criterion-several", criterion=name, count=str(len(results)))
            yield Step(
                "CRITERION",
                Outcome.CONTRADICTED if results else Outcome.MISSING,
                text,
                criterion,
                tuple(results),
                context=(*required, *(s for r in results for s in facts.statements(r, v.TEST, v.OUTCOME))),
                essential=True,
                remedy=remedy("criterion"),
            )
            return
        (result,) = results
        outcome = facts.one(result, v.OUTCOME) or ""
        passes = self._passes(outcome)
        fits = (not passes and local_name(outcome) in _NOT_PASSED) if exempt else passes
        said = (
            *(s for s in facts.statements(assessment, ndp.hasResult) if resource(s.object) == result),
            *(s for s in facts.statements(result, v.TEST) if resource(s.object) == criterion),
            *facts.statements(result, v.OUTCOME),
            *kind_said,
        )
        judged = self._outcome_name(outcome)
        assessor = facts.one(result, v.ASSERTED_BY)
        text = sentence("criterion", criterion=name, outcome=judged)
        if assessor is not None:
            text = sentence("criterion-judged", criterion=name, outcome=judged, assessor=self._name(assessor))
        if exempt and not fits:
            text = sentence("popular-passed", criterion=name)
        yield Step(
            "CRITERION",
            Outcome.HOLDS if fits else Outcome.CONTRADICTED,
            text,
            criterion,
            (result, *((assessor,) if assessor else ())),
            support=(*said, *support),
            context=(*context, *facts.statements(result, v.ASSERTED_BY)),
            essential=True,
            remedy=None if fits else remedy("popular" if exempt else "criterion"),
        )
        yield self._origin(criterion)
        yield from self._evidence(assessment, criterion, result, passed=passes)

    def _passes(self, outcome: str) -> bool:
        name = local_name(outcome) if outcome else ""
        return (
            outcome == v.PASSED
            or (name == "inapplicable" and self._policy.inapplicable_passes)
            or (name == "cantTell" and self._policy.cant_tell_passes)
        )

    def _origin(self, criterion: str) -> Step:
        facts, ndp = self._facts, self._ndp
        for origin in facts.objects(criterion, ndp.derivedFromCriterion):
            frameworks = facts.subjects(origin, ndp.prescribes)
            acts, said = self._acts(frameworks[0]) if frameworks else ((), ())
            prescribed = [s for s in facts.leading_to(origin, ndp.prescribes) if s.subject in frameworks[:1]]
            if acts:
                text = sentence(
                    "origin",
                    criterion=self._name(criterion),
                    framework=self._name(origin),
                    act=self._cited(acts),
                )
                said = (*facts.statements(criterion, ndp.derivedFromCriterion), *prescribed, *said)
                involves = (origin, *frameworks[:1])
                return Step("ORIGIN", Outcome.HOLDS, text, criterion, involves, acts, context=said)
        return Step(
            "ORIGIN", Outcome.MISSING, sentence("no-origin", criterion=self._name(criterion)), criterion
        )

    def _evidence(self, assessment: str, criterion: str, result: str, *, passed: bool) -> Iterator[Step]:
        facts, ndp = self._facts, self._ndp
        day = facts.value(assessment, ndp.concludedOn)
        evidence = facts.objects(result, ndp.basedOnEvidence)
        observed = facts.objects(result, ndp.basedOnObservation)
        for iri in evidence:
            start = facts.value(iri, ndp.validFrom, v.ISSUED)
            end = facts.value(iri, ndp.validUntil)
            said = facts.statements(iri, ndp.validFrom, ndp.validUntil, v.ISSUED, v.SUPPORTS)
            given = [s for s in facts.statements(result, ndp.basedOnEvidence) if resource(s.object) == iri]
            outcome, text = Outcome.MISSING, sentence("evidence-undated", evidence=self._name(iri))
            if day is not None:
                valid = (start or day) <= day <= (end or day)
                outcome = Outcome.HOLDS if valid else Outcome.CONTRADICTED
                name = "evidence" if valid else "evidence-invalid"
                text = sentence(name, evidence=self._name(iri), date=day)
            yield Step("EVIDENCE", outcome, text, iri, (criterion, result), context=(*given, *said))
        if passed and not evidence and not observed:
            text = sentence("no-evidence", criterion=self._name(criterion))
            yield Step("EVIDENCE", Outcome.MISSING, text, criterion, (result,))
        is_popular = ndp.popular in facts.objects(criterion, v.KIND_OF_CRITERION)
        for threshold in thresholds(facts, ndp, criterion):
            if observed or is_popular:
                yield self._observed(threshold, criterion, result, observed, passed=passed)

    def _observed(
        self, threshold: Threshold, criterion: str, result: str, observed: Iterable[str], *, passed: bool
    ) -> Step:
        """Whether what was observed bears the outcome out."""
        found = [one for iri in observed if (one := observation(self._facts, self._ndp, iri)) is not None]
        requirement = self._requirement(threshold)
        if not found:
            outcome = Outcome.MISSING if passed else Outcome.HOLDS
            text = sentence("no-observation", requirement=requirement)
            return Step("OBSERVATION", outcome, text, criterion, (result,), context=threshold.statements)
        best = max(found, key=lambda one: (one.share, one.iri))
        met = threshold.is_met(best.share)
        agrees = met == passed and best.follows is not False
        text = sentence(
            "observed",
            requirement=requirement,
            share=number_text(best.share),
            period=best.period or sentence("no-period"),
            counts=_counts(best),
            verdict=sentence("met" if met else "not-met"),
        )
        given = self._facts.statements(result, self._ndp.basedOnObservation)
        return Step(
            "OBSERVATION",
            Outcome.HOLDS if agrees else Outcome.CONTRADICTED,
            text,
            best.iri,
            (criterion, result),
            context=(*threshold.statements, *given, *best.statements),
        )

    def _requirement(self, threshold: Threshold) -> Text:
        comparator = self._model.concepts.get(self._ndp.code("comparator", threshold.comparator))
        words = comparator.label if comparator else Text({"en": threshold.comparator})
        number = number_text(threshold.number)
        if threshold.constrained == self._ndp.marketShareOfPotentialMarket:
            return sentence("requirement", comparator=words, number=number)
        constrained = self._name(threshold.constrained) if threshold.constrained else Text({"en": "…"})
        return sentence("requirement-other", comparator=words, number=number, constrained=constrained)

    # -- names

    def _lacking(self, kind: str, name: str, mend: str, about: str, **parts: Text) -> Step:
        text = sentence(name, **parts)
        return Step(kind, Outcome.MISSING, text, about, essential=True, remedy=remedy(mend))

    def _name(self, iri: str) -> Text:
        return self._facts.label(iri) or Text({"en": local_name(iri)})

    def _cited(self, acts: Sequence[str]) -> Text:
        """An article and its act by their numbers, else their names."""
        numbers = [self._facts.value(act, v.ACT_NUMBER) for act in acts]
        parts = [Text({"en": n}) if n else self._name(act) for act, n in zip(acts, numbers, strict=True)]
        languages = {language for part in parts for language in part.by_language}
        return Text({lang: ", ".join(part.best(lang) or "" for part in parts) for lang in sorted(languages)})

    def _outcome_name(self, outcome: str) -> Text:
        concept = self._model.concepts.get(outcome)
        return concept.label if concept else Text({"en": local_name(outcome) if outcome else "?"})


_NOT_PASSED = frozenset(("failed", "cantTell", "inapplicable"))


def _order(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() else 1000


def _counts(found: Observation) -> Text:
    if found.users is None or found.potential is None:
        return sentence("no-counts")
    users, potential = number_text(found.users), number_text(found.potential)
    return sentence("counts" if found.follows else "counts-differ", users=users, potential=potential)
