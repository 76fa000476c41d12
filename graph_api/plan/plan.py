"""The plan of a root field: what to read (`reads`) and how to answer (`outputs`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph_api.plan import outputs, reads
from graph_api.plan.conditions import Condition, Operand
from graph_api.plan.operands import iris
from graph_api.plan.order import Page

LINKED = "$linked"
"""The variable with the IRIs at a link that is read by them. No document can have a variable of this name."""


@dataclass(frozen=True, slots=True)
class Root:
    """One root field: its key in the answer, what to read, and how to answer.

    `among` selects resources by IRI (a list); without it the root is a page of the class `of` (None: of all
    resources that meet `where`). `operands` are arguments that only the answer needs.
    """

    key: str
    of: str | None
    level: reads.Level
    output: outputs.Selection | outputs.Connection
    among: Operand | None = None
    listed: bool = False
    where: Condition | None = None
    page: Page | None = None
    rows: bool = True
    count: bool = False
    tallies: tuple[reads.Tally, ...] = ()
    operands: tuple[Operand, ...] = ()


def root_of(link: reads.Link) -> Root:
    """The root of the resources at a link, by their IRIs in the variable `LINKED`."""
    output = outputs.Selection(None, {}, link.level)
    return Root(LINKED, None, link.level, output, among=Operand(iris, variable=LINKED))


def levels(place: Root | reads.Link) -> Iterator[reads.Level]:
    """The levels at a place: that of its members, and those of the values of its tallies."""
    yield place.level
    for tally in place.tallies:
        yield from tally.levels


def arguments(place: Root | reads.Link) -> Iterator[Operand]:
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


def searches(place: Root | reads.Link) -> Iterator[Operand]:
    """The texts that are searched for at a place and below it."""
    if place.page:
        yield from (key.rank.text for key in place.page.keys if key.rank)
    for link in place.level.links:
        yield from searches(link)
