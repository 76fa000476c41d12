"""Releases in Neo4j: the same content as in the folder, by every way to get there."""

import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

import neo4j
import pytest
from hypothesis import HealthCheck, given, settings
from pyoxigraph import Quad

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.folder.workshop import Workshop
from loaders.stores.neo4j.store import Neo4jStore
from loaders.stores.port import CountListener, StoreChange, no_listener
from ontology.errors import StoreError
from tests.loaders.support.releasing import canonical, dumped, known_datasets, load, trig
from tests.support.depth import deep
from tests.support.neo4j_fixtures import empty


@pytest.fixture
def location(neo4j_empty: str, tmp_path: Path) -> Location:
    return Location(tmp_path / "store", neo4j_empty)


def release_of(location: Location) -> str | None:
    assert location.neo4j is not None
    with Neo4jStore(location.neo4j, None) as store:
        state = store.state()
        return None if state is None else state.release


@settings(
    max_examples=deep(8),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(first=known_datasets(), second=known_datasets())
def test_the_dump_from_neo4j_is_what_was_loaded_at_once_or_on_top(
    neo4j_empty: str, first: list[Quad], second: list[Quad]
) -> None:
    empty(neo4j_empty)
    with tempfile.TemporaryDirectory() as folder:
        location = Location(Path(folder), neo4j_empty)
        load(location, first, on_violation="record")
        assert dumped(location) == canonical(first)
        load(location, second, on_violation="record")
        assert dumped(location) == dumped(Location(Path(folder)))


def test_a_difference_goes_into_neo4j_as_a_difference(
    location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes: list[tuple[bool, list[str], Collection[str]]] = []
    original = Neo4jStore.apply

    def apply(self: Neo4jStore, change: StoreChange, progress: CountListener = no_listener) -> None:
        upserts = list(change.upserts)
        written = [r.iri for r in upserts if "/finding/" not in r.iri]
        changes.append((change.replace, written, change.deletes))
        fields = {
            name: getattr(change, name)
            for name in ("release", "model", "ontology", "graphs", "deletes", "replace")
        }
        original(self, StoreChange(upserts=upserts, **fields), progress)

    monkeypatch.setattr(Neo4jStore, "apply", apply)
    load(location, trig(":g { :a :p 1 . :b :p 2 } :h { :c :p 1, 2, 3 }"))
    load(location, trig(":g { :a :p 1, 5 }"))
    e = "http://example.org/"
    assert changes == [(True, [f"{e}a", f"{e}b", f"{e}c"], ()), (False, [f"{e}a"], frozenset([f"{e}b"]))]
    assert dumped(location) == canonical(trig(":g { :a :p 1, 5 } :h { :c :p 1, 2, 3 }"))


def test_an_empty_neo4j_is_filled_from_the_folder_by_a_load_that_changes_nothing(location: Location) -> None:
    quads = trig(":g { :a :p :b }")
    load(Location(location.folder), quads)
    assert load(location, quads).unchanged
    assert dumped(location) == canonical(quads)


def test_a_neo4j_behind_the_folder_is_brought_up(location: Location) -> None:
    load(location, trig(":g { :a :p 1, 2, 3 } :h { :b :p 1 }"))
    load(Location(location.folder), trig(":h { :b :p 2 }"))
    load(location, trig(":i { :c :p 1 }"))
    assert dumped(location) == canonical(trig(":g { :a :p 1, 2, 3 } :h { :b :p 2 } :i { :c :p 1 }"))


def test_a_neo4j_whose_release_the_folder_does_not_know_is_not_changed_unless_all_is_replaced(
    location: Location, tmp_path: Path
) -> None:
    load(location, trig(":g { :a :p :b }"))
    other = Location(tmp_path / "other", location.neo4j)
    with pytest.raises(StoreError, match=r"holds the release 000001-\w+, which is not in") as caught:
        load(other, trig(":h { :c :p :d }"))
    assert caught.value.code == "STORE_STRANGER"
    assert dumped(location) == canonical(trig(":g { :a :p :b }"))
    load(other, trig(":h { :c :p :d }"), replace=True)
    assert dumped(other) == canonical(trig(":h { :c :p :d }"))


def test_a_neo4j_database_of_somebody_else_is_refused(location: Location) -> None:
    assert location.neo4j is not None
    with neo4j.GraphDatabase.driver(location.neo4j) as driver:
        driver.execute_query("CREATE (:Somebody)")
        with pytest.raises(StoreError) as caught:
            load(location, trig(":g { :a :p :b }"))
        assert caught.value.code == "STORE_FOREIGN"
        assert Folder(location.folder).current_id() is None
        driver.execute_query("MATCH (n:Somebody) DELETE n")


def test_a_failing_neo4j_leaves_the_old_release_in_both(
    location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load(location, trig(":g { :a :p :b }"))

    def apply(*_: Any) -> None:
        raise StoreError("no connection")

    with monkeypatch.context() as patch:
        patch.setattr(Neo4jStore, "apply", apply)
        with pytest.raises(StoreError):
            load(location, trig(":g { :a :p :c }"))
    assert Folder(location.folder).current_id() == release_of(location) == first.manifest.id
    load(location, trig(":g { :a :p :d }"))
    assert dumped(location) == canonical(trig(":g { :a :p :d }"))


def test_a_load_killed_after_neo4j_took_the_release_is_completed_by_the_next(
    location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def publish(*_: Any) -> None:
        raise Killed

    load(location, trig(":g { :a :p :b }"))
    with monkeypatch.context() as patch:
        patch.setattr(Workshop, "publish", publish)
        with pytest.raises(Killed):
            load(location, trig(":g { :a :p :c }"))
    taken = release_of(location)
    assert load(location, trig(":g { :a :p :c }")).unchanged
    assert Folder(location.folder).current_id() == taken


def test_a_neo4j_that_cannot_be_reached_is_told_and_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot reach a Neo4j at bolt:"):
        load(Location(tmp_path, "bolt://127.0.0.1:1"), trig(":g { :a :p :b }"))
    assert Folder(tmp_path).current_id() is None
