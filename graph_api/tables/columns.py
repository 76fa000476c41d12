"""The columns of a table: the paths of a selection, and the cells of members of the list.

The keys of nested objects are joined with dots. A list below a member is one column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from graph_api.plan import outputs
from ontology.model import Kind
from ontology.values.property_values import AS_STATED


class CellKind(Enum):
    """The kind of the cells of a column: what the answer has there if it is not null.

    `EXACT` is a number as a text with all its digits, `INTEGER` a number, or such a text if it is large. `NESTED` is
    a list.
    """

    TEXT = "text"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    EXACT = "decimal"
    DOUBLE = "double"
    NESTED = "json"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its name and the kind of its cells."""

    name: str
    kind: CellKind


_Branch: TypeAlias = "dict[str | int, _Branch | CellKind]"
_KINDS: Mapping[Kind, CellKind] = {
    Kind.BOOLEAN: CellKind.BOOLEAN,
    Kind.INTEGER: CellKind.INTEGER,
    Kind.DECIMAL: CellKind.EXACT,
    Kind.DOUBLE: CellKind.DOUBLE,
}
_PAGE_INFO = ("hasNextPage", "hasPreviousPage")


class ColumnTree:
    """The columns of a table, in the order of the selection."""

    def __init__(self, branch: _Branch) -> None:
        self.columns: tuple[TableColumn, ...] = tuple(_iter_columns(branch, ""))
        self._branch = branch

    def cells(self, members: Sequence[Any]) -> list[list[Any]]:
        """For each column the values of some members; None: there is none."""
        return list(_iter_cells(self._branch, members))


def columns_of(
    members: outputs.Selection | outputs.Nodes | outputs.Edges | outputs.GroupNodes,
) -> ColumnTree:
    """The columns of the members of a list. The keys of groups have the names `0`, `1`, …."""
    match members:
        case outputs.Selection():
            return ColumnTree(_selection(members))
        case outputs.Nodes():
            return ColumnTree(_selection(members.selection))
        case outputs.Edges():
            return ColumnTree({key: _edge_part(part) for key, part in members.fields})
        case outputs.GroupNodes():
            return ColumnTree({key: _group_part(part) for key, part in members.fields})


def _selection(selection: outputs.Selection) -> _Branch:
    branch: _Branch = {}
    for shape in selection.shapes.values():
        _merge(branch, {key: _output(output) for key, output in shape})
    return branch


def _merge(branch: _Branch, other: _Branch) -> None:
    """Add the columns of another object type; GraphQL lets equal keys have equal types only."""
    for key, part in other.items():
        known = branch.setdefault(key, part)
        if isinstance(known, dict) and isinstance(part, dict) and known is not part:
            _merge(known, part)


def _output(output: outputs.Output) -> _Branch | CellKind:
    match output:
        case outputs.Label():
            return _texts(output.words)
        case outputs.Own():
            return CellKind.BOOLEAN if output.what == "described" else CellKind.TEXT
        case outputs.Value():
            return _value(output)
        case outputs.LinkedValue():
            return _value(output.value)
        case outputs.One():
            return _selection(output.selection)
        case outputs.Connection() | outputs.Statements():
            return {key: _list_part(part) for key, part in output.fields}
        case outputs.Types() | outputs.Many():
            return CellKind.NESTED
        case outputs.Rdf() | outputs.Constant():
            return CellKind.TEXT


def _texts(words: outputs.Words | None) -> _Branch:
    return dict.fromkeys((key for key, _ in (words.fields if words else ())), CellKind.TEXT)


def _value(value: outputs.Value, *, single: bool = False) -> _Branch | CellKind:
    term = value.term
    if value.every_language or (term.many and not single and term.kind is not Kind.TEXT):
        return CellKind.NESTED
    if term.kind is Kind.TEXT:
        return _texts(value.words)
    if term.kind is Kind.CODE or term.kind in AS_STATED:
        return {
            key: _texts(part) if isinstance(part, outputs.Words) else CellKind.TEXT
            for key, part in value.fields
        }
    return _KINDS.get(term.kind, CellKind.TEXT)


def _list_part(
    part: outputs.ConnectionPart | outputs.StatementNodes | outputs.StatementEdges,
) -> _Branch | CellKind:
    match part:
        case outputs.PageInfoPart():
            return {
                key: CellKind.BOOLEAN if name in _PAGE_INFO else CellKind.TEXT for key, name in part.fields
            }
        case outputs.TotalCount():
            return CellKind.INTEGER
        case outputs.SearchOutcome():
            return CellKind.TEXT
        case outputs.Figures():
            return {key: _figure(figure) for key, figure in part.fields}
        case outputs.SearchFigures():
            return {
                key: _list_part(figure) if isinstance(figure, outputs.Figures) else _figure(figure)
                for key, figure in part.fields
            }
        case outputs.Groups():
            return {
                key: CellKind.NESTED if isinstance(inner, outputs.GroupNodes) else _list_part(inner)
                for key, inner in part.fields
            }
        case outputs.Constant():
            return CellKind.TEXT
        case outputs.Nodes() | outputs.Edges() | outputs.StatementNodes() | outputs.StatementEdges():
            return CellKind.NESTED


def _figure(figure: outputs.Facet | outputs.Aggregate | outputs.Constant) -> _Branch | CellKind:
    match figure:
        case outputs.Facet():
            return CellKind.NESTED
        case outputs.Constant():
            return CellKind.TEXT
        case outputs.Aggregate(kind=kind):
            of = _KINDS.get(kind, CellKind.TEXT)
            average = CellKind.EXACT if of is CellKind.INTEGER else of
            kinds = {"avg": average, "__typename": CellKind.TEXT}
            return {key: kinds.get(name, of) for key, name in figure.fields}


def _edge_part(part: outputs.EdgePart) -> _Branch | CellKind:
    match part:
        case outputs.Nodes():
            return _selection(part.selection)
        case outputs.Many():
            return CellKind.NESTED
        case outputs.Score():
            return CellKind.DOUBLE
        case outputs.Highlight():
            return {
                key: CellKind.NESTED if isinstance(inner, outputs.HighlightParts) else CellKind.TEXT
                for key, inner in part.fields
            }
    return CellKind.TEXT


def _group_part(part: outputs.GroupPart) -> _Branch | CellKind:
    match part:
        case outputs.GroupKeys():
            return {
                at: {name: _key_part(one) for name, one in fields} for at, fields in enumerate(part.fields)
            }
        case outputs.Figures():
            return {key: _figure(figure) for key, figure in part.fields}
        case outputs.Constant():
            return CellKind.TEXT
    return CellKind.INTEGER


def _key_part(part: outputs.GroupKeyPart) -> _Branch | CellKind:
    match part:
        case outputs.Value():
            return _value(part, single=True)
        case outputs.Selection():
            return _selection(part)
    return CellKind.TEXT


def _iter_columns(branch: _Branch, prefix: str) -> Iterator[TableColumn]:
    for key, part in branch.items():
        name = f"{prefix}{key}"
        if isinstance(part, dict):
            yield from _iter_columns(part, f"{name}.")
        else:
            yield TableColumn(name, part)


def _iter_cells(branch: _Branch, values: Sequence[Any]) -> Iterator[list[Any]]:
    """For each column of a branch its cells; of some values, which are objects, lists of a fixed length or None."""
    for key, part in branch.items():
        if isinstance(key, int):
            inner = [None if value is None else value[key] for value in values]
        else:
            inner = [None if value is None else value.get(key) for value in values]
        if isinstance(part, dict):
            yield from _iter_cells(part, inner)
        else:
            yield inner
