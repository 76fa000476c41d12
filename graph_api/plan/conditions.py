"""What a `where` says, free of GraphQL, SQL and Cypher. Logic is two-valued: absent satisfies no operator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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
    """Some value of the property is one of the list of search keys in `among`, in language `lang` if given."""

    term: PropertyTerm
    among: Operand
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
class Related:
    """Some member that the field leads to meets the condition (None: there is one)."""

    field: Field
    condition: Condition | None


Condition = All | Any | Not | HasValue | HasAny | IriAmong | IsA | Related


def is_selective(condition: Condition | None) -> bool:
    """Whether the condition pins down few resources, so that a store does well to start there."""
    match condition:
        case IriAmong():
            return True
        case HasValue(term=term):
            return term.kind not in (Kind.CODE, Kind.BOOLEAN)
        case All(parts=parts):
            return any(is_selective(p) for p in parts)
        case Any(parts=parts):
            return bool(parts) and all(is_selective(p) for p in parts)
        case Related(condition=inner):
            return is_selective(inner)
        case _:
            return False


def needs_value(condition: Condition | None) -> bool:
    """Whether only resources with some value can meet the condition, and so only described ones."""
    match condition:
        case HasValue():
            return True
        case All(parts=parts):
            return any(needs_value(p) for p in parts)
        case Any(parts=parts):
            return bool(parts) and all(needs_value(p) for p in parts)
        case _:
            return False
