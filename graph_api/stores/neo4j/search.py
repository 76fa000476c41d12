"""The Cypher of a search: what the full-text index may have, then a look at the values themselves."""

from collections.abc import Callable
from dataclasses import dataclass

from graph_api.plan.conditions import Operand, WordsFound
from graph_api.plan.search import CLASSES, LONGEST, STEP, TIERS, SearchPart, part_of
from ontology import storage as st


@dataclass(frozen=True, slots=True)
class CypherSearch:
    """Writes the parts of one search; `parameter` takes an operand into the statement."""

    searched: WordsFound
    parameter: Callable[[Operand], str]

    def candidates(self, n: str) -> str:
        """A clause that binds `n` to all resources, of any generation, that may have all words."""
        return (
            f"CALL db.index.fulltext.queryNodes('{st.TEXT_INDEX}', {self._part('lucene')}) YIELD node AS {n} "
        )

    def holds(self, n: str) -> str:
        """The values of `n` have all words, and there is at least one word."""
        needles = self._part("needles")
        found = f"any(x IN {self._values(n)} WHERE x CONTAINS w)"
        return f"(size({needles}) > 0 AND all(w IN {needles} WHERE {found}))"

    def rank(self, n: str) -> str:
        """The least rank of a value of `n`."""
        needles, opening = self._part("needles"), f"(' ' + {self._part('opening')})"
        equal, begins, has_phrase, all_words, some = TIERS
        tier = (
            f"CASE WHEN substring(x, 1) STARTS WITH ' ' + {self._part('phrase')} + ' @' THEN {equal} "
            f"WHEN substring(x, 1) STARTS WITH {opening} THEN {begins} WHEN x CONTAINS {opening} THEN {has_phrase} "
            f"WHEN all(w IN {needles} WHERE x CONTAINS w) THEN {all_words} ELSE {some} END"
        )
        of_class = f"toInteger(substring('{CLASSES}', {tier} + {len(TIERS)} * toInteger(left(x, 1)), 1))"
        ranks = (
            f"[x IN {self._values(n)} WHERE any(w IN {needles} WHERE x CONTAINS w) | "
            f"{of_class} * {STEP} + reduce(most = {LONGEST}, s IN [size(split(x, '@')[0]) - 3] | "
            "CASE WHEN s < most THEN s ELSE most END)]"
        )
        return f"reduce(b = null, r IN {ranks} | CASE WHEN b IS NULL OR r < b THEN r ELSE b END)"

    def _values(self, n: str) -> str:
        """The list of the values to search; see `storage.SEARCHED`."""
        values = f"coalesce({n}.{st.SEARCHED}, [])"
        if self.searched.lang is None:
            return values
        tag = "split(x, '@')[1]"
        fits = f"{tag} + '-' STARTS WITH l + '-' OR (l = '*' AND {tag} <> '')"
        return f"[x IN {values} WHERE any(l IN {self.parameter(self.searched.lang)} WHERE {fits})]"

    def _part(self, part: SearchPart) -> str:
        return f"{self.parameter(part_of(self.searched.text, 'parts'))}.{part}"
