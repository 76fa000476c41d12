"""Checks that RDF/XML is well formed and bounded before it is parsed.

The RDF parser gives no line for ill-formed XML, accepts a truncated document, and expands entities without bound (796
bytes can become 33 million characters). Expat, from the standard library, gets each piece first; it opens no file
and no connection.
"""

from xml.parsers import expat

from loaders.reading.read_error import ReadError

MAX_DEPTH = 1_000
MAX_ENTITIES = 200
MAX_ENTITY_LENGTH = 1_000

_ENTITY_HINT = "write the text where it is used; only short namespace entities are accepted"


class XmlWatch:
    """Checks a document that is given piece by piece to `watch`."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._depth = 0
        self._entities = 0
        self._is_done = False
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.XmlDeclHandler = self._on_declaration
        parser.EntityDeclHandler = self._on_entity
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end

    def watch(self, piece: bytes) -> None:
        """Look at the next piece; b"" ends the document. Raises ReadError with the line."""
        if self._is_done:
            return
        self._is_done = not piece
        try:
            self._parser.Parse(piece, not piece)
        except expat.ExpatError as error:
            raise self._error(_explain(error)) from None

    def _error(self, problem: str, hint: str | None = None) -> ReadError:
        parser = self._parser
        return ReadError(
            self._name,
            problem,
            line=parser.CurrentLineNumber,
            column=parser.CurrentColumnNumber + 1,
            hint=hint or "fix the XML; an XML editor or `xmllint --noout FILE` shows the place",
        )

    def _on_declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.upper() not in {"UTF-8", "US-ASCII", "ASCII"}:
            raise self._error(
                f"the XML declares the encoding {encoding}; only UTF-8 is read",
                f"convert it, e.g. iconv -f {encoding} -t UTF-8, and remove the encoding from the first line",
            )

    def _on_entity(
        self,
        name: str,
        is_parameter: int,
        value: str | None,
        _base: str | None,
        _system_id: str | None,
        _public_id: str | None,
        _notation: str | None,
    ) -> None:
        if is_parameter or value is None:
            raise self._error(f"the entity {name!r} is external or a parameter entity", _ENTITY_HINT)
        if "&" in value:
            raise self._error(f"the entity {name!r} refers to another entity", _ENTITY_HINT)
        if len(value) > MAX_ENTITY_LENGTH:
            raise self._error(
                f"the entity {name!r} has {len(value)} characters; {MAX_ENTITY_LENGTH} are allowed",
                _ENTITY_HINT,
            )
        self._entities += 1
        if self._entities > MAX_ENTITIES:
            raise self._error(f"more than {MAX_ENTITIES} entities are declared", _ENTITY_HINT)

    def _on_start(self, _name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error(
                f"elements are nested more than {MAX_DEPTH} deep",
                "describe each resource in an rdf:Description of its own and refer to it by rdf:resource",
            )

    def _on_end(self, _name: str) -> None:
        self._depth -= 1


def _explain(error: expat.ExpatError) -> str:
    text = expat.ErrorString(error.code) or "unknown error"
    if text == "no element found":
        return "the XML ends before its root element does"
    return f"invalid XML: {text}"
