"""What a `where` says, free of GraphQL, SQL and Cypher. Logic is two-valued: absent satisfies no operator."""

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


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison with an operand: for `in` a list of search keys, for `matches` a list of words, else one key.

    `fold`: of texts, case and diacritics do not count. Texts stand in the order of their collation keys.
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
    """Some value of the property, in language `lang` if given, passes the test."""

    term: PropertyTerm
    test: Test
    lang: Operand | None = None


@dataclass(frozen=True, slots=True)
class HasAny:
    """The property has a value (`lang`: in that language), or the relation leads somewhere that fits its field."""

    field: Field
    lang: Operand | None = None


@dataclass(frozen=True, slots=True)
class IriAmong:
    """The resource's IRI is one of a list."""

    among: Operand


@dataclass(frozen=True, slots=True)
class IsA:
    """The resource is an instance of one of these exposed classes, subclasses included."""

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

    `lang`: only values in one of these languages (read by `plan.search.tags`) are looked at.
    """

    text: Operand
    lang: Operand | None = None


Condition = All | Any | Not | HasValue | HasAny | IriAmong | IsA | SomeMember | CountTest | WordsFound


def is_selective(condition: Condition | None) -> bool:
    """Whether the condition pins down few resources, so that a store does well to start there."""
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
    """Whether only resources with some value can meet the condition, and so only described ones."""
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
    """How many relations, one behind the other, the condition goes along at most."""
    match condition:
        case All(parts=parts) | Any(parts=parts):
            return max(map(steps, parts), default=0)
        case Not(part=part):
            return steps(part)
        case SomeMember(condition=inner) | CountTest(condition=inner):
            return 1 + steps(inner)
        case HasAny(field=found):
            return int(found.term.kind is Kind.RELATION)
        case _:
            return 0


def negation(condition: Condition) -> Condition:
    """That the condition does not hold; logic has two values, so what is negated twice is itself."""
    return condition.part if isinstance(condition, Not) else Not(condition)


def both(*conditions: Condition | None) -> Condition | None:
    """All of the conditions that there are; None: none is."""
    parts = tuple(c for c in conditions if c is not None)
    return parts[0] if len(parts) == 1 else (All(parts) if parts else None)


def part_searched(condition: Condition | None) -> tuple[WordsFound | None, Condition | None]:
    """The search that a condition demands, if it does, and what it demands beside."""
    match condition:
        case WordsFound():
            return condition, None
        case All(parts=parts):
            found = [part_searched(part) for part in parts]
            searched = next((one for one, _ in found if one is not None), None)
            return searched, both(*(rest for _, rest in found))
        case _:
            return None, condition
