"""The formats of tables, by name, and how each is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec

from graph_api.tables.columns import ColumnTree
from graph_api.tables.csv_table import CsvTable
from graph_api.tables.ndjson import JsonLines
from graph_api.tables.titled_csv import CsvDialect, TitledCsv
from graph_api.tables.writer import TableWriter


def _arrow_stream(columns: ColumnTree) -> TableWriter:
    from graph_api.tables.arrow import ArrowStream  # noqa: PLC0415 - pyarrow is an extra, and takes half a second

    return ArrowStream(columns)


def _parquet_file(columns: ColumnTree) -> TableWriter:
    from graph_api.tables.arrow import ParquetFile  # noqa: PLC0415

    return ParquetFile(columns)


@dataclass(frozen=True, slots=True)
class TableFormat:
    """A format: its name, media type, the end of file names, and the function that begins a table.

    `parameters` follow the media type in a header; `variant` is what else sets its bytes apart. `package`: the package
    that it needs, of the extra `tables`. `reports`: an error in the middle of a table is written as its last line.
    """

    name: str
    media: str
    suffix: str
    begin: Callable[[ColumnTree], TableWriter]
    parameters: str = ""
    package: str | None = None
    reports: bool = False
    variant: str = ""

    @property
    def is_available(self) -> bool:
        """True if the package that it needs is installed."""
        return self.package is None or find_spec(self.package) is not None


_ARROW = "application/vnd.apache.arrow.stream"
_PARQUET = "application/vnd.apache.parquet"
FORMATS: Mapping[str, TableFormat] = {
    form.name: form
    for form in (
        TableFormat("csv", "text/csv", ".csv", CsvTable, "; charset=utf-8; header=present"),
        TableFormat("ndjson", "application/x-ndjson", ".ndjson", JsonLines, reports=True),
        TableFormat("arrow", _ARROW, ".arrows", _arrow_stream, package="pyarrow"),
        TableFormat("parquet", _PARQUET, ".parquet", _parquet_file, package="pyarrow"),
    )
}
"""Every format, by name."""


def titled_csv(titles: Mapping[str, str], dialect: CsvDialect) -> TableFormat:
    """CSV with titles of columns by their names, in a dialect."""
    begin = partial(TitledCsv, titles=titles, dialect=dialect)
    return replace(FORMATS["csv"], begin=begin, variant=repr(dialect))
