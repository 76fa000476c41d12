"""Searching: the words of a text, and the rank of a line that has some of them.

A resource is looked for in its lines (`ontology.search_lines`), strings that are the same in both stores; a query is
turned into strings that such a line has to contain. Its rank is a whole number of penalties that depends only on the
resource and the search, so that both stores agree, and a position in a list of results stays the same in the next
release.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal as OneOf

from graph_api.errors import QueryError
from graph_api.plan.conditions import Operand, Variables, WordsFound
from graph_api.plan.operands import language_tags
from ontology.search_lines import ASIDE_WEIGHT, SearchLine, without_markers
from ontology.values.fold import words
from ontology.values.languages import lookup_ranges
from ontology.values.typed import typed_words

MOST_WORDS = 32
"""The maximum number of words of a search."""
EQUAL, KEY, BEGINS, OPENS, PHRASE, JOINED, SOME = 0, 60, 100, 130, 150, 250, 400
"""The penalties by how a line fits: it equals the text, the text is a word for all of it (initials, for instance), it
begins with the text, such a word begins with it, contains it, contains it as one word, or has some of its words."""
MISSING = 800
"""The penalty of each word that a line does not have."""
FURTHER, MOST_FURTHER = 30, 40
"""The penalty of each word that a line has more than the text, up to this many."""
TYPED, FOLDED = 2_000, 2
"""The penalty of each word that a line has with other marks, if the text has any; and once, if it has none."""
LEVEL = 10_000_000
"""Ranks of different levels of a search differ by this."""
SEARCHES = "$searches"
"""The variable with the step of each search, by its key in the answer. No document can have one of this name."""
FEW = 4
"""The needles and marked words of a search that a statement takes one by one; further ones come in a list."""
_LONG_PHRASE = 4
"""A line that has so many words one after the other counts as if its class did not come after others."""
_MOST_JOINED = 8
"""Texts of more words are not joined."""
_SCORE = 1000

SearchPart = OneOf["expressions", "lucene", "needles", "variants", "marked"]
FormPart = OneOf[
    "equal", "key", "begins", "opens", "phrase", "joined", "typed", "size", "mark", "base", "is_long", "band"
]
Needles = tuple[str, ...]
"""Strings of which a line or several must have all: ` word `, or ` word` for the beginning of one."""


@dataclass(frozen=True, slots=True)
class SearchForms:
    """The strings and numbers by which lines are compared: see `SearchQuery.rank`."""

    equal: str
    key: str
    begins: str
    opens: str
    phrase: str
    joined: str
    typed: str
    size: int
    mark: int
    base: int
    is_long: bool
    band: int


_FORMS = frozenset(SearchForms.__slots__)


@dataclass(frozen=True)
class SearchQuery:
    """The words of a search, folded, and as typed with their marks; with `suggest` the last may be a beginning.

    `level` is 0 if all words are looked for as they are; see `plan.search_steps` for others, whose results have at
    least the words of one of the `chosen` lists.
    """

    words: tuple[str, ...]
    suggest: bool
    typed: tuple[str, ...] = ()
    level: int = 0
    chosen: tuple[Needles, ...] | None = None

    @cached_property
    def needles(self) -> list[str]:
        """For each word a string that is in the lines with the word."""
        last = len(self.words) - 1
        marked = (self.needle(word, is_last=n == last) for n, word in enumerate(self.words))
        return list(dict.fromkeys(marked))

    def needle(self, word: str, *, is_last: bool) -> str:
        """A string that is in the lines with a word."""
        return f" {word}{self._end if is_last else ' '}"

    @cached_property
    def variants(self) -> list[list[str]]:
        """Lists of needles: a resource must have all of one list. Beside the words as they are, words joined."""
        if self.chosen is not None:
            return [list(one) for one in self.chosen]
        if not self.words:
            return []
        return [self.needles, *map(list, self._joined())]

    def _joined(self) -> Iterator[Needles]:
        """The words with two of them joined, and all joined."""
        size = len(self.words)
        if not 2 <= size <= _MOST_JOINED:
            return
        if size > 2:
            yield (self.needle("".join(self.words), is_last=True),)
        for place, (first, second) in enumerate(pairwise(self.words)):
            joined = (*self.words[:place], first + second, *self.words[place + 2 :])
            yield tuple(self.needle(word, is_last=n == size - 2) for n, word in enumerate(joined))

    @cached_property
    def expressions(self) -> list[str]:
        """The question to SQLite's FTS5, none without words. Words are letters and digits: nothing needs escaping."""
        return (
            [" OR ".join(f"({' AND '.join(map(_term, one))})" for one in self.variants)]
            if self.variants
            else []
        )

    @cached_property
    def lucene(self) -> str:
        """A Lucene query for what may be a result: Lucene cuts words of more than 255 characters."""
        if not self.variants:
            return '"-"'  # not a word; Lucene refuses an empty query
        return " ".join(f"({' '.join(map(_lucene_term, one))})" for one in self.variants)

    @cached_property
    def marked(self) -> list[str]:
        """For each whole word as typed a string that is in the lines with it, marks and all."""
        whole = self.typed[:-1] if self.suggest else self.typed
        return [f"~{word}~" for word in dict.fromkeys(whole)]

    @cached_property
    def forms(self) -> SearchForms:
        """The strings and numbers by which lines are compared."""
        text, joined = " ".join(self.words), "".join(self.words)
        whole = self.typed[:-1] if self.suggest else self.typed
        return SearchForms(
            equal=f"^ {text} |",
            key=f"={joined}=",
            begins=f"^ {text}{self._end}",
            opens=f"={joined}" if self.suggest else f"={joined}=",
            phrase=f" {text}{self._end}",
            joined=f" {joined}{self._end}",
            typed=f"~{'~'.join(whole)}~" if whole else "~",
            size=len(self.words),
            mark=FOLDED if all(word.isascii() for word in self.typed) else TYPED,
            base=self.level * LEVEL,
            is_long=max(len(self.needles), len(self.marked)) > FEW,
            band=ASIDE_WEIGHT if len(self.words) >= _LONG_PHRASE else LEVEL,
        )

    @property
    def _end(self) -> str:
        return "" if self.suggest else " "

    def rank(self, line: SearchLine) -> int | None:
        """The rank of a line, the least is the best; None if it has no word of the search."""
        forms, text = self.forms, line.text
        more = min(max(line.size - forms.size, 0), MOST_FURTHER) * FURTHER
        marks = 0 if forms.typed in text else FOLDED
        if marks and forms.mark == TYPED:
            marks = sum(mark not in text for mark in self.marked) * TYPED
        if not self.words:
            return None
        if forms.equal in text:
            return forms.base + line.weight % ASIDE_WEIGHT + EQUAL + marks
        if forms.key in text:
            return forms.base + line.weight % ASIDE_WEIGHT + KEY
        if forms.begins in text:
            return forms.base + line.weight % forms.band + BEGINS + more + marks
        if forms.opens in text:
            return forms.base + line.weight + OPENS
        if forms.phrase in text:
            return forms.base + line.weight % forms.band + PHRASE + more + marks
        if forms.joined in text:
            return forms.base + line.weight + JOINED + more
        has = sum(needle in text for needle in self.needles)
        if not has:
            return None
        missing = (len(self.needles) - has) * MISSING
        return forms.base + line.weight + SOME + more + marks + missing

    def has(self, text: str) -> bool:
        """True if these folded words have some word of the search, or of a variant of it."""
        return any(needle in f" {text} " for one in (self.needles, *self.variants) for needle in one)


def _term(needle: str) -> str:
    return f'"{needle[1:-1]}"' if needle[-1] == " " else f'"{needle[1:]}"*'


def _lucene_term(needle: str) -> str:
    return f'+"{needle[1:-1]}"' if needle[-1] == " " else f"+{needle[1:200]}*"


def score(rank: int) -> float:
    """A number from 0 to 1, higher for better ranks."""
    level, rest = divmod(rank, LEVEL)
    return _SCORE / (_SCORE + rest) * 0.5**level


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """Reads the text to search for. Raises `QueryError` if it has too many words.

    The `markers` in brackets, such as “(illustrative)”, are left out as lines leave them out, if other words remain.
    """

    suggest: bool
    markers: frozenset[str] = frozenset()

    def __call__(self, text: object) -> SearchQuery:
        """The words."""
        query = _read(str(text), self.suggest, self.markers)
        if len(query.words) > MOST_WORDS:
            raise QueryError(
                f"`text` may have {MOST_WORDS} words at most, not {len(query.words)}.",
                code="SEARCH_WORDS",
            )
        return query


@lru_cache(maxsize=256)
def _read(text: str, suggest: bool, markers: frozenset[str]) -> SearchQuery:
    bare = without_markers(text, markers)
    text = bare if words(bare) else text
    return SearchQuery(tuple(words(text).split()), suggest, tuple(typed_words(text)))


@dataclass(frozen=True, slots=True)
class _PartOfQuery(Operand):
    """One form of a search, or one of its `SearchForms`, as a statement takes it as a parameter."""

    text: Operand = field(kw_only=True)
    part: SearchPart | FormPart = field(kw_only=True)
    place: int | None = field(kw_only=True, default=None)

    def bind(self, variables: Variables) -> object:
        """The value of the part."""
        query = self.text.bind(variables)
        if not isinstance(query, SearchQuery):
            raise TypeError(query)
        owner = query.forms if self.part in _FORMS else query
        value = getattr(owner, self.part)
        if self.place is None:
            return value
        return value[self.place] if self.place < len(value) else ""


def part_of(text: Operand, part: SearchPart | FormPart, place: int | None = None) -> Operand:
    """The operand of one form of the search that `text`, an operand of a `ReadQuery`, binds to.

    `place`: only that member of a list; an empty string, which every line has, if the list is shorter.
    """
    return _PartOfQuery(text.convert, text.value, text.variable, text=text, part=part, place=place)


def ranked_by(searched: WordsFound, variables: Variables) -> str:
    """A text that is equal for searches with the same ranking, whatever their steps: their words and languages."""
    query = searched.text.bind({name: value for name, value in variables.items() if name != SEARCHES})
    if not isinstance(query, SearchQuery):
        raise TypeError(searched)
    languages = sorted(set(tags(searched.lang.bind(variables)))) if searched.lang else None
    return repr((query.words, query.typed, query.suggest, languages))


def tags(value: object) -> list[str]:
    """The languages to search in, as the lower-case beginnings of stored tags."""
    return list(lookup_ranges(language_tags(value)))
