"""The statuses of a platform over time: a table, and a strip that shows the same as a picture."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from graph_api.pages.views.cases.linked import maybe_linked, texted
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText
from ontology.values.languages import format_date

_GOOD = frozenset(("recognised", "published"))
_TICKS = 6
"""Most years that the strip names."""
_LAST_NAME = 94.0
"""The last place at which there is room for the name of a year."""


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A period of a status: its name and code, its first and last day, and what began and ended it."""

    code: str
    status: LinkedText
    begin: str
    end: str
    because: LinkedText | None
    ended_by: LinkedText | None
    end_reason: LinkedText | None
    is_now: bool

    @property
    def tone(self) -> str:
        """The kind of its colour: `good`, or `other`."""
        return "good" if self.code in _GOOD else "other"


@dataclass(frozen=True, slots=True)
class StatusBar:
    """A period in the strip; places are in per cent of its width."""

    row: StatusRow
    x: str
    width: str
    is_wide: bool
    """True if there is room for a name."""


@dataclass(frozen=True, slots=True)
class StatusStrip:
    """The strip: its bars, the years below it with their places, and the place of the day."""

    bars: Sequence[StatusBar]
    years: Sequence[tuple[str, str]]
    day: str


@dataclass(frozen=True, slots=True)
class StatusHistory:
    """The statuses of a platform, oldest first, as a table and as a strip."""

    rows: Sequence[StatusRow]
    strip: StatusStrip | None

    @property
    def now(self) -> StatusRow | None:
        """The status on the day."""
        return next((row for row in self.rows if row.is_now), None)


def status_history(periods: Sequence[Mapping[str, Any]], reader: PageReader) -> StatusHistory:
    """The statuses in an answer, as of the reader's day."""
    known = [one for one in periods if one["status"] and one["from"]]
    rows = [_row(one, reader) for one in known]
    return StatusHistory(rows, _strip(known, rows, reader.day) if known else None)


def holds_on(period: Mapping[str, Any], day: str) -> bool:
    """True if a period contains the day."""
    begin, end = period["from"], period["until"]
    return bool(begin) and begin <= day and (end is None or day <= end)


def _row(period: Mapping[str, Any], reader: PageReader) -> StatusRow:
    status, reason = period["status"], period["endReason"]
    return StatusRow(
        status["code"],
        texted(status["label"], reader),
        format_date(period["from"], reader.lang),
        format_date(period["until"] or "", reader.lang),
        maybe_linked(period["because"], reader),
        maybe_linked(period["endedBy"], reader),
        texted(reason["label"], reader) if reason else None,
        holds_on(period, reader.day.isoformat()),
    )


def _strip(periods: Sequence[Mapping[str, Any]], rows: Sequence[StatusRow], day: date) -> StatusStrip | None:
    """The strip from the first day to the day of the page or the last known end, with a margin on each side."""
    spans = [(_day(one["from"]), _day(one["until"])) for one in periods]
    begins = [begin for begin, _ in spans if begin is not None]
    if len(begins) < len(spans):
        return None
    ends = [end for _, end in spans if end is not None and end <= day]
    first, last = min((*begins, day)), max((*begins, *ends, day))
    margin = max(30, (last - first).days // 20)
    start, length = first.toordinal() - margin, (last - first).days + 2 * margin

    def place(one: date) -> float:
        return min(100.0, max(0.0, 100 * (one.toordinal() - start) / length))

    bars = []
    for row, (begin, end) in zip(rows, spans, strict=True):
        left = place(begin or first)
        right = place(end + timedelta(1)) if end and end < date.max else 100.0
        bars.append(StatusBar(row, _per_cent(left), _per_cent(max(0.5, right - left)), right - left > 20))
    return StatusStrip(bars, _years(start, length, place), _per_cent(place(day)))


def _years(start: int, length: int, place: Callable[[date], float]) -> Sequence[tuple[str, str]]:
    """The years that begin within the strip, at most `_TICKS`, each with its place."""
    first, last = (
        date.fromordinal(max(1, start)).year + 1,
        date.fromordinal(min(date.max.toordinal(), start + length)).year,
    )
    step = max(1, -(-(last - first + 1) // _TICKS))
    places = [(str(year), place(date(year, 1, 1))) for year in range(first, last + 1, step)]
    return [(year, _per_cent(x)) for year, x in places if x <= _LAST_NAME]


def _day(text: str | None) -> date | None:
    """A day; None without one, or for one before year 1 or after 9999."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _per_cent(number: float) -> str:
    return f"{number:.2f}%"
