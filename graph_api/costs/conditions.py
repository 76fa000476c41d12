"""The cost of conditions: of testing one on a resource, and of the tables that stores make of some first."""

from dataclasses import dataclass, field

from graph_api.costs.cost import EDGE, LOOK, ROW, SCAN
from graph_api.costs.populations import SOURCE_GRAPH, Population, Populations
from graph_api.costs.words import resources_found
from graph_api.plan.conditions import (
    All,
    Any,
    Condition,
    CountTest,
    HasAny,
    HasType,
    HasValue,
    IriAmong,
    IsA,
    Not,
    SomeMember,
    SomeSource,
    Variables,
    WordsFound,
    is_selective,
)
from ontology.model import Kind
from ontology.storage import TEXTS

_PINNED = 100
"""The number of resources assumed to have a value that few have."""
_FEWEST = 0.2
"""The least share assumed to lack members of a relation: a few resources may have them all."""
_DEEPEST, _EXISTS, _JUNCTION = 45, 10, 3
"""The depth at which a condition becomes a table of its own, as on SQLite, and what is counted for each step."""


@dataclass(frozen=True, slots=True)
class ConditionCosts:
    """Costs of the conditions of one statement. `tables` adds up what is computed once, before the rest."""

    populations: Populations
    variables: Variables
    tables: list[float] = field(default_factory=list)

    def test(self, condition: Condition | None, on: Population, depth: int = 0) -> float:
        """The cost of testing a condition on one resource of a population."""
        if depth >= _DEEPEST and isinstance(condition, All | Any | Not | SomeMember):
            self._table(condition)
            return LOOK
        match condition:
            case None:
                return 0
            case All(parts=parts) | Any(parts=parts):
                return sum(self.test(part, on, depth + _JUNCTION) for part in parts)
            case Not(part=part):
                return self.test(part, on, depth + _JUNCTION)
            case SomeMember(condition=inner) if is_selective(inner):
                self._table(condition)
                return LOOK
            case SomeMember(field=along, condition=inner) | CountTest(field=along, condition=inner):
                members = self.populations.follow(on.scaled(1.0), along)
                return LOOK + members.size * (EDGE + self.test(inner, members, depth + _EXISTS))
            case HasAny(field=along):
                return LOOK if along.term.kind is Kind.RELATION else 2 * LOOK
            case HasType(classes=classes):
                return SCAN * len(classes)
            case HasValue(term=term, test=test):
                return SCAN if term.kind in TEXTS and test.comparison != "in" else 2 * LOOK
            case WordsFound():
                self._table(condition)
                return LOOK
            case SomeSource(condition=inner):
                graphs = Population({SOURCE_GRAPH: float(self.populations.source_graphs)})
                self.tables.append(graphs.size * (LOOK + self.test(inner, graphs)))
                return 2 * SCAN
            case _:
                return LOOK

    def meeting(self, condition: Condition | None, of: Population) -> Population:
        """The resources of a population that meet a condition, as far as it says how few; else all of them."""
        match condition:
            case All(parts=parts):
                for part in parts:
                    of = self.meeting(part, of)
                return of
            case IsA(classes=classes):
                return self.populations.among(of, classes)
            case _ if is_selective(condition) and condition is not None:
                _, meeting = self._ids(condition)
                return of.scaled(min(of.size, meeting.size))
            case HasAny(field=along) | SomeMember(field=along) if along.term.kind is Kind.RELATION:
                return of.scaled(of.size * self.populations.having(of, along))
            case Not(part=SomeMember(field=along, condition=None)) if along.term.kind is Kind.RELATION:
                return of.scaled(of.size * max(_FEWEST, 1 - self.populations.having(of, along)))
            case _:
                return of

    def _table(self, condition: Condition) -> Population:
        cost, ids = self._ids(condition)
        self.tables.append(cost)
        return ids

    def _ids(self, condition: Condition) -> tuple[float, Population]:
        """The cost of making a table of all resources that meet a condition, beside those that it needs, and these."""
        everything = self.populations.everything()
        match condition:
            case IriAmong(among=among):
                bound = among.bind(self.variables)
                iris = [str(iri) for iri in bound] if isinstance(bound, list | tuple) else [str(bound)]
                return len(iris) * ROW, self.populations.of_iris(iris)
            case HasValue() if is_selective(condition):
                number = min(_PINNED, everything.size)
                return number * LOOK, everything.scaled(number)
            case WordsFound():
                cost, number = resources_found(condition, self.variables, self.populations.statistics)
                return cost, everything.scaled(min(number, everything.size))
            case Any(parts=parts) if parts and is_selective(condition):
                size = sum(self._table(part).size for part in parts)
                return size * LOOK, everything.scaled(min(size, everything.size))
            case SomeMember(field=along, condition=None):
                number = sum(self.populations.statistics.spread(hop).statements for hop in along.hops)
                return number * EDGE, everything
            case SomeMember(field=along, condition=inner) if inner is not None:
                ends = self._table(inner)
                found = self.populations.follow(ends, along.reversed)
                return found.size * EDGE, found.scaled(min(found.size, everything.size))
            case All(parts=parts) if is_selective(condition):
                first = next(part for part in parts if is_selective(part))
                ids = self._table(first)
                rest = sum(self.test(part, ids) for part in parts if part is not first)
                return ids.size * (LOOK + rest), ids
            case _:
                return everything.size * (LOOK + self.test(condition, everything)), everything


def tested(condition: Condition | None) -> int:
    """The number of conditions tested on each member; none if a selective condition leaves few resources."""
    match condition:
        case Any() if is_selective(condition):
            return 0
        case All(parts=parts) | Any(parts=parts):
            return sum(map(tested, parts))
        case Not(part=part):
            return max(1, tested(part))
        case None | IriAmong() | IsA() | WordsFound():
            return 0
        case _ if is_selective(condition):
            return 0
        case SomeMember(condition=inner) | CountTest(condition=inner) | SomeSource(condition=inner):
            return 1 + tested(inner)
        case _:
            return 1
