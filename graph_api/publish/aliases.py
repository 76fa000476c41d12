"""Aliases of addresses: the paths that may have been meant by one that nothing has."""

import re
import unicodedata
from urllib.parse import unquote

from ontology.values.fold import fold

_MOST = 12
_SEPARATORS = re.compile(r"[\s_]+")
_UNREADABLE = re.compile(r'[\x00-\x20<>"{}|^`\\\ufffd]')


def iris_of_path(base: str, raw: str, query: str = "") -> tuple[str, ...]:
    """The IRIs below `base` that a path may name, as it is in the request (`raw`, without the slash at its beginning).

    An IRI may itself have escapes (`a%20b`), or a query; a client sends an IRI's other letters than ASCII escaped.
    """
    iris = [base + _unescaped_letters(raw), base + unquote(raw)]
    if query:
        iris = [f"{iris[0]}?{_unescaped_letters(query)}", *iris]
    return tuple(dict.fromkeys(iri for iri in iris if _is_readable(iri)))


def iris_of_document(base: str, raw: str) -> tuple[str, ...]:
    """The IRIs below `base` that the path of a document may name: what follows `/doc/`, escaped once."""
    return tuple(
        dict.fromkeys(
            iri for iri in (base + unquote(raw), base + _unescaped_letters(raw)) if _is_readable(iri)
        )
    )


def alias_candidates(base: str, path: str) -> tuple[str, ...]:
    """The IRIs that a path which nothing has may have meant, without those of the path itself, at most twelve.

    They differ in the form of their letters (NFC, NFD), case, diacritics, spaces, and slashes at the end.
    """
    plain = path.rstrip("/ ")
    composed = unicodedata.normalize("NFC", plain)
    decomposed = unicodedata.normalize("NFD", plain)
    folded = fold(composed)
    hyphens = _SEPARATORS.sub("-", folded)
    lower = composed.lower()
    letters = (composed, decomposed, lower, unicodedata.normalize("NFD", lower))
    variants = (plain, *letters, folded, hyphens, hyphens.replace("--", "-"))
    last = (f"{head}/{tail.upper()}" for head, slash, tail in (folded.rpartition("/"),) if slash)
    iris = dict.fromkeys(base + one for one in (*variants, *last) if one)
    return tuple(iri for iri in iris if iri != base + path and _is_readable(iri))[:_MOST]


def _unescaped_letters(text: str) -> str:
    """The text with escaped letters that are not ASCII as they are, and all other escapes as they stand."""
    return re.sub(r"(?:%[89A-Fa-f][0-9A-Fa-f])+", lambda match: _letters(match[0]), text)


def _letters(escaped: str) -> str:
    letters = unquote(escaped)
    return escaped if "\ufffd" in letters else letters


def _is_readable(iri: str) -> bool:
    """True if the text can be an IRI: without characters that N-Triples does not have in one."""
    return _UNREADABLE.search(iri) is None
