"""Previews: a resource, a class or a property in a few lines of HTML, for the window of a client."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph_api.pages.template import template
from graph_api.reconcile.vocabulary import ClientNames, Json
from graph_api.reconcile.wording import TEXTS

PREVIEWED = (
    "query Preview($iri: ID!) { resource(iri: $iri) { iri described label { value lang } types { iri } "
    "sources { label { value } illustrative } } }"
)
"""The question for what a preview shows."""
_MOST, _SOURCES = 400, 3
"""Letters of a note, and sources that are named."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The content of a preview: a name, kinds of things, notes, and the address of the document, if there is one."""

    iri: str
    name: str
    kinds: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    address: str = ""
    name_language: str | None = None

    def page(self, language: str) -> str:
        """The preview as an HTML page."""
        return self._render("preview.html", language)

    def content(self, language: str) -> str:
        """The preview as HTML to put into a page."""
        return self._render("preview_content.html", language)

    def _render(self, name: str, language: str) -> str:
        notes = [note[:_MOST] for note in self.notes if note]
        return template(name).render(preview=self, lang=language, notes=notes)


def preview_resource(
    node: Mapping[str, Any] | None, iri: str, address: str, vocabulary: ClientNames
) -> Preview:
    """The preview of a resource; `address` is that of its document. `node` None: the release does not have it."""
    if node is None:
        return _unknown(iri, vocabulary)
    is_made_up = any(one["illustrative"] for one in node["sources"])
    return Preview(
        iri,
        node["label"]["value"],
        tuple(str(vocabulary.type_of(one["iri"])["name"]) for one in node["types"]),
        (
            *((TEXTS.fill("illustrative", vocabulary.language),) if is_made_up else ()),
            *(one["label"]["value"] for one in node["sources"][:_SOURCES]),
        ),
        address,
        node["label"]["lang"],
    )


def preview_type(identifier: str, vocabulary: ClientNames) -> Preview:
    """The preview of a class."""
    term = vocabulary.class_of(identifier)
    if term is None:
        return _unknown(identifier, vocabulary)
    text = term.definition.best(vocabulary.language) or ""
    return Preview(term.iri, str(vocabulary.type_of(term.iri)["name"]), (term.type_name,), (text,))


def preview_property(identifier: str, vocabulary: ClientNames) -> Preview:
    """The preview of a property."""
    places = vocabulary.property_of(identifier)
    if places is None:
        return _unknown(identifier, vocabulary)
    text = places.field.term.definition.best(vocabulary.language) or ""
    classes = tuple(str(vocabulary.type_of(iri)["name"]) for iri in places.fields)
    return Preview(places.id, vocabulary.name_of(places.field), classes, (text,))


def flyout(identifier: str, shown: Preview, vocabulary: ClientNames) -> Json:
    """A preview as a client that suggests shows it beside a suggestion."""
    return {"id": identifier, "html": shown.content(vocabulary.language)}


def _unknown(iri: str, vocabulary: ClientNames) -> Preview:
    return Preview(iri, TEXTS.fill("unknown", vocabulary.language))
