"""The calendar file: whatever the texts are, another reader gets them as they were, and nothing else."""

from datetime import UTC, date, datetime

import vobject

from graph_api.exports.calendar_file import CalendarHead, write_calendar
from graph_api.pages.views.calendar_events import CalendarEvent
from ontology.printable import short_line

HOSTILE = (
    "a,b;c\\n\\",
    "END:VEVENT",
    '"quoted": x',
    "đ" * 300,
    short_line("one\r\nBEGIN:VALARM\u2028two\u0085three\x00\u202e", 300),
)
PROPERTIES = ["categories", "description", "dtend", "dtstamp", "dtstart", "summary", "transp", "uid", "url"]
HEAD = CalendarHead("Lịch", "", "2026-12-01T06:00:00Z")


def event(text: str = "x", day: date = date(2026, 12, 31)) -> CalendarEvent:
    return CalendarEvent("urn:x:1", day, text, f"{text}\n{text}", "https://example.org/?a=1&b=2,3;4", text)


def test_texts_come_back_as_they_were() -> None:
    for text in HOSTILE:
        content = write_calendar(HEAD, [event(text)])
        (read,) = vobject.readOne(content.decode()).vevent_list
        assert read.summary.value == text
        assert read.description.value == f"{text}\n{text}"
        assert read.categories.value == [text]
        assert read.url.value == "https://example.org/?a=1&b=2,3;4"
        assert sorted(read.contents) == PROPERTIES
        assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_the_last_day_of_all_and_a_moment_that_is_not_known_are_no_error() -> None:
    content = write_calendar(CalendarHead("x", "only some", ""), [event(day=date.max)])
    calendar = vobject.readOne(content.decode())
    (read,) = calendar.vevent_list
    assert read.dtstart.value == date.max
    assert read.dtstamp.value == datetime(1970, 1, 1, tzinfo=UTC)
    assert calendar.contents["description"][0].value == "only some"


def test_the_same_events_give_the_same_bytes() -> None:
    assert write_calendar(HEAD, [event()]) == write_calendar(HEAD, [event()])
    assert b"DTSTAMP:20261201T060000Z" in write_calendar(HEAD, [event()])
