"""Valid time: the resources valid on a date, as ordinary conditions.

A class names the properties that bound its period (`ndp:periodStart`, `ndp:periodEnd`; of each side the first
one present counts, an absent bound is open), and a property may end the period of its objects
(`ndp:endsObjectBefore`). Both ends are inclusive. A resource of several such classes is valid if it is by all of them.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph_api.plan.conditions import (
    All,
    Any,
    Comparison,
    Condition,
    HasAny,
    HasValue,
    IsA,
    Not,
    SomeMember,
    Test,
    both,
)
from graph_api.plan.document import TODAY, operand
from ontology.model import ClassTerm, DerivedCode, Field, Kind, Model, Period, PropertyTerm
from ontology.values.keys import sort_key

_DAY = re.compile(r"(-?[0-9]+-[0-9]{2}-[0-9]{2})(.*)")


@dataclass(frozen=True, slots=True)
class _PeriodBound:
    """From a date to the search key that a value of one kind is compared with; `following`: of the day's end."""

    kind: Kind
    following: bool = False

    def __call__(self, value: object) -> object:
        text = str(value)
        if self.kind is Kind.YEAR:
            return sort_key(Kind.YEAR, text[: text.index("-", 1)])
        if self.kind is Kind.DATETIME:
            day, zone = _DAY.fullmatch(text).groups()  # type: ignore[union-attr] # the scalar has checked it
            return sort_key(Kind.DATETIME, f"{day}T{'24' if self.following else '00'}:00:00{zone}")
        return sort_key(Kind.DATE, text)


class Periods:
    """The conditions of valid time over one model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._properties = model.properties
        self._enders = [term for term in model.properties.values() if term.ends_object_before]
        self._stating = [
            term
            for term in sorted(model.classes.values(), key=lambda c: c.iri)
            if term.period and not any(model.classes[p].period == term.period for p in term.ancestors)
        ]

    def held(self, code: DerivedCode, day: object) -> Condition | None:
        """The condition that what holds a derived code is valid on `day`; None: today."""
        return self.holding(code.along.target, TODAY if day is None else day)

    def holding(self, target: str | None, day: object) -> Condition | None:
        """Return the condition that a resource behind a field of class `target` is valid on a day.

        `day` is a date or a `Variable`. None without a day, or if no class there has a period.
        """
        if day is None:
            return None
        own = self._model.classes[target] if target else None
        parts: list[Condition | None] = []
        if own is not None and own.period:
            parts.append(self._includes(own, own.period, day))
        parts += [
            Any((Not(IsA((term.iri,))), self._includes(term, term.period, day)))
            for term in self._stating
            if term.period and (own is None or term.iri in own.descendants)
        ]
        return both(*parts)

    def _includes(self, term: ClassTerm, period: Period, day: object) -> Condition:
        start = self._bounded(period.start, lambda term: _not_after(term, day))
        end = self._bounded(period.end, lambda term: _not_before(term, day))
        kin = {term.iri, *term.ancestors, *term.descendants}
        ended = tuple(
            Not(SomeMember(Field(ender.inverse_name, ender, inverse=True), self._dated(ender, day)))
            for ender in self._enders
            if kin.intersection(ender.range)
        )
        return All((start, end, *ended))

    def _bounded(
        self, properties: Sequence[str], holds: Callable[[PropertyTerm], Condition], *, open_end: bool = True
    ) -> Condition:
        """The condition on the first of the properties that is present; without any, `open_end` decides."""
        known = [self._properties[iri] for iri in properties if iri in self._properties]
        bounded: Condition = All(()) if open_end else Any(())
        for term in reversed(known):
            has = HasAny(Field(term.name, term, inverse=False))
            bounded = Any((holds(term), All((Not(has), bounded))))
        return bounded

    def _dated(self, ender: PropertyTerm, day: object) -> Condition:
        """The subject that ends its object has a date, and `day` does not come before it."""
        return self._bounded(ender.ends_object_before, lambda t: _not_after(t, day), open_end=False)


def _not_after(term: PropertyTerm, day: object) -> Condition:
    """A value of the property is on `day` or before."""
    comparison: Comparison = "lt" if term.kind is Kind.DATETIME else "lte"
    return HasValue(term, Test(comparison, operand(day, _PeriodBound(term.kind, following=True))))


def _not_before(term: PropertyTerm, day: object) -> Condition:
    return HasValue(term, Test("gte", operand(day, _PeriodBound(term.kind))))
