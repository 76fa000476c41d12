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
_ALL = f"MATCH (n:{st.RESOURCE} {{{st.GENERATION}: gen}})"
_LISTED = f"UNWIND $iris AS iri MATCH (n:{st.RESOURCE} {{{st.IRI}: iri, {st.GENERATION}: gen}})"


def _collect(*texts: str) -> str:
    return f"{_GENERATION} RETURN {', '.join(f'COLLECT {{ {text} }}' for text in texts)}"


def _grouped(*keys: str, of: str = "count(*)") -> str:
    """The end of a statement: lists of the keys of a group and a number of it."""
    named = ", ".join(f"{key} AS k{number}" for number, key in enumerate(keys))
    return f"WITH {named}, {of} AS total RETURN [{', '.join(f'k{n}' for n in range(len(keys)))}, total]"


def _spread(pattern: str) -> str:
    return (
        f"{_ALL}{pattern} WITH n, type(r) AS relation, count(*) AS members "
        "WITH relation, sum(members) AS all, count(*) AS ends, sum(members * members) AS squares "
        "RETURN [relation, all, ends, squares]"
    )


def _hubs(pattern: str) -> str:
    return (
        f"{_ALL}{pattern} WITH n, type(r) AS relation, count(*) AS members WHERE members > $least "
        "RETURN [n.iri, members]"
    )


def _beside(pattern: str) -> str:
    return (
        f"{_LISTED} MATCH (n){pattern} WITH n, type(r) AS relation, collect(m.iri) AS members "
        "WHERE size(members) <= $least UNWIND members AS member RETURN DISTINCT member"
    )


def _members(pattern: str, back: str) -> str:
    return f"{_LISTED} MATCH (n){pattern} {_grouped('n.iri', f'n.{st.CLASS}', 'type(r)', back)}"


_KEYS = (
    f"[k IN keys(n) WHERE NOT k IN {sorted(st.OWN_PROPERTIES)} AND NOT k =~ '.*({'|'.join(st.SUFFIXES)})']"
)
_KIND = "split(n.iri, '/id/')"
SPREAD = _collect(_spread("-[r]->()"), _spread("<-[r]-()"))
"""Lists of `[relationship type, statements, subjects, squares]`, and the same from the objects."""
PATHS = _collect(f"{_ALL} {_grouped(f'n.{st.CLASS}')}")
"""A list of `[class path, resources]`."""
TYPES = _collect(
    f"{_ALL} WHERE n.{st.HOME} IS NOT NULL UNWIND labels(n) AS label {_grouped('label', f'n.{st.CLASS}')}"
)
"""A list of `[label, class path, resources]`."""
PAIRS = _collect(f"{_ALL}-[r]->(m) {_grouped(f'n.{st.CLASS}', 'type(r)', f'm.{st.CLASS}')}")
"""A list of `[class path of the subject, relationship type, class path of the object, statements]`."""
VALUES = _collect(
    f"{_ALL} WHERE n.{st.HOME} IS NOT NULL {_grouped(f'n.{st.CLASS}', of=f'sum(size({_KEYS}))')}"
)
"""A list of `[class path, pairs of resource and property]`."""
KINDS = _collect(
    f"{_ALL} WHERE n.iri CONTAINS '/id/' "
    + _grouped(f"{_KIND}[0] + '/id/' + split({_KIND}[1], '/')[0]", f"n.{st.CLASS}")
)
"""A list of `[beginning of the IRI, class path, resources]`."""
STATEMENTS = f"{_GENERATION} {_GRAPHS} RETURN sum(g.{st.GRAPH_STATEMENTS})"
"""The number of all statements."""
WORDS = _collect(f"{_ALL} UNWIND n.{st.WORDS} AS word {_grouped('word')}")
"""A list of `[word, resources]` of the words of searched texts."""
IRIS = f"{_GENERATION} RETURN COUNT {{ {_ALL} }}, COLLECT {{ {_ALL} RETURN n.iri LIMIT $most }}"
"""The number of resources, and the first IRIs of them."""
HUBS = _collect(_hubs("-[r]->()"), _hubs("<-[r]-()"))
"""Lists of `[IRI, members]` of the resources with many members of one relation, forwards and backwards."""
BESIDE = _collect(_beside("-[r]->(m)"), _beside("<-[r]-(m)"))
"""Lists of the neighbours of the resources `iris` by relations of which they have few members."""
MEMBERS = _collect(
    f"{_LISTED} RETURN [n.iri, n.{st.CLASS}, null, false, 0]",
    _members("-[r]->()", "false"),
    _members("<-[r]-()", "true"),
)
"""Lists of `[IRI, class path, relationship type, true if from its object, members]` of the resources `iris`.

Those of the first have no relation.
"""
BETWEEN = _collect(f"{_LISTED} MATCH (n)-[r]->(m) WHERE m.iri IN $iris RETURN [n.iri, type(r), m.iri]")
"""A list of `[IRI, relationship type, IRI]` of the edges between the resources `iris`."""


def content_text(model: Model) -> str:
    """Figures of the release: its id, whether anything is illustrative, its statements, its graphs.

    Statements that the program concludes are not counted.
    """
    sources = f"{_GRAPHS} AND NOT g.iri IN {list(derived_graphs(model.base))}"
    label = quoted(model.classes[model.source_graph].type_name if model.source_graph else st.RESOURCE)
    return (
        f"{_GENERATION} RETURN release, EXISTS {{ MATCH (g:{label} {{{st.GENERATION}: gen}}) WHERE g.illustrative }}, "
        f"reduce(total = 0, n IN COLLECT {{ {sources} RETURN g.{st.GRAPH_STATEMENTS} }} | total + n), "
        f"COUNT {{ {sources} }}"
    )
