"""From an `orderBy` argument to order keys."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from graph_api.errors import QueryError
from graph_api.plan.arguments.period import Periods
from graph_api.plan.order import Extreme, OrderKey, PathStep
from ontology.model import Field, Kind, Model

_DEEPEST = 10
"""The maximum number of relations that an order may follow."""
_MOST = 10
"""The maximum number of keys of an order."""
UNORDERED = frozenset((Kind.LITERAL,))
"""Kinds whose values have no order."""


def is_orderable(field: Field) -> bool:
    """True if a list can be ordered by the values of a field, or by a field of the resource that it leads to."""
    term = field.term
    return term.kind in (Kind.TEXT, Kind.RELATION) or not (field.many or term.kind in UNORDERED)


class OrderReader:
    """Reads orders over one model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._fields = model.fields_by_name()
        self._periods = Periods(model)

    def read(self, target: str | None, order: object, day: object = None) -> tuple[OrderKey, ...]:
        """The keys of an `orderBy` on a list of class `target`; null and empty objects add none.

        `day`: the one on which derived codes are read (None: today).
        """
        if not isinstance(order, list | Mapping):
            return ()
        orders = [order] if isinstance(order, Mapping) else order
        keys = [key for one in orders if (key := self._key(target, one, day, ())) is not None]
        if len(keys) > _MOST:
            raise QueryError(
                f"`orderBy` may have {_MOST} keys at most, not {len(keys)}.",
                code="BAD_ORDER",
                hint="The first keys decide; leave out the last ones.",
            )
        return tuple(keys)

    def _key(
        self, target: str | None, given: object, day: object, path: tuple[PathStep, ...]
    ) -> OrderKey | None:
        named = [(n, v) for n, v in cast(Mapping[str, object], given or {}).items() if v is not None]
        if not named:
            return None
        if len(named) > 1:
            names = " and ".join(f"`{name}`" for name, _ in named)
            raise QueryError(
                f"An object in `orderBy` has one key, here it has {names}.",
                code="BAD_ORDER",
                hint=f"Write a list: [{', '.join(f'{{{name}: …}}' for name, _ in named)}].",
            )
        if len(path) > _DEEPEST:
            raise QueryError(
                f"`orderBy` may follow {_DEEPEST} relations at most.",
                code="BAD_ORDER",
                hint="Name a field that is fewer relations away.",
            )
        ((name, value),) = named
        if name == "count":
            return _count(path, value)
        if name in ("iri", "id"):
            return OrderKey(_picked(path, value), descending=_is_descending(value))
        if name == "label":
            return OrderKey(_picked(path, value), self._model.names, _lang(value), _is_descending(value))
        field = self._fields[target][name]
        if field.term.kind is Kind.RELATION:
            below = None if field.spans_time else day
            holding = self._periods.holding(field.target, below) if field.many else None
            return self._key(field.target, value, below, (*path, PathStep(field, holding)))
        if (derived := field.term.derived_code) is not None:
            along = (*_picked(path, value), PathStep(derived.along, self._periods.held(derived, day)))
            return OrderKey(along, (derived.value,), descending=_is_descending(value))
        return OrderKey(_picked(path, value), (field.term,), _lang(value), _is_descending(value))


def _count(path: tuple[PathStep, ...], direction: object) -> OrderKey:
    """The key of the number of members behind the last relation of a path."""
    if not path or not path[-1].along.many or any(step.along.many for step in path[:-1]):
        raise QueryError(
            "`count` stands behind one relation of many members.",
            code="BAD_ORDER",
            hint="Name the relation first, such as {assessments: {count: DESC}}.",
        )
    return OrderKey(path, descending=direction == "DESC", counted=True)


def _picked(path: tuple[PathStep, ...], value: object) -> tuple[PathStep, ...]:
    """The path with the choice between several members: by default the first in the direction of the order."""
    given = value.get("pick") if isinstance(value, Mapping) else None
    pick = cast(Extreme, given or ("MAX" if _is_descending(value) else "MIN"))
    return tuple(replace(step, pick=pick) if step.along.many else step for step in path)


def _is_descending(value: object) -> bool:
    return isinstance(value, Mapping) and value.get("dir") == "DESC"


def _lang(value: object) -> str | None:
    lang = value.get("lang") if isinstance(value, Mapping) else None
    return None if lang in (None, "*") else str(lang).lower()
