"""Figures over the values of the members of a list."""

import re
from collections.abc import Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from ontology.model import Field, Kind
from ontology.values.keys import lexical
from tests.graph_api.support.reference.conditions import comparable
from tests.graph_api.support.reference.world import World

_DATES = (Kind.DATE, Kind.DATETIME, Kind.YEAR)
_MORE_DIGITS = 12
"""The digits of an average beyond those of the sum and of the number of values."""


def year_of(value: str) -> str:
    """The year of a date."""
    found = re.match(r"-?\d+", value)
    assert found is not None
    return found[0]


def aggregate(world: World, members: Sequence[str], field: Field) -> Mapping[str, Any]:
    """`min`, `max`, `sum` and `avg` of the values of some members; null where there is none."""
    kind = field.term.kind
    values = [value for iri in members for value in world.values(iri, field.term)]
    if not values:
        return {"min": None, "max": None, "sum": None, "avg": None}
    keyed = sorted((comparable(kind, value), lexical(kind, value), value) for value in values)
    found: dict[str, Any] = {
        "min": keyed[0][2],
        "max": next(value for key, _, value in keyed if key == keyed[-1][0]),
    }
    if kind is Kind.DOUBLE:
        return {n: v + 0.0 for n, v in found.items()} | _doubles(values)  # -0.0 is 0.0
    return found if kind in _DATES else found | _exact(values)


def _exact(values: Sequence[Any]) -> dict[str, Any]:
    total = sum((Fraction(str(value)) for value in values), Fraction(0))
    places = max(len(str(value).partition(".")[2]) for value in values)
    digits = f"{abs(int(total * 10**places)):0{places + 1}d}"
    text = (
        ("-" if total < 0 else "")
        + digits[: len(digits) - places]
        + ("." + digits[-places:] if places else "")
    )
    precise = Context(prec=len(digits.lstrip("0") or "0") + len(str(len(values))) + _MORE_DIGITS)
    return {"sum": text, "avg": f"{precise.divide(Decimal(text), Decimal(len(values))):f}"}


def _doubles(values: Sequence[float]) -> dict[str, Any]:
    total = sum((Fraction(value) for value in values), Fraction(0))
    return {"sum": _double(total), "avg": _double(total / len(values))}


def _double(exact: Fraction) -> float | None:
    """The double that is nearest; null if it is beyond them."""
    try:
        return float(exact)
    except OverflowError:
        return None
