"""The Cypher of a plan: one statement for a whole root field, nested `COLLECT` and `COUNT` subqueries of lists.

Everything is in the plan's canonical order, so that a question with other values, aliases or order of fields has
the same text, which Neo4j has already planned. Each statement reads the store's mark before and after its rows, by
which the reader notices a change of the release.
"""

from graph_api.plan import plan as p
from graph_api.plan import reads
from graph_api.plan.conditions import Condition
from graph_api.plan.order import Page
from graph_api.plan.statements.statement_pages import needs_graphs
from graph_api.stores.neo4j.conditions import CypherConditions
from graph_api.stores.neo4j.order import CypherOrders
from graph_api.stores.neo4j.statement import STORE, CypherDraft, CypherStatement, node, quoted
from graph_api.stores.neo4j.tallies import CypherTallies
from graph_api.stores.neo4j.trails import fits, match_members, trail_of
from ontology import storage as st
from ontology.model import Field, Kind, Model, PropertyTerm
from ontology.namespaces import RDF, RDF_TYPE

_TYPE_PREFIX = f"<{RDF}type> <"
_OBJECT = "split({}, '> ')[1]"
"""The object of a statement in the residue, with the graphs after it."""


class CypherCompiler:
    """Writes the statements of plans over one model."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def root(self, root: p.Root) -> CypherStatement:
        """The statement of a root field."""
        return _RootStatement(self._model).root(root)


class _RootStatement:
    """A statement of a root field in preparation."""

    def __init__(self, model: Model) -> None:
        self._draft = CypherDraft(model)
        self._conditions = CypherConditions(self._draft)
        self._orders = CypherOrders(self._conditions)
        self._tallies = CypherTallies(self._conditions, self._row)

    def root(self, root: p.Root) -> CypherStatement:
        """The statement of the root field."""
        store = f"MATCH {STORE} WITH s.mark AS before, s.release AS release, s.generation AS gen "
        rows = self._root_rows(root) if root.rows or root.among is not None else "[]"
        count = (
            f"COUNT {{ {self._members(root.of, root.where)} RETURN DISTINCT n }}" if root.count else "null"
        )
        tallies = [
            self._tallies.tally(tally, self._members(root.of, tally.where), "n") for tally in root.tallies
        ]
        text = (
            f"{store}{self._conditions.sets}"
            f"WITH *, {rows} AS rows, {count} AS count, [{', '.join(tallies)}] AS tallies "
            f"MATCH {STORE} RETURN before, release, rows, count, tallies, s.mark AS after"
        )
        return CypherStatement(text, self._draft.operands, self._draft.constants)

    def _root_rows(self, root: p.Root) -> str:
        if root.among is not None:
            of = f" AND n:{self._draft.label(root.of)}" if root.of else ""
            match = f"UNWIND {self._draft.parameter(root.among)} AS wanted MATCH {node('n', 'wanted')} WHERE true{of}"
            return f"COLLECT {{ {match} WITH DISTINCT n{self._answer(root.level, 'n', None)} }}"
        page = root.page
        if page is None:
            raise TypeError(root)
        members = f"{self._members(root.of, root.where)} WITH DISTINCT n"
        page_of = self._orders.page(page, "n", "")
        return f"COLLECT {{ {members}{page_of}{self._answer(root.level, 'n', None, page)} }}"

    def _members(self, of: str | None, where: Condition | None) -> str:
        """`MATCH … WHERE …` of a root list; a part that only few resources meet is matched first."""
        start, rest = self._conditions.start(where, "n")
        return f"{start}MATCH {self._draft.member(of, 'n')} WHERE {self._conditions.holds(rest, 'n')}"

    # -- rows

    def _answer(self, level: reads.Level, n: str, edge: str | None, page: Page | None = None) -> str:
        """` RETURN …` of the list of one resource; see `_row`."""
        clauses, row = self._row(level, n, edge, page)
        return f"{clauses} RETURN {row}"

    def _row(
        self, level: reads.Level, n: str, edge: str | None = None, page: Page | None = None
    ) -> tuple[str, str]:
        """The list of one resource; `edge`: the graphs of the relationship that led to it.

        On a `page` the order keys follow. Tallies are in clauses of their own before it: Cypher allows an
        aggregating subquery within an expression only if all variables around it are projected.
        """
        parts = [f"{n}.iri", f"{n}.{st.CLASS}", *(self._column(key, n) for key in level.columns)]
        clauses = ""
        for link in level.links:
            part = self._link(link, n, edge)
            if _counts(link):
                variable = self._draft.variable("t")
                clauses += f" WITH *, {part} AS {variable}"
                part = variable
            parts.append(part)
        parts += [f"{n}k{i}" for i in range(len(page.keys) if page else 0)]
        return clauses, f"[{', '.join(parts)}]"

    def _column(self, key: str, n: str) -> str:
        if key == reads.DESCRIBED:
            return f"{n}.{st.HOME} IS NOT NULL"
        if key == reads.TYPES:
            prefix = self._draft.constant(_TYPE_PREFIX)
            types = f"WHERE x STARTS WITH {prefix} | split(split(x, '> <')[1], '>')[0]"
            other = f"[x IN coalesce({n}.{st.RESIDUE}, []) {types}]"
            return f"coalesce({n}.{st.TYPES}, []) + {other}"
        return f"{n}.{quoted(st.value_property(key))}"

    def _link(self, link: reads.Link, n: str, edge: str | None) -> str:
        match link.how:
            case reads.Sources():
                return self._sources(link.level, n, self._stating_graphs(link.how, n))
            case reads.EdgeSources():
                return self._sources(link.level, n, edge or self._stating_graphs(reads.Sources(None), n))
            case reads.AllStatements(hanging=True, graphs=graphs):
                return f"[{self._statements(n, graphs=graphs)}, {self._hanging(n, graphs=graphs)}]"
            case reads.AllStatements():
                return self._statements(n)
            case reads.StatementList():
                return self._statements(n, graphs=needs_graphs(link))
            case reads.ReferrerGroups():
                return f"{n}.iri"  # counted by a statement of its own
            case reads.StatementValue() | reads.StatementGraphs() | reads.Referrers():
                raise TypeError(link)  # read by IRI, once the page is known
            case reads.Follow():
                return self._followed(link.level, link.how, n)
            case _:
                return self._relation(link, link.how, n)

    def _statements(self, n: str, *, graphs: bool = False) -> str:
        """The properties of a node, its edges as `[type, p, object, graphs]`; if `graphs`, `[number, IRI]` of these."""
        e, m = self._draft.variable("r"), self._draft.variable("n")
        edge_list = f"[type({e}), {e}.{st.RELATION_PREDICATE}, {m}.iri, {e}.{st.RELATION_GRAPHS}]"
        edges = f"COLLECT {{ MATCH ({n})-[{e}]->({m}:{st.RESOURCE}) RETURN {edge_list} }}"
        if not graphs:
            return f"[properties({n}), {edges}]"
        g = self._draft.variable("n")
        named = f"MATCH ({g}:{st.RESOURCE}) WHERE {g}.{st.GRAPH_ID} IN coalesce({n}.{st.GRAPHS}, []) "
        named += f"AND {g}.{st.GENERATION} = {n}.{st.GENERATION} RETURN [{g}.{st.GRAPH_ID}, {g}.iri]"
        return f"[properties({n}), {edges}, COLLECT {{ {named} }}]"

    def _hanging(self, n: str, *, graphs: bool) -> str:
        """The statements of the blank nodes that hang from a node, in rounds.

        Each round goes along edges, over one shortest way to each node, so circles end; the next one starts from the
        blank nodes that only the residue refers to. Most nodes need no round after the first.
        """
        m, a, b, x = (self._draft.variable("n") for _ in range(4))
        met, grown, more, step = (self._draft.variable("m") for _ in range(4))
        most = reads.MOST_HANGING + 2  # the node itself, and one too many
        labels = f"[{x} IN coalesce({a}.{st.RESIDUE}, []) WHERE {_OBJECT.format(x)} STARTS WITH '_:' | "
        labels += f"split({_OBJECT.format(x)}, ' ')[0]]"
        kept = f"MATCH ({b}:{st.RESOURCE} {{{st.GENERATION}: {a}.{st.GENERATION}, iri: {x}}})"
        first = f"COLLECT {{ {self._reached(n, m)} RETURN {m} LIMIT {most} }}"
        further = (
            f"COLLECT {{ UNWIND {met}[1] AS {a} UNWIND {labels} AS {x} {kept} {self._reached(b, m)} "
            f"WITH DISTINCT {m} WHERE NOT {m} IN {met}[0] RETURN {m} LIMIT {most} }}"
        )
        rounds = f"CASE WHEN any({a} IN {grown} WHERE {labels} <> []) THEN {reads.MOST_HANGING} ELSE 0 END"
        growing = (
            f"reduce({met} = [{grown}, {grown}], {step} IN range(1, {rounds}) | "
            f"CASE WHEN {met}[1] = [] OR size({met}[0]) >= {most} THEN {met} "
            f"ELSE [{more} IN [{further}] | [{met}[0] + {more}, {more}]][0] END)[0]"
        )
        found = f"WITH {first} AS {grown} UNWIND {growing} AS {m} WITH {m}"
        where = f"WHERE {m} <> {n} AND {m}.{st.HOME} IS NOT NULL"
        return f"COLLECT {{ {found} {where} RETURN {self._statements(m, graphs=graphs)} }}"

    def _reached(self, n: str, m: str) -> str:
        """`MATCH` of a node and of the blank nodes that edges lead to from it."""
        b = self._draft.variable("n")
        return f"MATCH ANY SHORTEST ({n}) (()-->({b}:{st.RESOURCE} WHERE {b}.iri STARTS WITH '_:'))* ({m})"

    def _relation(self, link: reads.Link, field: Field, n: str) -> str:
        m, e = self._draft.variable("n"), self._draft.variable("r")
        members = match_members(self._draft, field, n, m, e)
        if link.where is not None:
            members += f" AND {self._conditions.holds(link.where, m)}"
        owner = m if field.inverse else n
        edge = f"coalesce({e}.{st.RELATION_GRAPHS}, {owner}.{st.HOME}, [])"
        if link.page is None:
            ordered = f"WITH {m}, {e}, {n} ORDER BY {m}.iri"
            return f"COLLECT {{ {members} {ordered} LIMIT 1{self._answer(link.level, m, edge)} }}"
        rows = "[]"
        if link.rows:
            carried, stated = f", {n}" if field.term.chain else f", {e}, {n}", ""
            if field.term.chain and any(
                isinstance(inner.how, reads.EdgeSources) for inner in link.level.links
            ):
                edge = self._draft.variable("g")
                carried, stated = f", {edge}, {n}", f" WITH *, {self._stating(field, n, m)} AS {edge}"
            paged = self._orders.page(link.page, m, carried)
            answer = self._answer(link.level, m, edge, link.page)
            rows = f"COLLECT {{ {members}{stated} WITH {m}{paged}{answer} }}"
        count = f"COUNT {{ {members} }}" if link.count else "null"
        tallies = [self._link_tally(tally, field, n) for tally in link.tallies]
        return f"[{rows}, {count}, [{', '.join(tallies)}]]"

    def _link_tally(self, tally: reads.Tally, field: Field, n: str) -> str:
        m = self._draft.variable("n")
        return self._tallies.tally(
            tally,
            f"{match_members(self._draft, field, n, m)} AND {self._conditions.holds(tally.where, m)}",
            m,
        )

    def _stating(self, field: Field, n: str, m: str) -> str:
        """The numbers of the graphs that state some edge of all trails of a derived relation between two resources."""
        trail = trail_of(self._draft, field, n, m)
        stated = " + ".join(
            f"coalesce({e}.{st.RELATION_GRAPHS}, startNode({e}).{st.HOME}, [])" for e in trail.edges
        )
        g = self._draft.variable("g")
        return f"COLLECT {{ {trail.text} UNWIND {stated} AS {g} RETURN DISTINCT {g} }}"

    def _followed(self, level: reads.Level, how: reads.Follow, n: str) -> str:
        """The members valid on a day: a list of all met grows by a layer a step, each member once, so circles end."""
        m, a, b = (self._draft.variable("n") for _ in range(3))
        met, more, layer, step = (self._draft.variable("m") for _ in range(4))
        pattern = trail_of(self._draft, how.along, a, b).pattern
        ended = f"{fits(self._draft, how.along.target, a)} AND NOT {self._conditions.holds(how.until, a)}"
        beyond = f"[{a} IN {met} WHERE {ended} | [{pattern} | {b}]]"
        grown = (
            f"reduce({more} = {met}, {layer} IN {beyond} | reduce({more} = {more}, {b} IN {layer} | "
            f"CASE WHEN {b} IN {more} THEN {more} ELSE {more} + [{b}] END))"
        )
        steps = f"range(1, {reads.MOST_STEPS if how.until else 0})"
        found = f"reduce({met} = [{n}], {step} IN {steps} | {grown})"
        holds = f"{fits(self._draft, how.along.target, m)} AND {self._conditions.holds(how.until, m)}"
        ordered = f"WITH {m} WHERE {holds} WITH {m} ORDER BY {m}.iri{self._answer(level, m, None)}"
        return f"COLLECT {{ UNWIND {found} AS {m} {ordered} }}"

    # -- sources

    def _sources(self, level: reads.Level, n: str, gids: str) -> str:
        g = self._draft.variable("n")
        return (
            f"COLLECT {{ MATCH ({g}:{st.RESOURCE}) WHERE {g}.{st.GRAPH_ID} IN {gids} "
            f"AND {g}.{st.GENERATION} = {n}.{st.GENERATION} "
            f"WITH {g} ORDER BY {g}.iri{self._answer(level, g, None)} }}"
        )

    def _stating_graphs(self, how: reads.Sources, n: str) -> str:
        """The numbers of the graphs with statements about `n`, or with statements of some of its properties."""
        if how.of is None:
            return f"coalesce({n}.{st.GRAPHS}, [])"
        elsewhere = f"coalesce({n}.{st.ELSEWHERE}, [])"
        parts = []
        for iri in how.of:
            prefix = self._draft.constant(iri + " ")
            texts = f"[x IN {elsewhere} WHERE x STARTS WITH {prefix}]"
            own = f"[y IN split(split(head({texts}), ' ')[1], ',') | toInteger(y)]"
            present = self._present(next((t for t in how.known if t.iri == iri), None), iri, n)
            home = f"CASE WHEN {present} THEN coalesce({n}.{st.HOME}, []) ELSE [] END"
            parts.append(f"CASE WHEN size({texts}) > 0 THEN {own} ELSE {home} END")
        return f"({' + '.join(parts)})" if parts else "[]"

    def _present(self, term: PropertyTerm | None, iri: str, n: str) -> str:
        if iri == RDF_TYPE:
            return f"size(coalesce({n}.{st.TYPES}, [])) > 0"
        if term is None:
            return "false"
        if term.kind is Kind.RELATION:
            return f"EXISTS {{ ({n})-[:{quoted(term.relationship)}]->() }}"
        return f"{n}.{quoted(st.value_property(term.key))} IS NOT NULL"


def _counts(link: reads.Link) -> bool:
    """True if there are tallies at the link or below it."""
    return bool(link.tallies) or any(map(_counts, link.level.links))
