"""Columns of days that can be read in two ways: 03/04/2025 may be the third of April or March the fourth."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from loaders.tables.cell_template import DAY_FIRST, MONTH_FIRST, Filter, Reference, parts_of_day
from loaders.tables.csv_file import TableRow
from loaders.tables.mapping import Table
from ontology.texts import read_texts

_FILE = Path(__file__).with_name("texts.toml")
_MOST = 12


@dataclass(frozen=True, slots=True)
class TwoReadings:
    """A column of a file in which each day could also be read with the month first; `line` has one that differs."""

    file: Path
    line: int
    column: str
    messages: Mapping[str, str]
    remedies: Mapping[str, str]


def iter_two_readings(table: Table, rows: Iterable[TableRow]) -> Iterator[TwoReadings]:
    """The columns of a table that are read with the day first for want of other evidence."""
    separators = {s.object.columns[0]: s.split for s in table.statements if s.split}
    read, columns = list(rows), _columns(table)
    for column in columns:
        separator = separators.get(column)
        cells = ((row.line, row.cells[column]) for row in read)
        days = [
            (line, text.strip(), parts)
            for line, cell in cells
            for text in (cell.split(separator) if separator else [cell])
            if (parts := parts_of_day(text.strip())) is not None
        ]
        differing = [(line, text) for line, text, (first, second, _) in days if first != second]
        if differing and all(max(first, second) <= _MOST for _, _, (first, second, _) in days):
            yield _two_readings(table, column, *differing[0])


def _columns(table: Table) -> list[str]:
    """The columns that the filter `date` reads in its usual order, for want of another."""
    references = (part for t in table.templates for part in t.parts if isinstance(part, Reference))
    return list(dict.fromkeys(r.column for r in references if Filter("date", "") in r.filters))


def _two_readings(table: Table, column: str, line: int, text: str) -> TwoReadings:
    texts, (day, month, year) = read_texts(_FILE), parts_of_day(text) or (0, 0, 0)
    parts = {
        "column": column,
        "text": text,
        "read": f"{year:04d}-{month:02d}-{day:02d}",
        "swapped": f"{year:04d}-{day:02d}-{month:02d}",
        "same": f"{{{column}|date:{DAY_FIRST}}}",
        "other": f"{{{column}|date:{MONTH_FIRST}}}",
    }
    return TwoReadings(
        file=table.path,
        line=line,
        column=column,
        messages=texts.fill_all("two-readings", **parts).by_language,
        remedies=texts.fill_all("two-readings-remedy", **parts).by_language,
    )
