"""The Cypher of a plan: one statement for a whole root field, nested `COLLECT` and `COUNT` subqueries of lists.

Every value and page size is in one parameter and everything stands in the plan's canonical order, so that a
question asked again, with other values, aliases or order of fields, is a text that Neo4j has planned already.
Each statement reads the store's mark before and after, which tells a reader that met a release in change.
"""

from collections.abc import Callable, Mapping
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
    is_selective,
    needs_value,
    steps,
)
from graph_api.plan.order import OrderKey, Page, parts_of
from graph_api.stores.neo4j_search import SearchText
from ontology import storage as st
from ontology.model import Field, Kind, Model, PropertyTerm
from ontology.record import is_list
from ontology.terms import RDF

VALUES = "p"
"""The parameter that holds all values of a request, by name."""
_TYPE_PREFIX = f"<{RDF}type> <"
_FEW_STEPS = 2
"""What meets a condition along more relations is listed from their ends: the ways from the start multiply."""
_STORE = f"(s:{st.STORE} {{name: '{st.STORE_NAME}'}})"


@dataclass(frozen=True, slots=True)
class Statement:
    """A text and its values. Its one record is `before, release, rows, count, tallies, after`."""

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
        self._sets: list[tuple[Related, str, str]] = []
        self._variables = 0

    def variable(self, prefix: str) -> str:
        self._variables += 1
        return f"{prefix}{self._variables}"

    def parameter(self, operand: Operand) -> str:
        name = f"v{len(self.operands)}"
        self.operands[name] = operand
        return f"${VALUES}.{name}"

    def constant(self, value: object) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return f"${VALUES}.{name}"

    def label(self, iri: str) -> str:
        return _quoted(self.model.classes[iri].type_name)

    # -- roots

    def root(self, root: p.Root) -> Statement:
        store = f"MATCH {_STORE} WITH s.mark AS before, s.release AS release, s.generation AS gen "
        rows = self._root_rows(root) if root.rows or root.among is not None else "[]"
        count = (
            f"COUNT {{ {self._members(root.of, root.where)} RETURN DISTINCT n }}" if root.count else "null"
        )
        tallies = [self._tally(tally, self._members(root.of, tally.where), "n") for tally in root.tallies]
        text = (
            f"{store}{self.sets}WITH *, {rows} AS rows, {count} AS count, [{', '.join(tallies)}] AS tallies "
            f"MATCH {_STORE} RETURN before, release, rows, count, tallies, s.mark AS after"
        )
        return Statement(text, self.operands, self.constants)

    def _root_rows(self, root: p.Root) -> str:
        if root.among is not None:
            of = f" AND n:{self.label(root.of)}" if root.of else ""
            match = (
                f"UNWIND {self.parameter(root.among)} AS wanted MATCH {_node('n', 'wanted')} WHERE true{of}"
            )
            return f"COLLECT {{ {match} WITH DISTINCT n{self.answer(root.level, 'n', None)} }}"
        page = root.page
        if page is None:
            raise TypeError(root)
        members = f"{self._members(root.of, root.where)} WITH DISTINCT n"
        page_of = self._page(page, "n", "")
        return f"COLLECT {{ {members}{page_of}{self.answer(root.level, 'n', None, page)} }}"

    def _page(self, page: Page, n: str, carried: str) -> str:
        """What follows `WITH n…` to make a page of the members `n`, their order keys as `k0` and on."""
        keys = "".join(f", {self.key(key, n)} AS {n}k{i}" for i, key in enumerate(page.keys))
        names = "".join(f", {n}k{i}" for i in range(len(page.keys)))
        text = f"{carried}{keys}{self._between(page, n)}" if keys else f"{carried}{self._between(page, n)}"
        ordered = f" WITH {n}{carried}{names} ORDER BY {_in_order(page, n)}"
        return f"{text}{ordered} LIMIT {self.parameter(page.size)} + 1"

    def _between(self, page: Page, n: str) -> str:
        """`WHERE …`: the member is between the page's cursors."""
        bounds = ((page.after, True), (page.before, False))
        parts = [self._beyond(page, cursor, n, later=later) for cursor, later in bounds if cursor]
        return f" WHERE {' AND '.join(parts)}" if parts else ""

    def _beyond(self, page: Page, cursor: Operand, n: str, *, later: bool) -> str:
        """The member comes later (or earlier) in the list than the cursor's place; never null."""
        values, last = parts_of(cursor, len(page.keys))
        found = f"{n}.iri {'>' if later else '<'} {self.parameter(last)}"
        for number, (key, value) in reversed(list(enumerate(zip(page.keys, values, strict=True)))):
            k, v = f"{n}k{number}", self.parameter(value)
            sign = ">" if later is not key.descending else "<"
            absent, known = (k, v) if later else (v, k)
            beyond = f"{known} IS NOT NULL AND ({absent} IS NULL OR coalesce({k} {sign} {v}, false))"
            same = f"(coalesce({k} = {v}, false) OR ({k} IS NULL AND {v} IS NULL))"
            found = f"(({beyond}) OR ({same} AND {found}))"
        return found

    def _members(self, of: str | None, where: Condition | None) -> str:
        """`MATCH … WHERE …` of a root list; what pins down few resources is matched first."""
        start, rest = self._start(where, "n")
        return f"{start}MATCH {self._member(of, 'n')} WHERE {self.holds(rest, 'n')}"

    # -- orders and tallies

    def key(self, key: OrderKey, n: str) -> str:
        """The value that `n` is ordered by, or null."""
        if key.rank is not None:
            return self.search(key.rank).rank(n)
        if not key.path:
            return self._own_key(key, n)
        (found, *rest) = key.path
        m = self.variable("n")
        value = self.key(replace(key, path=tuple(rest)), m)
        match = self.match(found, n, m)
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
            value = f"{n}.{_quoted(key)}"
            if term.kind is Kind.DOUBLE:
                return f"{value} + 0.0"  # Neo4j has -0.0 before 0.0
            return f"toString({value})" if term.kind is Kind.BOOLEAN else value
        x = self.variable("x")
        keys = f"coalesce({n}.{_quoted(st.sort_property(term.key))}, [])"
        if lang is None:
            return f"split(head([{x} IN {keys} WHERE {x} ENDS WITH '@*']), '@')[0]"
        fitting = f"[{x} IN {keys} WHERE true{self._in_language(x, Operand(str, lang))} | split({x}, '@')[0]]"
        return f"reduce(b = null, y IN {fitting} | CASE WHEN b IS NULL OR y < b THEN y ELSE b END)"

    def _tally(self, tally: p.Tally, members: str, n: str) -> str:
        """A list of `[value, count]` over the members `n`, the most frequent first."""
        found = tally.by
        v, c = self.variable("v"), self.variable("c")
        limit = "" if tally.limit is None else f" LIMIT {self.parameter(tally.limit)}"
        if found is not None and found.term.kind is Kind.RELATION:
            match = f"{self.match(found, n, v)} AND {self.holds(tally.holding, v)}"
            clauses, row = self.row(tally.level, v, None)
            return (
                f"COLLECT {{ {members} {match} "
                f"WITH {v}, count(DISTINCT {n}) AS {c} ORDER BY {c} DESC, {v}.iri{limit}"
                f"{clauses} RETURN [{row}, {c}] }}"
            )
        by = f"toInteger({v})" if tally.by_year else v
        return (
            f"COLLECT {{ {members} UNWIND {self._counted(tally, n)} AS {v} "
            f"WITH {v}, count(DISTINCT {n}) AS {c} ORDER BY {c} DESC, {by}{limit} RETURN [{v}, {c}] }}"
        )

    def _counted(self, tally: p.Tally, n: str) -> str:
        """The list of a member's values that are counted."""
        found = tally.by
        if found is None:
            names = self.constant({term.type_name: iri for iri, term in self.model.classes.items()})
            return f"[y IN labels({n}) WHERE {names}[y] IS NOT NULL | {names}[y]]"
        term = found.term
        value = f"{n}.{_quoted(st.value_property(term.key))}"
        values = f"coalesce({value}, [])" if is_list(term) else f"[y IN [{value}] WHERE y IS NOT NULL]"
        if tally.by_year:  # as the source writes it, without a time zone
            without_zone = "split(split(split(substring(y, 1), '-')[0], '+')[0], 'Z')[0]"
            return f"[y IN {values} | left(y, size({without_zone}) + 1)]"
        return f"[y IN {values} | toString(y)]" if term.kind is Kind.BOOLEAN else values

    def _start(self, condition: Condition | None, n: str) -> tuple[str, Condition | None]:
        """Clauses that bind `n` to what a selective part of the condition allows, and the rest of it."""
        match condition:
            case Related() if _is_long(condition) and not is_selective(condition):
                return f"UNWIND {self._set(condition)} AS {n} ", None
            case Related(field=found, condition=inner) if inner is not None and is_selective(inner):
                return f"{self._leading(found, inner, n)} WITH DISTINCT {n} ", None
            case IriAmong(among=among):
                wanted = self.variable("w")
                return (
                    f"UNWIND {self.parameter(among)} AS {wanted} MATCH {_node(n, wanted)} ",
                    None,
                )
            case Searched():
                return self.search(condition).candidates(n), condition
            case All(parts=parts):
                first = next((c for is_start in (is_selective, _is_long) for c in parts if is_start(c)), None)
                if first is None:
                    return "", condition
                start, rest = self._start(first, n)
                others = [c for c in parts if c is not first] + ([rest] if rest else [])
                return start, All(tuple(others))
            case _:
                return "", condition

    def _leading(self, found: Field, inner: Condition, n: str) -> str:
        """`MATCH …` of the resources `n` of which some member of a field meets a condition, from the members on."""
        m = self.variable("n")
        deeper, rest = self._start(inner, m)
        trail = self.trail(found, n, m).text
        # What has a value is described, so it is of the class: Neo4j need not look at all resources.
        node = self._member(found.target, m) if needs_value(rest) else _node(m)
        return f"{deeper}MATCH {node} WHERE {self.fits(found.target, m)} AND {self.holds(rest, m)} {trail}"

    def _set(self, condition: Related) -> str:
        """The name of a list, made once at the head of the statement, of all resources that meet a condition."""
        known = next((name for one, name, _ in self._sets if one is condition), None)
        if known is None:
            n, known = self.variable("n"), self.variable("f")
            leading = self._leading(condition.field, condition.condition or All(()), n)
            self._sets.append((condition, known, f"COLLECT {{ {leading} RETURN DISTINCT {n} }}"))
        return known

    @property
    def sets(self) -> str:
        """The clauses that make the lists of resources that conditions are met by, each after those it needs."""
        return "".join(f"WITH *, {text} AS {name} " for _, name, text in self._sets)

    def _member(self, target: str | None, n: str) -> str:
        """The pattern of a resource of a class."""
        return _node(n) if target is None else f"({n}:{self.label(target)} {{{st.GENERATION}: gen}})"

    # -- rows

    def answer(self, level: p.Level, n: str, edge: str | None, page: Page | None = None) -> str:
        """` RETURN …` of the list of one resource; see `row`."""
        clauses, row = self.row(level, n, edge, page)
        return f"{clauses} RETURN {row}"

    def row(self, level: p.Level, n: str, edge: str | None, page: Page | None = None) -> tuple[str, str]:
        """The list of one resource; `edge`: the relationship that led to it, and whose home counts for it.

        On a `page` the order keys follow. What counts stands in clauses of its own before: Cypher takes an
        aggregating subquery as part of an expression only where all variables around it are projected.
        """
        parts = [f"{n}.iri", f"{n}.{st.CLASS}", *(self._column(key, n) for key in level.columns)]
        clauses = ""
        for link in level.links:
            part = self._link(link, n, edge)
            if _counts(link):
                variable = self.variable("t")
                clauses += f" WITH *, {part} AS {variable}"
                part = variable
            parts.append(part)
        parts += [f"{n}k{i}" for i in range(len(page.keys) if page else 0)]
        return clauses, f"[{', '.join(parts)}]"

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
            case p.Follow():
                return self._followed(link.level, link.how, n)
            case _:
                return self._relation(link, link.how, n)

    def _relation(self, link: p.Link, found: Field, n: str) -> str:
        m, e = self.variable("n"), self.variable("r")
        members = self.match(found, n, m, e)
        if link.where is not None:
            members += f" AND {self.holds(link.where, m)}"
        owner = m if found.inverse else n
        edge = f"coalesce({e}.{st.RELATION_GRAPHS}, {owner}.{st.HOME}, [])"
        if link.page is None:
            ordered = f"WITH {m}, {e}, {n} ORDER BY {m}.iri"
            return f"COLLECT {{ {members} {ordered} LIMIT 1{self.answer(link.level, m, edge)} }}"
        rows = "[]"
        if link.rows:
            carried, stated = f", {n}" if found.term.chain else f", {e}, {n}", ""
            if found.term.chain and any(isinstance(inner.how, p.EdgeSources) for inner in link.level.links):
                edge = self.variable("g")
                carried, stated = f", {edge}, {n}", f" WITH *, {self._stating(found, n, m)} AS {edge}"
            paged = self._page(link.page, m, carried)
            answer = self.answer(link.level, m, edge, link.page)
            rows = f"COLLECT {{ {members}{stated} WITH {m}{paged}{answer} }}"
        count = f"COUNT {{ {members} }}" if link.count else "null"
        tallies = [self._link_tally(tally, found, n) for tally in link.tallies]
        return f"[{rows}, {count}, [{', '.join(tallies)}]]"

    def _link_tally(self, tally: p.Tally, found: Field, n: str) -> str:
        m = self.variable("n")
        return self._tally(tally, f"{self.match(found, n, m)} AND {self.holds(tally.where, m)}", m)

    def _stating(self, found: Field, n: str, m: str) -> str:
        """The numbers of the graphs that state some edge of all trails of a derived relation between two resources."""
        trail = self.trail(found, n, m)
        stated = " + ".join(
            f"coalesce({e}.{st.RELATION_GRAPHS}, startNode({e}).{st.HOME}, [])" for e in trail.edges
        )
        g = self.variable("g")
        return f"COLLECT {{ {trail.text} UNWIND {stated} AS {g} RETURN DISTINCT {g} }}"

    def _followed(self, level: p.Level, how: p.Follow, n: str) -> str:
        """What holds: layer by layer in nested lists, because shortest paths over patterns take for ever in circles."""
        m, a, b = (self.variable("n") for _ in range(3))
        met, more, layer, step = (self.variable("m") for _ in range(4))
        pattern = self.trail(how.along, a, b).pattern
        ended = f"{self.fits(how.along.target, a)} AND NOT {self.holds(how.until, a)}"
        beyond = f"[{a} IN {met} WHERE {ended} | [{pattern} | {b}]]"
        grown = (
            f"reduce({more} = {met}, {layer} IN {beyond} | reduce({more} = {more}, {b} IN {layer} | "
            f"CASE WHEN {b} IN {more} THEN {more} ELSE {more} + [{b}] END))"
        )
        steps = f"range(1, {p.MOST_STEPS if how.until else 0})"
        found = f"reduce({met} = [{n}], {step} IN {steps} | {grown})"
        holds = f"{self.fits(how.along.target, m)} AND {self.holds(how.until, m)}"
        ordered = f"WITH {m} WHERE {holds} WITH {m} ORDER BY {m}.iri{self.answer(level, m, None)}"
        return f"COLLECT {{ UNWIND {found} AS {m} {ordered} }}"

    def _sources(self, level: p.Level, n: str, gids: str) -> str:
        g = self.variable("n")
        return (
            f"COLLECT {{ MATCH ({g}:{st.RESOURCE}) WHERE {g}.{st.GRAPH_ID} IN {gids} "
            f"AND {g}.{st.GENERATION} = {n}.{st.GENERATION} "
            f"WITH {g} ORDER BY {g}.iri{self.answer(level, g, None)} }}"
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

    def match(self, found: Field, n: str, m: str, e: str | None = None) -> str:
        """`MATCH … WHERE …` of the members `m` of a field of `n`, each once; `e`: the edge to them, if it is one."""
        trail = self.trail(found, n, m, e)
        once = ""
        if trail.via:
            # Several trails may lead to one member: the first of them by the IRIs on its way stands for all.
            same = self.trail(found, n, m)
            way, other_way = (" + ' ' + ".join(f"{x}.iri" for x in t.via) for t in (trail, same))
            once = f" AND NOT EXISTS {{ {same.text} WHERE {other_way} < {way} }}"
        return f"{trail.text} WHERE {self.fits(found.target, m)}{once}"

    def trail(self, found: Field, n: str, m: str, e: str | None = None) -> "Trail":
        """The way from `n` to a member `m` of a field."""
        hops = found.hops
        edges = [self.variable("r") for _ in hops] if len(hops) > 1 or e is None else [e]
        via = [self.variable("x") for _ in hops[1:]]
        places, arrows = [n, *via, m], []
        for hop, edge in zip(hops, edges, strict=True):
            relation = f"[{edge}:{_quoted(self.model.properties[hop.property].relationship)}]"
            arrows.append(f"<-{relation}-" if hop.inverse else f"-{relation}->")
        return Trail(tuple(places), tuple(arrows), tuple(edges), tuple(via))

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
            case Searched():
                return self.search(condition).holds(n)
            case Related() | Counted():
                return self._about_members(condition, n)
        raise TypeError(condition)

    def _about_members(self, condition: Related | Counted, n: str) -> str:
        if isinstance(condition, Counted):
            met = self._met(condition.field, condition.condition, n)
            return f"({self._compared(f'COUNT {{ {met} }}', condition.test)})"
        if _is_long(condition):
            return f"({n} IN {self._set(condition)})"
        return self._related(condition.field, condition.condition, n)

    def search(self, searched: Searched) -> SearchText:
        """What writes the parts of a search."""
        return SearchText(searched, self.parameter)

    def _has_value(self, condition: HasValue, n: str) -> str:
        term, test = condition.term, condition.test
        x = self.variable("x")
        if term.kind in st.TEXTS:
            if term.kind is Kind.STRING and test.comparison != "matches" and not test.fold:
                return self._has_string(term, test, n)
            name = _quoted(_text_property(term, test))
            is_key = test.comparison in _SIGNS or test.comparison == "matches"
            value = _start_of(x) if is_key else _text_of(x)
            marked = f"NOT {x} ENDS WITH '@*' AND " if test.comparison in _SIGNS else ""
            wanted = f"{marked}{self._compared(value, test)}{self._in_language(x, condition.lang)}"
            return f"any({x} IN coalesce({n}.{name}, []) WHERE {wanted})"
        name = _quoted(
            st.search_property(term.key) if term.kind in st.SEARCHED_BY_KEY else st.value_property(term.key)
        )
        if term.kind is Kind.BOOLEAN:
            return self._any(term, f"{n}.{name}", lambda value: self._compared(f"toString({value})", test))
        return self._any(term, f"{n}.{name}", lambda value: self._compared(value, test))

    def _has_string(self, term: PropertyTerm, test: Test, n: str) -> str:
        if test.comparison in _SIGNS:
            x = self.variable("x")
            keys = f"coalesce({n}.{_quoted(st.sort_property(term.key))}, [])"
            return f"any({x} IN {keys} WHERE {self._compared(_start_of(x), test)})"
        value = f"{n}.{_quoted(st.value_property(term.key))}"
        return self._any(term, value, lambda one: self._compared(one, test))

    def _any(self, term: PropertyTerm, value: str, holds: Callable[[str], str]) -> str:
        """Some value of a property, which is a list or not, meets a condition."""
        if is_list(term):
            x = self.variable("x")
            return f"any({x} IN coalesce({value}, []) WHERE {holds(x)})"
        return f"coalesce({holds(value)}, false)"

    def _compared(self, value: str, test: Test) -> str:
        operand = self.parameter(test.operand)
        match test.comparison:
            case "in":
                return f"{value} IN {operand}"
            case "startsWith":
                return f"{value} STARTS WITH {operand}"
            case "contains":
                return f"{value} CONTAINS {operand}"
            case "matches":
                w = self.variable("w")
                found = f"(' ' + {value} + ' ') CONTAINS (' ' + {w} + ' ')"
                return f"(size({operand}) > 0 AND all({w} IN {operand} WHERE {found}))"
        return f"{value} {_SIGNS[test.comparison]} {operand}"

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
        return f"EXISTS {{ {self._met(found, inner, n)} }}"

    def _met(self, found: Field, inner: Condition | None, n: str) -> str:
        """`MATCH` of the members of a field that meet a condition."""
        m = self.variable("n")
        return f"{self.match(found, n, m)} AND {self.holds(inner, m)}"


@dataclass(frozen=True, slots=True)
class Trail:
    """Relationships to walk along: the variables of resources, the arrows between them, and their variables."""

    places: tuple[str, ...]
    arrows: tuple[str, ...]
    edges: tuple[str, ...]
    via: tuple[str, ...]

    @property
    def text(self) -> str:
        """`MATCH` clauses, one for each arrow: in one clause Neo4j would not go back over a relationship."""
        steps = zip(self.places, self.arrows, self.places[1:], strict=False)
        return " ".join(f"MATCH ({n}){arrow}({m})" for n, arrow, m in steps)

    @property
    def pattern(self) -> str:
        """All of it as one pattern."""
        steps = zip(self.arrows, self.places[1:], strict=True)
        return f"({self.places[0]})" + "".join(f"{arrow}({m})" for arrow, m in steps)


def _node(n: str, iri: str = "") -> str:
    """The pattern of a resource of the generation that is served, by IRI if given."""
    return f"({n}:{st.RESOURCE} {{{st.GENERATION}: gen{f', iri: {iri}' if iri else ''}}})"


_SIGNS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


def _is_long(condition: Condition) -> bool:
    """Whether the condition leads along many relations."""
    return isinstance(condition, Related) and steps(condition) > _FEW_STEPS


def _counts(link: p.Link) -> bool:
    """Whether there are tallies at the link or below it."""
    return bool(link.tallies) or any(map(_counts, link.level.links))


def _text_property(term: PropertyTerm, test: Test) -> str:
    """The property with a text's values in the form that a test looks at."""
    if test.comparison in _SIGNS:
        return st.sort_property(term.key)
    if test.comparison == "matches":
        return st.words_property(term.key)
    return st.fold_property(term.key) if test.fold else st.value_property(term.key)


def _in_order(page: Page, n: str) -> str:
    """What is absent comes last, or going backward first."""
    absent = " DESC" if page.backward else ""
    parts = []
    for number, key in enumerate(page.keys):
        k = f"{n}k{number}"
        parts += [f"{k} IS NULL{absent}", f"{k}{' DESC' if key.descending is not page.backward else ''}"]
    return ", ".join([*parts, f"{n}.iri{absent}"])


def _start_of(element: str) -> str:
    """What stands before the language in a stored `key@lang` whose key has no `@`."""
    return f"split({element}, '@')[0]"


def _text_of(element: str) -> str:
    """The text of a stored `text@lang`."""
    return f"left({element}, size({element}) - size({_tag_of(element)}) - 1)"


def _tag_of(element: str) -> str:
    return f"split({element}, '@')[-1]"


def _quoted(name: str) -> str:
    """A label, type or property name from the ontology, safe wherever it comes from."""
    return f"`{name.replace('`', '``')}`"


def bind(statement: Statement, variables: Mapping[str, object], **more: object) -> dict[str, object]:
    """The one parameter of a statement in a request: a map of its constants, its operands and what is `more`.

    Neo4j plans a statement anew for other kinds and sizes of parameters, but does not look into a map.
    """
    values = {name: operand.bind(variables) for name, operand in statement.operands.items()}
    return {VALUES: {**statement.constants, **values, **more}}


_GENERATION = f"MATCH {_STORE} WITH s.release AS release, s.generation AS gen"
_GRAPHS = f"MATCH (g:{st.RESOURCE} {{{st.GENERATION}: gen}}) WHERE g.{st.GRAPH_ID} IS NOT NULL"
LABELS = (
    f"{_GENERATION} RETURN COLLECT {{ MATCH (n:{st.RESOURCE} {{{st.GENERATION}: gen}}) WHERE n.{st.HOME} IS NOT NULL "
    "UNWIND labels(n) AS label WITH label, count(*) AS count RETURN [label, count] }"
)
"""How many described resources have each label: one record, a list of `[label, count]`."""


SPREAD = (
    f"{_GENERATION} RETURN COUNT {{ MATCH (n:{st.RESOURCE} {{{st.GENERATION}: gen}}) }}, COLLECT {{ "
    f"MATCH (s:{st.RESOURCE} {{{st.GENERATION}: gen}})-[r]->(o) "
    "WITH type(r) AS relation, count(*) AS all, count(DISTINCT s) AS subjects, count(DISTINCT o) AS objects "
    "RETURN [relation, all, subjects, objects] }"
)
"""How many resources there are, and `[relationship type, statements, subjects, objects]` of each type."""


def content_text(model: Model) -> str:
    """Figures of the release: its id, whether anything is illustrative, its statements, its graphs."""
    source_graph = model.classes.get(model.base + "ns#SourceGraph")
    label = _quoted(source_graph.type_name if source_graph else st.RESOURCE)
    return (
        f"{_GENERATION} RETURN release, EXISTS {{ MATCH (g:{label} {{{st.GENERATION}: gen}}) WHERE g.illustrative }}, "
        f"reduce(total = 0, n IN COLLECT {{ {_GRAPHS} RETURN g.{st.GRAPH_STATEMENTS} }} | total + n), "
        f"COUNT {{ {_GRAPHS} }}"
    )
