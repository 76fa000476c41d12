"""The answer of a plan: the values that are made of the rows a store has read, whichever store it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal as OneOf

from graph_api.plan.conditions import Operand, Test, WordsFound
from graph_api.plan.order import Page
from graph_api.plan.reads import NOTHING, Level, Link, Tally
from ontology.model import Kind, PropertyTerm


@dataclass(frozen=True, slots=True)
class Selection:
    """The answer for one resource behind a field of class `target`: per object type, its response fields."""

    target: str | None
    shapes: Mapping[str, Shape]
    level: Level


Shape = tuple[tuple[str, "Output"], ...]
UNSHOWN = Selection(None, MappingProxyType({}), NOTHING)
"""The answer of a plan that only the program reads: none."""


@dataclass(frozen=True, slots=True)
class Words:
    """A `LangText` selection: response keys with `value`, `lang` or `__typename`; `lang` its preference.

    Of a term of the ontology, `of` says which text: its `label` or its `description`.
    """

    fields: tuple[tuple[str, str], ...]
    lang: Operand | None = None
    of: str = "label"


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
    """The asserted classes, each with the given fields (`iri`, `label`, `__typename`)."""

    fields: tuple[tuple[str, str | Words], ...]


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


WITH_GRAPHS = ("N_QUADS", "TRIG")
"""The RDF syntaxes that name the graph of each statement."""


@dataclass(frozen=True, slots=True)
class Rdf:
    """The statements at a link in an RDF syntax; the link reads the graphs for one of `WITH_GRAPHS`."""

    link: Link
    format: str


@dataclass(frozen=True, slots=True)
class Predicate:
    """The predicate of a statement, with the fields of a term."""

    fields: tuple[tuple[str, str | Words], ...]


@dataclass(frozen=True, slots=True)
class LiteralParts:
    """A literal: response keys with the fields of `Literal`."""

    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StatedObject:
    """The object of a statement: response keys with its parts; `link` to the resource that it is, if they need it."""

    fields: tuple[tuple[str, StatedObjectPart], ...]
    link: Link | None


@dataclass(frozen=True, slots=True)
class GroupMembers:
    """The resources of a group: those at the one of several links that leads to any."""

    many: tuple[Many, ...]


@dataclass(frozen=True, slots=True)
class StatementNodes:
    """The statements, or groups of them, on a page: response keys with the parts of each."""

    fields: tuple[tuple[str, StatementPart], ...]


@dataclass(frozen=True, slots=True)
class StatementEdges:
    """The statements of a page with their cursors."""

    fields: tuple[tuple[str, StatementEdgePart], ...]


@dataclass(frozen=True, slots=True)
class Statements:
    """A page of the statements, or of groups of them, at a link: response keys with their parts."""

    link: Link
    page: Page
    fields: tuple[tuple[str, StatementNodes | StatementEdges | PageInfoPart | TotalCount | Constant], ...]


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
    level: Level = NOTHING
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
    """Response keys with the fields of `PageInfo`."""

    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TotalCount:
    """The number of members on all pages."""


@dataclass(frozen=True, slots=True)
class FacetOrder:
    """A key to order the values of a facet by: how often they occur, by size, or by label as a reader sees it."""

    by: OneOf["count", "value", "label"]
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of a tally with their counts: response keys with the parts of each.

    Without an `order` the tally has the most frequent ones in order already; else there may be `most` values, and
    `label` is what a reader sees of each, if the order needs it.
    """

    tally: Tally
    limit: Operand
    fields: tuple[tuple[str, FacetPart], ...]
    order: tuple[FacetOrder, ...] = ()
    label: Label | Value | None = None
    most: int = 0


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
class SearchFigures:
    """Response keys with facets of the results of a search, and of those of some types."""

    fields: tuple[tuple[str, Facet | Constant | Figures], ...]


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
    order needs it. `is_stated`: the request says how many.
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
    is_stated: bool = False


@dataclass(frozen=True, slots=True)
class SearchOutcome:
    """The `match` or `didYouMean` of a search; `key` is its key in the answer."""

    key: str
    name: OneOf["match", "didYouMean"]


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a search result."""


@dataclass(frozen=True, slots=True)
class HighlightParts:
    """The best value in parts: response keys with `text`, `match` or `__typename`."""

    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Highlight:
    """The value of a search result that fits best, from these columns."""

    searched: WordsFound
    columns: tuple[str, ...]
    fields: tuple[tuple[str, HighlightParts | Constant | OneOf["property", "lang", "value"]], ...]


StatedObjectPart = OneOf["iri"] | LiteralParts | Label | Selection | Constant
StatementPart = Predicate | StatedObject | Many | GroupMembers | Constant | OneOf["count"]
StatementEdgePart = StatementNodes | Constant | OneOf["cursor"]
FacetPart = OneOf["count", "plain"] | Value | Types | Selection | GroupKeys | Constant
EdgePart = Nodes | Many | OneOf["cursor"] | Constant | Score | Highlight
GroupKeyPart = OneOf["value", "null"] | Value | Selection | Constant
GroupPart = OneOf["count"] | GroupKeys | DistinctCount | Figures | Constant
ConnectionPart = (
    Nodes | Edges | PageInfoPart | TotalCount | Figures | SearchFigures | Groups | SearchOutcome | Constant
)
Output = Constant | Own | Label | Types | Value | LinkedValue | Rdf | Statements | One | Many | Connection
