"""Evaluation of a `where`, operator by operator."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from pyoxigraph import Literal

from ontology.model import Field, Kind, PropertyTerm
from ontology.values.keys import sort_key
from tests.graph_api.support.reference.collation import dictionary_place
from tests.graph_api.support.reference.texts import composed, folded, in_range, words_of
from tests.graph_api.support.reference.valid_time import ValidTime
from tests.graph_api.support.reference.world import World

TEXTUAL = (Kind.TEXT, Kind.STRING)
_HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "lt": lambda have, given: have < given,
    "lte": lambda have, given: have <= given,
    "gt": lambda have, given: have > given,
    "gte": lambda have, given: have >= given,
}
_IN_TEXTS: Mapping[str, Callable[[str, str], bool]] = {
    "startsWith": lambda have, given: have.startswith(given),
    "contains": lambda have, given: given in have,
}


_IDENTITY = ("iri", "id")


class Conditions:
    """Looks at a `where`, on the day on which members have to hold."""

    def __init__(self, world: World, time: ValidTime) -> None:
        self.world = world
        self.time = time
        self.model = world.model
        self.by_name = {term.type_name: iri for iri, term in self.model.classes.items()}

    def hold(self, iri: str, target: str | None, where: Mapping[str, Any] | None, day: str | None) -> bool:
        """All of `where`, where null operators do not count as conditions."""
        return all(self._holds(iri, target, n, v, day) for n, v in (where or {}).items() if v is not None)

    def _holds(self, iri: str, target: str | None, name: str, value: Any, day: str | None) -> bool:
        match name:
            case "and":
                return all(self.hold(iri, target, w, day) for w in value)
            case "or":
                return any(self.hold(iri, target, w, day) for w in value)
            case "not":
                return not self.hold(iri, target, value, day)
            case "iri" | "id":
                return compare([iri], value, str)
            case "types":
                wanted = value.get("in")
                classes = self.world.classes(iri)
                return wanted is None or any(self.by_name.get(w, w) in classes for w in wanted)
            case "sources":
                return self._sources(iri, value, day)
            case "label":
                return self._texts(iri, self.model.names, value)
            case "anyText":
                below = (target, *self.model.classes[target].descendants) if target else self.model.classes
                known = {f.term.iri: f.term for one in below for f in self.model.fields(one)}.values()
                searched = [t for t in known if t.full_text and t.kind in TEXTUAL]
                return self._texts(iri, searched, value)
            case "isNull":  # the thing itself exists
                return value is False
        return self._field(iri, self._field_named(target, name), value, day)

    def _sources(self, iri: str, value: Mapping[str, Any], day: str | None) -> bool:
        def meet(name: str) -> list[bool]:
            return [
                self.hold(g, self.model.source_graph, value[name], day)
                for g in self.world.graphs_about(iri, None)
            ]

        return (
            (value.get("some") is None or any(meet("some")))
            and (value.get("none") is None or not any(meet("none")))
            and (value.get("every") is None or all(meet("every")))
        )

    def _field_named(self, target: str | None, name: str) -> Field:
        return next(f for f in self.model.fields(target) if f.name == name)

    def _field(self, iri: str, field: Field, value: Mapping[str, Any], day: str | None) -> bool:
        world, term = self.world, field.term
        if term.kind is Kind.RELATION:
            day = self.time.day_along(field, day)
            return self._list(iri, field, value, day) if field.many else self._one(iri, field, value, day)
        if term.derived_code is not None:
            return self._code(self.time.codes(iri, term.derived_code, day), field, value)
        if value.get("isNull") is not None and value.get("lang") is None:
            if bool(world.objects(iri, term.iri)) is value["isNull"]:  # what does not fit is stated, too
                return False
            value = {n: v for n, v in value.items() if n != "isNull"}
        found = world.values(iri, term)
        if term.kind is Kind.CODE:
            return self._code(found, field, value)
        if term.kind in TEXTUAL:
            return _text([pair if isinstance(pair, tuple) else (pair, None) for pair in found], value)
        if (
            term.kind is Kind.PERIOD
        ):  # a period is before another if it begins before it, however long they are
            ranges = {n: v for n, v in value.items() if n in _HOLDS}
            value = {n: v for n, v in value.items() if n not in _HOLDS}
            if not compare(found, ranges, lambda v: comparable(Kind.PERIOD, v)[0]):
                return False
        return compare(found, value, lambda v: comparable(term.kind, v))

    def _texts(self, iri: str, terms: Sequence[PropertyTerm], value: Mapping[str, Any]) -> bool:
        """Conditions on the texts of several properties, as if they were those of one."""
        if value.get("isNull") is not None and value.get("lang") is None:
            if any(self.world.objects(iri, term.iri) for term in terms) is value["isNull"]:
                return False
            value = {n: v for n, v in value.items() if n != "isNull"}
        if value.get("lang") is not None:  # strings have none
            terms = [term for term in terms if term.kind is Kind.TEXT]
        found = [v if isinstance(v, tuple) else (v, None) for t in terms for v in self.world.values(iri, t)]
        return _text(found, value)

    # -- relations

    def _list(self, iri: str, field: Field, value: Mapping[str, Any], day: str | None) -> bool:
        members = [m.iri for m in self.world.members(iri, field) if self.time.holds(m.iri, field.target, day)]

        def meet(name: str) -> list[bool]:
            return [self.hold(m, field.target, value[name], day) for m in members]

        return (
            (value.get("some") is None or any(meet("some")))
            and (value.get("none") is None or not any(meet("none")))
            and (value.get("every") is None or all(meet("every")))
            and (value.get("count") is None or compare([len(members)], value["count"], int))
        )

    def _one(self, iri: str, field: Field, value: Mapping[str, Any], day: str | None) -> bool:
        members = self.world.members(iri, field)
        asked = self._asks(field.target, value, self._is_stated(iri, field))
        if asked is None:
            return True
        if not members:
            return asked
        return any(self.hold(m.iri, field.target, value, day) for m in members)

    def _is_stated(self, iri: str, field: Field) -> bool:
        """True if a to-one relation has a value, even if that does not fit."""
        if field.term.chain:
            anywhere = replace(field, term=replace(field.term, target=None))
            return bool(self.world.members(iri, anywhere))
        return bool(self.world.objects(iri, field.term.iri))

    def _asks(self, target: str | None, where: Mapping[str, Any], stated: bool = False) -> bool | None:
        """The value of a condition on a to-one relation that leads to no member: false, unless it tests that.

        None: there is no condition in `where`, `{}` and null being none, at whatever depth.
        """
        parts = [self._asks_part(target, n, v, stated) for n, v in where.items() if v is not None]
        asked = [part for part in parts if part is not None]
        return all(asked) if asked else None

    def _asks_part(self, target: str | None, name: str, value: Any, stated: bool) -> bool | None:
        match name:
            case "isNull":
                return value is not stated
            case "and":
                asked = [part for w in value if (part := self._asks(target, w, stated)) is not None]
                return all(asked) if asked else None
            case "or":
                return any(self._asks(target, w, stated) for w in value)
            case "not":
                return False
            case "label" | "anyText":
                return (
                    False
                    if _is_given({n: v for n, v in value.items() if n not in ("lang", "fold")})
                    else None
                )
            case "iri" | "id" | "types":
                return False if _is_given(value) else None
            case "sources":
                every = value.get("every")
                asks = any(value.get(n) is not None for n in ("some", "none"))
                asks = asks or (every is not None and self._asks(self.model.source_graph, every) is not None)
                return False if asks else None
        field = self._field_named(target, name)
        match field.term.kind:
            case Kind.RELATION if not field.many:
                return None if self._asks(field.target, value) is None else False
            case Kind.RELATION:
                every = value.get("every")
                asks = any(value.get(n) is not None for n in ("some", "none")) or _is_given(
                    value.get("count")
                )
                return (
                    False
                    if asks or (every is not None and self._asks(field.target, every) is not None)
                    else None
                )
            case Kind.CODE:
                codes = {n: v for n, v in value.items() if n not in _IDENTITY}
                return False if _is_given(codes) or any(_is_given(value.get(n)) for n in _IDENTITY) else None
        return False if _is_given({n: v for n, v in value.items() if n not in ("lang", "fold")}) else None

    def _code(self, found: Sequence[str], field: Field, value: Mapping[str, Any]) -> bool:
        concepts = self.model.code_lists[field.scheme or ""].concepts
        iris = {c.enum_name: c.iri for c in concepts}
        holds = compare(
            found, {n: v for n, v in value.items() if n not in _IDENTITY}, lambda v: iris.get(v, v)
        )
        return holds and all(compare(found, value.get(name) or {}, str) for name in _IDENTITY)


def _is_given(value: Mapping[str, Any] | None) -> bool:
    return any(v is not None for v in (value or {}).values())


def _text(found: Sequence[tuple[str, str | None]], value: Mapping[str, Any]) -> bool:
    lang = value.get("lang")
    texts = [text for text, tag in found if lang is None or in_range(tag or "", lang.lower())]
    as_given = folded if value.get("fold") else composed
    equal = {n: v for n, v in value.items() if n in ("eq", "ne", "in", "notIn", "isNull")}
    ordered = {n: v for n, v in value.items() if n in _HOLDS}
    parts = {n: v for n, v in value.items() if n in _IN_TEXTS}
    wanted = value.get("matches")
    return (
        compare(texts, equal, as_given)
        and compare(texts, ordered, dictionary_place)
        and compare(texts, parts, as_given)
        and (wanted is None or any(_matches(text, wanted) for text in texts))
    )


def _matches(text: str, wanted: str) -> bool:
    words, have = words_of(wanted), words_of(text)
    return bool(words) and all(word in have for word in words)


def compare(found: Sequence[Any], value: Mapping[str, Any], same: Callable[[Any], Any]) -> bool:
    """Each operator that is given holds of some value; `same` makes values comparable."""
    have = [same(one) for one in found]
    return all(_compare(have, n, v, same) for n, v in value.items() if v is not None)


def _compare(have: Sequence[Any], operator: str, given: Any, same: Callable[[Any], Any]) -> bool:
    match operator:
        case "eq":
            return same(given) in have
        case "ne":
            return same(given) not in have
        case "in":
            return any(same(v) in have for v in given)
        case "notIn":
            return all(same(v) not in have for v in given)
        case "isNull":
            return (not have) is given
    holds = _HOLDS.get(operator) or _IN_TEXTS[operator]
    return any(holds(one, same(given)) for one in have)


def period_place(form: str) -> tuple[str | float, str]:
    """The first moment of a year, month, day or moment, and a letter for its length."""
    found = re.fullmatch(r"(-?\d+)(-\d\d)?(-\d\d)?(T[\d:.]+)?(Z|[+-]\d\d:\d\d)?", form)
    assert found is not None, form
    year, month, day, time, zone = found.groups()
    first = f"{year}{month or '-01'}{day or '-01'}{time or 'T00:00:00'}{zone or ''}"
    return sort_key(Kind.DATETIME, first), "T" if time else "D" if day else "M" if month else "Y"


def comparable(kind: Kind, value: Any) -> Any:
    """A key in the order of the values of a kind; equal values have equal keys."""
    match kind:
        case Kind.INTEGER | Kind.DECIMAL:
            return Fraction(str(value))
        case Kind.DOUBLE:
            return float(value)
        case Kind.BOOLEAN:
            return bool(value)
        case Kind.DATE | Kind.DATETIME | Kind.YEAR:
            return sort_key(kind, str(value))
        case Kind.TEXT | Kind.STRING:
            return dictionary_place(value)
        case Kind.PERIOD:
            return period_place(value.value if isinstance(value, Literal) else value)
        case Kind.LITERAL:
            return value.value if isinstance(value, Literal) else value
    return value
