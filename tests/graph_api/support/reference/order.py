"""In which order a list stands, and which page of it is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

from graph_api.plan.arguments.ordering import OrderReader
from graph_api.plan.cursor import read_cursor, write_cursor
from graph_api.plan.document import LANGUAGES
from graph_api.plan.order import mark_in, mark_of
from graph_api.respond.languages import preferred_languages
from ontology.model import Field, Kind
from ontology.values.collation import Collation, collation_key
from ontology.values.keys import sort_key
from tests.graph_api.support.reference.collation import dictionary_place
from tests.graph_api.support.reference.conditions import TEXTUAL, comparable
from tests.graph_api.support.reference.texts import Texts, accepted_languages, best, in_range
from tests.graph_api.support.reference.valid_time import ValidTime
from tests.graph_api.support.reference.world import Member, World

PAGE = 20


@dataclass(frozen=True, slots=True)
class Key:
    """One key: a value of what the path leads to, or (without a field) its IRI; a derived code is that of a day.

    Each step of the path has the day on which members count; of several values the largest counts if `largest`. With
    `counted` it is the number of members.
    """

    path: tuple[tuple[Field, str | None], ...]
    field: Field | None
    by_name: bool
    lang: str | None
    descending: bool
    day: str | None
    largest: bool = False
    counted: bool = False


class Orders:
    """Gives lists their order."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.reader = OrderReader(world.model)
        self.accept_language = ""
        """What the reader prefers, which lists of texts are ordered by."""

    def order(self, listed: str, target: str | None, given: Any, day: str | None) -> "Order":
        """The order that an `orderBy` gives the list that is called `listed`, of class `target`, on a day."""
        return Order(self, listed, target, given, day)


class Order:
    """The order of a list of class `target` that is called `listed`."""

    def __init__(self, orders: Orders, listed: str, target: str | None, given: Any, day: str | None) -> None:
        self.world, self.time = orders.world, ValidTime(orders.world)
        self.accepted = accepted_languages(orders.accept_language)
        items = given if isinstance(given, list) else [given or {}]
        self.keys = [key for item in items if (key := self._key(target, item, (), day)) is not None]
        # Which list a cursor is of is the one thing that only the product can say.
        keys = orders.reader.read(target, given, day)
        languages = {LANGUAGES.name: preferred_languages(orders.accept_language)}
        self.mark = mark_in(mark_of(listed, keys), keys, languages)

    @property
    def depends_on_day(self) -> bool:
        """True if some key is a derived code, or of members that count on a day."""
        return any(
            (key.field is not None and key.field.term.derived_code is not None)
            or any(field.many for field, _ in key.path)
            for key in self.keys
        )

    def _key(
        self,
        target: str | None,
        item: Mapping[str, Any],
        path: tuple[tuple[Field, str | None], ...],
        day: str | None,
    ) -> Key | None:
        for name, value in item.items():
            if value is None:
                continue
            if name == "count":
                return Key(path, None, False, None, value == "DESC", day, counted=True)
            lang, down = value.get("lang"), value.get("dir") == "DESC"
            largest = down if value.get("pick") is None else value["pick"] == "MAX"
            if name in ("iri", "id", "label"):
                return Key(path, None, name == "label", lang, down, day, largest)
            field = next(f for f in self.world.model.classes[target or ""].fields if f.name == name)
            if field.term.kind is Kind.RELATION:
                on = self.time.day_along(field, day)
                return self._key(field.target, value, (*path, (field, on)), on)
            return Key(path, field, False, lang, down, day, largest)
        return None

    def sorted(self, members: Sequence[Member]) -> list[Member]:
        """The members in this order."""
        by_iri = {m.iri: m for m in members}
        return [by_iri[iri] for iri in sorted(by_iri, key=cmp_to_key(self.compare))]

    def compare(self, one: str, other: str) -> int:
        """Below 0 if one resource comes first, above if the other does."""
        for key in self.keys:
            kind, a = self._value(one, key)
            _, b = self._value(other, key)
            if a is None or b is None:
                if (a is None) != (b is None):
                    return 1 if a is None else -1
                continue
            here, there = self._place(kind, a, key), self._place(kind, b, key)
            if here != there:
                return -1 if (here < there) is not key.descending else 1
        return (one > other) - (one < other)

    def _is_latin(self, key: Key) -> bool:
        """True if texts stand in the order of English and French: by the first language that has an order."""
        languages = [key.lang or ""] if key.lang is not None else self.accepted
        known = [tag.split("-")[0].lower() for tag in languages]
        return next((tag != "vi" for tag in known if tag in ("vi", "en", "fr")), False)

    def _place(self, kind: Kind, value: Any, key: Key) -> Any:
        return (
            dictionary_place(value, latin=self._is_latin(key)) if kind in TEXTUAL else comparable(kind, value)
        )

    def _value(self, iri: str, key: Key) -> tuple[Kind, Any]:
        """The value at a key (None if there is none) and its kind."""
        return self._value_at(iri, key, key.path)

    def _value_at(self, iri: str, key: Key, path: tuple[tuple[Field, str | None], ...]) -> tuple[Kind, Any]:
        world = self.world
        if path:
            (field, day), rest = path[0], path[1:]
            members = [
                m.iri
                for m in world.members(iri, field)
                if not field.many or self.time.holds(m.iri, field.target, day)
            ]
            if key.counted and not rest:
                return Kind.INTEGER, str(len(members))
            found = [self._value_at(member, key, rest) for member in members]
            if not field.many:
                return found[0] if found else (Kind.IRI, None)
            known = [(kind, value) for kind, value in found if value is not None]
            chosen = max if key.largest else min
            return (
                chosen(known, key=lambda one: self._place(one[0], one[1], key)) if known else (Kind.IRI, None)
            )
        if key.by_name:
            return Kind.TEXT, self._text(names(world, iri, key.lang), key)
        if key.field is None:
            return Kind.IRI, iri
        term = key.field.term
        if term.derived_code is not None:
            return Kind.CODE, next(iter(self.time.first_code(iri, term.derived_code, key.day)), None)
        found = world.values(iri, term)
        if term.kind is Kind.TEXT:
            return Kind.TEXT, self._text(found, key)
        return term.kind, found[0] if found else None

    # -- cursors

    def cursor(self, iri: str) -> str:
        """The cursor of a resource in this list."""
        return write_cursor(self.mark, [self._stored(*self._value(iri, key), key) for key in self.keys], iri)

    def _text(self, texts: Texts, key: Key) -> str | None:
        """The text that the reader sees, or the first in the language of the key."""
        if key.lang is None:
            return best(texts, None, self.accepted)[0] if texts else None
        fitting = [text for text, tag in texts if in_range(tag or "", key.lang.lower())]
        return min(fitting, key=lambda text: (self._place(Kind.TEXT, text, key), text), default=None)

    def _stored(self, kind: Kind, value: Any, key: Key) -> Any:
        """The form of a value in a cursor."""
        if value is None or key.counted:
            return value and int(value)
        if kind in TEXTUAL:
            return collation_key(value, Collation.LATIN if self._is_latin(key) else Collation.VIETNAMESE)
        if kind is Kind.PERIOD:
            value = value.value
        return value if kind in (Kind.IRI, Kind.CODE) else sort_key(kind, value)

    def place(self, cursor: str | None) -> str | None:
        """The resource that a cursor is of."""
        return None if cursor is None else read_cursor(cursor, self.mark, len(self.keys)).iri


def names(world: World, iri: str, lang: str | None = None) -> Texts:
    """The name of a resource: the values of the best naming property that has any (in a language)."""
    for term in world.model.names:
        texts = [v if isinstance(v, tuple) else (v, None) for v in world.values(iri, term)]
        if any(lang is None or in_range(tag or "", lang.lower()) for _, tag in texts):
            return texts
    return []


# -- pages


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, in the list's order."""

    members: Sequence[Member]
    has_next: bool
    has_previous: bool


def page_of(members: Sequence[Member], order: Order, args: Mapping[str, Any]) -> Page:
    """The page that `first`, `last`, `after` and `before` ask for."""
    after, before = order.place(args.get("after")), order.place(args.get("before"))
    between = [
        m
        for m in order.sorted(members)
        if (after is None or order.compare(after, m.iri) < 0)
        and (before is None or order.compare(m.iri, before) < 0)
    ]
    first, last = args.get("first"), args.get("last")
    if last is not None:
        size = min(last, len(between))
        rows = between[len(between) - size :]
        return Page(rows, before is not None, after is not None or len(between) > size)
    rows = between[: PAGE if first is None else first]
    return Page(rows, before is not None or len(between) > len(rows), after is not None)
