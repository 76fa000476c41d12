"""The rows of stores, and their number: the cost of an answer, reported on request."""

from collections.abc import Iterator, Sequence
from typing import Any

from graph_api.plan import plan as p

Row = Sequence[Any]
"""One resource as a store read it: the columns of its level, then the values of its links."""


def count_rows(root: p.Root, found: Any) -> int:
    """The resources in a root's rows, at all levels, each as often as it occurs."""
    return sum(_counts(root.level, found if root.among else found[0]))


def _counts(level: p.Level, rows: Sequence[Any]) -> Iterator[int]:
    yield len(rows)
    start = p.FIRST_COLUMN + len(level.columns)
    for position, link in enumerate(level.links, start):
        if not isinstance(link.how, p.AllStatements):
            for row in rows:
                yield from _counts(link.level, row[position][0] if link.page else row[position])
