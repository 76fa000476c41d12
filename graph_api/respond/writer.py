"""Compiles a plan's outputs into functions from rows to JSON-ready values.

A function is made once per plan and called per row, so everything that does not depend on the row is decided
before: columns are positions, response keys are fixed, and a list of objects is one comprehension.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graph_api.plan import plan as p
from graph_api.plan.conditions import Operand, Variables
from graph_api.plan.cursor import write_cursor
from graph_api.plan.order import Page, mark_in
from graph_api.respond.encoding import width_of, write_list
from graph_api.respond.figures import summary
from graph_api.respond.rdf import write_rdf
from graph_api.respond.rows import Row
from graph_api.respond.search import HighlightWriter, score_writer
from graph_api.respond.values import AnswerContext, value_writer, words_writer
from ontology.iris import local_name
from ontology.model import Kind, Model

Write = Callable[[Row, AnswerContext], Any]


def write_root(root: p.Root, model: Model) -> Callable[[Any, AnswerContext], Any]:
    """The function that turns a root's rows into its value in the answer."""
    writer = _Writer(model)
    if isinstance(root.output, p.Connection):
        return writer.connection(root.output)
    write = writer.selection(root.output)
    if root.listed:
        width = _width(root.output)
        return lambda rows, context: _in_order(
            rows, _bound(root.among, context.variables), write, context, width
        )
    return lambda rows, context: write(rows[0], context) if rows else None


def write_resource(root: p.Root, model: Model) -> Write:
    """The function that turns one row of a root that is not a connection into an answer."""
    if isinstance(root.output, p.Connection):
        raise TypeError(root)
    return _Writer(model).selection(root.output)


def _bound(among: Operand | None, variables: Variables) -> list[str]:
    return among.bind(variables) if among else []  # type: ignore[return-value]  # the converter makes IRIs


def _in_order(
    rows: Sequence[Row], iris: Sequence[str], write: Write, context: AnswerContext, width: int
) -> Any:
    by_iri = {row[0]: row for row in rows}
    found = [by_iri.get(iri) for iri in iris]
    return write_list(lambda row, _: write(row, context) if row else None, found, width, context)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Compiles the outputs of a plan into functions that write rows; the types of each class are made once."""

    model: Model
    object_types: dict[str | None, "ObjectTypes"] = field(default_factory=dict)

    def selection(self, selection: p.Selection) -> Write:
        """Writes one resource as the object type that it has behind the field."""
        shapes: dict[int, Write] = {}
        for shape in selection.shapes.values():
            if id(shape) not in shapes:
                shapes[id(shape)] = self._shape(shape, selection)
        if len(shapes) == 1:
            return next(iter(shapes.values()))
        by_type = {name: shapes[id(shape)] for name, shape in selection.shapes.items()}
        types = self._types_behind(selection.target)
        return lambda row, context: by_type[types[row[1]]](row, context)

    def _types_behind(self, target: str | None) -> "ObjectTypes":
        if target not in self.object_types:
            self.object_types[target] = ObjectTypes(self.model, target)
        return self.object_types[target]

    def _shape(self, shape: p.Shape, selection: p.Selection) -> Write:
        fields = [(key, self._output(output, selection)) for key, output in shape]
        return lambda row, context: {key: write(row, context) for key, write in fields}

    def _output(self, output: p.Output, selection: p.Selection) -> Write:
        level = selection.level
        match output:
            case p.Own():
                return self._own(output, selection)
            case p.Label():
                return self._label(output, level)
            case p.Types():
                return self._types(output, level)
            case p.Value():
                column = _column(level, output.term.key)
                write_value = value_writer(output, self.model)
                return lambda row, context: write_value(row[column], context)
            case p.LinkedValue():
                return self._linked_value(output, level)
            case p.Rdf():
                position = _position(level, output.link)
                syntax, model = output.format, self.model
                return lambda row, context: context.spend_on(
                    write_rdf(row[0], row[position], syntax.bind(context.variables), model, context.rdf)
                )
            case p.One():
                position, write = _position(level, output.link), self.selection(output.selection)
                return lambda row, context: write(row[position][0], context) if row[position] else None
            case p.Many():
                return self._many(output, level)
            case p.Connection():
                position = _position(level, output.link)
                write_page = self.connection(output)
                return lambda row, context: write_page(row[position], context)
            case p.Constant():
                return lambda row, context: output.value

    def _own(self, output: p.Own, selection: p.Selection) -> Write:
        match output.what:
            case "iri":
                return lambda row, context: row[0]
            case "type":
                types = self._types_behind(selection.target)
                return lambda row, context: types[row[1]]
        described = _column(selection.level, p.DESCRIBED)
        return lambda row, context: bool(row[described])

    def _linked_value(self, output: p.LinkedValue, level: p.Level) -> Write:
        position, write = _position(level, output.link), value_writer(output.value, self.model)
        column = _column(output.link.level, output.value.term.key)
        return lambda row, context: write(row[position][0][column], context) if row[position] else None

    def _label(self, output: p.Label, level: p.Level) -> Write:
        tagged = {term.key for term in self.model.names if term.kind is Kind.TEXT}
        columns = [(_column(level, key), key in tagged) for key in output.columns]
        write = words_writer(output.words)

        def write_label(row: Row, context: AnswerContext) -> Any:
            for column, is_tagged in columns:
                found = row[column]
                if found is not None:
                    return write(found if is_tagged else _untagged(found), context)
            return write([local_name(row[0]) + "@"], context)

        return write_label

    def _types(self, output: p.Types, level: p.Level) -> Write:
        column = _column(level, p.TYPES)

        def write_types(row: Row, context: AnswerContext) -> Any:
            return [_term(output, iri) for iri in sorted(row[column] or ())]

        return write_types

    def _many(self, output: p.Many, level: p.Level) -> Write:
        position, write = _position(level, output.link), self.selection(output.selection)
        return _list_writer(write, _width(output.selection), lambda row: row[position])

    # -- connections

    def connection(self, output: p.Connection) -> Callable[[Any, AnswerContext], Any]:
        """Writes a page from `[rows, count, tallies]`; the rows are one more than the page if members follow."""
        fields = [(key, self._part(part, output)) for key, part in output.fields]
        page = output.page

        def write(found: Any, context: AnswerContext) -> Any:
            size: int = page.size.bind(context.variables)  # type: ignore[assignment]  # the converter makes a number
            rows = found[0][:size]
            if page.backward:
                rows = rows[::-1]
            whole = _ConnectionRows(rows, len(found[0]) > size, found[1], found[2])
            return {key: write_part(whole, context) for key, write_part in fields}

        return write

    def _part(
        self, part: p.ConnectionPart, output: p.Connection
    ) -> Callable[["_ConnectionRows", AnswerContext], Any]:
        match part:
            case p.Nodes():
                return _list_writer(self._node(part, output), _width(part.selection), _rows_of)
            case p.Edges():
                return self._edges(part, output)
            case p.PageInfoPart():
                return self._page_info(part, output)
            case p.TotalCount():
                return lambda found, context: found.count
            case p.Figures():
                return self._figures(part, output)
            case p.Constant():
                return lambda found, context: part.value

    def _node(self, part: p.Nodes, output: p.Connection) -> Write:
        return self.selection(replace(part.selection, level=output.level))

    def _edges(
        self, part: p.Edges, output: p.Connection
    ) -> Callable[["_ConnectionRows", AnswerContext], Any]:
        fields = [(key, self._edge(inner, output)) for key, inner in part.fields]

        def write_edge(row: Row, context: AnswerContext) -> dict[str, Any]:
            return {key: write(row, context) for key, write in fields}

        return _list_writer(write_edge, width_of([key for key, _ in fields]), _rows_of)

    def _edge(self, part: p.EdgePart, output: p.Connection) -> Write:
        match part:
            case p.Nodes():
                return self._node(part, output)
            case p.Many():
                return self._many(part, output.level)
            case p.Constant():
                return lambda row, context: part.value
            case p.Score():
                return score_writer()
            case p.Highlight():
                columns = [(_column(output.level, term.key), term) for term in part.terms]
                return HighlightWriter(self.model, columns, part)
            case _:
                return _cursor_writer(output.page)

    def _page_info(
        self, part: p.PageInfoPart, output: p.Connection
    ) -> Callable[["_ConnectionRows", AnswerContext], Any]:
        page, cursor = output.page, _cursor_writer(output.page)
        before_it, after_it = page.after is not None, page.before is not None

        def write(found: _ConnectionRows, context: AnswerContext) -> Any:
            rows = found.rows
            values = {
                "hasNextPage": after_it if page.backward else found.more or after_it,
                "hasPreviousPage": found.more or before_it if page.backward else before_it,
                "startCursor": cursor(rows[0], context) if rows else None,
                "endCursor": cursor(rows[-1], context) if rows else None,
                "__typename": "PageInfo",
            }
            return {key: values[name] for key, name in part.fields}

        return write

    # -- facets and aggregates

    def _figures(
        self, part: p.Figures, output: p.Connection
    ) -> Callable[["_ConnectionRows", AnswerContext], Any]:
        fields = [(key, self._figure(figure, output)) for key, figure in part.fields]
        return lambda found, context: {key: write(found, context) for key, write in fields}

    def _figure(
        self, figure: p.Facet | p.Aggregate | p.Constant, output: p.Connection
    ) -> Callable[["_ConnectionRows", AnswerContext], Any]:
        if isinstance(figure, p.Constant):
            return lambda found, context: figure.value
        position = output.tallies.index(figure.tally)
        if isinstance(figure, p.Facet):
            write = self._facet(figure)
            return lambda found, context: write(found.tallies[position], context)
        kind, names = figure.kind, figure.fields
        return lambda found, context: summary(found.tallies[position], kind, names)

    def _facet(self, facet: p.Facet) -> Callable[[Any, AnswerContext], Any]:
        fields = [(key, self._facet_part(part, facet)) for key, part in facet.fields]
        limit, by_class = facet.limit, facet.tally.by is None

        def write(counted: Any, context: AnswerContext) -> Any:
            if by_class:  # the stores count all classes, by names of their own
                most: int = limit.bind(context.variables)  # type: ignore[assignment]  # the converter makes a number
                counted = sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:most]
            return [{key: write_part(pair, context) for key, write_part in fields} for pair in counted]

        return write

    def _facet_part(self, part: p.FacetPart, facet: p.Facet) -> Write:
        match part:
            case p.Value():
                write_value = value_writer(replace(part, term=replace(part.term, many=False)), self.model)
                return lambda pair, context: write_value(pair[0], context)
            case p.Types():
                return lambda pair, context: _term(part, pair[0])
            case p.Selection():
                write = self.selection(replace(part, level=facet.tally.level))
                return lambda pair, context: write(pair[0], context)
            case p.Constant():
                return lambda pair, context: part.value
            case "count":
                return lambda pair, context: pair[1]
        if facet.tally.by and facet.tally.by.term.kind is Kind.BOOLEAN:
            return lambda pair, context: pair[0] == "true"
        return lambda pair, context: pair[0]


def _term(part: p.Types, iri: str) -> Any:
    return {key: iri if name == "iri" else "Term" for key, name in part.fields}


def _cursor_writer(page: Page) -> Write:
    """Writes the cursor of a row, which ends with its order keys."""
    mark, keys, count = page.mark, page.keys, len(page.keys)
    if not count:
        return lambda row, context: write_cursor(mark, (), row[0])
    return lambda row, context: write_cursor(mark_in(mark, keys, context.variables), row[-count:], row[0])


def _untagged(found: str | Sequence[str]) -> list[str]:
    """A plain string, or several, as texts without a language."""
    return [found + "@"] if isinstance(found, str) else [text + "@" for text in found]


@dataclass(frozen=True, slots=True)
class _ConnectionRows:
    """The rows of a page, true if members follow, the count and the tallies of a connection."""

    rows: Sequence[Row]
    more: bool
    count: int | None
    tallies: Sequence[Any]


def _rows_of(found: _ConnectionRows) -> Sequence[Row]:
    return found.rows


def _list_writer(
    write: Write, width: int, rows: Callable[[Any], Sequence[Row]]
) -> Callable[[Any, AnswerContext], Any]:
    """Writes a list of resources; `width`: the least bytes of each."""
    return lambda found, context: write_list(write, rows(found), width, context)


def _width(selection: p.Selection) -> int:
    """The bytes that a selected resource takes at least, or nearly so."""
    return max((width_of([key for key, _ in shape]) for shape in selection.shapes.values()), default=1)


def _column(level: p.Level, name: str) -> int:
    return p.FIRST_COLUMN + level.columns.index(name)


def _position(level: p.Level, link: p.Link | None) -> int:
    return p.FIRST_COLUMN + len(level.columns) + level.links.index(link)


class ObjectTypes(dict[str, str]):
    """The object type behind a field of one class, by class path (`A|B`: candidates, best first).

    A memo, and a dict because it is asked per row; a release has few class paths.
    """

    def __init__(self, model: Model, target: str | None) -> None:
        super().__init__()
        self._other = model.classes[target].type_name if target else "Resource"
        if target is None or model.classes[target].is_interface:
            self._other = "Other" + self._other
        possible = model.concrete_types(target)
        self._names = {
            model.classes[iri].type_name: ("Other" if model.classes[iri].is_interface else "")
            + model.classes[iri].type_name
            for iri in possible
        }

    def __missing__(self, path: str) -> str:
        found = next((self._names[name] for name in path.split("|") if name in self._names), self._other)
        self[path] = found
        return found
