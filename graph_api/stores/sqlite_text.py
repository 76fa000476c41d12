"""The SQL of a plan: one statement for the root and one for each link, joins in the order that the plan means.

`CROSS JOIN` keeps SQLite from reordering: the statement walks from the parents over the edges, whatever the
statistics say. A condition that pins down few resources becomes a common table that is computed first and
walked from; other relation conditions are `EXISTS`, down to a depth where SQLite's parser would give up.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from graph_api.plan import plan as p
from graph_api.plan.conditions import (
    All,
    Any,
    Condition,
    HasAny,
    HasValue,
    IriAmong,
    IsA,
    Not,
    Operand,
    Related,
    Variables,
    is_selective,
)
from ontology.model import Field, Kind, Model

PARENTS = "parents"
_DEEPEST = 45
"""How deep a condition may nest in one expression: SQLite's parser stacks 100 symbols, some for what is around."""
_EXISTS, _JUNCTION = 10, 3
"""What an `EXISTS (SELECT …` and a `(… AND` put on that stack."""
_LONG = 100
"""More parts than this are bundled: SQLite takes 500 in a `UNION`, and expressions 1,000 deep."""
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
                v = self.alias("v")
                where = f"{v}.s = {n}.id AND {self._value(v, condition)}"
                return f"EXISTS (SELECT 1 FROM value {v} WHERE {where})"
            case HasAny(field=found, lang=lang):
                return self._has_any(found, lang, n, depth)
            case Related(field=found, condition=inner):
                if is_selective(inner):
                    return f"{n}.id IN {self.table(condition)}"
                return self._exists(found, inner, n, depth)
        raise TypeError(condition)

    def _is_a(self, n: str, classes: Sequence[str]) -> str:
        numbers = ", ".join(str(self.term(c)) for c in classes)
        i = self.alias("i")
        return f"EXISTS (SELECT 1 FROM instance {i} WHERE {i}.class IN ({numbers}) AND {i}.iri = {n}.iri)"

    def _value(self, v: str, condition: HasValue) -> str:
        among = self.parameter(condition.among, is_list=True)
        lang = self._in_language(v, condition.lang)
        return f"{v}.p = {self.term(condition.term.iri)} AND {v}.key IN (SELECT value FROM json_each({among})){lang}"

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
        return f"EXISTS (SELECT 1 FROM value {v} WHERE {v}.s = {n}.id AND {v}.p = {predicate}{language})"

    def _exists(self, found: Field, inner: Condition | None, n: str, depth: int) -> str:
        e, m = self.alias("e"), self.alias("n")
        near, far = ends(found)
        return (
            f"EXISTS (SELECT 1 FROM edge {e} CROSS JOIN resource {m} ON {m}.id = {e}.{far} "
            f"WHERE {e}.{near} = {n}.id AND {e}.p = {self.term(found.term.iri)}"
            f"{self.fits(found.target, m)} AND {self.holds(inner, m, depth + _EXISTS)})"
        )

    def fits(self, target: str | None, n: str) -> str:
        """`AND …`: `n` is of the class, or nothing describes it and so it may be."""
        if target is None:
            return ""
        names = {self.model.classes[c].type_name for c in self.model.concrete_types(target)}
        quoted = ", ".join(f"'{name}'" for name in sorted(names))
        return f" AND ({n}.described = 0 OR {n}.class IN ({quoted}) OR {self._is_a(n, [target])})"

    # -- common tables: the ids of all resources that meet a condition

    def table(self, condition: Condition) -> str:
        """The name of a common table of the ids that meet `condition`, computed from its selective part."""
        name = self.alias("f")
        body = self._ids(condition)
        self.tables.append(f"{name}(id) AS MATERIALIZED ({body})")
        return name

    def _ids(self, condition: Condition) -> str:
        n = self.alias("n")
        match condition:
            case IriAmong(among=among):
                parameter = self.parameter(among, is_list=True)
                joined = f"json_each({parameter}) j CROSS JOIN resource {n} ON {n}.iri = j.value"
                return f"SELECT DISTINCT {n}.id FROM {joined}"
            case HasValue():
                v = self.alias("v")
                return f"SELECT DISTINCT {v}.s FROM value {v} WHERE {self._value(v, condition)}"
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
        e = self.alias("e")
        near, far = ends(found)
        predicate = self.term(found.term.iri)
        if inner is None:
            return (
                f"SELECT DISTINCT {e}.{near} FROM edge {e} CROSS JOIN resource {n} ON {n}.id = {e}.{far} "
                f"WHERE {e}.p = {predicate}{self.fits(found.target, n)}"
            )
        return (
            f"SELECT DISTINCT {e}.{near} FROM {self.table(inner)} d CROSS JOIN resource {n} ON {n}.id = d.id "
            f"CROSS JOIN edge {e} ON {e}.{far} = d.id AND {e}.p = {predicate} WHERE 1{self.fits(found.target, n)}"
        )


def _junction(parts: Sequence[str], operator: str) -> str:
    """All parts in one expression."""
    if len(parts) > _LONG:
        bundles = [parts[i : i + _LONG] for i in range(0, len(parts), _LONG)]
        return _junction([_junction(bundle, operator) for bundle in bundles], operator)
    return f"({operator.join(parts)})" if parts else ""


def ends(found: Field) -> tuple[str, str]:
    """The columns of `edge` on the field's own side and on its members' side."""
    return ("o", "s") if found.inverse else ("s", "o")


class SqlCompiler:
    """Writes the statements of plans for one release file, whose numbers of terms it knows."""

    def __init__(self, model: Model, terms: Mapping[str, int]) -> None:
        self._model = model
        self._terms = terms

    def root(self, root: p.Root) -> Statement:
        """Rows `id, iri, class, described, record` of a root field, in the order of IRIs."""
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
        source = self._class_members(text, root)
        after = f" AND i.iri > {text.parameter(page.after)}" if page.after else ""
        return text.statement(
            f"SELECT {_COLUMNS} FROM {source}{after} ORDER BY i.iri LIMIT {text.parameter(page.first)} + 1"
        )

    def root_count(self, root: p.Root) -> Statement:
        """One row with the number of members of a root list."""
        text = self._text()
        return text.statement(f"SELECT count(*) FROM {self._class_members(text, root)}")

    def link(self, link: p.Link, found: Field) -> Statement:
        """Rows `parent, id, iri, class, described, record, graphs` of a relation, by parent and IRI."""
        text = self._text()
        source = self._members(text, link, found)
        if link.page is None:
            return text.statement(
                f"SELECT j.value, {_COLUMNS}, e.graphs FROM {source} ORDER BY j.value, n.iri"
            )
        after = f" AND n.iri > {text.parameter(link.page.after)}" if link.page.after else ""
        return text.statement(
            f"SELECT w.parent, {_COLUMNS}, w.graphs FROM (SELECT j.value AS parent, n.id AS id, e.graphs AS graphs, "
            f"row_number() OVER (PARTITION BY j.value ORDER BY n.iri) AS k FROM {source}{after}) w "
            f"CROSS JOIN resource n ON n.id = w.id WHERE w.k <= {text.parameter(link.page.first)} + 1 "
            "ORDER BY w.parent, w.k"
        )

    def link_count(self, link: p.Link, found: Field) -> Statement:
        """Rows `parent, number of members` of a relation; parents without members have none."""
        text = self._text()
        return text.statement(
            f"SELECT j.value, count(*) FROM {self._members(text, link, found)} GROUP BY j.value"
        )

    def _text(self) -> _Text:
        return _Text(self._model, self._terms)

    def _class_members(self, text: _Text, root: p.Root) -> str:
        """`FROM` and `WHERE` of a root list, walking from the class or from what a condition pins down."""
        number = text.term(root.of or "")
        if root.where is not None and is_selective(root.where):
            table = text.table(root.where)
            return (
                f"{table} d CROSS JOIN resource n ON n.id = d.id CROSS JOIN instance i ON i.class = {number} "
                "AND i.iri = n.iri WHERE 1"
            )
        return (
            f"instance i CROSS JOIN resource n ON n.id = i.id WHERE i.class = {number} "
            f"AND {text.holds(root.where, 'n')}"
        )

    def _members(self, text: _Text, link: p.Link, found: Field) -> str:
        near, far = ends(found)
        return (
            f"json_each(:{PARENTS}) j CROSS JOIN edge e ON e.{near} = j.value AND e.p = {text.term(found.term.iri)} "
            f"CROSS JOIN resource n ON n.id = e.{far} WHERE {text.holds(link.where, 'n')}{text.fits(found.target, 'n')}"
        )


def bind(statement: Statement, variables: Variables, dumps: Callable[[object], str]) -> dict[str, object]:
    """The parameters of a statement in a request; lists as JSON."""
    bound = {name: operand.bind(variables) for name, operand in statement.operands.items()}
    return {name: dumps(value) if name in statement.lists else value for name, value in bound.items()}
