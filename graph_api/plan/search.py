"""Searching: the words of a text, and the rank of a value that has some of them.

A value is compared by its words (`ontology.values.fold.words`). Its rank depends only on itself and the search, so that
both stores agree, and a position in a list of results stays the same in the next release.
"""

from dataclasses import dataclass, replace
from typing import Literal as OneOf

from graph_api.errors import QueryError
from graph_api.plan.conditions import Operand, Variables, WordsFound
from graph_api.plan.operands import language_tags
from ontology.model import Model, PropertyTerm
from ontology.storage import TEXTS
from ontology.values.fold import words
from ontology.values.languages import lookup_ranges

MOST_WORDS = 32
"""The maximum number of words of a search."""
EQUAL, BEGINS, PHRASE, ALL_WORDS, SOME_WORDS = TIERS = range(5)
"""The tiers of a value: it equals the text, begins with it, contains it, has all of its words, or some."""
CLASSES = "0234815679"
"""The class of a value by `tier + 5`, or without the 5 if its property names a thing: a digit, the best is 0."""
LONGEST = 9999
"""The longest length that counts; of one class shorter values come first."""
STEP = LONGEST + 1

SearchPart = OneOf["terms", "lucene", "needles", "phrase", "opening", "parts"]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """The folded words of a search, in order; with `suggest` the last may be the beginning of a word."""

    words: tuple[str, ...]
    suggest: bool

    @property
    def phrase(self) -> str:
        """All words, separated by spaces, as in an equal value."""
        return " ".join(self.words)

    @property
    def opening(self) -> str:
        """The start of a value, with a space put at its end, that equals the text or begins with it."""
        return self.phrase + self._end

    @property
    def needles(self) -> list[str]:
        """For each word the text that a value with the word contains, when spaces are put at both ends of the value."""
        last = len(self.words) - 1
        marked = (f" {word}{self._end if n == last else ' '}" for n, word in enumerate(self.words))
        return list(dict.fromkeys(marked))

    @property
    def terms(self) -> list[str]:
        """The `needles` as questions to SQLite's FTS5. Words are letters and digits, so nothing needs escaping."""
        return [f'"{needle[1:-1]}"' if needle[-1] == " " else f'"{needle[1:]}"*' for needle in self.needles]

    @property
    def lucene(self) -> str:
        """A Lucene query for values that may have all words: Lucene cuts words of more than 255 characters."""
        if not self.words:
            return '"-"'  # not a word; Lucene refuses an empty query
        return " ".join(
            f'+"{needle[1:-1]}"' if needle[-1] == " " else f"+{needle[1:200]}*" for needle in self.needles
        )

    @property
    def parts(self) -> dict[str, object]:
        """The parts that a statement in Cypher needs, by name."""
        return {
            "lucene": self.lucene,
            "needles": self.needles,
            "phrase": self.phrase,
            "opening": self.opening,
        }

    @property
    def _end(self) -> str:
        return "" if self.suggest else " "

    def tier(self, value: str) -> int | None:
        """The tier of a value with the words `value`; None if it has none of the words of the search."""
        whole = f" {value} "
        has = [needle in whole for needle in self.needles]
        if not any(has):
            return None
        if value == self.phrase:
            return EQUAL
        if f"{value} ".startswith(self.opening):
            return BEGINS
        if f" {self.opening}" in whole:
            return PHRASE
        return ALL_WORDS if all(has) else SOME_WORDS

    def rank(self, value: str, *, is_name: bool) -> int | None:
        """The rank of a value with the words `value`, the least is the best; None if it has no word of the search."""
        tier = self.tier(value)
        if tier is None:
            return None
        return int(CLASSES[tier if is_name else tier + len(TIERS)]) * STEP + min(len(value), LONGEST)


def score(rank: int) -> float:
    """A number from 0 to 1, higher for better ranks."""
    return STEP / (STEP + rank)


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """Reads the text to search for. Raises `QueryError` if it has too many words."""

    suggest: bool

    def __call__(self, text: object) -> SearchQuery:
        """The words."""
        query = tuple(words(str(text)).split())
        if len(query) > MOST_WORDS:
            raise QueryError(
                f"`text` may have {MOST_WORDS} words at most, not {len(query)}.",
                code="SEARCH_WORDS",
            )
        return SearchQuery(query, self.suggest)


@dataclass(frozen=True, slots=True)
class PartOfQuery:
    """Reads one form of the text to search for."""

    read: ReadQuery
    part: SearchPart

    def __call__(self, text: object) -> object:
        """The form that a statement takes as a parameter."""
        return getattr(self.read(text), self.part)


def part_of(text: Operand, part: SearchPart) -> Operand:
    """The operand of one form of the search that `text`, an operand of a `ReadQuery`, binds to."""
    if not isinstance(text.convert, ReadQuery):
        raise TypeError(text)
    return replace(text, convert=PartOfQuery(text.convert, part))


def ranked_by(searched: WordsFound, variables: Variables) -> str:
    """A text that is equal for searches with the same ranking: their words and languages."""
    query = searched.text.bind(variables)
    if not isinstance(query, SearchQuery):
        raise TypeError(searched)
    languages = sorted(set(tags(searched.lang.bind(variables)))) if searched.lang else None
    return repr((query.words, query.suggest, languages))


def full_text(model: Model) -> tuple[PropertyTerm, ...]:
    """The properties whose values are searched, by IRI."""
    return tuple(t for _, t in sorted(model.properties.items()) if t.full_text and t.kind in TEXTS)


def tags(value: object) -> list[str]:
    """The languages to search in, as the lower-case beginnings of stored tags."""
    return list(lookup_ranges(language_tags(value)))
