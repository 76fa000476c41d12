"""Lists of resources: written row by row, as bytes if they are long."""

from collections.abc import Callable, Sequence
from typing import Any

from graph_api.plan import outputs, reads
from graph_api.respond.encoding import width_of, write_list
from graph_api.respond.rows import Row, position_of
from graph_api.respond.values import AnswerContext

Write = Callable[[Row, AnswerContext], Any]
"""Turns the row of a resource into its value in the answer."""


def list_writer(
    write: Write, width: int, rows: Callable[[Any], Sequence[Row]]
) -> Callable[[Any, AnswerContext], Any]:
    """Writes a list of resources; `width`: the least bytes of each, `rows` finds them in what the writer is given."""
    return lambda found, context: write_list(write, rows(found), width, context)


def many_writer(write: Write, output: outputs.Many, level: reads.Level) -> Write:
    """Writes the resources at a link of a row, each by `write`."""
    position = position_of(level, output.link)
    return list_writer(write, width_of_selection(output.selection), lambda row: row[position])


def write_in_order(
    rows: Sequence[Row], iris: Sequence[str], write: Write, width: int, context: AnswerContext
) -> Any:
    """The resources with these IRIs, in this order; null for an IRI without a row."""
    by_iri = {row[0]: row for row in rows}
    found = [by_iri.get(iri) for iri in iris]
    return write_list(lambda row, _: write(row, context) if row else None, found, width, context)


def width_of_selection(selection: outputs.Selection) -> int:
    """The bytes that a selected resource takes at least, or nearly so."""
    return max((width_of([key for key, _ in shape]) for shape in selection.shapes.values()), default=1)
