"""Formats that rdflib's parsers read, several times slower than the others: TriX and HexTuples.

They need the extra `rdflib`. Literals keep their lexical forms, but for the spaces in `xsd:token` and
`xsd:normalizedString`, which rdflib collapses.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING
from xml.sax import SAXParseException

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from loaders.reading.formats import RdflibSyntax
from loaders.reading.read_error import ReadError
from loaders.reading.text import TextReader

if TYPE_CHECKING:
    from rdflib import Dataset
    from rdflib.term import Node

_NAMELESS = re.compile(r"N[0-9a-f]{32}")
"""The name that rdflib invents for a graph without one."""
_DEFAULT = "urn:x-rdflib:default"
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)


def iter_rdflib(reader: TextReader, syntax: RdflibSyntax) -> Iterator[Quad]:
    """The statements of an input. Raises ReadError, also if rdflib is not installed."""
    rdflib = _rdflib(reader.name, syntax)
    if syntax is RdflibSyntax.TRIX:
        content = reader.read_all()
        if (found := _DOCTYPE.search(content)) is not None:
            line = content.count(b"\n", 0, found.start()) + 1
            raise ReadError(reader.name, "declares a document type", line=line, hint="remove the DOCTYPE")
        yield from _iter_part(rdflib, content, syntax, reader.name, None)
        return
    for number, content in enumerate(_iter_lines(reader), 1):
        if content.strip():
            yield from _iter_part(rdflib, content, syntax, reader.name, number)


def _iter_lines(reader: TextReader) -> Iterator[bytes]:
    rest = b""
    while piece := reader.read():
        *lines, rest = (rest + piece).split(b"\n")
        yield from lines
    yield rest


def _iter_part(
    rdflib: ModuleType, content: bytes, syntax: RdflibSyntax, name: str, line: int | None
) -> Iterator[Quad]:
    """The statements of a document, or of one line of it."""
    dataset = rdflib.Dataset()
    try:
        with _exact(rdflib):
            dataset.parse(data=content, format=syntax.value)
        yield from _iter_quads(dataset)
    except Exception as problem:  # noqa: BLE001 - the parsers raise errors of all kinds about what they read
        words = str(problem) or type(problem).__name__
        if isinstance(problem, SAXParseException):
            line, words = problem.getLineNumber(), problem.getMessage()
        raise ReadError(
            name,
            f"is not legal {syntax.label}: {words}",
            line=line,
            hint="fix the line, or convert the file to TriG",
        ) from None


def _iter_quads(dataset: "Dataset") -> Iterator[Quad]:
    """The statements of a dataset of rdflib. Raises `ValueError` for terms that RDF does not allow."""
    for subject, predicate, obj, graph in dataset.quads():
        place = DefaultGraph() if _is_default(graph) else _resource(graph)
        yield Quad(_resource(subject), NamedNode(str(predicate)), _term(obj), place)


def _is_default(graph: object) -> bool:
    return graph is None or str(graph) == _DEFAULT or _NAMELESS.fullmatch(str(graph)) is not None


def _resource(node: "Node | None") -> NamedNode | BlankNode:
    kind = type(node).__name__
    if kind not in ("URIRef", "BNode"):
        raise ValueError(f"{node!r} is not an IRI or a blank node")
    return NamedNode(str(node)) if kind == "URIRef" else BlankNode(str(node))


def _term(node: "Node") -> NamedNode | BlankNode | Literal:
    language, datatype = getattr(node, "language", None), getattr(node, "datatype", None)
    if type(node).__name__ != "Literal":
        return _resource(node)
    if language:
        return Literal(str(node), language=language.lower())
    return Literal(str(node), datatype=NamedNode(str(datatype))) if datatype else Literal(str(node))


@contextmanager
def _exact(rdflib: ModuleType) -> Iterator[None]:
    """Let rdflib keep the forms of literals until the end of the block, and not warn about its own code."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False  # type: ignore[attr-defined]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        rdflib.NORMALIZE_LITERALS = before  # type: ignore[attr-defined]


def _rdflib(name: str, syntax: RdflibSyntax) -> ModuleType:
    try:
        import rdflib  # noqa: PLC0415 - an extra, and it takes half a second
    except ImportError:
        raise ReadError(
            name,
            f"is {syntax.label}, which rdflib reads, and that is not installed",
            hint="install the extra: pip install 'ndp-graph[rdflib]'; or convert the file to TriG",
        ) from None
    return rdflib
