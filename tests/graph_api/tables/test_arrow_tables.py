"""Arrow and Parquet: the values of the JSON answer in columns with types, on both stores."""

import io
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph_api.errors import QueryError
from tests.graph_api.support.stores import Asker
from tests.graph_api.support.tables import cell, lines_of, table_of

QUERY = """{ samples { nodes {
  iri described label(lang: "en") { value lang } stringOne dayOne yearOne amountOne amountMany flagOne ratioOne
  colourOne { code label { value } } links(first: 2) { totalCount nodes { iri } }
} } }"""


def read(content: bytes, form: str) -> pa.Table:
    if form == "arrow":
        return pa.ipc.open_stream(content).read_all()
    return pq.read_table(io.BytesIO(content))


@pytest.mark.parametrize("form", ["arrow", "parquet"])
def test_columns_have_the_values_of_the_answer(engine: Asker, form: str) -> None:
    table = read(table_of(engine, QUERY, form), form)
    members = lines_of(table_of(engine, QUERY, "ndjson"))
    assert table.num_rows == len(members) > 50
    for name in table.column_names:
        found: list[Any] = table.column(name).to_pylist()
        expected = [cell(member, name.split(".")) for member in members]
        if table.schema.field(name).metadata == {b"kind": b"json"}:
            assert [orjson.loads(value) for value in found] == expected
        else:
            assert found == expected, name


def test_columns_have_types(engine: Asker) -> None:
    schema = read(table_of(engine, QUERY, "parquet"), "parquet").schema
    kinds = {field.name: (str(field.type), field.metadata[b"kind"].decode()) for field in schema}
    assert kinds["described"] == kinds["flagOne"] == ("bool", "boolean")
    assert kinds["links.totalCount"] == ("int64", "integer")
    assert kinds["ratioOne"] == ("double", "double")
    assert kinds["amountOne"] == ("string", "decimal")
    assert kinds["amountMany"] == kinds["links.nodes"] == ("string", "json")
    assert kinds["dayOne"] == kinds["label.value"] == ("string", "text")


@pytest.mark.parametrize("form", ["arrow", "parquet"])
def test_a_table_without_rows_has_columns(engine: Asker, form: str) -> None:
    query = "{ samples(first: 0) { nodes { iri numberOne } } }"
    table = read(table_of(engine, query, form), form)
    assert (table.num_rows, table.column_names) == (0, ["iri", "numberOne"])


def test_a_whole_number_of_more_than_64_bits_is_refused(engine: Asker) -> None:
    query = "{ samples { nodes { numberOne } } }"
    assert any(isinstance(member["numberOne"], str) for member in lines_of(table_of(engine, query, "ndjson")))
    with pytest.raises(QueryError, match=r"column `numberOne` has more than 64 bits") as refused:
        table_of(engine, query, "parquet")
    assert refused.value.code == "TABLE_NUMBER"


def test_a_parquet_file_has_several_row_groups_of_many_pages(
    engine: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph_api.tables.arrow._GROUP_ROWS", 20)
    file = pq.ParquetFile(io.BytesIO(table_of(engine, "{ samples { nodes { iri } } }", "parquet", rows=10)))
    groups = [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)]
    assert len(groups) > 2
    assert set(groups[:-1]) == {20}
