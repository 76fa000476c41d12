"""Texts of answers as pages show them: labels with their language, days and moments in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph_api.pages.views.reader import PageReader


@dataclass(frozen=True, slots=True)
class LinkedText:
    """A text with the address that it leads to (empty: nowhere) and its language, if it is not that of the page."""

    text: str
    address: str = ""
    lang: str = ""


def linked(resource: Mapping[str, Any], reader: PageReader) -> LinkedText:
    """A resource of an answer, with `iri` and `label { value lang }`, as a link to its page."""
    label = plain(resource["label"], reader)
    return LinkedText(label.text, reader.address(resource["iri"]), label.lang)


def plain(label: Mapping[str, Any], reader: PageReader) -> LinkedText:
    """A text of an answer, with `value` and `lang`."""
    tag = label["lang"] or ""
    return LinkedText(label["value"], lang=tag if tag != reader.lang else "")
