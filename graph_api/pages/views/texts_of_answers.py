"""Texts of answers as pages show them: labels with their language, and as links to the pages about resources."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph_api.pages.views.reader import PageReader

_BLANK = "_:"
"""The start of the name of a blank node, which has no page."""


@dataclass(frozen=True, slots=True)
class LinkedText:
    """A text with the address that it leads to (empty: nowhere) and its language, if it is not that of the page."""

    text: str
    address: str = ""
    lang: str = ""


def text_in(label: Mapping[str, Any], lang: str, address: str = "") -> LinkedText:
    """A text of an answer, with `value` and `lang`, on a page in a language."""
    tag = label["lang"] or ""
    return LinkedText(label["value"], address, tag if tag != lang else "")


def plain(label: Mapping[str, Any], reader: PageReader) -> LinkedText:
    """A text of an answer, with `value` and `lang`."""
    return text_in(label, reader.lang)


def linked(resource: Mapping[str, Any], reader: PageReader) -> LinkedText:
    """A resource of an answer, with `iri` and `label { value lang }`, as a link to its page."""
    iri = resource["iri"]
    return text_in(resource["label"], reader.lang, "" if iri.startswith(_BLANK) else reader.address(iri))
