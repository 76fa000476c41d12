"""The forms in which stores keep a text beside itself: to be found by, to be ordered by, to be searched by."""

from collections.abc import Sequence
from dataclasses import dataclass

from ontology.collation import collation_key
from ontology.fold import fold, words
from ontology.keys import Native
from ontology.languages import FALLBACK, choose, split
from ontology.model import Kind, PropertyTerm


@dataclass(frozen=True, slots=True)
class TextForms:
    """One text: its language (empty: none), itself, folded, its collation key, its words.

    `best`: of all texts of its property it is the one that a reader without preference sees.
    """

    lang: str
    text: str
    fold: str
    sort: str
    words: str
    best: bool


def forms_of(term: PropertyTerm, value: Native | Sequence[Native]) -> list[TextForms]:
    """The forms of a record's value of a text or string property."""
    given = [value] if isinstance(value, str) else [str(one) for one in value]  # type: ignore[union-attr]
    elements = given if term.kind is Kind.TEXT else [f"{text}@" for text in given]
    if not elements:
        return []
    best = choose(elements, FALLBACK)
    return [
        TextForms(lang or "", text, fold(text), collation_key(text), words(text), (text, lang) == best)
        for text, lang in map(split, elements)
    ]
