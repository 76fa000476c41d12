"""The Cypher of a search: what the full-text index may have, then a look at the lines themselves."""

from collections.abc import Callable
from dataclasses import dataclass

from graph_api.plan.conditions import Operand, WordsFound
from graph_api.plan.search import (
    BEGINS,
    EQUAL,
    FOLDED,
    FURTHER,
    JOINED,
    KEY,
    MISSING,
    MOST_FURTHER,
    OPENS,
    PHRASE,
    SOME,
    TYPED,
    FormPart,
    SearchPart,
    part_of,
)
from ontology import storage as st
from ontology.search_lines import ASIDE_WEIGHT

_HEAD = "split(split(x, '^')[0], ',')"
"""The weight, the size and the language of a line, as texts."""


@dataclass(frozen=True, slots=True)
class CypherSearch:
    """Writes the parts of one search; `parameter` takes an operand into the statement."""

    searched: WordsFound
    parameter: Callable[[Operand], str]

    def candidates(self, n: str) -> str:
        """A clause that binds `n` to all resources, of any generation, that may have the words."""
        return (
            f"CALL db.index.fulltext.queryNodes('{st.TEXT_INDEX}', {self._part('lucene')}) YIELD node AS {n} "
        )

    def holds(self, n: str) -> str:
        """The lines of `n` have the words of a variant of the search."""
        found = f"any(x IN {self._lines(n)} WHERE x CONTAINS w)"
        return f"any(a IN {self._part('variants')} WHERE all(w IN a WHERE {found}))"

    def rank(self, n: str) -> str:
        """The least rank of a line of `n`; as `SearchQuery.rank` has it."""
        marked, needles = self._part("marked"), self._part("needles")
        weight, size = f"toInteger({_HEAD}[0])", f"toInteger({_HEAD}[1])"
        near, whole = f"{weight} % {ASIDE_WEIGHT}", f"{weight} % {self._part('band')}"
        other = f"size([m IN {marked} WHERE NOT x CONTAINS m]) * {TYPED}"
        marks = (
            f"CASE WHEN x CONTAINS {self._part('typed')} THEN 0 "
            f"WHEN {self._part('mark')} = {TYPED} THEN {other} ELSE {FOLDED} END"
        )
        lacks = f"size([w IN {needles} WHERE NOT x CONTAINS w])"
        further = f"({size} - {self._part('size')})"
        more = (
            f"CASE WHEN {further} > {MOST_FURTHER} THEN {MOST_FURTHER} WHEN {further} < 0 THEN 0 "
            f"ELSE {further} END * {FURTHER}"
        )
        penalties = (
            f"CASE WHEN x CONTAINS {self._part('equal')} THEN {near} + {EQUAL} + {marks} "
            f"WHEN x CONTAINS {self._part('key')} THEN {near} + {KEY} "
            f"WHEN x CONTAINS {self._part('begins')} THEN {whole} + {BEGINS} + {more} + {marks} "
            f"WHEN x CONTAINS {self._part('opens')} THEN {weight} + {OPENS} "
            f"WHEN x CONTAINS {self._part('phrase')} THEN {whole} + {PHRASE} + {more} + {marks} "
            f"WHEN x CONTAINS {self._part('joined')} THEN {weight} + {JOINED} + {more} "
            f"WHEN {lacks} < size({needles}) THEN {weight} + {SOME} + {more} + {marks} + {lacks} * {MISSING} END"
        )
        ranks = f"[x IN {self._lines(n)} | {penalties}]"
        least = f"reduce(b = null, r IN {ranks} | CASE WHEN b IS NULL OR r < b THEN r ELSE b END)"
        return f"({least} + {self._part('base')})"

    def _lines(self, n: str) -> str:
        """The list of the lines to search; see `storage.SEARCHED`."""
        lines = f"coalesce({n}.{st.SEARCHED}, [])"
        if self.searched.lang is None:
            return lines
        tag = f"{_HEAD}[2]"
        fits = f"{tag} + '-' STARTS WITH l + '-' OR (l = '*' AND {tag} <> '')"
        return f"[x IN {lines} WHERE any(l IN {self.parameter(self.searched.lang)} WHERE {fits})]"

    def _part(self, part: SearchPart | FormPart) -> str:
        return self.parameter(part_of(self.searched.text, part))
