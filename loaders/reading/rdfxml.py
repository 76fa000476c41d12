"""RDF/XML as XML says it is to be read, written anew for the RDF parser.

The RDF parser works on the characters of the file: it stops at a text in several parts (comments, CDATA), keeps the
line ends of Windows, resolves `xml:base` wrongly, takes an `rdf:ID` twice, passes over attributes that contradict each
other, accepts a truncated document, and expands entities without bound (796 bytes can become 33 million characters).
So Expat, from the standard library, reads each piece first, and the parser gets plain XML: no entities, comments or
DTD, attributes normalised, absolute bases, XML literals as text. Expat opens no file and no connection.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from loaders.reading.bases import DottedBases, resolve
from loaders.reading.canonical_xml import XML, CanonicalXml, XmlName, escape_text, escape_value
from loaders.reading.expat_guard import ExpatGuard, parse_name
from loaders.reading.text import TextReader
from ontology.namespaces import RDF

MAX_DEPTH = 1_000


class RdfXmlReader:
    """A readable for the parser: `read(n)` gives at most `n` bytes of the document written anew.

    No piece has elements that start on different lines, so `line` is the line that the parser is at.
    `base` is the address of the document, if it is known; `bases` has to put the IRIs right that the parser gives;
    `look` gets the beginning of the text.
    """

    def __init__(
        self,
        pieces: Iterator[bytes],
        name: str,
        base: str | None,
        bases: DottedBases,
        look: Callable[[bytes], None] | None = None,
    ) -> None:
        self.name: Final = name
        self.line = 1
        self._text = TextReader(pieces, name, watch=self._watch, look=look)
        self._ready: deque[tuple[int, bytes]] = deque()
        self._is_done = False
        self._document = _Document(name, base, bases)

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, b"" at the end; raises ReadError with the line."""
        while not self._ready:
            if not self._text.read():
                return b""
        self.line, piece = self._ready.popleft()
        if 0 <= size < len(piece):
            self._ready.appendleft((self.line, piece[size:]))
            return piece[:size]
        return piece

    def _watch(self, piece: bytes) -> None:
        if not self._is_done:
            self._is_done = not piece
            self._ready.extend(self._document.rewrite(piece))


@dataclass(frozen=True, slots=True)
class _SyntaxName:
    """A name, as it is written, and its role in the syntax of RDF/XML: a local name, or "" if it has none."""

    name: XmlName
    written: str
    role: str


class _SyntaxNames(dict[str, _SyntaxName]):
    """Names by the text that Expat gives for them; each is read once."""

    def __missing__(self, expanded: str) -> _SyntaxName:
        name = parse_name(expanded)
        is_base = name.uri == XML and name.local == "base"
        role = name.local if is_base or (name.uri == RDF and name.local in _SYNTAX) else ""
        known = self[expanded] = _SyntaxName(name, name.qualified, role)
        return known


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of element: the attributes of syntax of which it may have one, and those that it may have besides."""

    label: str
    rivals: frozenset[str]
    others: frozenset[str]


_OF_ROOT = _Kind("rdf:RDF", frozenset(), frozenset({"base"}))
_OF_NODE = _Kind("a node element", frozenset({"about", "ID", "nodeID"}), frozenset({"base"}))
_OF_PROPERTY = _Kind(
    "a property element",
    frozenset({"resource", "nodeID", "datatype", "parseType"}),
    frozenset({"base", "ID"}),
)
_SYNTAX = _OF_NODE.rivals | _OF_PROPERTY.rivals | {"bagID", "RDF"}


class _Document:
    """Rewrites a document that comes piece by piece."""

    def __init__(self, name: str, base: str | None, dotted: DottedBases) -> None:
        self._guard = guard = ExpatGuard(name)
        self._names = _SyntaxNames()
        self._ids: dict[str, int] = {}  # each rdf:ID as a whole IRI -> its line
        self._dotted = dotted
        self._bases: list[str | None] = [base]  # of the open elements, outermost first
        self._is_property = [False]  # is a child of the open element a property element?
        self._literal: CanonicalXml | None = None
        self._declarations = ""
        self._line = 1
        self._parts: list[str] = []
        self._pieces: list[tuple[int, bytes]] = []
        parser = guard.parser
        parser.StartNamespaceDeclHandler = self._on_namespace
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parser.CharacterDataHandler = self._on_text
        parser.CommentHandler = self._on_comment
        parser.ProcessingInstructionHandler = self._on_instruction

    def rewrite(self, piece: bytes) -> list[tuple[int, bytes]]:
        """The text for the parser that `piece` completes, each part with its line; b"" ends the document.

        Raises ReadError with the line.
        """
        self._guard.feed(piece)
        self._flush()
        pieces, self._pieces = self._pieces, []
        return pieces

    def _flush(self) -> None:
        if self._parts:
            self._pieces.append((self._line, "".join(self._parts).encode()))
            self._parts.clear()

    def _on_namespace(self, prefix: str | None, uri: str | None) -> None:
        if self._literal is None:
            self._declarations += f' xmlns{f":{prefix}" if prefix else ""}="{escape_value(uri or "")}"'

    def _on_start(self, expanded: str, attributes: dict[str, str]) -> None:
        guard = self._guard
        if len(self._bases) > MAX_DEPTH:
            raise guard.error(
                f"elements are nested more than {MAX_DEPTH} deep",
                "describe each resource in an rdf:Description of its own and refer to it by rdf:resource",
            )
        if guard.may_skip_entities:
            guard.refuse_skipped()
        if self._literal is not None:
            self._bases.append(None)
            named = [(self._names[one].name, value) for one, value in attributes.items()]
            self._literal.start(self._names[expanded].name, named)
            return
        if self._line != (line := guard.parser.CurrentLineNumber):
            self._flush()
            self._line = line
        self._open(self._names[expanded], attributes)

    def _open(self, element: "_SyntaxName", attributes: dict[str, str]) -> None:
        self._bases.append(self._bases[-1])
        write = self._parts.append
        write(f"<{element.written}{self._declarations}")
        self._declarations = ""
        syntax: dict[str, str] = {}
        for expanded, value in attributes.items():
            one = self._names[expanded]
            written, meant = one.written, value
            if one.role:
                syntax[one.role] = value
                written, meant = self._follow(one, value)
            write(f' {written}="{escape_value(meant)}"')
        write(">")
        is_property = self._is_property[-1]
        is_root = element.role == "RDF" and len(self._is_property) == 1
        self._is_property.append(syntax.get("parseType") == "Resource" if is_property else not is_root)
        if syntax:
            self._check(
                syntax, attributes, _OF_ROOT if is_root else _OF_PROPERTY if is_property else _OF_NODE
            )

    def _follow(self, attribute: "_SyntaxName", value: str) -> tuple[str, str]:
        """Do as an attribute of syntax says; its name and value for the parser."""
        if attribute.role == "base":
            self._bases[-1] = value = self._absolute(value)
        elif attribute.role == "parseType" and value not in {"Resource", "Collection"}:
            write = self._parts.append
            self._literal = CanonicalXml(lambda text: write(escape_text(text)))
            return f"{attribute.name.prefix}:datatype", f"{RDF}XMLLiteral"
        self._dotted.note(value)
        return attribute.written, value

    def _absolute(self, base: str) -> str:
        try:
            return self._dotted.stand_in(resolve(base, self._bases[-1]).partition("#")[0])
        except ValueError as error:
            problem = f"xml:base {base!r} is not the IRI of a document: {error}"
            raise self._guard.error(problem, "write the whole IRI") from None

    def _check(self, syntax: dict[str, str], attributes: dict[str, str], kind: "_Kind") -> None:
        """Raise ReadError for attributes that contradict the kind of element, or each other."""
        for role in syntax.keys() - kind.rivals - kind.others:
            raise self._guard.error(f"rdf:{role} is not an attribute of {kind.label}", "remove it")
        if len(chosen := sorted(syntax.keys() & kind.rivals)) > 1:
            problem = f"rdf:{chosen[0]} and rdf:{chosen[1]} contradict each other"
            raise self._guard.error(problem, "keep one of them")
        if "parseType" in syntax:
            for one in (self._names[expanded] for expanded in attributes):
                if not one.role and one.name.uri != XML:
                    problem = f"{one.written} may not stand beside rdf:parseType"
                    raise self._guard.error(problem, "state it in an element of its own")
        if "ID" in syntax:
            self._refuse_second(syntax["ID"])

    def _refuse_second(self, local: str) -> None:
        iri = f"{self._bases[-1] or ''}#{local}"
        if iri in self._ids:
            raise self._guard.error(
                f"rdf:ID {local!r} already stands on line {self._ids[iri]}",
                "name the resource by rdf:ID once, and elsewhere by rdf:about",
            )
        self._ids[iri] = self._line

    def _on_end(self, expanded: str) -> None:
        self._bases.pop()
        if self._literal is not None and self._literal.is_open:
            self._literal.end()
            return
        self._literal = None
        self._is_property.pop()
        self._parts.append(f"</{self._names[expanded].written}>")

    def _on_text(self, text: str) -> None:
        if self._literal is not None:
            self._literal.text(text)
        else:
            self._parts.append(escape_text(text))

    def _on_comment(self, text: str) -> None:
        if self._literal is not None:
            self._literal.comment(text)

    def _on_instruction(self, target: str, data: str) -> None:
        if self._literal is not None:
            self._literal.instruction(target, data)
