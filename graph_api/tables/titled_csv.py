"""CSV with titles of columns in a language: exact, or as the spreadsheets of a country open it."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.exports.sheet import safe_cell
from graph_api.tables.columns import ColumnTree
from graph_api.tables.writer import EncodedMembers

SEPARATOR = "\n"
"""Between several values in a cell."""
_POINTS = ("en",)
"""The languages whose spreadsheets expect commas between cells, since they write decimals with a point."""


@dataclass(frozen=True, slots=True)
class CsvDialect:
    """The form of a file; `for_spreadsheets`: with a byte order mark, and no cell that is computed."""

    delimiter: str = ","
    for_spreadsheets: bool = False


def spreadsheet_dialect(language: str) -> CsvDialect:
    """The form that spreadsheets expect where a language is spoken."""
    return CsvDialect("," if language in _POINTS else ";", for_spreadsheets=True)


class TitledCsv:
    """Writes a table as CSV: lines end in CR LF; several values of a cell are on lines of their own."""

    def __init__(self, columns: ColumnTree, titles: Mapping[str, str], dialect: CsvDialect) -> None:
        self._columns = columns
        self._titles = titles
        self._dialect = dialect

    def encode(self, members: Sequence[Any]) -> EncodedMembers:
        """The lines of some members."""
        shown = [[self._cell(value) for value in values] for values in self._columns.cells(members)]
        lines = self._lines(zip(*shown, strict=True))
        return EncodedMembers(lines, len(lines))

    def head(self) -> bytes:
        """The line with the titles of the columns, after the mark if there is one."""
        titles = [self._titles.get(column.name, column.name) for column in self._columns.columns]
        mark = codecs.BOM_UTF8 if self._dialect.for_spreadsheets else b""
        return mark + self._lines([titles])

    def add(self, encoded: EncodedMembers) -> bytes:
        """The lines."""
        lines: bytes = encoded.content
        return lines

    def tail(self) -> bytes:
        """Nothing."""
        return b""

    def _cell(self, value: Any) -> object:
        if isinstance(value, list):
            value = SEPARATOR.join(map(str, _iter_leaves(value)))
        elif isinstance(value, bool):
            value = "true" if value else "false"
        return safe_cell(value) if self._dialect.for_spreadsheets else value

    def _lines(self, rows: Iterable[Iterable[Any]]) -> bytes:
        out = io.StringIO()
        csv.writer(out, delimiter=self._dialect.delimiter, lineterminator="\r\n").writerows(rows)
        return out.getvalue().encode()


def _iter_leaves(value: Any) -> Iterator[object]:
    """The values in lists and objects, in their order."""
    match value:
        case dict():
            for member in value.values():
                yield from _iter_leaves(member)
        case list():
            for member in value:
                yield from _iter_leaves(member)
        case bool():
            yield "true" if value else "false"
        case _:
            yield value
