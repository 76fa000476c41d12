"""The plan's two halves: what to read (`Level`, `Link`, `Root`) and how to answer (`Selection` and outputs).

A store turns the first half into nested rows: `[iri, class path, *columns, *links]`, where a link of one is
a list of at most one row, and a connection is `[rows, count]`, its rows one more than the page if there is
more. The second half turns such rows into an answer, whatever store they come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

from graph_api.plan.conditions import Condition, Operand
from graph_api.plan.outline import outline, outline_of
from ontology.model import Field, PropertyTerm

FIRST_COLUMN = 2
"""Where the columns of a row begin, after the IRI and the class path."""
DESCRIBED = "_described"
TYPES = "_types"

# -- what to read


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list in the order of IRIs: at most `first`, after the IRI `after`."""

    first: Operand
    after: Operand | None


@dataclass(frozen=True, slots=True)
class Level:
    """What to read about the resources at one place: stored values by key, in order, and what they lead to."""

    columns: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """One step from the resources of a level.

    `how` is a `Field` (a relation, forwards or inverse), `Sources` (graphs that say something about the
    resource), `EdgeSources` (graphs that state the edge by which the row was reached) or `Statements`
    (everything about it; has no level). `page` is None for what is not a connection.
    """

    how: Field | Sources | EdgeSources | Statements
    level: Level = Level()
    where: Condition | None = None
    page: Page | None = None
    rows: bool = True
    count: bool = False

    @property
    def outline(self) -> str:
        """A text to sort links by: equal for links that differ in nothing but values and page sizes."""
        how = self.how
        name = outline_of(how) if isinstance(how, Field) else type(how).__name__
        of = how.of if isinstance(how, Sources) else ""
        after = "" if self.page is None or self.page.after is None else "after"
        return f"{name}{of}|{self.rows}{self.count}{after}|{outline(self.where)}|{_level_outline(self.level)}"


@dataclass(frozen=True, slots=True)
class Sources:
    """The source graphs of a resource; `of`: only those that state one of these properties of it."""

    of: tuple[str, ...] | None
    known: tuple[PropertyTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class EdgeSources:
    """The source graphs of the edge that led to a row; at the root, of the resource."""


@dataclass(frozen=True, slots=True)
class Statements:
    """All statements about a resource."""


@dataclass(frozen=True, slots=True)
class Root:
    """One root field: its key in the answer, what to read, and how to answer.

    `among` asks for resources by IRI (a list), else it is a page of the class `of`.
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


def _level_outline(level: Level) -> str:
    return f"{','.join(level.columns)}({';'.join(link.outline for link in level.links)})"


def arguments(place: Root | Link) -> Iterator[Operand]:
    """The page sizes, cursors and IRIs that are asked for at a place and below it."""
    if isinstance(place, Root) and place.among:
        yield place.among
    if place.page:
        yield place.page.first
        if place.page.after:
            yield place.page.after
    for link in place.level.links:
        yield from arguments(link)


# -- how to answer


@dataclass(frozen=True, slots=True)
class Selection:
    """How to answer one resource behind a field of class `target`: per object type, its response fields."""

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
class Fixed:
    """A value known when planning, such as `__typename`."""

    value: str


@dataclass(frozen=True, slots=True)
class Own:
    """The resource's IRI, its object type's name, or whether it is described."""

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
    """The resources at a link that is a plain list. On an edge, `level` is the one that the link belongs to."""

    link: Link
    selection: Selection
    level: Level = Level()


@dataclass(frozen=True, slots=True)
class Connection:
    """A page: response keys with what stands there. `link` is None at the root."""

    fields: tuple[tuple[str, ConnectionPart], ...]
    page: Page
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Nodes:
    """The page's resources."""

    selection: Selection


@dataclass(frozen=True, slots=True)
class Edges:
    """The page's resources with cursor and sources: `Nodes` for `node`, `Many` for `sources`."""

    fields: tuple[tuple[str, EdgePart], ...]


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Response keys with the fields of `PageInfo`."""

    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TotalCount:
    """The number of members on all pages."""


EdgePart = Nodes | Many | OneOf["cursor"] | Fixed
ConnectionPart = Nodes | Edges | PageInfo | TotalCount | Fixed
Output = Fixed | Own | Label | Types | Value | Rdf | One | Many | Connection
