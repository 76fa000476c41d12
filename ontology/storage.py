"""What the two sides of a store agree on: the format's number and the names that are not from the ontology.

`loaders.stores` writes and scans, `graph_api.stores` answers. Both stores hold the same records
(`ontology.record`).
"""

from ontology.model import Kind

FORMAT = 2
"""Of both physical layouts. A store of another format is built anew, never read."""

# -- SQLite: the columns of resource.record, a JSON array

RECORD_TYPES, RECORD_VALUES, RECORD_APPROXIMATE, RECORD_RESIDUE, RECORD_HOME, RECORD_ELSEWHERE = range(6)

META_KEYS = ("format", "release", "ontology", "statements", "resources")
"""The rows of the table `meta`."""

# -- Neo4j: labels, properties and relationship types of our own

RESOURCE = "Resource"
STORE = "NdpStore"
STORE_NAME = "ndp"
LOCK_NAME = "data"
"""The name of a second NdpStore node, which writers lock. Its `release` changes with the data."""
CHANGING = "changing"
"""The mark while a difference is committed. One that stays is a dead loader's: see `PATIENCE`."""
PATIENCE = 10.0
"""Seconds after which a reader may take a mark that is still `changing` for a dead loader's, and what
it finds for stable: a commit takes less, and a transaction that did not commit leaves no trace."""

GENERATION, IRI, CLASS = "_gen", "iri", "_class"
TYPES, HOME, GRAPHS = "_types", "_home", "_graphs"
APPROXIMATE, RESIDUE, ELSEWHERE = "_approximate", "_residue", "_elsewhere"
GRAPH_ID, GRAPH_STATEMENTS = "_gid", "_statements"
OWN_PROPERTIES = frozenset(
    (GENERATION, IRI, CLASS, TYPES, HOME, GRAPHS, APPROXIMATE, RESIDUE, ELSEWHERE, GRAPH_ID, GRAPH_STATEMENTS)
)
UNKNOWN_RELATION = "RDF_TRIPLE"
RELATION_GRAPHS, RELATION_PREDICATE = "_g", "p"
WORDS = "_words"
"""The words of all full-text values of a resource, for the search index."""
OWN_PROPERTIES |= {WORDS}
TEXT_INDEX = "ndp_text"
TEXTS = (Kind.TEXT, Kind.STRING)
"""The kinds whose values have, beside them, lists of `x@lang`: folded, as sort keys, as words."""
SEARCHED_BY_KEY = frozenset((Kind.DATE, Kind.DATETIME, Kind.YEAR, Kind.DECIMAL, Kind.INTEGER, Kind.LITERAL))
"""The kinds whose values have a search key beside them; a value of another kind is its own."""
BEST = "*"
"""The language of an additional sort key: of the text that a reader without preference sees."""
_SEARCH, _FOLD, _SORT, _WORDS = _BESIDE = ("_key", "_fold", "_sort", "_words")


def value_property(key: str) -> str:
    """The node property that holds the values of a `PropertyTerm.key`; it never meets one of our own."""
    return f"__{key}_" if key == IRI or key.startswith("_") or key.endswith(_BESIDE) else key


def search_property(key: str) -> str:
    """The node property with the search keys of a date, time, year, decimal or integer."""
    return value_property(key) + _SEARCH


def fold_property(key: str) -> str:
    """The node property with a text's values without case and diacritics."""
    return value_property(key) + _FOLD


def sort_property(key: str) -> str:
    """The node property with a text's collation keys; the best text has an additional one in language `*`."""
    return value_property(key) + _SORT


def words_property(key: str) -> str:
    """The node property with the words of a text's values."""
    return value_property(key) + _WORDS


def key_of_property(name: str) -> str | None:
    """The `PropertyTerm.key` whose values a node property holds; None for what is beside them and our own."""
    if name in OWN_PROPERTIES or name.endswith(_BESIDE):
        return None
    return name[2:-1] if name.startswith("__") else name
