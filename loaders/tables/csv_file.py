"""Spreadsheets saved as text, by Excel, LibreOffice or another program: bytes to rows.

UTF-8 with or without byte-order mark, UTF-16 with one (Excel's "Unicode text"); commas, semicolons or tabs,
with or without Excel's `sep=` line. Cells lose surrounding white space and are not changed otherwise.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from loaders.tables.garbled import garbled

DELIMITERS = ",;\t"
_NOT_TEXT = {b"PK\x03\x04": "an Excel workbook (.xlsx)", b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls)"}
_TO_UNICODE = "convert the cells to Unicode, then save the file as “CSV UTF-8 (comma delimited)”"
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
"""Characters without a width, which web pages and repeated saving leave at the ends of texts."""
_LOST = "take the text from where it came from, and save the file as “CSV UTF-8 (comma delimited)”"
_SAVE_AS = "in the spreadsheet program, save it as “CSV UTF-8 (comma delimited)”"


@dataclass(frozen=True, slots=True)
class TableProblem:
    """One problem of a table: its place, a message, and a hint how to fix it. Lines and rows count from 1."""

    file: str
    line: int
    row: int
    column: str
    message: str
    hint: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        row = f" (spreadsheet row {self.row})" if self.row not in (0, self.line) else ""
        column = f" column “{self.column}”:" if self.column else ""
        return f"{place}{row}:{column} {self.message}; {self.hint}"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row under the heading: its first line in the file, its spreadsheet number, its cells by column."""

    line: int
    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CsvSheet:
    """A file's heading and rows; `problems` are those with the format of the file."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    problems: tuple[TableProblem, ...]


def read_sheet(file: str, content: bytes, expected: Sequence[str], delimiter: str | None = None) -> CsvSheet:
    """The table in `content`; `file` is its name in messages.

    Without `delimiter`, the one with which the heading has most of the `expected` columns is taken.
    """
    if problem := _not_text(file, content):
        return CsvSheet(file, (), (), (problem,))
    try:
        text = _decode(content)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start + 1} is not {error.encoding.upper()}"
        return CsvSheet(file, (), (), (TableProblem(file, line, 0, "", message, _SAVE_AS),))
    text, declared = _without_declaration(text)
    chosen = delimiter or declared or _delimiter(text, expected)
    sheet = _rows(file, text, chosen, skipped=1 if declared else 0)
    misplaced = _misplaced_heading(file, _records(text, chosen, 1 if declared else 0), expected)
    return sheet if misplaced is None else replace(sheet, problems=(misplaced,))


def near_key(name: str) -> str:
    """The form in which headings are compared to find the one that was meant: without case, spaces, `_` and `-`."""
    return re.sub(r"[\s_-]+", "", name_key(name).casefold())


def name_key(name: str) -> str:
    """The form in which headings are compared: composed letters, no surrounding white space."""
    return unicodedata.normalize("NFC", name).strip().strip(_INVISIBLE).strip()


def _not_text(file: str, content: bytes) -> TableProblem | None:
    for magic, what in _NOT_TEXT.items():
        if content.startswith(magic):
            return TableProblem(file, 0, 0, "", f"this is {what}, not a text file", _SAVE_AS)
    if not content.strip():
        return TableProblem(
            file,
            0,
            0,
            "",
            "the file is empty",
            "write the column names into the first row and the data below",
        )
    return None


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    return content.decode("utf-8-sig")


def _without_declaration(text: str) -> tuple[str, str | None]:
    first, _, rest = text.partition("\n")
    first = first.strip("\r\ufeff").strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return rest, first[4]
    return text, None


def _delimiter(text: str, expected: Sequence[str]) -> str:
    wanted = set(map(name_key, expected))

    def score(delimiter: str) -> tuple[int, int]:
        heading = _heading(text, delimiter)
        return len(wanted & set(heading)), len(heading)

    return max(DELIMITERS, key=score)


def _heading(text: str, delimiter: str) -> list[str]:
    try:
        return [
            name_key(c)
            for c in next(
                csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True), []
            )
        ]
    except csv.Error:
        return []


def _rows(file: str, text: str, delimiter: str, skipped: int) -> CsvSheet:
    columns: tuple[str, ...] = ()
    rows: list[TableRow] = []
    problems: list[TableProblem] = []
    numbered = _records(text, delimiter, skipped)
    try:
        for line, number, cells in numbered:
            if not columns:
                columns = tuple(map(name_key, cells))
                problems += _heading_problems(file, line, columns)
            elif any(cells):
                problems += _surplus(file, line, number, columns, cells)
                problems += _garbled_cells(file, line, number, columns, cells)
                padded = [*cells, *[""] * (len(columns) - len(cells))]
                rows.append(TableRow(line, number, dict(zip(columns, padded, strict=False))))
    except csv.Error as error:
        line = rows[-1].line + 1 if rows else 1
        hint = "close every quotation mark, and double those inside a cell"
        problems.append(
            TableProblem(file, line, 0, "", f"the rows after this line cannot be separated ({error})", hint)
        )
    return CsvSheet(file, columns, tuple(rows), tuple(problems))


def _records(text: str, delimiter: str, skipped: int) -> Iterator[tuple[int, int, list[str]]]:
    """Line, spreadsheet row and stripped cells of each record that has any cell at all."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True
    )
    line = 1
    for number, cells in enumerate(reader, 1):
        if cells:
            yield line + skipped, number + skipped, [c.strip() for c in cells]
        line = reader.line_num + 1


def _heading_problems(file: str, line: int, columns: tuple[str, ...]) -> Iterator[TableProblem]:
    for name in dict.fromkeys(c for c in columns if c and columns.count(c) > 1):
        yield TableProblem(
            file, line, line, name, "two columns have this name", "rename or delete one of them"
        )


def _misplaced_heading(
    file: str, records: Iterator[tuple[int, int, list[str]]], expected: Sequence[str]
) -> TableProblem | None:
    """The problem that not the first row but a later one looks like the heading."""
    wanted = set(map(near_key, expected))
    try:
        found = [
            (line, number, len(wanted & set(map(near_key, cells))))
            for line, number, cells in islice(records, 10)
        ]
    except csv.Error:
        return None
    line, number, most = max(found, key=lambda record: record[2], default=(0, 0, 0))
    if not found or found[0][2] > 0 or 2 * most <= len(wanted):
        return None
    message = f"the heading is expected in the first row, but row {number} looks like it"
    return TableProblem(file, line, number, "", message, f"delete the rows above row {number}")


def _garbled_cells(
    file: str, line: int, number: int, columns: tuple[str, ...], cells: list[str]
) -> Iterator[TableProblem]:
    for column, cell in zip(columns, cells, strict=False):
        if (found := garbled(cell)) is not None:
            message = f"{cell!r} is not text as people read it (its encoding was {found.encoding})"
            how = _SAVE_AS if found.encoding.startswith("UTF-8") else _TO_UNICODE
            hint = _LOST if found.is_lost else f"it probably means “{found.meant}”: {how}"
            yield TableProblem(file, line, number, column, message, hint)


def _surplus(
    file: str, line: int, number: int, columns: tuple[str, ...], cells: list[str]
) -> Iterator[TableProblem]:
    if any(cells[len(columns) :]):
        message = f"the row has {len(cells)} cells, but the heading has {len(columns)}"
        yield TableProblem(
            file, line, number, "", message, "put cells that hold the delimiter in quotation marks"
        )
