"""Terms as strings of N-Triples: IRIs, and literals taken apart into form, language and datatype or put together."""

import re

from pyoxigraph import Literal

from ontology.namespaces import RDF, XSD

STRING = XSD + "string"
LANG_STRING = RDF + "langString"

_ESCAPE = re.compile(r"""\\(?:([tbnrf"'\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))""")
_NAMED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


def lines_of(text: str) -> list[str]:
    """The lines of N-Triples or N-Quads. `splitlines` would also end one at some characters of literals (U+2028, …)."""
    return [line for line in text.split("\n") if line]


def to_ntriples(node: str) -> str:
    """The N-Triples form of an IRI; a `_:label` or a literal in N-Triples form stays as it is."""
    return node if node.startswith(("_:", '"')) else f"<{node}>"


def from_ntriples(node: str) -> str:
    """The IRI of a node in N-Triples form; a `_:label` or a literal stays as it is."""
    return node[1:-1] if node.startswith("<") else node


def split(term: str) -> tuple[str, str, str]:
    """The lexical form, language tag (empty: none) and datatype IRI of a literal in N-Triples."""
    end = term.rindex('"')
    lexical = term[1:end]
    if "\\" in lexical:
        lexical = _ESCAPE.sub(_character, lexical)
    rest = term[end + 1 :]
    if not rest:
        return lexical, "", STRING
    if rest[0] == "@":
        return lexical, rest[1:], LANG_STRING
    return lexical, "", rest[3:-1]


def join(lexical: str, language: str = "", datatype: str = STRING) -> str:
    """The literal in N-Triples, escaped as pyoxigraph writes it."""
    # Most texts have nothing to escape, which is faster to see than to write.
    is_plain = lexical.isprintable() and '"' not in lexical and "\\" not in lexical
    quoted = f'"{lexical}"' if is_plain else str(Literal(lexical))
    if language:
        return f"{quoted}@{language}"
    return quoted if datatype == STRING else f"{quoted}^^<{datatype}>"


def _character(match: re.Match[str]) -> str:
    return _NAMED[match[1]] if match[1] else chr(int(match[2] or match[3], 16))
