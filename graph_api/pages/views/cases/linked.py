"""Names of resources in answers, as links that a page shows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked, plain
from ontology.printable import cut

_LONGEST = 600
"""Characters of a sentence, which names several things."""

Word = Callable[[str, str], str]
"""Gives the word for a code of a justification, such as `HOLDS` or `CRITERION`, in a language."""


def maybe_linked(resource: Mapping[str, Any] | None, reader: PageReader) -> LinkedText | None:
    """The name of a resource; None without one."""
    return linked(resource, reader) if resource else None


def all_linked(resources: Iterable[Mapping[str, Any]], reader: PageReader) -> Sequence[LinkedText]:
    """The names of resources."""
    return [linked(one, reader) for one in resources]


def texted(text: Mapping[str, Any], reader: PageReader, address: str = "") -> LinkedText:
    """A text of an answer, which leads to an address; one that is very long is cut."""
    found = plain(text, reader)
    return replace(found, text=cut(found.text, _LONGEST), address=address)


def is_made_up(sources: Sequence[Mapping[str, Any]]) -> bool:
    """True if all source graphs of a resource are made up, and so is the resource."""
    return bool(sources) and all(one["illustrative"] for one in sources)


def is_illustrative(sources: Iterable[Mapping[str, Any]]) -> bool:
    """True if one of the source graphs of a resource is made up."""
    return any(one["illustrative"] for one in sources)
