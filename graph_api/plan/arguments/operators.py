"""The operators of a condition on values or resources, such as `eq` and `startsWith`, as tests; nulls are refused."""

from collections.abc import Callable, Mapping, Sequence

from graph_api.errors import QueryError
from graph_api.plan.conditions import Comparison, Condition, Not, Test
from graph_api.plan.document import operand
from graph_api.plan.operands import OrderBound, PartOf, SearchKeys

Plain = Mapping[str, object]
RANGES: tuple[Comparison, ...] = ("lt", "lte", "gt", "gte")
_PARTS: tuple[Comparison, ...] = ("startsWith", "contains", "matches")
AMONG = ("eq", "in", "ne", "notIn")
ON_VALUES = (*AMONG, *RANGES, *_PARTS, "isNull")
_BARE = frozenset(("isNull", "some", "none", "every", "count", "types", "sources"))
_NULLABLE = frozenset(("and", "or", "not", "lang", "fold"))
"""Parts of a condition that may be null, as if they were absent: nobody could take null for a value there."""


def tests_of(value: Plain, keys: SearchKeys, make: Callable[[Test], Condition]) -> list[Condition]:
    """The conditions of all operators that compare values."""
    parts = among(value, keys, make)
    for name in RANGES:
        if value.get(name) is not None:
            parts.append(make(Test(name, operand(value[name], OrderBound(keys.kind, name)))))
    for name in _PARTS:
        if value.get(name) is not None:
            parts.append(make(Test(name, operand(value[name], PartOf(name, keys.fold)), keys.fold)))
    return parts


def among(
    value: Plain, convert: Callable[[object], object], make: Callable[[Test], Condition]
) -> list[Condition]:
    """The conditions of the operators `eq`, `ne`, `in` and `notIn`."""
    refuse_nulls(value)
    folds = isinstance(convert, SearchKeys) and convert.fold
    parts: list[Condition] = []
    for name in AMONG:
        if value.get(name) is not None:
            one = make(Test("in", operand(value[name], convert), folds))
            parts.append(one if name in ("eq", "in") else Not(one))
    return parts


def refuse_nulls(value: Plain) -> None:
    """Raise `QueryError` if an operator is null: some would take it for `isNull`, some for no condition."""
    for name, one in value.items():
        if one is None and name not in _NULLABLE:
            raise QueryError(
                f"`{name}` is null.",
                code="NULL_OPERATOR",
                hint="Leave it out for no condition." if name in _BARE else None,
            )


def has_any_of(value: object, names: Sequence[str]) -> bool:
    """True if `value` has one of these operators."""
    return isinstance(value, Mapping) and any(value.get(name) is not None for name in names)
