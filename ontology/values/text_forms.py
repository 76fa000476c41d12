"""The forms of a text that stores keep beside it, for comparing, sorting and searching."""

from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import normalize

from ontology.model import Kind, PropertyTerm
from ontology.remembered import remembered
from ontology.values.collation import collation_keys
from ontology.values.datatypes import Native
from ontology.values.fold import fold, words_of_fold
from ontology.values.languages import FALLBACK, choose, in_order

_LONGEST = 600
"""The characters of the longest texts of a property whose forms are kept in memory."""


class TextForms(NamedTuple):
    """One text: its language (empty: none), itself in NFC, its fold, its words, its collation keys by alphabet.

    `best`: of all texts of its property it is the one for readers without a preferred language.
    """

    lang: str
    text: str
    fold: str
    sort: str
    latin: str
    words: str
    best: bool


def forms_of(term: PropertyTerm, value: Native | list[Native]) -> Sequence[TextForms]:
    """The forms of a property's values in a record, a property of kind TEXT or STRING: by code point, then by language.

    So of several in a language the first is the one to show (`ontology.values.languages.choose`).
    """
    values = map(str, value) if isinstance(value, list) else (str(value),)
    elements = tuple(values) if term.kind is Kind.TEXT else tuple(f"{text}@" for text in values)
    return _forms(elements)


def _length(elements: tuple[str, ...]) -> int:
    return sum(map(len, elements))


@remembered(2_000, _LONGEST, _length)
def _forms(elements: tuple[str, ...]) -> tuple[TextForms, ...]:
    best = choose(elements, FALLBACK)
    return tuple(_form(text, lang, is_best=(text, lang) == best) for text, lang in in_order(elements))


def _form(text: str, lang: str | None, *, is_best: bool) -> TextForms:
    folded = fold(text)
    sort, latin = collation_keys(text)
    words = words_of_fold(folded)
    return TextForms(lang or "", normalize("NFC", text), folded, sort, latin, words, is_best)
