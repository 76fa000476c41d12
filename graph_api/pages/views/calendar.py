"""The calendar: what is due, what is late first, then month by month."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from graph_api.pages.strings import texts
from graph_api.pages.views.cases.linked import is_made_up
from graph_api.pages.views.obligations import DueRow, due_row
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked, text_in
from ontology.printable import short_line
from ontology.values.languages import format_date, format_number

ORGANIZATION, PLATFORM, KIND = "organization", "platform", "kind"
"""The parameters that choose whose obligations are shown."""
_MONTH = len("2026-12")
_LONGEST = 200
"""Characters of a name in the form."""


@dataclass(frozen=True, slots=True)
class DueGroup:
    """The obligations of a month, or those that are late. `key` names it in the page."""

    key: str
    title: str
    rows: Sequence[DueRow]
    is_late: bool


@dataclass(frozen=True, slots=True)
class BodyChoice:
    """A body in the form: its IRI, its name with the number of its obligations, and if it is chosen."""

    iri: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ChosenPart:
    """A choice: its name and the address of the page without it."""

    name: LinkedText
    without: str


@dataclass(frozen=True, slots=True)
class KindLink:
    """A kind of obligation with its number, as a link that shows it alone, or all again if it is chosen."""

    name: LinkedText
    number: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class CalendarView:
    """The page. Addresses are empty where there is nothing to lead to."""

    day: str
    iso_day: str
    sentence: str
    late: str
    """The number of those that are late, in words; empty: none."""
    groups: Sequence[DueGroup]
    bodies: Sequence[BodyChoice]
    kinds: Sequence[KindLink]
    chosen: Sequence[ChosenPart]
    instead: Sequence[LinkedText]
    """The calendars of the bodies that stand in the place of the chosen one on the day."""
    hidden: Sequence[tuple[str, str]]
    following: str
    csv: str
    ics: str
    is_illustrative: bool
    is_made_up: bool
    """The body or the platform that is chosen is made up."""


@dataclass(frozen=True, slots=True)
class CalendarFiles:
    """The addresses of the same as a table and as a calendar to subscribe to."""

    csv: str
    ics: str


def calendar_view(
    data: Mapping[str, Any], chosen: Mapping[str, str], files: CalendarFiles, reader: PageReader
) -> CalendarView:
    """The view of the answer to the question `calendar`; `chosen` are the choices by their parameters."""
    frame, lang, text, listed = reader.frame, reader.lang, texts(reader.lang), data["list"]
    late, page = data["late"]["totalCount"], listed["pageInfo"]
    groups = list(_iter_groups(listed["nodes"], reader))
    day = format_date(reader.day.isoformat(), lang)
    return CalendarView(
        day,
        reader.day.isoformat(),
        text["calendar_count"].format(count=format_number(listed["totalCount"], lang), day=day),
        text["calendar_late_count"].format(count=format_number(late, lang)) if late else "",
        groups,
        list(_iter_bodies(data, chosen.get(ORGANIZATION, ""), lang)),
        [_kind(one, chosen, reader) for one in listed["facets"]["obligationKind"] if one["value"]],
        list(_iter_chosen(data, reader)),
        _instead(data.get("body"), reader),
        frame.parameters_but(ORGANIZATION, "asOf", "after"),
        frame.here(after=page["endCursor"]) if page["hasNextPage"] and page["endCursor"] else "",
        files.csv,
        files.ics,
        any(row.is_illustrative for group in groups for row in group.rows),
        any(is_made_up(data[one]["sources"]) for one in ("body", "platform") if data.get(one)),
    )


def _iter_groups(obligations: Sequence[Mapping[str, Any]], reader: PageReader) -> Iterator[DueGroup]:
    day, lang = reader.day.isoformat(), reader.lang

    def month(obligation: Mapping[str, Any]) -> str:
        due = obligation["dueOn"] or ""
        return "" if due < day else due[:_MONTH]

    for key, members in groupby(obligations, month):
        title = format_date(key, lang) if key else texts(lang)["calendar_late"]
        yield DueGroup(key or "late", title, [due_row(one, reader) for one in members], not key)


def _iter_bodies(data: Mapping[str, Any], chosen: str, lang: str) -> Iterator[BodyChoice]:
    """The bodies that owe something, most first; one that is chosen and owes nothing is among them, too."""
    counted = [one for one in data["others"]["facets"]["owedBy"] if one["value"]]
    for one in counted:
        name = short_line(one["value"]["label"]["value"], _LONGEST)
        iri = one["value"]["iri"]
        yield BodyChoice(iri, f"{name} ({format_number(one['count'], lang)})", iri == chosen)
    body = data.get("body")
    if body and all(one["value"]["iri"] != chosen for one in counted):
        yield BodyChoice(chosen, short_line(body["label"]["value"], _LONGEST), is_chosen=True)


def _kind(bucket: Mapping[str, Any], chosen: Mapping[str, str], reader: PageReader) -> KindLink:
    code = bucket["value"]["code"]
    is_chosen = chosen.get(KIND) == code
    address = reader.frame.here(kind="" if is_chosen else code, after="")
    name = text_in(bucket["value"]["label"], reader.lang, address)
    return KindLink(name, format_number(bucket["count"], reader.lang), is_chosen)


def _iter_chosen(data: Mapping[str, Any], reader: PageReader) -> Iterator[ChosenPart]:
    for parameter, part in ((ORGANIZATION, "body"), (PLATFORM, "platform")):
        if (thing := data.get(part)) is not None:
            yield ChosenPart(linked(thing, reader), reader.frame.here(**{parameter: "", "after": ""}))


def _instead(body: Mapping[str, Any] | None, reader: PageReader) -> Sequence[LinkedText]:
    others = [one for one in body["responsibleOn"] if one["iri"] != body["iri"]] if body else ()
    return [
        text_in(one["label"], reader.lang, reader.frame.here(organization=one["iri"], after=""))
        for one in others
    ]
