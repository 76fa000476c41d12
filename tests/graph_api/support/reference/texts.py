"""The contract's rules for texts: languages, case and diacritics, words, and the order of Vietnamese dictionaries."""

import re
import unicodedata
from collections.abc import Sequence

Texts = Sequence[tuple[str, str | None]]

# -- languages


def in_range(tag: str, wanted: str) -> bool:
    """RFC 4647 basic filtering."""
    return tag == wanted or tag.startswith(wanted + "-") or (wanted == "*" and tag != "")


def truncated(wanted: str) -> list[str]:
    """A range and its truncations (RFC 4647 §3.4): the last part goes, and a single letter before it too."""
    found = [wanted]
    while "-" in found[-1]:
        found.append(re.sub(r"(-.)*-[^-]*$", "", found[-1]))
    return found


def best(texts: Texts, lang: Sequence[str] | None, accepted: Sequence[str]) -> tuple[str, str | None]:
    """The text to show: `lang`, Accept-Language, vi, en, fr, untagged, any; ties by code point."""
    ordered = sorted(texts, key=lambda pair: (pair[0], pair[1] or ""))
    for one in (*(tag for tag in lang or () if tag != "*"), *accepted, "vi", "en", "fr"):
        for wanted in truncated(one.lower()):
            for text, tag in ordered:
                if tag and in_range(tag, wanted):
                    return text, tag
    untagged = [pair for pair in ordered if not pair[1]]
    return (untagged or ordered)[0]


def accepted_languages(header: str) -> list[str]:
    """The languages of an Accept-Language header, best first; `*` adds none."""
    found: list[tuple[float, int, str]] = []
    for item in header.split(","):
        tag, _, quality = item.strip().partition(";q=")
        if tag and tag != "*" and float(quality or 1) > 0:
            found.append((-float(quality or 1), len(found), tag.lower()))
    return [tag for _, _, tag in sorted(found)]


# -- case, diacritics and words


def composed(text: str) -> str:
    """The text as it is compared: what looks equal is equal."""
    return unicodedata.normalize("NFC", text)


def folded(text: str) -> str:
    """The text without case and diacritics; đ is d."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join("d" if c == "đ" else c for c in apart if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    """The words of a text: its letters and digits that stand together, folded."""
    return re.findall(r"[^\W_]+", folded(text))
