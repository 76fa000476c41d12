"""The statements about a case: gathered round by round, each with its source graphs, and read as a graph."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ontology.model import Hop, Model, Text
from ontology.namespaces import RDF_TYPE
from ontology.record import Graphs
from ontology.values.languages import split_text
from ontology.values.literals import from_ntriples, split, to_ntriples
from ontology.values.property_values import counting, fit, is_single


class SourcedStatement(NamedTuple):
    """A statement: subject and predicate by IRI (or `_:label`), object in N-Triples, source graphs by number."""

    subject: str
    predicate: str
    object: str
    graphs: Graphs

    @property
    def ntriples(self) -> str:
        """The statement as a line of N-Triples."""
        return f"{to_ntriples(self.subject)} <{self.predicate}> {self.object} ."


@dataclass(slots=True)
class Facts:
    """The statements known about a case, read by an ontology. Their order never depends on that of the store.

    Of a property that can have one value only the value that counts is read, forwards and backwards, as in fields and
    rules; the others are conflicts. Composed labels are not among the statements: those that a source states do not
    count, and a supposed change leaves them as they are in the release. They only name what has no name.
    """

    model: Model
    _about: dict[str, dict[str, tuple[SourcedStatement, ...]]] = field(default_factory=dict)
    _conflicts: dict[str, dict[str, tuple[SourcedStatement, ...]]] = field(default_factory=dict)
    _inverse: dict[tuple[str, str], list[SourcedStatement]] = field(default_factory=lambda: defaultdict(list))
    _composed: dict[str, Text] = field(default_factory=dict)

    def add(
        self, iri: str, statements: Mapping[tuple[str, str], Graphs], composed: Iterable[str] = ()
    ) -> None:
        """Add all statements about a resource, and its composed labels, each as `text@language`."""
        stated: dict[str, list[SourcedStatement]] = {}
        for (predicate, obj), graphs in sorted(statements.items()):
            stated.setdefault(predicate, []).append(SourcedStatement(iri, predicate, obj, graphs))
        stated.pop(self.model.composed_label, None)
        if texts := {language or "": text for text, language in map(split_text, composed)}:
            self._composed[iri] = Text(texts)
        about: dict[str, tuple[SourcedStatement, ...]] = {}
        conflicts: dict[str, tuple[SourcedStatement, ...]] = {}
        for predicate, some in stated.items():
            about[predicate] = self._counting(predicate, some)
            if len(about[predicate]) < len(some):
                conflicts[predicate] = tuple(some)
            for statement in about[predicate]:
                if statement.object[0] != '"':
                    self._inverse[from_ntriples(statement.object), predicate].append(statement)
        self._about[iri], self._conflicts[iri] = about, conflicts

    def _counting(self, predicate: str, some: Sequence[SourcedStatement]) -> tuple[SourcedStatement, ...]:
        term = self.model.properties.get(predicate)
        if term is None or not is_single(term):
            return tuple(some)
        if len(some) == 1:
            return tuple(some) if fit(term, some[0].object) is not None else ()
        first = counting(term, (s.object for s in some))
        return tuple(s for s in some if s.object == first)

    def with_changes(self, changes: Mapping[tuple[str, str], Sequence[str]]) -> "Facts":
        """The facts with exactly these objects of (subject, predicate); new statements have no graph."""
        other = Facts(
            self.model, dict(self._about), dict(self._conflicts), self._inverse.copy(), self._composed
        )
        for iri in sorted({subject for subject, _ in changes}):
            before = {(s.predicate, s.object): s.graphs for s in self.about(iri)}
            after = {key: graphs for key, graphs in before.items() if (iri, key[0]) not in changes}
            for (subject, predicate), objects in changes.items():
                if subject == iri:
                    after |= {(predicate, o): before.get((predicate, o), ()) for o in objects}
            for predicate, obj in {*before, *after}:
                if obj[0] != '"':
                    place = from_ntriples(obj), predicate
                    other._inverse[place] = [s for s in other._inverse[place] if s.subject != iri]
            other.add(iri, after)
        return other

    @property
    def resources(self) -> list[str]:
        """The resources about which the statements were read, by IRI."""
        return sorted(self._about)

    def knows(self, iri: str) -> bool:
        """True if the statements about the resource were read, even if there are none."""
        return iri in self._about

    def about(self, iri: str) -> tuple[SourcedStatement, ...]:
        """All statements about a resource, those that do not count too, by predicate and object."""
        stated = {**self._about.get(iri, {}), **self._conflicts.get(iri, {})}
        return tuple(s for statements in stated.values() for s in statements)

    def conflicts(self, iri: str) -> Mapping[str, tuple[SourcedStatement, ...]]:
        """All statements about a resource with properties of which some do not count, by property."""
        return self._conflicts.get(iri, {})

    def has_statements(self, iri: str) -> bool:
        """True if there are statements about it."""
        return bool(self._about.get(iri))

    # -- forwards

    def statements(self, iri: str, *predicates: str) -> tuple[SourcedStatement, ...]:
        """The statements about a resource with some predicates."""
        about = self._about.get(iri)
        if about is None:
            return ()
        if len(predicates) == 1:
            return about.get(predicates[0], ())
        return tuple(s for predicate in sorted(predicates) for s in about.get(predicate, ()))

    def sole_statements(self, iri: str, *predicates: str) -> tuple[SourcedStatement, ...]:
        """The statement with each predicate that has just one: if either of two suffices, neither is needed."""
        several = self.conflicts(iri)
        by_predicate = (self.statements(iri, p) for p in sorted(predicates) if p not in several)
        return tuple(statements[0] for statements in by_predicate if len(statements) == 1)

    def objects(self, iri: str, predicate: str) -> list[str]:
        """The resources that a property leads to, by IRI."""
        return [from_ntriples(s.object) for s in self.statements(iri, predicate) if s.object[0] != '"']

    def one(self, iri: str, predicate: str) -> str | None:
        """The first of these."""
        return next(iter(self.objects(iri, predicate)), None)

    def values(self, iri: str, *predicates: str) -> list[str]:
        """The lexical forms of the literals of the first predicate that has any."""
        for predicate in predicates:
            values = [split(s.object)[0] for s in self.statements(iri, predicate) if s.object[0] == '"']
            if values:
                return values
        return []

    def value(self, iri: str, *predicates: str) -> str | None:
        """The smallest of these."""
        return min(self.values(iri, *predicates), default=None)

    def is_a(self, iri: str, classes: frozenset[str]) -> bool:
        """True if the resource is stated to be of one of the classes."""
        return not classes.isdisjoint(self.objects(iri, RDF_TYPE))

    def label(self, iri: str) -> Text | None:
        """Its best name, by language; None if it has none."""
        for predicate in (term.iri for term in self.model.names):
            texts: dict[str, str] = {}
            for statement in self.statements(iri, predicate):
                if statement.object[0] == '"':
                    text, language, _ = split(statement.object)
                    texts.setdefault(language, text)
            if texts:
                return Text(texts)
        return None

    def composed_label(self, iri: str) -> Text | None:
        """The label that the release composes for it, by language; None if it has none."""
        return self._composed.get(iri)

    # -- backwards

    def statements_to(self, iri: str, predicate: str) -> list[SourcedStatement]:
        """The known statements whose object is the resource, by subject."""
        return sorted(self._inverse.get((iri, predicate), ()))

    def subjects(self, iri: str, predicate: str) -> list[str]:
        """The subjects of these."""
        return [s.subject for s in self.statements_to(iri, predicate)]

    def referring(self, iris: Collection[str]) -> frozenset[str]:
        """The resources with a statement whose object is one of some resources, be it one that does not count."""
        objects = {to_ntriples(iri) for iri in iris}
        surplus = (
            s for by_property in self._conflicts.values() for some in by_property.values() for s in some
        )
        counting = (s for (iri, _), some in self._inverse.items() if iri in iris for s in some)
        return frozenset(
            {*(s.subject for s in counting), *(s.subject for s in surplus if s.object in objects)}
        )

    # -- further

    def closure(self, iri: str, predicate: str) -> Iterator[list[SourcedStatement]]:
        """Each resource that one or more steps lead to, as the statements of a shortest way there."""
        seen = {iri}
        layer: list[tuple[str, list[SourcedStatement]]] = [(iri, [])]
        while layer:
            following: list[tuple[str, list[SourcedStatement]]] = []
            for place, way in layer:
                for statement in self.statements(place, predicate):
                    reached = from_ntriples(statement.object)
                    if statement.object[0] != '"' and reached not in seen:
                        seen.add(reached)
                        following.append((reached, [*way, statement]))
                        yield following[-1][1]
            layer = following


@dataclass(frozen=True, slots=True)
class CaseReach:
    """The reach of a case: the properties to follow forwards and backwards, and in how many rounds."""

    forwards: frozenset[str]
    backwards: frozenset[str]
    rounds: int

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The steps by which the case grows."""
        return (*map(Hop, sorted(self.forwards)), *(Hop(iri, True) for iri in sorted(self.backwards)))

    def following(
        self,
        statements: Iterable[SourcedStatement],
        pairs: Iterable[tuple[str, str]],
        known: Callable[[str], bool],
    ) -> list[str]:
        """The resources to read next, sorted: objects of `statements` and seconds of `pairs` that are not `known`."""
        iris = {
            from_ntriples(s.object) for s in statements if s.predicate in self.forwards and s.object[0] != '"'
        }
        iris.update(neighbour for _, neighbour in pairs)
        return sorted(iri for iri in iris if not known(iri))
