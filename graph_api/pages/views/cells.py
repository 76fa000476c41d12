"""The values of fields as texts, as tables of pages show them."""

from decimal import Decimal
from typing import Any

from graph_api.pages.strings import texts
from graph_api.pages.views.facets import ListedText, shown_label
from graph_api.pages.views.reader import PageReader
from ontology.model import Field, Kind
from ontology.values.languages import format_date, format_number
from ontology.values.property_values import AS_STATED

_DATED = frozenset((Kind.DATE, Kind.DATETIME, Kind.YEAR))


def shown_values(field: Field, given: Any, reader: PageReader) -> list[ListedText]:
    """The values of a field of an answer: one, a list, or a page of resources with the number of all; null: none."""
    if given is None:
        return []
    if isinstance(given, dict) and "nodes" in given:
        shown = [shown_value(field, one, reader) for one in given["nodes"]]
        more = given["totalCount"] - len(shown)
        return [*shown, ListedText("+" + format_number(more, reader.lang))] if more else shown
    values = given if isinstance(given, list) else [given]
    return [shown_value(field, value, reader) for value in values if value is not None]


def shown_value(field: Field, value: Any, reader: PageReader) -> ListedText:
    """A value of a field."""
    kind, lang = field.term.kind, reader.lang
    if kind is Kind.CODE:
        return shown_label(value["label"], lang)
    if kind is Kind.RELATION:
        return shown_resource(value, reader)
    if kind is Kind.TEXT:
        return shown_label(value, lang)
    if kind is Kind.BOOLEAN:
        return ListedText(texts(lang)["list_yes" if value else "list_no"])
    if kind in _DATED:
        return ListedText(format_date(str(value), lang))
    if kind is Kind.INTEGER:
        return ListedText(format_number(int(value), lang))
    if kind is Kind.DECIMAL:
        return ListedText(format_number(Decimal(value), lang))
    if kind is Kind.IRI:
        return ListedText(
            value, "", reader.address(value) if value.startswith(("http://", "https://")) else ""
        )
    if kind in AS_STATED:
        return ListedText(format_date(value["value"], lang))
    return ListedText(str(value))


def shown_resource(node: Any, reader: PageReader) -> ListedText:
    """A resource by its label; one with an IRI leads to its page."""
    address = "" if node["iri"].startswith("_:") else reader.address(node["iri"])
    return shown_label(node["label"], reader.lang, address)
