"""Connections in the answer: pages of resources with their edges, cursors, counts and figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph_api.plan import outputs
from graph_api.plan.cursor import write_cursor
from graph_api.plan.order import Page, mark_in
from graph_api.respond.encoding import width_of
from graph_api.respond.groups import GroupsWriter
from graph_api.respond.lists import Write, list_writer, many_writer, width_of_selection
from graph_api.respond.rows import Row, column_of, rows_of_page
from graph_api.respond.search import HighlightWriter, outcome_writer, score_writer
from graph_api.respond.tallies import TallyCompiler
from graph_api.respond.values import AnswerContext
from ontology.model import Model

_AT_ONCE = 100
"""Members that are written between two looks at the time."""


@dataclass(frozen=True, slots=True)
class ConnectionRows:
    """The rows of a page, true if members follow, the count and the tallies of a connection."""

    rows: Sequence[Row]
    more: bool
    count: int | None
    tallies: Sequence[Any]


@dataclass(frozen=True, slots=True)
class MemberPage:
    """The members of a page as values of the answer; the cursor of the last one if others follow; their count."""

    values: Sequence[Any]
    after: str | None = None
    count: int | None = None


def _rows_of(found: ConnectionRows) -> Sequence[Row]:
    return found.rows


WritePart = Callable[[ConnectionRows, AnswerContext], Any]


class ConnectionCompiler:
    """Compiles connections into functions that write them; `select` compiles a selection of resources."""

    def __init__(self, model: Model, select: Callable[[outputs.Selection], Write]) -> None:
        self.model = model
        self.select = select
        self.tallies = TallyCompiler(model, select)

    def connection(self, output: outputs.Connection) -> Callable[[Any, AnswerContext], Any]:
        """Writes a page from `[rows, count, tallies]`; the rows are one more than the page if members follow."""
        fields = [(key, self._part(part, output)) for key, part in output.fields]
        page = output.page

        def write(found: Any, context: AnswerContext) -> Any:
            whole = ConnectionRows(*rows_of_page(page, found[0], context.variables), found[1], found[2])
            return {key: write_part(whole, context) for key, write_part in fields}

        return write

    def members(self, output: outputs.Connection) -> Callable[[Any, AnswerContext], MemberPage]:
        """As `connection`, for one whose only field is `nodes` or `edges`: writes the members themselves."""
        ((_, part),) = output.fields
        if not isinstance(part, outputs.Nodes | outputs.Edges):
            raise TypeError(part)
        write = (
            self._node(part, output) if isinstance(part, outputs.Nodes) else self._edge_writer(part, output)
        )
        page, cursor = output.page, _cursor_writer(output.page)

        def write_page(found: Any, context: AnswerContext) -> MemberPage:
            rows, has_more = rows_of_page(page, found[0], context.variables)
            values: list[Any] = []
            for start in range(0, len(rows), _AT_ONCE):
                context.budget.check()
                values += [write(row, context) for row in rows[start : start + _AT_ONCE]]
            after = cursor(rows[-1], context) if rows and has_more else None
            return MemberPage(values, after, found[1])

        return write_page

    def _part(self, part: outputs.ConnectionPart, output: outputs.Connection) -> WritePart:
        match part:
            case outputs.Nodes():
                return list_writer(self._node(part, output), width_of_selection(part.selection), _rows_of)
            case outputs.Edges():
                return self._edges(part, output)
            case outputs.PageInfoPart():
                return self._page_info(part, output)
            case outputs.TotalCount():
                return lambda found, context: found.count
            case outputs.Figures():
                write = self.tallies.figures(part, output.tallies)
                return lambda found, context: write(found.tallies, context)
            case outputs.SearchFigures():
                of_search = self.tallies.of_search(part, output.tallies)
                return lambda found, context: of_search(found.tallies, context)
            case outputs.Groups():
                groups = GroupsWriter(self.model, part, output.tallies, self.select).writer()
                return lambda found, context: groups(found.tallies, context)
            case outputs.SearchOutcome():
                return outcome_writer(part)
            case outputs.Constant():
                return lambda found, context: part.value

    def _node(self, part: outputs.Nodes, output: outputs.Connection) -> Write:
        return self.select(replace(part.selection, level=output.level))

    def _edges(self, part: outputs.Edges, output: outputs.Connection) -> WritePart:
        return list_writer(
            self._edge_writer(part, output), width_of([key for key, _ in part.fields]), _rows_of
        )

    def _edge_writer(self, part: outputs.Edges, output: outputs.Connection) -> Write:
        fields = [(key, self._edge(inner, output)) for key, inner in part.fields]
        return lambda row, context: {key: write(row, context) for key, write in fields}

    def _edge(self, part: outputs.EdgePart, output: outputs.Connection) -> Write:
        match part:
            case outputs.Nodes():
                return self._node(part, output)
            case outputs.Many():
                return many_writer(self.select(part.selection), part, output.level)
            case outputs.Constant():
                return lambda row, context: part.value
            case outputs.Score():
                return score_writer()
            case outputs.Highlight():
                columns = {key: column_of(output.level, key) for key in part.columns}
                return HighlightWriter(self.model, columns, part)
            case _:
                return _cursor_writer(output.page)

    def _page_info(self, part: outputs.PageInfoPart, output: outputs.Connection) -> WritePart:
        page, cursor = output.page, _cursor_writer(output.page)
        # The member at a cursor is outside the page.
        more_before, more_after = page.after is not None, page.before is not None

        def write(found: ConnectionRows, context: AnswerContext) -> Any:
            rows = found.rows
            values = {
                "hasNextPage": more_after if page.backward else found.more or more_after,
                "hasPreviousPage": found.more or more_before if page.backward else more_before,
                "startCursor": cursor(rows[0], context) if rows else None,
                "endCursor": cursor(rows[-1], context) if rows else None,
                "__typename": "PageInfo",
            }
            return {key: values[name] for key, name in part.fields}

        return write


def _cursor_writer(page: Page) -> Write:
    """Writes the cursor of a row, which ends with its order keys."""
    mark, keys, count = page.mark, page.keys, len(page.keys)
    if not count:
        return lambda row, context: write_cursor(mark, (), row[0])
    return lambda row, context: write_cursor(mark_in(mark, keys, context.variables), row[-count:], row[0])
