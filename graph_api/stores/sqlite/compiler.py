"""The SQL of a plan: one statement for each root and each link along a relation, and for each count and tally.

The joins are in the order of the plan.
"""

from collections.abc import Mapping

from graph_api.plan import plan as p
from graph_api.plan import reads
from graph_api.plan.conditions import IsA
from graph_api.stores.sqlite.conditions import SqlConditions
from graph_api.stores.sqlite.members import class_members, field_members
from graph_api.stores.sqlite.order import SqlOrders, in_order, key_columns
from graph_api.stores.sqlite.referrers import referrer_counts, referrers
from graph_api.stores.sqlite.statement import COLUMNS, PARENTS, SqlDraft, SqlStatement, few
from graph_api.stores.sqlite.tallies import tally_rows
from graph_api.stores.sqlite.trails import and_fits, trail_of
from ontology.model import Field, Model
from ontology.storage import RECORD_RESIDUE

RELATED = (
    "SELECT DISTINCT e.s, t.iri FROM json_each(:ids) j CROSS JOIN edge e ON e.s = j.value "
    "CROSS JOIN term t ON t.id = e.p WHERE t.iri IN (SELECT value FROM json_each(:iris))"
)
"""Rows `id, relation` of the relations among `iris` that the resources `ids` have."""
SOURCES = (
    f"SELECT g.gid, {COLUMNS} FROM json_each(:gids) j "
    "CROSS JOIN graph g ON g.gid = j.value CROSS JOIN resource n ON n.id = g.resource"
)
"""Rows `number, id, iri, class, described, record` of source graphs."""
RESOURCES = f"SELECT {COLUMNS} FROM json_each(:iris) j CROSS JOIN resource n ON n.iri = j.value"
"""Rows `id, iri, class, described, record` of the resources `iris`."""
EDGES = (
    "SELECT e.s, t.iri, n.iri, e.graphs FROM json_each(:ids) j CROSS JOIN edge e ON e.s = j.value "
    "CROSS JOIN term t ON t.id = e.p CROSS JOIN resource n ON n.id = e.o"
)
"""Rows `id, property, object, graphs` of all edges of the resources `ids`."""

_OBJECT = "substr(r.value, instr(r.value, '> ') + 2)"
HANGING = (
    "WITH RECURSIVE hanging(owner, id) AS (SELECT value, value FROM json_each(:ids) UNION "
    "SELECT h.owner, e.o FROM hanging h CROSS JOIN edge e ON e.s = h.id CROSS JOIN resource n ON n.id = e.o "
    f"WHERE {few('h.id >= 0')} AND n.iri >= '_:' AND n.iri < '_;' UNION "
    "SELECT h.owner, b.id FROM hanging h CROSS JOIN resource n ON n.id = h.id "
    f"CROSS JOIN json_each(n.record, '$[{RECORD_RESIDUE}]') r "
    f"CROSS JOIN resource b ON b.iri = substr({_OBJECT}, 1, instr({_OBJECT} || ' ', ' ') - 1) "
    f"WHERE {few('h.id >= 0')} AND substr({_OBJECT}, 1, 2) = '_:' LIMIT :most) "
    "SELECT h.owner, n.id, n.iri, n.record FROM hanging h CROSS JOIN resource n ON n.id = h.id"
)
"""Rows `owner, id, label, record` of the resources `ids` and of the blank nodes that hang from them, at most `most`.

Blank nodes hang by edges, and by statements of the residue.
"""


class SqlCompiler:
    """Writes the statements of plans over one model for a release file with these numbers of terms."""

    def __init__(self, model: Model, terms: Mapping[str, int]) -> None:
        self._model = model
        self._terms = terms

    def root(self, root: p.Root) -> SqlStatement:
        """Rows `id, iri, class, described, record, *keys` of a root field, in the order of the page."""
        conditions = self._conditions()
        if root.among is not None:
            parameter = conditions.draft.parameter(root.among, is_list=True)
            is_a = f" AND {conditions.holds(IsA((root.of,)), 'n')}" if root.of else ""
            return conditions.draft.statement(
                f"SELECT {COLUMNS} FROM json_each({parameter}) j "
                f"CROSS JOIN resource n ON n.iri = j.value WHERE 1{is_a}"
            )
        page = root.page
        if page is None:
            raise TypeError(root)
        orders = SqlOrders(conditions.draft)
        is_ranked = any(key.rank for key in page.keys)
        members = class_members(conditions, root.of, root.where, ranked=is_ranked)
        limit = f"LIMIT {conditions.draft.parameter(page.size)} + 1"
        if not page.keys:
            # The walk over a class is in the order of IRIs already.
            iri = members.iri
            ordered = f"{orders.between(page, iri)} ORDER BY {in_order(page, iri)}"
            return conditions.draft.statement(f"SELECT {COLUMNS} FROM {members.text}{ordered} {limit}")
        keys = "".join(f", {orders.key(key, 'n')} AS k{i}" for i, key in enumerate(page.keys))
        inner = f"SELECT n.id AS id, n.iri AS iri{keys} FROM {members.text}"
        ordered = f"SELECT * FROM ({inner}) WHERE 1{orders.between(page)} ORDER BY {in_order(page)} {limit}"
        return conditions.draft.statement(
            f"SELECT {COLUMNS}{key_columns(page)} FROM ({ordered}) w "
            f"CROSS JOIN resource n ON n.id = w.id ORDER BY {in_order(page, 'n.iri')}"
        )

    def root_count(self, root: p.Root) -> SqlStatement:
        """One row: the number of members of a root list."""
        conditions = self._conditions()
        return conditions.draft.statement(
            f"SELECT count(*) FROM {class_members(conditions, root.of, root.where).text}"
        )

    def root_tally(self, root: p.Root, tally: reads.Tally) -> SqlStatement:
        """Rows `0, *values, count` of a root list, the most frequent first; see `tally_rows`."""
        conditions = self._conditions()
        return conditions.draft.statement(
            tally_rows(conditions, tally, class_members(conditions, root.of, tally.where), "0")
        )

    def link(self, link: reads.Link, field: Field) -> SqlStatement:
        """Rows `parent, id, iri, class, described, record, graphs, *keys` of a relation, by parent and order."""
        conditions = self._conditions()
        members = field_members(conditions, field, link.where, with_graphs=_wants_graphs(link))
        page = link.page
        if page is None:
            return conditions.draft.statement(
                f"SELECT j.value, {COLUMNS}, {members.graphs} FROM {members.text} ORDER BY j.value, n.iri"
            )
        orders = SqlOrders(conditions.draft)
        keys = "".join(f", {orders.key(key, 'n')} AS k{i}" for i, key in enumerate(page.keys))
        inner = (
            f"SELECT j.value AS parent, n.id AS id, n.iri AS iri, {members.graphs} AS graphs{keys} "
            f"FROM {members.text}"
        )
        ranked = (
            f"SELECT *, row_number() OVER (PARTITION BY parent ORDER BY {in_order(page)}) AS k "
            f"FROM ({inner}) WHERE 1{orders.between(page)}"
        )
        return conditions.draft.statement(
            f"SELECT w.parent, {COLUMNS}, w.graphs{key_columns(page, 'w.')} FROM ({ranked}) w "
            f"CROSS JOIN resource n ON n.id = w.id WHERE w.k <= {conditions.draft.parameter(page.size)} + 1 "
            "ORDER BY w.parent, w.k"
        )

    def link_count(self, link: reads.Link, field: Field) -> SqlStatement:
        """Rows `parent, number of members` of a relation; parents without members have none."""
        conditions = self._conditions()
        members = field_members(conditions, field, link.where)
        return conditions.draft.statement(f"SELECT j.value, count(*) FROM {members.text} GROUP BY j.value")

    def link_tally(self, link: reads.Link, field: Field, tally: reads.Tally) -> SqlStatement:
        """Rows `parent, *values, count` of a relation, by parent and the most frequent first; see `tally_rows`."""
        conditions = self._conditions()
        return conditions.draft.statement(
            tally_rows(conditions, tally, field_members(conditions, field, tally.where), "j.value")
        )

    def follow(self, how: reads.Follow) -> SqlStatement:
        """Rows `parent, id, iri, class, described, record, NULL` of the members valid on a day, by parent and IRI."""
        conditions = self._conditions()
        trail = trail_of(conditions.draft, how.along, "f.id")
        ended = f"NOT {conditions.holds(how.until, 'c')}{and_fits(conditions.draft, how.along.target, 'c')}"
        shorter = few(f"f.steps < {reads.MOST_STEPS}")
        conditions.draft.tables.append(
            f"f(parent, id, steps) AS (SELECT value, value, 0 FROM json_each(:{PARENTS}) UNION "
            f"SELECT f.parent, {trail.end}, f.steps + 1 FROM f CROSS JOIN resource c ON c.id = f.id "
            f"CROSS JOIN {trail.tables} WHERE {shorter} AND {ended} AND {trail.condition})"
        )
        holds = f"{conditions.holds(how.until, 'n')}{and_fits(conditions.draft, how.along.target, 'n')}"
        return conditions.draft.statement(
            f"SELECT DISTINCT f.parent, {COLUMNS}, NULL FROM f CROSS JOIN resource n ON n.id = f.id "
            f"WHERE {few('f.steps >= 0')} AND {holds} ORDER BY f.parent, n.iri"
        )

    def referrer_counts(self, how: reads.ReferrerGroups) -> SqlStatement:
        """Rows `id, predicate, number of referrers`; see `referrers.py`."""
        return referrer_counts(self._conditions(), how)

    def referrers(self, how: reads.ReferrerGroups, of: reads.Referrers) -> SqlStatement:
        """Rows `number of the pair, id, iri, class, described, record`; see `referrers.py`."""
        return referrers(self._conditions(), how, of)

    def _conditions(self) -> SqlConditions:
        return SqlConditions(SqlDraft(self._model, self._terms))


def _wants_graphs(link: reads.Link) -> bool:
    """True if the question selects the graphs that state the edges to the members."""
    return any(isinstance(inner.how, reads.EdgeSources) for inner in link.level.links)
