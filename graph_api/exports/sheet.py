"""CSV that people open in spreadsheets: no cell from data becomes a formula there, and control characters are shown."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from ontology.printable import printable

_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
"""The beginning of a cell that a spreadsheet may compute or read as several; the wide signs are those of East Asia."""


def write_sheet(columns: Sequence[str], rows: Iterable[Mapping[str, object]], end: str) -> str:
    """The rows as CSV with a head. A cell that could be a formula begins with `'`, which spreadsheets take for text.

    `end` is the end of lines. Columns that a row does not have are empty.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator=end)
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    return printable(f"'{value}" if _FORMULA.match(value) else value)
