"""The data that a plan reads from a store: levels of resources, links between them, and tallies of lists.

A store turns it into nested rows: `[iri, class path, *columns, *links]`, where a link of one is a list of at most one
row, and a connection is `[rows, count, tallies]`, its rows one more than the page if there is more, each with its order
keys at the end. A tally is a list of `[*values, count]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from graph_api.plan.conditions import Condition, Operand
from graph_api.plan.order import Page, PathStep
from graph_api.plan.outline import outline, outline_of
from ontology.model import Field, PropertyTerm

FIRST_COLUMN = 2
"""The position of the first column in a row, after the IRI and the class path."""
MOST_STEPS = 16
"""The maximum number of steps of a `Follow`."""
MOST_HANGING = 1_000
"""The maximum number of blank nodes that may hang from a resource whose statements are requested."""
Unit = OneOf["YEAR", "QUARTER", "MONTH", "DAY"]
"""The parts of time by which dates are counted."""
DESCRIBED = "_described"
TYPES = "_types"


@dataclass(frozen=True, slots=True)
class Level:
    """The data to read about the resources at one place: stored values by key, in order, and links."""

    columns: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


NOTHING = Level()
"""No data but the IRI and the class path."""


@dataclass(frozen=True, slots=True)
class Link:
    """One step from the resources of a level.

    `how` is a `Field` (a relation, forwards or inverse), `Follow` (resources valid on a day, found along a
    relation), `Sources` (graphs with statements about the resource), `EdgeSources` (graphs that state the edge by
    which the row was reached), `AllStatements` (everything about it; has no level), `StatementList` (the same, one by
    one; below it `StatementValue` and `StatementGraphs`) or `ReferrerGroups` (below it `Referrers`). `page` is None if
    the link is not a connection. `operands` are arguments that only the answer needs.
    """

    how: (
        Field
        | Follow
        | Sources
        | EdgeSources
        | AllStatements
        | StatementList
        | StatementValue
        | StatementGraphs
        | ReferrerGroups
        | Referrers
    )
    level: Level = NOTHING
    where: Condition | None = None
    page: Page | None = None
    rows: bool = True
    count: bool = False
    tallies: tuple[Tally, ...] = ()
    operands: tuple[Operand, ...] = ()

    @property
    def outline(self) -> str:
        """A text to sort links by, equal for links that differ only in values and page sizes."""
        how = self.how
        name = outline_of(how) if isinstance(how, Field) else type(how).__name__
        of: object = how.of if isinstance(how, Sources) else ""
        if isinstance(how, AllStatements):
            of = how.hanging, how.graphs
        if isinstance(how, StatementList):
            of = how.choice.outline
        if isinstance(how, ReferrerGroups):
            of = f"{how.choice.outline}({outline(how.holding)})"
        if isinstance(how, Referrers):
            of = how.spanning, how.after is not None
        if isinstance(how, Follow):
            of = f"{outline_of(how.along)}({outline(how.until)})"
        page = self.page.outline if self.page else ""
        tallies = ";".join(tally.outline for tally in self.tallies)
        parts = f"{self.rows}{self.count}{page}|{tallies}"
        return f"{name}{of}|{parts}|{outline(self.where)}|{_level_outline(self.level)}"


@dataclass(frozen=True, slots=True)
class Follow:
    """The resource itself if `until` holds for it, else the resources along `along` for which it does.

    The way goes on from each resource for which `until` does not hold, for at most `MOST_STEPS` steps.
    """

    along: Field
    until: Condition | None


@dataclass(frozen=True, slots=True)
class Sources:
    """The source graphs of a resource; `of`: only those that state one of these properties of it.

    Otherwise the graph `apart` does not count: it has the composed labels.
    """

    of: tuple[str, ...] | None
    known: tuple[PropertyTerm, ...] = ()
    apart: str = ""


@dataclass(frozen=True, slots=True)
class EdgeSources:
    """The source graphs of the edge that led to a row; at the root, of the resource, but for the graph `apart`."""

    apart: str = ""


@dataclass(frozen=True, slots=True)
class AllStatements:
    """All statements about a resource; if `hanging`, also those about the blank nodes that hang from it.

    These are the blank nodes that the resource refers to, and those that they refer to, and so on. The value of the
    link is a record, or None; if `hanging` a list of records: the resource's own, if there is one, then at most
    `MOST_HANGING` and one more. With `graphs` it is a pair: this list, and the IRIs of all their graphs by number.
    """

    hanging: bool = False
    graphs: bool = False


@dataclass(frozen=True, slots=True)
class StatementChoice:
    """The statements of a list: all that are about its resource, or those that meet conditions.

    `predicates` are lists of IRIs, each with true if the predicate must be among them, false if it must not.
    `languages`: a text with a language must be in one of these. `derived`: only derived graphs state it, or (false) a
    source does.
    """

    predicates: tuple[tuple[bool, Operand], ...] = ()
    languages: Operand | None = None
    derived: Operand | None = None

    @property
    def operands(self) -> tuple[Operand, ...]:
        """The arguments in it."""
        more = (one for one in (self.languages, self.derived) if one)
        return (*(among for _, among in self.predicates), *more)

    @property
    def outline(self) -> str:
        """A text that is equal for choices that differ only in values."""
        among = "".join("+" if is_among else "-" for is_among, _ in self.predicates)
        return f"{among}{'@' if self.languages else ''}{'d' if self.derived else ''}"


@dataclass(frozen=True, slots=True)
class StatementList:
    """The statements about a resource, but for composed labels, in the order of `plan.statements.statement_pages`.

    The rows of the link are `[predicate, object in N-Triples, *links]`; its level has no columns.
    """

    choice: StatementChoice


@dataclass(frozen=True, slots=True)
class StatementValue:
    """The object of a statement, if it is a resource of the graph."""


@dataclass(frozen=True, slots=True)
class StatementGraphs:
    """The graphs that state a statement, but for that of the composed labels."""


@dataclass(frozen=True, slots=True)
class ReferrerGroups:
    """The resources that refer to a resource, by the predicate with which they do.

    The rows of the link are `[predicate, number of referrers, *links]`; its level has no columns. Referrers count that
    meet `holding`, and all that refer by one of the relations `spanning`, which lead to another time.
    """

    choice: StatementChoice
    holding: Condition | None = None
    spanning: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Referrers:
    """The resources of a group by IRI: at most `size`, from the one after an IRI.

    `spanning`: only in groups whose predicate is among those that span time, or (false) is not; None: in all.
    """

    size: Operand
    after: Operand | None = None
    spanning: bool | None = None


@dataclass(frozen=True, slots=True)
class TallyKey:
    """A key that members are counted by: the values of `field` at the end of a `way`, or (`classes`) the classes there.

    Without a field it is the resources there, each as a row of `level` (None: as its IRI). Dates are counted by `unit`.
    If `optional`, members without a value count under None.
    """

    way: tuple[PathStep, ...] = ()
    field: Field | None = None
    unit: Unit | None = None
    level: Level | None = None
    optional: bool = False
    classes: bool = False

    @property
    def is_resource(self) -> bool:
        """True if the values are resources."""
        return self.field is None and not self.classes

    @property
    def outline(self) -> str:
        """A text that is equal for keys that differ only in values."""
        way = "".join(step.outline for step in self.way)
        level = _level_outline(self.level) if self.level else ""
        field = outline_of(self.field) if self.field else ""
        return f"{way}{field}{self.unit}{self.optional}{self.classes}{level}"


@dataclass(frozen=True, slots=True)
class Tally:
    """The number of members of a list with each combination of values of some keys.

    `where` is the condition on the members; `limit` None: all, else the most frequent.
    """

    keys: tuple[TallyKey, ...]
    where: Condition | None
    limit: Operand | None = None

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels of the keys that are resources."""
        return tuple(key.level for key in self.keys if key.level is not None)

    @property
    def outline(self) -> str:
        """A text that is equal for tallies that differ only in values and limits."""
        return f"{','.join(key.outline for key in self.keys)}{self.limit is not None}{outline(self.where)}"


def _level_outline(level: Level) -> str:
    return f"{','.join(level.columns)}({';'.join(link.outline for link in level.links)})"
