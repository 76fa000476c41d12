"""The figures of a release: statements that count, for its content and its statistics. Each has one record."""

from graph_api.stores.neo4j.statement import STORE, quoted
from ontology import storage as st
from ontology.iris import derived_graphs
from ontology.model import Model

_GENERATION = f"MATCH {STORE} WITH s.release AS release, s.generation AS gen"
_GRAPHS = f"MATCH (g:{st.RESOURCE} {{{st.GENERATION}: gen}}) WHERE g.{st.GRAPH_ID} IS NOT NULL"
LABELS = (
    f"{_GENERATION} RETURN COLLECT {{ MATCH (n:{st.RESOURCE} {{{st.GENERATION}: gen}}) WHERE n.{st.HOME} IS NOT NULL "
    "UNWIND labels(n) AS label WITH label, count(*) AS count RETURN [label, count] }"
)
"""The number of described resources with each label: a list of `[label, count]`."""


SPREAD = (
    f"{_GENERATION} RETURN COUNT {{ MATCH (n:{st.RESOURCE} {{{st.GENERATION}: gen}}) }}, COLLECT {{ "
    f"MATCH (s:{st.RESOURCE} {{{st.GENERATION}: gen}})-[r]->(o) "
    "WITH type(r) AS relation, count(*) AS all, count(DISTINCT s) AS subjects, count(DISTINCT o) AS objects "
    "RETURN [relation, all, subjects, objects] }"
)
"""The number of resources, and `[relationship type, statements, subjects, objects]` of each type."""


def content_text(model: Model) -> str:
    """Figures of the release: its id, whether anything is illustrative, its statements, its graphs.

    Statements that the program concludes are not counted.
    """
    sources = f"{_GRAPHS} AND NOT g.iri IN {list(derived_graphs(model.base))}"
    source_graph = model.classes.get(model.base + "ns#SourceGraph")
    label = quoted(source_graph.type_name if source_graph else st.RESOURCE)
    return (
        f"{_GENERATION} RETURN release, EXISTS {{ MATCH (g:{label} {{{st.GENERATION}: gen}}) WHERE g.illustrative }}, "
        f"reduce(total = 0, n IN COLLECT {{ {sources} RETURN g.{st.GRAPH_STATEMENTS} }} | total + n), "
        f"COUNT {{ {sources} }}"
    )
