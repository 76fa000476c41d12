"""The project's languages: their names, how they write numbers and dates, choosing among texts (RFC 4647 lookup)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

Element = tuple[str, str | None]
LANGUAGES: Final[Mapping[str, str]] = MappingProxyType(
    {"vi": "Tiếng Việt", "en": "English", "fr": "Français"}
)
"""The languages of the project's own texts, in order of preference: tag → the language's own name."""
FALLBACK = tuple(LANGUAGES)
"""The languages to try when there is no text in the requested ones; then untagged texts, then any."""

_LONGEST: Final = 100
_MARKS: Final = {"vi": (".", ","), "en": (",", "."), "fr": ("\N{NARROW NO-BREAK SPACE}", ",")}
"""The separators of groups of three digits, and of decimals."""
_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?(?=$|[TZ+-])")
_MOMENT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})(?::[0-9.]+)?(?:Z|\+00:00)")
_MONTHS: Final = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
}
"""The names of the months; a language without them writes numbers."""


def format_number(number: int | Decimal, language: str) -> str:
    """The number as one of `LANGUAGES` writes it: a whole one in groups of three digits, a decimal one ungrouped."""
    group, point = _MARKS[language]
    if isinstance(number, int):
        return f"{number:,}".replace(",", group)
    return f"{number:f}".replace(".", point)


def format_date(lexical: str, language: str) -> str:
    """A year, month, date or the date of a moment, by its XSD form, as one of `LANGUAGES` writes it: `5 June 2023`.

    Without its time zone; a year stays alone, and a year before 1 or after 9999 makes the form stay as it is.
    """
    match = _DATE.match(lexical)
    if match is None:
        return lexical
    year, month, day = match.groups()
    if month is None:
        return year
    if language not in _MONTHS:
        return f"{day}/{month}/{year}" if day else f"{month}/{year}"
    name = _MONTHS[language][int(month) - 1]
    if not day:
        return f"{name} {year}"
    return f"{'1er' if language == 'fr' and day == '01' else int(day)} {name} {year}"


def format_moment(lexical: str, language: str) -> str:
    """A moment in UTC, by its XSD form, as one of `LANGUAGES` writes it: `5 June 2023, 09:30 UTC`.

    The form stays as it is if it has no time in UTC.
    """
    match = _MOMENT.fullmatch(lexical)
    return f"{format_date(match[1], language)}, {match[2]} UTC" if match else lexical


def lookup_ranges(tags: Iterable[str]) -> tuple[str, ...]:
    """The language ranges to try for a reader's languages, best first, in lower case (RFC 4647 §3.4, lookup).

    Each is followed by its shorter forms: `fr-CA` also finds texts in `fr`. A tag of more than 100 characters is not a
    language, and has none.
    """
    return tuple(dict.fromkeys(short for tag in tags for short in _iter_shorter(tag.lower())))


def _iter_shorter(tag: str) -> Iterator[str]:
    """A range, and what is left of it as its last parts are taken away, single letters with the part before them."""
    if len(tag) > _LONGEST:
        yield tag
        return
    parts = tag.split("-")
    while parts:
        yield "-".join(parts)
        parts.pop()
        while len(parts) > 1 and len(parts[-1]) == 1:
            parts.pop()


def choose(elements: Sequence[str], languages: Sequence[str]) -> Element:
    """The best of stored texts (`text@lang`): one in the first of `languages` that has any; ties: by code point.

    `en` also finds texts in `en-gb`; `lookup_ranges` makes such a list.
    """
    if len(elements) == 1:
        return split_text(elements[0])
    for language in languages:
        mark, longer = "@" + language, language + "-"
        # Most texts are in other languages, which is soon seen.
        pairs = [split_text(element) for element in elements if mark in element]
        matches = [p for p in pairs if p[1] and (p[1] == language or p[1].startswith(longer))]
        if matches:
            return min(matches, key=_order) if len(matches) > 1 else matches[0]
    pairs = [split_text(element) for element in elements]
    return min([pair for pair in pairs if pair[1] is None] or pairs, key=_order)


def in_order(elements: Sequence[str]) -> list[Element]:
    """Texts and their languages by code point. Stored texts are not: in `a!@en`, `a@en` the tag's `@` counts."""
    if len(elements) < 2:
        return [split_text(element) for element in elements]
    return sorted(map(split_text, elements), key=_order)


def _order(pair: Element) -> tuple[str, str]:
    text, tag = pair
    return text, tag or ""


def split_text(element: str) -> Element:
    """`text@lang` → the text and its language, None if it has none."""
    text, _, tag = element.rpartition("@")
    return text, tag or None
