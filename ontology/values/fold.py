"""Texts without case and diacritics, as readers compare them when they ignore both, and their words."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_STROKES = str.maketrans("đðɖłøħŧı", "dddlohti")
"""Letters whose stroke is not a mark in Unicode; ð and ɖ look like đ as capitals, and old texts mix them up."""
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 60
"""The characters of the longest words that are kept in memory."""


def fold(text: str) -> str:
    """The text without case and diacritics, `đ` as `d`: `Nền tảng Số` → `nen tang so`.

    Nothing else changes. Canonically equal texts (NFC, NFD) have the same fold; folding a fold changes nothing.
    """
    if text.isascii():
        return text.lower()
    words = text.split(" ")  # nothing is composed across a space
    return " ".join(map(_known_fold if max(map(len, words)) <= _LONGEST else _fold, words))


def _fold(word: str) -> str:
    return unicodedata.normalize("NFC", "".join(map(_plain, word)))


@lru_cache(maxsize=20_000)  # a memo: the texts of a release are made of the same words
def _known_fold(word: str) -> str:
    return _fold(word)


def words(text: str) -> str:
    """The words of the text, that is the runs of letters and digits of its fold, separated by single spaces."""
    return words_of_fold(fold(text))


def words_of_fold(folded: str) -> str:
    """The `words` of a text whose fold this is."""
    return " ".join(_WORD.findall(folded))


def iter_spans(text: str) -> Iterator[tuple[int, int]]:
    """The positions of the words in the text itself: start and end of each, in order.

    The `words` of the parts are the words of the whole. A mark belongs to the letter before it.
    """
    if _WORD.sub("", text).isascii():  # no marks between the letters and digits
        return (found.span() for found in _WORD.finditer(text))
    return _spans_with_marks(text)


def _spans_with_marks(text: str) -> Iterator[tuple[int, int]]:
    start = None
    for position, character in enumerate(text):
        is_inside = character.isalnum() or (unicodedata.combining(character) != 0)
        if is_inside and start is None:
            start = position
        elif not is_inside and start is not None:
            yield start, position
            start = None
    if start is not None:
        yield start, len(text)


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    return without_marks(without_marks(character).casefold()).translate(_STROKES)


def without_marks(text: str) -> str:
    """The text without marks above and below its letters, in the case that it has."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
