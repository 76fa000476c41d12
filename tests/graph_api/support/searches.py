"""The expected results of `search`, from every value of every resource, one by one."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ontology.model import Kind
from tests.graph_api.support.reference.texts import in_range, truncated
from tests.graph_api.support.reference.world import World

ORDER = (
    ("equal", True), ("equal", False),
    ("begins", True), ("within", True), ("all", True),
    ("begins", False), ("within", False), ("all", False),
    ("some", True), ("some", False),
)  # fmt: skip
"""The rank of a value, names first."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value that is searched."""

    predicate: str
    is_name: bool
    text: str
    lang: str

    @property
    def words(self) -> list[str]:
        return split(self.text)


@dataclass(frozen=True, slots=True)
class Found:
    """A search result with its position and its best values."""

    place: tuple[int, int]
    iri: str
    best: list[Value]


def split(text: str) -> list[str]:
    """The words of a text, without case and diacritics."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold()).replace("đ", "d")
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    spaced = "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFC", bare))
    return spaced.split()


@dataclass(frozen=True, slots=True)
class Search:
    """The words that are asked for."""

    words: Sequence[str]
    suggest: bool = False

    def is_in(self, number: int, words: Sequence[str]) -> bool:
        """True if the word of that number is one of `words`."""
        word = self.words[number]
        if self.suggest and number == len(self.words) - 1:
            return any(one.startswith(word) for one in words)
        return word in words

    def fit(self, words: Sequence[str]) -> str | None:
        """The rank of a value of these words; None if it does not match."""
        size = len(self.words)
        has = [self.is_in(number, words) for number in range(size)]
        if not any(has):
            return None
        if list(words) == list(self.words):
            return "equal"
        places = [n for n in range(len(words) - size + 1) if self._is_here(words[n : n + size])]
        if places:
            return "begins" if places[0] == 0 else "within"
        return "all" if all(has) else "some"

    def _is_here(self, words: Sequence[str]) -> bool:
        if list(words[:-1]) != list(self.words[:-1]):
            return False
        return words[-1].startswith(self.words[-1]) if self.suggest else words[-1] == self.words[-1]


class Searcher:
    """Searches the values of a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._values = {iri: list(self._all(iri)) for iri in sorted(world.by_subject)}

    def _all(self, iri: str) -> Iterator[Value]:
        names = {term.iri for term in self._world.model.names}
        for term in self._world.model.properties.values():
            if term.full_text and term.kind in (Kind.TEXT, Kind.STRING):
                for value in self._world.values(iri, term):
                    text, lang = value if term.kind is Kind.TEXT else (value, None)
                    yield Value(term.iri, term.iri in names, text, lang or "")

    def texts(self) -> list[str]:
        """All texts there are."""
        return sorted({value.text for values in self._values.values() for value in values})

    def search(
        self,
        text: str,
        *,
        suggest: bool = False,
        lang: Sequence[str] | None = None,
        types: Sequence[str] | None = None,
    ) -> list[Found]:
        """The results, best first."""
        search = Search(split(text), suggest)
        found = []
        for iri, values in self._values.items():
            wanted = [
                v
                for v in values
                if lang is None
                or any(in_range(v.lang, one) for tag in lang for one in truncated(tag.lower()))
            ]
            if types is not None and not self._world.classes(iri).intersection(types):
                continue
            numbers = range(len(search.words))
            if search.words and all(any(search.is_in(n, v.words) for v in wanted) for n in numbers):
                found.append(self._found(iri, search, wanted))
        return sorted(found, key=lambda f: (f.place, f.iri))

    def _found(self, iri: str, search: Search, values: Sequence[Value]) -> Found:
        placed = [
            ((ORDER.index((fit, value.is_name)), len(" ".join(value.words))), value)
            for value in values
            if (fit := search.fit(value.words)) is not None
        ]
        best = min(place for place, _ in placed)
        return Found(best, iri, [value for place, value in placed if place == best])
