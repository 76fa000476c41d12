"""From GraphQL values to the values that stores compare. Converters are comparable, so that equal plans are equal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from unicodedata import normalize

from graph_api.errors import QueryError
from graph_api.plan.conditions import Comparison
from ontology.model import Kind
from ontology.storage import TEXTS
from ontology.values.collation import Collation, collation_key, collation_of
from ontology.values.fold import fold, words
from ontology.values.keys import sort_key
from ontology.values.languages import FALLBACK
from ontology.values.periods import Bound, period_bound

MOST_LANGUAGES, MOST_WORDS = 32, 32
"""Most languages that a client may prefer, and most words of a condition: each value is compared with each."""


@dataclass(frozen=True, slots=True)
class SearchKeys:
    """Turns GraphQL values of one kind (one, or a list) into the keys that the stores search by."""

    kind: Kind
    fold: bool = False
    codes: tuple[tuple[str, str], ...] = ()

    def __call__(self, value: object) -> list[object]:
        """The keys of one value or several."""
        return [self._key(one) for one in as_list(value)]

    def _key(self, value: object) -> object:
        if self.kind is Kind.CODE:
            return dict(self.codes).get(str(value), str(value))
        return fold(str(value)) if self.fold else search_key(self.kind, value)


def search_key(kind: Kind, value: object) -> object:
    """The search key of a GraphQL value that is not a code."""
    if kind is Kind.BOOLEAN:
        return "true" if value else "false"
    if kind is Kind.DOUBLE:
        return float(cast(float, value))
    if kind in TEXTS:
        return normalize("NFC", str(value))
    if kind in (Kind.LITERAL, Kind.IRI):
        return str(value)
    return sort_key(kind, str(value))


@dataclass(frozen=True, slots=True)
class OrderBound:
    """Turns a GraphQL value into the key by which the values of its kind are ordered."""

    kind: Kind
    comparison: Comparison

    def __call__(self, value: object) -> object:
        """The key; for texts the collation key."""
        if self.kind in TEXTS:
            return collation_key(str(value))
        if self.kind is Kind.PERIOD:
            return period_bound(str(value), cast(Bound, self.comparison))
        key = search_key(self.kind, value)
        if (
            self.kind is Kind.DOUBLE and key == 0
        ):  # Neo4j has -0.0 before 0.0: neither may be beyond the bound
            return -0.0 if self.comparison in ("lt", "gte") else 0.0
        return key


@dataclass(frozen=True, slots=True)
class PartOf:
    """Turns the argument of `startsWith`, `contains` or `matches` into the form that is compared."""

    comparison: Comparison
    fold: bool

    def __call__(self, value: object) -> object:
        """A list of words for `matches`, else a text."""
        if self.comparison == "matches":
            found = list(dict.fromkeys(words(str(value)).split()))
            if len(found) > MOST_WORDS:
                raise QueryError(f"`matches` may have {MOST_WORDS} words at most, not {len(found):,}.")
            return found
        return fold(str(value)) if self.fold else normalize("NFC", str(value))


def iris(value: object) -> list[str]:
    """One IRI or several as a list."""
    return [str(one) for one in as_list(value)]


def numbers(value: object) -> list[int]:
    """One whole number or several as a list."""
    return [number(one) for one in as_list(value)]


def number(value: object) -> int:
    """A whole number."""
    return int(cast(int, value))


def language_tags(value: object) -> list[str]:
    """The tags in an argument `lang`. Raises `QueryError` if there are too many: each text is compared with each."""
    tags = [str(tag) for tag in as_list(value) if tag is not None]
    if len(tags) > MOST_LANGUAGES:
        raise QueryError(f"`lang` has {len(tags):,} languages; at most {MOST_LANGUAGES} are allowed.")
    return tags


def language_ranges(value: object) -> list[str]:
    """The languages in which a reader sees texts, best first: the preferred ones, then the usual ones."""
    return list(dict.fromkeys((*map(str, as_list(value or ())), *FALLBACK)))


def has_preference(value: object) -> bool:
    """True if a reader with these languages may see other texts than one without any."""
    return tuple(language_ranges(value)) != FALLBACK


def reads_latin(value: object) -> bool:
    """True if lists are in the order of English and French for a reader with these languages."""
    return collation_of(language_ranges(value)) is Collation.LATIN


def lower(value: object) -> str:
    """A language tag in lower case, as it is compared."""
    return str(value).lower()


def as_list(value: object) -> Sequence[object]:
    """The items of a list; GraphQL allows a single value for a list."""
    return value if isinstance(value, list | tuple) else [value]
