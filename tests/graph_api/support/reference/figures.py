"""Facets and aggregates: the members of a list counted by value, and figures over their values."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from ontology.model import Field, Kind
from ontology.values.keys import lexical
from tests.graph_api.support.reference.conditions import comparable
from tests.graph_api.support.reference.texts import composed
from tests.graph_api.support.reference.valid_time import ValidTime
from tests.graph_api.support.reference.world import World

_DATES = (Kind.DATE, Kind.DATETIME, Kind.YEAR)
_MORE_DIGITS = 12
"""The digits of an average beyond those of the sum and of the number of values."""


def without_own(where: Any, name: str) -> Any:
    """`where` without the conditions that it, or its `and`, puts on one field directly."""
    kept = {n: v for n, v in (where or {}).items() if n != name}
    if kept.get("and") is not None:
        kept["and"] = [without_own(part, name) for part in kept["and"]]
    return kept


class Facets:
    """Counts members by value."""

    def __init__(self, world: World, time: ValidTime) -> None:
        self.world = world
        self.time = time

    def count(
        self, members: Sequence[str], field: Field | None, limit: int, day: str | None
    ) -> list[tuple[Any, int]]:
        """Values (None: classes) with the number of members that have them, most first, then by value."""
        having: dict[Any, set[str]] = defaultdict(set)
        for iri in members:
            for value in self._values(iri, field, day):
                having[value].add(iri)
        counted = [(value, len(found)) for value, found in having.items()]
        is_year = field is not None and field.term.kind in _DATES
        place: Callable[[Any], Any] = (lambda year: comparable(Kind.YEAR, year)) if is_year else lambda v: v
        return sorted(counted, key=lambda pair: (-pair[1], place(pair[0])))[:limit]

    def _values(self, iri: str, field: Field | None, day: str | None) -> Sequence[Any]:
        if field is None:
            return sorted(self.world.classes(iri))
        if field.term.kind is Kind.RELATION:
            found = [m.iri for m in self.world.members(iri, field)]
            on = self.time.day_along(field, day)
            return [m for m in found if not field.many or self.time.holds(m, field.target, on)]
        if field.term.derived_code is not None:
            return self.time.codes(iri, field.term.derived_code, day)
        values = self.world.values(iri, field.term)
        if field.term.kind is Kind.STRING:
            return [composed(value) for value in values]
        return [year_of(value) for value in values] if field.term.kind in _DATES else values


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
