"""From GraphQL values to the values that stores compare. Converters are comparable, so that equal plans are equal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from graph_api.plan.conditions import Comparison
from ontology.collation import collation_key
from ontology.fold import fold, words
from ontology.keys import sort_key
from ontology.model import Kind
from ontology.storage import TEXTS


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
    if kind in (Kind.LITERAL, Kind.TEXT, Kind.STRING, Kind.IRI):
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
            return words(str(value)).split()
        return fold(str(value)) if self.fold else str(value)


def iris(value: object) -> list[str]:
    """One IRI or several as a list."""
    return [str(one) for one in as_list(value)]


def numbers(value: object) -> list[int]:
    """One whole number or several as a list."""
    return [number(one) for one in as_list(value)]


def number(value: object) -> int:
    """A whole number."""
    return int(cast(int, value))


def lower(value: object) -> str:
    """A language tag in lower case, as it is compared."""
    return str(value).lower()


def as_list(value: object) -> Sequence[object]:
    """The items of a list; GraphQL allows a single value for a list."""
    return value if isinstance(value, list | tuple) else [value]
