"""The syntaxes of RDF that are written, by the extensions that name them in files, addresses and arguments."""

from collections.abc import Mapping

from pyoxigraph import RdfFormat

SYNTAXES: Mapping[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
}
_FORMATS = "http://www.w3.org/ns/formats/"


def media_type(extension: str) -> str:
    """The media type of the syntax with that extension. Raises `KeyError` if there is none."""
    return SYNTAXES[extension].media_type


def format_iri(extension: str) -> str:
    """The IRI of the syntax with that extension in W3C's list of file formats. Raises `KeyError` if there is none."""
    return _FORMATS + SYNTAXES[extension].name.replace("/", "_")
