"""Arrow and Parquet, by pyarrow: typed columns in the order of the selection.

Booleans, whole numbers of 64 bits and doubles have types of their own; everything else is text, with all its digits,
and lists are JSON. The metadata of a column name the kind of its cells.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from graph_api.errors import QueryError
from graph_api.respond.encoding import dumps
from graph_api.tables.columns import CellKind, ColumnTree, TableColumn
from graph_api.tables.writer import EncodedMembers

_GROUP_ROWS, _GROUP_BYTES = 50_000, 16_000_000
"""Rows and bytes from which on members become a row group of a Parquet file."""
_TYPES: Mapping[CellKind, pa.DataType] = {
    CellKind.BOOLEAN: pa.bool_(),
    CellKind.INTEGER: pa.int64(),
    CellKind.DOUBLE: pa.float64(),
}
_MADE: Mapping[CellKind, Callable[[Any], object]] = {
    CellKind.INTEGER: int,
    CellKind.DOUBLE: float,
    CellKind.NESTED: lambda value: dumps(value).decode(),
}


class _Batches:
    """Turns members into record batches, and keeps what is written until it is taken."""

    def __init__(self, columns: ColumnTree) -> None:
        self._columns = columns
        self.schema = pa.schema([_field(column) for column in columns.columns])
        self.sink = _Sink()

    def encode(self, members: Sequence[Any]) -> EncodedMembers:
        """A record batch. Raises `QueryError` `TABLE_NUMBER` for a whole number of more than 64 bits."""
        cells = zip(self._columns.columns, self._columns.cells(members), strict=True)
        arrays = [_array(column, values) for column, values in cells]
        batch = pa.RecordBatch.from_arrays(arrays, schema=self.schema)
        return EncodedMembers(batch, batch.nbytes)


class ArrowStream(_Batches):
    """Writes a table as a stream of record batches, one for each page."""

    def head(self) -> bytes:
        """The schema."""
        self._writer = pa.ipc.new_stream(self.sink, self.schema)
        return self.sink.take()

    def add(self, encoded: EncodedMembers) -> bytes:
        """A record batch."""
        self._writer.write_batch(encoded.content)
        return self.sink.take()

    def tail(self) -> bytes:
        """The mark of the end."""
        self._writer.close()
        return self.sink.take()


class ParquetFile(_Batches):
    """Writes a table as a Parquet file, whose row groups have several pages."""

    def head(self) -> bytes:
        """The beginning of the file."""
        self._writer = pq.ParquetWriter(self.sink, self.schema)
        self._batches: list[pa.RecordBatch] = []
        return self.sink.take()

    def add(self, encoded: EncodedMembers) -> bytes:
        """A row group, if there are enough rows for one."""
        self._batches.append(encoded.content)
        rows, size = (sum(getattr(one, of) for one in self._batches) for of in ("num_rows", "nbytes"))
        return self._group() if rows >= _GROUP_ROWS or size >= _GROUP_BYTES else b""

    def tail(self) -> bytes:
        """The last row group, and where everything is in the file."""
        last = self._group()
        self._writer.close()
        return last + self.sink.take()

    def _group(self) -> bytes:
        if self._batches:
            self._writer.write_table(pa.Table.from_batches(self._batches), _GROUP_ROWS * 2)
            self._batches.clear()
        return self.sink.take()


class _Sink(io.RawIOBase):
    """A file that keeps what is written to it until that is taken."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        content = bytes(data)
        self._parts.append(content)
        return len(content)

    def take(self) -> bytes:
        """The bytes since the last time."""
        content = b"".join(self._parts)
        self._parts.clear()
        return content


def _field(column: TableColumn) -> pa.Field:
    return pa.field(column.name, _TYPES.get(column.kind, pa.string()), metadata={"kind": column.kind.value})


def _array(column: TableColumn, cells: Sequence[Any]) -> pa.Array:
    made = _MADE.get(column.kind)
    values = cells if made is None else [None if value is None else made(value) for value in cells]
    try:
        return pa.array(values, _TYPES.get(column.kind, pa.string()))
    except OverflowError as error:
        raise QueryError(
            f"A number in the column `{column.name}` has more than 64 bits.",
            code="TABLE_NUMBER",
        ) from error
