"""The SQL of a search: common tables of the resources that have the words, and of their ranks.

The words come in JSON arrays, so that the text is the same for any number of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from graph_api.plan.conditions import Operand, WordsFound
from graph_api.plan.search import (
    BEGINS,
    EQUAL,
    FEW,
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
from ontology.search_lines import ASIDE_WEIGHT


@dataclass(frozen=True, slots=True)
class SqlSearch:
    """Writes the tables of one search; `parameter` takes an operand into the statement, as an array or not."""

    searched: WordsFound
    parameter: Callable[[Operand, bool], str]

    def hits(self) -> str:
        """Rows `id` of the resources that have the words."""
        found = (
            f"SELECT f.rowid AS id FROM json_each({self._list('expressions')}) j "
            "CROSS JOIN search f ON f.search MATCH j.value"
        )
        if self.searched.lang is None:
            return found
        lines = f"SELECT 1 FROM line v WHERE v.s = f.rowid AND instr(v.line, w.value) > 0{self._lang()}"
        lacks = f"SELECT 1 FROM json_each(a.value) w WHERE NOT EXISTS ({lines})"
        variant = f"SELECT 1 FROM json_each({self._list('variants')}) a WHERE NOT EXISTS ({lacks})"
        return f"{found} WHERE EXISTS ({variant})"

    def ranks(self, hits: str) -> str:
        """Rows `id, rank` of the resources in the table `hits`."""
        return (
            f"SELECT v.s AS id, min({self._rank()}) + {self._form('base')} AS rank "
            f"FROM {hits} h CROSS JOIN line v ON v.s = h.id WHERE 1{self._lang()} GROUP BY v.s"
        )

    def _rank(self) -> str:
        """The penalties of the line `v`, or NULL; as `SearchQuery.rank` has them.

        Strings that are in parts of a line only together with others (a key stands among the words, too; a phrase is
        in all that begins with it) are looked for only where those are, since most lines have none of them.
        """
        is_marked = f"{self._form('mark')} = {TYPED}"
        marks = (
            f"CASE WHEN {self._in('typed')} THEN 0 WHEN {is_marked} THEN {self._absent('marked')} * {TYPED} "
            f"ELSE {FOLDED} END"
        )
        more = f"min(max(v.size - {self._form('size')}, 0), {MOST_FURTHER}) * {FURTHER}"
        near, whole = f"v.weight % {ASIDE_WEIGHT}", f"v.weight % {self._form('band')}"
        equal = f"WHEN {self._in('equal')} THEN {near} + {EQUAL} + {marks}"
        begins = f"WHEN {self._in('begins')} THEN {whole} + {BEGINS} + {more} + {marks}"
        phrase = f"{whole} + {PHRASE} + {more} + {marks}"
        absent = self._absent("needles")
        return (
            f"CASE WHEN {self._in('joined')} THEN "
            f"CASE {equal} WHEN {self._in('key')} THEN {near} + {KEY} {begins} "
            f"WHEN {self._in('opens')} THEN v.weight + {OPENS} WHEN {self._in('phrase')} THEN {phrase} "
            f"ELSE v.weight + {JOINED} + {more} END "
            f"WHEN {self._form('size')} = 1 THEN NULL "
            f"WHEN {self._in('phrase')} THEN CASE {equal} {begins} ELSE {phrase} END "
            f"WHEN {absent} < json_array_length({self._list('needles')}) "
            f"THEN v.weight + {SOME} + {more} + {marks} + {absent} * {MISSING} END"
        )

    def _absent(self, part: SearchPart) -> str:
        """The number of strings of a list that the line `v` does not have."""
        few = (self.parameter(part_of(self.searched.text, part, place), False) for place in range(FEW))
        first = " + ".join(f"(instr(v.line, {one}) = 0)" for one in few)
        rest = (
            f"SELECT count(*) FROM json_each({self._list(part)}) j "
            f"WHERE j.key >= {FEW} AND instr(v.line, j.value) = 0"
        )
        return f"({first} + CASE WHEN {self._form('is_long')} THEN ({rest}) ELSE 0 END)"

    def _in(self, part: FormPart) -> str:
        return f"instr(v.line, {self._form(part)}) > 0"

    def _form(self, part: FormPart) -> str:
        return self.parameter(part_of(self.searched.text, part), False)

    def _list(self, part: SearchPart) -> str:
        return self.parameter(part_of(self.searched.text, part), True)

    def _lang(self) -> str:
        """`AND …`: the line `v` is in one of the languages; empty for all languages."""
        if self.searched.lang is None:
            return ""
        tag = "substr(v.lang || '-', 1, length(l.value) + 1) = l.value || '-'"
        return (
            f" AND EXISTS (SELECT 1 FROM json_each({self.parameter(self.searched.lang, True)}) l "
            f"WHERE {tag} OR (l.value = '*' AND v.lang <> ''))"
        )
