"""Obligations as events of a calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph_api.pages.strings import texts
from graph_api.pages.views.obligations import DueRow, due_row
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText
from ontology.printable import short_line
from ontology.values.languages import format_number

_LONGEST = 300
"""Characters of a name."""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An event of a day: the IRI by which programs know it again, its texts in one line, its page, its kind.

    `description` may have several lines.
    """

    iri: str
    day: date
    summary: str
    description: str
    address: str
    category: str


def calendar_events(obligations: Sequence[Mapping[str, Any]], reader: PageReader) -> Sequence[CalendarEvent]:
    """The obligations of answers to the question `calendar_events` as events of the days when they are due."""
    return [_event(one, due_row(one, reader), reader) for one in obligations if one["dueOn"]]


def events_left_out(shown: int, total: int, lang: str) -> str:
    """A remark on a calendar that has only some of the obligations; empty if it has all."""
    if shown >= total:
        return ""
    return texts(lang)["calendar_cut"].format(
        count=format_number(shown, lang), number=format_number(total, lang)
    )


def _event(obligation: Mapping[str, Any], row: DueRow, reader: PageReader) -> CalendarEvent:
    text, address = texts(reader.lang), row.what.address
    if address.startswith("/"):
        address = reader.frame.public + address  # outside the service only a whole address leads there

    def names(some: Sequence[LinkedText]) -> str:
        return "; ".join(short_line(one.text, _LONGEST) for one in some)

    lines = [
        text["calendar_event_owed"].format(body=names(row.owed_by)) if row.owed_by else "",
        text["calendar_event_because"].format(found=names(row.because)) if row.because else "",
        text["illustrative_mark"] if row.is_illustrative else "",
        address,
    ]
    what, things = short_line(row.what.text, _LONGEST), names(row.things)
    return CalendarEvent(
        obligation["iri"],
        date.fromisoformat(obligation["dueOn"]),
        text["calendar_event"].format(found=what, near=things) if things else what,
        "\n".join(line for line in lines if line),
        address,
        what,
    )
