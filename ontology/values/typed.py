"""Words as they are typed: without case, with the marks of their letters, each tone in one place."""

import unicodedata

from ontology.remembered import remembered
from ontology.values.fold import iter_spans

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LONGEST = 60
"""The characters of the longest words that are kept in memory."""


@remembered(50_000, _LONGEST)
def typed_word(word: str) -> str:
    """A word in lower case with its marks, its tone at its end, so that `hoá` and `hóa` are the same."""
    letters = unicodedata.normalize("NFD", word.lower())
    tones = "".join(sorted(c for c in letters if c in _TONES))
    return unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES)) + tones


def typed_words(text: str) -> list[str]:
    """The `typed_word` of each word of a text."""
    return [typed_word(text[start:end]) for start, end in iter_spans(text)]
