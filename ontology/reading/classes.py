"""From OWL classes to the types of the schema and their fields."""

from collections.abc import Iterable, Mapping

from ontology.errors import UsageError
from ontology.iris import local_name
from ontology.model import ClassTerm, Field, Kind, PathFacet, Period, PropertyTerm, RelationOnDay
from ontology.names import lower_first, plural_of
from ontology.namespaces import RDFS
from ontology.reading.annotations import Annotations
from ontology.reading.hierarchy import ClassHierarchy
from ontology.reading.path_facets import COUNTED_ALONG, PathReader

_SEARCH_PLACE = 5
"""The `ndp:searchPlace` of a class without one."""


class ClassReader:
    """Reads the exposed classes of an ontology."""

    def __init__(self, annotations: Annotations, hierarchy: ClassHierarchy) -> None:
        self.annotations = annotations
        self.hierarchy = hierarchy
        self.terms = annotations.terms
        self.ns = annotations.ns

    def classes(self, properties: Mapping[str, PropertyTerm]) -> dict[str, ClassTerm]:
        """The exposed classes by IRI, with their fields."""
        return {iri: self._class(iri, properties) for iri in self.hierarchy.exposed}

    def _class(self, iri: str, properties: Mapping[str, PropertyTerm]) -> ClassTerm:
        descendants = tuple(c for c in self.hierarchy.exposed if iri in self.hierarchy.superclasses[c])
        name = self.annotations.text(iri, "typeName") or local_name(iri)
        singular = lower_first(name)
        return ClassTerm(
            iri=iri,
            type_name=name,
            singular=singular,
            plural=self.annotations.text(iri, "pluralName") or plural_of(singular),
            label=self.annotations.label(iri),
            definition=self.annotations.definition(iri),
            ancestors=tuple(c for c in self.hierarchy.superclasses[iri] if c in self.hierarchy.exposed),
            descendants=descendants,
            is_interface=bool(descendants) or self.annotations.flag(iri, "extensible"),
            rank=self.annotations.number(iri, "rank", 0),
            period=self._period(iri),
            fields=self._fields(iri, properties.values()),
            relations_on_day=self._relations_on_day(iri, properties),
            path_facets=self._path_facets(iri, properties.values()),
            search_place=self._search_place(iri),
        )

    def _search_place(self, iri: str) -> int:
        """The place in searches that the nearest of the class and its superclasses with an annotation has."""
        nearest = (iri, *self.hierarchy.superclasses[iri])
        annotated = (c for c in nearest if self.annotations.text(c, "searchPlace") is not None)
        return self.annotations.number(next(annotated, iri), "searchPlace", _SEARCH_PLACE)

    def _period(self, iri: str) -> Period | None:
        for term in (iri, *self.hierarchy.superclasses[iri]):
            start = self.annotations.items(term, "periodStart")
            end = self.annotations.items(term, "periodEnd")
            if start or end:
                return Period(start, end)
        return None

    def _fields(self, iri: str, properties: Iterable[PropertyTerm]) -> tuple[Field, ...]:
        """The fields of a class: the properties of it and of its superclasses, then the inverses of relations to it."""
        ancestry = {iri, *self.hierarchy.superclasses[iri]}
        fields = []
        for term in properties:
            if ancestry.intersection(term.domain):
                scheme = next(
                    (term.schemes[c] for c in (iri, *self.hierarchy.superclasses[iri]) if c in term.schemes),
                    None,
                )
                fields.append(
                    Field(term.name, term, False, scheme or next(iter(term.schemes.values()), None))
                )
            if ancestry.intersection(term.range):
                fields.append(Field(term.inverse_name, term, True))
        return tuple(sorted(fields, key=lambda f: (f.inverse, f.term.order, f.name)))

    def _path_facets(self, iri: str, properties: Iterable[PropertyTerm]) -> tuple[PathFacet, ...]:
        """The facets of a class along paths."""
        ancestry = {iri, *self.hierarchy.superclasses[iri]}
        reader = PathReader(self.annotations, lambda target: self._fields(target, properties))
        return tuple(
            reader.facet(iri, term)
            for term in sorted(self.terms.having(self.ns + COUNTED_ALONG))
            if ancestry.intersection(self.hierarchy.classes_at(term, RDFS + "domain"))
        )

    def shared(self, properties: Iterable[PropertyTerm]) -> tuple[Field, ...]:
        """The inverses of relations that may lead anywhere, where the ontology names them."""
        leading = [t for t in properties if t.kind is Kind.RELATION and not t.range]
        named = [t for t in leading if self.annotations.text(t.iri, "inverseName")]
        return tuple(Field(t.inverse_name, t, inverse=True) for t in sorted(named, key=lambda t: t.iri))

    def _relations_on_day(
        self, iri: str, properties: Mapping[str, PropertyTerm]
    ) -> tuple[RelationOnDay, ...]:
        """The fields of a class that follow a relation to the resources that hold on a day."""
        ancestry = {iri, *self.hierarchy.superclasses[iri]}
        fields = []
        for term in sorted(self.terms.having(self.ns + "heldAlong")):
            along = properties.get(next(iter(self.terms.objects(term, self.ns + "heldAlong")), ""))
            if along is None or along.kind is not Kind.RELATION:
                raise UsageError(
                    f"<{term}> has an ndp:heldAlong that is not a relation",
                    code="ONTOLOGY_INVALID",
                    hint="name an object property that leads to a class of the schema: ndp:heldAlong …",
                )
            if ancestry.intersection(self.hierarchy.classes_at(term, RDFS + "domain")):
                name = self.annotations.text(term, "fieldName") or local_name(term)
                field = Field(along.name, along, inverse=False)
                fields.append(
                    RelationOnDay(
                        name, term, field, self.annotations.label(term), self.annotations.definition(term)
                    )
                )
        return tuple(fields)
