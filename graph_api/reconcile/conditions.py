"""Constraints on properties as conditions of GraphQL: text for the document, and variables for the values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph_api.reconcile.reading import PropertyConstraint, PropertyValue
from graph_api.reconcile.vocabulary import ClientNames, is_code, is_relation
from ontology.model import ClassTerm, Field, Kind
from ontology.namespaces import XSD
from ontology.values.fold import words
from ontology.values.keys import native

_SCALARS: Mapping[Kind, tuple[str, str]] = {
    Kind.DATE: ("Date", XSD + "date"),
    Kind.YEAR: ("Year", XSD + "gYear"),
    Kind.INTEGER: ("Integer", XSD + "integer"),
    Kind.DECIMAL: ("Decimal", XSD + "decimal"),
    Kind.BOOLEAN: ("Boolean", XSD + "boolean"),
}
"""The scalar of each kind whose values are compared as such, and the datatype that a text is read by."""
_TEXTS = (Kind.TEXT, Kind.STRING)
_DATE = 10
"""The letters of a date, which clients send with a time after it."""


@dataclass(slots=True)
class DocumentVariables:
    """The variables of a document: their values and types by name."""

    values: dict[str, object] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    _sizes: dict[int, str] = field(default_factory=dict)

    def add(self, value: object, type_name: str) -> str:
        """The reference to a new variable."""
        name = f"v{len(self.values)}"
        self.values[name], self.types[name] = value, type_name
        return f"${name}"

    def size(self, number: int) -> str:
        """The reference to the variable with a page size, which all pages of this size share."""
        if number not in self._sizes:
            self._sizes[number] = self.add(number, "Int!")
        return self._sizes[number]

    def keep(self, number: int) -> None:
        """Forget all but the first ones."""
        for name in list(self.values)[number:]:
            del self.values[name], self.types[name]

    @property
    def declaration(self) -> str:
        """The variables as an operation declares them; empty if there are none."""
        declared = ", ".join(f"${name}: {type_name}" for name, type_name in self.types.items())
        return f"({declared})" if declared else ""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Writes the conditions of one document."""

    vocabulary: ClientNames
    variables: DocumentVariables

    def of_class(self, term: ClassTerm, constraints: Sequence[PropertyConstraint]) -> str | None:
        """The `where` of a list of a class; None if nothing of the class can meet all constraints."""
        before = len(self.variables.values)
        parts = [self._constraint(term, one) for one in constraints]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            self.variables.keep(before)  # GraphQL allows no variable that is not used
            return None
        return f"{{and: [{', '.join(known)}]}}"

    def classes_of(self, constraints: Sequence[PropertyConstraint]) -> list[ClassTerm]:
        """The classes that have the properties of all constraints themselves."""
        classes = self.vocabulary.model.classes
        of_each = [
            set(places.fields) if (places := self.vocabulary.property_of(one.property)) else set()
            for one in constraints
        ]
        shared = set.intersection(*map(self._with_descendants, of_each)) if of_each else set()
        return [classes[iri] for iri in sorted(shared) if not shared.intersection(classes[iri].ancestors)]

    def _with_descendants(self, iris: set[str]) -> set[str]:
        classes = self.vocabulary.model.classes
        return iris.union(*(classes[iri].descendants for iri in iris))

    def _constraint(self, term: ClassTerm, constraint: PropertyConstraint) -> str | None:
        places = self.vocabulary.property_of(constraint.property)
        found = next((one for one in term.fields if places and one in places.fields.values()), None)
        if found is None:
            return None
        values = [self._value(found, value) for value in constraint.values]
        known = [value for value in values if value is not None]
        return f"{{or: [{', '.join(known)}]}}" if known else None

    def _value(self, of: Field, value: PropertyValue) -> str | None:
        """The condition that a property has a value; None if it has it nowhere."""
        if (test := self._test(of, value)) is None:
            return None
        if is_relation(of) and of.many:
            test = f"{{some: {test}}}"
        return f"{{{of.name}: {test}}}"

    def _test(self, of: Field, value: PropertyValue) -> str | None:
        kind, text = of.term.kind, value.text
        if is_relation(of):
            if value.is_id or "://" in text:
                iri = self.vocabulary.iri_of(text)
                return f"{{iri: {{eq: {self.variables.add(iri, 'ID!')}}}}}"
            return f"{{anyText: {{eq: {self.variables.add(text, 'String!')}, fold: true}}}}"
        if is_code(of):
            names = self.vocabulary.codes(of, text)
            return f"{{in: [{', '.join(names)}]}}" if names else None
        if kind in _TEXTS:
            if not words(text):
                return None
            return f"{{eq: {self.variables.add(text, 'String!')}, fold: true}}"
        if kind is Kind.IRI:
            return f"{{eq: {self.variables.add(text, 'ID!')}}}"
        return self._scalar(kind, text)

    def _scalar(self, kind: Kind, text: str) -> str | None:
        if kind not in _SCALARS:
            return None
        name, datatype = _SCALARS[kind]
        form = text[:_DATE] if kind is Kind.DATE else text.strip()
        value = native(kind, form, datatype)
        if value is None:
            return None
        return f"{{eq: {self.variables.add(value, name + '!')}}}"
