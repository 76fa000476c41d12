"""From properties and their shapes to the terms of the model."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ontology.iris import local_name
from ontology.model import Kind, PropertyTerm
from ontology.namespaces import OWL, RDF, RDFS
from ontology.reading.annotations import LAST, Annotations
from ontology.reading.chains import read_chain, refuse_chains
from ontology.reading.hierarchy import ClassHierarchy
from ontology.reading.path_facets import COUNTED_ALONG
from ontology.reading.property_shapes import iter_property_shapes
from ontology.storage import UNKNOWN_RELATION
from ontology.values.periods import PERIODS
from ontology.values.property_values import KINDS


class PropertyReader:
    """Reads the properties of an ontology."""

    def __init__(self, annotations: Annotations, hierarchy: ClassHierarchy) -> None:
        self.annotations = annotations
        self.hierarchy = hierarchy
        self.terms = terms = annotations.terms
        self.ns = annotations.ns
        self.shapes = list(iter_property_shapes(terms, hierarchy.superclasses))
        self.functional = frozenset(terms.subjects(OWL + "FunctionalProperty"))
        self.object_properties = frozenset(terms.subjects(OWL + "ObjectProperty"))

    def properties(self) -> Iterable[PropertyTerm]:
        """All properties, declared or constrained by a shape. Raises `UsageError` for chains that lead nowhere."""
        declared = [
            *self.terms.subjects(OWL + "ObjectProperty"),
            *self.terms.subjects(OWL + "DatatypeProperty"),
            *self.terms.subjects(RDF + "Property"),
            *(s.path for s in self.shapes),
        ]
        stated = set(declared).difference(
            *(self.terms.having(self.ns + one) for one in ("heldAlong", COUNTED_ALONG))
        )
        terms = [self._property(p) for p in sorted(stated)]
        refuse_chains({t.iri: t for t in terms})
        taken: dict[str, str] = {UNKNOWN_RELATION: ""}
        for term in sorted(terms, key=lambda t: (self.terms.is_added(t.iri), t.iri)):
            for name in _names_in_stores(term):
                taken.setdefault(name, term.iri)
        return [
            t
            if all(taken[name] == t.iri for name in _names_in_stores(t))
            else replace(t, key=f"{t.name}_{_short_hash(t.iri)}")
            for t in terms
        ]

    def _property(self, iri: str) -> PropertyTerm:
        shapes = [s for s in self.shapes if s.path == iri]
        ranges = self.hierarchy.classes_at(iri, RDFS + "range")
        known = (r for r in ranges if r in KINDS or r in PERIODS)
        datatypes = sorted({*(d for s in shapes for d in s.datatypes), *known})
        related = self._related({c for s in shapes for c in s.classes}, ranges)
        reached = [c for c in related if c in self.hierarchy.exposed]
        schemes = {s.target: s.scheme for s in shapes if s.scheme}
        to_any = OWL + "Thing" in ranges
        kind = self._kind(iri, bool(schemes), reached or to_any, datatypes, any(s.is_iri for s in shapes))
        if kind is not Kind.RELATION:
            reached = []
        domain = sorted({*self.hierarchy.classes_at(iri, RDFS + "domain"), *(s.target for s in shapes)})
        name = self.annotations.text(iri, "fieldName") or local_name(iri)
        functional = iri in self.functional
        has_place = self.annotations.text(iri, "searchPlace") is not None
        return PropertyTerm(
            iri=iri,
            kind=kind,
            name=name,
            key=name,
            inverse_name=self.annotations.text(iri, "inverseName") or name + "Of",
            many=not (functional or (bool(shapes) and all(s.single for s in shapes))),
            label=self.annotations.label(iri),
            definition=self.annotations.definition(iri),
            domain=tuple(domain),
            range=tuple(reached),
            target=self.hierarchy.common(related) if reached else None,
            source=self.hierarchy.common([c for d in domain for c in self.hierarchy.exposed_below(d)]),
            datatype=datatypes[0] if len(datatypes) == 1 else None,
            schemes=schemes,
            facet=self.annotations.flag(iri, "facet"),
            full_text=self.annotations.flag(iri, "fullText"),
            restricted=self.annotations.flag(iri, "restricted"),
            order=self.annotations.number(iri, "order", LAST),
            ends_object_before=self.annotations.items(iri, "endsObjectBefore"),
            derived=self.annotations.flag(iri, "derived"),
            spans_time=self.annotations.flag(iri, "spansTime"),
            inverse_spans_time=self.annotations.flag(iri, "inverseSpansTime"),
            search_place=self.annotations.number(iri, "searchPlace", -1) if has_place else None,
            search_with=self.annotations.items(iri, "searchWith"),
            chain=read_chain(self.terms, self.ns, iri) if kind in (Kind.RELATION, Kind.CODE) else (),
        )

    def _related(self, in_shapes: Collection[str], in_range: Collection[str]) -> list[str]:
        """The classes that a property leads to: those of the shapes if one of them is exposed, else the range's."""
        exposed = set(self.hierarchy.exposed)
        chosen = next((c for c in (in_shapes, in_range) if exposed.intersection(c)), ())
        return sorted(c for c in set(chosen) if c not in KINDS and c not in PERIODS)

    def _kind(
        self, iri: str, is_code: bool, reached: Sequence[str] | bool, datatypes: Sequence[str], is_iri: bool
    ) -> Kind:
        if is_code:
            return Kind.CODE
        if reached:
            return Kind.RELATION
        if len(datatypes) == 1 and datatypes[0] in KINDS:
            return KINDS[datatypes[0]]
        if datatypes and PERIODS.keys() >= set(datatypes):
            return Kind.PERIOD
        object_property = iri in self.object_properties
        return Kind.IRI if not datatypes and (is_iri or object_property) else Kind.LITERAL


def _names_in_stores(term: PropertyTerm) -> tuple[str, ...]:
    """The names that it takes in the stores: `fooBar` and `foo_bar` are one relationship type on Neo4j."""
    return (term.name, term.relationship) if term.kind is Kind.RELATION else (term.name,)


def _short_hash(iri: str) -> str:
    return hashlib.sha256(iri.encode()).hexdigest()[:6]
