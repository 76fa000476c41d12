"""The order of texts, as Vietnamese dictionaries have it, in a key that both stores can compare.

Three levels, as in the Unicode Collation Algorithm: letters first (a ă â b c d đ e ê …, each a letter of its
own), then tones and other marks (none, huyền, hỏi, ngã, sắc, nặng), then case (lower before upper). White space
comes before punctuation, then digits, the letters of this alphabet, and other scripts by code point. The key is
ASCII, so that comparing it by bytes, by UTF-16 units or by code points is the same.
"""

import unicodedata
from functools import lru_cache

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTERS = {letter: chr(ord("A") + place) for place, letter in enumerate(_ALPHABET)}
_OWN_MARKS = {
    (letter, mark): unicodedata.normalize("NFC", letter + mark)
    for letter in "aeou"
    for mark in "\u0302\u0306\u031b"
    if unicodedata.normalize("NFC", letter + mark) in _LETTERS
}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SPACE, _SIGN, _OTHER, _LEVEL = "!", "#", "~", " "


@lru_cache(maxsize=4096)
def collation_key(text: str) -> str:
    """The key of a text; texts that differ in nothing but their Unicode normalisation have the same."""
    primary: list[str] = []
    secondary: list[str] = []
    tertiary: list[str] = []
    last = ""
    for char in unicodedata.normalize("NFD", text):
        if unicodedata.combining(char) and primary:
            own = _OWN_MARKS.get((last, char))
            if own is not None:
                last, primary[-1] = own, _LETTERS[own]
            else:
                mark = _TONES.get(char) or f"6{ord(char):06X}"
                secondary[-1] = mark if secondary[-1] == "0" else secondary[-1] + mark
            continue
        for lower in char.casefold():
            last = lower
            primary.append(_weight(lower))
            secondary.append("0")
            tertiary.append("0" if char == lower else "1")
    levels = ("".join(primary), "".join(secondary).rstrip("0"), "".join(tertiary).rstrip("0"))
    return _LEVEL.join(levels).rstrip(_LEVEL)


def _weight(char: str) -> str:
    if char in _LETTERS:
        return _LETTERS[char]
    if char.isspace():
        return _SPACE
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    return f"{_OTHER if char.isalpha() else _SIGN}{ord(char):06X}"
