"""Statements in the answer, one by one: their predicates, values and graphs, and the cursors of their lists."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from graph_api.plan import outputs, reads
from graph_api.plan.cursor import write_cursor
from graph_api.plan.statements.statement_pages import shown_in_cursor
from graph_api.respond.encoding import width_of, write_list
from graph_api.respond.labels import names_reader
from graph_api.respond.lists import Write, many_writer
from graph_api.respond.rows import Row, position_of, rows_of_page
from graph_api.respond.values import (
    LONG,
    AnswerContext,
    names_of_term,
    term_writer,
    words_writer,
    write_literal,
)
from ontology.model import Model
from ontology.values.literals import from_ntriples, split

Found = tuple[Sequence[Row], bool, int]
"""The rows of a page, true if others follow, and the number of statements on all pages."""


class StatementCompiler:
    """Compiles lists of statements into functions that write them; `select` compiles a selection of resources."""

    def __init__(self, model: Model, select: Callable[[outputs.Selection], Write]) -> None:
        self._model = model
        self._select = select

    def statements(self, output: outputs.Statements) -> Callable[[Any, AnswerContext], Any]:
        """Writes a page from `[rows, count, tallies]`; the rows are one more than the page if others follow."""
        fields = [(key, self._part(part, output)) for key, part in output.fields]
        page = output.page

        def write(found: Any, context: AnswerContext) -> Any:
            whole = *rows_of_page(page, found[0], context.variables), found[1]
            return {key: write_part(whole, context) for key, write_part in fields}

        return write

    def _part(self, part: Any, output: outputs.Statements) -> Callable[[Found, AnswerContext], Any]:
        match part:
            case outputs.StatementNodes():
                return _list_writer(self._nodes(part, output), [key for key, _ in part.fields])
            case outputs.StatementEdges():
                edge = [(key, self._edge(inner, output)) for key, inner in part.fields]
                keys = [key for key, _ in edge]
                return _list_writer(
                    lambda row, context: {key: write(row, context) for key, write in edge}, keys
                )
            case outputs.PageInfoPart():
                return _page_info(part, output)
            case outputs.TotalCount():
                return lambda found, context: found[2]
            case _:
                return lambda found, context: part.value

    def _edge(self, part: Any, output: outputs.Statements) -> Write:
        match part:
            case outputs.StatementNodes():
                return self._nodes(part, output)
            case outputs.Constant():
                return lambda row, context: part.value
            case _:
                return _cursor_writer(output)

    def _nodes(self, part: outputs.StatementNodes, output: outputs.Statements) -> Write:
        fields = [(key, self._statement_part(inner, output.link.level)) for key, inner in part.fields]
        return lambda row, context: {key: write(row, context) for key, write in fields}

    def _statement_part(self, part: outputs.StatementPart, level: reads.Level) -> Write:
        match part:
            case outputs.Predicate():
                write = term_writer(part.fields, self._model)
                return lambda row, context: write(row[0], context)
            case outputs.StatedObject():
                return self._value(part, level)
            case outputs.Many():
                return many_writer(self._select(part.selection), part, level)
            case outputs.GroupMembers():
                return self._members(part, level)
            case outputs.Constant():
                return lambda row, context: part.value
        return lambda row, context: row[1]

    def _members(self, part: outputs.GroupMembers, level: reads.Level) -> Write:
        """Writes the resources of a group, at the link that leads to them."""
        links = [
            (position_of(level, one.link), many_writer(self._select(one.selection), one, level))
            for one in part.many
        ]

        def write_members(row: Row, context: AnswerContext) -> Any:
            chosen = next((write for position, write in links if row[position]), links[0][1])
            return chosen(row, context)

        return write_members

    def _value(self, part: outputs.StatedObject, level: reads.Level) -> Write:
        fields = [(key, self._value_part(inner, part, level)) for key, inner in part.fields]
        return lambda row, context: {key: write(row, context) for key, write in fields}

    def _value_part(
        self, part: outputs.StatedObjectPart, of: outputs.StatedObject, level: reads.Level
    ) -> Write:
        match part:
            case outputs.LiteralParts():
                return lambda row, context: _literal(part, row[1], context) if row[1][0] == '"' else None
            case outputs.Label():
                return self._label(part, of, level)
            case outputs.Selection():
                if of.link is None:
                    raise TypeError(of)
                position = position_of(level, of.link)
                write = self._select(replace(part, level=of.link.level))
                return lambda row, context: write(row[position][0], context) if row[position] else None
            case outputs.Constant():
                return lambda row, context: part.value
            case _:
                return lambda row, context: None if row[1][0] == '"' else from_ntriples(row[1])

    def _label(self, part: outputs.Label, of: outputs.StatedObject, level: reads.Level) -> Write:
        """Writes the label of a value: a name of the resource, else that of a term, else the end of its IRI."""
        if of.link is None:
            raise TypeError(of)
        position, write = position_of(level, of.link), words_writer(part.words)
        names, model = names_reader(part, of.link.level, self._model), self._model

        def write_label(row: Row, context: AnswerContext) -> Any:
            if row[1][0] == '"':
                return None
            linked = row[position]
            known = names(linked[0]) if linked else ()
            return write(known or names_of_term(from_ntriples(row[1]), model), context)

        return write_label


def _list_writer(write: Write, keys: Sequence[str]) -> Callable[[Found, AnswerContext], Any]:
    """Writes the rows of a page, each as an object with these keys."""
    width = width_of(keys)
    return lambda found, context: write_list(write, found[0], width, context)


def _page_info(
    part: outputs.PageInfoPart, output: outputs.Statements
) -> Callable[[Found, AnswerContext], Any]:
    page, cursor = output.page, _cursor_writer(output)
    more_before, more_after = page.after is not None, page.before is not None

    def write(found: Found, context: AnswerContext) -> Any:
        rows, more, _ = found
        values = {
            "hasNextPage": more_after if page.backward else more or more_after,
            "hasPreviousPage": more or more_before if page.backward else more_before,
            "startCursor": cursor(rows[0], context) if rows else None,
            "endCursor": cursor(rows[-1], context) if rows else None,
            "__typename": "PageInfo",
        }
        return {key: values[name] for key, name in part.fields}

    return write


def _cursor_writer(output: outputs.Statements) -> Write:
    mark = output.page.mark
    if isinstance(output.link.how, reads.ReferrerGroups):
        return lambda row, context: write_cursor(mark, (), row[0])
    return lambda row, context: write_cursor(mark, (shown_in_cursor(row[1]),), row[0])


def _literal(part: outputs.LiteralParts, term: str, context: AnswerContext) -> Any:
    value, lang, datatype = split(term)
    if len(value) > LONG:
        context.spend_on(value)
    return write_literal(part.fields, value, datatype, lang)
