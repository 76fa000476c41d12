"""The Cypher of orders and pages: the keys of members, the members between two cursors, and the page size.

Missing values come last, and ties are in order of IRI.
"""

from dataclasses import replace

from graph_api.plan.conditions import Operand
from graph_api.plan.document import LANGUAGES, operand
from graph_api.plan.operands import has_preference, language_ranges, reads_latin
from graph_api.plan.order import OrderKey, Page, parts_of
from graph_api.stores.neo4j.conditions import CypherConditions, in_language
from graph_api.stores.neo4j.statement import quoted
from graph_api.stores.neo4j.trails import match_members
from ontology import storage as st
from ontology.model import Kind, PropertyTerm
from ontology.values.collation import Collation, collation_of


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
        (step, *rest) = key.path
        m = self._draft.variable("n")
        match = match_members(self._draft, step.along, n, m)
        if step.holding is not None:
            match += f" AND {self._conditions.holds(step.holding, m)}"
        if key.counted and not rest:
            return f"COUNT {{ {match} }}"
        value = self.key(replace(key, path=tuple(rest)), m)
        if step.pick is not None:
            x, ordered = self._draft.variable("x"), " DESC" if step.pick == "MAX" else ""
            known = f"WITH {value} AS {x} WHERE {x} IS NOT NULL"
            return f"head(COLLECT {{ {match} {known} RETURN {x} ORDER BY {x}{ordered} LIMIT 1 }})"
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
        return self._text_key(term, lang, n)

    def _text_key(self, term: PropertyTerm, lang: str | None, n: str) -> str:
        """The collation key of the text that the reader sees, or of the first in a language."""
        x = self._draft.variable("x")
        keys, latin = (
            f"{n}.{quoted(st.sort_property(term.key))}",
            f"{n}.{quoted(st.latin_property(term.key))}",
        )
        if lang is not None:
            is_latin = collation_of((lang,)) is Collation.LATIN
            some = f"coalesce({latin}, {keys}, [])" if is_latin else f"coalesce({keys}, [])"
            wanted = in_language(self._draft, x, Operand(str, lang))
            fitting = f"[{x} IN {some} WHERE true{wanted} | split({x}, '@')[0]]"
            return f"reduce(b = null, y IN {fitting} | CASE WHEN b IS NULL OR y < b THEN y ELSE b END)"
        reads = self._draft.parameter(operand(LANGUAGES, reads_latin))
        some = f"coalesce(CASE WHEN {reads} THEN {latin} END, {keys}, [])"
        best = f"head([{x} IN {some} WHERE {x} ENDS WITH '@*'])"
        if term.kind is Kind.TEXT:
            ks, tag = self._draft.variable("k"), self._draft.variable("t")
            fits = f"split({x}, '@')[1] = {tag} OR split({x}, '@')[1] STARTS WITH {tag} + '-'"
            first = f"[{tag} IN {self._draft.parameter(operand(LANGUAGES, language_ranges))} "
            first += f"WHERE any({x} IN {ks} WHERE {fits}) | head([{x} IN {ks} WHERE {fits}])]"
            others = f"head([{x} IN {ks} WHERE {x} ENDS WITH '@']), head({ks})"
            chosen = f"head([{ks} IN [{some}] | coalesce(head({first}), {others})])"
            prefers = self._draft.parameter(operand(LANGUAGES, has_preference))
            best = f"CASE WHEN {prefers} THEN {chosen} ELSE {best} END"
        return f"split({best}, '@')[0]"


def _in_order(page: Page, n: str) -> str:
    """Missing values come last, or first when going backward."""
    absent = " DESC" if page.backward else ""
    parts = []
    for number, key in enumerate(page.keys):
        k = f"{n}k{number}"
        parts += [f"{k} IS NULL{absent}", f"{k}{' DESC' if key.descending is not page.backward else ''}"]
    return ", ".join([*parts, f"{n}.iri{absent}"])
