"""The material of random operations: the schema, the values in the data, and others close to them."""

import math
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from pyoxigraph import Literal

from ontology.model import Field, Kind, PropertyTerm
from ontology.values.keys import native
from tests.graph_api.support.reference.answers import Reference
from tests.graph_api.support.reference.statements import SHORT
from tests.graph_api.support.reference.texts import folded
from tests.graph_api.support.reference.world import name

_ZONES = ("", "Z", "+07:00", "-05:00")


class Pools:
    """The schema and the values of some data."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.schema = reference.schema
        self.model = reference.model
        world = reference.world
        self.members: dict[str | None, list[str]] = defaultdict(list)
        self.members[None] = sorted(world.resources)
        self.objects: dict[str, set[Any]] = defaultdict(set)
        self._filled: dict[tuple[str, str, bool], set[Any]] = defaultdict(set)
        for subject, said in sorted(world.by_subject.items()):
            for iri in world.classes(subject):
                self.members[iri].append(subject)
                for predicate, obj, _ in said:
                    self._filled[iri, predicate, False].add(obj)
                for predicate, other, _ in world.by_object.get(subject, ()):
                    self._filled[iri, predicate, True].add(other)
            for predicate, obj, _ in said:
                self.objects[predicate].add(obj)
        self.predicates = sorted(self.objects)
        self.types = sorted(
            {c for iri in world.by_subject for c in world.types_above(iri)} | {"http://nowhere"}
        )
        shown = {
            (p, str(o)): (p, o) for p, found in self.objects.items() for o in found if len(str(o)) <= SHORT
        }
        self.statements = [shown[one] for one in sorted(shown)]
        """Predicates with objects that cursors have as they are."""
        self._values: dict[tuple[str | None, str], list[Any]] = {}
        self.days = sorted({day for p in self._bounds() for day in self._forms(p) if native(Kind.DATE, day)})
        """The days on which something begins or ends."""

    def _bounds(self) -> set[str]:
        periods = [term.period for term in self.model.classes.values() if term.period]
        enders = [p for term in self.model.properties.values() for p in term.ends_object_before]
        return {*enders, *(p for period in periods for p in (*period.start, *period.end))}

    def _forms(self, predicate: str) -> list[str]:
        return sorted({o.value for o in self.objects[predicate] if isinstance(o, Literal)})

    def weight(self, field: Field, target: str | None, relation: int = 3) -> int:
        """The weight of a field of a class: higher for fields with data, highest for relations."""
        is_derived = field.term.derived_code is not None  # no source states it
        if not is_derived and not self._filled.get((target or "", field.term.iri, field.inverse)):
            return 1
        return 12 * relation if field.term.kind is Kind.RELATION else 12

    def values(self, field: Field, target: str | None) -> list[Any]:
        """The GraphQL values of a property on members of a class, or anywhere if they have none."""
        key = (target, field.term.iri)
        if key not in self._values:
            found = self._filled.get((target or "", field.term.iri, False)) or self.objects[field.term.iri]
            self._values[key] = _sayable(field.term, sorted(found, key=str))
        return self._values[key]


def _sayable(term: PropertyTerm, objects: Sequence[Any]) -> list[Any]:
    if term.kind in (Kind.IRI, Kind.CODE):
        return [name(o) for o in objects if not isinstance(o, Literal)]
    if term.kind is Kind.BOOLEAN:
        return [True, False]
    forms = sorted({o.value for o in objects if isinstance(o, Literal)})
    if term.kind in (Kind.TEXT, Kind.STRING, Kind.LITERAL):
        return forms
    fitting = [f for f in forms if f.split() == [f] and native(term.kind, f) is not None]
    return [native(term.kind, f) for f in fitting] if term.kind is Kind.DOUBLE else list(fitting)


# -- values close to others


def near(kind: Kind, value: Any, rng: random.Random) -> Any:
    """A value just before or after another, or the same one written differently."""
    match kind:
        case Kind.TEXT | Kind.STRING | Kind.LITERAL:
            return like(value, rng)
        case Kind.IRI:
            return value[: rng.randrange(len(value) + 1)] or value
        case Kind.DATE:
            return near_day(value, rng)
        case Kind.DATETIME:
            return value.rstrip("Z")[:19] + rng.choice(_ZONES)
        case Kind.PERIOD:
            is_cut = re.match(
                r"\d{4}(-\d\d)*(?=[TZ]|$)", value
            )  # before a time zone it would be another form
            return value.rstrip("Z")[: rng.choice((4, 7, 10))] if is_cut else value
        case Kind.YEAR:
            return f"{min(int(value.rstrip('Z')) + 1, 9999):04d}" if value[0] != "-" else "-0043"
        case Kind.DECIMAL:
            whole = value if "." in value else value + "."
            return whole + rng.choice(("0", "1", "00000000000000000000001"))
        case Kind.INTEGER:
            return str(int(value) + rng.choice((-1, 1)))
        case Kind.DOUBLE:
            return math.nextafter(value, rng.choice((-1e308, 1e308)))
    return value


def near_day(value: str, rng: random.Random) -> str:
    """The day before or after, or the same one in a time zone."""
    if len(value) < 10 or value[4] != "-" or value[0] == "-":
        return value
    day = date.fromisoformat(value[:10]) + timedelta(days=rng.choice((-1, 0, 0, 1)))
    return day.isoformat() + rng.choice(("", "", *_ZONES))


def like(text: str, rng: random.Random) -> str:
    """The text or a part of it, in another case or normal form, or without its diacritics."""
    if rng.random() < 0.5:
        start = rng.randrange(len(text) + 1)
        text = text[start : start + rng.choice((1, 2, 3, 5, 20))]
    return rng.choice(
        (
            text,
            text,
            text.upper(),
            text.lower(),
            folded(text),
            unicodedata.normalize("NFC", text),
            unicodedata.normalize("NFD", text),
        )
    )


def some_words(text: str, rng: random.Random) -> str:
    """Some of a text's words in another order."""
    words = text.split()
    rng.shuffle(words)
    return rng.choice((" ", "  ", "-", "!")).join(words[: rng.choice((1, 1, 2, 3))])


def choose(values: Sequence[Any], rng: random.Random, kind: Kind) -> Any:
    """One of some values, or one near it."""
    value = rng.choice(values)
    return near(kind, value, rng) if rng.random() < 0.3 else value
