"""A case: its facts, and what all steps of it ask of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from graph_api.audit import vocabulary as v
from graph_api.audit.approval import Outcome, Step
from graph_api.audit.facts import Facts, Statement
from graph_api.audit.wording import remedy, sentence
from loaders.policy import Policy
from ontology.iris import local_name
from ontology.model import Model, Text


@dataclass(frozen=True)
class Case:
    """The facts about a platform and its decisions, under a policy."""

    facts: Facts
    model: Model
    policy: Policy
    rejudge: bool = False
    """Whether criteria with a threshold are judged anew from what was observed."""
    _names: dict[str, Text] = field(default_factory=dict)
    _results: dict[str, Mapping[str, list[str]]] = field(default_factory=dict)
    """Those that were asked for."""

    @cached_property
    def ndp(self) -> v.Vocabulary:
        """The terms under the base IRI."""
        return v.Vocabulary(self.model.base)

    @cached_property
    def recognitions(self) -> frozenset[str]:
        """The classes of recognitions."""
        return self._below("Recognition")

    @cached_property
    def potentials(self) -> frozenset[str]:
        """The classes of potential recognitions."""
        return self._below("PotentialRecognition")

    @cached_property
    def criteria(self) -> frozenset[str]:
        """The classes of criteria."""
        return self._below("Criterion")

    def _below(self, name: str) -> frozenset[str]:
        return self.model.below(f"{self.model.base}ns#{name}")

    def is_potential(self, decision: str) -> bool:
        """Whether a decision is a potential recognition."""
        return not self.facts.is_a(decision, self.recognitions)

    def dated(self, decision: str) -> str:
        """The date of a decision; empty if it has none."""
        return self.facts.value(decision, self.ndp.decisionDate) or ""

    def holds(self, iri: str, day: str) -> bool:
        """Whether the period of a role or an organisation includes a day."""
        start = self.facts.value(iri, self.ndp.validFrom)
        end = self.facts.value(iri, self.ndp.validUntil)
        return (start or day) <= day <= (end or day)

    def name(self, iri: str) -> Text:
        """A resource's best name, by language."""
        if iri not in self._names:
            self._names[iri] = self.facts.label(iri) or Text({"en": local_name(iri)})
        return self._names[iri]

    def results(self, assessment: str) -> Mapping[str, list[str]]:
        """The results of an assessment by the criteria that they are about, each list by IRI."""
        if assessment not in self._results:
            found: dict[str, list[str]] = {}
            for result in sorted(set(self.facts.objects(assessment, self.ndp.hasResult))):
                for criterion in self.facts.objects(result, v.TEST):
                    found.setdefault(criterion, []).append(result)
            self._results[assessment] = found
        return self._results[assessment]

    def cited(self, acts: Sequence[str]) -> Text:
        """An article or annex and its act: `Annex 1, 1230/QĐ-BTTTT of 2023-07-07`; their names where no number is."""
        parts = [self._citation(act) for act in acts]
        languages = {language for part in parts for language in part.by_language}
        return Text({lang: ", ".join(part.best(lang) or "" for part in parts) for lang in sorted(languages)})

    def _citation(self, act: str) -> Text:
        number, date = self.facts.value(act, v.ACT_NUMBER), self.facts.value(act, v.ACT_DATE)
        if number is None:
            return self.name(act)
        if " " not in number:  # else it says already what it is
            if self.facts.objects(act, v.ANNEX_OF):
                return sentence("annex", number=number)
            for above in self.facts.objects(act, v.PART_OF):
                return sentence(
                    "clause" if self.facts.objects(above, v.PART_OF) else "article", number=number
                )
        return sentence("act-of", number=number, date=date) if date else Text({"en": number})

    def outcome_name(self, outcome: str) -> Text:
        """An outcome in words."""
        concept = self.model.concepts.get(outcome)
        return concept.label if concept else Text({"en": local_name(outcome) if outcome else "?"})

    def acts(self, iri: str) -> tuple[tuple[str, ...], tuple[Statement, ...]]:
        """What enacts something: the article or annex, then the act that it is part of; and what says so."""
        facts = self.facts
        said = list(facts.statements(iri, self.ndp.enactedBy))
        acts = facts.objects(iri, self.ndp.enactedBy)[:1]
        while acts and (above := facts.objects(acts[-1], v.ANNEX_OF) + facts.objects(acts[-1], v.PART_OF)):
            if above[0] in acts:
                break
            said += facts.statements(acts[-1], v.ANNEX_OF, v.PART_OF)
            acts.append(above[0])
        for act in acts:
            said += facts.statements(act, v.ACT_NUMBER, v.ACT_DATE, v.ACT_FROM, v.ACT_UNTIL)
        return tuple(acts), tuple(said)

    def enacted(self, kind: str, iri: str, holds: str, lacks: str, **parts: Text) -> Step:
        """That an act enacts something."""
        acts, said = self.acts(iri)
        if acts:
            text = sentence(holds, act=self.cited(acts))
            return Step(kind, Outcome.HOLDS, text, iri, acts=acts, context=said)
        return Step(kind, Outcome.MISSING, sentence(lacks, **parts), iri)

    def lacking(self, kind: str, name: str, mend: str, about: str, **parts: Text) -> Step:
        """An essential step of which nothing is known, and what would mend that."""
        text = sentence(name, **parts)
        return Step(kind, Outcome.MISSING, text, about, essential=True, remedy=remedy(mend))

    def act_in_force(self, act: str, day: str | None) -> bool:
        """Whether an act is dated before a day and was not out of force by then."""
        start = self.facts.value(act, v.ACT_DATE)
        end = self.facts.value(act, v.ACT_UNTIL)
        return start is not None and day is not None and start <= day <= (end or day)
