"""The tables of `graph.sqlite` (format 4). A file is one release: built in private, never changed after."""

_META = "CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID"
# predicates and classes as small numbers, unknown predicates too
_TERM = "CREATE TABLE term(id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE)"
# every named graph is a resource as well, described or not
_GRAPH = """CREATE TABLE graph(
    gid INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, resource INTEGER NOT NULL, statements INTEGER NOT NULL
)"""
# record: see ontology.record.to_json; NULL if there are no statements about the resource
_RESOURCE = """CREATE TABLE resource(
    id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, class TEXT NOT NULL, described INTEGER NOT NULL,
    record TEXT
)"""
# a described resource once for each exposed class that it belongs to
_INSTANCE = """CREATE TABLE instance(
    class INTEGER, iri TEXT, id INTEGER NOT NULL, PRIMARY KEY(class, iri)
) WITHOUT ROWID"""
# graphs: a JSON list, or NULL for the subject's home
_EDGE = """CREATE TABLE edge(
    s INTEGER, p INTEGER, o INTEGER, graphs TEXT, PRIMARY KEY(s, p, o)
) WITHOUT ROWID"""
# search keys of projected values that are not texts: see ontology.values.keys; `key` has no type, so that doubles stay
# numbers
_VALUE = "CREATE TABLE value(p INTEGER, key, s INTEGER, PRIMARY KEY(p, key, s)) WITHOUT ROWID"
# a row for each text, with or without a language: see ontology.values.text_forms; long columns last. `key` is in NFC,
# `latin` NULL if it is `sort`; of the texts of a property in a language, the one to show has the smallest id
_TEXT = """CREATE TABLE text(
    id INTEGER PRIMARY KEY, s INTEGER NOT NULL, p INTEGER NOT NULL, lang TEXT NOT NULL, best INTEGER NOT NULL,
    key TEXT NOT NULL, sort TEXT NOT NULL, latin TEXT, fold TEXT NOT NULL, words TEXT NOT NULL
)"""
# a row for each line by which a resource is searched: see ontology.search_lines
_LINE = """CREATE TABLE line(
    id INTEGER PRIMARY KEY, s INTEGER NOT NULL, weight INTEGER NOT NULL, size INTEGER NOT NULL, lang TEXT NOT NULL,
    line TEXT NOT NULL
)"""
# The words of the lines of each resource, once each. They are ASCII or letters already folded, which this tokenizer
# splits at the spaces and nowhere else. It need not know the place of a word in a text: `line.line` has that.
_SEARCH = """CREATE VIRTUAL TABLE search USING fts5(
    words, content = '', tokenize = 'ascii', detail = 'none', columnsize = 0, prefix = '1 2 3'
)"""

TABLES = (_META, _TERM, _GRAPH, _RESOURCE, _INSTANCE, _EDGE, _VALUE, _TEXT, _LINE, _SEARCH)

INDEXES = (
    "CREATE INDEX edge_object ON edge(o, p, s)",
    "CREATE INDEX value_subject ON value(s, p, key)",
    "CREATE INDEX text_key ON text(p, key, lang, s)",
    "CREATE INDEX instance_id ON instance(id, class)",
    "CREATE INDEX line_subject ON line(s)",
    "CREATE INDEX text_subject ON text(s, p, lang, best, sort, latin)",
)

FIND_LINES = "SELECT line FROM line WHERE s = ?"
ADD_TEXT = "INSERT INTO text VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
ADD_LINE = "INSERT INTO line VALUES (NULL, ?, ?, ?, ?, ?)"
ADD_WORDS = "INSERT INTO search(rowid, words) VALUES (?, ?)"
DROP_WORDS = "INSERT INTO search(search, rowid, words) VALUES ('delete', ?, ?)"
OPTIMISE_WORDS = "INSERT INTO search(search) VALUES ('optimize')"

# A full build gathers rows here first and moves them in the order of their keys: several times faster than
# inserting them one by one in place, and the pages are full.
STAGES = (
    "CREATE TEMP TABLE edge_stage(s INTEGER, p INTEGER, o INTEGER, graphs TEXT)",
    "CREATE TEMP TABLE value_stage(p INTEGER, key, s INTEGER)",
    "CREATE TEMP TABLE instance_stage(class INTEGER, iri TEXT, id INTEGER)",
)

UNSTAGE = (
    "INSERT INTO edge SELECT s, p, o, graphs FROM edge_stage ORDER BY s, p, o",
    "INSERT OR IGNORE INTO value SELECT p, key, s FROM value_stage ORDER BY p, key, s",
    "INSERT INTO instance SELECT class, iri, id FROM instance_stage ORDER BY class, iri",
    "DROP TABLE edge_stage",
    "DROP TABLE value_stage",
    "DROP TABLE instance_stage",
)

# The file is private until it is published as a whole, so no journal is needed for undoing: the file is deleted.
# ANALYZE reads so many rows of an index, not all.
PRIVATE = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA cache_size = -32768",
    "PRAGMA analysis_limit = 1000",
)
