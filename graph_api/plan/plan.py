"""The plan's two halves: what to read (`Level`, `Link`, `Root`) and how to answer (`Selection` and outputs).

A store turns the first half into nested rows: `[iri, class path, *columns, *links]`, where a link of one is
a list of at most one row, and a connection is `[rows, count, tallies]`, its rows one more than the page if
there is more, each with its order keys at the end. A tally is a list of `[*values, count]`. The second half turns
such rows into an answer, whatever store they come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

from graph_api.plan.conditions import Condition, Operand, Test, WordsFound
from graph_api.plan.order import Page
from graph_api.plan.outline import outline, outline_of
from ontology.model import Field, Kind, PropertyTerm

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

# -- what to read


@dataclass(frozen=True, slots=True)
class Level:
    """The data to read about the resources at one place: stored values by key, in order, and links."""

    columns: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """One step from the resources of a level.

    `how` is a `Field` (a relation, forwards or inverse), `Follow` (resources valid on a day, found along a
    relation), `Sources` (graphs with statements about the resource), `EdgeSources` (graphs that state the edge by
    which the row was reached) or `AllStatements` (everything about it; has no level). `page` is None if the link is
    not a connection. `operands` are arguments that only the answer needs.
    """

    how: Field | Follow | Sources | EdgeSources | AllStatements
    level: Level = Level()
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
            of = how.hanging
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
    """The source graphs of a resource; `of`: only those that state one of these properties of it."""

    of: tuple[str, ...] | None
    known: tuple[PropertyTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class EdgeSources:
    """The source graphs of the edge that led to a row; at the root, of the resource."""


@dataclass(frozen=True, slots=True)
class AllStatements:
    """All statements about a resource; if `hanging`, also those about the blank nodes that hang from it.

    These are the blank nodes that the resource refers to, and those that they refer to, and so on. The value of the
    link is a record, or None; if `hanging` a list of records: the resource's own, if there is one, then at most
    `MOST_HANGING` and one more.
    """

    hanging: bool = False


@dataclass(frozen=True, slots=True)
class KeyStep:
    """A step along a relation, to the resources there that meet a condition."""

    along: Field
    holding: Condition | None = None

    @property
    def outline(self) -> str:
        """A text that is equal for steps that differ only in values."""
        return f"{outline_of(self.along)}({outline(self.holding)})"


@dataclass(frozen=True, slots=True)
class TallyKey:
    """A key that members are counted by: the values of `field` at the end of a `way`, or (`classes`) the classes there.

    Without a field it is the resources there, each as a row of `level` (None: as its IRI). Dates are counted by `unit`.
    If `optional`, members without a value count under None.
    """

    way: tuple[KeyStep, ...] = ()
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


@dataclass(frozen=True, slots=True)
class Root:
    """One root field: its key in the answer, what to read, and how to answer.

    `among` selects resources by IRI (a list); without it the root is a page of the class `of` (None: of all
    resources that meet `where`). `operands` are arguments that only the answer needs.
    """

    key: str
    of: str | None
    level: Level
    output: Selection | Connection
    among: Operand | None = None
    listed: bool = False
    where: Condition | None = None
    page: Page | None = None
    rows: bool = True
    count: bool = False
    tallies: tuple[Tally, ...] = ()
    operands: tuple[Operand, ...] = ()


def _level_outline(level: Level) -> str:
    return f"{','.join(level.columns)}({';'.join(link.outline for link in level.links)})"


def levels(place: Root | Link) -> Iterator[Level]:
    """The levels at a place: that of its members, and those of the values of its tallies."""
    yield place.level
    for tally in place.tallies:
        yield from tally.levels


def arguments(place: Root | Link) -> Iterator[Operand]:
    """The page sizes, cursors, limits, IRIs and texts in the arguments at a place and below it."""
    if isinstance(place, Root) and place.among:
        yield place.among
    if page := place.page:
        yield from (one for one in (page.size, page.after, page.before) if one)
        yield from (key.rank.text for key in page.keys if key.rank)
    yield from (tally.limit for tally in place.tallies if tally.limit)
    yield from place.operands
    for level in levels(place):
        for link in level.links:
            yield from arguments(link)


def searches(place: Root | Link) -> Iterator[Operand]:
    """The texts that are searched for at a place and below it."""
    if place.page:
        yield from (key.rank.text for key in place.page.keys if key.rank)
    for link in place.level.links:
        yield from searches(link)


# -- how to answer


@dataclass(frozen=True, slots=True)
class Selection:
    """The answer for one resource behind a field of class `target`: per object type, its response fields."""

    target: str | None
    shapes: Mapping[str, Shape]
    level: Level


Shape = tuple[tuple[str, "Output"], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A `LangText` selection: response keys with `value`, `lang` or `__typename`; `lang` its preference."""

    fields: tuple[tuple[str, str], ...]
    lang: Operand | None = None


@dataclass(frozen=True, slots=True)
class Constant:
    """A value known when planning, such as `__typename`."""

    value: str


@dataclass(frozen=True, slots=True)
class Own:
    """The IRI of the resource, the name of its object type, or true if it is described."""

    what: OneOf["iri", "described", "type"]


@dataclass(frozen=True, slots=True)
class Label:
    """The best name, from the columns of naming properties, best first."""

    columns: tuple[str, ...]
    words: Words


@dataclass(frozen=True, slots=True)
class Types:
    """The asserted classes, each with the given fields (`iri`, `__typename`)."""

    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Value:
    """The stored values of a property; `fields` selects inside a `Code` or `Literal`, `words` inside texts."""

    term: PropertyTerm
    every_language: bool = False
    words: Words | None = None
    fields: tuple[tuple[str, str | Words], ...] = ()


@dataclass(frozen=True, slots=True)
class LinkedValue:
    """The value of the first resource at a link."""

    link: Link
    value: Value


@dataclass(frozen=True, slots=True)
class Rdf:
    """The statements at a link in an RDF syntax."""

    link: Link
    format: Operand


@dataclass(frozen=True, slots=True)
class One:
    """The resource at a to-one link."""

    link: Link
    selection: Selection


@dataclass(frozen=True, slots=True)
class Many:
    """The resources at a link that is a plain list."""

    link: Link
    selection: Selection


@dataclass(frozen=True, slots=True)
class Connection:
    """A page: response keys with their parts. `link` is None at the root.

    `level`, `tallies` and `operands` are those of the link or root.
    """

    fields: tuple[tuple[str, ConnectionPart], ...]
    page: Page
    level: Level = Level()
    tallies: tuple[Tally, ...] = ()
    operands: tuple[Operand, ...] = ()
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Nodes:
    """The page's resources; the level of the selection is that of the connection."""

    selection: Selection


@dataclass(frozen=True, slots=True)
class Edges:
    """The page's resources with cursor and sources: `Nodes` for `node`, `Many` for `sources`."""

    fields: tuple[tuple[str, EdgePart], ...]


@dataclass(frozen=True, slots=True)
class PageInfoPart:
    """Response keys with the fields of `PageInfoPart`."""

    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TotalCount:
    """The number of members on all pages."""


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of a tally with their counts: response keys with the parts of each."""

    tally: Tally
    limit: Operand
    fields: tuple[tuple[str, FacetPart], ...]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """Response keys with figures over the values of a tally: `min`, `max`, `sum`, `avg`."""

    tally: Tally
    kind: Kind
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Response keys with facets or aggregates."""

    fields: tuple[tuple[str, Facet | Aggregate | Constant], ...]


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """A number about each group: of its members, or with `aggregate` over the values of a field."""

    aggregate: Aggregate | None = None
    name: str = "count"

    @property
    def outline(self) -> str:
        """A text that identifies the figure."""
        return f"{self.name} {self.aggregate.tally.keys[-1].outline if self.aggregate else ''}"


@dataclass(frozen=True, slots=True)
class GroupOrder:
    """A key to order groups by: a figure, or (None) the values that they were made by, as a reader sees them."""

    figure: GroupFigure | None
    descending: bool = False

    @property
    def outline(self) -> str:
        """A text that identifies the key."""
        direction = "-" if self.descending else "+"
        return f"{self.figure.outline if self.figure else 'keys'}{direction}"


@dataclass(frozen=True, slots=True)
class GroupTest:
    """A condition on a figure of a group; `negated`: the test must not hold."""

    figure: GroupFigure
    test: Test
    negated: bool = False


@dataclass(frozen=True, slots=True)
class DistinctCount:
    """The number of different values of the last key of a tally, whose other keys are those of the groups."""

    tally: Tally


@dataclass(frozen=True, slots=True)
class GroupKeys:
    """The values that groups were made by: for each key of the tally, response keys with their parts."""

    fields: tuple[tuple[tuple[str, GroupKeyPart], ...], ...]


@dataclass(frozen=True, slots=True)
class GroupNodes:
    """The groups of a page: response keys with the parts of each."""

    fields: tuple[tuple[str, GroupPart], ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """A page of the groups of a list: at most `size` of those that meet all of `having`, after a cursor.

    `tally` counts their members; there may be `most` groups in all. `labels`: for each key what a reader sees, if an
    order needs it.
    """

    tally: Tally
    order: tuple[GroupOrder, ...]
    having: tuple[GroupTest, ...]
    labels: tuple[Label | Value | None, ...]
    most: int
    size: Operand
    after: Operand | None
    mark: str
    fields: tuple[tuple[str, GroupNodes | PageInfoPart | TotalCount | Constant], ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a search result."""


@dataclass(frozen=True, slots=True)
class HighlightParts:
    """The best value in parts: response keys with `text`, `match` or `__typename`."""

    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Highlight:
    """The value of a search result that fits best, from the columns of `terms`."""

    searched: WordsFound
    terms: tuple[PropertyTerm, ...]
    fields: tuple[tuple[str, HighlightParts | Constant | OneOf["property", "lang"]], ...]


FacetPart = OneOf["count", "plain"] | Value | Types | Selection | Constant
EdgePart = Nodes | Many | OneOf["cursor"] | Constant | Score | Highlight
GroupKeyPart = OneOf["value", "null"] | Value | Selection | Constant
GroupPart = OneOf["count"] | GroupKeys | DistinctCount | Figures | Constant
ConnectionPart = Nodes | Edges | PageInfoPart | TotalCount | Figures | Groups | Constant
Output = Constant | Own | Label | Types | Value | LinkedValue | Rdf | One | Many | Connection
