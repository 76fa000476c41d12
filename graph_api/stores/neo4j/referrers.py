"""The Cypher of what refers to resources: the number of referrers by predicate, and those of some predicates."""

from graph_api.plan import reads
from graph_api.stores.neo4j.conditions import CypherConditions
from graph_api.stores.neo4j.statement import VALUES, CypherDraft, CypherStatement, node
from graph_api.stores.neo4j.walk import rows_statement
from ontology import storage as st
from ontology.model import Model


def referrer_counts(model: Model, how: reads.ReferrerGroups) -> CypherStatement:
    """Rows `IRI, relationship type, its predicate or null, number of referrers`; the value is `iris`."""
    conditions = CypherConditions(CypherDraft(model))
    return rows_statement(
        conditions,
        f"UNWIND ${VALUES}.iris AS x MATCH {node('o', 'x')} MATCH (n:{st.RESOURCE})-[e]->(o) "
        f"WHERE {_counts(conditions, how)} WITH x, type(e) AS t, e.{st.RELATION_PREDICATE} AS q, count(*) AS c "
        "RETURN [x, t, q, c]",
    )


def referrers(model: Model, how: reads.ReferrerGroups, of: reads.Referrers) -> CypherStatement:
    """Rows `number of the group, IRI` of the referrers in some groups, by IRI.

    The value `groups` has for each the IRI of the resource, the relationship type, and its predicate or null.
    """
    conditions = CypherConditions(CypherDraft(model))
    draft = conditions.draft
    later = f" AND n.iri > {draft.parameter(of.after)}" if of.after else ""
    found = (
        f"MATCH (n:{st.RESOURCE})-[e]->(o) WHERE type(e) = t AND (q IS NULL OR e.{st.RELATION_PREDICATE} = q) "
        f"AND {_counts(conditions, how)}{later} RETURN n.iri AS i ORDER BY i LIMIT {draft.parameter(of.size)}"
    )
    return rows_statement(
        conditions,
        f"UNWIND range(0, size(${VALUES}.groups) - 1) AS k WITH k, ${VALUES}.groups[k] AS g "
        f"WITH k, g[0] AS x, g[1] AS t, g[2] AS q MATCH {node('o', 'x')} "
        f"UNWIND COLLECT {{ {found} }} AS i WITH k, i ORDER BY k, i RETURN [k, i]",
    )


def _counts(conditions: CypherConditions, how: reads.ReferrerGroups) -> str:
    """The referrer `n` over `e` counts."""
    if how.holding is None:
        return "true"
    model = conditions.draft.model
    spanning = conditions.draft.constant([model.properties[iri].relationship for iri in how.spanning])
    return f"(type(e) IN {spanning} OR {conditions.holds(how.holding, 'n')})"
