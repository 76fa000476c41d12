"""Templates over the cells of a row: `id:org/{name|slug}`, and their filters.

A template is text with references `{column}` or `{column|filter|filter:argument}`; `{{` and `}}` are
braces; `{base}` is the base IRI. A cell that a filter cannot process raises a `CellError` with its fix as a hint.
"""

import datetime as dt
import re
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ontology.iris import slug

BASE = "base"
_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
DAY_FIRST, MONTH_FIRST = _ORDERS = ("day-first", "month-first")
"""The arguments of the filter `date`; without one, the day comes first."""
_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
_TWO_READINGS = re.compile(r"([+-]?)([1-9]\d{0,2})[.,](\d{3})", re.ASCII)


class TemplateError(ValueError):
    """An invalid template; the message says why."""


class CellError(ValueError):
    """A cell that a template cannot use; `hint` says how to fix it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Filter:
    """One step that changes a cell's text: its name and, after a colon, its argument."""

    name: str
    argument: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A column's cell, passed through filters from left to right."""

    column: str
    filters: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """Text and references, in order."""

    source: str
    parts: tuple[str | Reference, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it refers to, each once, in order of first mention."""
        names = (p.column for p in self.parts if isinstance(p, Reference))
        return tuple(dict.fromkeys(n for n in names if n != BASE))

    @property
    def filters(self) -> tuple[Filter, ...]:
        """Every filter in it, in order."""
        return tuple(f for p in self.parts if isinstance(p, Reference) for f in p.filters)


def read_template(source: str) -> Template:
    """The template that `source` spells; raises `TemplateError`."""
    parts: list[str | Reference] = []
    position = 0
    for match in _PART.finditer(source):
        parts.append(source[position : match.start()])
        position = match.end()
        parts.append(_part(match, source))
    parts.append(source[position:])
    return Template(source, tuple(p for p in parts if p))


def _part(match: re.Match[str], source: str) -> str | Reference:
    token = match.group()
    if token in ("{{", "}}"):
        return token[0]
    if len(token) == 1:
        raise TemplateError(f"a lone {token!r} in {source!r}; write {token * 2!r} for the character itself")
    column, *names = (n.strip() for n in match.group(1).split("|"))
    if not column:
        raise TemplateError(f"a reference without a column name in {source!r}")
    filters = tuple(Filter(*_name_and_argument(n)) for n in names)
    for step in filters:
        if step.name not in FILTER_NAMES:
            raise TemplateError(
                f"unknown filter {step.name!r} in {source!r}; known are {', '.join(FILTER_NAMES)}"
            )
        if step.name == "date" and step.argument not in ("", *_ORDERS):
            raise TemplateError(
                f"unknown order {step.argument!r} in {source!r}; known are {', '.join(_ORDERS)}"
            )
    return Reference(column, filters)


def _name_and_argument(text: str) -> tuple[str, str]:
    name, _, argument = text.partition(":")
    return name.strip(), argument.strip()


Resolve = Callable[[str, str], str]
"""Takes a filter's argument and a cell's text, and gives the text that replaces it."""


@dataclass(frozen=True, slots=True)
class Fill:
    """Fills templates: with the base IRI, and with the results of `map:…` and `lookup:…`."""

    base: str
    map: Resolve
    lookup: Resolve

    def text(self, template: Template, cells: Mapping[str, str]) -> str:
        """`template` with the cells of one row in place of its references; raises `CellError`."""
        return "".join(p if isinstance(p, str) else self._cell(p, cells) for p in template.parts)

    def _cell(self, reference: Reference, cells: Mapping[str, str]) -> str:
        if reference.column == BASE:
            return self.base
        text = cells[reference.column]
        for step in reference.filters:
            text = self._apply(step, text)
        return text

    def _apply(self, step: Filter, text: str) -> str:
        if step.name == "map":
            return self.map(step.argument, text)
        if step.name == "lookup":
            return self.lookup(step.argument, text)
        return _PLAIN[step.name](step.argument, text)


def _slug(_: str, text: str) -> str:
    name = slug(text)
    if not name:
        raise CellError(f"{text!r} has no letter or digit for an IRI", "write a name with letters a to z")
    return name


def _year(_: str, text: str) -> str:
    if not re.fullmatch(r"\d{4}(-.*)?", text, re.ASCII):
        raise CellError(f"{text!r} does not begin with a year", "write the date as 2024-12-31")
    return text[:4]


def parts_of_day(text: str) -> tuple[int, int, int] | None:
    """The numbers of a day such as 31/12/2024, the year last; None for another text."""
    match = _DATE.fullmatch(text)
    return None if match is None else (int(match[1]), int(match[2]), int(match[3]))


def _date(order: str, text: str) -> str:
    """Day first, as in Vietnam and France, unless the order says else; a date that is already year-month-day stays."""
    parts = parts_of_day(text)
    if parts is None:
        return text
    first, second, year = parts
    day, month = (second, first) if order == MONTH_FIRST else (first, second)
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        form = "month/day/year, such as 12/31" if order == MONTH_FIRST else "day/month/year, such as 31/12"
        raise CellError(f"{text!r} is not a date", f"write {form}/2024, or 2024-12-31") from None


def _decimal(_: str, text: str) -> str:
    """Decimal comma and grouping as in `1.234,50`; text that is not of that form stays.

    `1.234` and `1,234` can be read in two ways, so they are refused.
    """
    if match := _TWO_READINGS.fullmatch(text):
        sign, whole, rest = match.groups()
        raise CellError(
            f"{text!r} can be read as {sign}{whole}{rest} and as {sign}{whole}.{rest}",
            f"write {sign}{whole}{rest}, or {sign}{whole}.{rest}0",
        )
    grouped = re.fullmatch(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?|[+-]?\d+,\d+", text, re.ASCII)
    return text.replace(".", "").replace(",", ".") if grouped else text


def _quote(_: str, text: str) -> str:
    return urllib.parse.quote(text, safe="")


_PLAIN: dict[str, Resolve] = {
    "slug": _slug,
    "year": _year,
    "date": _date,
    "decimal": _decimal,
    "quote": _quote,
    "lower": lambda _, text: text.lower(),
    "upper": lambda _, text: text.upper(),
}
FILTER_NAMES = ("map", "lookup", *_PLAIN)
