"""The SQL of walks: one statement per step, whatever the step leads to."""

from collections.abc import Mapping, Sequence

from graph_api.plan.conditions import Not
from graph_api.plan.walk import Direction, Way
from graph_api.stores.sqlite.conditions import SqlConditions
from graph_api.stores.sqlite.statement import SqlDraft, SqlStatement
from ontology.model import Model, PropertyTerm
from ontology.storage import RECORD_HOME

GRAPHS = "SELECT gid, iri FROM graph WHERE gid IN (SELECT value FROM json_each(:numbers))"
"""Rows `number, IRI` of source graphs."""
_FEW = 12
"""Up to this many relations are looked up one by one; for more, all edges of a resource are read and filtered."""
_SIDES = {
    Direction.FORWARD: ((Direction.FORWARD, "s", "o"),),
    Direction.BACKWARD: ((Direction.BACKWARD, "o", "s"),),
    Direction.BOTH: ((Direction.FORWARD, "s", "o"), (Direction.BACKWARD, "o", "s")),
}


class SqlWalkCompiler:
    """Writes the statements of walks over one model for a release file with these numbers of terms."""

    def __init__(self, model: Model, terms: Mapping[str, int]) -> None:
        self._model = model
        self._terms = terms

    def neighbours(self, way: Way) -> SqlStatement:
        """Rows: the IRIs that a step leads to. The parameters are `starts`, `beyond`, `among` and `limit`."""
        draft = self._draft()
        met = self._met(draft, way)
        return draft.statement(f"SELECT DISTINCT n.iri FROM {met} ORDER BY n.iri LIMIT :limit")

    def pairs(self, way: Way) -> SqlStatement:
        """As `neighbours`, with rows `start, IRI`."""
        draft = self._draft()
        met = self._met(draft, way)
        return draft.statement(f"SELECT n.start, n.iri FROM {met} ORDER BY n.k, n.iri LIMIT :limit")

    def edges(self, way: Way) -> SqlStatement:
        """Rows `subject, property, object, graphs`; the parameters are `resources` and `limit`."""
        draft = self._draft()
        draft.tables.append(
            f"w(id, k, iri, home) AS MATERIALIZED (SELECT r.id, j.key, r.iri, {_home('r')} "
            "FROM json_each(:resources) j CROSS JOIN resource r ON r.iri = j.value)"
        )
        return draft.statement(
            "SELECT a.iri, t.iri, b.iri, coalesce(e.graphs, a.home, '[]') FROM w a "
            f"CROSS JOIN edge e ON e.s = a.id AND {self._follows(way.relations)} "
            "CROSS JOIN w b ON b.id = e.o CROSS JOIN term t ON t.id = e.p "
            "ORDER BY max(a.k, b.k), min(a.k, b.k), a.iri, t.iri LIMIT :limit"
        )

    def between(self, way: Way) -> SqlStatement:
        """As `edges`; the parameter is `pairs`."""
        return self._draft().statement(
            f"SELECT a.iri, t.iri, b.iri, coalesce(e.graphs, {_home('a')}, '[]') FROM json_each(:pairs) j "
            "CROSS JOIN resource a ON a.iri = json_extract(j.value, '$[0]') "
            "CROSS JOIN resource b ON b.iri = json_extract(j.value, '$[1]') "
            f"CROSS JOIN edge e ON e.s = a.id AND {self._follows(way.relations)} AND e.o = b.id "
            "CROSS JOIN term t ON t.id = e.p ORDER BY j.key, t.iri"
        )

    def _met(self, draft: SqlDraft, way: Way) -> str:
        """Rows `k, start, id, iri` of the neighbours `n`, each once for a start.

        Each join has no condition on the table that it adds beside its key: SQLite would scan the whole table for a
        Bloom filter.
        """
        numbers, conditions = self._numbers(way.relations), SqlConditions(draft)
        is_few = len(way.relations) <= _FEW
        relations, follows = (
            (f"CROSS JOIN json_each('[{numbers}]') p ", " AND e.p = p.value") if is_few else ("", "")
        )
        sides = (
            f"SELECT w.k, w.iri, e.{far}, e.p, w.is_free OR e.p IN ({self._numbers(way.spanning(direction))}) "
            f"FROM w {relations}CROSS JOIN edge e ON e.{near} = w.id{follows}"
            for direction, near, far in _SIDES[way.direction]
        )
        starts, ends = _freely(conditions, way)
        draft.tables.append(
            f"w(id, k, iri, is_free) AS MATERIALIZED (SELECT r.id, j.key, r.iri, {starts} "
            "FROM json_each(:starts) j CROSS JOIN resource r ON r.iri = j.value)"
        )
        draft.tables.append(f"m(k, start, id, p, is_free) AS MATERIALIZED ({' UNION ALL '.join(sides)})")
        draft.tables.append(
            "n(k, start, id, iri, is_free) AS MATERIALIZED (SELECT m.k, m.start, r.id, r.iri, max(m.is_free) "
            f"FROM m CROSS JOIN resource r ON r.id = m.id WHERE m.p IN ({numbers}) GROUP BY m.k, r.id)"
        )
        return (
            "n WHERE n.iri NOT IN (SELECT value FROM json_each(:beyond)) "
            "AND (:among IS NULL OR n.iri IN (SELECT value FROM json_each(:among))) "
            f"AND {conditions.holds(way.enter, 'n')} AND (n.is_free OR {ends})"
        )

    def _follows(self, relations: Sequence[PropertyTerm]) -> str:
        return f"{'+' if len(relations) > _FEW else ''}e.p IN ({self._numbers(relations)})"

    def _numbers(self, relations: Sequence[PropertyTerm]) -> str:
        numbers = sorted(self._terms[t.iri] for t in relations if t.iri in self._terms)
        return ", ".join(map(str, numbers))

    def _draft(self) -> SqlDraft:
        return SqlDraft(self._model, self._terms)


def _freely(conditions: SqlConditions, way: Way) -> tuple[str, str]:
    """From which starts `r` a step goes anywhere, and to which ends `n` from anywhere, whatever the relation."""
    if way.holds is None:
        return "1", "1"
    lifts, holds = Not(way.holds), way.holds
    starts, ends = (holds, lifts) if way.is_reversed else (lifts, holds)
    return conditions.holds(starts, "r"), conditions.holds(ends, "n")


def _home(n: str) -> str:
    """The home graphs of a resource, as a JSON list."""
    return f"json_extract({n}.record, '$[{RECORD_HOME}]')"
