"""The steps of a search: all words as typed; then misspelt ones corrected; then some of the words.

A step is taken if the ones before it find nothing, or only sources and the like. It depends on the question and on the
words of the release alone, so that both stores take the same ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal as OneOf

from graph_api.plan.conditions import Operand, Variables
from graph_api.plan.search import LEVEL, SEARCHES, Needles, SearchQuery
from graph_api.plan.spelling import KnownWords
from ontology.search_lines import ASIDE_WEIGHT
from ontology.values.fold import iter_spans, words

_MOST_STEPS = 5

Match = OneOf["ALL_WORDS", "CORRECTED", "SOME_WORDS"]


@dataclass(frozen=True, slots=True)
class SearchStep:
    """One step of a search: what is looked for, and the text that the client may have meant."""

    query: SearchQuery
    match: Match = "ALL_WORDS"
    did_you_mean: str | None = None


@dataclass(frozen=True, slots=True)
class SearchedText(Operand):
    """The text of the search with a key in the answer: it binds to the `SearchQuery` of the step that is taken."""

    key: str = field(kw_only=True)

    def bind(self, variables: Variables) -> object:
        """The query of the step, or the question as it is if none is taken yet."""
        step = step_of(variables, self.key)
        return self.convert(self.raw(variables)) if step is None else step.query

    def raw(self, variables: Variables) -> object:
        """The text as the client sends it."""
        return self.value if self.variable is None else variables.get(self.variable)


def step_of(variables: Variables, key: str) -> SearchStep | None:
    """The step that the search with this key takes, if one is taken yet."""
    steps = variables.get(SEARCHES)
    return steps.get(key) if isinstance(steps, dict) else None  # a check of `Mapping` takes ten times as long


def level_of(rank: int) -> int:
    """The level of the step that gave a result this rank."""
    return rank // LEVEL


def is_sure(rank: int) -> bool:
    """True if a result is not a source, a role or the like, or has the text as a whole."""
    return rank % LEVEL < ASIDE_WEIGHT


def further_steps(
    text: str, query: SearchQuery, known: KnownWords, link_words: frozenset[str]
) -> list[SearchStep]:
    """The steps after the first, in order; `known` are the words of the release."""
    corrected = _corrected(query, known)
    meant = _as_typed(text, corrected) if any(c not in (None, w) for c, w in corrected) else None
    kept = tuple(c for c, _ in corrected if c is not None)
    typed = query.typed if meant is None and len(kept) == len(query.words) else kept
    is_open = query.suggest and bool(kept) and corrected[-1][0] == query.words[-1]
    steps: list[SearchStep] = []

    def add(match: Match, chosen: Sequence[Needles] | None) -> None:
        level = len(steps) + 1
        found = SearchQuery(kept, is_open, typed, level, None if chosen is None else tuple(chosen))
        steps.append(SearchStep(found, match, meant))

    if not kept:
        return []
    plain = SearchQuery(kept, is_open)
    if len(kept) == len(query.words):
        if meant is not None:
            add("CORRECTED", None)
    else:
        add("SOME_WORDS", [tuple(plain.needles)])
    for size in _sizes(len(kept)):
        add("SOME_WORDS", list(_windows(plain, size, link_words)))
    return steps


def _corrected(query: SearchQuery, known: KnownWords) -> list[tuple[str | None, str]]:
    """Each word with the one that it probably means: itself if it is known, None if there is none."""
    around = ("", *query.words, "")
    return [
        (word if _is_known(query, n, known) else known.nearest(word, around[n], around[n + 2]), word)
        for n, word in enumerate(query.words)
    ]


def _is_known(query: SearchQuery, place: int, known: KnownWords) -> bool:
    word = query.words[place]
    return word in known or (query.suggest and place == len(query.words) - 1 and known.begins(word))


def _as_typed(text: str, corrected: Sequence[tuple[str | None, str]]) -> str:
    """The text with the misspelt words replaced."""
    meant = {word: better for better, word in corrected if better is not None and better != word}
    parts, last = [], 0
    for start, end in iter_spans(text):
        better = meant.get(words(text[start:end]))
        if better is not None:
            parts += [text[last:start], better]
            last = end
    return "".join([*parts, text[last:]])


def _sizes(count: int) -> list[int]:
    """The numbers of words to look for: always fewer, in a few steps."""
    sizes = list(range(count - 1, 0, -1))
    return sizes if len(sizes) < _MOST_STEPS else [sizes[0], count // 2, 2, 1]


def _windows(query: SearchQuery, size: int, link_words: frozenset[str]) -> Iterator[Needles]:
    """The needles of all runs of so many words; single words not of one letter, nor link words."""
    single = [n for n in query.needles if len(n.strip()) > 1 and n.strip() not in link_words]
    needles = (single or query.needles) if size == 1 else query.needles
    for start in range(len(needles) - size + 1):
        yield tuple(needles[start : start + size])
