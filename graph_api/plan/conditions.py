"""The conditions of a `where`, independent of GraphQL, SQL and Cypher.

Logic is two-valued: an absent value satisfies no operator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

from ontology.model import Field, Kind, PropertyTerm

Variables = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Operand:
    """A value that reaches a store as a parameter: a constant, or a variable of the operation.

    `convert` turns what GraphQL says into what the store compares (for example a date into its sort key).
    """

    convert: Callable[[object], object]
    value: object = None
    variable: str | None = None

    def bind(self, variables: Variables) -> object:
        """The parameter's value in a request with these variables."""
        raw = self.value if self.variable is None else variables.get(self.variable)
        return self.convert(raw)


Comparison = OneOf["in", "lt", "lte", "gt", "gte", "startsWith", "contains", "matches"]
SIGNS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
"""The comparisons of order, with their signs."""


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison with an operand: for `in` a list of search keys, for `matches` a list of words, else one key.

    `fold`: for texts, case and diacritics are ignored. Texts are ordered by their collation keys.
    """

    comparison: Comparison
    operand: Operand
    fold: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; none: always."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Some part holds; none: never."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class HasValue:
    """Some value of the property, in language `lang` unless it is None, passes the test."""

    term: PropertyTerm
    test: Test
    lang: Operand | None = None


@dataclass(frozen=True, slots=True)
class HasAny:
    """The property has a value (`lang`: in that language), or the relation leads to a resource that fits its field.

    `stated`: what does not fit counts, too: values of another kind, and resources of another class.
    """

    field: Field
    lang: Operand | None = None
    stated: bool = False


@dataclass(frozen=True, slots=True)
class IriAmong:
    """The resource's IRI is one of a list."""

    among: Operand


@dataclass(frozen=True, slots=True)
class IsA:
    """The resource is an instance of one of these exposed classes, subclasses included."""

    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HasType:
    """One of these classes, which the schema need not have, is stated as a type of the resource."""

    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SomeMember:
    """Some member that the field leads to meets the condition (None: there is one)."""

    field: Field
    condition: Condition | None


@dataclass(frozen=True, slots=True)
class CountTest:
    """The number of members that the field leads to, of those that meet the condition, passes the test."""

    field: Field
    test: Test
    condition: Condition | None


@dataclass(frozen=True, slots=True)
class WordsFound:
    """Each word of a text (read by `plan.search.ReadQuery`) is in some value of a full-text property.

    `lang`: only values in one of these languages (read by `plan.search.tags`) count.
    """

    text: Operand
    lang: Operand | None = None


@dataclass(frozen=True, slots=True)
class SomeSource:
    """Some source graph with statements about the resource meets the condition (None: there is one).

    The graph `apart` does not count: the program makes it.
    """

    condition: Condition | None
    apart: str


Condition = (
    All
    | Any
    | Not
    | HasValue
    | HasAny
    | IriAmong
    | IsA
    | HasType
    | SomeMember
    | CountTest
    | WordsFound
    | SomeSource
)


def is_selective(condition: Condition | None) -> bool:
    """True if few resources meet the condition, so that a store should start from it."""
    match condition:
        case IriAmong() | WordsFound():
            return True
        case HasValue(term=term, test=test):
            return term.kind not in (Kind.CODE, Kind.BOOLEAN) and test.comparison == "in"
        case All(parts=parts):
            return any(is_selective(p) for p in parts)
        case Any(parts=parts):
            return bool(parts) and all(is_selective(p) for p in parts)
        case SomeMember(condition=inner):
            return is_selective(inner)
        case _:
            return False


def needs_value(condition: Condition | None) -> bool:
    """True if only resources with some value, and so only described ones, can meet the condition."""
    match condition:
        case HasValue() | WordsFound():
            return True
        case All(parts=parts):
            return any(needs_value(p) for p in parts)
        case Any(parts=parts):
            return bool(parts) and all(needs_value(p) for p in parts)
        case _:
            return False


def steps(condition: Condition | None) -> int:
    """The maximum number of relations in a row along which the condition leads."""
    match condition:
        case All(parts=parts) | Any(parts=parts):
            return max(map(steps, parts), default=0)
        case Not(part=part):
            return steps(part)
        case SomeMember(condition=inner) | CountTest(condition=inner):
            return 1 + steps(inner)
        case SomeSource(condition=inner):
            return steps(inner)
        case HasAny(field=field):
            return int(field.term.kind is Kind.RELATION)
        case _:
            return 0


def negation(condition: Condition) -> Condition:
    """The negation of a condition; logic has two values, so a double negation is the condition itself."""
    return condition.part if isinstance(condition, Not) else Not(condition)


def both(*conditions: Condition | None) -> Condition | None:
    """The conjunction of the conditions that are not None; None if all are."""
    parts = tuple(c for c in conditions if c is not None)
    return parts[0] if len(parts) == 1 else (All(parts) if parts else None)


def part_searched(condition: Condition | None) -> tuple[WordsFound | None, Condition | None]:
    """The search in a condition, if there is one, and the rest of the condition."""
    match condition:
        case WordsFound():
            return condition, None
        case All(parts=parts):
            searches = [part_searched(part) for part in parts]
            searched = next((one for one, _ in searches if one is not None), None)
            return searched, both(*(rest for _, rest in searches))
        case _:
            return None, condition
