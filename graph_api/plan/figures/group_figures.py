"""The figures of groups in an order and in conditions: how many members, and sums, averages and extremes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from graph_api.errors import QueryError
from graph_api.plan import outputs
from graph_api.plan.arguments.operators import Plain
from graph_api.plan.conditions import Comparison, Test
from graph_api.plan.document import operand
from graph_api.plan.operands import as_list, number
from ontology.model import Kind
from ontology.values.keys import sort_key

_RANGES: Sequence[Comparison] = ("lt", "lte", "gt", "gte")
_DATES = frozenset((Kind.DATE, Kind.DATETIME, Kind.YEAR))
_MOST = 10


def one_named(given: Plain, example: str) -> tuple[str, object]:
    """The only field of an object in `orderBy`. Raises `QueryError` if it has none or several."""
    named = [(name, value) for name, value in given.items() if value is not None]
    if len(named) != 1:
        raise QueryError(
            f"An object in `orderBy` has one key, here it has {len(named)}.",
            code="BAD_ORDER",
            hint=f"Write a list: [{', '.join(f'{{{name}: …}}' for name, _ in named) or f'{{{example}: DESC}}'}].",
        )
    return named[0]


def figure_key(kind: Kind | None, value: object) -> str | float:
    """The key by which figures over values of a kind are compared. Raises `ValueError` for what is none."""
    if kind is None:
        return number(value)
    if kind is Kind.DOUBLE:
        return float(str(value)) + 0.0  # -0.0 is 0.0
    return sort_key(kind if kind in _DATES else Kind.DECIMAL, str(value))


@dataclass(frozen=True, slots=True)
class FigureReader:
    """Reads orders and conditions; `aggregates` plans figures over the values of a field, by its name."""

    aggregates: Mapping[str, Callable[[], outputs.Aggregate]]

    def order(self, given: object) -> tuple[outputs.GroupOrder, ...]:
        """The order that an `orderBy` asks for; without one the largest group comes first."""
        orders = [self._order(one) for one in as_list(given) if isinstance(one, Mapping)]
        if len(orders) > _MOST:
            raise QueryError(
                f"`orderBy` may have {_MOST} keys at most, not {len(orders)}.",
                code="BAD_ORDER",
                hint="The first keys decide; leave out the last ones.",
            )
        return tuple(orders) or (outputs.GroupOrder(outputs.GroupFigure(), descending=True),)

    def _order(self, given: Plain) -> outputs.GroupOrder:
        name, value = one_named(given, "count")
        if name in ("keys", "count"):
            return outputs.GroupOrder(
                outputs.GroupFigure() if name == "count" else None, descending=value == "DESC"
            )
        of = cast(Plain, value)
        return outputs.GroupOrder(self._figure(name, of["of"]), descending=of.get("dir") == "DESC")

    def having(self, given: object) -> tuple[outputs.GroupTest, ...]:
        """The conditions of a `having`; all of them have to hold."""
        return tuple(self._having(given)) if isinstance(given, Mapping) else ()

    def _having(self, given: Plain) -> Iterator[outputs.GroupTest]:
        for name, value in given.items():
            if value is None:
                continue
            if name == "count":
                yield from _tests(outputs.GroupFigure(), cast(Plain, value), ReadFigure(name, None))
                continue
            for one in cast(Sequence[Plain], as_list(value)):
                figure = self._figure(name, one["of"])
                kind = figure.aggregate.kind if figure.aggregate else None
                yield from _tests(figure, one, ReadFigure(f"{name} of {one['of']}", kind))

    def _figure(self, name: str, of: object) -> outputs.GroupFigure:
        plan = self.aggregates.get(str(of))
        aggregate = plan() if plan else None
        if aggregate is None or (aggregate.kind in _DATES and name in ("sum", "avg")):
            raise QueryError(
                f"There is no `{name}` of `{of}`.",
                code="BAD_GROUP",
                hint=f"`of` is the name of a number or date: {', '.join(self.aggregates) or 'this list has none'}; "
                "`sum` and `avg` are of numbers.",
            )
        return outputs.GroupFigure(aggregate, name)


@dataclass(frozen=True, slots=True)
class ReadFigure:
    """Reads what a figure is compared with."""

    name: str
    kind: Kind | None

    def __call__(self, value: object) -> str | float:
        """The key. Raises `QueryError` if it is no such value."""
        try:
            return figure_key(self.kind, value)
        except ValueError:
            raise QueryError(
                f"`{self.name}` cannot be compared with {value!r}.",
                code="BAD_GROUP",
                hint="Write a date as the field has it." if self.kind in _DATES else "Write a number.",
            ) from None


@dataclass(frozen=True, slots=True)
class _ReadFigures:
    """Reads one value or a list."""

    one: ReadFigure

    def __call__(self, value: object) -> list[str | float]:
        """The keys."""
        return [self.one(item) for item in as_list(value)]


def _tests(figure: outputs.GroupFigure, given: Plain, read: ReadFigure) -> Iterator[outputs.GroupTest]:
    """The tests of a figure by the operators that are present."""
    for name, value in given.items():
        if value is None or name in ("of", "dir"):
            continue
        if name in _RANGES:
            yield outputs.GroupTest(figure, Test(cast(Comparison, name), operand(value, read)))
        else:
            is_negated = name in ("ne", "notIn")
            yield outputs.GroupTest(figure, Test("in", operand(value, _ReadFigures(read))), is_negated)
