"""The SQL of what refers to resources: the number of referrers by predicate, and those of some predicates."""

from graph_api.plan import reads
from graph_api.stores.sqlite.conditions import SqlConditions
from graph_api.stores.sqlite.statement import COLUMNS, PARENTS, SqlStatement

PAIRS = "pairs"
"""The parameter with the groups whose referrers are read: ids of resources with predicates."""


def referrer_counts(conditions: SqlConditions, how: reads.ReferrerGroups) -> SqlStatement:
    """Rows `id, predicate, number of referrers` of the resources `parents`."""
    return conditions.draft.statement(
        f"SELECT e.o, t.iri, count(*) FROM json_each(:{PARENTS}) j CROSS JOIN edge e ON e.o = j.value "
        f"CROSS JOIN term t ON t.id = e.p {_counted(conditions, how)} GROUP BY e.o, e.p"
    )


def referrers(conditions: SqlConditions, how: reads.ReferrerGroups, of: reads.Referrers) -> SqlStatement:
    """Rows `number of the pair, id, iri, class, described, record` of the referrers in some groups, by IRI."""
    draft = conditions.draft
    later = f" AND n.iri > {draft.parameter(of.after)}" if of.after else ""
    found = (
        "SELECT j.key AS k, n.id AS id, row_number() OVER (PARTITION BY j.key ORDER BY n.iri) AS r "
        f"FROM json_each(:{PAIRS}) j CROSS JOIN term t ON t.iri = json_extract(j.value, '$[1]') "
        "CROSS JOIN edge e ON e.o = json_extract(j.value, '$[0]') AND e.p = t.id "
        f"{_counted(conditions, how, is_read=True)}{later}"
    )
    return draft.statement(
        f"SELECT w.k, {COLUMNS} FROM ({found}) w CROSS JOIN resource n ON n.id = w.id "
        f"WHERE w.r <= {draft.parameter(of.size)} ORDER BY w.k, w.r"
    )


def _counted(conditions: SqlConditions, how: reads.ReferrerGroups, *, is_read: bool = False) -> str:
    """The join to the referrer `n` of an edge, and `WHERE …` if it counts; empty if there is nothing to test."""
    if how.holding is None:
        return "CROSS JOIN resource n ON n.id = e.s WHERE 1" if is_read else ""
    spanning = ", ".join(str(conditions.draft.term(iri)) for iri in how.spanning)
    holds = f"e.p IN ({spanning}) OR {conditions.holds(how.holding, 'n')}"
    return f"CROSS JOIN resource n ON n.id = e.s WHERE ({holds})"
