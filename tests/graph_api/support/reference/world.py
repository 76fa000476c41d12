"""Quads to look into, one by one if need be: what the naive reference knows of the data.

It is written from the contract (the SDL's descriptions), knows neither plans nor records nor stores, and takes
all the time it wants.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from ontology.iris import derived_graphs
from ontology.model import Field, Hop, Kind, Model, PropertyTerm
from ontology.namespaces import RDF_TYPE, XSD
from ontology.values.keys import lexical, native
from ontology.values.periods import datatype_of

TYPE = RDF_TYPE
Term = NamedNode | BlankNode | Literal


@dataclass(frozen=True, slots=True)
class Member:
    """An edge of a connection: the subjects, and the graphs that state it."""

    iri: str
    graphs: frozenset[str]


class World:
    """Quads to look into, one by one if need be."""

    def __init__(self, quads: Iterable[Quad], model: Model) -> None:
        self.model = model
        self.by_subject: dict[str, list[tuple[str, Term, str]]] = defaultdict(list)
        self.by_object: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self.graphs: set[str] = set()
        for quad in quads:
            subject, graph = name(quad.subject), name(quad.graph_name)
            self.graphs.add(graph)
            # RDF 1.1 has no triples as objects.
            self.by_subject[subject].append((quad.predicate.value, quad.object, graph))  # type: ignore[arg-type]
        for subject, predicate, target, graph in self.links():
            self.by_object[target].append((predicate, subject, graph))
        self._classes: dict[str, frozenset[str]] = {}

    def links(self) -> Iterator[tuple[str, str, str, str]]:
        """All links: subject, predicate, object, graph. Of a to-one relation only the first counts."""
        for subject, said in self.by_subject.items():
            nodes = [
                (p, name(o), graph)
                for p, o, graph in said
                if not isinstance(o, Literal) and self._counts(subject, p, o)
            ]
            for predicate, target, graph in nodes:
                term = self.model.properties.get(predicate)
                if predicate == TYPE or (term is not None and term.kind is not Kind.RELATION):
                    continue
                if term is None or term.many or target == min(o for p, o, _ in nodes if p == predicate):
                    yield subject, predicate, target, graph

    @cached_property
    def resources(self) -> frozenset[str]:
        """All that is described, linked to or a graph."""
        return frozenset({*self.by_subject, *self.by_object, *self.graphs})

    def objects(self, iri: str, predicate: str) -> dict[Term, set[str]]:
        """The objects at a predicate, each with the graphs that state it."""
        found: dict[Term, set[str]] = defaultdict(set)
        for p, o, graph in self.by_subject.get(iri, ()):
            if p == predicate and self._counts(iri, p, o):
                found[o].add(graph)
        return found

    def _counts(self, iri: str, predicate: str, value: Term) -> bool:
        """False if only sources state it with a property that the program alone gives values of."""
        term = self.model.properties.get(predicate)
        if term is None or not term.derived or (term.kind is Kind.RELATION and term.many):
            return True
        own = derived_graphs(self.model.base)
        return any(p == predicate and o == value and g in own for p, o, g in self.by_subject[iri])

    def described(self, iri: str) -> bool:
        """True if there is a statement about it."""
        return iri in self.by_subject

    def types(self, iri: str) -> list[str]:
        """The IRIs of the classes that are stated."""
        return sorted(o.value for o in self.objects(iri, TYPE) if isinstance(o, NamedNode))

    def classes(self, iri: str) -> frozenset[str]:
        """All exposed classes that it belongs to."""
        if iri not in self._classes:
            self._classes[iri] = self.types_above(iri) & self.model.classes.keys()
        return self._classes[iri]

    def types_above(self, iri: str) -> frozenset[str]:
        """All classes that it belongs to, also those that the schema has no type for."""
        return frozenset(c for t in self.types(iri) for c in (t, *self.model.superclasses.get(t, ())))

    def fits(self, iri: str, target: str | None) -> bool:
        """True if a field of class `target` may lead to it."""
        return target is None or not self.described(iri) or target in self.classes(iri)

    def object_type(self, iri: str, target: str | None) -> str:
        """The object type that it has behind a field of class `target`."""
        model = self.model
        under = [c for c in self.classes(iri) if target in (None, c, *model.superclasses[c])]
        best = [c for c in under if not any(c in model.superclasses[k] for k in under)]
        if not best and target is None:
            return "OtherResource"
        chosen = min(best, key=lambda c: (-model.classes[c].rank, c)) if best else target
        term = model.classes[chosen or ""]
        return f"Other{term.type_name}" if term.is_interface else term.type_name

    def members(self, iri: str, field: Field) -> tuple[Member, ...]:
        """The resources that a relation leads to, by IRI."""
        found: Mapping[str, set[str]] = {iri: set()}
        for hop in field.hops:
            reached: dict[str, set[str]] = defaultdict(set)
            for one, so_far in found.items():
                for other, graphs in self._step(one, hop).items():
                    reached[other] |= so_far | graphs
            found = reached
        return tuple(Member(i, frozenset(g)) for i, g in sorted(found.items()) if self.fits(i, field.target))

    def _step(self, iri: str, hop: Hop) -> Mapping[str, set[str]]:
        """The resources one step away, each with the graphs that state it."""
        found: dict[str, set[str]] = defaultdict(set)
        if hop.inverse:
            for p, subject, graph in self.by_object.get(iri, ()):
                if p == hop.property:
                    found[subject].add(graph)
        else:
            nodes = {
                name(o): gs for o, gs in self.objects(iri, hop.property).items() if not isinstance(o, Literal)
            }
            many = self.model.properties[hop.property].many
            for target in sorted(nodes)[: None if many else 1]:
                found[target] |= nodes[target]
        return found

    def values(self, iri: str, term: PropertyTerm) -> list[Any]:
        """The values that fit a property, of a to-one property the first; codes and links as IRIs, texts as pairs."""
        found = {shown: value for o in self.objects(iri, term.iri) for shown, value in _values(term, o)}
        ordered = [value for _, value in sorted(found.items(), key=lambda item: item[0])]
        return ordered if term.many or term.kind is Kind.TEXT else ordered[:1]

    def graphs_about(self, iri: str, of: Iterable[str] | None = None) -> list[str]:
        """The graphs about it without that of the composed labels, or those that state some properties of it."""
        said, labels = self.by_subject.get(iri, ()), derived_graphs(self.model.base)[2]
        return sorted({g for p, _, g in said if (g != labels if of is None else p in set(of))})


def name(term: object) -> str:
    """An IRI, or `_:label`."""
    return term.value if isinstance(term, NamedNode) else str(term)


def _values(term: PropertyTerm, o: Term) -> Iterable[tuple[tuple[str, ...], Any]]:
    """The value of an object, with what it is ordered by, if it fits the property."""
    kind = term.kind
    if kind in (Kind.IRI, Kind.CODE):
        if isinstance(o, NamedNode):
            yield (o.value,), o.value
    elif not isinstance(o, Literal):
        return
    elif kind is Kind.TEXT:
        if o.language or "string" in _above(o):
            yield (_form(o), o.language or ""), (_form(o), o.language)
    elif term.datatype is not None and (term.datatype.removeprefix(XSD) not in _above(o)):
        return
    elif kind is Kind.PERIOD:
        form = _form(o)
        if o.datatype.value == datatype_of(form):
            yield (form, o.datatype.value), Literal(form, datatype=o.datatype)
    elif kind is Kind.LITERAL:
        yield (o.value, o.datatype.value, o.language or ""), o
    else:
        value = native(kind, _form(o), o.datatype.value)
        if value is not None and native(kind, _form(o), term.datatype) is not None:
            shown = lexical(kind, value)
            yield (shown,), value


_WHOLE = [
    "integer",
    "long",
    "int",
    "short",
    "byte",
    "nonNegativeInteger",
    "positiveInteger",
    "nonPositiveInteger",
    "negativeInteger",
]
_WHOLE += ["unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"]
_TOKENS = ["token", "language", "Name", "NCName", "NMTOKEN", "ID", "IDREF", "ENTITY"]
_ABOVE = {
    **dict.fromkeys(_WHOLE, (*_WHOLE, "decimal", "float", "double")),
    "decimal": ("decimal", "float", "double"),
    "float": ("float", "double"),
    "dateTimeStamp": ("dateTimeStamp", "dateTime"),
    "normalizedString": ("normalizedString", "string"),
    "anyURI": ("anyURI", "string"),
    **dict.fromkeys(_TOKENS, (*_TOKENS, "normalizedString", "string")),
}


def _above(o: Literal) -> Sequence[str]:
    """The datatypes whose values a literal can be, those of XSD by their local names."""
    datatype = o.datatype.value
    return _ABOVE.get(datatype.removeprefix(XSD), (datatype.removeprefix(XSD),))


def _form(o: Literal) -> str:
    """The lexical form without the white space that counts for nothing."""
    datatype = o.datatype.value.removeprefix(XSD)
    if o.language or datatype in ("string", "normalizedString") or datatype == o.datatype.value:
        return o.value
    return " ".join(part for part in re.split(r"[ \t\r\n]+", o.value) if part)


def last_part(iri: str) -> str:
    """The last part of an IRI."""
    for separator in "#/:":
        tail = iri.rpartition(separator)[2]
        if separator in iri and tail:
            return tail
    return iri
