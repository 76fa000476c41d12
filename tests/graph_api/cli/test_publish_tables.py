"""`publish`: the tables of a release and the Data Package that describes its files."""

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from loaders.folder.checksums import read_checksums
from loaders.folder.folder import Folder
from ontology.iris import DEFAULT_BASE
from tests.graph_api.support.command_line import Run

EX = "http://example.org/"
DATA = f"""
@prefix ndp: <{DEFAULT_BASE}ns#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix : <{EX}> .
:a a ndp:DigitalPlatform ; dct:title "Cổng; “một”, hai"@vi ; dct:identifier "A-1" , "A-2" ; ndp:ofKind :k .
:b a ndp:DigitalPlatform ; dct:title "=1+1"@vi .
:k a ndp:PlatformKind ; dct:title "Loại"@vi , "Kind"@en .
"""


@pytest.fixture
def files(run: Run, tmp_path: Path) -> Path:
    """The published files of a release."""
    (tmp_path / "data.ttl").write_text(DATA, "utf-8")
    assert run("load", "data.ttl", "--on-violation", "record").exit_code == 0
    published = run("publish", "www")
    assert (published.exit_code, "warning" in published.output) == (0, False), published.output
    return tmp_path / "www" / "dumps" / Folder(tmp_path / "ndp-data").find(None).id


def package(files: Path) -> dict[str, Any]:
    described: dict[str, Any] = json.loads((files / "datapackage.json").read_text("utf-8"))
    return described


def tables(files: Path) -> dict[str, dict[str, Any]]:
    return {one["path"]: one for one in package(files)["resources"] if one.get("type") == "table"}


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))


def test_each_class_with_members_has_a_table(files: Path) -> None:
    described = tables(files)
    assert {"tables/digitalPlatforms.csv", "tables/platformKinds.csv"} <= described.keys()
    assert {f"tables/{path.name}" for path in (files / "tables").glob("*.csv")} == described.keys()
    assert all(rows(files / path) for path in described)
    first, second = rows(files / "tables/digitalPlatforms.csv")
    assert (first["IRI"], first["tiêu đề"], first["mã định danh"]) == (
        EX + "a",
        "Cổng; “một”, hai",
        "A-1\nA-2",
    )
    assert second["tiêu đề"] == "=1+1", "exact, not for spreadsheets"


def test_the_package_names_every_file_with_its_size_hash_and_columns(files: Path) -> None:
    resources = package(files)["resources"]
    for resource in resources:
        content = (files / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert len({resource["name"] for resource in resources}) == len(resources)
    listed = read_checksums(files) or {}
    described = {"datapackage.json", "index.json", "ro-crate-metadata.json"}
    assert listed.keys() - described == {resource["path"] for resource in resources}
    assert tables(files).keys() < listed.keys()
    for path, table in tables(files).items():
        titles = [field["name"] for field in table["schema"]["fields"]]
        assert titles == list(rows(files / path)[0])
        assert len(set(titles)) == len(titles)
        assert table["schema"]["primaryKey"] == titles[:1]
        columns = json.loads((files / f"{path}-metadata.json").read_text("utf-8"))
        assert columns["url"] == Path(path).name
        assert [column["titles"]["vi"] for column in columns["tableSchema"]["columns"]] == titles


def test_titles_are_in_the_chosen_language_and_old_tables_go(files: Path, run: Run) -> None:
    (files / "tables" / "gone.csv").touch()
    away = ("--store", "bolt://127.0.0.1:1", "--releases", "ndp-data")  # no server is asked
    published = run("publish", "www", "--lang", "en", *away)
    assert published.exit_code == 0, published.output
    assert not (files / "tables" / "gone.csv").exists()
    assert rows(files / "tables" / "platformKinds.csv")[0]["title"] == "Kind"
    assert tables(files)["tables/platformKinds.csv"]["title"] == "Listed platform kind"


def test_a_release_that_cannot_be_queried_is_published_without_tables(
    files: Path, run: Run, tmp_path: Path
) -> None:
    release = tmp_path / "ndp-data" / "releases" / files.name
    (release / "graph.sqlite").unlink()
    (release / "ontology.json").unlink()
    published = run("publish", "other")
    assert published.exit_code == 0, published.output
    assert f"warning: the tables of {files.name} are left out: " in published.output
    other = tmp_path / "other" / "dumps" / files.name
    assert tables(other) == {}
    assert package(other)["resources"], "its other files"
