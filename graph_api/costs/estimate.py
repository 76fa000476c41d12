"""The cost of a plan, estimated from the statistics of the release before the store is queried. Pure.

Every number is an expectation from averages, and each list gives at most its page.
"""

from dataclasses import dataclass
from functools import cached_property

from graph_api.costs.conditions import ConditionCosts, tested
from graph_api.costs.cost import LOOK, RECORD, ROW, STATED, STATEMENT, Cost, ListCost, reading, sum_of
from graph_api.costs.populations import Population, Populations
from graph_api.costs.writing import Writing
from graph_api.plan import outputs, reads
from graph_api.plan import plan as p
from graph_api.plan.conditions import Variables, is_selective
from graph_api.plan.order import OrderKey
from graph_api.plan.statements.statement_pages import needs_graphs
from graph_api.plan.statistics import Statistics
from ontology.model import Field

_CROWD = 50
"""This many conditions to test on each member double the cost of each: a store keeps all of them in memory."""
_MANY = 20
"""If more conditions than this in one list cause most of the cost, the hint advises against them."""


@dataclass(frozen=True)
class Estimator:
    """Adds up the expected cost of plans, for the values of their variables, from the statistics of a store.

    `stated`: the statements are wanted as sources write them, so the records of all resources with values are read.
    """

    variables: Variables
    statistics: Statistics
    stated: bool = False

    @cached_property
    def populations(self) -> Populations:
        """The populations of the release."""
        return Populations(self.statistics)

    def root(self, root: p.Root) -> Cost:
        """The cost of an ordinary root field. Raises `QueryError` for invalid page sizes."""
        if root.among is not None:
            bound = root.among.bind(self.variables)
            iris = [str(one) for one in bound] if isinstance(bound, list | tuple) else [str(bound)]
            return self.resources(root, self.populations.of_iris(iris, root.of))
        return self._list(root, Population({"": 1.0}), (root.key,))

    def resources(self, root: p.Root, population: Population, path: tuple[str, ...] = ()) -> Cost:
        """The cost of reading and writing a selection of resources that are given by IRI."""
        if isinstance(root.output, outputs.Connection):
            raise TypeError(root)
        path = path or (root.key.partition(":")[0],)
        written = self._writing(path).resources(root.output, population)
        return sum_of([reading(population.size, 1), self._level(root.level, population, path), written])

    def _writing(self, path: tuple[str, ...]) -> Writing:
        return Writing(self.variables, self.populations, path)

    def _list(self, place: p.Root | reads.Link, parents: Population, path: tuple[str, ...]) -> Cost:
        """The cost of one kind of lists, one for each of `parents`."""
        number = parents.size
        if not number or place.page is None:
            return Cost()
        page = ExpectedPage.of(place, parents, self)
        conditions = ConditionCosts(self.populations, self.variables)
        many = tested(place.where)
        condition = conditions.test(place.where, page.members) * (1 + max(0, many - 1) / _CROWD)
        # Without an order or a condition the walk ends at the end of the page.
        keys = place.page.keys
        walks = bool(keys) or place.count or isinstance(place, reads.Link) or place.where is not None
        # Without a selective condition to start from, a store tests all members.
        tested_members = page.left if is_selective(place.where) else page.members
        looked = tested_members.size if walks else page.rows.size
        ordering = sum(self._ordering(key, page.left, conditions) for key in keys)
        tables = sum(conditions.tables)
        tests = ordering + looked * (LOOK + condition) + min(looked, page.left.size) * LOOK * len(keys)
        own = reading(page.rows.size, int(place.rows) + int(place.count), tests + tables)
        inner = self._level(place.level, page.rows, path)
        tallied = [self._tally(tally, page.left, number, path) for tally in place.tallies]
        written = Cost()
        if isinstance(place, p.Root) and isinstance(place.output, outputs.Connection):
            shown = page.rows.scaled(min(page.rows.size, page.size))
            written = self._writing(path).connection(place.output, shown, number, page.left.size)
        cost = Cost(conditions=looked * condition + tables if many > _MANY else 0)
        size = page.rows.size
        if place.rows and size:
            row = ROW + (inner.units - inner.statements * STATEMENT) / size
            at = ListCost(path, page.argument, page.size, number, size / number, row)
            cost = Cost(places=(at,), conditions=cost.conditions)
        return sum_of([own, inner, cost, *tallied, written])

    def _ordering(self, key: OrderKey, members: Population, conditions: ConditionCosts) -> float:
        """The cost of looking behind the relations that a list is ordered by."""
        cost = 0.0
        for step in key.path:
            members = self.populations.follow(members, step.along)
            cost += members.size * (LOOK + conditions.test(step.holding, members))
        return cost

    def _tally(self, tally: reads.Tally, of: Population, lists: float, path: tuple[str, ...]) -> Cost:
        limit = tally.limit.bind(self.variables) if tally.limit else None
        most = limit * lists if isinstance(limit, int) else of.size
        conditions = ConditionCosts(self.populations, self.variables)
        tests, combined = conditions.test(tally.where, of) * of.size, of.size
        below: list[Cost] = []
        for key in tally.keys:
            reached = of
            for step in key.way:
                reached = self.populations.follow(reached, step.along)
                tests += conditions.test(step.holding, reached) * reached.size
            combined *= max(1.0, reached.size / of.size) if of.size else 1.0
            tests += max(of.size, reached.size) * LOOK * 4
            if key.level is not None:
                below.append(self._level(key.level, reached.scaled(min(most, reached.size)), path))
        if len(tally.keys) > 1:
            tests += combined * LOOK * 4
        return sum_of([reading(0, 1, tests + sum(conditions.tables) + min(most, combined)), *below])

    def _level(self, level: reads.Level, population: Population, path: tuple[str, ...]) -> Cost:
        """The cost of reading what is below some resources."""
        links = [self._link(link, population, path) for link in level.links]
        return sum_of([*links, self._records(population)] if self.stated and level.columns else links)

    def _records(self, resources: Population) -> Cost:
        """The cost of reading all statements about some resources, with a statement that reads others, too."""
        stated = self.populations.statements(resources)
        return reading(0, 0, resources.size * RECORD + stated * STATED)

    def _link(self, link: reads.Link, parents: Population, path: tuple[str, ...]) -> Cost:
        match link.how:
            case Field() as along if link.page is not None:
                return self._list(link, parents, (*path, along.name))
            case Field() as along:
                members = self.populations.follow(parents, along)
                one = members.scaled(min(members.size, parents.size))
                conditions = ConditionCosts(self.populations, self.variables)
                tests = members.size * (LOOK + conditions.test(link.where, members)) + sum(conditions.tables)
                below = self._level(link.level, one, (*path, along.name))
                return sum_of([reading(one.size, 1, tests), below])
            case reads.AllStatements(hanging=hanging, graphs=graphs):
                stated = self.populations.statements(parents)
                return reading(0, 1 + hanging + graphs, parents.size * RECORD + stated * STATED)
            case reads.StatementList():
                return self._statements(link, parents, path)
            case reads.ReferrerGroups():
                return self._referrers(link, link.how, parents, path)
            case reads.Follow():
                members = parents
            case _:
                members = self.populations.sources(parents)
        return sum_of([reading(members.size, 1), self._level(link.level, members, path)])

    def _statements(self, link: reads.Link, parents: Population, path: tuple[str, ...]) -> Cost:
        """The cost of reading lists of statements: all are read, and what those on the page refer to."""
        stated, rows = self.populations.statements(parents), self._writing(path).stated(link, parents)
        gathering = parents.size * RECORD + stated * STATED
        own = reading(rows, 1 + needs_graphs(link), gathering)
        below: list[Cost] = []
        for inner in link.level.links:
            is_value = isinstance(inner.how, reads.StatementValue)
            members = self.populations.stated_values(rows) if is_value else self.populations.stating(rows)
            below += [
                reading(members.size, is_value),
                self._level(inner.level, members, (*path, "statements")),
            ]
        return sum_of([own, *below])

    def _referrers(
        self, link: reads.Link, how: reads.ReferrerGroups, parents: Population, path: tuple[str, ...]
    ) -> Cost:
        """The cost of reading what refers to some resources: all are counted, and those on the pages read."""
        writing = self._writing(path)
        everything, conditions = (
            self.populations.referrers(parents),
            ConditionCosts(self.populations, self.variables),
        )
        each = LOOK + (LOOK + conditions.test(how.holding, everything) if how.holding else 0)
        counted = everything.size * each + sum(conditions.tables)
        costs = [reading(writing.groups(link, parents), 1, counted)]
        for inner in link.level.links:
            members = writing.referrers(inner, parents)
            costs.append(reading(members.size, 1, counted))
            costs.append(self._level(inner.level, members, (*path, "referredBy")))
        return sum_of(costs)


@dataclass(frozen=True, slots=True)
class ExpectedPage:
    """The members expected of lists, those of them that meet the condition, and those on the page."""

    members: Population
    left: Population
    rows: Population
    size: int
    argument: str

    @classmethod
    def of(cls, place: p.Root | reads.Link, parents: Population, by: Estimator) -> "ExpectedPage":
        """The page of a list, or of the lists of some parents. Raises `QueryError` for an invalid size."""
        page = place.page
        size = page.size.bind(by.variables) if page else None
        if page is None or not isinstance(size, int):
            raise TypeError(place)
        most = size + 1
        if isinstance(place, p.Root):
            members = on_page = by.populations.of_class(place.of)
        else:
            if not isinstance(place.how, Field):
                raise TypeError(place)
            members = by.populations.follow(parents, place.how)
            on_page = by.populations.follow(parents, place.how, most)
        left = ConditionCosts(by.populations, by.variables).meeting(place.where, members)
        rows = on_page.scaled(min(on_page.size, left.size, most * parents.size) if place.rows else 0)
        return cls(members, left, rows, size, "last" if page.backward else "first")
