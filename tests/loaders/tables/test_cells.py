"""Values in cells: what is read as what, and what is refused."""

from pathlib import Path

import pytest
from pyoxigraph import Literal

from loaders.tables.days import TwoReadings
from loaders.tables.tabular import MappingError, iter_quads, read_mapping
from tests.loaders.support.tables import BASE, HEAD, Import, problems

DAYS = """statements = [
  { predicate = "ex:since", value = "{since|date%s}", datatype = "xsd:date" },
  { predicate = "ex:on", value = "{on|date}", datatype = "xsd:date", split = ";" },
]"""


@pytest.mark.parametrize(
    ("cells", "order", "read", "column"),
    [
        (["03/04/2025;", "12/12/2024;", "5.1.2024;2024-07-31"], "", "2025-04-03", "since"),
        (["03/04/2025;", "13/12/2024;"], "", "2025-04-03", None),
        (["04/04/2025;", ";"], "", "2025-04-04", None),
        (["2025-04-03;", "2025-03-04;"], "", "2025-04-03", None),
        (["03/04/2025;"], ":day-first", "2025-04-03", None),
        (["03/04/2025;", "12/31/2024;"], ":month-first", "2025-03-04", None),
        (["31/12/2024;01/02/2024 ; 03/04/2024"], "", "2024-12-31", "on"),
        (["31/12/2024;01/02/2024;13/04/2024"], "", "2024-12-31", None),
    ],
)
def test_a_column_of_days_that_can_all_be_read_in_two_ways_is_reported(
    tmp_path: Path, cells: list[str], order: str, read: str, column: str | None
) -> None:
    rows = (cell.partition(";") for cell in cells)
    table = "".join(f'{number},{since},"{on}"\n' for number, (since, _, on) in enumerate(rows))
    (tmp_path / "things.csv").write_text(f"id,since,on\n{table}", encoding="utf-8")
    (tmp_path / "things.toml").write_text(HEAD + DAYS % order, encoding="utf-8")
    found: list[TwoReadings] = []
    first, *_ = iter_quads(read_mapping(tmp_path / "things.toml"), BASE, found.append)
    assert str(first.object) == f'"{read}"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert [(one.file.name, one.line, one.column) for one in found] == (
        [("things.csv", 2, column)] if column else []
    )
    for one in found:
        assert all(set(texts) == {"vi", "en", "fr"} for texts in (one.messages, one.remedies))
        assert f"column “{column}”" in one.messages["en"]
        assert f"{{{column}|date:month-first}}" in one.remedies["en"]


@pytest.mark.parametrize(
    ("cell", "datatype"),
    [
        *((cell, "time") for cell in ("25:00:00", "10:30", "24:30:00", "23:59:60")),
        *((cell, "gMonthDay") for cell in ("--02-30", "--04-31", "12-31")),
        *((cell, "duration") for cell in ("1d", "P", "P1DT", "PT")),
        *(("256", "unsignedByte"), ("-129", "byte"), ("0", "positiveInteger"), ("-1", "nonNegativeInteger")),
        *(("--13", "gMonth"), ("---32", "gDay"), ("1,5", "float"), ("0.123.456", "decimal")),
    ],
)
def test_a_cell_that_is_no_value_of_its_datatype_is_refused(
    imported: Import, cell: str, datatype: str
) -> None:
    statements = f'statements = [{{ predicate = "ex:v", value = "{{v}}", datatype = "xsd:{datatype}" }}]'
    (problem,) = problems(lambda: imported(f'id,v\na,"{cell}"\n', statements))
    assert cell in problem


@pytest.mark.parametrize(
    ("cell", "datatype", "read"),
    [
        *(
            ("0.123", "decimal", "0.123"),
            ("-0.500", "decimal", "-0.500"),
            ("1.234.567", "decimal", "1234567"),
        ),
        *(
            ("0,123", "decimal", "0.123"),
            ("24:00:00", "time", "24:00:00"),
            ("--02-29", "gMonthDay", "--02-29"),
        ),
        *(
            ("P1Y6M", "duration", "P1Y6M"),
            ("-PT1.5S", "duration", "-PT1.5S"),
            ("+255", "unsignedByte", "+255"),
        ),
    ],
)
def test_a_cell_is_read_as_a_person_reads_it(imported: Import, cell: str, datatype: str, read: str) -> None:
    statements = (
        f'statements = [{{ predicate = "ex:v", value = "{{v|decimal}}", datatype = "xsd:{datatype}" }}]'
    )
    (quad,) = imported(f'id,v\na,"{cell}"\n', statements)
    assert isinstance(quad.object, Literal)
    assert quad.object.value == read


def test_an_unknown_order_of_days_is_refused(imported: Import) -> None:
    with pytest.raises(MappingError, match="unknown order 'us'"):
        imported("id,since,on\na,03/04/2025,\n", DAYS % ":us")


PLAIN = 'statements = [{ predicate = "ex:n", value = "{n}", datatype = "xsd:KIND" }]'


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("１２", "integer"),
        ("２０２４", "gYear"),
        ("2024-01-31T25:00:00", "dateTime"),
        ("2024-01-31T23:60:00", "dateTime"),
        ("2024-01-31T08:00:00+25:00", "dateTime"),
        ("2024-01-31+14:30", "date"),
    ],
)
def test_what_only_looks_like_a_value_is_refused(imported: Import, cell: str, kind: str) -> None:
    (problem,) = problems(lambda: imported(f"id,n\na,{cell}\n", PLAIN.replace("KIND", kind)))
    assert f"column “n”: {cell!r} is not a valid {kind}" in problem


def test_a_day_as_excel_counts_it_is_named(imported: Import) -> None:
    (problem,) = problems(lambda: imported("id,n\na,44270\n", PLAIN.replace("KIND", "date")))
    assert "Excel shows 44270 for 2021-03-15" in problem


@pytest.mark.parametrize(
    ("cell", "whole", "decimal"), [("1.234", "1234", "1.234"), ("-54,200", "-54200", "-54.200")]
)
def test_numbers_that_can_be_read_in_two_ways_are_refused_with_both(
    imported: Import, cell: str, whole: str, decimal: str
) -> None:
    statements = PLAIN.replace("{n}", "{n|decimal}").replace("KIND", "decimal")
    (problem,) = problems(lambda: imported(f'id,n\na,"{cell}"\n', statements))
    assert f"{cell!r} can be read as {whole} and as {decimal}; write {whole}, or {decimal}0" in problem
    for clear in ("1.234.567,5", "0,234", "1234", "1,5", "54.20"):
        assert len(imported(f'id,n\na,"{clear}"\n', statements)) == 1
