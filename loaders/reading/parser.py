"""One input through the RDF parser: its statements, or a ReadError with the place and a remedy.

Blank nodes keep the labels of the input here; `loaders.reading.read` sets those of different files apart.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from loaders.reading import jsonld
from loaders.reading.bases import DottedBases, has_dots
from loaders.reading.formats import RdflibSyntax, Syntax
from loaders.reading.other_formats import refuse_other_format
from loaders.reading.rdflib_formats import iter_rdflib
from loaders.reading.rdfxml import RdfXmlReader
from loaders.reading.read_error import ReadError
from loaders.reading.text import TextReader
from loaders.reading.type_maps import has_type_maps, rewrite_type_maps

MAX_TRIPLE_TERM_DEPTH = 500

_WHERE = re.compile(r"^Parser error (?:at|between) .*?(?=: ): |\s*\(line \d+\)$")
_QUOTED = re.compile(r"'([^']*)'")
_BASE = re.compile(rb"(?:^|\.)[ \t]*@?base\s*<([^>\s]*)>", re.IGNORECASE | re.MULTILINE)
_LONGEST_BASE = 1_000
_RDF_1_2_SIGNS = (b"<<", b"{|", b"--")
_RDF_1_2 = re.compile(rb"<<|\{\||@[A-Za-z0-9-]+--[A-Za-z]")
_RDF_1_1_HINT = "only RDF 1.1 is read: {}"
_TRIPLE_TERM = ("a triple term or annotation of RDF 1.2", "describe the statement with a node of its own")
_DIRECTION = ("a text with a base direction, of RDF 1.2", "remove the direction (--ltr, --rtl)")

_REMOTE = re.compile(r"LoadDocumentCallback|Invalid remote context URL|Invalid @import")
_TOO_LONG = "a value is longer than the 16 MB that the parser can hold"

_RELATIVE_HINT = (
    "write the whole IRI, or declare @base <http://…> (xml:base, @base in the context), "
    "or give the address of the document with --document IRI"
)
_FORMULA_HINT = "leave out what stands in braces, such as rules; or write graphs in TriG"
_HINTS = (
    (r"variables are not allowed", _FORMULA_HINT),
    (r"prefix .* has not been declared|unbound prefix", "declare it: @prefix {0}: <http://…> ."),
    (r"No scheme found", _RELATIVE_HINT),
    (r"Invalid IRI code point ' '", "write a space in an IRI as %20"),
    (r"Invalid IRI percent encoding", "write a percent sign in an IRI as %25"),
    (r"Invalid IRI", "percent-encode the character, or fix the IRI"),
    (r"dot is expected|Unexpected end of file", "add the final dot, quote or bracket of the statement"),
    (r"16 MB", "close the quote, or keep the text in a file and refer to it by its address"),
    (r"subtag|language", "write a tag of BCP 47, such as @vi or @en-GB"),
    (r"escape", r"write \\ for a backslash, \n for a new line, \u1EA1 for a character"),
    (
        r"namespaces are required",
        "check that this is RDF/XML: the root is rdf:RDF, with its namespace declared",
    ),
    (r"entity", "declare the entity in the document, or write the character itself"),
)


def iter_statements(
    pieces: Iterator[bytes], syntax: Syntax, name: str, document: str | None = None
) -> Iterator[Quad]:
    """The statements of one input, whose bytes come in `pieces`; `name` is for messages.

    `document` is the address that relative IRIs start from; without it they are errors, unless the input says its base.

    Raises ReadError for anything that is not legal RDF 1.1 in this syntax.
    """
    if isinstance(syntax, RdflibSyntax):
        return iter_rdflib(TextReader(pieces, name), syntax)

    def look(head: bytes) -> None:
        refuse_other_format(head, syntax, name)

    if syntax == RdfFormat.JSON_LD:
        return _iter_jsonld(TextReader(pieces, name, look=look), document)
    if syntax == RdfFormat.RDF_XML:
        bases = DottedBases()
        base = document and bases.stand_in(document)
        return _iter_rdfxml(RdfXmlReader(pieces, name, base, bases, look), base, bases)
    watch = _TurtleWatch(name, has_bases=syntax in {RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.N3})
    reader = TextReader(pieces, name, watch=watch.watch, look=look)
    return _iter_turtle_family(reader, syntax, watch, document)


def _iter_turtle_family(
    reader: TextReader, syntax: RdfFormat, watch: "_TurtleWatch", document: str | None
) -> Iterator[Quad]:
    name, is_n3 = reader.name, syntax == RdfFormat.N3
    try:
        for quad in parse(_as_file(reader), format=syntax, base_iri=document):
            # The watch is ahead of the parser: if it saw nothing, there is nothing to look for.
            if watch.first_line is not None and (problem := _rdf_1_2_problem(quad)):
                raise _refuse_rdf_1_2(problem, name, watch.first_line)
            if is_n3 and not isinstance(quad.graph_name, DefaultGraph):
                raise ReadError(
                    name, "has formulas of N3, which are not RDF", line=reader.line, hint=_FORMULA_HINT
                )
            yield quad
    except SyntaxError as error:
        raise _translate(error, name, (error.lineno or reader.line, error.offset)) from None
    except MemoryError:
        raise _error(name, _TOO_LONG, (reader.line, None)) from None


def _iter_rdfxml(reader: RdfXmlReader, base: str | None, bases: DottedBases) -> Iterator[Quad]:
    name = reader.name
    # Lenient, because the strict parser refuses the legal xml:lang=""; the terms are checked here instead.
    try:
        for quad in parse(_as_file(reader), format=RdfFormat.RDF_XML, base_iri=base, lenient=True):
            try:
                yield bases.restore(_strict(quad))
            except _BadTermError as bad:
                raise _error(name, str(bad), (reader.line, None)) from None
    except SyntaxError as error:
        raise _translate(error, name, (reader.line, None)) from None
    except MemoryError:
        raise _error(name, _TOO_LONG, (reader.line, None)) from None


def _iter_jsonld(reader: TextReader, document: str | None) -> Iterator[Quad]:
    name = reader.name
    text = reader.read_all()
    jsonld.refuse_depth(text, name)
    bases = DottedBases()
    base = document and bases.stand_in(document)
    plain = jsonld.with_plain_bases(text, bases)
    # Of a type map, the strict parser refuses whatever has an @id or @type.
    lenient = has_type_maps(text)
    if lenient:
        plain = rewrite_type_maps(plain, name)
    try:
        # The strict parser silently drops statements with a bad IRI: the lenient one reports them.
        for quad in parse(plain, format=RdfFormat.JSON_LD, base_iri=base, lenient=True):
            try:
                _strict_unless_ignored(quad, lenient=lenient)
            except _BadTermError as bad:
                raise _error(name, str(bad), jsonld.find_line(text, bad.term) or (1, None)) from None
        for quad in parse(plain, format=RdfFormat.JSON_LD, base_iri=base, lenient=lenient):
            problem = _rdf_1_2_problem(quad)
            if problem:
                place = jsonld.find_line(text, "@direction")
                raise _refuse_rdf_1_2(problem, name, place[0] if place else 1)
            if ":" in quad.predicate.value:
                yield bases.restore(quad)
    except SyntaxError as error:
        if _REMOTE.search(error.msg):
            raise jsonld.remote_context(text, name) from None
        refused = _translate(error, name, _jsonld_place(error, text))
        if "Unexpected end of file" in refused.problem:
            refused.hint = "close every quote, bracket and brace of the document"
        raise refused from None
    except MemoryError:
        raise _error(name, _TOO_LONG, (1, None)) from None


def _strict_unless_ignored(quad: Quad, *, lenient: bool) -> None:
    # By the standard, a key that the context does not define is a comment, with all that is in it.
    if ":" in quad.predicate.value:
        _strict(quad)
    elif lenient and not isinstance(quad.object, Literal):
        raise _BadTermError(quad.predicate.value, "no context defines it")


def _jsonld_place(error: SyntaxError, text: bytes) -> tuple[int, int | None]:
    if error.lineno:
        return error.lineno, error.offset
    for word in _QUOTED.findall(error.msg):
        place = jsonld.find_line(text, word)
        if place:
            return place
    return 1, None


def _as_file(reader: TextReader | RdfXmlReader) -> BinaryIO:
    # The parser calls read(n) and nothing else of a file.
    return cast("BinaryIO", reader)


class _BadTermError(Exception):
    """Raised for a `term` that RDF does not allow; the term is empty if its text is unknown."""

    def __init__(self, term: str, problem: object) -> None:
        super().__init__(f"{term!r} is not a legal {'IRI' if term else 'term'}: {problem}")
        self.term = term


def _strict(quad: Quad) -> Quad:
    """The quad itself if its terms are legal; the language tag "" means none."""
    for term in (quad.subject, quad.predicate, quad.graph_name):
        if isinstance(term, NamedNode):
            _check_iri(term.value)
    value = quad.object
    if isinstance(value, NamedNode):
        _check_iri(value.value)
    elif isinstance(value, Literal):
        if value.language == "":
            return Quad(quad.subject, quad.predicate, Literal(value.value), quad.graph_name)
        if value.language is not None:
            _check_language(value.language)
        else:
            _check_iri(value.datatype.value)
    return quad


def _check_iri(iri: str) -> None:
    try:
        NamedNode(iri)
    except ValueError as error:
        raise _BadTermError(iri, error) from None


def _check_language(tag: str) -> None:
    try:
        Literal("", language=tag)
    except ValueError as error:
        raise _BadTermError(tag, f"language tag: {error}") from None


def _rdf_1_2_problem(quad: Quad) -> tuple[str, str] | None:
    value = quad.object
    if isinstance(value, Literal):
        return _DIRECTION if value.direction is not None else None
    if isinstance(value, NamedNode | BlankNode) and isinstance(quad.subject, NamedNode | BlankNode):
        return None
    return _TRIPLE_TERM


def _refuse_rdf_1_2(problem: tuple[str, str], name: str, line: int) -> ReadError:
    return ReadError(name, f"uses {problem[0]}", line=line, hint=_RDF_1_1_HINT.format(problem[1]))


def _translate(error: SyntaxError, name: str, place: tuple[int, int | None]) -> ReadError:
    return _error(name, _WHERE.sub("", _WHERE.sub("", error.msg)), place)


def _error(name: str, problem: str, place: tuple[int, int | None]) -> ReadError:
    hint = next((text for pattern, text in _HINTS if re.search(pattern, problem)), None)
    prefix = re.search(r"[Pp]refix (\S*):", problem)
    if hint and "{0}" in hint:
        hint = hint.replace("{0}", prefix[1] if prefix else "name")
    return ReadError(name, problem, line=place[0], column=place[1], hint=hint)


class _TurtleWatch:
    """Notes the first line that may be RDF 1.2; refuses triple terms nested so deep that they would crash the parser's
    stack, and with it the process; and bases with `.` or `..`, which the parser keeps in the IRIs that it resolves.
    """

    _TOKEN = re.compile(rb"<<|>>|[\"']")

    def __init__(self, name: str, *, has_bases: bool) -> None:
        self.first_line: int | None = None
        self._name = name
        self._depth = 0
        self._line = 1
        self._has_bases = has_bases
        self._end = b""  # of the piece before: a base may go on in the next

    def watch(self, piece: bytes) -> None:
        """Look at the next piece; b"" ends the document."""
        # Searching for three short texts first is ten times as fast as the pattern, which few files match.
        is_suspect = self.first_line is None and any(sign in piece for sign in _RDF_1_2_SIGNS)
        if is_suspect and (match := _RDF_1_2.search(piece)):
            self.first_line = self._line + piece.count(b"\n", 0, match.start())
        if b"<<" in piece:
            self._follow(piece)
        if self._has_bases:
            self._refuse_dots(piece)
        self._line += piece.count(b"\n")

    def _refuse_dots(self, piece: bytes) -> None:
        for base in _BASE.finditer(text := self._end + piece):
            if has_dots(base[1].decode(errors="replace")):
                line = self._line + text.count(b"\n", 0, base.start()) - self._end.count(b"\n")
                problem = f"the base <{base[1].decode(errors='replace')}> has . or .. in its path"
                raise ReadError(self._name, problem, line=line, hint="write the base without them")
        _, mark, last_lines = text[-_LONGEST_BASE:].partition(b"\n")
        self._end = mark + last_lines

    def _follow(self, piece: bytes) -> None:
        for token in self._TOKEN.finditer(piece):
            self._depth = self._depth + 1 if token[0] == b"<<" else 0
            if self._depth > MAX_TRIPLE_TERM_DEPTH:
                line = self._line + piece.count(b"\n", 0, token.start())
                raise _refuse_rdf_1_2(_TRIPLE_TERM, self._name, line)
