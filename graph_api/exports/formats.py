"""All formats by name: their media types, and who writes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from graph_api.errors import QueryError
from graph_api.exports import json_object, openlineage, oscal, prov, svg, table, text
from graph_api.exports.case import Case
from graph_api.exports.layout import NARROWEST, USUAL, WIDEST


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, its media type and who writes it."""

    name: str
    media: str
    write: Callable[[Case], bytes]


_ALL = (
    Format("json", "application/json", json_object.write),
    Format("prov", "text/turtle", prov.write_turtle),
    Format("prov-jsonld", "application/ld+json", prov.write_jsonld),
    Format("oscal", "application/oscal.assessment-results+json", oscal.write),
    Format("openlineage", "application/x-ndjson", openlineage.write),
    Format("csv", "text/csv", table.write),
    Format("svg", "image/svg+xml", svg.write),
    Format("text", "text/plain", text.write),
)
FORMATS: Mapping[str, Format] = {one.name: one for one in _ALL}
"""The formats, the one for who has no wish first."""
BY_MEDIA: Mapping[str, Format] = {one.media: one for one in _ALL}
"""The same by media type."""


def find_format(name: str) -> Format:
    """The format of that name. Raises `QueryError` `UNKNOWN_FORMAT`."""
    if name not in FORMATS:
        near = get_close_matches(name, FORMATS, 1)
        hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(FORMATS)}."
        raise QueryError(f"There is no format {name!r}.", code="UNKNOWN_FORMAT", hint=hint)
    return FORMATS[name]


def write_case(case: Case, form: Format, width: int = USUAL) -> bytes:
    """The case in a format; a picture so many pixels wide. Raises `QueryError` `BAD_USER_INPUT`."""
    if not NARROWEST <= width <= WIDEST:
        raise QueryError(f"`width` must be between {NARROWEST} and {WIDEST}, not {width}.")
    return svg.write(case, width) if form.write is svg.write else form.write(case)
