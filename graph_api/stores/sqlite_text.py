"""The SQL of a plan: one statement for the root and one for each link, joins in the order that the plan means.

`CROSS JOIN` keeps SQLite from reordering: the statement walks from the parents over the edges, whatever the
statistics say. A condition that pins down few resources becomes a common table that is computed first and
walked from; other relation conditions are `EXISTS`, down to a depth where SQLite's parser would give up.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph_api.plan import plan as p
from graph_api.plan.conditions import (
    All,
    Any,
    Condition,
    Counted,
    HasAny,
    HasValue,
    IriAmong,
    IsA,
    Not,
    Operand,
    Related,
    Searched,
    Test,
    Variables,
    is_selective,
    part_searched,
)
from graph_api.plan.order import OrderKey, Page, parts_of
from graph_api.stores.sqlite_search import SearchText
from ontology.model import Field, Kind, Model, PropertyTerm
from ontology.storage import RECORD_HOME, RECORD_VALUES

PARENTS = "parents"
FOUND = "found"
"""The alias of the table of what a search found, with the ranks."""
_DEEPEST = 45
"""How deep a condition may nest in one expression: SQLite's parser stacks 100 symbols, some for what is around."""
_EXISTS, _JUNCTION = 10, 3
"""What an `EXISTS (SELECT …` and a `(… AND` put on that stack."""
_LONG = 100
"""More parts than this are bundled: SQLite takes 500 in a `UNION`, and expressions 1,000 deep."""
_TEXTS = (Kind.TEXT, Kind.STRING)
_SIGNS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
_COLUMNS = "n.id, n.iri, n.class, n.described, n.record"

Convert = Callable[[object], object]


@dataclass(frozen=True, slots=True)
class Statement:
    """A text and its named parameters. `lists`: those bound as a JSON array."""

    text: str
    operands: Mapping[str, Operand]
    lists: frozenset[str] = frozenset()


class _Text:
    """One statement while it is written: its parameters, its common tables, its aliases."""

    def __init__(self, model: Model, terms: Mapping[str, int]) -> None:
        self.model = model
        self.terms = terms
        self.operands: dict[str, Operand] = {}
        self.lists: set[str] = set()
        self.tables: list[str] = []
        self._aliases = 0

    def term(self, iri: str) -> int:
        """The number of a predicate or class; -1, which nothing has, if the release does not know it."""
        return self.terms.get(iri, -1)

    def alias(self, prefix: str) -> str:
        self._aliases += 1
        return f"{prefix}{self._aliases}"

    def parameter(self, operand: Operand, *, is_list: bool = False) -> str:
        name = f"v{len(self.operands)}"
        self.operands[name] = operand
        if is_list:
            self.lists.add(name)
        return ":" + name

    def statement(self, body: str) -> Statement:
        with_ = f"WITH {', '.join(self.tables)} " if self.tables else ""
        return Statement(with_ + body, dict(self.operands), frozenset(self.lists))

    # -- conditions on the resource `n` (an alias of the table resource)

    def holds(self, condition: Condition | None, n: str, depth: int = 0) -> str:
        """SQL that is true iff the condition holds for `n`; what nests too deep becomes a common table."""
        if depth >= _DEEPEST and isinstance(condition, All | Any | Not | Related):
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
                return f"{n}.iri IN (SELECT value FROM json_each({self.parameter(among, is_list=True)}))"
            case IsA(classes=classes):
                return self._is_a(n, classes)
            case HasValue():
                return self._has_value(condition, n)
            case HasAny(field=found, lang=lang):
                return self._has_any(found, lang, n, depth)
            case Searched():
                return f"{n}.id IN (SELECT id FROM {self.search(condition)})"
            case Related() | Counted():
                return self._about_members(condition, n, depth)
        raise TypeError(condition)

    def _about_members(self, condition: Related | Counted, n: str, depth: int) -> str:
        if isinstance(condition, Counted):
            count = self._members_of(condition.field, condition.condition, n, depth, what="count(*)")
            return self._compared(f"({count})", condition.test)
        if is_selective(condition.condition):
            return f"{n}.id IN {self.table(condition)}"
        return self._exists(condition.field, condition.condition, n, depth)

    def _is_a(self, n: str, classes: Sequence[str]) -> str:
        numbers = ", ".join(str(self.term(c)) for c in classes)
        i = self.alias("i")
        return f"EXISTS (SELECT 1 FROM instance {i} WHERE {i}.class IN ({numbers}) AND {i}.iri = {n}.iri)"

    def _has_value(self, condition: HasValue, n: str) -> str:
        v = self.alias("v")
        where = f"{v}.s = {n}.id AND {self._passes(v, condition)}"
        return f"EXISTS (SELECT 1 FROM {_table(condition.term)} {v} WHERE {where})"

    def _passes(self, v: str, condition: HasValue) -> str:
        """That the row `v` of the kind's table is a value that the condition wants."""
        test, kind = condition.test, condition.term.kind
        column = "key"
        if kind in _TEXTS:
            is_range = test.comparison in ("lt", "lte", "gt", "gte")
            column = "words" if test.comparison == "matches" else "fold" if test.fold else "key"
            column = "sort" if is_range else column
        lang = self._in_language(v, condition.lang)
        return f"{v}.p = {self.term(condition.term.iri)} AND {self._compared(f'{v}.{column}', test)}{lang}"

    def _compared(self, value: str, test: Test) -> str:
        comparison = test.comparison
        operand = self.parameter(test.operand, is_list=comparison in ("in", "matches"))
        match comparison:
            case "in":
                return f"{value} IN (SELECT value FROM json_each({operand}))"
            case "startsWith":
                return f"substr({value}, 1, length({operand})) = {operand}"
            case "contains":
                return f"instr({value}, {operand}) > 0"
            case "matches":
                w = self.alias("w")
                missing = f"instr(' ' || {value} || ' ', ' ' || {w}.value || ' ') = 0"
                return (
                    f"json_array_length({operand}) > 0 "
                    f"AND NOT EXISTS (SELECT 1 FROM json_each({operand}) {w} WHERE {missing})"
                )
        return f"{value} {_SIGNS[comparison]} {operand}"

    def _in_language(self, v: str, lang: Operand | None) -> str:
        if lang is None:
            return ""
        tag = self.parameter(lang)
        return f" AND ({v}.lang = {tag} OR substr({v}.lang, 1, length({tag}) + 1) = {tag} || '-')"

    def _has_any(self, found: Field, lang: Operand | None, n: str, depth: int) -> str:
        if found.term.kind is Kind.RELATION:
            return self._exists(found, None, n, depth)
        v = self.alias("v")
        language = self._in_language(v, lang)
        predicate = self.term(found.term.iri)
        table = _table(found.term)
        return f"EXISTS (SELECT 1 FROM {table} {v} WHERE {v}.s = {n}.id AND {v}.p = {predicate}{language})"

    def _exists(self, found: Field, inner: Condition | None, n: str, depth: int) -> str:
        return f"EXISTS ({self._members_of(found, inner, n, depth, what='1')})"

    def _members_of(self, found: Field, inner: Condition | None, n: str, depth: int, *, what: str) -> str:
        """`SELECT …` over the members of a field of `n` that meet a condition."""
        m = self.alias("n")
        trail = self.trail(found, f"{n}.id")
        return (
            f"SELECT {what} FROM {trail.tables} CROSS JOIN resource {m} ON {m}.id = {trail.end} "
            f"WHERE {trail.condition}{trail.once}"
            f"{self.fits(found.target, m)} AND {self.holds(inner, m, depth + _EXISTS)}"
        )

    def trail(self, found: Field, start: str | None) -> "Trail":
        """The edges from the resource with the id `start` (None: any) to the members of a field."""
        edges = [self.alias("e") for _ in found.hops]
        trail = self._edges(found, edges, start)
        if len(edges) == 1:
            return trail
        # Several trails may lead to one member: the first of them by the ids on its way stands for all.
        others = [self.alias("d") for _ in found.hops]
        same = self._edges(found, others, start or trail.start)
        way, other_way = (", ".join(t.via) for t in (trail, same))
        earlier = f"{same.condition} AND {same.end} = {trail.end} AND ({other_way}) < ({way})"
        once = f" AND NOT EXISTS (SELECT 1 FROM {same.tables} WHERE {earlier})"
        return replace(trail, once=once, graphs=_graphs_of(same, others, trail.end))

    def _edges(self, found: Field, edges: Sequence[str], start: str | None) -> "Trail":
        conditions: list[str] = []
        ends: list[str] = []
        for e, hop in zip(edges, found.hops, strict=True):
            near, far = ("o", "s") if hop.inverse else ("s", "o")
            begins = ends[-1] if ends else start
            begun = f"{e}.{near} = {begins} AND " if begins else ""
            conditions.append(f"{begun}{e}.p = {self.term(hop.property)}")
            ends.append(f"{e}.{far}")
        first = f"{edges[0]}.{'o' if found.hops[0].inverse else 's'}"
        tables = " CROSS JOIN ".join(f"edge {e}" for e in edges)
        return Trail(
            tables, " AND ".join(conditions), first, ends[-1], tuple(ends[:-1]), f"{edges[0]}.graphs"
        )

    def fits(self, target: str | None, n: str) -> str:
        """`AND …`: `n` is of the class, or nothing describes it and so it may be."""
        if target is None:
            return ""
        names = {self.model.classes[c].type_name for c in self.model.concrete_types(target)}
        quoted = ", ".join(f"'{name}'" for name in sorted(names))
        return f" AND ({n}.described = 0 OR {n}.class IN ({quoted}) OR {self._is_a(n, [target])})"

    # -- orders and pages

    def key(self, key: OrderKey, n: str) -> str:
        """The value that `n` is ordered by, or NULL."""
        if key.rank is not None:
            return f"{FOUND}.rank"
        if not key.path:
            return self._own_key(key, n)
        (found, *rest) = key.path
        m = self.alias("n")
        trail = self.trail(found, f"{n}.id")
        return (
            f"(SELECT {self.key(replace(key, path=tuple(rest)), m)} "
            f"FROM {trail.tables} CROSS JOIN resource {m} ON {m}.id = {trail.end} "
            f"WHERE {trail.condition}{self.fits(found.target, m)} ORDER BY {m}.iri LIMIT 1)"
        )

    def _own_key(self, key: OrderKey, n: str) -> str:
        if not key.terms:
            return f"{n}.iri"
        values = [self._key_value(term, key.lang, n) for term in key.terms]
        return values[0] if len(values) == 1 else f"coalesce({', '.join(values)})"

    def _key_value(self, term: PropertyTerm, lang: str | None, n: str) -> str:
        v = self.alias("v")
        where = f"{v}.s = {n}.id AND {v}.p = {self.term(term.iri)}"
        if term.kind not in _TEXTS:
            return f"(SELECT {v}.key FROM value {v} WHERE {where})"
        if lang is None:
            return f"(SELECT {v}.sort FROM text {v} WHERE {where} AND {v}.best)"
        wanted = self._in_language(v, Operand(str, lang))
        return f"(SELECT min({v}.sort) FROM text {v} WHERE {where}{wanted})"

    def between(self, page: Page, iri: str = "iri") -> str:
        """`AND …`: the row, with its columns `iri` and `k0`, `k1`, …, is between the page's cursors."""
        bounds = ((page.after, True), (page.before, False))
        return "".join(f" AND {self._beyond(page, c, iri, later=later)}" for c, later in bounds if c)

    def _beyond(self, page: Page, cursor: Operand, iri: str, *, later: bool) -> str:
        """The row comes later (or earlier) in the list than the cursor's place."""
        values, last = parts_of(cursor, len(page.keys))
        found = f"{iri} {'>' if later else '<'} {self.parameter(last)}"
        for number, (key, value) in reversed(list(enumerate(zip(page.keys, values, strict=True)))):
            k, v = f"k{number}", self.parameter(value)
            sign = ">" if later is not key.descending else "<"
            absent = f"{k} IS NULL" if later else f"{v} IS NULL"
            known = f"{v} IS NOT NULL" if later else f"{k} IS NOT NULL"
            found = f"({known} AND ({absent} OR {k} {sign} {v}) OR {k} IS {v} AND {found})"
        return found

    # -- common tables: the ids of all resources that meet a condition

    def table(self, condition: Condition) -> str:
        """The name of a common table of the ids that meet `condition`, computed from its selective part."""
        name = self.alias("f")
        body = self._ids(condition)
        self.tables.append(f"{name}(id) AS MATERIALIZED ({body})")
        return name

    def search(self, searched: Searched) -> str:
        """The name of a common table of the ids that have all words, and their ranks."""
        names = [self.term(term.iri) for term in self.model.names]
        search = SearchText(
            searched, names, lambda operand, is_list: self.parameter(operand, is_list=is_list)
        )
        words, ranks = self.alias("w"), self.alias("f")
        self.tables.append(f"{words} AS MATERIALIZED ({search.words()})")
        self.tables.append(f"{ranks} AS MATERIALIZED ({search.ranks(words)})")
        return ranks

    def _ids(self, condition: Condition) -> str:
        n = self.alias("n")
        match condition:
            case IriAmong(among=among):
                parameter = self.parameter(among, is_list=True)
                joined = f"json_each({parameter}) j CROSS JOIN resource {n} ON {n}.iri = j.value"
                return f"SELECT DISTINCT {n}.id FROM {joined}"
            case HasValue(term=term):
                v = self.alias("v")
                return f"SELECT DISTINCT {v}.s FROM {_table(term)} {v} WHERE {self._passes(v, condition)}"
            case Any(parts=parts) if len(parts) > _LONG:
                bundles = (parts[i : i + _LONG] for i in range(0, len(parts), _LONG))
                return self._ids(Any(tuple(map(Any, bundles))))
            case Any(parts=parts) if parts:
                return " UNION ".join(f"SELECT id FROM {self.table(c)}" for c in parts)
            case Related(field=found, condition=inner):
                return self._related_ids(found, inner, n)
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

    def _related_ids(self, found: Field, inner: Condition | None, n: str) -> str:
        if inner is None:
            trail = self.trail(found, None)
            return (
                f"SELECT DISTINCT {trail.start} FROM {trail.tables} CROSS JOIN resource {n} ON {n}.id = {trail.end} "
                f"WHERE {trail.condition}{self.fits(found.target, n)}"
            )
        back = self.trail(found.reversed, "d.id")
        return (
            f"SELECT DISTINCT {back.end} FROM {self.table(inner)} d CROSS JOIN resource {n} ON {n}.id = d.id "
            f"CROSS JOIN {back.tables} WHERE {back.condition}{self.fits(found.target, n)}"
        )


@dataclass(frozen=True, slots=True)
class Trail:
    """Edges to walk along: tables, `… AND …` between them, the columns of both ends and of what is between.

    `once`: `AND …` that leaves one of several trails between the same ends. `graphs`: those that state the trails.
    """

    tables: str
    condition: str
    start: str
    end: str
    via: tuple[str, ...]
    graphs: str
    once: str = ""


def _graphs_of(trails: Trail, edges: Sequence[str], end: str) -> str:
    """A JSON list of the graphs that state some edge of all trails to `end`."""
    stated = " UNION ".join(
        f"SELECT g.value FROM {trails.tables} CROSS JOIN resource h ON h.id = {e}.s "
        f"CROSS JOIN json_each(coalesce({e}.graphs, json_extract(h.record, '$[{RECORD_HOME}]'))) g "
        f"WHERE {trails.condition} AND {trails.end} = {end}"
        for e in edges
    )
    return f"(SELECT json_group_array(value) FROM ({stated}))"


def _junction(parts: Sequence[str], operator: str) -> str:
    """All parts in one expression."""
    if len(parts) > _LONG:
        bundles = [parts[i : i + _LONG] for i in range(0, len(parts), _LONG)]
        return _junction([_junction(bundle, operator) for bundle in bundles], operator)
    return f"({operator.join(parts)})" if parts else ""


def _year(kind: Kind) -> str:
    """The year of a date, time or year as the source writes it, without a time zone."""
    if kind is not Kind.YEAR:
        return "substr(v.value, 1, instr(substr(v.value, 2), '-'))"
    without_offset = "substr(v.value, 1, length(v.value) - 6)"
    return f"CASE WHEN v.value LIKE '%:__' THEN {without_offset} ELSE rtrim(v.value, 'Z') END"


def _table(term: PropertyTerm) -> str:
    return "text" if term.kind in _TEXTS else "value"


def in_order(page: Page, iri: str = "iri") -> str:
    """`ORDER BY` over the columns `iri` and `k0`, `k1`, …: what is absent comes last, or going backward first."""
    nulls = "FIRST" if page.backward else "LAST"
    parts = [
        f"k{number} {'DESC' if key.descending is not page.backward else 'ASC'} NULLS {nulls}"
        for number, key in enumerate(page.keys)
    ]
    return ", ".join([*parts, f"{iri} {'DESC' if page.backward else 'ASC'}"])


def _key_columns(page: Page, of: str = "") -> str:
    return "".join(f", {of}k{number}" for number in range(len(page.keys)))


@dataclass(frozen=True, slots=True)
class _Members:
    """The members `n` of a list: tables to walk through, a condition, the columns of their IRIs and edges' graphs."""

    tables: str
    condition: str
    iri: str
    graphs: str = "NULL"

    @property
    def text(self) -> str:
        """What follows `FROM`."""
        return f"{self.tables} WHERE {self.condition}"


class SqlCompiler:
    """Writes the statements of plans for one release file, whose numbers of terms it knows."""

    def __init__(self, model: Model, terms: Mapping[str, int]) -> None:
        self._model = model
        self._terms = terms

    def root(self, root: p.Root) -> Statement:
        """Rows `id, iri, class, described, record, *keys` of a root field, in the order of the page."""
        text = self._text()
        if root.among is not None:
            parameter = text.parameter(root.among, is_list=True)
            is_a = f" AND {text.holds(IsA((root.of,)), 'n')}" if root.of else ""
            return text.statement(
                f"SELECT {_COLUMNS} FROM json_each({parameter}) j "
                f"CROSS JOIN resource n ON n.iri = j.value WHERE 1{is_a}"
            )
        page = root.page
        if page is None:
            raise TypeError(root)
        members = self._class_members(text, root.of, root.where)
        limit = f"LIMIT {text.parameter(page.size)} + 1"
        if not page.keys:
            # The walk over a class is in the order of IRIs already.
            iri = members.iri
            ordered = f"{text.between(page, iri)} ORDER BY {in_order(page, iri)}"
            return text.statement(f"SELECT {_COLUMNS} FROM {members.text}{ordered} {limit}")
        keys = "".join(f", {text.key(key, 'n')} AS k{i}" for i, key in enumerate(page.keys))
        inner = f"SELECT n.id AS id, n.iri AS iri{keys} FROM {members.text}"
        ordered = f"SELECT * FROM ({inner}) WHERE 1{text.between(page)} ORDER BY {in_order(page)} {limit}"
        return text.statement(
            f"SELECT {_COLUMNS}{_key_columns(page)} FROM ({ordered}) w "
            f"CROSS JOIN resource n ON n.id = w.id ORDER BY {in_order(page, 'n.iri')}"
        )

    def root_count(self, root: p.Root) -> Statement:
        """One row with the number of members of a root list."""
        text = self._text()
        return text.statement(f"SELECT count(*) FROM {self._class_members(text, root.of, root.where).text}")

    def root_tally(self, root: p.Root, tally: p.Tally) -> Statement:
        """Rows `0, value, count` of a root list, the most frequent first; see `_tally`."""
        text = self._text()
        return text.statement(self._tally(text, tally, self._class_members(text, root.of, tally.where), "0"))

    def link(self, link: p.Link, found: Field) -> Statement:
        """Rows `parent, id, iri, class, described, record, graphs, *keys` of a relation, by parent and order."""
        text = self._text()
        members = self._members(text, found, link.where, with_graphs=_says_who(link))
        page = link.page
        if page is None:
            return text.statement(
                f"SELECT j.value, {_COLUMNS}, {members.graphs} FROM {members.text} ORDER BY j.value, n.iri"
            )
        keys = "".join(f", {text.key(key, 'n')} AS k{i}" for i, key in enumerate(page.keys))
        inner = (
            f"SELECT j.value AS parent, n.id AS id, n.iri AS iri, {members.graphs} AS graphs{keys} "
            f"FROM {members.text}"
        )
        ranked = (
            f"SELECT *, row_number() OVER (PARTITION BY parent ORDER BY {in_order(page)}) AS k "
            f"FROM ({inner}) WHERE 1{text.between(page)}"
        )
        return text.statement(
            f"SELECT w.parent, {_COLUMNS}, w.graphs{_key_columns(page, 'w.')} FROM ({ranked}) w "
            f"CROSS JOIN resource n ON n.id = w.id WHERE w.k <= {text.parameter(page.size)} + 1 "
            "ORDER BY w.parent, w.k"
        )

    def link_count(self, link: p.Link, found: Field) -> Statement:
        """Rows `parent, number of members` of a relation; parents without members have none."""
        text = self._text()
        members = self._members(text, found, link.where)
        return text.statement(f"SELECT j.value, count(*) FROM {members.text} GROUP BY j.value")

    def link_tally(self, link: p.Link, found: Field, tally: p.Tally) -> Statement:
        """Rows `parent, value, count` of a relation, by parent and the most frequent first; see `_tally`."""
        text = self._text()
        return text.statement(self._tally(text, tally, self._members(text, found, tally.where), "j.value"))

    def _text(self) -> _Text:
        return _Text(self._model, self._terms)

    def _tally(self, text: _Text, tally: p.Tally, members: _Members, parent: str) -> str:
        """Rows `parent, value, count`; of a relation `parent, count, id, iri, class, described, record`."""
        joined, value, condition = self._counted(text, tally)
        grouped = (
            f"SELECT {parent} AS parent, {value} AS value, count(DISTINCT n.id) AS count "
            f"FROM {members.tables} {joined} WHERE {members.condition}{condition} GROUP BY 1, 2"
        )
        by_size = f"count DESC, {'CAST(value AS INTEGER)' if tally.by_year else 'value'}"
        if tally.limit is not None:
            grouped = (
                f"SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY parent ORDER BY {by_size}) AS k "
                f"FROM ({grouped})) WHERE k <= {text.parameter(tally.limit)}"
            )
        if tally.by is not None and tally.by.term.kind is Kind.RELATION:
            return (
                f"SELECT w.parent, w.count, {_COLUMNS} FROM ({grouped}) w "
                "CROSS JOIN resource n ON n.iri = w.value ORDER BY w.parent, w.count DESC, w.value"
            )
        return f"SELECT parent, value, count FROM ({grouped}) ORDER BY parent, {by_size}"

    def _counted(self, text: _Text, tally: p.Tally) -> tuple[str, str, str]:
        """What to join to the members `n`, the value that is counted, and `AND …`."""
        found = tally.by
        if found is None:
            return "CROSS JOIN instance c ON c.id = n.id CROSS JOIN term t ON t.id = c.class", "t.iri", ""
        predicate = text.term(found.term.iri)
        if found.term.kind is Kind.RELATION:
            trail = text.trail(found, "n.id")
            joined = f"CROSS JOIN {trail.tables} CROSS JOIN resource m ON m.id = {trail.end}"
            holds = f"{text.fits(found.target, 'm')} AND {text.holds(tally.holding, 'm')}"
            return joined, "m.iri", f" AND {trail.condition}{holds}"
        if tally.limit is None or tally.by_year:  # as the source writes it
            path = f"$[{RECORD_VALUES}].{found.term.key}"
            joined = f"CROSS JOIN json_each(n.record -> '{path}') v"
            value = _year(found.term.kind) if tally.by_year else "v.value"
            return joined, value, " AND v.value IS NOT NULL"
        return f"CROSS JOIN {_table(found.term)} v ON v.s = n.id AND v.p = {predicate}", "v.key", ""

    def _class_members(self, text: _Text, of: str | None, where: Condition | None) -> _Members:
        """The members of a root list, walking from the class or from what a condition pins down."""
        searched, rest = part_searched(where)
        if of is None and searched is not None:
            tables = f"{text.search(searched)} {FOUND} CROSS JOIN resource n ON n.id = {FOUND}.id"
            return _Members(tables, text.holds(rest, "n"), "n.iri")
        number = text.term(of or "")
        if where is not None and is_selective(where):
            table = text.table(where)
            joined = f"CROSS JOIN instance i ON i.class = {number} AND i.iri = n.iri"
            return _Members(f"{table} d CROSS JOIN resource n ON n.id = d.id {joined}", "1", "n.iri")
        return _Members(
            "instance i CROSS JOIN resource n ON n.id = i.id",
            f"i.class = {number} AND {text.holds(where, 'n')}",
            "i.iri",
        )

    def follow(self, how: p.Follow) -> Statement:
        """Rows `parent, id, iri, class, described, record, NULL` of what holds on a day, by parent and IRI."""
        text = self._text()
        trail = text.trail(how.along, "f.id")
        ended = f"NOT {text.holds(how.until, 'c')}{text.fits(how.along.target, 'c')}"
        text.tables.append(
            f"f(parent, id, steps) AS (SELECT value, value, 0 FROM json_each(:{PARENTS}) UNION "
            f"SELECT f.parent, {trail.end}, f.steps + 1 FROM f CROSS JOIN resource c ON c.id = f.id "
            f"CROSS JOIN {trail.tables} WHERE f.steps < {p.MOST_STEPS} AND {ended} AND {trail.condition})"
        )
        holds = f"{text.holds(how.until, 'n')}{text.fits(how.along.target, 'n')}"
        return text.statement(
            f"SELECT DISTINCT f.parent, {_COLUMNS}, NULL FROM f CROSS JOIN resource n ON n.id = f.id "
            f"WHERE {holds} ORDER BY f.parent, n.iri"
        )

    def _members(
        self, text: _Text, found: Field, where: Condition | None, *, with_graphs: bool = False
    ) -> _Members:
        trail = text.trail(found, "j.value")
        return _Members(
            f"json_each(:{PARENTS}) j CROSS JOIN {trail.tables} CROSS JOIN resource n ON n.id = {trail.end}",
            f"{trail.condition}{trail.once} AND {text.holds(where, 'n')}{text.fits(found.target, 'n')}",
            "n.iri",
            trail.graphs if with_graphs or not found.term.chain else "NULL",
        )


def _says_who(link: p.Link) -> bool:
    """Whether the graphs are asked for that state the edges to the members."""
    return any(isinstance(inner.how, p.EdgeSources) for inner in link.level.links)


def bind(statement: Statement, variables: Variables, dumps: Callable[[object], str]) -> dict[str, object]:
    """The parameters of a statement in a request; lists as JSON."""
    bound = {name: operand.bind(variables) for name, operand in statement.operands.items()}
    return {
        name: dumps(sayable(value)) if name in statement.lists else value for name, value in bound.items()
    }


def sayable(values: object) -> object:
    """A list without the strings with U+0000: SQLite's JSON would end them there, and find others."""
    if not isinstance(values, list | tuple):
        return values
    return [one for one in values if not (isinstance(one, str) and "\0" in one)]
