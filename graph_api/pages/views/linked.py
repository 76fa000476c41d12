"""Names of resources in answers, as links that a page shows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.views.reader import PageReader

Word = Callable[[str, str], str]
"""Gives the word for a code of a justification, such as `HOLDS` or `CRITERION`, in a language."""


@dataclass(frozen=True, slots=True)
class LinkedText:
    """A text, its language if that is not the page's, and the address that it leads to; empty: nowhere."""

    text: str
    lang: str = ""
    address: str = ""


def linked(resource: Mapping[str, Any], reader: PageReader) -> LinkedText:
    """The name of a resource, which leads to the page about it."""
    return texted(resource["label"], reader, reader.address(resource["iri"]))


def maybe_linked(resource: Mapping[str, Any] | None, reader: PageReader) -> LinkedText | None:
    """The name of a resource; None without one."""
    return linked(resource, reader) if resource else None


def all_linked(resources: Iterable[Mapping[str, Any]], reader: PageReader) -> Sequence[LinkedText]:
    """The names of resources."""
    return [linked(one, reader) for one in resources]


def texted(text: Mapping[str, Any], reader: PageReader, address: str = "") -> LinkedText:
    """A text of an answer."""
    tag = text["lang"] or ""
    return LinkedText(text["value"], tag if tag != reader.lang else "", address)


def is_illustrative(sources: Iterable[Mapping[str, Any]]) -> bool:
    """True if one of the source graphs of a resource is made up."""
    return any(one["illustrative"] for one in sources)
