"""Formats that are not read, or not under this name, recognised by how a file begins."""

import re

from pyoxigraph import RdfFormat

from loaders.reading.read_error import ReadError

_XML = re.compile(
    r"\s*(?:<\?xml.*?\?>|<!--.*?-->|<!DOCTYPE\s[^\[>]*(?:\[.*?\]\s*)?>|\s+)*<(?:[\w.-]+:)?([\w.-]+)",
    re.DOTALL,
)
_OWL = "http://www.w3.org/2002/07/owl#"
_COMMENTS = r"\s*(?:#[^\n]*\n\s*)*"
_HTML = re.compile(
    r"\s*(?:<\?xml.*?\?>|<!--.*?-->|\s+)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_HTML_PARTS = re.compile(r"<(?:!doctype|head|body|title|meta|/)", re.IGNORECASE)
_FUNCTIONAL = re.compile(_COMMENTS + r"(?:Prefix|Ontology)\s*\(")
_MANCHESTER = re.compile(_COMMENTS + r"(?:Prefix:|Ontology:|Namespace:)\s")
_TURTLE = re.compile(_COMMENTS + r"(?:@prefix|@base|prefix\s+\S*:|base\s+<)", re.IGNORECASE)
_OWL_HINT = (
    "convert it to RDF, e.g. robot convert --input FILE --output FILE.ttl, or save it in Protégé as RDF/XML"
)
_RENAME_HINT = "rename the file to {}, or convert it"
_TURTLE_FAMILY = (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.N3)


def refuse_other_format(head: bytes, syntax: RdfFormat, name: str) -> None:
    """Raise ReadError if a file that begins with `head` cannot be in this syntax, and it is plain what it is in."""
    text = head.decode(errors="replace")
    found = _recognise(text, syntax)
    if found is not None:
        raise ReadError(name, f"is {found[0]}", line=1, hint=found[1])


def _recognise(text: str, syntax: RdfFormat) -> tuple[str, str] | None:
    is_turtle = syntax in _TURTLE_FAMILY  # there <html> is an IRI
    if _HTML.match(text) and (not is_turtle or _HTML_PARTS.search(text)):
        return (
            "HTML, a page for people",
            "fetch the data itself: ask for it by the header Accept, or by its own address",
        )
    root = _XML.match(text)
    if root and root[1] == "Ontology" and _OWL in text:
        return "OWL/XML, which is not RDF", _OWL_HINT
    if _FUNCTIONAL.match(text):
        return "OWL in functional syntax, which is not RDF", _OWL_HINT
    if _MANCHESTER.match(text):
        return "OWL in Manchester syntax, which is not RDF", _OWL_HINT
    if root and root[1] == "RDF" and syntax != RdfFormat.RDF_XML and ("<?xml" in text or "xmlns" in text):
        return f"RDF/XML, not {syntax.name}", _RENAME_HINT.format(".rdf")
    if _TURTLE.match(text) and not is_turtle:
        return f"Turtle, not {syntax.name}", _RENAME_HINT.format(".ttl")
    return None
