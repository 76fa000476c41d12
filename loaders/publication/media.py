"""The forms of what is published: the media type of each, and its IRIs in the lists of the EU, of IANA and of W3C."""

from collections.abc import Mapping
from dataclasses import dataclass

from ontology.syntaxes import format_iri, media_type

_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
LINKSET_JSON = "application/linkset+json"
"""The media type of sets of links (RFC 9264)."""
OPENAPI_JSON = "application/vnd.oai.openapi+json"
"""The media type of descriptions of HTTP interfaces."""
_IANA = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True)
class FileForm:
    """A format: its media type, its IRI among the EU's file types, and its IRI in W3C's list (empty: it has none)."""

    media: str
    file_type: str
    feature: str = ""


def media_iri(media: str) -> str:
    """The IRI of a media type in IANA's registry."""
    return _IANA + media


_RDF_TYPES = {
    "ttl": "RDF_TURTLE",
    "nt": "RDF_N_TRIPLES",
    "nq": "RDF_N_QUADS",
    "trig": "RDF_TRIG",
    "rdf": "RDF_XML",
    "jsonld": "JSON_LD",
}
_FORMS: Mapping[str, FileForm] = {
    **{
        name: FileForm(media_type(name), _FILE_TYPES + file_type, format_iri(name))
        for name, file_type in _RDF_TYPES.items()
    },
    "json": FileForm("application/json", _FILE_TYPES + "JSON"),
    "rdfp": FileForm("application/rdf-patch", _FILE_TYPES + "BIN"),
    "csv": FileForm("text/csv", _FILE_TYPES + "CSV"),
}
_OTHER = FileForm("application/octet-stream", _FILE_TYPES + "BIN")
_COMPRESSIONS: Mapping[str, str] = {"gz": "application/gzip", "zst": "application/zstd"}


def file_form(form: str) -> FileForm:
    """The format of a suffix; for an unknown one that of any bytes."""
    return _FORMS.get(form, _OTHER)


def compression_media(compression: str) -> str | None:
    """The media type of a compression; None if there is none."""
    return _COMPRESSIONS.get(compression)


def sent_media(form: str, compression: str) -> str:
    """The media type of the file as it is sent: that of its compression, else that of its format."""
    return compression_media(compression) or file_form(form).media
