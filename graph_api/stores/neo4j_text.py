"""The Cypher of a plan: one statement for a whole root field, nested `COLLECT` and `COUNT` subqueries of lists.

Every value and page size is a parameter and everything stands in the plan's canonical order, so that a
question asked again, with other values, aliases or order of fields, is a text that Neo4j has planned already.
Each statement reads the store's mark before and after, which tells a reader that met a release in change.
"""

from collections.abc import Mapping
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
    is_selective,
    needs_value,
)
from ontology import storage as st
from ontology.model import Field, Kind, Model, PropertyTerm
from ontology.record import is_list
from ontology.terms import RDF

_TYPE_PREFIX = f"<{RDF}type> <"
_STORE = f"(s:{st.STORE} {{name: '{st.STORE_NAME}'}})"


@dataclass(frozen=True, slots=True)
class Statement:
    """A text and its parameters. Its one record is `before, release, rows, count, after`."""

    text: str
    operands: Mapping[str, Operand]
    constants: Mapping[str, object]


class CypherCompiler:
    """Writes the statements of plans over one model."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def root(self, root: p.Root) -> Statement:
        """The statement of a root field."""
        return _Text(self._model).root(root)


class _Text:
    """One statement while it is written: its parameters and its variables."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.operands: dict[str, Operand] = {}
        self.constants: dict[str, object] = {}
        self._variables = 0

    def variable(self, prefix: str) -> str:
        self._variables += 1
        return f"{prefix}{self._variables}"

    def parameter(self, operand: Operand) -> str:
        name = f"v{len(self.operands)}"
        self.operands[name] = operand
        return "$" + name

    def constant(self, value: object) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return "$" + name

    def label(self, iri: str) -> str:
        return _quoted(self.model.classes[iri].type_name)

    # -- roots

    def root(self, root: p.Root) -> Statement:
        store = f"MATCH {_STORE} WITH s.mark AS before, s.release AS release, s.generation AS gen "
        rows = self._root_rows(root) if root.rows or root.among is not None else "[]"
        count = f"COUNT {{ {self._members(root)} RETURN DISTINCT n }}" if root.count else "null"
        text = (
            f"{store}WITH before, release, {rows} AS rows, {count} AS count "
            f"MATCH {_STORE} RETURN before, release, rows, count, s.mark AS after"
        )
        return Statement(text, self.operands, self.constants)

    def _root_rows(self, root: p.Root) -> str:
        if root.among is not None:
            of = f" AND n:{self.label(root.of)}" if root.of else ""
            match = (
                f"UNWIND {self.parameter(root.among)} AS wanted MATCH {_node('n', 'wanted')} WHERE true{of}"
            )
            return f"COLLECT {{ {match} WITH DISTINCT n RETURN {self.row(root.level, 'n', None)} }}"
        page = root.page
        if page is None:
            raise TypeError(root)
        after = f" WITH n WHERE n.iri > {self.parameter(page.after)}" if page.after else ""
        members = f"{self._members(root)}{after} WITH DISTINCT n ORDER BY n.iri LIMIT {self.parameter(page.first)} + 1"
        return f"COLLECT {{ {members} RETURN {self.row(root.level, 'n', None)} }}"

    def _members(self, root: p.Root) -> str:
        """`MATCH … WHERE …` of a root list; what pins down few resources is matched first."""
        start, rest = self._start(root.where, "n")
        label = self.label(root.of or "")
        return f"{start}MATCH (n:{label} {{{st.GENERATION}: gen}}) WHERE {self.holds(rest, 'n')}"

    def _start(self, condition: Condition | None, n: str) -> tuple[str, Condition | None]:
        """Clauses that bind `n` to what a selective part of the condition allows, and the rest of it."""
        match condition:
            case Related(field=found, condition=inner) if inner is not None and is_selective(inner):
                m = self.variable("n")
                deeper, rest = self._start(inner, m)
                arrow = self.arrow(found, n, m)
                # What has a value is described, so it is of the class: Neo4j need not look at all resources.
                node = self._member(found.target, m) if needs_value(rest) else _node(m)
                condition_m = f"{self.fits(found.target, m)} AND {self.holds(rest, m)}"
                return (
                    f"{deeper}MATCH {node} WHERE {condition_m} MATCH {arrow} WITH DISTINCT {n} ",
                    None,
                )
            case IriAmong(among=among):
                wanted = self.variable("w")
                return (
                    f"UNWIND {self.parameter(among)} AS {wanted} MATCH {_node(n, wanted)} ",
                    None,
                )
            case All(parts=parts) if is_selective(condition):
                first = next(c for c in parts if is_selective(c))
                start, rest = self._start(first, n)
                others = [c for c in parts if c is not first] + ([rest] if rest else [])
                return start, All(tuple(others))
            case _:
                return "", condition

    def _member(self, target: str | None, n: str) -> str:
        """The pattern of a resource of a class."""
        return _node(n) if target is None else f"({n}:{self.label(target)} {{{st.GENERATION}: gen}})"

    # -- rows

    def row(self, level: p.Level, n: str, edge: str | None) -> str:
        """The list of one resource; `edge`: the relationship that led to it, and whose home counts for it."""
        parts = [f"{n}.iri", f"{n}.{st.CLASS}", *(self._column(key, n) for key in level.columns)]
        parts += [self._link(link, n, edge) for link in level.links]
        return f"[{', '.join(parts)}]"

    def _column(self, key: str, n: str) -> str:
        if key == p.DESCRIBED:
            return f"{n}.{st.HOME} IS NOT NULL"
        if key == p.TYPES:
            prefix = self.constant(_TYPE_PREFIX)
            types = f"WHERE x STARTS WITH {prefix} | split(split(x, '> <')[1], '>')[0]"
            other = f"[x IN coalesce({n}.{st.RESIDUE}, []) {types}]"
            return f"coalesce({n}.{st.TYPES}, []) + {other}"
        return f"{n}.{_quoted(st.value_property(key))}"

    def _link(self, link: p.Link, n: str, edge: str | None) -> str:
        match link.how:
            case p.Sources():
                return self._sources(link.level, n, self._said_by(link.how, n))
            case p.EdgeSources():
                return self._sources(link.level, n, edge or self._said_by(p.Sources(None), n))
            case p.Statements():
                e, m = self.variable("r"), self.variable("n")
                edge_list = f"[type({e}), {e}.{st.RELATION_PREDICATE}, {m}.iri, {e}.{st.RELATION_GRAPHS}]"
                edges = f"COLLECT {{ MATCH ({n})-[{e}]->({m}:{st.RESOURCE}) RETURN {edge_list} }}"
                return f"[properties({n}), {edges}]"
            case _:
                return self._relation(link, link.how, n)

    def _relation(self, link: p.Link, found: Field, n: str) -> str:
        m, e = self.variable("n"), self.variable("r")
        members = f"MATCH {self.arrow(found, n, m, e)} WHERE {self.fits(found.target, m)}"
        if link.where is not None:
            members += f" AND {self.holds(link.where, m)}"
        owner = m if found.inverse else n
        edge = f"coalesce({e}.{st.RELATION_GRAPHS}, {owner}.{st.HOME}, [])"
        ordered = f"WITH {m}, {e}, {n} ORDER BY {m}.iri"
        if link.page is None:
            return f"COLLECT {{ {members} {ordered} LIMIT 1 RETURN {self.row(link.level, m, edge)} }}"
        rows = "[]"
        if link.rows:
            after = f" AND {m}.iri > {self.parameter(link.page.after)}" if link.page.after else ""
            limit = f"{self.parameter(link.page.first)} + 1"
            row = self.row(link.level, m, edge)
            rows = f"COLLECT {{ {members}{after} {ordered} LIMIT {limit} RETURN {row} }}"
        count = f"COUNT {{ {members} }}" if link.count else "null"
        return f"[{rows}, {count}]"

    def _sources(self, level: p.Level, n: str, gids: str) -> str:
        g = self.variable("n")
        return (
            f"COLLECT {{ MATCH ({g}:{st.RESOURCE}) WHERE {g}.{st.GRAPH_ID} IN {gids} "
            f"AND {g}.{st.GENERATION} = {n}.{st.GENERATION} "
            f"WITH {g} ORDER BY {g}.iri RETURN {self.row(level, g, None)} }}"
        )

    def _said_by(self, how: p.Sources, n: str) -> str:
        """The numbers of the graphs that say something about `n`, or state one of some properties of it."""
        if how.of is None:
            return f"coalesce({n}.{st.GRAPHS}, [])"
        elsewhere = f"coalesce({n}.{st.ELSEWHERE}, [])"
        parts = []
        for iri in how.of:
            prefix = self.constant(iri + " ")
            said = f"[x IN {elsewhere} WHERE x STARTS WITH {prefix}]"
            own = f"[y IN split(split(head({said}), ' ')[1], ',') | toInteger(y)]"
            present = self._present(next((t for t in how.known if t.iri == iri), None), iri, n)
            home = f"CASE WHEN {present} THEN coalesce({n}.{st.HOME}, []) ELSE [] END"
            parts.append(f"CASE WHEN size({said}) > 0 THEN {own} ELSE {home} END")
        return f"({' + '.join(parts)})" if parts else "[]"

    def _present(self, term: PropertyTerm | None, iri: str, n: str) -> str:
        if iri == RDF + "type":
            return f"size(coalesce({n}.{st.TYPES}, [])) > 0"
        if term is None:
            return "false"
        if term.kind is Kind.RELATION:
            return f"EXISTS {{ ({n})-[:{_quoted(term.relationship)}]->() }}"
        return f"{n}.{_quoted(st.value_property(term.key))} IS NOT NULL"

    # -- patterns and conditions

    def arrow(self, found: Field, n: str, m: str, e: str = "") -> str:
        """The pattern from `n` to the members `m` of a field."""
        relation = f"[{e}:{_quoted(found.term.relationship)}]"
        return f"({n})<-{relation}-({m})" if found.inverse else f"({n})-{relation}->({m})"

    def fits(self, target: str | None, n: str) -> str:
        """`n` is of the class, or nothing describes it and so it may be."""
        return "true" if target is None else f"({n}:{self.label(target)} OR {n}.{st.HOME} IS NULL)"

    def holds(self, condition: Condition | None, n: str) -> str:
        """Cypher that is true iff the condition holds for `n`, never null."""
        match condition:
            case None:
                return "true"
            case All(parts=parts):
                return "(" + (" AND ".join(self.holds(c, n) for c in parts) or "true") + ")"
            case Any(parts=parts):
                return "(" + (" OR ".join(self.holds(c, n) for c in parts) or "false") + ")"
            case Not(part=part):
                return f"(NOT {self.holds(part, n)})"
            case IriAmong(among=among):
                return f"({n}.iri IN {self.parameter(among)})"
            case IsA(classes=classes):
                return "(" + (" OR ".join(f"{n}:{self.label(c)}" for c in classes) or "false") + ")"
            case HasValue():
                return self._has_value(condition, n)
            case HasAny(field=found, lang=lang):
                return self._has_any(found, lang, n)
            case Related(field=found, condition=inner):
                return self._related(found, inner, n)
        raise TypeError(condition)

    def _has_value(self, condition: HasValue, n: str) -> str:
        term = condition.term
        among = self.parameter(condition.among)
        key = term.key
        if term.kind is Kind.TEXT:
            x = self.variable("x")
            wanted = f"{_text_of(x)} IN {among}{self._in_language(x, condition.lang)}"
            return f"any({x} IN coalesce({n}.{_quoted(st.value_property(key))}, []) WHERE {wanted})"
        name = _quoted(st.search_property(key) if term.kind in st.SEARCHED_BY_KEY else st.value_property(key))
        if term.kind is Kind.BOOLEAN:
            among = f"[y IN {among} | y = 'true']"
        if is_list(term):
            x = self.variable("x")
            return f"any({x} IN coalesce({n}.{name}, []) WHERE {x} IN {among})"
        return f"coalesce({n}.{name} IN {among}, false)"

    def _in_language(self, x: str, lang: Operand | None) -> str:
        if lang is None:
            return ""
        tag = self.parameter(lang)
        return f" AND ({_tag_of(x)} = {tag} OR {_tag_of(x)} STARTS WITH {tag} + '-')"

    def _has_any(self, found: Field, lang: Operand | None, n: str) -> str:
        if found.term.kind is Kind.RELATION:
            return self._related(found, None, n)
        name = f"{n}.{_quoted(st.value_property(found.term.key))}"
        if lang is None:
            return f"({name} IS NOT NULL)"
        x = self.variable("x")
        return f"any({x} IN coalesce({name}, []) WHERE true{self._in_language(x, lang)})"

    def _related(self, found: Field, inner: Condition | None, n: str) -> str:
        m = self.variable("n")
        holds = f"{self.fits(found.target, m)} AND {self.holds(inner, m)}"
        return f"EXISTS {{ MATCH {self.arrow(found, n, m)} WHERE {holds} }}"


def _node(n: str, iri: str = "") -> str:
    """The pattern of a resource of the generation that is served, by IRI if given."""
    return f"({n}:{st.RESOURCE} {{{st.GENERATION}: gen{f', iri: {iri}' if iri else ''}}})"


def _text_of(element: str) -> str:
    """The text of a stored `text@lang`."""
    return f"left({element}, size({element}) - size({_tag_of(element)}) - 1)"


def _tag_of(element: str) -> str:
    return f"split({element}, '@')[-1]"


def _quoted(name: str) -> str:
    """A label, type or property name from the ontology, safe wherever it comes from."""
    return f"`{name.replace('`', '``')}`"


def bind(statement: Statement, variables: Mapping[str, object]) -> dict[str, object]:
    """The parameters of a statement in a request."""
    return {name: operand.bind(variables) for name, operand in statement.operands.items()} | dict(
        statement.constants
    )


_GENERATION = f"MATCH {_STORE} WITH s.release AS release, s.generation AS gen"
_GRAPHS = f"MATCH (g:{st.RESOURCE} {{{st.GENERATION}: gen}}) WHERE g.{st.GRAPH_ID} IS NOT NULL"
LABELS = (
    f"{_GENERATION} RETURN COLLECT {{ MATCH (n:{st.RESOURCE} {{{st.GENERATION}: gen}}) WHERE n.{st.HOME} IS NOT NULL "
    "UNWIND labels(n) AS label WITH label, count(*) AS count RETURN [label, count] }"
)
"""How many described resources have each label: one record, a list of `[label, count]`."""


def content_text(model: Model) -> str:
    """Figures of the release: its id, whether anything is illustrative, its statements, its graphs."""
    source_graph = model.classes.get(model.base + "ns#SourceGraph")
    label = _quoted(source_graph.type_name if source_graph else st.RESOURCE)
    return (
        f"{_GENERATION} RETURN release, EXISTS {{ MATCH (g:{label} {{{st.GENERATION}: gen}}) WHERE g.illustrative }}, "
        f"reduce(total = 0, n IN COLLECT {{ {_GRAPHS} RETURN g.{st.GRAPH_STATEMENTS} }} | total + n), "
        f"COUNT {{ {_GRAPHS} }}"
    )
