"""The order of dictionaries: first by letters, then by tones and accents, then by case."""

import unicodedata
from functools import cache
from itertools import takewhile

LETTERS = tuple("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
"""ngang, huyền, hỏi, ngã, sắc, nặng."""
Accents = tuple[tuple[int, str], ...]
Place = tuple[tuple[tuple[int, int, str], ...], tuple[Accents, ...], tuple[bool, ...]]


@cache
def dictionary_place(text: str, *, latin: bool = False) -> Place:
    """A key that compares in the order of a Vietnamese dictionary, or of an English and French one."""
    letters, tones, cases = list[tuple[int, int, str]](), list[Accents](), list[bool]()
    apart = unicodedata.normalize("NFD", text)
    at = 0
    while at < len(apart):
        marks = "".join(takewhile(unicodedata.combining, apart[at + 1 :]))
        base = apart[at]
        lower = base.lower()
        letter, rest = (lower, marks) if latin else _letter(lower, marks)
        letters.append(_group(letter))
        tones.append(tuple((TONES.index(m), "") if m in TONES else (len(TONES), m) for m in rest))
        cases.append(base != lower)
        at += 1 + len(marks)
    return tuple(letters), tuple(tones), tuple(cases)


def _letter(base: str, marks: str) -> tuple[str, str]:
    """The letter that a base and its marks make, and the marks that are not part of it."""
    for mark in marks:
        letter = unicodedata.normalize("NFC", base + mark)
        if letter in LETTERS:
            return letter, marks.replace(mark, "", 1)
    return base, marks


def _group(letter: str) -> tuple[int, int, str]:
    """Punctuation and spaces, then digits, then letters, then all else."""
    if letter in LETTERS:
        return 2, LETTERS.index(letter), ""
    if letter.isspace():
        return 0, 0, " "
    if letter.isdecimal():
        return 1, unicodedata.decimal(letter), ""
    return (3 if letter.isalnum() else 0), 1, letter
