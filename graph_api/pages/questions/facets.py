"""The facets of a list on its page: which a class has, how a question counts them, what one of their values demands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from ontology.model import ClassTerm, FacetStep, Field, Kind, Model, Text

MOST_VALUES = 12
"""Values of a facet that a page shows."""
_VALUES: Mapping[Kind, str] = {
    Kind.CODE: "value { name label(lang: $lang) { value lang } }",
    Kind.RELATION: "value { iri label(lang: $lang) { value lang } }",
    Kind.BOOLEAN: "value",
    Kind.STRING: "value",
    Kind.YEAR: "value",
}
"""The selection of the values of a facet, by their kind; facets of other kinds have no page."""


@dataclass(frozen=True, slots=True)
class PageFacet:
    """A facet: its name in GraphQL, its label, and the path to what it counts. `kind` is that of its values."""

    name: str
    label: Text
    kind: Kind
    steps: tuple[FacetStep, ...]

    @property
    def statements(self) -> int:
        """The statements that it takes: one that counts, and one for the labels of resources."""
        return 2 if self.kind is Kind.RELATION else 1

    @property
    def field(self) -> Field:
        """The field whose values it counts."""
        return self.steps[-1].along

    @property
    def selection(self) -> str:
        """Its part of a question, which has the variable `$lang`."""
        return f"{self.name}(limit: {MOST_VALUES}, withoutOwn: true, none: false) {{ {_VALUES[self.kind]} count }}"

    def condition(self, value: str, base: str) -> Mapping[str, object]:
        """The condition that members have this value, as it stands in an address. Raises `ValueError`."""
        test: dict[str, object] = {"iri": {"eq": _iri(value, base)}}
        for step in reversed(self.steps):
            if step.along.term.kind is Kind.RELATION:
                inner = test | {field.name: _is(field, iri) for field, iri in step.having}
                test = {step.along.name: {"some": inner} if step.along.many else inner}
            else:
                test = {step.along.name: {"eq": self._value(value)}}
        return test

    def _value(self, text: str) -> object:
        if self.kind is Kind.BOOLEAN:
            if text not in ("true", "false"):
                raise ValueError(text)
            return text == "true"
        return int(text) if self.kind is Kind.YEAR else text


def facets_of(term: ClassTerm, statements: int) -> tuple[PageFacet, ...]:
    """The facets of a class on its page: as many as so many statements of a store can count, relations last."""
    facets: list[PageFacet] = []
    left = statements
    for facet in _candidates(term):
        if facet.statements <= left:
            facets.append(facet)
            left -= facet.statements
    return tuple(facets)


def short_value(iri: str, base: str) -> str:
    """The IRI of a value as it stands in an address: without the base IRI."""
    return iri.removeprefix(base)


def code_names(facet: PageFacet, model: Model) -> Mapping[str, Text]:
    """The names of the codes that a facet can have, with their labels; empty for facets of other values."""
    listed = model.code_lists.get(facet.field.scheme or "") if facet.kind is Kind.CODE else None
    return {concept.enum_name: concept.label for concept in listed.concepts} if listed else {}


def _candidates(term: ClassTerm) -> Iterator[PageFacet]:
    """All facets that a page can show: derived codes, then paths, then other fields."""
    fields = [one for one in term.fields if one.term.facet and not one.inverse and one.term.kind in _VALUES]
    fields.sort(key=lambda one: (one.term.kind is Kind.RELATION, one.term.order))
    yield from (_of_field(one) for one in fields if one.term.derived_code is not None)
    for path in term.path_facets:
        last = path.steps[-1].along.term.kind
        if last in _VALUES:
            yield PageFacet(path.name, path.label, last, path.steps)
    yield from (_of_field(one) for one in fields if one.term.derived_code is None)


def _of_field(field: Field) -> PageFacet:
    return PageFacet(field.name, field.term.label, field.term.kind, (FacetStep(field),))


def _is(field: Field, iri: str) -> Mapping[str, object]:
    """The condition that a code or a member of a relation is this one."""
    itself = {"iri": {"eq": iri}}
    return {"some": itself} if field.term.kind is Kind.RELATION and field.many else itself


def _iri(value: str, base: str) -> str:
    return value if urlsplit(value).scheme else base + value
