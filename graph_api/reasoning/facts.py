"""The statements about a case: gathered round by round, each with its source graphs, and read as a graph."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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


@dataclass(frozen=True, slots=True)
class StatedResource:
    """All that is stated about one resource, as `Facts` reads it. It never changes, so many cases may share it.

    `about` has the statements that count by property, `conflicts` all of those properties of which some do not;
    `references` are those that count and lead to a resource, with that resource. `composed` is its composed label.
    """

    iri: str
    about: Mapping[str, tuple[SourcedStatement, ...]]
    conflicts: Mapping[str, tuple[SourcedStatement, ...]]
    references: tuple[tuple[str, SourcedStatement], ...]
    composed: Text | None

    @property
    def statements(self) -> tuple[SourcedStatement, ...]:
        """All of them, those that do not count too, by predicate and object."""
        return tuple(s for some in {**self.about, **self.conflicts}.values() for s in some)


def read_resource(
    model: Model, iri: str, statements: Mapping[tuple[str, str], Graphs], composed: Iterable[str] = ()
) -> StatedResource:
    """All that is stated about a resource, read by an ontology; `composed` are its labels as `text@language`."""
    stated: dict[str, list[SourcedStatement]] = {}
    for (predicate, obj), graphs in sorted(statements.items()):
        stated.setdefault(predicate, []).append(SourcedStatement(iri, predicate, obj, graphs))
    stated.pop(model.composed_label, None)
    texts = {language or "": text for text, language in map(split_text, composed)}
    about = {predicate: _counting(model, predicate, some) for predicate, some in stated.items()}
    return StatedResource(
        iri,
        about,
        {predicate: tuple(some) for predicate, some in stated.items() if len(about[predicate]) < len(some)},
        tuple((from_ntriples(s.object), s) for some in about.values() for s in some if s.object[0] != '"'),
        Text(texts) if texts else None,
    )


def _counting(model: Model, predicate: str, some: Sequence[SourcedStatement]) -> tuple[SourcedStatement, ...]:
    """The statements with one property that count."""
    term = model.properties.get(predicate)
    if term is None or not is_single(term):
        return tuple(some)
    if len(some) == 1:
        return tuple(some) if fit(term, some[0].object) is not None else ()
    first = counting(term, (s.object for s in some))
    return tuple(s for s in some if s.object == first)


@dataclass(slots=True)
class Facts:
    """The statements known about a case, read by an ontology. Their order never depends on that of the store.

    Of a property that can have one value only the value that counts is read, forwards and backwards, as in fields and
    rules; the others are conflicts. Composed labels are not among the statements: those that a source states do not
    count, and a supposed change leaves them as they are in the release. They only name what has no name.
    """

    model: Model
    _known: dict[str, StatedResource] = field(default_factory=dict)
    _inverse: dict[tuple[str, str], list[SourcedStatement]] = field(default_factory=lambda: defaultdict(list))

    def add(self, resource: StatedResource) -> None:
        """Add all that is stated about a resource."""
        self._known[resource.iri] = resource
        for place, statement in resource.references:
            self._inverse[place, statement.predicate].append(statement)

    def with_changes(self, changes: Mapping[tuple[str, str], Sequence[str]]) -> "Facts":
        """The facts with exactly these objects of (subject, predicate); new statements have no graph."""
        other = Facts(self.model, dict(self._known), self._inverse.copy())
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
            changed = read_resource(self.model, iri, after)
            other.add(replace(changed, composed=self.composed_label(iri)))
        return other

    @property
    def resources(self) -> list[str]:
        """The resources about which the statements were read, by IRI."""
        return sorted(self._known)

    def knows(self, iri: str) -> bool:
        """True if the statements about the resource were read, even if there are none."""
        return iri in self._known

    def about(self, iri: str) -> tuple[SourcedStatement, ...]:
        """All statements about a resource, those that do not count too, by predicate and object."""
        known = self._known.get(iri)
        return known.statements if known else ()

    def conflicts(self, iri: str) -> Mapping[str, tuple[SourcedStatement, ...]]:
        """All statements about a resource with properties of which some do not count, by property."""
        known = self._known.get(iri)
        return known.conflicts if known else {}

    def has_statements(self, iri: str) -> bool:
        """True if there are statements about it."""
        known = self._known.get(iri)
        return bool(known and known.about)

    # -- forwards

    def statements(self, iri: str, *predicates: str) -> tuple[SourcedStatement, ...]:
        """The statements about a resource with some predicates."""
        known = self._known.get(iri)
        if known is None:
            return ()
        if len(predicates) == 1:
            return known.about.get(predicates[0], ())
        return tuple(s for predicate in sorted(predicates) for s in known.about.get(predicate, ()))

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
        known = self._known.get(iri)
        return known.composed if known else None

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
        surplus = (s for known in self._known.values() for some in known.conflicts.values() for s in some)
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
        neighbours: Iterable[str],
        known: Callable[[str], bool],
    ) -> list[str]:
        """The resources to read next, sorted: objects of `statements`, and `neighbours`, that are not `known`."""
        iris = {
            from_ntriples(s.object) for s in statements if s.predicate in self.forwards and s.object[0] != '"'
        }
        iris.update(neighbours)
        return sorted(iri for iri in iris if not known(iri))
