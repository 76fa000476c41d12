"""The Cypher of walks: one statement per step, whatever the step leads to.

Relations and conditions are in the text, so that Neo4j follows no other relationships; all else is in the parameter.
The one record of each statement is `before, release, rows, after`.
"""

from graph_api.plan.conditions import Not
from graph_api.plan.walk import Direction, Way
from graph_api.stores.neo4j.conditions import CypherConditions
from graph_api.stores.neo4j.statement import STORE, VALUES, CypherDraft, CypherStatement, node, quoted
from ontology import storage as st
from ontology.model import Model

RELEASE = f"MATCH {STORE} RETURN s.mark AS before, s.release AS release, null AS rows, s.mark AS after"
"""The release that is served, with null for rows."""
_ROW = f"[n.iri, type(e), m.iri, coalesce(e.{st.RELATION_GRAPHS}, n.{st.HOME}, [])]"
_ARROWS = {
    Direction.FORWARD: "(n)-[e:{types}]->(m:{label})",
    Direction.BACKWARD: "(n)<-[e:{types}]-(m:{label})",
    Direction.BOTH: "(n)-[e:{types}]-(m:{label})",
}


class CypherWalkCompiler:
    """Writes the statements of walks over one model."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def neighbours(self, way: Way) -> CypherStatement:
        """Rows: the IRIs that a step leads to. The values are `starts`, `beyond`, `among` and `limit`."""
        conditions = self._conditions()
        return rows_statement(
            conditions,
            f"{_met(conditions, way)} WITH DISTINCT m.iri AS x ORDER BY x LIMIT ${VALUES}.limit RETURN x",
        )

    def pairs(self, way: Way) -> CypherStatement:
        """As `neighbours`, with rows `start, IRI`."""
        conditions = self._conditions()
        distinct = f"WITH DISTINCT k, start, m.iri AS x ORDER BY k, x LIMIT ${VALUES}.limit RETURN [start, x]"
        return rows_statement(conditions, f"{_met(conditions, way)} {distinct}")

    def edges(self, way: Way) -> CypherStatement:
        """Rows `subject, relationship type, object, graphs`; values: `resources`, `places` (of each), `limit`."""
        conditions = self._conditions()
        return rows_statement(
            conditions,
            f"UNWIND ${VALUES}.resources AS x MATCH {node('n', 'x')} "
            f"MATCH {_arrow(way, Direction.FORWARD)} WHERE ${VALUES}.places[m.iri] IS NOT NULL "
            f"WITH n, e, m, ${VALUES}.places[n.iri] AS i, ${VALUES}.places[m.iri] AS j "
            "ORDER BY CASE WHEN i > j THEN i ELSE j END, CASE WHEN i > j THEN j ELSE i END, "
            f"n.iri, {_rank(conditions, way)} LIMIT ${VALUES}.limit RETURN {_ROW}",
        )

    def between(self, way: Way) -> CypherStatement:
        """As `edges`; the value is `pairs`."""
        conditions = self._conditions()
        return rows_statement(
            conditions,
            f"UNWIND range(0, size(${VALUES}.pairs) - 1) AS k "
            f"WITH k, ${VALUES}.pairs[k][0] AS x, ${VALUES}.pairs[k][1] AS y "
            f"MATCH {node('n', 'x')} MATCH {node('m', 'y')} MATCH {_arrow(way, Direction.FORWARD)} "
            f"WITH k, n, e, m ORDER BY k, {_rank(conditions, way)} RETURN {_ROW}",
        )

    def graphs(self) -> CypherStatement:
        """Rows `number, IRI` of source graphs; the value is `numbers`."""
        graph = f"(g:{st.RESOURCE} {{{st.GENERATION}: gen, {st.GRAPH_ID}: number}})"
        return rows_statement(
            self._conditions(),
            f"UNWIND ${VALUES}.numbers AS number MATCH {graph} RETURN [number, g.iri]",
        )

    def _conditions(self) -> CypherConditions:
        return CypherConditions(CypherDraft(self._model))


def _met(conditions: CypherConditions, way: Way) -> str:
    starts, ends = "", ""
    if way.holds is not None:
        lifts, holds = Not(way.holds), way.holds
        near, far = (holds, lifts) if way.is_reversed else (lifts, holds)
        starts = f"WITH k, start, n, {conditions.holds(near, 'n')} AS free "
        ends = f" AND (free OR {_spans(conditions, way)} OR {conditions.holds(far, 'm')})"
    return (
        f"UNWIND range(0, size(${VALUES}.starts) - 1) AS k WITH k, ${VALUES}.starts[k] AS start "
        f"MATCH {node('n', 'start')} {starts}MATCH {_arrow(way, way.direction)} "
        f"WHERE NOT m.iri IN ${VALUES}.beyond AND (${VALUES}.among IS NULL OR m.iri IN ${VALUES}.among) "
        f"AND {conditions.holds(way.enter, 'm')}{ends}"
    )


def _spans(conditions: CypherConditions, way: Way) -> str:
    """The step over `e` from `n` is along a relation that spans time."""
    sides = ((Direction.FORWARD, "startNode"), (Direction.BACKWARD, "endNode"))
    parts = (
        f"type(e) IN {conditions.draft.constant([t.relationship for t in way.spanning(direction)])} "
        f"AND {near}(e) = n"
        for direction, near in sides
    )
    return f"({' OR '.join(parts)})"


def _arrow(way: Way, direction: Direction) -> str:
    types = "|".join(sorted(quoted(term.relationship) for term in way.relations))
    return _ARROWS[direction].format(types=types, label=st.RESOURCE)


def _rank(conditions: CypherConditions, way: Way) -> str:
    """The place of the relationship `e` in the order of relations."""
    order = sorted(way.relations, key=lambda t: t.iri)
    ranks = conditions.draft.constant({term.relationship: rank for rank, term in enumerate(order)})
    return f"{ranks}[type(e)]"


def rows_statement(conditions: CypherConditions, rows: str) -> CypherStatement:
    """The statement that returns the rows of a clause."""
    return CypherStatement(
        f"MATCH {STORE} WITH s.mark AS before, s.release AS release, s.generation AS gen "
        f"{conditions.sets}WITH before, release, COLLECT {{ {rows} }} AS rows "
        f"MATCH {STORE} RETURN before, release, rows, s.mark AS after",
        conditions.draft.operands,
        conditions.draft.constants,
    )
