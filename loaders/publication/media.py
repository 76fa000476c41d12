"""The media types of published files, and their names in the file types of the EU's authority tables."""

from collections.abc import Mapping
from dataclasses import dataclass

_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
_IANA = "https://www.iana.org/assignments/media-types/"
_FORMATS_W3C = "http://www.w3.org/ns/formats/"


@dataclass(frozen=True, slots=True)
class FileForm:
    """A format: its media type, the IRI of its file type, and that in W3C's list of formats, empty if there is none."""

    media: str
    file_type: str
    feature: str = ""

    @property
    def media_iri(self) -> str:
        """The IRI of the media type."""
        return media_iri(self.media)


def media_iri(media: str) -> str:
    """The IRI of a media type in IANA's registry."""
    return _IANA + media


_FORMS: Mapping[str, FileForm] = {
    "ttl": FileForm("text/turtle", _FILE_TYPES + "RDF_TURTLE", _FORMATS_W3C + "Turtle"),
    "nt": FileForm("application/n-triples", _FILE_TYPES + "RDF_N_TRIPLES", _FORMATS_W3C + "N-Triples"),
    "nq": FileForm("application/n-quads", _FILE_TYPES + "RDF_N_QUADS", _FORMATS_W3C + "N-Quads"),
    "trig": FileForm("application/trig", _FILE_TYPES + "RDF_TRIG", _FORMATS_W3C + "TriG"),
    "rdf": FileForm("application/rdf+xml", _FILE_TYPES + "RDF_XML", _FORMATS_W3C + "RDF_XML"),
    "jsonld": FileForm("application/ld+json", _FILE_TYPES + "JSON_LD", _FORMATS_W3C + "JSON-LD"),
    "json": FileForm("application/json", _FILE_TYPES + "JSON"),
    "rdfp": FileForm("application/rdf-patch", _FILE_TYPES + "BIN"),
    "csv": FileForm("text/csv", _FILE_TYPES + "CSV"),
}
_OTHER = FileForm("application/octet-stream", _FILE_TYPES + "BIN")
_COMPRESSIONS: Mapping[str, str] = {"gz": "application/gzip", "zst": "application/zstd"}


def file_form(form: str) -> FileForm:
    """The format of that suffix."""
    return _FORMS.get(form, _OTHER)


def compression_media(compression: str) -> str | None:
    """The media type of a compression; None if there is none."""
    return _COMPRESSIONS.get(compression)


def sent_media(form: str, compression: str) -> str:
    """The media type of the file as it is sent: that of its compression, else that of its format."""
    return compression_media(compression) or file_form(form).media
