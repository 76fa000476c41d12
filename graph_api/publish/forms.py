"""The forms of a document: their extensions, media types, and the choice of one by what a client accepts."""

from collections.abc import Mapping
from dataclasses import dataclass

from ontology.syntaxes import SYNTAXES, media_type


@dataclass(frozen=True, slots=True)
class DocumentForm:
    """A form of a document: the extension that names it, and its media types, the usual one first."""

    extension: str
    media: str
    other_media: tuple[str, ...] = ()

    @property
    def is_page(self) -> bool:
        """True if it is for people."""
        return self.extension == "html"

    @property
    def all_media(self) -> tuple[str, ...]:
        """Its media types."""
        return (self.media, *self.other_media)


_OTHER_MEDIA = {
    "ttl": ("application/x-turtle",),
    "jsonld": ("application/json",),
    "rdf": ("application/xml", "text/xml"),
    "trig": ("application/x-trig",),
}
FORMS = (
    DocumentForm("html", "text/html", ("application/xhtml+xml",)),
    *(DocumentForm(name, media_type(name), _OTHER_MEDIA.get(name, ())) for name in SYNTAXES),
)
"""All forms. Of those that a client accepts equally the first counts."""
BY_EXTENSION: Mapping[str, DocumentForm] = {form.extension: form for form in FORMS}
BY_MEDIA: Mapping[str, DocumentForm] = {media: form for form in FORMS for media in form.all_media}
OFFERS = tuple(form.media for form in FORMS) + tuple(m for form in FORMS for m in form.other_media)
"""The media types in the order in which they count."""
DATA_OFFERS = (media_type("jsonld"), *(media for media in OFFERS if not BY_MEDIA[media].is_page))
"""The same for what is not for people: JSON-LD first."""


def forms_of(*, in_xml: bool) -> tuple[DocumentForm, ...]:
    """The forms of a document that RDF/XML can express, or cannot."""
    return FORMS if in_xml else tuple(form for form in FORMS if form.extension != "rdf")


def split_extension(path: str) -> tuple[str, DocumentForm] | None:
    """A path without the extension of a form at its end, and the form; None if it has none."""
    stem, dot, extension = path.rpartition(".")
    form = BY_EXTENSION.get(extension)
    return (stem, form) if dot and stem and form else None
