"""The ontology as one frozen description that every other part of the program works from.

Nothing here knows Turtle, SQL, Cypher or GraphQL: it says which classes, properties and code lists there
are, what they are called, and what shape their values have. `ontology.read` builds it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the values of a property are, and so how they are stored, compared and shown."""

    TEXT = "text"  # language-tagged
    STRING = "string"
    DATE = "date"
    DATETIME = "dateTime"
    YEAR = "year"
    DECIMAL = "decimal"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DOUBLE = "double"
    IRI = "iri"  # a link to something that is not described here
    CODE = "code"  # a member of a code list
    LITERAL = "literal"  # several or other datatypes
    RELATION = "relation"


@dataclass(frozen=True, slots=True)
class Text:
    """A label or definition in the languages it is given in, keyed by language tag."""

    by_language: Mapping[str, str]

    def best(self, *languages: str) -> str | None:
        """The text in the first of `languages` that has one, else English, else any, else None."""
        for language in (*languages, "en", *sorted(self.by_language)):
            if language in self.by_language:
                return self.by_language[language]
        return None


@dataclass(frozen=True, slots=True)
class Concept:
    """A member of a code list. `code` is its notation (or the IRI's last part), `enum_name` its GraphQL value.

    `aliases` are the values that it was called by before.
    """

    iri: str
    scheme: str
    code: str
    enum_name: str
    label: Text
    definition: Text
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The enum value that it has and those that it had before."""
        return (self.enum_name, *self.aliases)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A `skos:ConceptScheme`; its concepts in the order of the ontology, then by code."""

    iri: str
    type_name: str
    label: Text
    definition: Text
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Hop:
    """One step along a relation: from the subjects of a property to its objects, or (`inverse`) the other way."""

    property: str
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class PropertyTerm:
    """A property with one form in the whole schema.

    `name` is the GraphQL field, `key` the name in the stores (`name`, unless another property has that
    already), `relationship` the same for a relation on Neo4j; `domain` the exposed classes that state it themselves
    (their subclasses inherit it); `range` the exposed classes it leads to, whose nearest common superclass
    is `target` (None: any resource). `datatype` is the declared one of a literal; `schemes` are the code lists
    of a code by the class whose shape asks for them. `ends_object_before` are properties of the subject, of which
    the first present one gives the day before which the object's period ends. A derived relation leads to where its
    `chain` leads, if it has one; what is stated with it itself is not looked at. A derived code is `held` by something.
    `derived`: no source states it.
    """

    iri: str
    kind: Kind
    name: str
    key: str
    inverse_name: str
    many: bool
    label: Text
    definition: Text
    domain: tuple[str, ...]
    range: tuple[str, ...]
    target: str | None
    source: str | None
    datatype: str | None
    schemes: Mapping[str, str]
    facet: bool
    full_text: bool
    restricted: bool
    order: int
    ends_object_before: tuple[str, ...] = ()
    chain: tuple[Hop, ...] = ()
    held: "DerivedCode | None" = None
    derived: bool = False

    @property
    def form(self) -> tuple[object, ...]:
        """What decides how its values are stored."""
        return self.iri, self.key, self.kind, self.many, self.datatype

    @property
    def relationship(self) -> str:
        """The relationship type on Neo4j: `decidedBy` → `DECIDED_BY`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", self.key).upper()


@dataclass(frozen=True, slots=True)
class Field:
    """A property as seen from a class: forwards, or (`inverse`) from the objects' side; a code with its list.

    `aliases` are the names that it had before and still answers to.
    """

    name: str
    term: PropertyTerm
    inverse: bool
    scheme: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The name that it has and those that it had before."""
        return (self.name, *self.aliases)

    @property
    def many(self) -> bool:
        """Whether the field can have several values; an inverse always can."""
        return self.inverse or self.term.many

    @property
    def reversed(self) -> "Field":
        """The same relation from the other side."""
        name = self.term.name if self.inverse else self.term.inverse_name
        return Field(name, self.term, not self.inverse)

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The steps from a resource to the members of this relation: one, or those of a derived relation."""
        steps = self.term.chain or (Hop(self.term.iri),)
        if not self.inverse:
            return steps
        return tuple(Hop(step.property, not step.inverse) for step in reversed(steps))

    @property
    def target(self) -> str | None:
        """The class IRI of what a relation leads to from this side; None: any resource."""
        return self.term.source if self.inverse else self.term.target


@dataclass(frozen=True, slots=True)
class DerivedCode:
    """Where a derived value comes from: it is the `value` of what `along` leads to and holds on the day."""

    along: Field
    value: PropertyTerm


@dataclass(frozen=True, slots=True)
class RelationOnDay:
    """A field that asks for a day: what holds on it, going `along` a relation from each that does not."""

    name: str
    iri: str
    along: Field
    label: Text
    definition: Text
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The name that it has and those that it had before."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Period:
    """Which properties bound the time in which a thing holds; of each side the first present one counts."""

    start: tuple[str, ...]
    end: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassTerm:
    """A class that is a GraphQL type. `parents` and `children` are all exposed ancestors and descendants.

    `singular_aliases` and `plural_aliases` are the names that its root fields had before and still answer to.
    """

    iri: str
    type_name: str
    singular: str
    plural: str
    label: Text
    definition: Text
    parents: tuple[str, ...]
    children: tuple[str, ...]
    is_interface: bool
    rank: int
    period: Period | None
    fields: tuple[Field, ...]
    singular_aliases: tuple[str, ...] = ()
    plural_aliases: tuple[str, ...] = ()
    followed: tuple[RelationOnDay, ...] = ()

    @property
    def by_name(self) -> dict[str, Field]:
        """Its fields by every name that they answer to."""
        return {name: field for field in self.fields for name in field.names}


@dataclass(frozen=True, slots=True)
class Model:
    """All of it. `superclasses` holds the ancestors of every known class, exposed or not, without itself.

    `shared` are the fields that every resource has: from the other side of relations that may lead anywhere.
    `names` are the properties whose values name a thing (`rdfs:label` and its subproperties), best first.
    `hash` identifies the ontology's content: equal hashes mean equal stores.
    """

    base: str
    version: str
    hash: str
    classes: Mapping[str, ClassTerm]
    properties: Mapping[str, PropertyTerm]
    code_lists: Mapping[str, CodeList]
    concepts: Mapping[str, Concept]
    superclasses: Mapping[str, tuple[str, ...]]
    names: tuple[PropertyTerm, ...]
    labels: Mapping[str, Text]
    shared: tuple[Field, ...] = ()

    def fields(self, iri: str | None) -> tuple[Field, ...]:
        """The fields of a class; None: those that every resource has."""
        return (*self.shared, *(self.classes[iri].fields if iri else ()))

    def fields_by_name(self) -> dict[str | None, dict[str, Field]]:
        """The fields of each class, and (None) of any resource, by every name that they answer to."""
        return {
            iri: {name: field for field in self.fields(iri) for name in field.names}
            for iri in (None, *self.classes)
        }

    def forms_differ(self, other: "Model", *, missing: bool) -> str | None:
        """A property that is stored otherwise by this ontology than by `other`; None if there is none.

        `missing`: or one that `other` does not have.
        """
        known = {term.key: term for term in other.properties.values()}
        for iri, term in sorted(self.properties.items()):
            if missing and iri not in other.properties:
                return iri
            for same in (other.properties.get(iri), known.get(term.key)):
                if same is not None and same.form != term.form:
                    return iri
        return None

    def exposed_ancestry(self, iri: str) -> tuple[str, ...]:
        """The exposed classes that an instance of class `iri` belongs to, itself first if exposed."""
        return tuple(c for c in (iri, *self.superclasses.get(iri, ())) if c in self.classes)

    def ancestry(self, types: Iterable[str]) -> frozenset[str]:
        """All classes of what is said to be of `types`: these and their superclasses, exposed or not."""
        return frozenset(c for t in types for c in (t, *self.superclasses.get(t, ())))

    def below(self, iri: str) -> frozenset[str]:
        """A class and all its subclasses, exposed or not."""
        return frozenset((iri, *(c for c, above in self.superclasses.items() if iri in above)))

    def concrete_types(self, iri: str | None) -> tuple[str, ...]:
        """The class IRIs whose object types can stand behind a field of class `iri` (None: any), sorted."""
        if iri is None:
            return tuple(sorted(self.classes))
        return tuple(sorted((iri, *self.classes[iri].children)))
