"""Compiles a plan's outputs into functions from rows to JSON-ready values.

A function is made once per plan and called per row, so everything that does not depend on the row is decided
before: columns are positions, response keys are fixed, and a list of objects is one comprehension.
"""

from collections.abc import Callable
from typing import Any

import orjson

from graph_api.plan import outputs, reads
from graph_api.plan import plan as p
from graph_api.plan.conditions import Operand, Variables
from graph_api.respond.connections import ConnectionCompiler, MemberPage
from graph_api.respond.labels import label_writer
from graph_api.respond.lists import Write, many_writer, width_of_selection, write_in_order
from graph_api.respond.object_types import ObjectTypes
from graph_api.respond.rdf import write_graphs, write_rdf
from graph_api.respond.rows import Row, column_of, position_of
from graph_api.respond.statements import StatementCompiler
from graph_api.respond.values import AnswerContext, term_writer, value_writer
from ontology.model import Model


def write_root(root: p.Root, model: Model) -> Callable[[Any, AnswerContext], Any]:
    """The function that turns a root's rows into its value in the answer."""
    compiler = _ResourceCompiler(model)
    if isinstance(root.output, outputs.Connection):
        return compiler.connections.connection(root.output)
    write = compiler.selection(root.output)
    if root.listed:
        width = width_of_selection(root.output)
        return lambda rows, context: write_in_order(
            rows, _bound(root.among, context.variables), write, width, context
        )
    return lambda rows, context: write(rows[0], context) if rows else None


def write_members(root: p.Root, model: Model) -> Callable[[Any, AnswerContext], MemberPage]:
    """The function that turns the rows of a list into its members, one by one.

    The only field of a connection is `nodes`, `edges`, or `groups` with `nodes`.
    """
    compiler, output = _ResourceCompiler(model), root.output
    if isinstance(output, outputs.Selection):
        write = compiler.selection(output)

        def write_listed(rows: Any, context: AnswerContext) -> MemberPage:
            by_iri = {row[0]: row for row in rows}
            found = (by_iri.get(iri) for iri in _bound(root.among, context.variables))
            return MemberPage([row and write(row, context) for row in found])

        return write_listed
    ((key, part),) = output.fields
    if not isinstance(part, outputs.Groups):
        return compiler.connections.members(output)
    ((nodes, _),) = part.fields
    write_groups = compiler.connections.connection(output)

    def write_all(rows: Any, context: AnswerContext) -> MemberPage:
        groups = write_groups(rows, context)[key][nodes]
        return MemberPage(orjson.loads(groups) if isinstance(groups, bytes) else groups)

    return write_all


def write_resource(root: p.Root, model: Model) -> Write:
    """The function that turns one row of a root that is not a connection into an answer."""
    if isinstance(root.output, outputs.Connection):
        raise TypeError(root)
    return _ResourceCompiler(model).selection(root.output)


def _bound(among: Operand | None, variables: Variables) -> list[str]:
    return among.bind(variables) if among else []  # type: ignore[return-value]  # the converter makes IRIs


class _ResourceCompiler:
    """Compiles selections of resources into functions that write rows; the types of each class are made once."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.connections = ConnectionCompiler(model, self.selection)
        self.statements = StatementCompiler(model, self.selection)
        self._object_types: dict[str | None, ObjectTypes] = {}

    def selection(self, selection: outputs.Selection) -> Write:
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

    def _types_behind(self, target: str | None) -> ObjectTypes:
        if target not in self._object_types:
            self._object_types[target] = ObjectTypes(self.model, target)
        return self._object_types[target]

    def _shape(self, shape: outputs.Shape, selection: outputs.Selection) -> Write:
        fields = [(key, self._output(output, selection)) for key, output in shape]
        return lambda row, context: {key: write(row, context) for key, write in fields}

    def _output(self, output: outputs.Output, selection: outputs.Selection) -> Write:
        level = selection.level
        match output:
            case outputs.Own():
                return self._own(output, selection)
            case outputs.Label():
                return label_writer(output, level, self.model)
            case outputs.Types():
                return self._types(output, level)
            case outputs.Value():
                column = column_of(level, output.term.key)
                write_value = value_writer(output, self.model)
                return lambda row, context: write_value(row[column], context)
            case outputs.LinkedValue():
                return self._linked_value(output, level)
            case outputs.Rdf():
                position = position_of(level, output.link)
                syntax, model = output.format, self.model
                write_statements = write_graphs if syntax in outputs.WITH_GRAPHS else write_rdf
                return lambda row, context: context.spend_on(
                    write_statements(row[0], row[position], syntax, model, context.rdf)
                )
            case outputs.Statements():
                position = position_of(level, output.link)
                write_page_of = self.statements.statements(output)
                return lambda row, context: write_page_of(row[position], context)
            case outputs.One():
                position, write = position_of(level, output.link), self.selection(output.selection)
                return lambda row, context: write(row[position][0], context) if row[position] else None
            case outputs.Many():
                return many_writer(self.selection(output.selection), output, level)
            case outputs.Connection():
                position = position_of(level, output.link)
                write_page = self.connections.connection(output)
                return lambda row, context: write_page(row[position], context)
            case outputs.Constant():
                return lambda row, context: output.value

    def _own(self, output: outputs.Own, selection: outputs.Selection) -> Write:
        match output.what:
            case "iri":
                return lambda row, context: row[0]
            case "type":
                types = self._types_behind(selection.target)
                return lambda row, context: types[row[1]]
        described = column_of(selection.level, reads.DESCRIBED)
        return lambda row, context: bool(row[described])

    def _linked_value(self, output: outputs.LinkedValue, level: reads.Level) -> Write:
        position, write = position_of(level, output.link), value_writer(output.value, self.model)
        column = column_of(output.link.level, output.value.term.key)
        return lambda row, context: write(row[position][0][column], context) if row[position] else None

    def _types(self, output: outputs.Types, level: reads.Level) -> Write:
        column, write = column_of(level, reads.TYPES), term_writer(output.fields, self.model)

        def write_types(row: Row, context: AnswerContext) -> Any:
            return [write(iri, context) for iri in sorted(row[column] or ())]

        return write_types
