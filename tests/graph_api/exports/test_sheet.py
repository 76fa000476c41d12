"""CSV for spreadsheets: a cell from data never becomes a formula."""

import csv
import io

import pytest

from graph_api.cli.findings import FindingsReport, render
from graph_api.exports.sheet import safe_cells, write_sheet
from loaders.releases.findings import StoredFinding
from ontology.printable import printable
from ontology.severity import Severity

RISKY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    "\u00a0=1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\ufeff \u200d\u2060=1",
    "\u00ad+1",
    "\u202e=1",
    "\ufe0f@a",
    "\u034f-1",
    "\u3164=1",
    "\U000e0001=1",
    "=cmd|' /C calc'!A0",
]
SAFE = [
    "",
    "a=1",
    "<http://example.org/a>",
    '"=1"',
    "'=1",
    "1-2",
    "2026-01-01",
    "Nền tảng\n=1",
    "–1",
    "\ufeffa=1",
    "\u200b",
]


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("cell", RISKY)
def test_a_cell_that_a_spreadsheet_would_compute_is_made_text(cell: str) -> None:
    assert cells(write_sheet(("a", "b"), [{"a": cell, "b": 1}], "\r\n")) == [
        ["a", "b"],
        [printable("'" + cell), "1"],
    ]


@pytest.mark.parametrize("cell", RISKY)
def test_a_column_is_guarded_cell_by_cell(cell: str) -> None:
    assert list(safe_cells(["a", None, "", cell])) == ["a", None, "", printable("'" + cell)]


def test_control_characters_are_shown() -> None:
    assert cells(write_sheet(("a",), [{"a": "a\x1b[2J\u202eb\tc\nd"}], "\n"))[1] == [
        "a\\u001b[2J\\u202eb\tc\nd"
    ]


@pytest.mark.parametrize("cell", SAFE)
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert cells(write_sheet(("a", "b"), [{"a": cell, "b": -1}], "\n")) == [["a", "b"], [cell, "-1"]]


def test_the_list_of_findings_is_written_so() -> None:
    one = StoredFinding(
        iri="http://example.org/f",
        code="D01",
        severity=Severity.WARNING,
        focus="=1+1",
        value="@a",
        messages={"en": "-1"},
        remedies={"en": "+1"},
        platform=None,
        start=None,
        end=None,
        since="2026-01-01",
        graphs=("=g",),
    )
    head, row = cells(render("csv", FindingsReport([one], {}, {}, "en")))
    shown = dict(zip(head, row, strict=True))
    assert [shown[name] for name in ("focus", "value", "message", "remedy", "graphs")] == [
        "'=1+1",
        "'@a",
        "'-1",
        "'+1",
        "'=g",
    ]
