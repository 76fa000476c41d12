"""The SQL of orders and pages: the keys of members, and the members between two cursors.

Missing values come last, and ties are in order of IRI.
"""

from dataclasses import replace

from graph_api.plan.conditions import Operand
from graph_api.plan.document import LANGUAGES, operand
from graph_api.plan.operands import has_preference, language_ranges, reads_latin
from graph_api.plan.order import OrderKey, Page, parts_of
from graph_api.stores.sqlite.conditions import FOUND, SqlConditions, in_language
from graph_api.stores.sqlite.statement import SqlDraft
from graph_api.stores.sqlite.trails import and_fits, trail_of
from ontology.model import Kind, PropertyTerm
from ontology.storage import TEXTS
from ontology.values.collation import Collation, collation_of


class SqlOrders:
    """Writes the orders and pages of one statement."""

    def __init__(self, draft: SqlDraft) -> None:
        self._draft = draft

    def key(self, key: OrderKey, n: str) -> str:
        """The value that `n` is ordered by, or NULL."""
        if key.rank is not None:
            return f"{FOUND}.rank"
        if not key.path:
            return self._own_key(key, n)
        (step, *rest) = key.path
        m = self._draft.alias("n")
        trail = trail_of(self._draft, step.along, f"{n}.id")
        held = "" if step.holding is None else f" AND {SqlConditions(self._draft).holds(step.holding, m)}"
        members = (
            f"FROM {trail.tables} CROSS JOIN resource {m} ON {m}.id = {trail.end} "
            f"WHERE {trail.condition}{and_fits(self._draft, step.along.target, m)}{held}"
        )
        if key.counted and not rest:
            return f"(SELECT count(DISTINCT {m}.id) {members})"
        value = self.key(replace(key, path=tuple(rest)), m)
        if step.pick is not None:
            return f"(SELECT {step.pick.lower()}({value}) {members})"
        return f"(SELECT {value} {members} ORDER BY {m}.iri LIMIT 1)"

    def _own_key(self, key: OrderKey, n: str) -> str:
        if not key.terms:
            return f"{n}.iri"
        values = [self._key_value(term, key.lang, n) for term in key.terms]
        return values[0] if len(values) == 1 else f"coalesce({', '.join(values)})"

    def _key_value(self, term: PropertyTerm, lang: str | None, n: str) -> str:
        v = self._draft.alias("v")
        where = f"{v}.s = {n}.id AND {v}.p = {self._draft.term(term.iri)}"
        if term.kind not in TEXTS:
            return f"(SELECT {v}.key FROM value {v} WHERE {where})"
        if lang is not None:
            wanted = in_language(self._draft, v, Operand(str, lang))
            sort = self._sort(v, str(int(collation_of((lang,)) is Collation.LATIN)))
            return f"(SELECT min({sort}) FROM text {v} WHERE {where}{wanted})"
        sort = self._sort(v, self._draft.parameter(operand(LANGUAGES, reads_latin)))
        best = f"(SELECT {sort} FROM text {v} WHERE {where} AND {v}.best)"
        if term.kind is not Kind.TEXT:
            return best
        languages = self._draft.parameter(operand(LANGUAGES, language_ranges), is_list=True)
        fits = f"{v}.lang = j.value OR substr({v}.lang, 1, length(j.value) + 1) = j.value || '-'"
        place = f"(SELECT min(j.key) FROM json_each({languages}) j WHERE {fits})"
        chosen = f"ORDER BY {place} NULLS LAST, {v}.lang <> '', {v}.id LIMIT 1"
        prefers = self._draft.parameter(operand(LANGUAGES, has_preference))
        return (
            f"CASE WHEN {prefers} THEN (SELECT {sort} FROM text {v} WHERE {where} {chosen}) ELSE {best} END"
        )

    def _sort(self, v: str, latin: str) -> str:
        """The collation key of the row `v` of the table `text`, in the order of English and French if `latin`."""
        return f"CASE WHEN {latin} THEN coalesce({v}.latin, {v}.sort) ELSE {v}.sort END"

    def between(self, page: Page, iri: str = "iri") -> str:
        """`AND …`: the row, with its columns `iri` and `k0`, `k1`, …, is between the page's cursors."""
        bounds = ((page.after, True), (page.before, False))
        return "".join(f" AND {self._beyond(page, c, iri, later=later)}" for c, later in bounds if c)

    def _beyond(self, page: Page, cursor: Operand, iri: str, *, later: bool) -> str:
        """The row comes later (or earlier) in the list than the cursor's place."""
        values, last = parts_of(cursor, len(page.keys))
        found = f"{iri} {'>' if later else '<'} {self._draft.parameter(last)}"
        for number, (key, value) in reversed(list(enumerate(zip(page.keys, values, strict=True)))):
            k, v = f"k{number}", self._draft.parameter(value)
            sign = ">" if later is not key.descending else "<"
            absent = f"{k} IS NULL" if later else f"{v} IS NULL"
            known = f"{v} IS NOT NULL" if later else f"{k} IS NOT NULL"
            found = f"({known} AND ({absent} OR {k} {sign} {v}) OR {k} IS {v} AND {found})"
        return found


def in_order(page: Page, iri: str = "iri") -> str:
    """`ORDER BY` over the columns `iri` and `k0`, `k1`, …: missing values last, or first when going backward."""
    nulls = "FIRST" if page.backward else "LAST"
    parts = [
        f"k{number} {'DESC' if key.descending is not page.backward else 'ASC'} NULLS {nulls}"
        for number, key in enumerate(page.keys)
    ]
    return ", ".join([*parts, f"{iri} {'DESC' if page.backward else 'ASC'}"])


def key_columns(page: Page, of: str = "") -> str:
    """`, …`: the columns of the order keys."""
    return "".join(f", {of}k{number}" for number in range(len(page.keys)))
