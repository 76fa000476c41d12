"""Choosing the language of a text: what was asked for, then Accept-Language, then vi, en, fr, untagged, any."""

from collections.abc import Sequence
from functools import lru_cache

Element = tuple[str, str | None]
FALLBACK = ("vi", "en", "fr")


def choose(elements: Sequence[str], languages: Sequence[str]) -> Element:
    """The best of stored texts (`text@lang`) by RFC 4647 basic filtering; ties: the first by code point."""
    if len(elements) == 1:
        return split(elements[0])
    pairs = [split(element) for element in elements]
    for language in languages:
        longer = language + "-"
        found = [
            p for p in pairs if p[1] and (p[1] == language or language == "*" or p[1].startswith(longer))
        ]
        if found:
            return min(found, key=_order) if len(found) > 1 else found[0]
    return min([pair for pair in pairs if pair[1] is None] or pairs, key=_order)


def in_order(elements: Sequence[str]) -> list[Element]:
    """Texts and their languages by code point. Stored texts are not: in `a!@en`, `a@en` the tag's `@` counts."""
    if len(elements) < 2:
        return [split(element) for element in elements]
    return sorted(map(split, elements), key=_order)


def _order(pair: Element) -> tuple[str, str]:
    text, tag = pair
    return text, tag or ""


def split(element: str) -> Element:
    """`text@lang` → the text and its language, None if it has none."""
    text, _, tag = element.rpartition("@")
    return text, tag or None


@lru_cache(maxsize=1024)
def accepted(header: str) -> tuple[str, ...]:
    """The languages of an Accept-Language header, best first, without those it rules out (`q=0`).

    `*` is left out too: many programs send it by themselves, and who takes anything gets our own preference.
    """
    found: list[tuple[float, int, str]] = []
    for position, item in enumerate(header.split(",")[:32]):
        tag, _, parameters = item.partition(";")
        tag = tag.strip().lower()
        quality = _quality(parameters)
        if tag and tag != "*" and quality > 0:
            found.append((-quality, position, tag))
    return tuple(tag for _, _, tag in sorted(found))


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return max(0.0, min(1.0, float(value)))
    except ValueError:
        return 0.0
