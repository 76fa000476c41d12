"""CSV that people open in spreadsheets: no cell from data becomes a formula there, and control characters are shown."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from ontology.printable import printable

_UNSEEN = (
    r"\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Blanks, and the characters that Unicode lets programs ignore (Default_Ignorable_Code_Point): spreadsheets may."""
_SIGNS = r"=+\-@＝＋－＠"
_FORMULA = re.compile(rf"[\t\r\n]|[{_UNSEEN}]*[{_SIGNS}]")
"""The beginning of a cell that a spreadsheet may compute or read as several; the wide signs are those of East Asia."""
_MARK = re.compile(f"[{_UNSEEN}{_SIGNS}]")
"""The characters with which such a beginning may begin."""


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
    if "".join(texts).isprintable() and not _MARK.search("".join({text[0] for text in texts})):
        return values
    return [safe_cell(value) for value in values]


def safe_cell(value: object) -> object:
    """A cell as it is written: a text that could be a formula begins with `'`, and control characters are shown."""
    if not isinstance(value, str):
        return value
    return printable(f"'{value}" if _FORMULA.match(value) else value)
