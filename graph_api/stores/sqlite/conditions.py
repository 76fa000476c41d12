"""The SQL of conditions.

A condition that few resources meet becomes a common table, computed first, from which the statement walks. Other
conditions on relations are `EXISTS`, down to the depth that SQLite's parser allows.
"""

from collections.abc import Sequence

from graph_api.plan.conditions import (
    SIGNS,
    All,
    Any,
    Condition,
    CountTest,
    HasAny,
    HasType,
    HasValue,
    IriAmong,
    IsA,
    Not,
    Operand,
    SomeMember,
    SomeSource,
    Test,
    WordsFound,
    is_selective,
)
from graph_api.stores.sqlite.search import SqlSearch
from graph_api.stores.sqlite.statement import SqlDraft
from graph_api.stores.sqlite.trails import and_fits, is_a, trail_of
from ontology.model import Field, Kind, PropertyTerm
from ontology.namespaces import RDF_TYPE
from ontology.storage import RECORD_ELSEWHERE, RECORD_HOME, RECORD_RESIDUE, RECORD_TYPES, TEXTS

FOUND = "found"
"""The alias of the table of search results, with their ranks."""
_DEEPEST = 45
"""The depth to which a condition may nest in one expression: SQLite's parser stacks 100 symbols in all."""
_EXISTS, _JUNCTION = 10, 3
"""The number of symbols that `EXISTS (SELECT …` and `(… AND` put on that stack."""
_LONG = 100
"""More parts than this are bundled: SQLite allows 500 in a `UNION`, and expressions 1,000 deep."""


class SqlConditions:
    """Writes the conditions of one statement, and the common tables that they need."""

    def __init__(self, draft: SqlDraft) -> None:
        self.draft = draft

    # -- conditions on the resource `n` (an alias of the table resource)

    def holds(self, condition: Condition | None, n: str, depth: int = 0) -> str:
        """SQL that is true iff the condition holds for `n`; a part that nests too deep becomes a common table."""
        if depth >= _DEEPEST and isinstance(condition, All | Any | Not | SomeMember):
            return f"{n}.id IN {self.table(condition)}"
        match condition:
            case None:
                return "1"
            case All(parts=parts):
                return _junction([self.holds(c, n, depth + _JUNCTION) for c in parts], " AND ") or "1"
            case Any(parts=parts):
                return _junction([self.holds(c, n, depth + _JUNCTION) for c in parts], " OR ") or "0"
            case Not(part=part):
                return f"NOT {self.holds(part, n, depth + _JUNCTION)}"
            case IriAmong(among=among):
                return (
                    f"{n}.iri IN (SELECT value FROM json_each({self.draft.parameter(among, is_list=True)}))"
                )
            case IsA() | HasType():
                return self._is_of(condition, n)
            case HasValue():
                return self._has_value(condition, n)
            case HasAny(field=field, lang=lang, stated=stated):
                has = self._has_any(field, lang, n, depth)
                return f"({has} OR {self._states(field, n)})" if stated else has
            case WordsFound():
                return f"{n}.id IN (SELECT id FROM {self.search(condition, ranked=False)})"
            case SomeMember() | CountTest() | SomeSource():
                return self._about_members(condition, n, depth)
        raise TypeError(condition)

    def _about_members(self, condition: SomeMember | CountTest | SomeSource, n: str, depth: int) -> str:
        if isinstance(condition, SomeSource):
            return self._some_source(condition, n)
        if isinstance(condition, CountTest):
            count = self._members_of(condition.field, condition.condition, n, depth, what="count(*)")
            return self._compared(f"({count})", condition.test)
        if is_selective(condition.condition):
            return f"{n}.id IN {self.table(condition)}"
        return self._exists(condition.field, condition.condition, n, depth)

    def _is_of(self, condition: IsA | HasType, n: str) -> str:
        """`n` is an instance of some class; of a stated one if it is among its types, or in its residue."""
        if isinstance(condition, IsA):
            return is_a(self.draft, n, condition.classes)
        v, types = self.draft.alias("v"), f"{n}.record, '$[{RECORD_TYPES}]'"
        residue, parts = f"{n}.record, '$[{RECORD_RESIDUE}]'", []
        for iri in condition.classes:
            name = self.draft.parameter(Operand(str, iri))
            start = self.draft.parameter(Operand(str, f"<{RDF_TYPE}> <{iri}>"))
            parts.append(
                f"(instr({n}.record, {name}) > 0 AND (EXISTS (SELECT 1 FROM json_each({types}) {v} "
                f"WHERE {v}.value = {name}) OR EXISTS (SELECT 1 FROM json_each({residue}) {v} "
                f"WHERE substr({v}.value, 1, length({start})) = {start})))"
            )
        return _junction(parts, " OR ") or "0"

    def _some_source(self, condition: SomeSource, n: str) -> str:
        """A graph that states something about `n` is in a common table of those that meet the condition."""
        sources, m, h = self.draft.alias("f"), self.draft.alias("n"), self.draft.alias("h")
        holds = self.holds(condition.condition, m)
        graphs = f"SELECT g.gid FROM graph g CROSS JOIN resource {m} ON {m}.id = g.resource "
        graphs += f"WHERE {m}.iri <> {self.draft.parameter(Operand(str, condition.apart))} AND {holds}"
        self.draft.tables.append(f"{sources}(gid) AS MATERIALIZED ({graphs})")
        home, elsewhere = (f"json_each({n}.record, '$[{at}]') {h}" for at in (RECORD_HOME, RECORD_ELSEWHERE))
        listed = f"instr(',' || substr({h}.value, instr({h}.value, ' ') + 1) || ',', ',' || f.gid || ',') > 0"
        return (
            f"(EXISTS (SELECT 1 FROM {home} CROSS JOIN {sources} f ON f.gid = {h}.value) "
            f"OR EXISTS (SELECT 1 FROM {elsewhere} CROSS JOIN {sources} f ON {listed}))"
        )

    def _has_value(self, condition: HasValue, n: str) -> str:
        v = self.draft.alias("v")
        where = f"{v}.s = {n}.id AND {self._passes(v, condition)}"
        return f"EXISTS (SELECT 1 FROM {table_of(condition.term)} {v} WHERE {where})"

    def _passes(self, v: str, condition: HasValue) -> str:
        """The row `v` of the kind's table is a value that meets the condition."""
        test, kind = condition.test, condition.term.kind
        column = "key"
        if kind in TEXTS:
            is_range = test.comparison in ("lt", "lte", "gt", "gte")
            column = "words" if test.comparison == "matches" else "fold" if test.fold else "key"
            column = "sort" if is_range else column
        lang = in_language(self.draft, v, condition.lang)
        return (
            f"{v}.p = {self.draft.term(condition.term.iri)} AND {self._compared(f'{v}.{column}', test)}{lang}"
        )

    def _compared(self, value: str, test: Test) -> str:
        comparison = test.comparison
        operand = self.draft.parameter(test.operand, is_list=comparison in ("in", "matches"))
        match comparison:
            case "in":
                return f"{value} IN (SELECT value FROM json_each({operand}))"
            case "startsWith":
                return f"substr({value}, 1, length({operand})) = {operand}"
            case "contains":
                return f"instr({value}, {operand}) > 0"
            case "matches":
                w = self.draft.alias("w")
                missing = f"instr(' ' || {value} || ' ', ' ' || {w}.value || ' ') = 0"
                return (
                    f"json_array_length({operand}) > 0 "
                    f"AND NOT EXISTS (SELECT 1 FROM json_each({operand}) {w} WHERE {missing})"
                )
        return f"{value} {SIGNS[comparison]} {operand}"

    def _has_any(self, field: Field, lang: Operand | None, n: str, depth: int) -> str:
        if field.term.kind is Kind.RELATION:
            return self._exists(field, None, n, depth)
        v = self.draft.alias("v")
        language = in_language(self.draft, v, lang)
        predicate = self.draft.term(field.term.iri)
        table = table_of(field.term)
        return f"EXISTS (SELECT 1 FROM {table} {v} WHERE {v}.s = {n}.id AND {v}.p = {predicate}{language})"

    def _states(self, field: Field, n: str) -> str:
        """The resource states the property in a way that the values do not show."""
        e, start = self.draft.alias("e"), self.draft.parameter(Operand(str, field.term.iri + " "))
        listed = f"json_each({n}.record, '$[{RECORD_ELSEWHERE}]') {e}"
        return f"EXISTS (SELECT 1 FROM {listed} WHERE substr({e}.value, 1, length({start})) = {start})"

    def _exists(self, field: Field, inner: Condition | None, n: str, depth: int) -> str:
        return f"EXISTS ({self._members_of(field, inner, n, depth, what='1')})"

    def _members_of(self, field: Field, inner: Condition | None, n: str, depth: int, *, what: str) -> str:
        """`SELECT …` over the members of a field of `n` that meet a condition."""
        m = self.draft.alias("n")
        trail = trail_of(self.draft, field, f"{n}.id")
        return (
            f"SELECT {what} FROM {trail.tables} CROSS JOIN resource {m} ON {m}.id = {trail.end} "
            f"WHERE {trail.condition}{trail.once}"
            f"{and_fits(self.draft, field.target, m)} AND {self.holds(inner, m, depth + _EXISTS)}"
        )

    # -- common tables: the ids of all resources that meet a condition

    def table(self, condition: Condition) -> str:
        """The name of a common table of the ids that meet `condition`, computed from its selective part."""
        name = self.draft.alias("f")
        body = self._ids(condition)
        self.draft.tables.append(f"{name}(id) AS MATERIALIZED ({body})")
        return name

    def search(self, searched: WordsFound, *, ranked: bool) -> str:
        """The name of a common table of the ids that have the words, and, if `ranked`, their ranks."""
        search = SqlSearch(searched, lambda operand, is_list: self.draft.parameter(operand, is_list=is_list))
        hits = self.draft.alias("h")
        self.draft.tables.append(f"{hits} AS MATERIALIZED ({search.hits()})")
        if not ranked:
            return hits
        ranks = self.draft.alias("f")
        self.draft.tables.append(f"{ranks} AS MATERIALIZED ({search.ranks(hits)})")
        return ranks

    def _ids(self, condition: Condition) -> str:
        n = self.draft.alias("n")
        match condition:
            case IriAmong(among=among):
                parameter = self.draft.parameter(among, is_list=True)
                joined = f"json_each({parameter}) j CROSS JOIN resource {n} ON {n}.iri = j.value"
                return f"SELECT DISTINCT {n}.id FROM {joined}"
            case HasValue(term=term):
                v = self.draft.alias("v")
                return f"SELECT DISTINCT {v}.s FROM {table_of(term)} {v} WHERE {self._passes(v, condition)}"
            case Any(parts=parts) if len(parts) > _LONG:
                bundles = (parts[i : i + _LONG] for i in range(0, len(parts), _LONG))
                return self._ids(Any(tuple(map(Any, bundles))))
            case Any(parts=parts) if parts:
                return " UNION ".join(f"SELECT id FROM {self.table(c)}" for c in parts)
            case SomeMember(field=field, condition=inner):
                return self._related_ids(field, inner, n)
            case All(parts=parts) if is_selective(condition):
                first = next(c for c in parts if is_selective(c))
                rest = All(tuple(c for c in parts if c is not first))
                source = self.table(first)
                return (
                    f"SELECT {n}.id FROM {source} d CROSS JOIN resource {n} ON {n}.id = d.id "
                    f"WHERE {self.holds(rest, n)}"
                )
            case _:
                return f"SELECT {n}.id FROM resource {n} WHERE {self.holds(condition, n)}"

    def _related_ids(self, field: Field, inner: Condition | None, n: str) -> str:
        if inner is None:
            trail = trail_of(self.draft, field, None)
            return (
                f"SELECT DISTINCT {trail.start} FROM {trail.tables} CROSS JOIN resource {n} ON {n}.id = {trail.end} "
                f"WHERE {trail.condition}{and_fits(self.draft, field.target, n)}"
            )
        back = trail_of(self.draft, field.reversed, "d.id")
        return (
            f"SELECT DISTINCT {back.end} FROM {self.table(inner)} d CROSS JOIN resource {n} ON {n}.id = d.id "
            f"CROSS JOIN {back.tables} WHERE {back.condition}{and_fits(self.draft, field.target, n)}"
        )


def in_language(draft: SqlDraft, v: str, lang: Operand | None) -> str:
    """`AND …`: the row `v` of the table `text` is in a language or a variant of it; empty for all languages."""
    if lang is None:
        return ""
    tag = draft.parameter(lang)
    return f" AND ({v}.lang = {tag} OR substr({v}.lang, 1, length({tag}) + 1) = {tag} || '-')"


def table_of(term: PropertyTerm) -> str:
    """The table of the values of a property."""
    return "text" if term.kind in TEXTS else "value"


def _junction(parts: Sequence[str], operator: str) -> str:
    """All parts in one expression."""
    if len(parts) > _LONG:
        bundles = [parts[i : i + _LONG] for i in range(0, len(parts), _LONG)]
        return _junction([_junction(bundle, operator) for bundle in bundles], operator)
    return f"({operator.join(parts)})" if parts else ""
