"""The forms of a text that stores keep beside it, for comparing, sorting and searching."""

from dataclasses import dataclass

from ontology.collation import collation_key
from ontology.fold import fold, words_of_fold
from ontology.keys import Native
from ontology.languages import FALLBACK, choose, split_text
from ontology.model import Kind, PropertyTerm


@dataclass(frozen=True, slots=True)
class TextForms:
    """One text: its language (empty: none), itself, its fold, its collation key, its words.

    `best`: of all texts of its property it is the one for readers without a preferred language.
    """

    lang: str
    text: str
    fold: str
    sort: str
    words: str
    best: bool


def forms_of(term: PropertyTerm, value: Native | list[Native]) -> list[TextForms]:
    """The forms of a property's value or values in a record; the property is of kind TEXT or STRING."""
    values = list(map(str, value)) if isinstance(value, list) else [str(value)]
    elements = values if term.kind is Kind.TEXT else [f"{text}@" for text in values]
    best = choose(elements, FALLBACK)
    forms = []
    for text, lang in map(split_text, elements):
        folded = fold(text)
        words = words_of_fold(folded)
        forms.append(TextForms(lang or "", text, folded, collation_key(text), words, (text, lang) == best))
    return forms
