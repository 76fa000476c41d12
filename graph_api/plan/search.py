"""Searching: the words of a text, and the rank of a value that has some of them.

A value is looked at as its words (`ontology.fold.words`). Its rank depends on nothing but itself and what is
asked, so that the two stores agree, and a place in a list of results stays what it is in the next release.
"""

from dataclasses import dataclass, replace
from typing import Literal as OneOf

from graph_api.errors import QueryError
from graph_api.plan.conditions import Operand, Variables, WordsFound
from ontology.fold import words
from ontology.model import Kind, Model, PropertyTerm

MOST_WORDS = 32
"""How many words a search may have."""
EQUAL, BEGINS, PHRASE, ALL_WORDS, SOME_WORDS = TIERS = range(5)
"""How well a value fits: it is what is asked for, begins with it, has it in it, has all of its words, or some."""
CLASSES = "0234815679"
"""The class of a value by `tier + 5`, or without the 5 if its property names a thing: a digit, the best is 0."""
LONGEST = 9999
"""The longest length that counts; of one class shorter values come first."""
STEP = LONGEST + 1

SearchPart = OneOf["terms", "lucene", "needles", "phrase", "opening", "parts"]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """The folded words that are asked for, in their order; with `suggest` the last may be a beginning only."""

    words: tuple[str, ...]
    suggest: bool

    @property
    def phrase(self) -> str:
        """All words, parted by spaces, as they stand in an equal value."""
        return " ".join(self.words)

    @property
    def opening(self) -> str:
        """What an equal value, and one that goes on, begins with when a space is put at its end."""
        return self.phrase + self._end

    @property
    def needles(self) -> list[str]:
        """For each word what is in a value that has it, when spaces are put at both ends of that."""
        last = len(self.words) - 1
        marked = (f" {word}{self._end if n == last else ' '}" for n, word in enumerate(self.words))
        return list(dict.fromkeys(marked))

    @property
    def terms(self) -> list[str]:
        """The `needles` as questions to SQLite's FTS5. Words are letters and digits, so nothing is to be escaped."""
        return [f'"{needle[1:-1]}"' if needle[-1] == " " else f'"{needle[1:]}"*' for needle in self.needles]

    @property
    def lucene(self) -> str:
        """One question to Lucene for what may have all words: it cuts words of more than 255 characters."""
        if not self.words:
            return '"-"'  # which is no word; an empty question is refused
        return " ".join(
            f'+"{needle[1:-1]}"' if needle[-1] == " " else f"+{needle[1:200]}*" for needle in self.needles
        )

    @property
    def parts(self) -> dict[str, object]:
        """What a statement in Cypher needs, by name."""
        return {
            "lucene": self.lucene,
            "needles": self.needles,
            "phrase": self.phrase,
            "opening": self.opening,
        }

    @property
    def _end(self) -> str:
        return "" if self.suggest else " "

    def tier(self, found: str) -> int | None:
        """How well a value of these words fits; None: it has none of the words that are asked for."""
        whole = f" {found} "
        has = [needle in whole for needle in self.needles]
        if not any(has):
            return None
        if found == self.phrase:
            return EQUAL
        if f"{found} ".startswith(self.opening):
            return BEGINS
        if f" {self.opening}" in whole:
            return PHRASE
        return ALL_WORDS if all(has) else SOME_WORDS

    def rank(self, found: str, *, is_name: bool) -> int | None:
        """The rank of a value of these words, the best is the least; None: it has none that are asked for."""
        tier = self.tier(found)
        if tier is None:
            return None
        return int(CLASSES[tier if is_name else tier + len(TIERS)]) * STEP + min(len(found), LONGEST)


def score(rank: int) -> float:
    """A number from 0 to 1 that is the higher the better the rank is."""
    return STEP / (STEP + rank)


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """Reads the text to search for. Raises `QueryError` if it has too many words."""

    suggest: bool

    def __call__(self, text: object) -> SearchQuery:
        """The words."""
        found = tuple(words(str(text)).split())
        if len(found) > MOST_WORDS:
            raise QueryError(
                f"`text` may have {MOST_WORDS} words at most, not {len(found)}.",
                code="SEARCH_WORDS",
                hint="Search for the rarest of the words; all of them have to be found.",
            )
        return SearchQuery(found, self.suggest)


@dataclass(frozen=True, slots=True)
class PartOfQuery:
    """Reads one form of the text to search for."""

    read: ReadQuery
    part: SearchPart

    def __call__(self, text: object) -> object:
        """The form that a statement takes as a parameter."""
        return getattr(self.read(text), self.part)


def part_of(text: Operand, part: SearchPart) -> Operand:
    """The operand of one form of what `text`, an operand of a `ReadQuery`, binds to."""
    if not isinstance(text.convert, ReadQuery):
        raise TypeError(text)
    return replace(text, convert=PartOfQuery(text.convert, part))


def ranked_by(searched: WordsFound, variables: Variables) -> str:
    """A text that is equal for searches which rank every resource alike: their words, and where they look."""
    query = searched.text.bind(variables)
    if not isinstance(query, SearchQuery):
        raise TypeError(searched)
    languages = sorted(set(tags(searched.lang.bind(variables)))) if searched.lang else None
    return repr((query.words, query.suggest, languages))


def full_text(model: Model) -> tuple[PropertyTerm, ...]:
    """The properties whose values are searched, by IRI."""
    kinds = (Kind.TEXT, Kind.STRING)
    return tuple(t for _, t in sorted(model.properties.items()) if t.full_text and t.kind in kinds)


def tags(value: object) -> list[str]:
    """Languages to search in, as stored tags begin."""
    given = value if isinstance(value, list | tuple) else [value]
    return [str(tag).lower() for tag in given if tag is not None]
