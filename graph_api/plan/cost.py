"""What a plan will cost, estimated from the release's statistics before anything is asked. Pure.

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
from ontology.model import Field, Kind

_LOOK = 0.1
"""Looking at a member without reading it: counting it, comparing a key or a value of it."""
_READING = 6 * _LOOK
"""Comparing the values of a text: no index helps."""
_CROWD = 50
"""So many conditions that each member is looked at for make each of them twice as dear: a store keeps all at hand."""
_MANY = 20
"""More conditions in one list than this are advised against if they are what costs."""
_PINNED = 100
"""Members that a condition on a rare value or an IRI is taken to leave over."""
_SOURCES = 2
"""Source graphs of a resource or a statement."""
_WALKED = 200
"""Resources selected inside a computed field, such as a lineage."""
_TEXTS = (Kind.TEXT, Kind.STRING)
_STATEMENTS = 10
"""All statements about a resource, in rows."""
_MOST_SAID = 10**15
"""What costs more is said to cost that: conditions within conditions multiply beyond the numbers of JSON."""


@dataclass(frozen=True, slots=True)
class ListCost:
    """A list in the plan: where, how many rows of it there will be in all, how many per list, what each row costs.

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
    """What of the rows many conditions on one list's members cost."""

    @property
    def said(self) -> int:
        """The rows as a number that can be told."""
        return round(min(self.rows, _MOST_SAID))

    def plus(self, other: "Cost") -> "Cost":
        """Both."""
        return Cost(
            self.rows + other.rows,
            (*self.places, *other.places),
            self.conditions + other.conditions,
        )

    def times(self, lists: float) -> "Cost":
        """The cost so many times."""
        places = tuple(replace(one, lists=one.lists * lists) for one in self.places)
        return Cost(self.rows * lists, places, self.conditions * lists)

    def fitting(self, allowed: float) -> "tuple[ListCost, int] | None":
        """The list whose page has to shrink least for the cost to be `allowed`, and the size; None: none will do."""
        if not isfinite(self.rows):
            return None
        over = self.rows - allowed
        found = [
            (place, int(place.rows - over / (place.lists * place.row)) - 1)
            for place in self.places
            if place.lists * place.row > 0
        ]
        fitting = [(place, size) for place, size in found if size >= 1]
        return max(fitting, key=lambda one: one[1] / one[0].size, default=None)


def estimate(
    roots: Sequence[p.Root], selected: Sequence[p.Root], variables: Variables, statistics: Statistics
) -> Cost:
    """The cost of root fields, and of what is `selected` inside computed fields, whose IRIs are not known yet.

    Raises `QueryError` on page sizes that cannot be.
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
        """A list with `members`, once."""
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
        looked = left if walks or where is not None else rows
        many = _looked_at(where)
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
        total = Cost(looked * look + rows, (own,) if own else (), looked * condition if many > _MANY else 0)
        return total.plus(inner.times(rows)).plus(tallied)

    def _level(self, level: p.Level, path: tuple[str, ...]) -> Cost:
        """What is below one resource."""
        total = Cost()
        for link in level.links:
            total = total.plus(self._link(link, path))
        return total

    def _link(self, link: p.Link, path: tuple[str, ...]) -> Cost:
        match link.how:
            case Field() as found if link.page is not None:
                return self._list(link, self.statistics.fan_out(found), (*path, found.name))
            case Field() as found:
                return self._level(link.level, (*path, found.name)).plus(Cost(1))
            case p.AllStatements():
                return Cost(_STATEMENTS)
            case _:
                return self._level(link.level, path).plus(Cost(1)).times(_SOURCES)

    def _condition(self, condition: Condition | None) -> float:
        """What it costs to find out whether one resource meets a condition."""
        match condition:
            case None:
                return 0
            case All(parts=parts) | Any(parts=parts):
                return sum(map(self._condition, parts))
            case Not(part=part):
                return self._condition(part)
            case SomeMember(field=found, condition=inner) | CountTest(field=found, condition=inner):
                if is_selective(inner):
                    return _LOOK
                return self.statistics.fan_out(found) * (_LOOK + self._condition(inner))
            case HasValue(term=term, test=test):
                return _READING if term.kind in _TEXTS and test.comparison != "in" else 2 * _LOOK
            case _:
                return _LOOK


def _looked_at(condition: Condition | None) -> int:
    """How many conditions each member is looked at for; where few resources are pinned down, nobody looks."""
    match condition:
        case Any() if is_selective(condition):
            return 0
        case All(parts=parts) | Any(parts=parts):
            return sum(map(_looked_at, parts))
        case Not(part=part):
            return max(1, _looked_at(part))
        case None | IriAmong() | IsA() | WordsFound():
            return 0
        case _ if is_selective(condition):
            return 0
        case SomeMember(condition=inner) | CountTest(condition=inner):
            return 1 + _looked_at(inner)
        case _:
            return 1


def sizes(roots: Sequence[p.Root], variables: Variables) -> tuple[object, ...]:
    """All of the variables that an estimate depends on, to remember it by."""
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
