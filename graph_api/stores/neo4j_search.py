"""The Cypher of a search: what the full-text index may have, then a look at the values themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph_api.plan.conditions import Operand, Searched
from graph_api.plan.search import CLASSES, LONGEST, STEP, TIERS, Part, part_of
from ontology import storage as st
from ontology.model import PropertyTerm


@dataclass(frozen=True, slots=True)
class SearchText:
    """Writes the parts of one search; `parameter` takes an operand into the statement, `quoted` a name."""

    searched: Searched
    names: frozenset[str]
    terms: Sequence[PropertyTerm]
    parameter: Callable[[Operand], str]
    quoted: Callable[[str], str]

    def candidates(self, n: str) -> str:
        """A clause that binds `n` to all resources, of any generation, that may have all words."""
        return (
            f"CALL db.index.fulltext.queryNodes('{st.TEXT_INDEX}', {self._part('lucene')}) YIELD node AS {n} "
        )

    def holds(self, n: str) -> str:
        """That the values of `n` have all words, and that there is a word."""
        needles = self._part("needles")
        found = f"any(v IN {self._values(n)} WHERE v[0] CONTAINS w)"
        return f"(size({needles}) > 0 AND all(w IN {needles} WHERE {found}))"

    def rank(self, n: str) -> str:
        """The least rank of a value of `n`."""
        needles, opening = self._part("needles"), self._part("opening")
        equal, begins, has_phrase, all_words, some = TIERS
        tier = (
            f"CASE WHEN v[0] = ' ' + {self._part('phrase')} + ' ' THEN {equal} "
            f"WHEN v[0] STARTS WITH ' ' + {opening} THEN {begins} "
            f"WHEN v[0] CONTAINS ' ' + {opening} THEN {has_phrase} "
            f"WHEN all(w IN {needles} WHERE v[0] CONTAINS w) THEN {all_words} ELSE {some} END"
        )
        classes = f"[{', '.join(CLASSES)}]"
        length = f"CASE WHEN size(v[0]) - 2 < {LONGEST} THEN size(v[0]) - 2 ELSE {LONGEST} END"
        ranks = (
            f"[v IN {self._values(n)} WHERE any(w IN {needles} WHERE v[0] CONTAINS w) | "
            f"{classes}[{tier} + v[1]] * {STEP} + {length}]"
        )
        return f"reduce(b = null, r IN {ranks} | CASE WHEN b IS NULL OR r < b THEN r ELSE b END)"

    def _values(self, n: str) -> str:
        """A list of `[words with a space at both ends, 0 if they are a name, else the number of tiers]`."""
        lists = []
        for term in self.terms:
            other = 0 if term.iri in self.names else len(TIERS)
            stored = f"coalesce({n}.{self.quoted(st.words_property(term.key))}, [])"
            lists.append(f"[x IN {stored}{self._lang()} | [' ' + split(x, '@')[0] + ' ', {other}]]")
        return f"({' + '.join(lists) or '[]'})"

    def _lang(self) -> str:
        if self.searched.lang is None:
            return ""
        tag = "split(x, '@')[1]"
        fits = f"{tag} + '-' STARTS WITH l + '-' OR (l = '*' AND {tag} <> '')"
        return f" WHERE any(l IN {self.parameter(self.searched.lang)} WHERE {fits})"

    def _part(self, part: Part) -> str:
        return self.parameter(part_of(self.searched.text, part))
