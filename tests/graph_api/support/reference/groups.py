"""Groups of the members of a list, each found by looking at every member."""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from typing import Any

from ontology.model import Field, Kind
from tests.graph_api.support.reference.collation import dictionary_place
from tests.graph_api.support.reference.conditions import Conditions, comparable
from tests.graph_api.support.reference.figures import aggregate, year_of
from tests.graph_api.support.reference.order import PAGE, names
from tests.graph_api.support.reference.texts import accepted_languages, best, composed
from tests.graph_api.support.reference.valid_time import ValidTime
from tests.graph_api.support.reference.world import World, last_part

_DATES = (Kind.DATE, Kind.DATETIME, Kind.YEAR, Kind.PERIOD)
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "in": lambda a, several: a in several,
}


@dataclass(frozen=True, slots=True)
class Key:
    """A value that members are grouped by: text, or (`day` set) a resource; `kind` says how it compares."""

    text: str
    kind: Kind | None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Members with the same keys (None: without a value)."""

    keys: tuple[Key | None, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a page, true if others follow, and the number of all."""

    page: Sequence[Group]
    more: bool
    total: int


class Grouping:
    """Groups the members of lists."""

    def __init__(self, world: World, time: ValidTime, conditions: Conditions) -> None:
        self.world = world
        self.time = time
        self.conditions = conditions
        self.accept_language = ""

    def groups(
        self, members: Sequence[str], target: str | None, day: str | None, args: Mapping[str, Any]
    ) -> Groups:
        """The page of groups that the arguments ask for."""
        by = args["by"] if isinstance(args["by"], list) else [args["by"]]
        made: dict[tuple[Key | None, ...], list[str]] = {}
        for iri in members:
            found = [self.distinct_keys(iri, target, one, day) or self.without(args) for one in by]
            for keys in itertools.product(*found):
                made.setdefault(keys, []).append(iri)
        groups = [Group(keys, tuple(iris)) for keys, iris in made.items()]
        kept = [one for one in groups if self._meets(one, target, args.get("having") or {})]
        kept.sort(key=cmp_to_key(lambda a, b: self._compare(a, b, target, args.get("orderBy"))))
        first = args.get("first")
        size = PAGE if first is None else first
        return Groups(kept[:size], len(kept) > size, len(kept))

    def distinct(self, group: Group, target: str | None, of: Mapping[str, Any], day: str | None) -> int:
        """The number of different values in a group."""
        return len({key.text for iri in group.members for key in self.distinct_keys(iri, target, of, day)})

    @staticmethod
    def without(args: Mapping[str, Any]) -> Sequence[Key | None]:
        """The keys of a member without a value."""
        return [None] if args["none"] else []

    # -- keys

    def distinct_keys(
        self, iri: str, target: str | None, by: Mapping[str, Any], day: str | None
    ) -> Sequence[Key]:
        """The different values of a key of one member."""
        return list({key.text: key for key in self._keys(iri, target, by, day, at_start=True)}.values())

    def _keys(
        self, iri: str, target: str | None, by: Mapping[str, Any], day: str | None, *, at_start: bool = False
    ) -> Iterator[Key]:
        named = [(n, v) for n, v in by.items() if n != "where" and v not in (None, False)]
        if not named and not at_start:
            yield Key(iri, Kind.RELATION, day)
            return
        ((name, inner),) = named
        if name == "types":
            yield from (Key(one, None) for one in self.world.classes(iri))
            return
        field = next(f for f in self.world.model.fields(target) if f.name == name)
        if field.term.kind is Kind.RELATION:
            on = self.time.day_along(field, day)
            for member in self.world.members(iri, field):
                holds = not field.many or self.time.holds(member.iri, field.target, on)
                if holds and self.conditions.hold(member.iri, field.target, inner.get("where"), on):
                    yield from self._keys(member.iri, field.target, inner, on)
            return
        yield from (Key(text, field.term.kind) for text in self._texts(iri, field, inner, day))

    def _texts(self, iri: str, field: Field, unit: Any, day: str | None) -> Sequence[str]:
        if field.term.derived_code is not None:
            return self.time.codes(iri, field.term.derived_code, day)
        values, kind = self.world.values(iri, field.term), field.term.kind
        if kind is Kind.BOOLEAN:
            return ["true" if value else "false" for value in values]
        if kind is Kind.STRING:
            return [composed(value) for value in values]
        if kind is Kind.PERIOD:
            return [_part_of_period(value.value, unit) for value in values]
        if kind is Kind.YEAR:
            return [year_of(value) for value in values]
        return [_part(value, unit) for value in values] if kind in _DATES else [str(v) for v in values]

    # -- conditions and order

    def _figure(self, group: Group, target: str | None, name: str, of: Any) -> Any:
        if name == "count":
            return Fraction(len(group.members))
        field = next(f for f in self.world.model.fields(target) if f.name == of)
        value = aggregate(self.world, group.members, field)[name]
        return None if value is None else _comparable(field.term.kind, value)

    def _meets(self, group: Group, target: str | None, having: Mapping[str, Any]) -> bool:
        for name, given in having.items():
            for one in given if isinstance(given, list) else [given or {}]:
                of = one.get("of")
                value = self._figure(group, target, name, of)
                kind = next(
                    (f.term.kind for f in self.world.model.fields(target) if f.name == of), Kind.INTEGER
                )
                for operator, wanted in one.items():
                    if operator != "of" and wanted is not None and not _holds(operator, value, wanted, kind):
                        return False
        return True

    def _compare(self, one: Group, other: Group, target: str | None, given: Any) -> int:
        orders = given if isinstance(given, list) else [given]
        for order in [o for o in orders if o] or [{"count": "DESC"}]:
            ((name, how),) = [(n, v) for n, v in order.items() if v is not None]
            down = (how if isinstance(how, str) else how.get("dir")) == "DESC"
            if name == "keys":
                pairs = [(self.place(a), self.place(b)) for a, b in zip(one.keys, other.keys, strict=True)]
            else:
                of = None if isinstance(how, str) else how["of"]
                pairs = [(self._figure(one, target, name, of), self._figure(other, target, name, of))]
            for a, b in pairs:
                if a is None and b is None:
                    continue
                if a is None or b is None:
                    return 1 if a is None else -1
                if a != b:
                    return -1 if (a < b) is not down else 1
        ties = [["=" + key.text if key else "" for key in group.keys] for group in (one, other)]
        return (ties[0] > ties[1]) - (ties[0] < ties[1])

    def place(self, key: Key | None) -> Any:
        """The place of a value in an order as a reader sees it; None for none."""
        if key is None:
            return None
        accepted = accepted_languages(self.accept_language)
        if key.kind in (Kind.RELATION, Kind.CODE, Kind.STRING, None):
            known = [tag.split("-")[0] for tag in accepted]
            latin = next((tag != "vi" for tag in known if tag in ("vi", "en", "fr")), False)
            return dictionary_place(self._shown(key, accepted), latin=latin)
        return self.size(key)

    def size(self, key: Key | None) -> Any:
        """The place of a value by size; None for none."""
        if key is None:
            return None
        if key.kind in _DATES:
            year = year_of(key.text)
            return comparable(Kind.YEAR, year), key.text[len(year) :]
        return comparable(key.kind, key.text) if key.kind is Kind.INTEGER else key.text

    def _shown(self, key: Key, accepted: Sequence[str]) -> str:
        if key.kind is Kind.STRING:
            return key.text
        if key.kind is Kind.RELATION:
            return best(names(self.world, key.text) or [(last_part(key.text), None)], None, accepted)[0]
        concept = self.world.model.concepts.get(key.text)
        if key.kind is Kind.CODE and concept is None:
            return last_part(key.text)
        label = concept.label if key.kind is Kind.CODE and concept else self.world.model.labels.get(key.text)
        texts = [(text, tag or None) for tag, text in label.by_language.items()] if label else []
        code = concept.code if key.kind is Kind.CODE and concept else last_part(key.text)
        return best(texts or [(code, None)], None, accepted)[0]


def _holds(operator: str, value: Any, wanted: Any, kind: Kind) -> bool:
    if operator in ("ne", "notIn"):
        return not _holds("eq" if operator == "ne" else "in", value, wanted, kind)
    if value is None:
        return False
    read = [_comparable(kind, w) for w in wanted] if isinstance(wanted, list) else _comparable(kind, wanted)
    return _COMPARE[operator](value, read)


def _comparable(kind: Kind, value: Any) -> Any:
    if kind is Kind.DOUBLE:
        return float(value)
    return comparable(kind, str(value)) if kind in _DATES else Fraction(str(value))


def _part_of_period(form: str, unit: str) -> str:
    found = re.match(r"(-?\d+)(?:-(\d\d)(?!:))?(?:-(\d\d)(?!:))?", form)
    assert found is not None
    year, month, day = found.groups()
    if month is None or unit == "YEAR":
        return str(year)
    if day is None and unit == "DAY":
        return f"{year}-{month}"
    return _part(f"{year}-{month}-{day or '01'}", unit)


def _part(written: str, unit: str) -> str:
    year = year_of(written)
    month, day = written[len(year) + 1 : len(year) + 3], written[len(year) + 4 : len(year) + 6]
    parts = {
        "YEAR": "",
        "QUARTER": f"-Q{(int(month) + 2) // 3}",
        "MONTH": f"-{month}",
        "DAY": f"-{month}-{day}",
    }
    return year + parts[unit]
