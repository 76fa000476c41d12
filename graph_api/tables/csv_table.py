"""CSV (RFC 4180) in UTF-8 with a byte order mark, by which Excel knows the encoding. An empty cell is null."""

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from graph_api.exports.sheet import safe_cells
from graph_api.respond.encoding import dumps
from graph_api.tables.columns import CellKind, ColumnTree
from graph_api.tables.writer import EncodedMembers


class CsvTable:
    """Writes a table as CSV: lines end in CR LF, lists are JSON, and no text becomes a formula."""

    def __init__(self, columns: ColumnTree) -> None:
        self._columns = columns

    def encode(self, members: Sequence[Any]) -> EncodedMembers:
        """The lines of some members."""
        cells = zip(self._columns.columns, self._columns.cells(members), strict=True)
        shown = [_SHOWN.get(column.kind, _as_they_are)(values) for column, values in cells]
        lines = _lines(zip(*shown, strict=True))
        return EncodedMembers(lines, len(lines))

    def head(self) -> bytes:
        """The mark and the line with the names of the columns."""
        return codecs.BOM_UTF8 + _lines([[column.name for column in self._columns.columns]])

    def add(self, encoded: EncodedMembers) -> bytes:
        """The lines."""
        lines: bytes = encoded.content
        return lines

    def tail(self) -> bytes:
        """Nothing."""
        return b""


def _lines(rows: Iterable[Iterable[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def _nested(values: Sequence[Any]) -> Sequence[object]:
    return safe_cells([None if value is None else dumps(value).decode() for value in values])


def _truths(values: Sequence[bool | None]) -> Sequence[object]:
    return [None if value is None else "true" if value else "false" for value in values]


def _as_they_are(values: Sequence[Any]) -> Sequence[object]:
    return values


_SHOWN: Mapping[CellKind, Callable[[Sequence[Any]], Sequence[object]]] = {
    CellKind.TEXT: safe_cells,
    CellKind.BOOLEAN: _truths,
    CellKind.NESTED: _nested,
}
"""By kind, the function from the values of a column to its cells. Numbers stay as they are: none is a formula."""
