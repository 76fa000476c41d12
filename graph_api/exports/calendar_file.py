"""Events of whole days as a calendar file (iCalendar, RFC 5545), to which calendar programs can subscribe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from graph_api.pages.views.calendar_events import CalendarEvent

_PRODUCT = "-//NDP Graph//Obligations//EN"
_REFRESHED = timedelta(days=1)
_NO_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CalendarHead:
    """The calendar: its name, a remark (empty: none), and when its data were made (ISO; empty: not known)."""

    name: str
    remark: str
    made: str


def write_calendar(head: CalendarHead, events: Sequence[CalendarEvent]) -> bytes:
    """The calendar as a file. The same events of the same release give the same bytes: it has no clock."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, head.name)
    if head.remark:
        for name in ("description", "x-wr-caldesc"):
            calendar.add(name, head.remark)
    calendar.add("refresh-interval", _REFRESHED, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    made = _moment(head.made)
    for event in events:
        calendar.add_component(_event(event, made))
    return bytes(calendar.to_ical(sorted=False))


def _event(event: CalendarEvent, made: datetime) -> Event:
    written = Event()
    written.add("uid", event.iri)
    written.add("dtstamp", made)
    written.add("dtstart", event.day)
    if event.day < date.max:
        written.add("dtend", event.day + timedelta(days=1))
    written.add("summary", event.summary)
    written.add("description", event.description)
    written.add("url", event.address)
    written.add("categories", [event.category])
    written.add("transp", "TRANSPARENT")
    return written


def _moment(text: str) -> datetime:
    """The moment in UTC; the start of 1970 if it is not known."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _NO_MOMENT
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
