"""The keys of tallies: the ways that lead from the members of a list to what they are counted by."""

from collections.abc import Mapping
from typing import cast

from graph_api.errors import QueryError
from graph_api.plan import reads
from graph_api.plan.arguments.where import ConditionScope
from graph_api.plan.conditions import both
from graph_api.plan.order import PathStep
from graph_api.plan.scope import Scope
from ontology.model import Field, Kind, PathFacet

_DEEPEST = 10
"""The maximum number of relations on the way to a key."""
CONDITION = "where"
CLASSES = "types"
_GROUPED = frozenset(
    (
        Kind.RELATION,
        Kind.CODE,
        Kind.DATE,
        Kind.DATETIME,
        Kind.YEAR,
        Kind.PERIOD,
        Kind.BOOLEAN,
        Kind.INTEGER,
        Kind.STRING,
        Kind.IRI,
    )
)
_DATED = (Kind.DATE, Kind.DATETIME, Kind.PERIOD)


def is_groupable(field: Field) -> bool:
    """True if members can be grouped by a field, or by a field of what it leads to."""
    return field.term.kind in _GROUPED


def step_along(scope: Scope, field: Field, where: object = None) -> PathStep:
    """The step along a relation: to resources that are valid on the day and meet `where`."""
    tables, below = scope.tables, scope.along(field)
    holding = tables.where.periods.holding(field.target, below.as_of) if field.many else None
    return PathStep(field, both(holding, tables.where.read(field.target, where, ConditionScope(below.as_of))))


def value_key(
    scope: Scope, way: tuple[PathStep, ...], field: Field, unit: reads.Unit | None = None
) -> reads.TallyKey:
    """The key of the values of a field at the end of a way; a derived code is one step further."""
    if (derived := field.term.derived_code) is None:
        return reads.TallyKey(way, field, unit)
    step = PathStep(derived.along, scope.tables.where.periods.held(derived, scope.as_of))
    code = Field(field.name, derived.value, inverse=False, scheme=field.scheme)
    return reads.TallyKey((*way, step), code)


def path_key(facet: PathFacet) -> Mapping[str, object]:
    """The object of the argument `by` that says what a facet counts along its path."""
    key: dict[str, object] = {}
    for step in reversed(facet.steps):
        along, kind = step.along, step.along.term.kind
        if kind is not Kind.RELATION:
            key = {along.name: "YEAR" if kind in _DATED else True}
            continue
        where = {field.name: _is(field, value) for field, value in step.having}
        key = {along.name: {**key, CONDITION: where} if where else key}
    return key


def _is(field: Field, iri: str) -> Mapping[str, object]:
    """The condition that a code or a member of a relation is this one."""
    itself = {"iri": {"eq": iri}}
    return {"some": itself} if field.term.kind is Kind.RELATION and field.many else itself


def named_in(given: object) -> list[tuple[str, object]]:
    """The fields that an object of a key names."""
    plain = cast(Mapping[str, object], given or {})
    return [
        (name, value) for name, value in plain.items() if name != CONDITION and value not in (None, False)
    ]


def read_key(scope: Scope, target: str | None, given: object, argument: str = "by") -> reads.TallyKey:
    """The key that an object of the argument `by` (or `of`) names, for members of class `target`.

    Raises `QueryError` if it does not name exactly one field on each step.
    """
    way: list[PathStep] = []
    while True:
        named = named_in(given)
        if not named and way:
            return reads.TallyKey(tuple(way))
        if len(named) != 1:
            raise _not_one([name for name, _ in named], argument)
        if len(way) > _DEEPEST:
            raise QueryError(
                f"A key may follow {_DEEPEST} relations at most.",
                code="BAD_GROUP",
                hint="Name a field that is fewer relations away.",
            )
        ((name, given),) = named
        if name == CLASSES:
            return reads.TallyKey(tuple(way), classes=True)
        field = scope.tables.fields[target][name]
        if field.term.kind is not Kind.RELATION:
            return value_key(scope, tuple(way), field, _unit(field, given))
        where = given.get(CONDITION) if isinstance(given, Mapping) else None
        way.append(step_along(scope, field, where))
        scope, target = scope.along(field), field.target


def _unit(field: Field, given: object) -> reads.Unit | None:
    if field.term.kind is Kind.YEAR:
        return "YEAR"
    return cast(reads.Unit, given) if field.term.kind in _DATED else None


def _not_one(names: list[str], argument: str) -> QueryError:
    if not names:
        return QueryError(
            f"An object in `{argument}` names no field.",
            code="BAD_GROUP",
        )
    listed = " and ".join(f"`{name}`" for name in names)
    objects = ", ".join(f"{{{name}: …}}" for name in names)
    return QueryError(
        f"An object in `{argument}` has one field, here it has {listed}.",
        code="BAD_GROUP",
        hint=f"Write a list: [{objects}]."
        if argument == "by"
        else "Name the field whose values are to be counted.",
    )
