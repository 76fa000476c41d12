"""Days and periods of answers, as pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph_api.pages.views.reader import PageReader
from ontology.values.languages import format_date


@dataclass(frozen=True, slots=True)
class PagePeriod:
    """The first and the last day of a period in words; empty: not known, or no end."""

    begin: str = ""
    end: str = ""


def day_of(value: str | None, reader: PageReader) -> str:
    """A day in words; empty without one."""
    return format_date(value or "", reader.lang)


def period_of(thing: Mapping[str, Any], reader: PageReader) -> PagePeriod:
    """The period of a thing with `validFrom` and `validUntil`."""
    return PagePeriod(day_of(thing["validFrom"], reader), day_of(thing["validUntil"], reader))


def holds_on(thing: Mapping[str, Any], reader: PageReader) -> bool:
    """True if the period of a thing contains the day of the page; absent ends are open."""
    day, begin, end = reader.day.isoformat(), thing["validFrom"], thing["validUntil"]
    return (begin is None or begin <= day) and (end is None or day <= end)
