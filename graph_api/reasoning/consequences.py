"""The findings over supposed facts: rules and shapes run on the facts of a case as they are, and as they would be.

The facts of a case are a part of a release, so what rules and shapes find in them alone may lack a context. Both runs
lack the same, so the difference between them is the difference that loading the supposed data would make.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from graph_api.reasoning.facts import Facts
from loaders.nquads.lines import join_line, split_line
from loaders.rules.engine import Conclusions, RuleEngine
from loaders.rules.finding import Finding, finding_of, iter_finding_lines
from loaders.rules.policy import Policy
from loaders.validation.validate import shapes_of, validate
from ontology.model import Model
from ontology.namespaces import RDF_TYPE
from ontology.rule import read_rules
from ontology.values.literals import from_ntriples, to_ntriples


@dataclass(frozen=True, slots=True)
class SupposedFindings:
    """The difference that suppositions make: the findings that would be `gone`, by IRI, and those that would be `new`.

    A finding that would stay with another message is new, too.
    """

    gone: frozenset[str]
    new: Mapping[str, Finding]

    def on(self, day: str) -> Iterator[tuple[str, Finding]]:
        """The new findings that hold on a day, with their IRIs."""
        for iri, finding in self.new.items():
            if (finding.start or day) <= day <= (finding.end or day):
                yield iri, finding


@dataclass(frozen=True, slots=True)
class Supposition:
    """The facts `now` and `then`, the IRIs of their graphs by number, the changed subjects, and the policy."""

    now: Facts
    then: Facts
    graphs: Mapping[int, str]
    subjects: Collection[str]
    policy: Policy

    @property
    def model(self) -> Model:
        """The ontology of the release."""
        return self.now.model

    def findings(self) -> SupposedFindings:
        """The findings that would be gone, and those that would be new."""
        focuses = self._focuses()
        engine = RuleEngine(read_rules(self.model.files, self.model.base), self.model, self.policy)
        engine.add(self._lines(self.now, self.now.resources))
        before = self._findings(self.now, focuses, engine.conclude())
        engine.replace(self.subjects, self._lines(self.then, self.subjects))
        after = self._findings(self.then, focuses, engine.conclude())
        gone = frozenset(before.keys() - after.keys())
        return SupposedFindings(gone, {iri: one for iri, one in after.items() if before.get(iri) != one})

    def statements_of(
        self, findings: Mapping[str, Finding]
    ) -> dict[str, dict[tuple[str, str], tuple[int, ...]]]:
        """The statements about some findings, by IRI; which release has them first is left out."""
        base, found = self.model.base, dict[str, dict[tuple[str, str], tuple[int, ...]]]()
        nodes = {node for one in findings.values() for node in (one.focus, one.value) if node}
        about = {node: self._graphs_about(node) for node in nodes}
        for line in iter_finding_lines(findings.values(), base, about, lambda _: ""):
            subject, predicate, obj, _ = split_line(line)
            if predicate != f"<{base}ns#since>":
                found.setdefault(from_ntriples(subject), {})[from_ntriples(predicate), obj] = ()
        return found

    def _graphs_about(self, node: str) -> list[str]:
        numbers = {number for s in self.then.about(node) for number in s.graphs}
        return sorted(self.graphs[number] for number in numbers)

    def _focuses(self) -> frozenset[str]:
        """The resources that the shapes judge again: the changed ones, and those that refer to them."""
        referring = (facts.referring(self.subjects) for facts in (self.now, self.then))
        return frozenset(self.subjects).union(*referring)

    def _findings(
        self, facts: Facts, focuses: frozenset[str], conclusions: Conclusions
    ) -> dict[str, Finding]:
        """The findings of rules and shapes, by IRI; `conclusions` are those of the rules."""
        model = self.model
        values = (s.object for iri in focuses for s in facts.about(iri) if s.object[0] != '"')
        near = sorted({*focuses, *map(from_ntriples, values)})
        results = validate(list(self._lines(facts, near)), shapes_of(model), focuses=focuses)
        platforms = model.below(model.base + "ns#DigitalPlatform")
        of_shapes = (finding_of(result, facts.label(result.focus)) for result in results)
        findings = (*of_shapes, *conclusions.findings)
        by_iri: dict[str, Finding] = {}
        for one in findings:
            iri = one.iri(model.base)
            about = replace(one, platform=one.focus) if facts.is_a(one.focus, platforms) else one
            by_iri[iri] = _as_one(by_iri[iri], about) if iri in by_iri else about
        return by_iri

    def _lines(self, facts: Facts, resources: Collection[str]) -> Iterator[bytes]:
        """The statements about some resources as lines; supposed ones are in a graph of their own."""
        supposed = f"<{self.model.base}graph/supposed>"
        for iri in resources:
            for s in facts.about(iri):
                names = [to_ntriples(self.graphs[number]) for number in s.graphs] or [supposed]
                for name in names:
                    yield join_line(to_ntriples(s.subject), f"<{s.predicate}>", s.object, name)

    def platforms(self) -> list[str]:
        """The changed subjects that would be platforms, by IRI."""
        types = {iri: self.then.objects(iri, RDF_TYPE) for iri in self.subjects}
        platform = self.model.base + "ns#DigitalPlatform"
        return sorted(iri for iri in types if platform in self.model.ancestry(types[iri]))


def _as_one(first: Finding, second: Finding) -> Finding:
    """Two findings of one IRI as they are read from a release that states both: the first value counts."""
    messages, remedies = (
        {tag: min(filter(None, (one.get(tag), other.get(tag)))) for tag in {*one, *other}}
        for one, other in ((first.messages, second.messages), (first.remedies, second.remedies))
    )
    severity = min(first.severity, second.severity, key=str)
    references = tuple(sorted({*first.references, *second.references}))
    return replace(first, severity=severity, messages=messages, remedies=remedies, references=references)
