"""The identifiers and names by which clients of the reconciliation service know resources, classes and properties."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from graph_api.errors import did_you_mean
from graph_api.reconcile.reading import bad_request
from ontology.iris import local_name
from ontology.model import ClassTerm, Field, Kind, Model, Text
from ontology.values.fold import words

_PLAIN = re.compile(r"[A-Za-z0-9._~/-]*[A-Za-z0-9._~-]")
"""The paths that are the same in an address, in a template and in a cell."""
_MOST_COMPARED, _LONGEST_NAME = 20, 100
"""The unknown names of a request that are compared with known ones, and the letters of each."""
INVERSE = "^"
"""Begins the identifier of a property that is read from its object's side."""
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class PropertyPlaces:
    """A property as clients see it: its fields by the IRIs of the classes that have it themselves."""

    id: str
    fields: Mapping[str, Field]

    @property
    def field(self) -> Field:
        """The property as one of the classes sees it."""
        return next(iter(self.fields.values()))


@dataclass(frozen=True)
class ClientNames:
    """The names of one model in one language."""

    model: Model
    language: str

    # -- resources

    def id_of(self, iri: str) -> str:
        """The identifier of a resource: the path of our own IRIs, any other as it is."""
        path = iri.removeprefix(self.model.base)
        return path if path != iri and _PLAIN.fullmatch(path) else iri

    def iri_of(self, identifier: str) -> str:
        """The IRI of a resource with this identifier."""
        return self.model.base + identifier if _PLAIN.fullmatch(identifier) else identifier

    # -- classes

    def class_of(self, name: str) -> ClassTerm | None:
        """The class with this IRI or name in GraphQL."""
        return self.model.classes.get(name) or self._classes.get(name)

    def type_of(self, iri: str) -> Json:
        """A class as the type of a candidate."""
        return {"id": iri, "name": self.text(self.model.labels.get(iri), iri)}

    def check_types(self, names: Iterable[str]) -> None:
        """Raise `QueryError` `BAD_REQUEST` if one of the first unknown names is nearly the name of a class."""
        unknown = (name for name in dict.fromkeys(names) if self.class_of(name) is None)
        _refuse_nearly("type", unknown, self._classes)

    @cached_property
    def _classes(self) -> Mapping[str, ClassTerm]:
        return {term.type_name: term for term in self.model.classes.values()}

    # -- properties

    def property_of(self, name: str) -> PropertyPlaces | None:
        """The property with this IRI (with `^` before it from the other side) or name in GraphQL."""
        return self._properties.get(name) or self._by_name.get(name)

    def check_properties(self, names: Iterable[str]) -> None:
        """Raise `QueryError` `BAD_REQUEST` if one of the first unknown names is nearly the name of a property."""
        unknown = (name for name in dict.fromkeys(names) if self.property_of(name) is None)
        _refuse_nearly("property", unknown, self._by_name)

    def properties(self, of: ClassTerm | None = None) -> Iterator[PropertyPlaces]:
        """The properties of a class, in the order of the ontology; of all classes without one."""
        if of is None:
            yield from self._properties.values()
            return
        for field in of.fields:
            yield self._properties[property_id(field)]

    def describe(self, places: PropertyPlaces) -> Json:
        """A property with its name and, if it has one, its description."""
        field = places.field
        name, text = self.name_of(field), field.term.definition.best(self.language)
        about = {"description": text} if text and not field.inverse else {}
        return {"id": places.id, "name": name, **about}

    def name_of(self, field: Field) -> str:
        """The name of a property; from its object's side with the name of the field after an arrow."""
        label = self.text(field.term.label, field.term.iri)
        return f"← {label} ({field.name})" if field.inverse else label

    @cached_property
    def _properties(self) -> Mapping[str, PropertyPlaces]:
        fields: dict[str, dict[str, Field]] = {}
        for iri, term in self.model.classes.items():
            inherited = {
                property_id(field) for above in term.ancestors for field in self.model.classes[above].fields
            }
            for field in term.fields:
                if (identifier := property_id(field)) not in inherited:
                    fields.setdefault(identifier, {})[iri] = field
        return {identifier: PropertyPlaces(identifier, places) for identifier, places in fields.items()}

    @cached_property
    def _by_name(self) -> Mapping[str, PropertyPlaces]:
        """Properties by the names of their fields; of several with one name, the one of most classes."""
        ordered = sorted(self._properties.values(), key=lambda one: len(one.fields))
        return {name: one for one in ordered for field in one.fields.values() for name in field.names}

    # -- texts

    def text(self, text: Text | None, iri: str) -> str:
        """A text of the ontology in the language, else the last part of the IRI that it is about."""
        return (text.best(self.language) if text else None) or local_name(iri)

    def codes(self, field: Field, value: str) -> Sequence[str]:
        """The enum values of the codes that a text may mean: by IRI, code, enum value or label in any language."""
        code_list = self.model.code_lists.get(field.scheme or "")
        wanted, iri = words(value), self.iri_of(value)
        return [
            concept.enum_name
            for concept in (code_list.concepts if code_list else ())
            if concept.iri == iri
            or wanted
            in (words(one) for one in (concept.code, *concept.names, *concept.label.by_language.values()))
        ]


def _refuse_nearly(kind: str, unknown: Iterable[str], known: Collection[str]) -> None:
    """Raise for a misspelt name. IRIs are left: clients send those of other services, too."""
    for name in islice((one for one in unknown if ":" not in one), _MOST_COMPARED):
        if hint := did_you_mean(name[:_LONGEST_NAME], known):
            raise bad_request(f"There is no {kind} {name[:_LONGEST_NAME]!r}.", hint)


def property_id(field: Field) -> str:
    """The identifier of a property as a field has it."""
    return INVERSE + field.term.iri if field.inverse else field.term.iri


def is_relation(field: Field) -> bool:
    """True if a field leads to resources."""
    return field.term.kind is Kind.RELATION and field.term.derived_code is None


def is_code(field: Field) -> bool:
    """True if a field leads to codes, stated or derived."""
    return field.term.kind is Kind.CODE or field.term.derived_code is not None
