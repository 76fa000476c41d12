"""Weighted lists in HTTP headers (RFC 9110 §12.4.2, §12.5): media types, codings or languages that a client accepts.

`Accept: text/html;q=0.8, */*;q=0.1` is the two choices `text/html` of quality 0.8 and `*/*` of quality 0.1.
"""

import math
import re
from dataclasses import dataclass
from itertools import islice

_ITEM = re.compile(r'(?:"(?:\\.|[^"\\])*+"?|[^",])+')
_MOST = 100
"""The number of items of a header that are read; nobody needs more, and to read them takes time."""
_PARAMETER = re.compile(r'(?:"(?:\\.|[^"\\])*+"?|[^";])+')


@dataclass(frozen=True, slots=True)
class Choice:
    """One item of a weighted list: its name in lower case, without parameters; 0 as quality refuses it."""

    name: str
    quality: float


def read_choices(header: str) -> tuple[Choice, ...]:
    """The first 100 items of a header in its own order. A quality that cannot be read counts as 0."""
    items = (found[0] for found in islice(_ITEM.finditer(header), _MOST))
    return tuple(choice for item in items if (choice := _choice(item)).name)


def rank_choices(header: str, most: int | None = None) -> tuple[str, ...]:
    """The names that a header accepts, best first, those of equal quality in its own order.

    `most`: how many of its items are read.
    """
    choices = (choice for choice in read_choices(header)[:most] if choice.quality > 0)
    return tuple(choice.name for choice in sorted(choices, key=lambda choice: -choice.quality))


def _choice(item: str) -> Choice:
    name, _, parameters = item.partition(";")
    pairs = (parameter.partition("=") for parameter in _PARAMETER.findall(parameters))
    qualities = [_quality(value) for key, _, value in pairs if key.strip().lower() == "q"]
    return Choice(name.strip().lower(), qualities[0] if qualities else 1.0)


def _quality(text: str) -> float:
    try:
        quality = float(text)
    except ValueError:
        return 0.0
    return 0.0 if math.isnan(quality) else max(0.0, min(1.0, quality))
