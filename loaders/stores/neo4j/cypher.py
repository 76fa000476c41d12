"""The statements by which `loaders.stores.neo4j.store` steers and reads a database."""

from ontology import storage as st

_STORE = f"(s:{st.STORE} {{name: '{st.STORE_NAME}'}})"
_LOCK = f"(d:{st.STORE} {{name: '{st.LOCK_NAME}'}})"
_RESOURCE = f"(n:{st.RESOURCE} {{{st.GENERATION}: $gen}})"
_EDGE = f"[type(r), r.{st.RELATION_PREDICATE}, o.{st.IRI}, r.{st.RELATION_GRAPHS}]"
_EDGES = f"COLLECT {{ MATCH (n)-[r]->(o) RETURN {_EDGE} }}"

SCHEMA = (
    f"CREATE CONSTRAINT ndp_store IF NOT EXISTS FOR (s:{st.STORE}) REQUIRE s.name IS UNIQUE",
    (
        f"CREATE CONSTRAINT ndp_resource IF NOT EXISTS FOR (n:{st.RESOURCE}) "
        f"REQUIRE (n.{st.GENERATION}, n.{st.IRI}) IS UNIQUE"
    ),
    f"CREATE INDEX ndp_graph IF NOT EXISTS FOR (n:{st.RESOURCE}) ON (n.{st.GENERATION}, n.{st.GRAPH_ID})",
    f"""CREATE FULLTEXT INDEX {st.TEXT_INDEX} IF NOT EXISTS FOR (n:{st.RESOURCE}) ON EACH [n.{st.WORDS}]
    OPTIONS {{indexConfig: {{`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}}}}""",
    "CALL db.awaitIndexes(300)",
)
STORE = f"MATCH {_STORE} RETURN properties(s) AS store"
ANYTHING = "MATCH (n) RETURN 1 LIMIT 1"
LOCK = f"MERGE {_LOCK} SET d.locked = true REMOVE d.locked RETURN d.release AS release"
GRAPHS = f"""
MATCH {_RESOURCE} WHERE n.{st.GRAPH_ID} IS NOT NULL RETURN n.{st.GRAPH_ID} AS gid, n.{st.IRI} AS iri
"""
CREATE = f"MERGE {_STORE} ON CREATE SET s.format = $format, s.generation = 0, s.stale = []"
SETTLE = f"""
MATCH {_LOCK} MATCH {_STORE}
WITH s, coalesce(d.release, s.release) AS release, coalesce(d.statements, s.statements) AS statements
SET s.mark = release, s.release = release, s.statements = statements
"""
MARK = f"MATCH {_STORE} SET s.mark = $mark"
COMMITTED = f"MATCH {_LOCK} SET d.release = $release, d.statements = $statements"
OPEN_GENERATION = f"""
MATCH {_STORE}
WITH s, s.stale AS stale,
    reduce(top = s.generation, g IN s.stale | CASE WHEN g > top THEN g ELSE top END) + 1 AS gen
SET s.stale = stale + gen
RETURN gen, stale
"""
FLIP = f"""
MATCH {_STORE} WHERE $generation IN s.stale
MATCH {_LOCK}
SET s.stale =
        [g IN s.stale WHERE g <> $generation] + CASE s.generation WHEN 0 THEN [] ELSE [s.generation] END,
    s += $store, d.release = $release, d.statements = $statements
RETURN s.stale AS stale
"""
SWEEP = f"""
MATCH {_RESOURCE} WHERE n.{st.IRI} IS NOT NULL
CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF 5000 ROWS
"""
SWEPT = f"MATCH {_STORE} SET s.stale = [g IN s.stale WHERE g <> $gen]"
SCAN = f"""
MATCH {_RESOURCE} WHERE n.{st.IRI} IS NOT NULL AND n.{st.HOME} IS NOT NULL
RETURN properties(n) AS node, {_EDGES} AS edges
"""
RECORDS = f"""
UNWIND $iris AS iri
MATCH (n:{st.RESOURCE} {{{st.GENERATION}: $gen, {st.IRI}: iri}}) WHERE n.{st.HOME} IS NOT NULL
RETURN properties(n) AS node, {_EDGES} AS edges
"""
