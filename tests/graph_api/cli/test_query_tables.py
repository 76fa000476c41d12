"""`query --format`: tables without a server."""

from pathlib import Path

import pytest

from tests.graph_api.support.command_line import PREFIXES, Run
from tests.graph_api.support.tables import lines_of, rows_of

LIST = '{ digitalPlatforms { nodes { iri label(lang: "vi") { value } } } }'
EX = "http://example.org/"
ROWS = [
    {"iri": f"{EX}a", "label.value": "Nền tảng, “một”"},
    {"iri": f"{EX}b", "label.value": "'=1+1"},
]


@pytest.fixture
def loaded(run: Run, tmp_path: Path) -> Run:
    """The command line over a release of two platforms."""
    platforms = ':a a ndp:DigitalPlatform ; skos:prefLabel "Nền tảng, “một”"@vi .'
    platforms += ' :b a ndp:DigitalPlatform ; skos:prefLabel "=1+1"@vi .'
    (tmp_path / "two.ttl").write_text(PREFIXES + platforms, "utf-8")
    assert run("load", "two.ttl", "--on-violation", "record").exit_code == 0
    return run


def test_a_list_is_written_as_a_table(loaded: Run, tmp_path: Path) -> None:
    assert rows_of(loaded("query", LIST, "--format", "csv").stdout_bytes) == ROWS
    assert [m["iri"] for m in lines_of(loaded("query", LIST, "--format", "ndjson").stdout_bytes)] == [
        row["iri"] for row in ROWS
    ]
    assert loaded("query", LIST, "--format", "csv", "-o", "out.csv").exit_code == 0
    assert rows_of((tmp_path / "out.csv").read_bytes()) == ROWS
    for form, start in (("parquet", b"PAR1"), ("arrow", b"\xff\xff\xff\xff")):
        assert loaded("query", LIST, "--format", form, "-o", f"out.{form}").exit_code == 0
        assert (tmp_path / f"out.{form}").read_bytes().startswith(start)


def test_json_goes_into_a_file_too(loaded: Run, tmp_path: Path) -> None:
    assert loaded("query", LIST, "-o", "out.json").stdout == ""
    assert (tmp_path / "out.json").read_text("utf-8") == loaded("query", LIST).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("{ release { id } }", "--format", "csv"), "`release` is not a list of resources"),
        (("{ nothing }", "--format", "csv"), "Cannot query field 'nothing'"),
        ((LIST, "--format", "csv", "--receipt"), "--receipt applies only to JSON"),
        ((LIST, "--max-table-rows", "1"), "--max-table-rows applies only to tables"),
        ((LIST, "--format", "csv", "--max-table-rows", "1"), "The table has more than 1 rows"),
    ],
)
def test_what_cannot_be_a_table_is_said_and_leaves_no_file(
    loaded: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = loaded("query", *arguments, "-o", "out.csv")
    assert result.exit_code == 2
    assert said in result.stderr
    assert not [path for path in tmp_path.iterdir() if "out" in path.name]
