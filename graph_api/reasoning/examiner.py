"""The examiner: which decision gives a platform its status on a day, or which steps block it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from graph_api.reasoning.approval import OF_LISTS, Approval, Step, StepResult
from graph_api.reasoning.assessment import assessment_steps
from graph_api.reasoning.case import CaseFacts
from graph_api.reasoning.conflicts import conflict_steps
from graph_api.reasoning.decision import agency_steps, decision_steps, in_force_steps, is_to_come, kind_steps
from graph_api.reasoning.facts import Facts
from graph_api.reasoning.listing import listed_approval, regime_steps
from graph_api.reasoning.regimes import under_regimes
from graph_api.reasoning.wording import remedy, sentence
from loaders.rules.policy import Policy
from ontology.model import Model


class Examiner:
    """Examines decisions over the facts of a case."""

    def __init__(self, facts: Facts, model: Model, policy: Policy, *, rejudge: bool = False) -> None:
        self._case = CaseFacts(facts, model, policy, rejudge)

    def best(self, platform: str, day: str) -> Approval:
        """The decision that gives the platform its status on the day; else the one that comes nearest to it.

        A recognition comes before a potential one, a later decision before an earlier one; of those to come, the next.
        Any comes before a list that asks for no recognition. What is not a platform lacks just that.
        """
        if not self._case.facts.is_a(platform, self._case.platforms):
            return Approval(platform, day, steps=tuple(kind_steps(self._case, platform)))
        nearest = self._nearest(platform, day, self._decisions(platform), "no-decision")
        if nearest.supported:
            return nearest
        return self._listed(platform, day) or under_regimes(self._case, nearest)

    def obstacles(self, platform: str, day: str) -> Approval:
        """The decision nearest to recognising the platform on the day, with its blocking steps and the regimes alone.

        If a list that asks for no recognition names the platform, the steps show it.
        """
        decisions = [iri for iri in self._decisions(platform) if not self._case.is_potential(iri)]
        nearest = self._nearest(platform, day, decisions, "no-recognition")
        if nearest.supported:
            return replace(nearest, steps=())
        if listed := self._listed(platform, day):
            return listed
        found = under_regimes(self._case, nearest)
        return replace(found, steps=tuple(s for s in found.steps if s.blocks or s.kind in OF_LISTS))

    def examine(self, platform: str, decision: str, day: str) -> Approval:
        """All steps of one decision, and what the regimes of the day say if neither it nor a list gives a status.

        A list that gives the platform its status changes nothing about the decision, whose steps block as they would.
        """
        found = self._examine(platform, decision, day)
        if found.supported or self._listed(platform, day):
            return found
        return under_regimes(self._case, found)

    def _examine(self, platform: str, decision: str, day: str) -> Approval:
        ndp, potential = self._case.ndp, self._case.is_potential(decision)
        steps = [
            *decision_steps(self._case, platform, decision, potential=potential),
            *in_force_steps(self._case, decision, day),
            *agency_steps(self._case, platform, decision),
            *kind_steps(self._case, platform),
            *regime_steps(self._case, platform, day),
        ]
        assessments = self._case.facts.objects(decision, ndp.basedOnAssessment)
        ways = [
            list(assessment_steps(self._case, platform, one, decision, potential=potential))
            for one in assessments
        ]
        if ways:
            steps += min(ways, key=lambda way: sum(step.blocks for step in way))
        else:
            steps.append(self._case.missing_step("ASSESSMENT", "no-assessment", "assessment", decision))
        steps += conflict_steps(self._case, steps)
        status = ndp.code("platform-status", "potential" if potential else "recognised")
        return Approval(platform, day, decision, status, tuple(steps))

    def _nearest(self, platform: str, day: str, decisions: Sequence[str], none: str) -> Approval:
        """The approval by the first of the decisions that gives a status, else by the one that fewest steps block.

        Of those that begin after the day, only the next one counts, and only if it is nearer than those before.
        """
        to_come = [one for one in decisions if is_to_come(self._case, one, day)]
        following = min(to_come, key=self._case.start_of, default=None)
        later = set(to_come) - {following}
        approvals = [
            self._examine(platform, decision, day) for decision in decisions if decision not in later
        ]
        supported = next((one for one in approvals if one.supported), None)
        if supported is not None:
            return supported
        if approvals:
            return min(approvals, key=lambda one: (len(one.blocking), one.decision == following))
        text = sentence(none, platform=self._case.name(platform))
        fix = remedy("decision")
        step = Step("DECISION", StepResult.MISSING, text, platform, essential=True, remedy=fix)
        steps = (step, *regime_steps(self._case, platform, day), *self._steps_of_last_assessment(platform))
        return Approval(platform, day, steps=(*steps, *conflict_steps(self._case, steps)))

    def _listed(self, platform: str, day: str) -> Approval | None:
        """The list that gives the platform its status on the day without a decision, if there is one."""
        found = listed_approval(self._case, platform, day)
        return found and replace(found, steps=(*found.steps, *conflict_steps(self._case, found.steps)))

    def _decisions(self, platform: str) -> list[str]:
        decisions = [
            (self._case.is_potential(iri), iri)
            for iri in self._case.facts.subjects(platform, self._case.ndp.decidesOn)
            if self._case.facts.is_a(iri, self._case.recognitions | self._case.potentials)
        ]
        later = sorted(decisions, key=lambda one: (self._case.date_of(one[1]), one[1]), reverse=True)
        return [iri for _, iri in sorted(later, key=lambda one: one[0])]

    def _steps_of_last_assessment(self, platform: str) -> Iterator[Step]:
        """Yield the steps of the last assessment of a platform without a decision."""
        ndp = self._case.ndp
        assessments = self._case.facts.subjects(platform, ndp.assesses)
        if assessments:
            last = max(assessments, key=lambda iri: (self._case.facts.value(iri, ndp.startedOn) or "", iri))
            yield from assessment_steps(self._case, platform, last, None, potential=False)
