"""The tokens of a SPARQL query, as far as it must be known what is code: before any engine reads the query.

A query engine that meets `SERVICE` sends requests to other machines. So the word is refused wherever an engine could
read it as code. Grammars and engines differ in small things, such as `?a<'>'`, which begins with a variable and is
either a comparison or a variable and an IRI. Here both readings are followed, and a query is refused by either. For
the same reason a name ends at its first dot.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

from graph_api.errors import QueryError

MAX_QUERY = 100_000
"""Most characters of a query."""
_STEPS = 30
"""Most characters that are looked at for each one of the query, in all readings together."""
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_IRI = re.compile(r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>")
_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>\#[^\n\r]*)
  | (?P<long>\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*+(?P<end1>\"\"\")?+ | '''(?:'{0,2}(?:[^'\\]|\\.))*+(?P<end2>''')?+)
  | (?P<short>\"(?:[^\"\\\n\r]|\\.)*+(?P<end3>\")?+ | '(?:[^'\\\n\r]|\\.)*+(?P<end4>')?+)
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<local>:(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
              (?:[\w:·‿⁀\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*+)?)
  | (?P<word>\w+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTED = {"long": ("end1", "end2"), "short": ("end3", "end4")}
"""The kinds of texts, with the groups of what ends them."""
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"])
_FIRST_WORD = re.compile(
    r"(?:\s+|#[^\n\r]*|BASE\s*<[^>]*>|PREFIX\s*[^\s:<]*:\s*<[^>]*>|VERSION\s*\"[^\"]*\")*+([A-Za-z]+)",
    re.IGNORECASE,
)
_VOLATILE = re.compile(r"\b(?:RAND|NOW|UUID|STRUUID|BNODE)\b", re.IGNORECASE)


def check_query(text: str) -> None:
    """Raise `QueryError` for a query that is too long, an update, or has `SERVICE` where it could be code."""
    if len(text) > MAX_QUERY:
        raise QueryError(
            f"The query has more than {MAX_QUERY:,} characters.",
            code="SPARQL_SYNTAX",
            hint="Ask in several queries.",
        )
    for reading in {text, _ESCAPE.sub(_decoded, text)}:
        if any("service" in part.lower() for part in iter_code(reading)):
            raise QueryError("`SERVICE` is not available here.", code="SPARQL_SERVICE")
    if (word := first_keyword(text)) in _UPDATES:
        raise QueryError(f"This service has no updates such as `{word}`.", code="SPARQL_UPDATE")


def is_volatile(text: str) -> bool:
    """True if a query may have another answer each time it is asked."""
    return _VOLATILE.search(text) is not None


def first_keyword(text: str) -> str:
    """The first keyword after the prologue, in upper case; empty if there is none."""
    found = _FIRST_WORD.match(text)
    return found[1].upper() if found else ""


def iter_code(text: str) -> Iterator[str]:
    """The pieces of a query that may be code: neither string, comment nor name, and no IRI in at least one reading.

    Raises `QueryError` if the readings are too many to follow.
    """
    agenda, known, steps = [0], {0, len(text)}, 0
    while agenda and text:
        for token in _tokens_at(text, at := heappop(agenda)):
            steps += token.cost
            if token.is_code:
                yield text[at : token.end]
            if token.end not in known:
                known.add(token.end)
                heappush(agenda, token.end)
        if steps > _STEPS * len(text) + 1000:
            raise QueryError(
                "The query cannot be read without doubt: it is not clear where its texts end.",
                code="SPARQL_SYNTAX",
                hint="Put spaces around `<`, and close each quotation mark.",
            )


@dataclass(frozen=True, slots=True)
class _QueryToken:
    """A token up to `end`. `cost`: the characters that were looked at."""

    end: int
    is_code: bool
    cost: int


def _tokens_at(text: str, at: int) -> Iterator[_QueryToken]:
    """The tokens that may begin at a place."""
    if text[at] == "<" and (iri := _IRI.match(text, at)):
        yield _QueryToken(iri.end(), False, len(iri[0]))
        if _may_be_comparison(iri[0]):
            yield _QueryToken(at + 1, True, 1)
        return
    token = _TOKEN.match(text, at)
    if token is None:
        raise AssertionError("every character is a token")
    kind, cost = token.lastgroup, token.end() - at
    if kind in _QUOTED and not any(token[end] for end in _QUOTED[kind]):
        # A text without an end: an empty one with another one behind it, or a mistake.
        yield _QueryToken(at + (2 if kind == "long" else 1), True, cost)
    else:
        yield _QueryToken(token.end(), kind in ("word", "other"), cost)


def _may_be_comparison(iri: str) -> bool:
    """True if an IRI could also be read as `<` and what follows it, with a clause behind the end of the IRI.

    Only a text or a comment can lead over that end, and in a comparison no two slashes stand before it.
    """
    start = re.split("[#']", iri, maxsplit=1)
    return len(start) > 1 and "//" not in start[0]


def _decoded(escape: re.Match[str]) -> str:
    number = int(escape[1] or escape[2], 16)
    return chr(number) if number <= 0x10FFFF else " "
