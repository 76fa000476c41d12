"""Behaviour of the SQLite file alone: damage is reported, and readers may treat it as immutable."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from loaders.stores.sqlite.store import SqliteStore
from ontology.errors import StoreError
from ontology.model import Kind
from ontology.namespaces import XSD
from tests.loaders.stores.test_contract import (
    EX,
    FIRST,
    SECOND,
    by_iri,
    described,
    difference,
    records_of,
    whole,
)
from tests.loaders.support.places import SqlitePlace
from tests.ontology.support.every_kind import MODEL, NS


def test_a_damaged_file_is_an_error_with_a_hint(tmp_path: Path) -> None:
    file = tmp_path / "graph.sqlite"
    file.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError) as problem:
        SqliteStore(file).state()
    assert str(file) in problem.value.message
    assert problem.value.hint


def test_the_file_needs_no_other_file_beside_it(tmp_path: Path) -> None:
    place = SqlitePlace(tmp_path / "graph.sqlite")
    place.apply(whole("1", FIRST))
    place.apply(difference("2", FIRST, SECOND))
    assert [p.name for p in tmp_path.iterdir()] == ["graph.sqlite"]
    with closing(sqlite3.connect(f"file:{place.file}?mode=ro&immutable=1", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM sqlite_stat1").fetchone()[0] > 0


def test_values_stand_in_the_order_of_their_keys_and_doubles_as_numbers(tmp_path: Path) -> None:
    place = SqlitePlace(tmp_path / "graph.sqlite")
    release = {
        EX + "a": described(doubleValue=f'"1e1"^^<{XSD}double>', text='"a@b"@vi', any='"x"@en'),
        EX + "b": described(doubleValue=f'"9.5"^^<{XSD}double>', code=f"<{NS}list-a>"),
    }
    place.apply(whole("1", release))
    rows = place.rows("SELECT t.iri, v.key FROM value v JOIN term t ON t.id = v.p ORDER BY t.iri, v.key")
    assert rows == [
        (NS + "any", "x"),
        (NS + "code", NS + "list-a"),
        (NS + "doubleValue", 9.5),
        (NS + "doubleValue", 10.0),
    ]
    assert {MODEL.properties[iri].kind for iri, _ in rows} == {Kind.LITERAL, Kind.CODE, Kind.DOUBLE}


_KILLED = """
import os, signal, sys
from pathlib import Path
from dataclasses import replace
from loaders.stores.sqlite.store import SqliteStore
from tests.loaders.stores.test_contract import FIRST, SECOND, difference, whole

def records(change):
    yield next(change.upserts)
    os.kill(os.getpid(), signal.SIGKILL)

change = whole("2", SECOND) if sys.argv[2] == "replace" else difference("2", FIRST, SECOND)
SqliteStore(Path(sys.argv[1])).apply(replace(change, upserts=records(change)))
"""


@pytest.mark.parametrize("how", ["replace", "change"])
def test_a_load_killed_by_the_system_leaves_the_published_file(tmp_path: Path, how: str) -> None:
    place = SqlitePlace(tmp_path / "graph.sqlite")
    place.apply(whole("1", FIRST))
    private = tmp_path / "private.sqlite"
    private.write_bytes(place.file.read_bytes())
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", _KILLED, str(private), how], cwd=root, check=False)
    assert done.returncode == -9
    assert by_iri(place.store().scan()) == records_of(FIRST)
    place.apply(difference("2", FIRST, SECOND))
    assert by_iri(place.store().scan()) == records_of(SECOND)
