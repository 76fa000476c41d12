"""The cost of an operation: expected numbers of what is read and written, weighed in one unit.

The unit is a row: a resource read at one place of the answer, about 3 µs of work over SQLite. Everything else costs
its share of that, so that the cost says how long an answer takes. `python -m tests.bench costs` compares them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite

ROW = 1.0
STATEMENT = 35.0
"""The cost of sending a statement to the store."""
LOOK = 0.1
"""The cost of testing a member without reading it: counting it, comparing one of its keys or values."""
SCAN = 0.7
"""The cost of comparing the values of a text, without help from an index."""
EDGE = 0.3
"""The cost of a statement that is walked along without reading the resource behind it."""
VALUE = 0.05
"""The cost of writing a value: a text, a number, null, a list or an object."""
CHOICE = 0.7
"""The cost of choosing a text by language, of a code, or of another value that is computed when it is written."""
RECORD = 4.0
"""The cost of reading all statements about a resource, beside that of each."""
RDF: Mapping[str, float] = {
    "N_TRIPLES": 1.0,
    "N_QUADS": 1.2,
    "TURTLE": 1.3,
    "TRIG": 2.0,
    "JSON_LD": 2.5,
    "RDF_XML": 4.0,
}
"""The cost of writing a statement, by syntax."""
STATED = 0.5
"""The cost of reading a statement, of all those about a resource."""
GATHERED = 1.5
"""The cost of a statement that is gathered as a fact of a case: decoded, and looked up for what it leads to."""
EXAMINED = 1.2
"""The cost of a statement in a case that is examined."""
CONCLUDED, RULED = 25_000.0, 8.0
"""The cost of running rules and shapes over a case as it is and as it would be: once, and for each statement."""
FOUND = 1.0
"""The cost of a resource that has a word which is searched for, with one line to compare."""
COMPARED = 1.5
"""The cost of a statement that is compared between two releases, or counted for the figures of one."""
MILLISECONDS = 0.003
"""The time that a unit stands for."""
QUICK = 350.0
"""A question of this cost takes about a millisecond: no longer than to hand it to a worker thread and back is worth."""
BYTES_OF_VALUE, BYTES_OF_STATEMENT = 25, 100
"""The average lengths that are assumed."""
_MOST_REPORTED = 10**15
"""Greater numbers are reported as this: nested conditions multiply beyond the numbers of JSON."""


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
    """The cost that is expected of a plan, and the lists in it.

    `units` is the whole cost. `rows`, `statements` (to the store), `values` and `rdf` (statements written as RDF)
    are the numbers of what an answer is counted by, too. `conditions` is the part of `units` caused by many
    conditions on the members of one list.
    """

    units: float = 0
    rows: float = 0
    statements: float = 0
    values: float = 0
    rdf: float = 0
    places: tuple[ListCost, ...] = ()
    conditions: float = 0

    @property
    def reported(self) -> int:
        """The units as a whole number for messages."""
        return whole(self.units)

    @property
    def bytes(self) -> float:
        """The expected length of the answer."""
        return self.values * BYTES_OF_VALUE + self.rdf * BYTES_OF_STATEMENT

    def fitting(self, allowed: float) -> "tuple[ListCost, int] | None":
        """The list whose page has to shrink least for the cost to be `allowed`, with that size; None: none suffices."""
        if not isfinite(self.units):
            return None
        over = self.units - allowed
        sizes = [
            (place, int(place.rows - over / (place.lists * place.row)) - 1)
            for place in self._lists()
            if place.lists * place.row > 0
        ]
        fitting = [(place, size) for place, size in sizes if size >= 1]
        return max(fitting, key=lambda one: one[1] / one[0].size, default=None)

    def _lists(self) -> list[ListCost]:
        """The lists; reading one and writing it, maybe several times, is one."""
        merged: dict[object, ListCost] = {}
        for place in self.places:
            key = (place.path, place.argument, place.size)
            known = merged.get(key)
            row = place.row if known is None else known.row + place.row * place.lists / known.lists
            merged[key] = replace(known or place, row=row)
        return list(merged.values())


def reading(rows: float = 0, statements: float = 0, more: float = 0) -> Cost:
    """The cost of some rows in some statements to the store; `more` units beside them."""
    return Cost(rows * ROW + statements * STATEMENT + more, rows=rows, statements=statements)


def writing(values: float, more: float = 0) -> Cost:
    """The cost of writing some values; `more` units beside them."""
    return Cost(values * VALUE + more, values=values)


def sum_of(costs: Sequence[Cost]) -> Cost:
    """The sum of costs."""
    units = rows = statements = values = rdf = conditions = 0.0
    places: list[ListCost] = []
    for one in costs:
        units += one.units
        rows += one.rows
        statements += one.statements
        values += one.values
        rdf += one.rdf
        places += one.places
        conditions += one.conditions
    return Cost(units, rows, statements, values, rdf, tuple(places), conditions)


def whole(number: float) -> int:
    """An expected number as it is reported."""
    return round(min(number, _MOST_REPORTED))
