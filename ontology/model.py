"""The ontology as one frozen description that every other part of the program works from.

It knows nothing of Turtle, SQL, Cypher or GraphQL: it lists the classes, properties and code lists, with their
names and the shape of their values. `ontology.read` builds it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from ontology.files import OntologyFile
from ontology.iris import derived_graphs


class Kind(StrEnum):
    """The kind of a property's values, which decides how they are stored, compared and shown."""

    TEXT = "text"  # language-tagged
    STRING = "string"
    DATE = "date"
    DATETIME = "dateTime"
    YEAR = "year"
    PERIOD = "period"  # a year, month, day or moment, each with the datatype that it has in the source
    DECIMAL = "decimal"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DOUBLE = "double"
    IRI = "iri"  # a link to a resource that is not described here
    CODE = "code"  # a member of a code list
    LITERAL = "literal"  # several or other datatypes
    RELATION = "relation"


@dataclass(frozen=True, slots=True)
class Text:
    """A label or definition, keyed by language tag."""

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

    `aliases` are its former enum values.
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
        """The present enum value, then the former ones."""
        return (self.enum_name, *self.aliases)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A `skos:ConceptScheme`; its concepts in the order of the ontology, then by code."""

    iri: str
    type_name: str
    label: Text
    definition: Text
    concepts: tuple[Concept, ...]


class Hop(NamedTuple):
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
    of a code by the class whose shape requires them. `ends_object_before` are properties of the subject, of which
    the first present one gives the day before which the object's period ends. A derived relation with a `chain` leads
    to where the chain leads, whatever statements there are with the relation itself. `derived_code` is set for
    a derived code. `derived`: no source states it. `spans_time`: by its meaning it leads to what holds at another time
    than its subject; `inverse_spans_time`: its inverse does. `search_place`: the place of its values in searches;
    `search_with`: the codes behind whose labels they are found, too.
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
    derived_code: "DerivedCode | None" = None
    derived: bool = False
    spans_time: bool = False
    inverse_spans_time: bool = False
    search_place: int | None = None
    search_with: tuple[str, ...] = ()

    @property
    def form(self) -> tuple[object, ...]:
        """All that decides how its values are stored."""
        return self.iri, self.key, self.kind, self.many, self.datatype

    @property
    def relationship(self) -> str:
        """The relationship type on Neo4j: `decidedBy` → `DECIDED_BY`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", self.key).upper()


@dataclass(frozen=True, slots=True)
class Field:
    """A property as seen from a class: forwards, or (`inverse`) from the objects' side; a code with its list.

    `aliases` are its former names, which still work.
    """

    name: str
    term: PropertyTerm
    inverse: bool
    scheme: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The present name, then the former ones."""
        return (self.name, *self.aliases)

    @property
    def many(self) -> bool:
        """True if the field can have several values; an inverse always can."""
        return self.inverse or self.term.many

    @property
    def spans_time(self) -> bool:
        """True if what it leads to may hold at another time than the resource itself."""
        return self.term.inverse_spans_time if self.inverse else self.term.spans_time

    @property
    def reversed(self) -> "Field":
        """The same relation from the other side."""
        name = self.term.name if self.inverse else self.term.inverse_name
        return Field(name, self.term, not self.inverse)

    @property
    def to_anything(self) -> "Field":
        """The same relation where it may lead to resources of any class."""
        return replace(self, term=replace(self.term, target=None, source=None))

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The steps from a resource to the members of this relation: one, or those of a derived relation."""
        steps = self.term.chain or (Hop(self.term.iri),)
        if not self.inverse:
            return steps
        return tuple(Hop(step.property, not step.inverse) for step in reversed(steps))

    @property
    def target(self) -> str | None:
        """The IRI of the class that a relation leads to from this side; None: any resource."""
        return self.term.source if self.inverse else self.term.target


@dataclass(frozen=True, slots=True)
class DerivedCode:
    """The origin of a derived code: the `value` of the resource that `along` leads to and that holds on the day."""

    along: Field
    value: PropertyTerm


@dataclass(frozen=True, slots=True)
class RelationOnDay:
    """A field with a day as argument: what holds on it, reached `along` a relation from what does not."""

    name: str
    iri: str
    along: Field
    label: Text
    definition: Text
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The present name, then the former ones."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class FacetStep:
    """A step of a facet's path; what it leads to has the values in `having`, each an IRI at a field."""

    along: Field
    having: tuple[tuple[Field, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PathFacet:
    """A facet of lists by what a path leads to: along relations, and last perhaps to the values of a property."""

    name: str
    iri: str
    steps: tuple[FacetStep, ...]
    label: Text
    definition: Text
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The present name, then the former ones."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Period:
    """The properties that bound the time in which a resource holds; on each side the first present one counts."""

    start: tuple[str, ...]
    end: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassTerm:
    """A class that is a GraphQL type. `ancestors` and `descendants` are the exposed ones, without itself.

    `singular_aliases` and `plural_aliases` are the former names of its root fields, which still work.
    `search_place` is the place of its instances among equally good search results, 0 is the first.
    """

    iri: str
    type_name: str
    singular: str
    plural: str
    label: Text
    definition: Text
    ancestors: tuple[str, ...]
    descendants: tuple[str, ...]
    is_interface: bool
    rank: int
    period: Period | None
    fields: tuple[Field, ...]
    singular_aliases: tuple[str, ...] = ()
    plural_aliases: tuple[str, ...] = ()
    search_place: int = 5
    relations_on_day: tuple[RelationOnDay, ...] = ()
    path_facets: tuple[PathFacet, ...] = ()

    @property
    def singular_names(self) -> tuple[str, ...]:
        """Its present and former names in the singular."""
        return (self.singular, *self.singular_aliases)

    @property
    def by_name(self) -> dict[str, Field]:
        """Its fields by present and former name."""
        return {name: field for field in self.fields for name in field.names}


@dataclass(frozen=True, slots=True)
class LabelPlace:
    """A place of a composed label, filled with what `path` leads to; without a path, with the label of the class.

    `name` is as the template has it.
    """

    name: str
    path: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class LabelPart:
    """A part of a composed label: texts and places. An optional one is left out if a place in it has no value."""

    pieces: tuple[str | LabelPlace, ...]
    optional: bool


LabelTemplate = Mapping[str, tuple[LabelPart, ...]]
"""The parts of the labels of resources without a name, by language."""


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """The words that a search treats apart: those that initials leave out, by language, and marks in brackets, folded.

    A word is written as `ontology.values.typed` has it.
    """

    link_words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    markers: frozenset[str] = frozenset()

    def links(self, lang: str) -> frozenset[str]:
        """The words that initials leave out in a language; for a text without one, in any."""
        if lang:
            return self.link_words.get(lang.split("-", maxsplit=1)[0], frozenset())
        return frozenset(word for words in self.link_words.values() for word in words)


@dataclass(frozen=True, slots=True)
class Model:
    """The whole ontology. `superclasses` holds the ancestors of every known class, exposed or not, without itself.

    `shared` are the fields that every resource has: the inverses of relations that may lead anywhere.
    `names` are the properties whose values name a thing (`rdfs:label` and its subproperties), best first.
    `synonyms` are other names of classes, properties and codes (`skos:altLabel`), in any language.
    `label_templates` compose the labels of resources without a name, by class; a template comes after those of the
    classes whose labels it uses.
    `labels` are those of all terms, also of other vocabularies, of rules and of what else the files describe.
    `schema_org` has the nearest terms of schema.org by class or property; `schema_org_onward` the properties of what a
    relation leads to whose values documents in these words have, too.
    `hash` identifies the ontology's content: equal hashes mean equal stores. `files` are those that it was read from,
    with the rules and shapes.
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
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shared: tuple[Field, ...] = ()
    search: SearchTerms = field(default_factory=SearchTerms)
    label_templates: Mapping[str, LabelTemplate] = field(default_factory=dict)
    schema_org: Mapping[str, str] = field(default_factory=dict)
    schema_org_onward: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[OntologyFile, ...] = field(default=(), compare=False, repr=False)

    @property
    def source_graph(self) -> str | None:
        """The class of source graphs; None if the ontology has none."""
        iri = self.base + "ns#SourceGraph"
        return iri if iri in self.classes else None

    @property
    def composed_label(self) -> str:
        """The property whose values the program composes for resources without a name. No source states it."""
        return f"{self.base}ns#composedLabel"

    @property
    def labels_graph(self) -> str:
        """The graph of the composed labels."""
        return derived_graphs(self.base)[2]

    def derived_numbers(self, graphs: Mapping[int, str]) -> frozenset[int]:
        """The numbers of the derived graphs among graphs, whose IRIs are by number."""
        return frozenset(number for number, iri in graphs.items() if iri in derived_graphs(self.base))

    def class_of(self, name: str) -> ClassTerm:
        """The class with this present or former name in the singular. Raises `StopIteration` if there is none."""
        return next(term for term in self.classes.values() if name in term.singular_names)

    def fields(self, iri: str | None) -> tuple[Field, ...]:
        """The fields of a class; None: those that every resource has."""
        return (*self.shared, *(self.classes[iri].fields if iri else ()))

    def fields_by_name(self) -> dict[str | None, dict[str, Field]]:
        """The fields of each class, and (None) of any resource, by present and former name."""
        return {
            iri: {name: field for field in self.fields(iri) for name in field.names}
            for iri in (None, *self.classes)
        }

    def forms_differ(self, other: "Model", *, missing: bool) -> str | None:
        """A property that this ontology stores differently from `other`; None if there is none.

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
        """All classes of a resource with the asserted `types`: these and their superclasses, exposed or not."""
        return frozenset(c for t in types for c in (t, *self.superclasses.get(t, ())))

    def below(self, iri: str) -> frozenset[str]:
        """A class and all its subclasses, exposed or not."""
        return frozenset((iri, *(c for c, above in self.superclasses.items() if iri in above)))

    def concrete_types(self, iri: str | None) -> tuple[str, ...]:
        """The IRIs, sorted, of the classes that a member of class `iri` (None: any) can have in GraphQL."""
        if iri is None:
            return tuple(sorted(self.classes))
        return tuple(sorted((iri, *self.classes[iri].descendants)))
