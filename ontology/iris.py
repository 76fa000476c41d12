"""IRIs: the base that all our IRIs begin with, and the slugs in the IRIs of entities."""

import re
import unicodedata

DEFAULT_BASE = "https://w3id.org/vn-ndp/"


def rebase(content: bytes, base: str) -> bytes:
    """`content` of a shipped file with every IRI under the default base moved under `base`."""
    return content if base == DEFAULT_BASE else content.replace(DEFAULT_BASE.encode(), base.encode())


def derived_graphs(base: str) -> tuple[str, str, str]:
    """The graphs that hold the program's conclusions: derived statements, findings, and composed labels."""
    return f"{base}graph/derived", f"{base}graph/findings", f"{base}graph/labels"


def local_name(iri: str) -> str:
    """The last part of an IRI: after `#`, else after the last `/` or `:`."""
    for separator in "#/:":
        _, mark, tail = iri.rpartition(separator)
        if mark and tail:
            return tail
    return iri


def last_part(iri: str) -> str:
    """The part of an IRI after its last `#`, else after its last `/`, if one of these ends it: the part before."""
    return iri.rstrip("/#").rsplit("#", 1)[-1].rsplit("/", 1)[-1]


SLUG_LENGTH = 80
"""Longest slug; a longer one is cut between two words."""


def slug(text: str) -> str:
    """`text` as an ASCII name for an IRI: `Bộ Thông tin và Truyền thông` gives `bo-thong-tin-va-truyen-thong`.

    The same for composed and decomposed letters; empty if `text` has no letter or digit of ASCII's kind.
    """
    folded = unicodedata.normalize("NFC", text).casefold().replace("đ", "d")
    letters = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    whole = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    if len(whole) <= SLUG_LENGTH:
        return whole
    cut, _, _ = whole[: SLUG_LENGTH + 1].rpartition("-")
    return cut or whole[:SLUG_LENGTH]
