"""The rows of stores: where their parts are; and their number, the cost of an answer, reported on request."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph_api.plan import plan as p
from graph_api.plan import reads
from graph_api.plan.order import Page

Row = Sequence[Any]
"""One resource as a store read it: the columns of its level, then the values of its links."""


def count_rows(root: p.Root, found: Any) -> int:
    """The resources in a root's rows, at all levels, each as often as it occurs."""
    return sum(_counts(root.level, found if root.among else found[0]))


def _counts(level: reads.Level, rows: Sequence[Any]) -> Iterator[int]:
    yield len(rows)
    start = reads.FIRST_COLUMN + len(level.columns)
    for position, link in enumerate(level.links, start):
        if not isinstance(link.how, reads.AllStatements):
            for row in rows:
                yield from _counts(link.level, row[position][0] if link.page else row[position])


def column_of(level: reads.Level, name: str) -> int:
    """The position of a column in the rows of a level."""
    return reads.FIRST_COLUMN + level.columns.index(name)


def position_of(level: reads.Level, link: reads.Link | None) -> int:
    """The position of a link in the rows of a level."""
    return reads.FIRST_COLUMN + len(level.columns) + level.links.index(link)


def rows_of_page(
    page: Page, rows: Sequence[Row], variables: Mapping[str, object]
) -> tuple[Sequence[Row], bool]:
    """The rows of a page in the order of its list, and true if others follow: stores read one more than the page."""
    size: int = page.size.bind(variables)  # type: ignore[assignment]  # the converter makes a number
    shown = rows[:size]
    return (shown[::-1] if page.backward else shown), len(rows) > size
