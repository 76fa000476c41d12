"""The Cypher of tallies (facets and aggregates): the number of members of a list with each value."""

from collections.abc import Callable
from typing import TypeAlias

from graph_api.plan import plan as p
from graph_api.stores.neo4j.conditions import CypherConditions, composed_text
from graph_api.stores.neo4j.statement import quoted
from graph_api.stores.neo4j.trails import match_members
from ontology import storage as st
from ontology.model import Kind
from ontology.record import is_list

WriteRow: TypeAlias = Callable[[p.Level, str], tuple[str, str]]
"""Clauses, and the list of a resource: its level and its variable."""


class CypherTallies:
    """Writes the tallies of one statement; `row` writes the rows of resources that are values."""

    def __init__(self, conditions: CypherConditions, row: WriteRow) -> None:
        self._draft = conditions.draft
        self._conditions = conditions
        self._row = row

    def tally(self, tally: p.Tally, members: str, n: str) -> str:
        """A list of `[value, count]` over the members `n`, the most frequent first."""
        field = tally.by
        v, c = self._draft.variable("v"), self._draft.variable("c")
        limit = "" if tally.limit is None else f" LIMIT {self._draft.parameter(tally.limit)}"
        if field is not None and field.term.kind is Kind.RELATION:
            match = (
                f"{match_members(self._draft, field, n, v)} AND {self._conditions.holds(tally.holding, v)}"
            )
            clauses, row = self._row(tally.level, v)
            return (
                f"COLLECT {{ {members} {match} "
                f"WITH {v}, count(DISTINCT {n}) AS {c} ORDER BY {c} DESC, {v}.iri{limit}"
                f"{clauses} RETURN [{row}, {c}] }}"
            )
        by = f"toInteger({v})" if tally.by_year else v
        of, match = n, ""
        if tally.along is not None:
            of = self._draft.variable("n")
            holds = self._conditions.holds(tally.holding, of)
            match = f"{match_members(self._draft, tally.along, n, of)} AND {holds} "
        return (
            f"COLLECT {{ {members} {match}UNWIND {self._counted(tally, of)} AS {v} "
            f"WITH {v}, count(DISTINCT {n}) AS {c} ORDER BY {c} DESC, {by}{limit} RETURN [{v}, {c}] }}"
        )

    def _counted(self, tally: p.Tally, n: str) -> str:
        """The list of a member's values that are counted."""
        field = tally.by
        if field is None:
            names = self._draft.constant(
                {term.type_name: iri for iri, term in self._draft.model.classes.items()}
            )
            return f"[y IN labels({n}) WHERE {names}[y] IS NOT NULL | {names}[y]]"
        term = field.term
        value = (
            composed_text(term, n) if term.kind in st.TEXTS else f"{n}.{quoted(st.value_property(term.key))}"
        )
        values = f"coalesce({value}, [])" if is_list(term) else f"[y IN [{value}] WHERE y IS NOT NULL]"
        if tally.by_year:  # as the source writes it, without a time zone
            without_zone = "split(split(split(substring(y, 1), '-')[0], '+')[0], 'Z')[0]"
            return f"[y IN {values} | left(y, size({without_zone}) + 1)]"
        return f"[y IN {values} | toString(y)]" if term.kind is Kind.BOOLEAN else values
