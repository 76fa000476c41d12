"""The values of fields as texts, as tables of pages show them."""

from decimal import Decimal
from typing import Any

from graph_api.pages.strings import texts
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked, plain
from ontology.model import Field, Kind
from ontology.values.languages import format_date, format_number
from ontology.values.property_values import AS_STATED

_DATED = frozenset((Kind.DATE, Kind.DATETIME, Kind.YEAR))


def shown_values(field: Field, given: Any, reader: PageReader) -> list[LinkedText]:
    """The values of a field of an answer: one, a list, or a page of resources with the number of all; null: none."""
    if given is None:
        return []
    if isinstance(given, dict) and "nodes" in given:
        shown = [shown_value(field, one, reader) for one in given["nodes"]]
        more = given["totalCount"] - len(shown)
        return [*shown, LinkedText("+" + format_number(more, reader.lang))] if more else shown
    values = given if isinstance(given, list) else [given]
    return [shown_value(field, value, reader) for value in values if value is not None]


def shown_value(field: Field, value: Any, reader: PageReader) -> LinkedText:
    """A value of a field."""
    kind, lang = field.term.kind, reader.lang
    if kind is Kind.CODE:
        return plain(value["label"], reader)
    if kind is Kind.RELATION:
        return linked(value, reader)
    if kind is Kind.TEXT:
        return plain(value, reader)
    if kind is Kind.BOOLEAN:
        return LinkedText(texts(lang)["list_yes" if value else "list_no"])
    if kind in _DATED:
        return LinkedText(format_date(str(value), lang))
    if kind is Kind.INTEGER:
        return LinkedText(format_number(int(value), lang))
    if kind is Kind.DECIMAL:
        return LinkedText(format_number(Decimal(value), lang))
    if kind is Kind.IRI:
        return LinkedText(value, reader.address(value) if value.startswith(("http://", "https://")) else "")
    if kind in AS_STATED:
        return LinkedText(format_date(value["value"], lang))
    return LinkedText(str(value))
