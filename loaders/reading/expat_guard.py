"""Expat, set up for documents that nobody has checked.

It opens no file and no connection, takes UTF-8 only, whatever the first line calls it, and bounds entities and depth.
What Expat would leave out without a word is an error here.
"""

import codecs
import re
from typing import Final
from xml.parsers import expat

from loaders.reading.canonical_xml import XmlName
from loaders.reading.read_error import ReadError

MAX_ENTITIES = 200
MAX_ENTITY_LENGTH = 1_000

_SEPARATOR = "\f"  # of the parts of a name; XML allows it nowhere
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})
_START_TAG = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_REFERENCE = re.compile(rb"&([^#;&\s][^;&\s]*);")

_ENTITY_HINT = "write the text where it is used; only short namespace entities are accepted"
_XML_HINT = "fix the XML; an XML editor or `xmllint --noout FILE` shows the place"


def parse_name(expanded: str) -> XmlName:
    """The name that Expat gives as `expanded`."""
    parts = expanded.split(_SEPARATOR)
    uri, local = parts[:2] if len(parts) > 1 else ("", expanded)
    return XmlName(uri, local, parts[2] if len(parts) > 2 else "")


class ExpatGuard:
    """A parser whose declarations are watched; callers set its handlers of elements, texts and namespaces.

    `may_skip_entities`: it leaves out entities that the file does not declare, since others may be outside.
    """

    def __init__(self, name: str) -> None:
        self.parser: Final = expat.ParserCreate("UTF-8", _SEPARATOR)
        parser = self.parser
        self._name = name
        self._entities: set[str] = set()
        self.may_skip_entities = False
        parser.namespace_prefixes = True
        parser.buffer_text = True
        parser.XmlDeclHandler = self._on_declaration
        parser.EntityDeclHandler = self._on_entity
        parser.NotStandaloneHandler = self._on_external
        parser.SkippedEntityHandler = self._on_skipped

    def feed(self, piece: bytes) -> None:
        """Parse the next piece; b"" ends the document. Raises ReadError with the line."""
        try:
            self.parser.Parse(piece, not piece)
        except expat.ExpatError as error:
            raise self.error(_explain(error), _XML_HINT) from None

    def error(self, problem: str, hint: str) -> ReadError:
        """An error at the place where the parser is."""
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        return ReadError(self._name, problem, line=line, column=column, hint=hint)

    def _on_declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is None:
            return
        try:
            codec = codecs.lookup(encoding).name
        except LookupError:
            codec = ""
        if codec in {"utf-8", "ascii"}:
            return
        if not codec or codec.startswith(("utf-16", "utf-32")):
            hint = 'write encoding="UTF-8" there if its letters look right, else convert it to UTF-8'
        else:
            hint = (
                f"convert it, e.g. iconv -f {encoding} -t UTF-8, and remove the encoding from the first line"
            )
        raise self.error(f"the XML declares the encoding {encoding}; only UTF-8 is read", hint)

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
            raise self.error(f"the entity {name!r} is external or a parameter entity", _ENTITY_HINT)
        if "&" in value:
            raise self.error(f"the entity {name!r} refers to another entity", _ENTITY_HINT)
        if len(value) > MAX_ENTITY_LENGTH:
            raise self.error(
                f"the entity {name!r} has {len(value)} characters; {MAX_ENTITY_LENGTH} are allowed",
                _ENTITY_HINT,
            )
        self._entities.add(name)
        if len(self._entities) > MAX_ENTITIES:
            raise self.error(f"more than {MAX_ENTITIES} entities are declared", _ENTITY_HINT)

    def _on_external(self) -> int:
        # Some declarations are elsewhere: from here on Expat leaves out entities that it does not know.
        self.may_skip_entities = True
        return 1

    def _on_skipped(self, name: str, _is_parameter: int) -> None:
        raise self.error(
            f"the entity {name!r} is not declared in the file",
            "declare the entity in the document, or write the character itself",
        )

    def refuse_skipped(self) -> None:
        """Raise ReadError if the start tag that the parser is at has an entity that is not declared.

        Expat reports those that it leaves out of texts, but not those of attributes.
        """
        tag = _START_TAG.match(self.parser.GetInputContext() or b"")
        for reference in _REFERENCE.finditer(tag[0] if tag else b""):
            name = reference[1].decode()
            if name not in self._entities and name not in _PREDEFINED:
                self._on_skipped(name, 0)


def _explain(error: expat.ExpatError) -> str:
    text = expat.ErrorString(error.code) or "unknown error"
    if text == "no element found":
        return "the XML ends before its root element does"
    return f"invalid XML: {text}"
