"""Days, periods and texts in several languages of answers, as pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText
from ontology.values.languages import format_date


@dataclass(frozen=True, slots=True)
class PagePeriod:
    """The first and the last day of a period in words; empty: not known, or no end."""

    begin: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class DatedName:
    """Something with its day in words (empty: not known), and a remark."""

    name: LinkedText
    day: str
    remark: str = ""


def day_of(value: str | None, reader: PageReader) -> str:
    """A day in words; empty without one."""
    return format_date(value or "", reader.lang)


def period_of(thing: Mapping[str, Any], reader: PageReader) -> PagePeriod:
    """The period of a thing with `validFrom` and `validUntil`."""
    return PagePeriod(day_of(thing["validFrom"], reader), day_of(thing["validUntil"], reader))


def holds_on(thing: Mapping[str, Any], reader: PageReader) -> bool:
    """True if the period of a thing, as of `period_of`, contains the day of the page; absent ends are open."""
    day, begin, end = reader.day.isoformat(), thing["validFrom"], thing["validUntil"]
    return (begin is None or begin <= day) and (end is None or day <= end)


def in_languages(values: Sequence[Mapping[str, Any]], reader: PageReader) -> Sequence[tuple[str, str]]:
    """Texts in several languages, each with its language, that of the page first."""
    pairs = [(one["value"], one["lang"] or "") for one in values]
    return sorted(pairs, key=lambda pair: (pair[1] != reader.lang, pair[1], pair[0]))
