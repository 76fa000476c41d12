"""The Cypher of orders and pages: the keys of members, the members between two cursors, and the page size.

Missing values come last, and ties are in order of IRI.
"""

from dataclasses import replace

from graph_api.plan.conditions import Operand
from graph_api.plan.order import OrderKey, Page, parts_of
from graph_api.stores.neo4j.conditions import CypherConditions, in_language
from graph_api.stores.neo4j.statement import quoted
from graph_api.stores.neo4j.trails import match_members
from ontology import storage as st
from ontology.model import Kind, PropertyTerm


class CypherOrders:
    """Writes the orders and pages of one statement."""

    def __init__(self, conditions: CypherConditions) -> None:
        self._draft = conditions.draft
        self._conditions = conditions

    def page(self, page: Page, n: str, carried: str) -> str:
        """The clauses after `WITH n…` that make a page of the members `n`, with their order keys `k0`, `k1`, …."""
        keys = "".join(f", {self.key(key, n)} AS {n}k{i}" for i, key in enumerate(page.keys))
        names = "".join(f", {n}k{i}" for i in range(len(page.keys)))
        text = f"{carried}{keys}{self._between(page, n)}" if keys else f"{carried}{self._between(page, n)}"
        ordered = f" WITH {n}{carried}{names} ORDER BY {_in_order(page, n)}"
        return f"{text}{ordered} LIMIT {self._draft.parameter(page.size)} + 1"

    def _between(self, page: Page, n: str) -> str:
        """`WHERE …`: the member is between the page's cursors."""
        bounds = ((page.after, True), (page.before, False))
        parts = [self._beyond(page, cursor, n, later=later) for cursor, later in bounds if cursor]
        return f" WHERE {' AND '.join(parts)}" if parts else ""

    def _beyond(self, page: Page, cursor: Operand, n: str, *, later: bool) -> str:
        """The member comes later (or earlier) in the list than the cursor's place; never null."""
        values, last = parts_of(cursor, len(page.keys))
        found = f"{n}.iri {'>' if later else '<'} {self._draft.parameter(last)}"
        for number, (key, value) in reversed(list(enumerate(zip(page.keys, values, strict=True)))):
            k, v = f"{n}k{number}", self._draft.parameter(value)
            sign = ">" if later is not key.descending else "<"
            absent, known = (k, v) if later else (v, k)
            beyond = f"{known} IS NOT NULL AND ({absent} IS NULL OR coalesce({k} {sign} {v}, false))"
            same = f"(coalesce({k} = {v}, false) OR ({k} IS NULL AND {v} IS NULL))"
            found = f"(({beyond}) OR ({same} AND {found}))"
        return found

    def key(self, key: OrderKey, n: str) -> str:
        """The value that `n` is ordered by, or null."""
        if key.rank is not None:
            return self._conditions.search(key.rank).rank(n)
        if not key.path:
            return self._own_key(key, n)
        (field, *rest) = key.path
        m = self._draft.variable("n")
        value = self.key(replace(key, path=tuple(rest)), m)
        match = match_members(self._draft, field, n, m)
        return f"head(COLLECT {{ {match} WITH {m} ORDER BY {m}.iri LIMIT 1 RETURN {value} }})"

    def _own_key(self, key: OrderKey, n: str) -> str:
        if not key.terms:
            return f"{n}.iri"
        values = [self._key_value(term, key.lang, n) for term in key.terms]
        return values[0] if len(values) == 1 else f"coalesce({', '.join(values)})"

    def _key_value(self, term: PropertyTerm, lang: str | None, n: str) -> str:
        if term.kind not in st.TEXTS:
            key = (
                st.search_property(term.key)
                if term.kind in st.SEARCHED_BY_KEY
                else st.value_property(term.key)
            )
            value = f"{n}.{quoted(key)}"
            if term.kind is Kind.DOUBLE:
                return f"{value} + 0.0"  # Neo4j has -0.0 before 0.0
            return f"toString({value})" if term.kind is Kind.BOOLEAN else value
        x = self._draft.variable("x")
        keys = f"coalesce({n}.{quoted(st.sort_property(term.key))}, [])"
        if lang is None:
            return f"split(head([{x} IN {keys} WHERE {x} ENDS WITH '@*']), '@')[0]"
        fitting = f"[{x} IN {keys} WHERE true{in_language(self._draft, x, Operand(str, lang))} | split({x}, '@')[0]]"
        return f"reduce(b = null, y IN {fitting} | CASE WHEN b IS NULL OR y < b THEN y ELSE b END)"


def _in_order(page: Page, n: str) -> str:
    """Missing values come last, or first when going backward."""
    absent = " DESC" if page.backward else ""
    parts = []
    for number, key in enumerate(page.keys):
        k = f"{n}k{number}"
        parts += [f"{k} IS NULL{absent}", f"{k}{' DESC' if key.descending is not page.backward else ''}"]
    return ", ".join([*parts, f"{n}.iri{absent}"])
