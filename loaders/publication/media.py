"""The media types of published files, and their names in the file types of the EU's authority tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from ontology.syntaxes import format_iri, media_type

_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
_IANA = "https://www.iana.org/assignments/media-types/"


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
    """The format of that suffix."""
    return _FORMS.get(form, _OTHER)


def compression_media(compression: str) -> str | None:
    """The media type of a compression; None if there is none."""
    return _COMPRESSIONS.get(compression)


def sent_media(form: str, compression: str) -> str:
    """The media type of the file as it is sent: that of its compression, else that of its format."""
    return compression_media(compression) or file_form(form).media
