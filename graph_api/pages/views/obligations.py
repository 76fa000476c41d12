"""Obligations as rows of a table, the same on all pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from graph_api.pages.views.days import day_of
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked, text_in
from ontology.values.languages import format_number


@dataclass(frozen=True, slots=True)
class DueRow:
    """An obligation: what is due by which day, for what, owed by whom, and because of what."""

    day: str
    what: LinkedText
    things: Sequence[LinkedText]
    owed_by: Sequence[LinkedText]
    because: Sequence[LinkedText]
    is_late: bool
    """True if it was due before the day of the page."""
    is_illustrative: bool


@dataclass(frozen=True, slots=True)
class DueList:
    """The obligations that are due first (empty: none), the number of all, and the calendar that has them."""

    rows: Sequence[DueRow]
    number: str
    address: str


_NONE: Mapping[str, Any] = MappingProxyType({"nodes": (), "totalCount": 0})


def due_list(found: Mapping[str, Any] | None, reader: PageReader, **choice: str) -> DueList:
    """The first obligations of a connection; `choice` is the parameter of the calendar that chooses them all.

    None, as from a release whose ontology knows no obligations: there are none.
    """
    found = found or _NONE
    return DueList(
        [due_row(one, reader) for one in found["nodes"]],
        format_number(found["totalCount"], reader.lang),
        reader.frame.to("/calendar", **{**choice, "asOf": reader.day.isoformat()}),
    )


def due_row(obligation: Mapping[str, Any], reader: PageReader) -> DueRow:
    """An obligation of an answer, as the fragment `due` asks for it."""
    kind, day = obligation["obligationKind"], obligation["dueOn"] or ""
    things = obligation["dueFor"]["nodes"] if "dueFor" in obligation else ()
    address = reader.address(obligation["iri"])
    return DueRow(
        day_of(day, reader),
        text_in(kind["label"], reader.lang, address) if kind else LinkedText(obligation["iri"], address),
        [linked(one, reader) for one in things],
        _named(obligation, "owedBy", reader),
        _named(obligation, "derivedFrom", reader),
        bool(day) and day < reader.day.isoformat(),
        any(source["illustrative"] for one in things for source in one["sources"]),
    )


def _named(obligation: Mapping[str, Any], relation: str, reader: PageReader) -> Sequence[LinkedText]:
    """The names along a relation; none if the page does not ask for it."""
    found = obligation.get(relation)
    return [linked(one, reader) for one in found["nodes"]] if found else []
