"""The expected results of `search`, from every line of every resource, one by one.

Lines come from `ontology.search_lines`, whose own tests say what they have to be; here each is taken apart into lists
of words, and ranked without a look at the strings that stores look for.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ontology.model import Kind
from ontology.record import class_path
from ontology.search_lines import SearchLine, SearchLines
from tests.graph_api.support.reference.texts import in_range, truncated
from tests.graph_api.support.reference.world import World

TONES = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True, slots=True)
class Line:
    """A line in lists: its folded words, its further words, those that stand for all of it, its words with marks."""

    of: SearchLine
    words: Sequence[str]
    further: Sequence[str]
    keys: Sequence[str]
    marked: Sequence[str]

    @property
    def all_words(self) -> list[str]:
        return [*self.words, *self.further]


@dataclass(frozen=True, slots=True)
class Found:
    """A search result with its rank and its best lines."""

    place: int
    iri: str
    best: list[SearchLine]


def split(text: str) -> list[str]:
    """The words of a text, without case and diacritics."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold()).replace("đ", "d")
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    spaced = "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFC", bare))
    return spaced.split()


def split_marked(text: str) -> list[str]:
    """The words of a text in lower case, each with its tones at its end."""
    inside = "".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in text)
    words = (word for word in inside.split() if word[0].isalnum() or any(map(str.isalnum, word)))
    return [_tones_last(word[next(i for i, c in enumerate(word) if c.isalnum()) :]) for word in words]


def _tones_last(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.lower())
    tones = sorted(c for c in letters if c in TONES)
    return unicodedata.normalize("NFC", "".join(c for c in letters if c not in TONES)) + "".join(tones)


def taken_apart(line: SearchLine) -> Line:
    """A line in lists."""
    parts = re.fullmatch(r"\^ (.*) \|(.*)\|=(.*)=\|~(.*)~", line.text)
    assert parts, line
    further = [word.strip() for word in parts[2].split("+") if word.strip()]
    return Line(line, parts[1].split(), further, parts[3].split("="), parts[4].split("~"))


@dataclass(frozen=True, slots=True)
class Search:
    """The words that are asked for."""

    text: str
    suggest: bool = False

    @property
    def words(self) -> list[str]:
        return split(self.text)

    @property
    def variants(self) -> list[list[str]]:
        """Lists of words of which a resource must have all: as they are, with two joined, with all joined."""
        words = self.words
        if not words or not 2 <= len(words) <= 8:
            return [words] if words else []
        pairs = [[*words[:n], words[n] + words[n + 1], *words[n + 2 :]] for n in range(len(words) - 1)]
        return [words, ["".join(words)], *pairs]

    def is_among(self, word: str, words: Sequence[str], *, is_last: bool) -> bool:
        """True if a word is one of `words`, or the beginning of one if it is the last of a suggestion."""
        if self.suggest and is_last:
            return any(one.startswith(word) for one in words)
        return word in words

    def is_found(self, lines: Sequence[Line]) -> bool:
        """True if a resource with these lines is a result."""
        words = [word for line in lines for word in line.all_words]
        return any(
            all(self.is_among(word, words, is_last=n == len(one) - 1) for n, word in enumerate(one))
            for one in self.variants
        )

    def penalty(self, line: Line) -> int | None:
        """The rank of a line; None if it does not match."""
        words, size = self.words, len(self.words)
        near = line.of.weight % 100_000
        more = 30 * min(40, max(0, len(line.words) - size))
        marked = split_marked(self.text)
        heavy = any(not word.isascii() for word in marked)
        lacking = set(marked[: len(marked) - self.suggest]) - set(line.marked)
        marks = len(lacking) * (2000 if heavy else 2)
        if list(line.words) == words:
            return near + marks
        if "".join(words) in line.keys:
            return near + 60
        places = [n for n in range(len(line.words) - size + 1) if self._is_here(line.words[n : n + size])]
        if 0 in places:
            return line.of.weight + 100 + more + marks
        if places or (size == 1 and self.is_among(words[0], line.further, is_last=True)):
            return line.of.weight + 150 + more + marks
        if self.is_among("".join(words), line.all_words, is_last=True):
            return line.of.weight + 250 + more
        distinct = {(word, n == size - 1 and self.suggest) for n, word in enumerate(words)}
        has = sum(self.is_among(word, line.all_words, is_last=last) for word, last in distinct)
        if not has:
            return None
        return line.of.weight + 400 + more + marks + (len(distinct) - has) * 10_000

    def _is_here(self, words: Sequence[str]) -> bool:
        if list(words[:-1]) != self.words[:-1]:
            return False
        return words[-1].startswith(self.words[-1]) if self.suggest else words[-1] == self.words[-1]


class Searcher:
    """Searches the lines of a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._of_model = SearchLines(world.model)
        self._lines = {iri: list(self._all(iri)) for iri in sorted(world.by_subject)}

    def _all(self, iri: str) -> Iterator[Line]:
        model = self._world.model
        values: dict[str, list[str]] = {}
        for term in model.properties.values():
            if term.key in self._of_model.keys:
                own = self._world.values(iri, term)
                texts = [f"{v[0]}@{v[1] or ''}" if term.kind is Kind.TEXT else v for v in own]
                values[term.key] = texts
        path = class_path(self._world.types(iri), model)
        yield from map(taken_apart, self._of_model.lines(values, path))

    def texts(self) -> list[str]:
        """All texts there are."""
        return sorted({line.of.value for lines in self._lines.values() for line in lines})

    def search(
        self,
        text: str,
        *,
        suggest: bool = False,
        lang: Sequence[str] | None = None,
        types: Sequence[str] | None = None,
    ) -> list[Found]:
        """The results, best first."""
        search = Search(text, suggest)
        found = []
        for iri, lines in self._lines.items():
            wanted = [
                line
                for line in lines
                if lang is None
                or any(in_range(line.of.lang, one) for tag in lang for one in truncated(tag.lower()))
            ]
            if types is not None and not self._world.classes(iri).intersection(types):
                continue
            if search.is_found(wanted):
                found.append(self._found(iri, search, wanted))
        return sorted(found, key=lambda f: (f.place, f.iri))

    def _found(self, iri: str, search: Search, lines: Sequence[Line]) -> Found:
        placed = [(place, line.of) for line in lines if (place := search.penalty(line)) is not None]
        best = min(place for place, _ in placed)
        return Found(best, iri, [line for place, line in placed if place == best])
