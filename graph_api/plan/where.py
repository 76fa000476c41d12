"""From a `where` argument, as plain data, to a `Condition`: GraphQL names become terms of the model."""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from graph_api.errors import QueryError
from graph_api.plan.conditions import (
    All,
    Any,
    Condition,
    HasAny,
    HasValue,
    IriAmong,
    IsA,
    Not,
    Operand,
    Related,
)
from graph_api.plan.document import operand
from ontology.keys import sort_key
from ontology.model import Field, Kind, Model

Plain = Mapping[str, object]
DEEPEST = 40
"""How deep a condition may be nested; both stores take that, whatever it is made of."""


class WhereReader:
    """Reads conditions of one model. Null and absent operators are no condition, as the SDL says."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._fields = {iri: {f.name: f for f in term.fields} for iri, term in model.classes.items()}
        self._class_names = {t.type_name: iri for iri, t in model.classes.items()}

    def read(self, target: str | None, where: object, depth: int = 0) -> Condition | None:
        """The condition that `where` puts on resources of class `target`; None: no condition."""
        if not isinstance(where, Mapping):
            return None
        if depth > DEEPEST:
            raise QueryError(
                f"A condition may be nested {DEEPEST} deep at most.",
                code="TOO_DEEP",
                hint="Put the parts of nested `and`s and `or`s into one list, or ask in two steps.",
            )
        given = sorted((name, value) for name, value in where.items() if value is not None)
        return _all([c for name, value in given if (c := self._part(target, name, value, depth + 1))])

    def _part(self, target: str | None, name: str, value: object, depth: int) -> Condition | None:
        if name == "and":
            return _all([c for item in _list(value) if (c := self.read(target, item, depth))])
        if name == "or":
            return Any(tuple(self.read(target, item, depth) or All(()) for item in _list(value)))
        if name == "not":
            return Not(self.read(target, value, depth) or All(()))
        if name == "iri":
            return _all(_among(cast(Plain, value), iris, IriAmong))
        if name == "types":
            return self._types(cast(Plain, value))
        return self._field(self._fields[target or ""][name], cast(Plain, value), depth)

    def _types(self, value: Plain) -> Condition | None:
        names = value.get("in")
        return None if names is None else IsA(tuple(sorted({self._class(str(n)) for n in _list(names)})))

    def _class(self, name: str) -> str:
        iri = self._class_names.get(name, name)
        if iri not in self._model.classes:
            near = difflib.get_close_matches(name, [*self._class_names, *self._model.classes], n=1)
            raise QueryError(
                f"There is no type {name!r}.",
                code="UNKNOWN_TYPE",
                hint=f"Did you mean {near[0]!r}?"
                if near
                else "Give the name of a type of the schema, or a class IRI.",
            )
        return iri

    def _field(self, field: Field, value: Plain, depth: int) -> Condition | None:
        if field.term.kind is Kind.RELATION:
            return self._relation(field, value, depth)
        lang_value = value.get("lang")
        lang = None if lang_value is None else operand(lang_value, _lower)
        term = field.term
        parts = list(_among(value, self._keys(field), lambda among: HasValue(term, among, lang)))
        if value.get("isNull") is not None:
            has = HasAny(field, lang)
            parts.append(Not(has) if value["isNull"] else has)
        if term.kind is Kind.CODE and isinstance(value.get("iri"), Mapping):
            parts += _among(cast(Plain, value["iri"]), iris, lambda among: HasValue(term, among))
        return _all(parts)

    def _relation(self, field: Field, value: Plain, depth: int) -> Condition | None:
        if field.many:
            some = value.get("some")
            return None if some is None else Related(field, self.read(field.target, some, depth))
        inner = self.read(field.target, value, depth)
        return None if inner is None else Related(field, inner)

    def _keys(self, field: Field) -> "SearchKeys":
        scheme = field.scheme
        codes = self._model.code_lists[scheme].concepts if scheme else ()
        return SearchKeys(field.term.kind, tuple((c.enum_name, c.iri) for c in codes))


@dataclass(frozen=True, slots=True)
class SearchKeys:
    """Turns GraphQL values of one kind (one, or a list) into the keys that the stores search by."""

    kind: Kind
    codes: tuple[tuple[str, str], ...] = ()

    def __call__(self, value: object) -> list[object]:
        """The keys of one value or several."""
        return [self._key(one) for one in _list(value)]

    def _key(self, value: object) -> object:
        if self.kind is Kind.CODE:
            return dict(self.codes).get(str(value), str(value))
        if self.kind is Kind.BOOLEAN:
            return "true" if value else "false"
        if self.kind is Kind.DOUBLE:
            return float(cast(float, value))
        if self.kind is Kind.LITERAL:  # the lexical form alone, which is the key already
            return str(value)
        return sort_key(self.kind, str(value))


def iris(value: object) -> list[str]:
    """One IRI or several as a list."""
    return [str(one) for one in _list(value)]


def _among(
    value: Plain, convert: Callable[[object], object], make: Callable[[Operand], Condition]
) -> Sequence[Condition]:
    """The conditions of the operators `eq` and `in`."""
    return [make(operand(value[name], convert)) for name in ("eq", "in") if value.get(name) is not None]


def _list(value: object) -> Sequence[object]:
    """GraphQL takes a single value where a list is expected."""
    return value if isinstance(value, list | tuple) else [value]


def _lower(value: object) -> str:
    return str(value).lower()


def _all(parts: Sequence[Condition]) -> Condition | None:
    return parts[0] if len(parts) == 1 else (All(tuple(parts)) if parts else None)
