"""A load with processes beside it makes the same release, row by row, as one without."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.folder.manifest import Manifest
from loaders.releases.build import LoadRequest, build
from loaders.releases.violations import LoadRefused
from loaders.synthetic.file import write_files
from loaders.synthetic.world import World
from ontology.iris import DEFAULT_BASE
from tests.loaders.releases.test_load_memory import MadeUpFile
from tests.loaders.support.releasing import NDP, FixedQuads, tree, trig

WORDS = "CREATE VIRTUAL TABLE temp.searched USING fts5vocab(main, search, instance)"
Rows = Mapping[str, list[tuple[object, ...]]]


def release(folder: Path, made_up: Path, helpers: int) -> tuple[Manifest, Rows, bytes]:
    """A release, with the rows of its SQLite file and its shape results."""
    request = LoadRequest(
        "2026-06-30", MadeUpFile(made_up), replace=True, on_violation="record", helpers=helpers
    )
    manifest = build(Location(folder), request).manifest
    path = Folder(folder).sqlite_path(manifest.id)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(WORDS)
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        tables = {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()
            for name in (*(n for n in names if not n.startswith("search")), "temp.searched")
        }
    return manifest, tables, Folder(folder).shape_results(manifest.id)


def test_helpers_change_nothing_in_a_release(tmp_path: Path) -> None:
    made_up = tmp_path / "data.nq"
    write_files(World(12, 5, 0.3), made_up, DEFAULT_BASE)

    alone, rows, results = release(tmp_path / "alone", made_up, 0)
    helped, same_rows, same_results = release(tmp_path / "helped", made_up, 2)

    assert alone.findings
    assert all(rows.values())
    assert (helped.hash, helped.derived, helped.findings) == (alone.hash, alone.derived, alone.findings)
    assert same_rows == rows
    assert same_results == results
    names = ("findings.json", "statistics.json")
    both = [
        [(Folder(tmp_path / f).release_path(m.id) / name).read_bytes() for name in names]
        for f, m in (("alone", alone), ("helped", helped))
    ]
    assert both[0] == both[1]


def test_a_refused_load_with_helpers_changes_nothing(tmp_path: Path) -> None:
    location = Location(tmp_path / "store")
    build(location, LoadRequest("2026-01-31", FixedQuads(trig(":g { :a :p :b }")), helpers=1))
    before = tree(location.folder)
    broken = FixedQuads(trig(f":g {{ :a a <{NDP}DigitalPlatform> }}"))

    with pytest.raises(LoadRefused):
        build(location, LoadRequest("2026-01-31", broken, replace=True, helpers=1))
    assert tree(location.folder) == before
