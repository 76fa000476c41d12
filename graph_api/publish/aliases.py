"""Aliases of addresses: the paths that may have been meant by one that nothing has."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from ontology.values.fold import fold

MOST_ALIASES = 80
"""The resources that a path may have meant, at most."""
_LONGEST = 2_000
"""Characters of the longest path that is taken for another one."""
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
    """The IRIs that a path which nothing has may have meant, without those of the path itself, at most `MOST_ALIASES`.

    They differ in the form of their letters (NFC, NFD), case, diacritics, spaces, and slashes at the end.
    """
    plain = path.rstrip("/ ")
    if len(plain) > _LONGEST:
        return ()
    composed = unicodedata.normalize("NFC", plain)
    texts = dict.fromkeys((composed, _hyphened(composed), _hyphened(composed).replace("--", "-")))
    spelled = (one for text in texts for one in _iter_spellings(text))
    variants = (plain, *(unicodedata.normalize(form, one) for one in spelled for form in ("NFC", "NFD")))
    iris = dict.fromkeys(base + one for one in variants if one)
    return tuple(iri for iri in iris if iri != base + path and _is_readable(iri))[:MOST_ALIASES]


def closest(base: str, path: str, iris: Iterable[str]) -> tuple[str, ...]:
    """Those of the `alias_candidates` of a path that are closest to it: several if none is closer than another."""
    distances = {iri: _distance(path.rstrip("/ "), iri.removeprefix(base)) for iri in iris}
    least = min(distances.values(), default=0)
    return tuple(iri for iri, distance in distances.items() if distance == least)


def _iter_spellings(text: str) -> Iterator[str]:
    """A path with and without its case and diacritics, and with the usual cases in its last part."""
    for letters in (text, text.lower(), fold(text)):
        head, slash, last = letters.rpartition("/")
        for name in (last, last.capitalize(), last.title(), last.upper()):
            yield head + slash + name


def _distance(path: str, other: str) -> int:
    """The number of respects in which two paths differ: separators, case and diacritics."""
    path, other = (unicodedata.normalize("NFC", one) for one in (path, other))
    plain, meant = (_hyphened(one).replace("--", "-") for one in (path, other))
    separators = 0 if path in (plain, other) else 1
    if plain == meant:
        return separators
    is_near = plain.lower() == meant.lower() or _bare(plain) == _bare(meant)
    return separators + (1 if is_near else 2)


def _bare(text: str) -> str:
    """A text without diacritics; its case stays."""
    return "".join(fold(one).upper() if one.isupper() else fold(one) for one in text)


def _hyphened(text: str) -> str:
    return _SEPARATORS.sub("-", text)


def _unescaped_letters(text: str) -> str:
    """The text with escaped letters that are not ASCII as they are, and all other escapes as they stand."""
    return re.sub(r"(?:%[89A-Fa-f][0-9A-Fa-f])+", lambda match: _letters(match[0]), text)


def _letters(escaped: str) -> str:
    letters = unquote(escaped)
    return escaped if "\ufffd" in letters else letters


def _is_readable(iri: str) -> bool:
    """True if the text can be an IRI: without characters that N-Triples does not have in one."""
    return _UNREADABLE.search(iri) is None
