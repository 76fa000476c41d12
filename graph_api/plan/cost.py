"""The cost of a plan, estimated from the statistics of the release before the store is queried. Pure.

The unit is a row: a resource read at one place of the answer. Going over members to order, count or test them
costs a fraction of a row each. Every number is an expectation from averages, and each list gives at most its page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from graph_api.plan import plan as p
from graph_api.plan.conditions import (
    All,
    Any,
    Condition,
    CountTest,
    HasValue,
    IriAmong,
    IsA,
    Not,
    SomeMember,
    Variables,
    WordsFound,
    is_selective,
)
from graph_api.plan.statistics import Statistics
from ontology.model import Field
from ontology.storage import TEXTS

_LOOK = 0.1
"""The cost of testing a member without reading it: counting it, comparing one of its keys or values."""
_READING = 6 * _LOOK
"""The cost of comparing the values of a text, without help from an index."""
_CROWD = 50
"""This many conditions to test on each member double the cost of each: a store keeps all of them in memory."""
_MANY = 20
"""If more conditions than this in one list cause most of the cost, the hint advises against them."""
_PINNED = 100
"""The number of members assumed to meet a condition on a rare value or an IRI."""
_SOURCES = 2
"""The number of source graphs assumed for a resource or a statement."""
_WALKED = 200
"""The number of resources assumed inside a computed field, such as a lineage."""
_STATEMENTS = 10
"""The cost of all statements about a resource, in rows."""
_MOST_REPORTED = 10**15
"""Greater costs are reported as this: nested conditions multiply beyond the numbers of JSON."""


@dataclass(frozen=True, slots=True)
class ListCost:
    """A list in the plan: its path, the number of such lists, the rows of each, and the cost of a row.

    `argument` is the one that its page size is from; `size` is the page size, of which `rows` may be one more.
    """

    path: tuple[str, ...]
    argument: str
    size: int
    lists: float
    rows: float
    row: float


@dataclass(frozen=True, slots=True)
class Cost:
    """The rows that a plan is expected to cost, and the lists in it."""

    rows: float = 0
    places: tuple[ListCost, ...] = ()
    conditions: float = 0
    """The part of `rows` caused by many conditions on the members of one list."""

    @property
    def reported(self) -> int:
        """The rows as a whole number for messages."""
        return round(min(self.rows, _MOST_REPORTED))

    def plus(self, other: "Cost") -> "Cost":
        """The sum of both costs."""
        return Cost(
            self.rows + other.rows,
            (*self.places, *other.places),
            self.conditions + other.conditions,
        )

    def times(self, lists: float) -> "Cost":
        """The cost of this many such lists."""
        places = tuple(replace(one, lists=one.lists * lists) for one in self.places)
        return Cost(self.rows * lists, places, self.conditions * lists)

    def fitting(self, allowed: float) -> "tuple[ListCost, int] | None":
        """The list whose page has to shrink least for the cost to be `allowed`, with that size; None: none suffices."""
        if not isfinite(self.rows):
            return None
        over = self.rows - allowed
        sizes = [
            (place, int(place.rows - over / (place.lists * place.row)) - 1)
            for place in self.places
            if place.lists * place.row > 0
        ]
        fitting = [(place, size) for place, size in sizes if size >= 1]
        return max(fitting, key=lambda one: one[1] / one[0].size, default=None)


def estimate(
    roots: Sequence[p.Root], selected: Sequence[p.Root], variables: Variables, statistics: Statistics
) -> Cost:
    """The cost of root fields, and of resources `selected` inside computed fields, whose IRIs are not known yet.

    Raises `QueryError` for invalid page sizes.
    """
    estimator = _Estimator(variables, statistics)
    total = Cost()
    for root in roots:
        total = total.plus(estimator.root(root))
    for root in selected:
        total = total.plus(estimator.walked(root))
    return total


@dataclass(frozen=True, slots=True)
class _Estimator:
    """Adds up the expected rows of a plan, for the values of its variables, from the statistics of a store."""

    variables: Variables
    statistics: Statistics

    def root(self, root: p.Root) -> Cost:
        if root.among is not None:
            bound = root.among.bind(self.variables)
            count = len(bound) if isinstance(bound, list | tuple) else 1
            return self._level(root.level, (root.key,)).times(count).plus(Cost(count))
        return self._list(root, self.statistics.count(root.of), (root.key,))

    def walked(self, root: p.Root) -> Cost:
        count = min(_WALKED, self.statistics.count(None))
        return self._level(root.level, (root.key.partition(":")[0],)).times(count).plus(Cost(count))

    def _list(self, place: p.Root | p.Link, members: float, path: tuple[str, ...]) -> Cost:
        """The cost of one list with `members`."""
        page = place.page
        if page is None:
            raise TypeError(place)
        size = page.size.bind(self.variables)
        if not isinstance(size, int):
            raise TypeError(size)
        where = place.where
        left = min(members, _PINNED) if is_selective(where) else members
        rows = min(size + 1, left) if place.rows else 0
        inner = self._level(place.level, path)
        # Without an order or a condition the walk ends at the end of the page.
        walks = bool(page.keys) or place.count or isinstance(place, p.Link)
        tested = left if walks or where is not None else rows
        many = _tested(where)
        condition = self._condition(where) * (1 + max(0, many - 1) / _CROWD)
        look = _LOOK * (1 + len(page.keys)) + condition
        tallied = Cost()
        for tally in place.tallies:
            values = tally.limit.bind(self.variables) if tally.limit else left
            below = self._level(tally.level, path)
            shown = min(values, left) if isinstance(values, int | float) else left
            tallied = tallied.plus(Cost(left * _LOOK * 2 + shown)).plus(below.times(shown))
        argument = "last" if page.backward else "first"
        own = ListCost(path, argument, size, 1, rows, 1 + inner.rows) if place.rows else None
        total = Cost(tested * look + rows, (own,) if own else (), tested * condition if many > _MANY else 0)
        return total.plus(inner.times(rows)).plus(tallied)

    def _level(self, level: p.Level, path: tuple[str, ...]) -> Cost:
        """The cost below one resource."""
        total = Cost()
        for link in level.links:
            total = total.plus(self._link(link, path))
        return total

    def _link(self, link: p.Link, path: tuple[str, ...]) -> Cost:
        match link.how:
            case Field() as field if link.page is not None:
                return self._list(link, self.statistics.fan_out(field), (*path, field.name))
            case Field() as field:
                return self._level(link.level, (*path, field.name)).plus(Cost(1))
            case p.AllStatements():
                return Cost(_STATEMENTS)
            case _:
                return self._level(link.level, path).plus(Cost(1)).times(_SOURCES)

    def _condition(self, condition: Condition | None) -> float:
        """The cost of testing a condition on one resource."""
        match condition:
            case None:
                return 0
            case All(parts=parts) | Any(parts=parts):
                return sum(map(self._condition, parts))
            case Not(part=part):
                return self._condition(part)
            case SomeMember(field=field, condition=inner) | CountTest(field=field, condition=inner):
                if is_selective(inner):
                    return _LOOK
                return self.statistics.fan_out(field) * (_LOOK + self._condition(inner))
            case HasValue(term=term, test=test):
                return _READING if term.kind in TEXTS and test.comparison != "in" else 2 * _LOOK
            case _:
                return _LOOK


def _tested(condition: Condition | None) -> int:
    """The number of conditions tested on each member; none if a selective condition leaves few resources."""
    match condition:
        case Any() if is_selective(condition):
            return 0
        case All(parts=parts) | Any(parts=parts):
            return sum(map(_tested, parts))
        case Not(part=part):
            return max(1, _tested(part))
        case None | IriAmong() | IsA() | WordsFound():
            return 0
        case _ if is_selective(condition):
            return 0
        case SomeMember(condition=inner) | CountTest(condition=inner):
            return 1 + _tested(inner)
        case _:
            return 1


def sizes(roots: Sequence[p.Root], variables: Variables) -> tuple[object, ...]:
    """The variables that an estimate depends on, as a key for remembering it."""
    return tuple(
        len(value) if isinstance(value, list | tuple) else value
        for value in _iter_sizes(roots, variables)
        if value is None or isinstance(value, int | list | tuple)
    )


def _iter_sizes(roots: Sequence[p.Root], variables: Variables) -> Iterator[object]:
    for root in roots:
        for operand in p.arguments(root):
            if operand.variable is not None:
                yield operand.bind(variables)
