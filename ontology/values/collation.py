"""The order of texts as a reader expects it, as keys that any store compares by code point.

A key has three levels, as the Unicode collation algorithm has them:

1. the letters `a ă â b c d đ e ê … ơ … ư … z`; before them white space, then punctuation and symbols, then
   digits; after them the letters of other scripts by code point. In the order of English and French `ă`, `â`, `ê`,
   `ô`, `ơ` and `ư` stand with `a`, `e`, `o` and `u`;
2. the tones: none, `huyền`, `hỏi`, `ngã`, `sắc`, `nặng`; then other diacritics;
3. case, lower first; then variants of other characters, such as `Ａ`, `²` or `ß`.

Keys are ASCII without `@`. Texts have one key if and only if they are canonically equal (NFC, NFD).
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import zip_longest

_LETTERS = {letter: chr(65 + place) for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
"""The first-level weights, `A` to `a`, above those of digits (themselves) and below that of other letters."""
_SPACE, _SYMBOL, _NUMBER, _OTHER = "#", "$", ":", "x"
_LEVEL = "!"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_MODIFIED = {
    letter + mark: whole
    for mark, pairs in ((_CIRCUMFLEX, ("aâ", "eê", "oô")), (_BREVE, ("aă",)), (_HORN, ("oơ", "uư")))
    for letter, whole in map(tuple, pairs)
}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_MARK = "6"
_NOTHING = "0"
_AS_IT_IS, _CAPITAL, _VARIANT = _NOTHING, "1", "2"
_STROKES = {"ð": "đ", "ɖ": "đ", "ł": "l", "ø": "o", "ħ": "h", "ŧ": "t", "ı": "i"}
_PIECE = 4096
_LONGEST = 60
"""The characters of the longest words that are kept in memory."""
_Levels = tuple[str, str, str]
"""The weights of a text on each level."""
_NO_LEVELS: _Levels = ("", "", "")
_NIBBLES = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


class Collation(StrEnum):
    """An alphabet that texts are ordered by."""

    VIETNAMESE = "vi"
    LATIN = "latin"


_COLLATIONS = {"vi": Collation.VIETNAMESE, "en": Collation.LATIN, "fr": Collation.LATIN}


def collation_of(languages: Iterable[str]) -> Collation:
    """The alphabet of the first of some language tags that has one; else the Vietnamese one."""
    known = (_COLLATIONS.get(tag.partition("-")[0].lower()) for tag in languages)
    return next((one for one in known if one is not None), Collation.VIETNAMESE)


def collation_key(text: str, collation: Collation = Collation.VIETNAMESE) -> str:
    """The key whose order by code point is the order of the texts."""
    composed = unicodedata.normalize("NFC", text)
    return _key(tuple(_levels(one, collation) for one in _pieces(composed)), "")


def collation_keys(text: str) -> tuple[str, str]:
    """The Vietnamese and the Latin `collation_key` of a text; faster than one after the other."""
    words = unicodedata.normalize("NFC", text).split(" ")
    if max(map(len, words)) <= _LONGEST:
        levels = list(map(_known_levels, words))
        if None not in levels:
            vietnamese, latin = zip(*levels, strict=True)
            first = _key(vietnamese, " ")
            return first, first if latin == vietnamese else _key(latin, " ")
    whole = collation_key(text)
    return whole, whole if text.isascii() else collation_key(text, Collation.LATIN)


def _key(parts: Sequence[_Levels], between: str) -> str:
    """The key of a text from the weights of its parts, and of what stands between them: a space or nothing."""
    if not parts:
        return ""
    spaces = _weights(between) if between else _NO_LEVELS
    first, second, third = map(str.join, spaces, zip(*parts, strict=True))
    # Texts that agree on a level have as many weights there, so that zeros at its end carry no information.
    return _LEVEL.join((first, second.rstrip(_NOTHING), third.rstrip(_NOTHING))).rstrip(_LEVEL)


def _levels(composed: str, collation: Collation) -> _Levels:
    """The weights of a text that is not empty on each level."""
    weights = _weights if collation is Collation.VIETNAMESE else _latin_weights
    first, second, third = map("".join, zip(*map(weights, _clusters(composed)), strict=True))
    return first, second, third


@lru_cache(maxsize=20_000)  # a memo: the texts of a release are made of the same words
def _known_levels(word: str) -> tuple[_Levels, _Levels] | None:
    """The weights of a word in both alphabets; None if it has marks, which may belong to the space before it."""
    if any(map(unicodedata.combining, word)):
        return None
    if not word:
        return _NO_LEVELS, _NO_LEVELS
    vietnamese, latin = _levels(word, Collation.VIETNAMESE), _levels(word, Collation.LATIN)
    return vietnamese, vietnamese if latin == vietnamese else latin


def _pieces(composed: str) -> Iterator[str]:
    """The text in pieces that no mark begins but the first: weights take 60 times the memory of their text."""
    start = 0
    while start < len(composed):
        end = start + _PIECE
        while end < len(composed) and unicodedata.combining(composed[end]):
            end += 1
        yield composed[start:end]
        start = end


def _clusters(composed: str) -> Sequence[str]:
    """The characters, each with the marks that follow it."""
    if not any(map(unicodedata.combining, composed)):
        return composed
    starts = [at for at, c in enumerate(composed) if at == 0 or not unicodedata.combining(c)]
    return [composed[start:end] for start, end in zip_longest(starts, starts[1:])]


@lru_cache(maxsize=4096)
def _weights(cluster: str) -> tuple[str, str, str]:
    """The weights of a character and the marks on it, on each level."""
    return _weigh(cluster, _MODIFIED)


@lru_cache(maxsize=4096)
def _latin_weights(cluster: str) -> tuple[str, str, str]:
    """The same where no mark makes another letter."""
    return _weigh(cluster, {})


def _weigh(cluster: str, modified: Mapping[str, str]) -> tuple[str, str, str]:
    apart = unicodedata.normalize("NFD", cluster)
    if not all(map(unicodedata.combining, apart[1:])):  # such as 한, which are letters as they are
        apart = cluster
    base, marks = apart[0], apart[1:]
    if unicodedata.combining(base):  # marks at the start of a text have no letter
        return "", "".join(map(_mark, cluster)), ""
    letters = _letters(base)
    third = (
        _AS_IT_IS if letters == base else _CAPITAL if _is_capital(base, letters) else _VARIANT + _code(base)
    )
    third += _NOTHING * (len(letters) - 1)
    if len(letters) == 1:
        letters, marks = _modified(letters, marks, modified)
    second = _NOTHING * len(letters) + "".join(map(_mark, marks))
    return "".join(map(_weight, letters)), second, third


def _letters(base: str) -> str:
    """The lower-case letters, digit or symbol that a character is a form of."""
    if base.isspace():
        return " "
    plain = unicodedata.normalize("NFKD", base).casefold()
    if plain.isascii() and plain.isalnum():
        return plain
    folded = base.casefold()
    return _STROKES.get(folded, folded) if not any(map(unicodedata.combining, folded)) else base


def _is_capital(base: str, letters: str) -> bool:
    return base.lower() == letters and letters.upper() == base


def _modified(letter: str, marks: str, modified: Mapping[str, str]) -> tuple[str, str]:
    """The letter with the mark that makes it another letter of the alphabet, and the other marks."""
    kinds = set()
    for place, mark in enumerate(marks):
        whole = modified.get(letter + mark)
        # After another mark of its kind it is not part of the letter: `a\u0301\u0302` is an a, not an â.
        kind = unicodedata.combining(mark)
        if whole is not None and kind not in kinds:
            return whole, marks[:place] + marks[place + 1 :]
        kinds.add(kind)
    return letter, marks


def _weight(letter: str) -> str:
    weight = _LETTERS.get(letter)
    if weight is not None:
        return weight
    if "0" <= letter <= "9":
        return letter
    if letter == " ":
        return _SPACE
    category = unicodedata.category(letter)[0]
    prefix = _OTHER if category == "L" else _NUMBER if category == "N" else _SYMBOL
    return prefix + _code(letter)


def _mark(mark: str) -> str:
    return _TONES.get(mark) or _MARK + _code(mark)


def _code(character: str) -> str:
    """Six letters that sort as the code points do."""
    return f"{ord(character):06x}".translate(_NIBBLES)
