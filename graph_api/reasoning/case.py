"""The facts of a case, with the questions that all its steps share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self, TypeVar

from graph_api.reasoning import vocabulary as v
from graph_api.reasoning.approval import Step, StepResult
from graph_api.reasoning.facts import Facts, SourcedStatement
from graph_api.reasoning.wording import remedy, sentence
from loaders.rules.policy import Policy
from ontology.iris import local_name
from ontology.model import Model, Text
from ontology.namespaces import RDF_TYPE
from ontology.values.literals import from_ntriples

T = TypeVar("T")


@dataclass(frozen=True)
class CaseFacts:
    """The facts about a platform and its decisions, under a policy."""

    facts: Facts
    model: Model
    policy: Policy
    rejudge: bool = False
    """True if criteria with a threshold are judged again from the observations."""
    _known: dict[tuple[Callable[..., object], str], Any] = field(default_factory=dict)
    _names: dict[str, Text] = field(default_factory=dict)
    _results: dict[str, Mapping[str, list[str]]] = field(default_factory=dict)

    def once(self, find: Callable[[Self, str], T], iri: str) -> T:
        """The result of `find`, which is called once: for what many platforms share, such as acts and criteria."""
        key = find, iri
        if key not in self._known:
            self._known[key] = find(self, iri)
        return self._known[key]  # type: ignore[no-any-return]  # as `find` has returned it

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
    def kinds_of_decisions(self) -> tuple[frozenset[str], ...]:
        """The classes of each kind of decision on a platform; a decision is of one kind."""
        names = ("Recognition", "PotentialRecognition", "Refusal", "Revocation")
        return tuple(self._below(name) for name in names)

    @cached_property
    def platforms(self) -> frozenset[str]:
        """The classes of platforms."""
        return self._below("DigitalPlatform")

    @cached_property
    def criteria(self) -> frozenset[str]:
        """The classes of criteria."""
        return self._below("Criterion")

    @cached_property
    def regimes(self) -> list[str]:
        """All regimes of national lists, by IRI."""
        classes = self._below("PlatformRegime")
        return [iri for iri in self.facts.resources if self.facts.is_a(iri, classes)]

    def platform_types(self, iri: str) -> tuple[SourcedStatement, ...]:
        """The statements by which a resource is a platform."""
        types = self.facts.statements(iri, RDF_TYPE)
        return tuple(s for s in types if from_ntriples(s.object) in self.platforms)

    def _below(self, name: str) -> frozenset[str]:
        return self.model.below(f"{self.model.base}ns#{name}")

    def is_potential(self, decision: str) -> bool:
        """True if a decision is a potential recognition."""
        return not self.facts.is_a(decision, self.recognitions)

    def date_of(self, decision: str) -> str:
        """The date of a decision; empty if it has none."""
        return self.facts.value(decision, self.ndp.decisionDate) or ""

    def start_of(self, decision: str) -> str:
        """The first day of a decision, which is also that of what it ends; empty if it is not known."""
        return self.facts.value(decision, self.ndp.validFrom, self.ndp.decisionDate) or ""

    def holds(self, iri: str, day: str) -> bool:
        """True if the period of a role or an organisation includes a day."""
        start, end = self.facts.value(iri, self.ndp.validFrom), self.facts.value(iri, self.ndp.validUntil)
        return (start or day) <= day <= (end or day)

    def name(self, iri: str) -> Text:
        """A resource's best name, or the label composed for it, by language."""
        if iri not in self._names:
            label = self.facts.label(iri) or self.facts.composed_label(iri)
            self._names[iri] = label or Text({"en": local_name(iri)})
        return self._names[iri]

    def results(self, assessment: str) -> Mapping[str, list[str]]:
        """The results of an assessment by the criteria that they are about, each list by IRI."""
        if assessment not in self._results:
            by_criterion: dict[str, list[str]] = {}
            for result in sorted(set(self.facts.objects(assessment, self.ndp.hasResult))):
                for criterion in self.facts.objects(result, v.TEST):
                    by_criterion.setdefault(criterion, []).append(result)
            self._results[assessment] = by_criterion
        return self._results[assessment]

    def outcome_name(self, outcome: str) -> Text:
        """The name of an outcome, by language."""
        concept = self.model.concepts.get(outcome)
        return concept.label if concept else Text({"en": local_name(outcome) if outcome else "?"})

    def missing_step(self, kind: str, name: str, remedy_name: str, about: str, **parts: Text) -> Step:
        """An essential step of which nothing is known, with its remedy."""
        text = sentence(name, **parts)
        return Step(kind, StepResult.MISSING, text, about, essential=True, remedy=remedy(remedy_name))
