"""The words of a release, and those among them that a misspelt one may mean.

A word is compared with those that share a run of three letters with it; so the words of a release are looked up, not
walked through.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

_SHORTEST, _SHORT = 2, 3
"""Shorter words are not corrected, or only to make a joined word with a neighbour: too many are alike."""
_LONG = 8
"""Words from this length on may have two mistakes, others one."""


class KnownWords:
    """The words by which the resources of a release are found, each with the number of resources that have it."""

    def __init__(self, words: Iterable[tuple[str, int]] = ()) -> None:
        self._counts: Mapping[str, int] = dict(words)
        self._sorted = sorted(self._counts)
        self._by_run: dict[str, list[str]] | None = None

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def begins(self, word: str) -> bool:
        """True if some word begins with this one."""
        place = bisect_left(self._sorted, word)
        return place < len(self._sorted) and self._sorted[place].startswith(word)

    def nearest(self, word: str, before: str = "", after: str = "") -> str | None:
        """The word that `word` probably is, misspelt, between two others; None if there is none.

        It makes one of the joined words of the release with its neighbours, if any does; it has fewest mistakes; it is
        not a beginning; most resources have it.
        """
        if len(word) < _SHORTEST or any(letter.isdigit() for letter in word):
            return None
        most = 2 if len(word) >= _LONG else 1
        shared = {other for run in runs(word) for other in self._runs().get(run, ())}
        ranked = []
        for other in shared:
            if abs(len(other) - len(word)) <= most and len(other) > 1 and not other.isdigit():
                distance = mistakes(word, other)
                if distance <= most:
                    is_alone = (not before or before + other not in self) and (
                        not after or other + after not in self
                    )
                    if is_alone and len(word) < _SHORT:
                        continue
                    ranked.append(
                        (
                            is_alone,
                            distance,
                            other[0] != word[0],
                            len(other) < len(word),
                            -self._counts[other],
                            other,
                        )
                    )
        return min(ranked)[-1] if ranked else None

    def _runs(self) -> Mapping[str, list[str]]:
        """The words with each run of three letters."""
        if self._by_run is None:
            by_run = defaultdict(list)
            for word in self._sorted:
                for run in set(runs(word)):
                    by_run[run].append(word)
            self._by_run = by_run
        return self._by_run


def runs(word: str) -> list[str]:
    """The runs of three letters in a word, with two marks before it and one behind it."""
    marked = f"^^{word}$"
    return [marked[n : n + 3] for n in range(len(marked) - 2)]


@lru_cache(maxsize=4096)
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
