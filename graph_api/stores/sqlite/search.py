"""The SQL of a search: two common tables, the values that have a word, and the resources that have all words.

The words come in one JSON array, so that the text is the same for any number of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph_api.plan.conditions import Operand, WordsFound
from graph_api.plan.search import CLASSES, LONGEST, STEP, TIERS, part_of


@dataclass(frozen=True, slots=True)
class SqlSearch:
    """Writes the tables of one search; `parameter` takes an operand into the statement, as an array or not."""

    searched: WordsFound
    names: Sequence[int]
    parameter: Callable[[Operand, bool], str]

    def words(self) -> str:
        """Rows `t, s, w`: the text `t` of the resource `s` has the word number `w`."""
        return (
            f"SELECT t.id AS t, t.s AS s, j.key AS w FROM json_each({self._terms()}) j "
            f"CROSS JOIN search f ON f.search MATCH j.value CROSS JOIN text t ON t.id = f.rowid WHERE 1{self._lang()}"
        )

    def ranks(self, words: str) -> str:
        """Rows `id, rank` of the resources that have all words, from the table `words`."""
        number = f"json_array_length({self._terms()})"
        found = f"SELECT s FROM {words} GROUP BY s HAVING count(DISTINCT w) = {number}"
        phrase = self.parameter(part_of(self.searched.text, "phrase"), False)
        opening = self.parameter(part_of(self.searched.text, "opening"), False)
        equal, begins, has_phrase, all_words, some = TIERS
        names = ", ".join(map(str, self.names))
        tier = (
            f"CASE WHEN v.words = {phrase} THEN {equal} "
            f"WHEN substr(v.words || ' ', 1, length({opening})) = {opening} THEN {begins} "
            f"WHEN instr(' ' || v.words || ' ', ' ' || {opening}) > 0 THEN {has_phrase} "
            f"WHEN g.c = {number} THEN {all_words} ELSE {some} END"
        )
        place = f"1 + {tier} + {len(TIERS)} * (v.p NOT IN ({names}))"
        rank = f"substr('{CLASSES}', {place}, 1) * {STEP} + min(length(v.words), {LONGEST})"
        return (
            f"SELECT v.s AS id, min({rank}) AS rank FROM (SELECT t, count(*) AS c FROM {words} "
            f"WHERE s IN ({found}) GROUP BY t) g CROSS JOIN text v ON v.id = g.t GROUP BY v.s"
        )

    def _terms(self) -> str:
        return self.parameter(part_of(self.searched.text, "terms"), True)

    def _lang(self) -> str:
        if self.searched.lang is None:
            return ""
        tag = "substr(t.lang || '-', 1, length(l.value) + 1) = l.value || '-'"
        return (
            f" AND EXISTS (SELECT 1 FROM json_each({self.parameter(self.searched.lang, True)}) l "
            f"WHERE {tag} OR (l.value = '*' AND t.lang <> ''))"
        )
