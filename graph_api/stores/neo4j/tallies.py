"""The Cypher of tallies (facets, aggregates, groups): the number of members with each combination of values."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from graph_api.plan import reads
from graph_api.stores.neo4j.conditions import CypherConditions, composed_text
from graph_api.stores.neo4j.statement import quoted
from graph_api.stores.neo4j.trails import match_members
from ontology import storage as st
from ontology.model import Kind
from ontology.record import is_list

WriteRow: TypeAlias = Callable[[reads.Level, str], tuple[str, str]]
"""Clauses, and the list of a resource: its level and its variable."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """The values of a key: clauses that lead to them, the variable of each, and what they are ordered by."""

    clauses: str
    variable: str
    order: str


class CypherTallies:
    """Writes the tallies of one statement; `row` writes the rows of resources that are values."""

    def __init__(self, conditions: CypherConditions, row: WriteRow) -> None:
        self._draft = conditions.draft
        self._conditions = conditions
        self._row = row

    def tally(self, tally: reads.Tally, members: str, n: str) -> str:
        """A list of `[*values, count]` over the members `n`, the most frequent first; resources are rows."""
        c = self._draft.variable("c")
        limit = "" if tally.limit is None else f" LIMIT {self._draft.parameter(tally.limit)}"
        counted = [self._counted(key, n) for key in tally.keys]
        clauses = "".join(one.clauses for one in counted)
        ordered = ", ".join((f"{c} DESC", *(one.order for one in counted)))
        grouped = ", ".join(one.variable for one in counted)
        shown, rows = [], ""
        for one, key in zip(counted, tally.keys, strict=True):
            v = one.variable
            if key.level is not None:
                more, row = self._row(key.level, v)
                rows += more
                v = f"CASE WHEN {v} IS NULL THEN null ELSE {row} END" if key.optional else row
            elif key.is_resource:
                v = f"{v}.iri"
            shown.append(v)
        return (
            f"COLLECT {{ {members}{clauses} WITH {grouped}, count(DISTINCT {n}) AS {c} ORDER BY {ordered}{limit}"
            f"{rows} RETURN [{', '.join(shown)}, {c}] }}"
        )

    def _counted(self, key: reads.TallyKey, n: str) -> "_Counted":
        """The values of a key of the member `n`, one in each row."""
        way = ""
        for step in key.way:
            m = self._draft.variable("n")
            holds = self._conditions.holds(step.holding, m)
            way += f" {match_members(self._draft, step.along, n, m)} AND {holds}"
            n = m
        v = n
        if not key.is_resource:
            v = self._draft.variable("v")
            way += f" UNWIND {self._values(key, n)} AS {v}"
        if key.optional:
            found, each = self._draft.variable("x"), self._draft.variable("v")
            # `way` begins at the member, so the subquery needs no clause before it.
            way = (
                f" WITH *, COLLECT {{{way} RETURN DISTINCT {v} }} AS {found} "
                f"UNWIND CASE WHEN size({found}) = 0 THEN [null] ELSE {found} END AS {each}"
            )
            v = each
        if key.is_resource:
            return _Counted(way, v, f"{v}.iri")
        year = f"toInteger(left({v}, 1) + split(substring({v}, 1), '-')[0]), "  # its sign may be the first letter
        return _Counted(way, v, year * bool(key.unit) + v)

    def _values(self, key: reads.TallyKey, n: str) -> str:
        """The list of the values of a key at a resource."""
        if key.field is None:  # classes
            names = self._draft.constant(
                {term.type_name: iri for iri, term in self._draft.model.classes.items()}
            )
            return f"[y IN labels({n}) WHERE {names}[y] IS NOT NULL | {names}[y]]"
        term = key.field.term
        value = (
            composed_text(term, n) if term.kind in st.TEXTS else f"{n}.{quoted(st.value_property(term.key))}"
        )
        values = f"coalesce({value}, [])" if is_list(term) else f"[y IN [{value}] WHERE y IS NOT NULL]"
        if key.unit and term.kind is Kind.PERIOD:
            return f"[y IN [x IN {values} | {_DAY_OF_PERIOD}] | {_part_of_period(key.unit)}]"
        if key.unit:
            return f"[y IN {values} | {_part_of_date(key.unit)}]"
        return f"[y IN {values} | toString(y)]" if term.kind is Kind.BOOLEAN else values


_FORM = "split(substring(x, 1), '\"')[0]"
_DAY_OF_PERIOD = (
    f"CASE WHEN {_FORM} CONTAINS 'T' THEN split({_FORM}, 'T')[0] "
    f"WHEN {_FORM} =~ '.*:..' THEN left({_FORM}, size({_FORM}) - 6) ELSE split({_FORM}, 'Z')[0] END"
)
"""The year, month or day of `x`, a literal in N-Triples, without a time zone."""


def _part_of_period(unit: reads.Unit) -> str:
    """The year, quarter, month or day of `y`, itself a year, month or day; `y` if it is longer than that."""
    part = _part_of_date(unit)
    return f"CASE WHEN substring(y, 1) CONTAINS '-' THEN {part} ELSE y END" if unit == "QUARTER" else part


def _part_of_date(unit: reads.Unit) -> str:
    """The year, quarter, month or day of `y`, a date, time or year as the source writes it, without a time zone."""
    digits = (
        "size(split(split(split(substring(y, 1), '-')[0], '+')[0], 'Z')[0]) + 1"  # of the year, with its sign
    )
    match unit:
        case "YEAR":
            return f"left(y, {digits})"
        case "QUARTER":
            return f"left(y, {digits}) + '-Q' + toString((toInteger(substring(y, {digits} + 1, 2)) + 2) / 3)"
        case "MONTH":
            return f"left(y, {digits} + 3)"
        case "DAY":
            return f"left(y, {digits} + 6)"
