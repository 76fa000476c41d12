"""The figures of a release: statements that count, for its content and its statistics."""

RESOURCES = "SELECT count(*) FROM resource"
"""One row: the number of resources."""
DESCRIBED = f"{RESOURCES} WHERE described"
"""One row: the number of resources with statements."""
CLASSES = "SELECT class, count(*) FROM instance GROUP BY class"
"""Rows `number of the class, resources`."""
GRAPHS = "SELECT coalesce(sum(statements), 0), count(*) FROM graph WHERE iri NOT IN (SELECT value FROM json_each(?))"
"""One row: the statements and the number of graphs, without those in the parameter, a JSON list of IRIs."""
ILLUSTRATIVE = "SELECT EXISTS (SELECT 1 FROM value WHERE p = ? AND key = 'true')"
"""One row: 1 if some value of the property is true."""
SUBJECTS = (
    "SELECT p, sum(n), count(*), sum(n * n) FROM (SELECT p, count(*) AS n FROM edge GROUP BY s, p) GROUP BY p"
)
"""Rows `relation, statements, subjects, squares`, by number. As `OBJECTS` it walks an index once, in its order."""
OBJECTS = "SELECT p, count(*), sum(n * n) FROM (SELECT p, count(*) AS n FROM edge GROUP BY o, p) GROUP BY p"
"""Rows `number of the relation, objects, squares`."""
PATHS = "SELECT class, count(*) FROM resource GROUP BY class"
"""Rows `class path, resources`."""
TYPES = "SELECT i.class, n.class, count(*) FROM instance i CROSS JOIN resource n ON n.id = i.id GROUP BY 1, 2"
"""Rows `number of the class, class path, resources`."""
EDGES = (
    "SELECT a.class, e.p, b.class, count(*) FROM edge e CROSS JOIN resource a ON a.id = e.s "
    "CROSS JOIN resource b ON b.id = e.o GROUP BY 1, 2, 3"
)
"""Rows `class path of the subject, number of the relation, class path of the object, statements`."""
VALUES = (
    "SELECT n.class, sum(v.n) FROM (SELECT s, count(DISTINCT p) AS n FROM value GROUP BY s UNION ALL "
    "SELECT s, count(DISTINCT p) FROM text GROUP BY s) v CROSS JOIN resource n ON n.id = v.s GROUP BY 1"
)
"""Rows `class path, pairs of resource and property`."""
IDS = "SELECT id FROM resource"
"""Rows: all ids."""
HUBS = (
    "SELECT id, max(n) AS n FROM (SELECT s AS id, count(*) AS n FROM edge GROUP BY s, p HAVING count(*) > :least "
    "UNION ALL SELECT o, count(*) FROM edge GROUP BY o, p HAVING count(*) > :least) GROUP BY id "
    "ORDER BY n DESC, id LIMIT :most"
)
"""Rows `id, members` of the resources with most members of one relation."""
_FEW = (
    "(SELECT count(*) FROM (SELECT 1 FROM edge f WHERE f.{near} = e.{near} AND f.p = e.p LIMIT :least + 1))"
)
_BESIDE = (
    "SELECT e.{far} AS id FROM json_each(:ids) j CROSS JOIN edge e ON e.{near} = j.value WHERE "
    + _FEW
    + " <= :least"
)
BESIDE = (
    f"SELECT DISTINCT id FROM ({_BESIDE.format(near='s', far='o')} UNION ALL {_BESIDE.format(near='o', far='s')}) "
    "ORDER BY id LIMIT :most"
)
"""Rows: the neighbours of the resources `ids` by relations of which they have few members."""
MEMBERS = (
    "SELECT n.iri, n.class, NULL, 0, 0 FROM json_each(:ids) j CROSS JOIN resource n ON n.id = j.value UNION ALL "
    "SELECT n.iri, n.class, e.p, 0, count(*) FROM json_each(:ids) j CROSS JOIN edge e ON e.s = j.value "
    "CROSS JOIN resource n ON n.id = j.value GROUP BY j.value, e.p UNION ALL "
    "SELECT n.iri, n.class, e.p, 1, count(*) FROM json_each(:ids) j CROSS JOIN edge e ON e.o = j.value "
    "CROSS JOIN resource n ON n.id = j.value GROUP BY j.value, e.p"
)
"""Rows `IRI, class path, number of the relation, 1 if from its object, members` of the resources `ids`.

One row of each has no relation.
"""
BETWEEN = (
    "SELECT a.iri, e.p, b.iri FROM json_each(:ids) j CROSS JOIN edge e ON e.s = j.value "
    "CROSS JOIN resource a ON a.id = e.s CROSS JOIN resource b ON b.id = e.o "
    "WHERE e.o IN (SELECT value FROM json_each(:ids))"
)
"""Rows `IRI, number of the relation, IRI` of the edges between the resources `ids`."""
KINDS = (
    "SELECT substr(iri, 1, at + instr(substr(iri, at + 1) || '/', '/') - 1), class, count(*) FROM "
    "(SELECT iri, class, instr(iri, '/id/') + 3 AS at FROM resource WHERE instr(iri, '/id/') > 0) GROUP BY 1, 2"
)
"""Rows `beginning of the IRI, class path, resources`."""
VOCABULARY = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, search, row)"
WORDS = "SELECT term, doc FROM temp.vocabulary"
"""Rows `word, resources` of the words of searched texts, from the table that `VOCABULARY` makes."""
