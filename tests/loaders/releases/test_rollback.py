"""Rolling back: the pointer changes, in Neo4j too, and nothing that was published is lost."""

import json

import pytest

from loaders.folder.checksums import set_checksum
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.nquads.graph_files import hash_of_file
from loaders.releases.neo4j_sync import open_neo4j
from loaders.releases.rollback import roll_back
from ontology.errors import DamagedFile, UsageError
from tests.loaders.support.releasing import canonical, dumped, kept, load, tree, trig

TEXTS = [f":g {{ :a :p {number} }} :h {{ :b :p 1, 2, 3 }}" for number in range(4)]


def published(location: Location, count: int = 3) -> list[str]:
    """The ids of some releases, oldest first."""
    return [load(location, trig(text)).manifest.id for text in TEXTS[:count]]


def test_the_release_before_is_current_again_and_the_next_load_deletes_nothing(location: Location) -> None:
    first, second, third = published(location)
    before = tree(location.folder)
    folder = Folder(location.folder)
    assert roll_back(location).id == folder.current_id() == second
    assert dumped(location) == canonical(trig(TEXTS[1]))
    assert set(tree(location.folder)) - set(before) == {"rollbacks"}
    fourth = load(location, trig(TEXTS[3])).manifest
    assert (fourth.number, fourth.previous) == (4, second)
    assert folder.published() == (fourth.id, third, second, first)
    assert kept(folder, third) == canonical(trig(TEXTS[2]))
    assert roll_back(location).id == second, (
        "the one that the current one replaced, not the one that was undone"
    )
    assert roll_back(location, third).id == third
    assert dumped(location) == canonical(trig(TEXTS[2]))


def test_a_pointer_that_was_changed_by_hand_costs_no_release(location: Location) -> None:
    first, second, third = published(location)
    (location.folder / "current").write_text(first + "\n", "utf-8")
    fourth = load(location, trig(TEXTS[3])).manifest
    assert Folder(location.folder).published() == (fourth.id, third, second, first)
    assert (fourth.number, fourth.previous) == (4, first)


def test_a_folder_of_an_older_version_loses_nothing_either(location: Location) -> None:
    first, second, third = published(location)
    folder = Folder(location.folder)
    for release in (first, second, third):
        (folder.release_path(release) / "SHA256SUMS").unlink()
    (location.folder / "building").mkdir()
    (location.folder / "current").write_text(first + "\n", "utf-8")
    load(location, trig(TEXTS[3]))
    for release, text in zip((first, second, third), TEXTS, strict=False):
        assert kept(folder, release) == canonical(trig(text))


def test_without_a_release_before_there_is_nothing_to_go_back_to(location: Location) -> None:
    with pytest.raises(UsageError, match="there is no release in"):
        roll_back(location)
    only = load(location, trig(TEXTS[0])).manifest.id
    with pytest.raises(UsageError, match=f"there is no release before {only}"):
        roll_back(location)
    with pytest.raises(UsageError, match="there is no release '000009-00000000'"):
        roll_back(location, "000009-00000000")


def test_the_current_release_is_rolled_back_to_without_a_trace(location: Location) -> None:
    *_, last = published(location, 2)
    before = tree(location.folder)
    assert roll_back(location, last).id == last
    assert tree(location.folder) == before


def test_a_damaged_release_is_not_put_in_service(location: Location) -> None:
    first, second = published(location, 2)
    folder = Folder(location.folder)
    only_there = folder.manifest(first).files - folder.manifest(second).files
    path = folder.graph_path(min(only_there))
    path.write_bytes(path.read_bytes().replace(b"<", b"[", 1))
    with pytest.raises(DamagedFile, match="is damaged: its hash is not its name"):
        roll_back(location)
    assert folder.current_id() == second


def test_graphs_keep_their_numbers_apart_after_a_rollback(location: Location) -> None:
    first = load(location, trig(TEXTS[0])).manifest
    second = load(location, trig(":i { :c :p 1 }")).manifest
    roll_back(location)
    third = load(location, trig(":j { :d :p 1 }")).manifest
    known = {entry.gid for manifest in (first, second) for entry in manifest.stored}
    assert third.by_iri["http://example.org/j"].gid not in known


def test_a_clock_that_went_back_makes_no_release_older_than_the_one_before(location: Location) -> None:
    first, second = published(location, 2)
    path = Folder(location.folder).release_path(second) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"built_at": "2999-01-01T00:00:00Z"}), "utf-8")
    set_checksum(path, hash_of_file(path))
    outcome = load(location, trig(TEXTS[2]))
    assert outcome.manifest.built_at == "2999-01-01T00:00:00Z"
    assert outcome.clock < outcome.manifest.built_at
    roll_back(location, first)
    assert [one.moment for one in Folder(location.folder).rollbacks()] == ["2999-01-01T00:00:00Z"]


def test_rollbacks_at_once_have_seconds_of_their_own(location: Location) -> None:
    ids = [load(location, trig(f":g {{ :a :n {number} }}")).manifest.id for number in range(2)]
    folder = Folder(location.folder)
    for number in (0, 1, 0):
        roll_back(location, ids[number])
    made = folder.rollbacks()
    assert [one.release for one in made] == [ids[0], ids[1], ids[0]]
    assert made[0].moment < made[1].moment < made[2].moment
    later = "2099-12-31T23:59:59Z"
    (folder.path / "rollbacks").write_text(f"{later} {ids[0]}\n", "utf-8")
    roll_back(location, ids[1])
    assert [one.moment for one in folder.rollbacks()] == [later, "2100-01-01T00:00:00Z"], (
        "the clock went back"
    )


def test_neo4j_goes_back_and_forward_with_the_folder(neo4j_empty: str, location: Location) -> None:
    both = Location(location.folder, neo4j_empty)
    first, second, third = published(both)
    for release, text in ((second, TEXTS[1]), (first, TEXTS[0]), (third, TEXTS[2])):
        assert roll_back(both, release).id == release
        with open_neo4j(both) as store:
            state = store.state() if store else None
        assert state is not None
        assert state.release == release == Folder(location.folder).current_id()
        assert dumped(both) == canonical(trig(text))


def test_neo4j_is_written_anew_if_a_graph_came_back_with_another_number(
    neo4j_empty: str, location: Location
) -> None:
    both = Location(location.folder, neo4j_empty)
    load(both, trig(TEXTS[0]))
    load(location, trig(":h { :b :p 1, 2, 3 }"), replace=True)
    load(location, trig(TEXTS[0]))
    load(both, trig(":i { :c :p 1 }"))
    assert dumped(both) == dumped(location)
