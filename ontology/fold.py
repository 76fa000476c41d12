"""Texts without what a hurried typist leaves out: case and diacritics, so that `nen tang so` is `Nền tảng số`."""

import unicodedata
from functools import lru_cache

_STROKE = str.maketrans({"đ": "d"})


def fold(text: str) -> str:
    """The text in lower case and without diacritics, đ as d; nothing else is changed. NFC and NFD fold alike."""
    if text.isascii():
        return text.lower()
    bare = _without_marks(_without_marks(text).casefold().translate(_STROKE))
    return unicodedata.normalize("NFC", bare)


def _without_marks(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")


@lru_cache(maxsize=1024)
def words(text: str) -> str:
    """The words of a text, folded, with one space between them: runs of letters and digits."""
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text)).split())
