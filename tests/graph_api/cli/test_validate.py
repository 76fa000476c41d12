"""`validate`, and what it refuses as `load` does."""

import json
import re
from pathlib import Path

import pytest

from tests.graph_api.support.command_line import PREFIXES, Run, nothing_published


def test_names_that_clash_are_reported_before_anything_is_loaded(run: Run, good: str, tmp_path: Path) -> None:
    clash = (
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . <http://example.org/DigitalPlatform> a owl:Class ."
    )
    (tmp_path / "clash.ttl").write_text(clash, "utf-8")
    for command in ("load", "validate"):
        result = run(command, good, "--ontology", "clash.ttl")
        assert result.exit_code == 2
        assert "ndp:typeName" in result.stderr
        assert "http://example.org/DigitalPlatform" in result.stderr
    assert nothing_published()


@pytest.mark.parametrize("command", ["load", "validate"])
def test_the_hint_on_a_format_names_the_flag_of_the_command(run: Run, tmp_path: Path, command: str) -> None:
    flag = "--input-format"
    (tmp_path / "x.txt").write_text("", "utf-8")
    for given in (["x.txt"], ["-"], ["x.txt", flag, "odd"]):
        result = run(command, *given)
        assert result.exit_code in (1, 2)
        assert re.search(rf"[^-]{flag}\b", result.stderr), result.stderr


def test_validate_reports_on_the_files_alone(run: Run, good: str, bad: str) -> None:
    assert run("validate", good).exit_code == 0
    result = run("validate", bad, "--format", "json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["conforms"]) == (1, False)
    assert {(r["focus"], r["file"], r["line"]) for r in report["results"]} == {
        ("http://example.org/bad", "bad.ttl", 4)
    }
    assert run("validate", bad, "--format", "turtle").stdout.startswith("@prefix sh:")
    assert nothing_published()


def test_relative_iris_start_from_the_document_that_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(PREFIXES + "<#x> a ndp:DigitalPlatform .\n", "utf-8")
    refused = run("load", "a.ttl")
    assert (refused.exit_code, "--document IRI" in refused.stderr, nothing_published()) == (1, True, True)
    result = run("validate", "a.ttl", "--document", "http://example.org/a", "--format", "json")
    (first, *_) = json.loads(result.stdout)["results"]
    assert (first["focus"], first["file"], first["line"]) == ("http://example.org/a#x", "a.ttl", 4)
    loaded = run("load", "--on-violation", "record", "a.ttl", "--document", "a.ttl=http://example.org/a")
    assert loaded.exit_code == 0
    assert "<http://example.org/a#x>" in run("dump", "--format", "nq").stdout


@pytest.mark.usefixtures("good")
def test_all_bad_files_are_named_at_once_and_nothing_is_loaded(run: Run, tmp_path: Path) -> None:
    for name in ("b.ttl", "c.rdf"):
        (tmp_path / name).write_text("!", "utf-8")
    for command in ("load", "validate"):
        result = run(command, ".")
        assert (result.exit_code, nothing_published()) == (1, True)
        assert "2 of 3 inputs cannot be read" in result.stderr
        assert "b.ttl:1" in result.stderr
        assert "c.rdf:1" in result.stderr


def test_validate_with_a_store_reports_on_the_release_that_would_result(
    run: Run, good: str, bad: str
) -> None:
    run("load", bad, "--on-violation", "record")
    before = run("releases").stdout
    result = run("validate", good, "--store", "sqlite:ndp-data")
    assert (result.exit_code, "http://example.org/bad" in result.stdout) == (1, True)
    assert run("releases").stdout == before


MAPPING = """[[tables]]
file = "{file}"
subject = "id:x/{{name|slug}}"
graph = "graph:x"
statements = [ {{ predicate = "ndp:slug", value = "{{name}}" }} ]
"""


@pytest.mark.parametrize("command", ["load", "validate"])
def test_a_mapping_reads_tables_beside_it_and_those_given_with_it(
    run: Run, tmp_path: Path, command: str
) -> None:
    (tmp_path / "maps").mkdir()
    (tmp_path / "secret.csv").write_text("name\nroot\n", "utf-8")
    mapping = tmp_path / "maps" / "x.toml"
    for file in ("../secret.csv", str(tmp_path / "secret.csv")):
        mapping.write_text(MAPPING.format(file=file), "utf-8")
        refused = run(command, "maps/x.toml")
        assert (refused.exit_code, "secret.csv, which is outside its folder" in refused.stderr) == (1, True)
    assert run(command, "maps/x.toml", "secret.csv").exit_code == 0
    (tmp_path / "maps" / "beside.csv").symlink_to(tmp_path / "secret.csv")
    mapping.write_text(MAPPING.format(file="beside.csv"), "utf-8")
    assert run(command, "maps/x.toml").exit_code == 1
    unused = run(command, "maps/x.toml", "secret.csv", "good.csv")
    assert "good.csv: no such file" in " ".join(unused.stderr.split())
    (tmp_path / "good.csv").write_text("name\na\n", "utf-8")
    unused = run(command, "maps/x.toml", "good.csv")
    assert "good.csv: is not read by the mappings given" in " ".join(unused.stderr.split())


@pytest.mark.parametrize("name", ["platforms.csv", "platforms.XLSX"])
def test_a_table_alone_is_told_to_need_a_mapping(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK")
    said = " ".join(run("validate", name).stderr.split())
    assert "a table needs a mapping file (.toml)" in said
    assert "CSV UTF-8" in said


def test_days_that_can_be_read_in_two_ways_are_named_by_both(run: Run, tmp_path: Path) -> None:
    (tmp_path / "acts.csv").write_text("id,signed\na,03/04/2025\nb,05/05/2025\n", "utf-8")
    (tmp_path / "acts.toml").write_text(
        '[prefixes]\nex = "http://example.org/"\n'
        '[[tables]]\nname = "acts"\nfile = "acts.csv"\nid = "id"\nsubject = "ex:{id}"\ngraph = "ex:graph"\n'
        'statements = [{ predicate = "ex:on", value = "{signed|date}", datatype = "xsd:date" }]\n',
        "utf-8",
    )
    results = json.loads(run("validate", "acts.toml", "--format", "json").stdout)["results"]
    (found,) = [one for one in results if one["code"] == "TWO_READINGS"]
    assert (found["severity"], found["file"], found["line"]) == ("Info", "acts.csv", 2)
    assert "read as 2025-04-03 (day first)" in found["message"]
    loaded = run("load", "acts.toml")
    assert (loaded.exit_code, len(loaded.stdout.splitlines())) == (0, 1)
    assert "acts.csv:2: Info TWO_READINGS: column “signed”" in loaded.stderr
    assert "{signed|date:month-first}" in loaded.stderr
