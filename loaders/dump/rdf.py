"""RDF/XML: the union of the graphs. XML 1.0 cannot express everything that RDF can; that is checked first.

It is written here and not by the parser's library, which leaves carriage returns bare (they would be read as line
feeds) and makes elements with names that XML does not allow.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from loaders.dump.triples import iter_triple_lines
from ontology.errors import DataError
from ontology.namespaces import RDF
from ontology.values.literals import LANG_STRING, STRING, from_ntriples, split

_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_LOCAL_NAMES = (
    # What every parser takes (many keep to the letters of the fourth edition of XML), Vietnamese among it,
    re.compile(r"[A-Z_a-zÀ-ÖØ-öø-ıĀ-ľŁ-ňŊ-žƠơƯưẠ-ỹ][-.0-9A-Z_a-zÀ-ÖØ-öø-ıĀ-ľŁ-ňŊ-žƠơƯưẠ-ỹ]*$"),
    # and what the fifth edition allows.
    re.compile(f"[{_START}][-.0-9\u00b7\u0300-\u036f\u203f\u2040{_START}]*$"),
)
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPED = re.compile(r"\\[uU]")
_SYNTAX = (
    "RDF",
    "ID",
    "about",
    "parseType",
    "resource",
    "nodeID",
    "datatype",
    "Description",
    "li",
    "aboutEach",
)
_RESERVED = frozenset(RDF + name for name in (*_SYNTAX, "aboutEachPrefix", "bagID"))
_XML_NAMESPACES = ("http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/")


def write(lines: Iterable[bytes], output: BinaryIO, prefixes: Mapping[str, str]) -> None:
    """Write the triples as RDF/XML. Raises `DataError` before the first byte if XML 1.0 cannot express one."""
    names = _names(lines, prefixes)
    declared = {name.partition(":")[0]: _split(iri)[0] for iri, name in names.items()}
    output.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF')
    namespaces = sorted({**declared, "rdf": RDF}.items())
    output.writelines(f"\n xmlns:{prefix}={quoteattr(iri)}".encode() for prefix, iri in namespaces)
    output.write(b">\n")
    triples = (_terms(line) for line in iter_triple_lines(lines))
    for subject, about in groupby(triples, key=lambda terms: terms[0]):
        output.write(f"<rdf:Description {_reference('about', subject)}>\n".encode())
        output.writelines(_element(names[predicate], obj).encode() for _, predicate, obj in about)
        output.write(b"</rdf:Description>\n")
    output.write(b"</rdf:RDF>\n")


def is_in_xml(lines: Iterable[str]) -> bool:
    """True if RDF/XML can express some statements, lines of N-Quads."""
    properties = set()
    for line in lines:
        properties.add(line.split(" ", 2)[1])
        if "\\u" in line and problem_of_line(line.encode()):
            return False
    return not any(problem_of_property(name[1:-1]) for name in properties)


@lru_cache(maxsize=1_000)  # a memo: documents have the same properties
def problem_of_property(iri: str) -> str:
    """The reason why RDF/XML cannot name a property; empty if it can."""
    try:
        _split(iri)
    except DataError as problem:
        return problem.message
    return ""


def problem_of_line(line: bytes) -> str:
    """The reason why RDF/XML cannot hold the value of a statement, a line of N-Quads; empty if it can."""
    subject, predicate, rest = line.decode().split(" ", 2)
    obj = rest.rsplit(" ", 2)[0]
    try:
        if obj[0] == '"' and _ESCAPED.search(obj):
            _refuse_characters(subject, from_ntriples(predicate), obj)
    except DataError as problem:
        return problem.message
    return ""


def _terms(line: bytes) -> tuple[str, str, str]:
    subject, predicate, rest = line.decode().split(" ", 2)
    return subject, from_ntriples(predicate), rest[:-2]


def _names(lines: Iterable[bytes], prefixes: Mapping[str, str]) -> dict[str, str]:
    """The element's name of each predicate; raises if XML allows no name for one, or not a character of a value."""
    known = {namespace: prefix for prefix, namespace in prefixes.items()}
    known[RDF] = "rdf"
    names: dict[str, str] = {}
    for line in iter_triple_lines(lines):
        subject, predicate, obj = _terms(line)
        if obj[0] == '"' and _ESCAPED.search(obj):
            _refuse_characters(subject, predicate, obj)
        if predicate not in names:
            namespace, local = _split(predicate)
            prefix = known.setdefault(namespace, f"ns{len(known)}")
            names[predicate] = f"{prefix}:{local}"
    return names


def _refuse_characters(subject: str, predicate: str, obj: str) -> None:
    character = _NOT_IN_XML.search(split(obj)[0])
    if character:
        raise DataError(
            f"RDF/XML cannot hold the character U+{ord(character[0]):04X}, which is in a value of "
            f"<{predicate}> of {subject}",
            code="FORMAT_CANNOT_SAY",
            hint="dump in another format, e.g. ttl",
        )


def _split(predicate: str) -> tuple[str, str]:
    """Namespace and local name, the longest that XML allows."""
    for match in _iter_local_names(predicate):
        namespace = predicate[: match.start()]
        if namespace and namespace not in _XML_NAMESPACES and predicate not in _RESERVED:
            return namespace, match[0]
    raise DataError(
        f"RDF/XML cannot name the property <{predicate}>",
        code="FORMAT_CANNOT_SAY",
        hint="dump in another format, e.g. ttl",
    )


def _iter_local_names(predicate: str) -> Iterator[re.Match[str]]:
    for pattern in _LOCAL_NAMES:
        at = 0
        while match := pattern.search(predicate, at):
            yield match
            at = match.start() + 1


def _element(name: str, obj: str) -> str:
    if obj[0] != '"':
        return f" <{name} {_reference('resource', obj)}/>\n"
    lexical, language, datatype = split(obj)
    mark = ""
    if datatype == LANG_STRING:
        mark = f" xml:lang={quoteattr(language)}"
    elif datatype != STRING:
        mark = f" rdf:datatype={quoteattr(datatype)}"
    text = escape(lexical, {"\r": "&#13;"})
    return f" <{name}{mark}>{text}</{name}>\n"


def _reference(attribute: str, term: str) -> str:
    if term.startswith("_:"):
        return f'rdf:nodeID="{term[2:]}"'
    return f"rdf:{attribute}={quoteattr(from_ntriples(term))}"
