"""The keys that members were counted by: their parts in the answer, and what they are ordered by."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from graph_api.plan import outputs, reads
from graph_api.plan.operands import language_ranges
from graph_api.respond.labels import label_writer
from graph_api.respond.lists import Write
from graph_api.respond.values import AnswerContext, text_writer, value_writer
from ontology.iris import local_name
from ontology.model import Kind, Model, Text
from ontology.values.collation import collation_key, collation_of
from ontology.values.keys import sort_key

Place: TypeAlias = str | float | None
"""A value that groups and the values of facets are ordered by."""
ReadPlace: TypeAlias = Callable[[Any, AnswerContext], Place]
_YEAR = re.compile(r"-?[0-9]+")
_SHOWN = (("value", "value"),)


@dataclass(frozen=True, slots=True)
class KeyWriter:
    """Writes the values of a key as a store gives them; `select` compiles a selection of resources."""

    model: Model
    key: reads.TallyKey
    select: Callable[[outputs.Selection], Write]

    def part(self, part: outputs.GroupKeyPart) -> Callable[[Any, AnswerContext], Any]:
        """Writes a field of a `GroupKey`."""
        match part:
            case outputs.Constant():
                return lambda value, context: part.value
            case outputs.Value():
                return value_writer(replace(part, term=replace(part.term, many=False)), self.model)
            case outputs.Selection() if self.key.level is not None:
                select = self.select(replace(part, level=self.key.level))
                return lambda row, context: None if row is None else select(row, context)
            case "value":
                return lambda value, context: None if value is None else self._text(value)
        return lambda value, context: None

    def _text(self, value: Any) -> str:
        if self.key.level is not None:
            return str(value[0])
        if self.key.field is not None and self.key.field.term.kind is Kind.CODE:
            concept = self.model.concepts.get(value)
            return concept.code if concept else local_name(value)
        return str(value)

    def identity(self, value: Any) -> Any:
        """The value itself; for a resource its IRI."""
        return value[0] if self.key.level is not None and value is not None else value

    def by_label(self, label: outputs.Label | outputs.Value | None) -> ReadPlace:
        """The place of a value in an order as a reader sees it: names as in a dictionary, others by size."""
        if isinstance(label, outputs.Label) and self.key.level is not None:
            name = label_writer(label, self.key.level, self.model)
            return lambda row, context: _in_dictionary(name(row, context)["value"], context)
        if isinstance(label, outputs.Value):
            code = value_writer(replace(label, term=replace(label.term, many=False)), self.model)
            return lambda iri, context: _in_dictionary(code(iri, context)["label"]["value"], context)
        if self.key.classes:
            written = text_writer(outputs.Words(_SHOWN))
            labels = self.model.labels
            return lambda iri, context: _in_dictionary(
                written(labels.get(iri, Text({})), local_name(iri), context)["value"], context
            )
        if self.key.field is not None and self.key.field.term.kind is Kind.STRING:
            return _in_dictionary
        return self.by_value

    def by_value(self, value: Any, context: AnswerContext) -> Place:
        """The place of a value by size, of resources and codes by IRI, of texts by code point."""
        if self.key.unit is not None:
            return _date_key(value)
        if self.key.field is not None and self.key.field.term.kind is Kind.INTEGER:
            return sort_key(Kind.INTEGER, str(value))
        return str(self.identity(value))


def sorted_by(place: Place, *, descending: bool) -> tuple[Any, ...]:
    """A key by which what has no value comes last, whichever the direction."""
    if place is None:
        return (not descending,)
    return (descending, place)


def _in_dictionary(text: str, context: AnswerContext) -> str:
    return collation_key(text, collation_of(language_ranges(context.languages)))


def _date_key(written: str) -> str:
    """The key of a year, quarter, month or day."""
    year = _YEAR.match(written)
    if year is None:
        return written
    return f"{sort_key(Kind.YEAR, year[0])}{written[year.end() :]}"
