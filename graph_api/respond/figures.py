"""Figures over the values of a list: exact whatever the numbers' size, and the same whatever their order."""

from collections.abc import Sequence
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from fractions import Fraction
from typing import Any

from graph_api.plan.figures.forms import AGGREGATES
from ontology.model import Kind
from ontology.values.json_numbers import JSON_INTEGER_LIMIT, show_integer
from ontology.values.keys import sort_key

_MORE_DIGITS = 12
"""The number of digits that an average has beyond those of the sum."""
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def summary(counted: Sequence[Any], kind: Kind, names: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """`min`, `max`, `sum` and `avg` over `[value, count]` pairs; null without pairs.

    Of values that are equal but written differently `min` and `max` are the first by code point.
    """
    return {key: _figure(name, counted, kind) for key, name in names}


def _figure(name: str, counted: Sequence[Any], kind: Kind) -> Any:
    if name == "__typename":
        return AGGREGATES[kind]
    if not counted:
        return None
    if name in ("min", "max"):
        return _extreme(name, [value for value, _ in counted], kind)
    number = sum(count for _, count in counted)
    if kind is Kind.DOUBLE:
        return _double(sum(Fraction(value) * count for value, count in counted), name, number)
    total = Decimal(0)
    for value, count in counted:
        total = _EXACT.add(total, _EXACT.multiply(Decimal(value), Decimal(count)))
    if name == "avg":
        digits = len(total.as_tuple().digits) + len(str(number)) + _MORE_DIGITS
        return f"{Context(prec=digits).divide(total, Decimal(number)):f}"
    if kind is Kind.INTEGER and abs(total) <= JSON_INTEGER_LIMIT:
        return int(total)
    return f"{total:f}"


def _extreme(name: str, values: Sequence[Any], kind: Kind) -> Any:
    keyed = [(sort_key(kind, value), value) for value in values]
    extreme = min(key for key, _ in keyed) if name == "min" else max(key for key, _ in keyed)
    least = min((value for key, value in keyed if key == extreme), key=str)
    if kind is Kind.DOUBLE:
        return least + 0.0  # -0.0 is 0.0
    return show_integer(least) if kind is Kind.INTEGER else least


def _double(total: Fraction | int, name: str, number: int) -> float | None:
    """The double next to a sum, or to the average; null if that is beyond them."""
    try:
        return float(total if name == "sum" else Fraction(total) / number)
    except OverflowError:
        return None
