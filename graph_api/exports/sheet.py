"""CSV that people open in spreadsheets: no cell from data becomes a formula there, and control characters are shown."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from ontology.printable import printable

_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
"""The beginning of a cell that a spreadsheet may compute or read as several; the wide signs are those of East Asia."""
_MARKS = frozenset(" =+-@＝＋－＠")
"""The printable characters with which such a beginning may begin."""


def write_sheet(columns: Sequence[str], rows: Iterable[Mapping[str, object]], end: str) -> str:
    """The rows as CSV with a head. A cell that could be a formula begins with `'`, which spreadsheets take for text.

    `end` is the end of lines. Columns that a row does not have are empty.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator=end)
    writer.writeheader()
    writer.writerows({name: safe_cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def safe_cells(values: Sequence[str | None]) -> Sequence[object]:
    """As `safe_cell`, of the texts in a column."""
    texts = [value for value in values if value]
    if "".join(texts).isprintable() and _MARKS.isdisjoint({text[0] for text in texts}):
        return values
    return [safe_cell(value) for value in values]


def safe_cell(value: object) -> object:
    """A cell as it is written: a text that could be a formula begins with `'`, and control characters are shown."""
    if not isinstance(value, str):
        return value
    return printable(f"'{value}" if _FORMULA.match(value) else value)
