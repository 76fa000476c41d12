"""Feeds in Atom (RFC 4287): the releases, and the changes of one resource, in one of the languages of the project.

Ids and dates never change, so readers show each entry once. Texts are escaped, and control characters made visible.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ontology.printable import printable
from ontology.texts import Texts, read_texts

ATOM_MEDIA = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_TEXTS = Path(__file__).with_name("atom.toml")
_NO_ENTRY = "1970-01-01T00:00:00Z"
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
MOST = 100
"""The entries that a feed has at most: the newest."""


@dataclass(frozen=True, slots=True)
class AtomEntry:
    """An entry: its lasting id, title, moment (ISO, UTC), summary, and the address that it leads to."""

    id: str
    title: str
    moment: str
    summary: str
    address: str


@dataclass(frozen=True, slots=True)
class AtomFeed:
    """A feed, its entries newest first: its lasting id, title, language, own address, and that of its subject."""

    id: str
    title: str
    language: str
    address: str
    about: str
    entries: Sequence[AtomEntry]
    author: str = ""
    """The name of the body that publishes it; empty: that of the graph."""


def atom_texts() -> Texts:
    """The texts of feeds."""
    return read_texts(_TEXTS)


def write_atom(feed: AtomFeed) -> bytes:
    """The feed as a document."""
    root = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", max((entry.moment for entry in feed.entries), default=_NO_ENTRY))
    SubElement(root, "link", {"rel": "self", "type": ATOM_MEDIA, "href": feed.address})
    SubElement(root, "link", {"rel": "alternate", "href": feed.about})
    author = feed.author or atom_texts().fill("author", feed.language)
    _add(SubElement(root, "author"), "name", author)
    root.extend(_entry(entry) for entry in feed.entries[:MOST])
    indent(root)
    content: bytes = tostring(root, "utf-8", xml_declaration=True)
    return content + b"\n"


def _entry(entry: AtomEntry) -> Element:
    element = Element("entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "published", entry.moment)
    _add(element, "updated", entry.moment)
    SubElement(element, "link", {"rel": "alternate", "href": entry.address})
    _add(element, "summary", entry.summary)
    return element


def _add(parent: Element, name: str, content: str) -> None:
    shown = _NOT_IN_XML.sub(lambda one: f"\\u{ord(one[0]):04x}", printable(content))
    SubElement(parent, name).text = shown
