"""The statements about a case: gathered round by round, each with the graphs that make it, and looked at as a graph."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ontology.literals import resource, split
from ontology.model import Text
from ontology.record import TYPE, Graphs

TripleKey = tuple[str, str, str]
"""Subject and predicate by IRI (or `_:label`), object in N-Triples."""


class SourcedStatement(NamedTuple):
    """What some source graphs, given by their numbers, say."""

    subject: str
    predicate: str
    object: str
    graphs: Graphs

    @property
    def ntriples(self) -> str:
        """The statement as a line of N-Triples."""
        subject = self.subject if self.subject.startswith("_:") else f"<{self.subject}>"
        return f"{subject} <{self.predicate}> {self.object} ."


@dataclass(slots=True)
class Facts:
    """What is known about a case. Order never depends on that of the store."""

    names: Sequence[str]
    """The properties that name things, best first."""
    _about: dict[str, dict[str, tuple[SourcedStatement, ...]]] = field(default_factory=dict)
    _inverse: dict[tuple[str, str], list[SourcedStatement]] = field(default_factory=lambda: defaultdict(list))

    def add(self, iri: str, statements: Mapping[tuple[str, str], Graphs]) -> None:
        """Take in all that is said about a resource."""
        about: dict[str, tuple[SourcedStatement, ...]] = {}
        for (predicate, obj), graphs in sorted(statements.items()):
            statement = SourcedStatement(iri, predicate, obj, graphs)
            about[predicate] = (*about.get(predicate, ()), statement)
            if obj[0] != '"':
                self._inverse[resource(obj), predicate].append(statement)
        self._about[iri] = about

    def changed(self, said: Mapping[tuple[str, str], Sequence[str]]) -> "Facts":
        """Other facts, in which subjects have exactly these objects of predicates; what is new is in no graph."""
        other = Facts(self.names, dict(self._about), self._inverse.copy())
        for iri in sorted({subject for subject, _ in said}):
            before = {(s.predicate, s.object): s.graphs for s in self.about(iri)}
            after = {key: graphs for key, graphs in before.items() if (iri, key[0]) not in said}
            for (subject, predicate), objects in said.items():
                if subject == iri:
                    after |= {(predicate, o): before.get((predicate, o), ()) for o in objects}
            for predicate, obj in {*before, *after}:
                if obj[0] != '"':
                    place = resource(obj), predicate
                    other._inverse[place] = [s for s in other._inverse[place] if s.subject != iri]
            other.add(iri, after)
        return other

    def knows(self, iri: str) -> bool:
        """Whether the resource was looked at, described or not."""
        return iri in self._about

    def about(self, iri: str) -> tuple[SourcedStatement, ...]:
        """All that is said about a resource, by predicate and object."""
        return tuple(s for found in self._about.get(iri, {}).values() for s in found)

    def described(self, iri: str) -> bool:
        """Whether something is said about it."""
        return bool(self._about.get(iri))

    # -- forwards

    def statements(self, iri: str, *predicates: str) -> tuple[SourcedStatement, ...]:
        """What is said about a resource with some predicates."""
        about = self._about.get(iri)
        if about is None:
            return ()
        if len(predicates) == 1:
            return about.get(predicates[0], ())
        return tuple(s for predicate in sorted(predicates) for s in about.get(predicate, ()))

    def only(self, iri: str, *predicates: str) -> tuple[SourcedStatement, ...]:
        """The statement with each predicate; none where there are several: of two that would do, neither is needed."""
        found = (self.statements(iri, predicate) for predicate in sorted(predicates))
        return tuple(said[0] for said in found if len(said) == 1)

    def objects(self, iri: str, predicate: str) -> list[str]:
        """The resources that a property leads to, by IRI."""
        return [resource(s.object) for s in self.statements(iri, predicate) if s.object[0] != '"']

    def one(self, iri: str, predicate: str) -> str | None:
        """The first of these."""
        return next(iter(self.objects(iri, predicate)), None)

    def values(self, iri: str, *predicates: str) -> list[str]:
        """The lexical forms of literals; of the first predicate that has any."""
        for predicate in predicates:
            found = [split(s.object)[0] for s in self.statements(iri, predicate) if s.object[0] == '"']
            if found:
                return found
        return []

    def value(self, iri: str, *predicates: str) -> str | None:
        """The smallest of these."""
        return min(self.values(iri, *predicates), default=None)

    def is_a(self, iri: str, classes: frozenset[str]) -> bool:
        """Whether the resource is said to be of one of the classes."""
        return not classes.isdisjoint(self.objects(iri, TYPE))

    def label(self, iri: str) -> Text | None:
        """Its best name, by language; None if it has none."""
        for predicate in self.names:
            found: dict[str, str] = {}
            for statement in self.statements(iri, predicate):
                if statement.object[0] == '"':
                    text, language, _ = split(statement.object)
                    found.setdefault(language, text)
            if found:
                return Text(found)
        return None

    # -- backwards

    def leading_to(self, iri: str, predicate: str) -> list[SourcedStatement]:
        """The statements, of resources that were looked at, whose object the resource is, by subject."""
        return sorted(self._inverse.get((iri, predicate), ()))

    def subjects(self, iri: str, predicate: str) -> list[str]:
        """The subjects of these."""
        return [s.subject for s in self.leading_to(iri, predicate)]

    # -- further

    def closure(self, iri: str, predicate: str) -> Iterator[list[SourcedStatement]]:
        """Each resource that one or more steps lead to, as the statements of a shortest way there."""
        seen = {iri}
        layer: list[tuple[str, list[SourcedStatement]]] = [(iri, [])]
        while layer:
            following: list[tuple[str, list[SourcedStatement]]] = []
            for place, way in layer:
                for statement in self.statements(place, predicate):
                    reached = resource(statement.object)
                    if statement.object[0] != '"' and reached not in seen:
                        seen.add(reached)
                        following.append((reached, [*way, statement]))
                        yield following[-1][1]
            layer = following


@dataclass(frozen=True, slots=True)
class Reach:
    """How far facts are gathered: along these properties, forwards and backwards, in so many rounds."""

    forwards: frozenset[str]
    backwards: frozenset[str]
    rounds: int

    def following(
        self,
        statements: Iterable[SourcedStatement],
        pairs: Iterable[tuple[str, str]],
        known: Callable[[str], bool],
    ) -> list[str]:
        """What to look at next, sorted: objects of `statements`, and the second of `pairs`, if not `known`."""
        found = {
            resource(s.object) for s in statements if s.predicate in self.forwards and s.object[0] != '"'
        }
        found.update(neighbour for _, neighbour in pairs)
        return sorted(iri for iri in found if not known(iri))
