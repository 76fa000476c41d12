"""The forms of a text that stores keep beside it, for comparing, sorting and searching."""

from dataclasses import dataclass
from unicodedata import normalize

from ontology.model import Kind, PropertyTerm
from ontology.values.collation import collation_keys
from ontology.values.datatypes import Native
from ontology.values.fold import fold, words_of_fold
from ontology.values.languages import FALLBACK, choose, in_order


@dataclass(frozen=True, slots=True)
class TextForms:
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


def forms_of(term: PropertyTerm, value: Native | list[Native]) -> list[TextForms]:
    """The forms of a property's values in a record, a property of kind TEXT or STRING: by code point, then by language.

    So of several in a language the first is the one to show (`ontology.values.languages.choose`).
    """
    values = list(map(str, value)) if isinstance(value, list) else [str(value)]
    elements = values if term.kind is Kind.TEXT else [f"{text}@" for text in values]
    best = choose(elements, FALLBACK)
    forms = []
    for text, lang in in_order(elements):
        folded = fold(text)
        sort, latin = collation_keys(text)
        forms.append(
            TextForms(
                lang or "",
                normalize("NFC", text),
                folded,
                sort,
                latin,
                words_of_fold(folded),
                (text, lang) == best,
            )
        )
    return forms
