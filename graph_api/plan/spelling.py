"""The words of a release, and those among them that a misspelt one may mean.

A word with one mistake is looked up by all words that are one mistake away; one with two by the runs of three letters
that it shares with others. So the words of a release are looked up, not walked through.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from graph_api.cache import Cache

_SHORTEST = 3
"""Shorter words are not corrected: too many are alike."""
_LONG = 8
"""Words from this length on may have two mistakes if no word is one mistake away."""
_LONGEST = 40
"""Longer words are not corrected: it would take too long."""
_MOST_LETTERS = 100
"""A wrong letter is replaced by one of the most frequent letters, at most this many."""
_LEAST_SHARED = 3
"""The runs of three letters that words with two mistakes between them have in common, at least."""
_KEPT = 1000


class KnownWords:
    """The words by which the resources of a release are found, each with the number of resources that have it."""

    def __init__(self, words: Iterable[tuple[str, int]] = ()) -> None:
        self._counts: Mapping[str, int] = dict(words)
        self._sorted = sorted(self._counts)
        self._nearest: Cache[tuple[str, str, str], str | None] = Cache(_KEPT)

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def begins(self, word: str) -> bool:
        """True if some word begins with this one."""
        place = bisect_left(self._sorted, word)
        return place < len(self._sorted) and self._sorted[place].startswith(word)

    def nearest(self, word: str, before: str = "", after: str = "") -> str | None:
        """The word that `word` probably is, misspelt, between two others; None if there is none.

        Of those with fewest mistakes it makes one of the joined words of the release with its neighbours, if any does;
        it has the same first letter; it is not a beginning; most resources have it.
        """
        if not _SHORTEST <= len(word) <= _LONGEST or any(letter.isdigit() for letter in word):
            return None
        return self._nearest.get((word, before, after), lambda: self._best(word, before, after))

    def _best(self, word: str, before: str, after: str) -> str | None:
        near = {other for other in one_mistake_away(word, self._letters) if other in self._counts}
        near = {other for other in near if len(other) > 1}
        if not near and len(word) >= _LONG:
            near = set(self._two_mistakes_away(word))
        ranked = []
        for other in near:
            joined = (before and before + other in self) or (after and other + after in self)
            is_beginning = len(other) < len(word)
            ranked.append((not joined, other[0] != word[0], is_beginning, -self._counts[other], other))
        return min(ranked)[-1] if ranked else None

    def _two_mistakes_away(self, word: str) -> Iterator[str]:
        shared: Counter[str] = Counter()
        for run in set(runs(word)):
            shared.update(self._by_run.get(run, ()))
        for other, count in shared.items():
            if count >= _LEAST_SHARED and abs(len(other) - len(word)) <= 2 and mistakes(word, other) == 2:
                yield other

    @cached_property
    def _letters(self) -> Sequence[str]:
        """The letters of the words, the commonest first."""
        counts = Counter(letter for word in self._counts for letter in word if not letter.isdigit())
        return [letter for letter, _ in counts.most_common(_MOST_LETTERS)]

    @cached_property
    def _by_run(self) -> Mapping[str, list[str]]:
        """The long words with each run of three letters."""
        by_run = defaultdict(list)
        for word in self._sorted:
            if len(word) >= _LONG - 2:
                for run in set(runs(word)):
                    by_run[run].append(word)
        return by_run


def one_mistake_away(word: str, letters: Sequence[str]) -> Iterator[str]:
    """All words with one letter added, left out, changed, or swapped with the next."""
    for place in range(len(word) + 1):
        start, rest = word[:place], word[place:]
        yield from (start + letter + rest for letter in letters)
        if rest:
            yield start + rest[1:]
            yield from (start + letter + rest[1:] for letter in letters)
        if len(rest) > 1:
            yield start + rest[1] + rest[0] + rest[2:]


def runs(word: str) -> list[str]:
    """The runs of three letters in a word, with two marks before it and one behind it."""
    marked = f"^^{word}$"
    return [marked[n : n + 3] for n in range(len(marked) - 2)]


def mistakes(first: str, second: str) -> int:
    """The least number of letters added, left out, changed, or swapped with the next, that lead to the other word."""
    before: list[int] = []
    last = list(range(len(second) + 1))
    for n, letter in enumerate(first):
        row = [n + 1]
        for m, other in enumerate(second):
            best = min(last[m + 1] + 1, row[m] + 1, last[m] + (letter != other))
            if n and m and letter == second[m - 1] and first[n - 1] == other:
                best = min(best, before[m - 1] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]
