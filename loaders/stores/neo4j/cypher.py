"""The statements by which `loaders.stores.neo4j.store` steers and reads a database."""

SCHEMA = (
    "CREATE CONSTRAINT ndp_store IF NOT EXISTS FOR (s:NdpStore) REQUIRE s.name IS UNIQUE",
    "CREATE CONSTRAINT ndp_resource IF NOT EXISTS FOR (n:Resource) REQUIRE (n._gen, n.iri) IS UNIQUE",
    "CREATE INDEX ndp_graph IF NOT EXISTS FOR (n:Resource) ON (n._gen, n._gid)",
    """CREATE FULLTEXT INDEX ndp_text IF NOT EXISTS FOR (n:Resource) ON EACH [n._words]
    OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}}""",
    "CALL db.awaitIndexes(300)",
)
STORE = "MATCH (s:NdpStore {name: 'ndp'}) RETURN properties(s) AS store"
ANYTHING = "MATCH (n) RETURN 1 LIMIT 1"
LOCK = "MERGE (d:NdpStore {name: 'data'}) SET d.locked = true REMOVE d.locked RETURN d.release AS release"
GRAPHS = """
MATCH (n:Resource {_gen: $gen}) WHERE n._gid IS NOT NULL RETURN n._gid AS gid, n.iri AS iri
"""
CREATE = "MERGE (s:NdpStore {name: 'ndp'}) ON CREATE SET s.format = $format, s.generation = 0, s.stale = []"
REPAIR_MARK = """
MATCH (s:NdpStore {name: 'ndp', mark: $changing}) SET s.mark = $release, s.release = $release
"""
MARK = "MATCH (s:NdpStore {name: 'ndp'}) SET s.mark = $mark"
SETTLE = """
MATCH (s:NdpStore {name: 'ndp'}) SET s.mark = $release, s.release = $release, s.statements = $statements
"""
COMMITTED = "MATCH (d:NdpStore {name: 'data'}) SET d.release = $release"
OPEN_GENERATION = """
MATCH (s:NdpStore {name: 'ndp'})
WITH s, s.stale AS stale,
    reduce(top = s.generation, g IN s.stale | CASE WHEN g > top THEN g ELSE top END) + 1 AS gen
SET s.stale = stale + gen
RETURN gen, stale
"""
FLIP = """
MATCH (s:NdpStore {name: 'ndp'}) WHERE $generation IN s.stale
MATCH (d:NdpStore {name: 'data'})
SET s.stale =
        [g IN s.stale WHERE g <> $generation] + CASE s.generation WHEN 0 THEN [] ELSE [s.generation] END,
    s += $store, d.release = $store.release
RETURN s.stale AS stale
"""
SWEEP = """
MATCH (n:Resource {_gen: $gen}) WHERE n.iri IS NOT NULL
CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS
"""
SWEPT = "MATCH (s:NdpStore {name: 'ndp'}) SET s.stale = [g IN s.stale WHERE g <> $gen]"
SCAN = """
MATCH (n:Resource {_gen: $gen}) WHERE n.iri IS NOT NULL AND n._home IS NOT NULL
RETURN properties(n) AS node, COLLECT { MATCH (n)-[r]->(o) RETURN [type(r), r.p, o.iri, r._g] } AS edges
"""
RECORDS = """
UNWIND $iris AS iri
MATCH (n:Resource {_gen: $gen, iri: iri}) WHERE n._home IS NOT NULL
RETURN properties(n) AS node, COLLECT { MATCH (n)-[r]->(o) RETURN [type(r), r.p, o.iri, r._g] } AS edges
"""
