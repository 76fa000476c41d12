"""The things that hold on a day: their classes name the properties that bound their period, both ends inclusive."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from ontology.model import ClassTerm, DerivedCode, Field, Kind, PropertyTerm
from ontology.values.keys import sort_key
from tests.graph_api.support.reference.world import World


class ValidTime:
    """Looks at the day on which something is asked."""

    def __init__(self, world: World) -> None:
        self.world = world

    def day_below(self, args: Mapping[str, Any], around: str | None) -> str | None:
        """The day that counts below a field: its own `asOf`, of which null lifts, else the one around it."""
        day: str | None = args.get("asOf", around)
        return day

    def day_along(self, field: Field, around: str | None) -> str | None:
        """The day that counts for what a relation leads to: none where it leads to another time."""
        crosses = field.term.inverse_spans_time if field.inverse else field.term.spans_time
        return None if crosses else around

    def holds(self, iri: str, target: str | None, day: str | None) -> bool:
        """True if a member of a list of class `target` holds on a day by all of its classes that fit there.

        What nothing describes is taken for a member of the class.
        """
        if day is None:
            return True
        model = self.world.model
        is_known = self.world.described(iri) or target is None
        for class_ in self.world.classes(iri) if is_known else (target or "",):
            period = model.classes[class_].period
            if period is None or target not in (None, class_, *model.superclasses[class_]):
                continue
            started = self._first_present(iri, period.start)
            if started and not any(_starts_by(term, value, day) for term, value in started):
                return False
            ending = self._first_present(iri, period.end)
            if ending and not any(_ends_from(term, value, day) for term, value in ending):
                return False
            if self._is_ended(iri, model.classes[class_], day):
                return False
        return True

    def codes(self, iri: str, derived: DerivedCode, day: str | None) -> list[str]:
        """The codes of what holds a derived one on a day, or today, by the IRI of the holder."""
        return [
            code for m in self._holders(iri, derived, day) for code in self.world.values(m, derived.value)
        ]

    def first_code(self, iri: str, derived: DerivedCode, day: str | None) -> list[str]:
        """The code of the first that holds a derived one on a day, or today, if it has one."""
        first = self._holders(iri, derived, day)[:1]
        return self.world.values(first[0], derived.value) if first else []

    def _holders(self, iri: str, derived: DerivedCode, day: str | None) -> list[str]:
        on = day or datetime.now(UTC).date().isoformat()
        members = sorted(m.iri for m in self.world.members(iri, derived.along))
        return [m for m in members if self.holds(m, derived.along.target, on)]

    def _first_present(self, iri: str, properties: Iterable[str]) -> list[tuple[PropertyTerm, Any]]:
        """The values of the first property that has any."""
        for one in properties:
            term = self.world.model.properties.get(one)
            values = self.world.values(iri, term) if term else []
            if term and values:
                return [(term, value) for value in values]
        return []

    def _is_ended(self, iri: str, class_: ClassTerm, day: str) -> bool:
        """True if something that can end things of the class did so on the day or before: it held until then."""
        kin = {class_.iri, *class_.ancestors, *class_.descendants}
        for term in self.world.model.properties.values():
            if not term.ends_object_before or not kin.intersection(term.range):
                continue
            for ender in self.world.members(iri, Field(term.inverse_name, term, inverse=True)):
                dates = self._first_present(ender.iri, term.ends_object_before)
                if any(_starts_by(date, value, day) for date, value in dates):
                    return True
        return False


def _starts_by(term: PropertyTerm, value: Any, day: str) -> bool:
    """True if the time that a value names has begun before the day is over."""
    match term.kind:
        case Kind.DATE:
            return _place(Kind.DATE, value) <= _place(Kind.DATE, day)
        case Kind.YEAR:
            return _place(Kind.YEAR, value) <= _place(Kind.YEAR, _year_of(day))
    return _place(Kind.DATETIME, value) < _place(Kind.DATETIME, _midnight(day, "24"))


def _ends_from(term: PropertyTerm, value: Any, day: str) -> bool:
    """True if the time that a value names is not over before the day begins."""
    match term.kind:
        case Kind.DATE:
            return _place(Kind.DATE, value) >= _place(Kind.DATE, day)
        case Kind.YEAR:
            return _place(Kind.YEAR, value) >= _place(Kind.YEAR, _year_of(day))
    return _place(Kind.DATETIME, value) >= _place(Kind.DATETIME, _midnight(day, "00"))


def _place(kind: Kind, value: Any) -> str:
    return str(sort_key(kind, value))


def _year_of(day: str) -> str:
    return day[: day.index("-", 1)]


def _midnight(day: str, hour: str) -> str:
    """The moment at which a day begins (`00`) or ends (`24`)."""
    date = day[: day.index("-", 1) + 6]
    return f"{date}T{hour}:00:00{day[len(date) :]}"
