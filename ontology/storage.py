"""The agreement between the two sides of a store: the format's number, and the names that are not the ontology's.

`loaders.stores` writes and scans, `graph_api.stores` queries. Both stores hold the same records
(`ontology.record`).
"""

from ontology.model import Kind

FORMAT = 4
"""The number of both physical layouts. A store of another format is built anew, never read."""

# -- SQLite: the columns of resource.record, a JSON array

RECORD_TYPES, RECORD_VALUES, RECORD_APPROXIMATE, RECORD_RESIDUE, RECORD_HOME, RECORD_ELSEWHERE = range(6)

# -- Neo4j: labels, properties and relationship types of our own

RESOURCE = "Resource"
STORE = "NdpStore"
STORE_NAME = "ndp"
LOCK_NAME = "data"
"""The name of a second `STORE` node, which writers lock. Its `release` changes with the data."""
CHANGING = "changing"
"""The mark while a change is committed. If it stays, the loader has died; whoever gets its lock settles the mark."""

GENERATION, IRI, CLASS = "_gen", "iri", "_class"
TYPES, HOME, GRAPHS = "_types", "_home", "_graphs"
APPROXIMATE, RESIDUE, ELSEWHERE = "_approximate", "_residue", "_elsewhere"
GRAPH_ID, GRAPH_STATEMENTS = "_gid", "_statements"
WORDS = "_words"
"""The distinct words of the lines by which it is searched; the full-text index `TEXT_INDEX` is on it."""
TEXT_INDEX = "ndp_text"
SEARCHED = "_searched"
"""The lines by which it is searched (`ontology.search_lines`), each as `weight,size,lang` and the line."""
OWN_PROPERTIES = frozenset(
    (
        GENERATION, IRI, CLASS, TYPES, HOME, GRAPHS, APPROXIMATE, RESIDUE, ELSEWHERE, GRAPH_ID,
        GRAPH_STATEMENTS, WORDS, SEARCHED,
    )
)  # fmt: skip
UNKNOWN_RELATION = "RDF_TRIPLE"
RELATION_GRAPHS, RELATION_PREDICATE = "_g", "p"
SEARCHED_BY_KEY = frozenset(
    (Kind.DATE, Kind.DATETIME, Kind.YEAR, Kind.PERIOD, Kind.DECIMAL, Kind.INTEGER, Kind.LITERAL)
)
"""The kinds whose values have a search key beside them; a value of another kind is its own key."""
TEXTS = frozenset((Kind.TEXT, Kind.STRING))
"""The kinds whose values have folds, sort keys and words beside them (`ontology.values.text_forms`)."""
BEST = "*"
"""The tag of an extra sort key of a text property: that of the text for readers without a preferred language."""
_KEY, _FOLD, _SORT, _LATIN, _NFC, _WORDS = SUFFIXES = ("_key", "_fold", "_sort", "_latin", "_nfc", "_words")
"""The endings of the properties beside those that hold values."""


def value_property(key: str) -> str:
    """The node property that holds the values of a `PropertyTerm.key`; it never equals one of our own properties."""
    is_taken = key == IRI or key.startswith("_") or key.endswith(SUFFIXES)
    return f"__{key}_" if is_taken else key


def search_property(key: str) -> str:
    """The node property with the search keys of a date, time, year, decimal, integer or literal."""
    return value_property(key) + _KEY


def fold_property(key: str) -> str:
    """The node property with the folds of texts, each as `fold@lang`, `fold@` if untagged; always a list."""
    return value_property(key) + _FOLD


def sort_property(key: str) -> str:
    """The node property with the collation keys of texts, as `key@lang`, and the best one's as `key@*` too.

    Of the texts in a language the one to show comes first.
    """
    return value_property(key) + _SORT


def latin_property(key: str) -> str:
    """The node property like `sort_property` in the order of English and French; absent if both are equal."""
    return value_property(key) + _LATIN


def nfc_property(key: str) -> str:
    """The node property with the values of a text property in NFC; absent if they are as the source writes them."""
    return value_property(key) + _NFC


def words_property(key: str) -> str:
    """The node property with the words of texts, each as `words@lang`; the words are separated by single spaces."""
    return value_property(key) + _WORDS


def key_of_property(name: str) -> str | None:
    """The `PropertyTerm.key` whose values a node property holds; None for keys, folds, words and our own properties."""
    if name in OWN_PROPERTIES or name.endswith(SUFFIXES):
        return None
    return name[2:-1] if name.startswith("__") else name
