"""Descriptions as RDF: statements put together, and written in a format, the same bytes for the same statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO

from pyoxigraph import Literal, NamedNode, Triple, serialize

from loaders.dump import rdf
from ontology.model import Text
from ontology.namespaces import RDF_TYPE, XSD
from ontology.syntaxes import SYNTAXES

FORMS = ("ttl", "jsonld", "nt", "rdf")
"""The formats that descriptions are written in, by extension; the first is the usual one."""


@dataclass(slots=True)
class DescriptionGraph:
    """A growing set of statements whose subjects are all named by IRIs."""

    triples: set[Triple] = field(default_factory=set)

    def type(self, subject: str, *classes: str) -> None:
        """The subject is of these classes."""
        self.link(subject, RDF_TYPE, *classes)

    def link(self, subject: str, predicate: str, *objects: str | None) -> None:
        """The subject is related to these IRIs; None are left out."""
        for iri in objects:
            if iri is not None:
                self._add(subject, predicate, NamedNode(iri))

    def text(self, subject: str, predicate: str, text: Text) -> None:
        """The subject has this text, in all its languages."""
        for language, value in text.by_language.items():
            plain = Literal(value, language=language) if language else Literal(value)
            self._add(subject, predicate, plain)

    def value(self, subject: str, predicate: str, value: str | int, datatype: str = "string") -> None:
        """The subject has this value of a datatype of XML Schema, by its local name. An empty text is left out."""
        if value != "":
            kind = "nonNegativeInteger" if isinstance(value, int) else datatype
            self._add(subject, predicate, Literal(str(value), datatype=NamedNode(XSD + kind)))

    def _add(self, subject: str, predicate: str, value: NamedNode | Literal) -> None:
        self.triples.add(Triple(NamedNode(subject), NamedNode(predicate), value))


def write_description(triples: Iterable[Triple], form: str, prefixes: Mapping[str, str]) -> bytes:
    """The statements in one of `FORMS`. Raises `DataError` if RDF/XML cannot express one."""
    ordered = sorted(triples, key=_order)
    if form == "rdf":  # the library gives some elements names that XML does not allow
        output = BytesIO()
        rdf.write([f"{triple} <urn:x:g> .".encode() for triple in ordered], output, prefixes)
        return output.getvalue()
    named = dict(prefixes) if form == "ttl" else {}
    return (serialize(ordered, format=SYNTAXES[form], prefixes=named) or b"").rstrip(b"\n") + b"\n"


def _order(triple: Triple) -> tuple[str, bool, str, str]:
    """Subject by subject, types first."""
    predicate = triple.predicate.value
    return str(triple.subject), predicate != RDF_TYPE, predicate, str(triple.object)
