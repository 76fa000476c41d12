"""Relative addresses, as RFC 3986 §5.2 resolves them, where the RDF parser does not.

The parser keeps `.` and `..` of a base, and of a reference that begins with `//`. So it is given a base without them,
whose last part is a mark, and the IRIs that come out are put right.
"""

from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from ontology.namespaces import RDF

_MARK = "-ndp-base-"
_DOTS = frozenset({".", ".."})


def resolve(reference: str, base: str | None) -> str:
    """The IRI that `reference` is in a document with this address; raises ValueError if it is none."""
    if base is None:
        return NamedNode(reference).value
    described = f'<rdf:Description xmlns:rdf="{RDF}" rdf:about={quoteattr(reference)} rdf:type=""/>'
    try:
        subject = next(parse(described, format=RdfFormat.RDF_XML, base_iri=base)).subject
    except SyntaxError as error:
        raise ValueError(error.msg) from None
    return subject.value if isinstance(subject, NamedNode) else reference


def has_dots(iri: str) -> bool:
    """True if a part of the path is `.` or `..`."""
    return "/." in iri and not _DOTS.isdisjoint(urlsplit(iri).path.split("/"))


class DottedBases:
    """The bases and references of one document that have dots."""

    def __init__(self) -> None:
        self._originals: dict[str, str] = {}  # stand-in without query -> base without query
        self._networks: set[str] = set()

    def stand_in(self, base: str) -> str:
        """The base for the parser; `base` itself if it has no dots."""
        if not has_dots(base):
            return base
        whole, mark, query = base.partition("#")[0].partition("?")
        root = whole.removesuffix(urlsplit(whole).path)
        folder = whole.removeprefix(root).rpartition("/")[0] + "/"
        stand_in = f"{resolve(folder, f'{root}/')}{_MARK}{len(self._originals)}-"
        self._originals[stand_in] = whole
        return stand_in + mark + query

    def note(self, reference: str) -> None:
        """Remember a reference that may begin with `//`."""
        if reference.startswith("//") and has_dots(reference):
            self._networks.add(reference)

    def restore(self, quad: Quad) -> Quad:
        """The statement with the right IRIs."""
        if not (self._originals or self._networks):
            return quad
        subject, predicate, value, graph = quad
        return Quad(
            self._whole(subject) if isinstance(subject, NamedNode) else subject,
            self._whole(predicate),
            self._right(value),
            self._whole(graph) if isinstance(graph, NamedNode) else graph,
        )

    def _right(
        self, value: NamedNode | BlankNode | Literal | Triple
    ) -> NamedNode | BlankNode | Literal | Triple:
        if isinstance(value, NamedNode):
            return self._whole(value)
        if isinstance(value, Literal) and value.language is None:
            return Literal(self._unmarked(value.value), datatype=self._whole(value.datatype))
        return value

    def _whole(self, node: NamedNode) -> NamedNode:
        iri = self._unmarked(node.value)
        scheme, _, rest = iri.partition(":")
        if rest in self._networks:
            root = f"{scheme}://{urlsplit(iri).netloc}/"
            iri = resolve(iri.removeprefix(root.removesuffix("/")), root)
        return node if iri == node.value else NamedNode(iri)

    def _unmarked(self, text: str) -> str:
        if _MARK in text:
            for stand_in, base in self._originals.items():
                text = text.replace(stand_in, base)
        return text
