"""The expected results of `search`, from every line of every resource, one by one.

Lines come from `ontology.search_lines`, whose own tests say what they have to be; here each is taken apart into lists
of words, and ranked without a look at the strings that stores look for.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

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
    """The words that are asked for; `chosen`: lists of words of which a resource must have all of one."""

    words: Sequence[str]
    marked: Sequence[str]
    suggest: bool = False
    chosen: Sequence[Sequence[tuple[str, bool]]] | None = None
    match: str = "ALL_WORDS"
    did_you_mean: str | None = None

    @property
    def last(self) -> str | None:
        """The word of which the beginning is enough."""
        return self.words[-1] if self.suggest and self.words else None

    @property
    def variants(self) -> list[list[str]]:
        """Lists of words of which a resource must have all: as they are, with two joined, with all joined."""
        words = list(self.words)
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
        if self.chosen is not None:
            return any(all(self.is_among(w, words, is_last=last) for w, last in one) for one in self.chosen)
        return any(
            all(self.is_among(word, words, is_last=n == len(one) - 1) for n, word in enumerate(one))
            for one in self.variants
        )

    def penalty(self, line: Line) -> int | None:
        """The rank of a line; None if it does not match."""
        words, size = list(self.words), len(self.words)
        near = line.of.weight % 100_000
        whole_text = near if size >= 4 else line.of.weight  # four words in a row are no accident
        more = 30 * min(40, max(0, len(line.words) - size))
        marked = self.marked
        heavy = any(not word.isascii() for word in marked)
        whole = list(marked[: len(marked) - self.suggest])
        runs_of = range(len(line.marked) - len(whole) + 1)
        is_as_typed = any(list(line.marked[n : n + len(whole)]) == whole for n in runs_of)
        marks = 0 if is_as_typed else 2000 * len(set(whole) - set(line.marked)) if heavy else 2
        if list(line.words) == words:
            return near + marks
        if "".join(words) in line.keys:
            return near + 60
        places = [n for n in range(len(line.words) - size + 1) if self._is_here(line.words[n : n + size])]
        if 0 in places:
            return whole_text + 100 + more + marks
        if self.suggest and any(key.startswith("".join(words)) for key in line.keys):
            return line.of.weight + 130
        if places or (size == 1 and self.is_among(words[0], line.further, is_last=True)):
            return whole_text + 150 + more + marks
        if self.is_among("".join(words), line.all_words, is_last=True):
            return line.of.weight + 250 + more
        distinct = {(word, n == size - 1 and self.suggest) for n, word in enumerate(words)}
        has = sum(self.is_among(word, line.all_words, is_last=last) for word, last in distinct)
        if not has:
            return None
        return line.of.weight + 400 + more + marks + (len(distinct) - has) * 800

    def _is_here(self, words: Sequence[str]) -> bool:
        if list(words[:-1]) != list(self.words[:-1]):
            return False
        return words[-1].startswith(self.words[-1]) if self.suggest else words[-1] == self.words[-1]


def mistakes(first: str, second: str) -> int:
    """The least number of letters added, left out, changed or swapped with the next; more than 2 are 3."""
    if abs(len(first) - len(second)) > 2:
        return 3

    @cache
    def least(n: int, m: int) -> int:
        if not n or not m:
            return n + m
        ways = [
            least(n - 1, m) + 1,
            least(n, m - 1) + 1,
            least(n - 1, m - 1) + (first[n - 1] != second[m - 1]),
        ]
        if n > 1 and m > 1 and first[n - 2 : n] == second[m - 1] + second[m - 2]:
            ways.append(least(n - 2, m - 2) + 1)
        return min(ways)

    return least(len(first), len(second))


class Searcher:
    """Searches the lines of a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._of_model = SearchLines(world.model)
        self._lines = {iri: list(self._all(iri)) for iri in sorted(world.by_subject)}
        self._counts = Counter(
            word for lines in self._lines.values() for word in {w for line in lines for w in line.all_words}
        )

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
    ) -> tuple[Search, list[Found]]:
        """What is looked for in the end, and the results, best first.

        A later way is taken if the ones before it find nothing but sources and the like; without any, the first
        that finds something.
        """
        bare = self.without_markers(text)
        first = Search(split(bare), split_marked(bare), suggest)
        tried = []
        for search in (first, *self._further(text, first)):
            found = self._results(search, lang, types)
            if found and found[0].place < 100_000:
                return search, found
            tried.append((search, found))
        return next((one for one in tried if one[1]), tried[0])

    def without_markers(self, text: str) -> str:
        """The text without marks in brackets; the whole text if it is nothing else."""
        bare = text
        for found in re.finditer(r"\s*\(([^()]*)\)", text):
            if " ".join(split(found[1])) in self._world.model.search.markers:
                bare = bare.replace(found[0], "")
        return bare if split(bare) else text

    def _results(
        self, search: Search, lang: Sequence[str] | None, types: Sequence[str] | None
    ) -> list[Found]:
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

    # -- what else is looked for

    def _further(self, text: str, first: Search) -> Iterator[Search]:
        """The ways that are tried one after the other if all words find nothing."""
        meant = [self._meant(first, n) for n in range(len(first.words))]
        kept = [word for word in meant if word is not None]
        if not kept:
            return
        changed = {a: b for a, b in zip(first.words, meant, strict=True) if b is not None and a != b}
        did_you_mean = replaced(text, changed) if changed else None
        whole = len(kept) == len(first.words)
        marked = first.marked if whole and not changed else kept
        suggest = first.suggest and meant[-1] == first.words[-1]

        def some(chosen: Sequence[Sequence[tuple[str, bool]]] | None, match: str = "SOME_WORDS") -> Search:
            return Search(kept, marked, suggest, chosen, match, did_you_mean)

        needles = list(dict.fromkeys((w, n == len(kept) - 1 and suggest) for n, w in enumerate(kept)))
        if not whole:
            yield some([needles])
        elif changed:
            yield some(None, "CORRECTED")
        sizes = list(range(len(kept) - 1, 0, -1))
        for size in sizes if len(sizes) < 5 else [sizes[0], len(kept) // 2, 2, 1]:
            of_all = self._world.model.search.link_words.values()
            links = {"".join(split(word)) for words in of_all for word in words}
            said = [one for one in needles if len(one[0]) > 1 and one[0] not in links] if size == 1 else []
            among = said or needles
            yield some([among[n : n + size] for n in range(len(among) - size + 1)])

    def _meant(self, search: Search, place: int) -> str | None:
        """The word itself if it is known, else the one that it probably means."""
        word, counts = search.words[place], self._counts
        is_open = search.suggest and place == len(search.words) - 1
        if word in counts or (is_open and any(one.startswith(word) for one in counts)):
            return word
        if len(word) < 3 or any(map(str.isdigit, word)):
            return None
        before = search.words[place - 1] if place else None
        after = search.words[place + 1] if place + 1 < len(search.words) else None
        distances = {other: mistakes(word, other) for other in counts}
        found = [other for other, distance in distances.items() if distance == 1 and len(other) > 1]
        if not found and len(word) >= 8:
            found = [
                other
                for other, distance in distances.items()
                if distance == 2 and len(other) >= 6 and len(runs(word) & runs(other)) >= 3
            ]
        near = []
        for other in found:
            joined = [before and before + other, after and other + after]
            alone = not any(one in counts for one in joined if one)
            near.append((alone, other[0] != word[0], len(other) < len(word), -counts[other], other))
        return min(near)[-1] if near else None


def runs(word: str) -> set[str]:
    """The runs of three letters of a word, marked at its ends."""
    marked = f"^^{word}$"
    return {marked[n : n + 3] for n in range(len(marked) - 2)}


def replaced(text: str, changed: Mapping[str, str]) -> str:
    """A text with some of its words replaced."""
    parts = re.split(r"((?:[^\W_][\u0300-\u036f]*)+)", text)
    return "".join(changed.get("".join(split(part)), part) for part in parts)
