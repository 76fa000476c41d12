"""Verifying releases and dumps: any change of a file is reported for that file."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.folder.checksums import set_checksum
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.nquads.graph_files import hash_of_file
from loaders.releases.check import Check
from loaders.releases.neo4j_sync import open_neo4j
from loaders.releases.repair import repair
from loaders.releases.verify import verify_dump, verify_release
from tests.loaders.support.releasing import kept, load, trig
from tests.support.depth import deep

DATA = ':g1 { :a a ndp:DigitalPlatform ; skos:prefLabel "một"@vi ; :p [ :q 1 ] } :g2 { :b skos:prefLabel "b"@en }'
HOLD = ["files-hold", "certificate-holds", "ontology-holds", "dump-holds", "journal-holds", "sqlite-holds"]
SOME = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=deep(60)
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    load(Location(tmp_path / "store"), trig(DATA), replace=True, on_violation="record")
    return Folder(tmp_path / "store")


def verified(folder: Folder) -> list[Check]:
    return list(verify_release(folder, folder.find(None)))


def wrong(checks: list[Check]) -> list[str]:
    return [check.code for check in checks if check.holds is False]


def test_a_release_that_nobody_changed_holds(folder: Folder) -> None:
    assert [(check.code, check.holds) for check in verified(folder)] == [(code, True) for code in HOLD]


def test_a_word_longer_than_any_index_takes_holds(tmp_path: Path) -> None:
    long = "x" * 40_000
    load(
        Location(tmp_path / "store"),
        trig(f':g {{ :a a ndp:DigitalPlatform ; skos:prefLabel "{long}"@vi }}'),
        on_violation="record",
    )
    assert wrong(verified(Folder(tmp_path / "store"))) == []


def test_a_journal_with_other_changes_is_told_and_one_that_lacks_the_release_is_not(folder: Folder) -> None:
    before = folder.journal_path.read_bytes()
    load(Location(folder.path), trig(':g2 { :b skos:prefLabel "c"@en }'), on_violation="record")
    assert [check.code for check in verified(folder)] == HOLD
    with closing(sqlite3.connect(folder.journal_path)) as connection, connection:
        connection.execute("UPDATE change SET kind = 'removed' WHERE release = 2")
    assert wrong(verified(folder)) == ["journal-other"]
    folder.journal_path.write_bytes(b"damaged" * 100)
    assert wrong(verified(folder)) == ["journal-other"]
    folder.journal_path.write_bytes(before)
    assert "journal" not in {check.part for check in verified(folder)}


def test_a_changed_byte_in_a_file_is_told_with_its_name(folder: Folder) -> None:
    for file in folder.find(None).files:
        path = folder.graph_path(file)
        content = path.read_bytes()
        path.write_bytes(content.replace(b"<", b"\x3d", 1))
        [bad] = [check for check in verified(folder) if check.holds is False]
        assert (bad.part, bad.code, bad.values["file"]) == ("file", "file-changed", str(path))
        path.write_bytes(content)
    folder.graph_path(min(folder.find(None).files)).unlink()
    assert wrong(verified(folder)) == ["file-missing"]


def test_changed_or_missing_findings_are_reported(folder: Folder) -> None:
    path = folder.release_path(folder.find(None).id) / "findings.json"
    path.write_bytes(path.read_bytes() + b" ")
    (check,) = (check for check in verified(folder) if check.holds is False)
    assert (check.code, check.values["file"]) == ("file-changed", str(path))
    path.unlink()
    assert wrong(verified(folder)) == ["file-missing"]


def test_changes_of_the_manifest_are_told(folder: Folder) -> None:
    manifest = folder.find(None)
    first, *others = manifest.graphs
    for changed, code in (
        (replace(manifest, certificate="sha256:0"), "certificate-other"),
        (replace(manifest, evaluation_date="2026-02-01"), "certificate-other"),
        (replace(manifest, policy={}), "certificate-other"),
        (replace(manifest, ontology="0"), "certificate-other"),
        (replace(manifest, hash="sha256:0"), "dump-other"),
        (replace(manifest, statements=99), "statements-other"),
        (replace(manifest, graphs=(replace(first, statements=99), *others)), "graph-other"),
        (replace(manifest, graphs=(replace(first, file="0" * 64), *others)), "file-missing"),
    ):
        assert wrong(list(verify_release(folder, changed)))[0] == code


def test_a_changed_ontology_is_told(folder: Folder) -> None:
    path = folder.release_path(folder.find(None).id) / "ontology.json"
    content = path.read_text("utf-8")
    path.write_text(content.replace("Digital platform", "Digital Platform", 1), "utf-8")
    assert wrong(verified(folder)) == ["ontology-other"]
    path.write_text(content[:-9], "utf-8")
    assert wrong(verified(folder)) == ["ontology-unreadable"]


def test_a_changed_sqlite_file_is_told(folder: Folder) -> None:
    path = folder.sqlite_path(folder.find(None).id)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE resource SET record = replace(record, 'một', 'hai')")
    assert wrong(verified(folder)) == ["sqlite-other"]
    path.write_bytes(b"no database at all")
    assert wrong(verified(folder)) == ["store-unreadable"]
    path.unlink()
    assert wrong(verified(folder)) == ["store-elsewhere"]


@pytest.mark.parametrize(
    ("forgery", "code"),
    [
        ("UPDATE resource SET record = replace(record, 'một', 'hai')", "sqlite-other"),
        ("UPDATE resource SET record = replace(record, 'no owner', 'an owner')", "conclusions-other"),
        ("UPDATE resource SET class = ''", "lookups-other"),
        ("DELETE FROM instance", "lookups-other"),
        ("UPDATE text SET key = 'hai'", "lookups-other"),
        ("INSERT INTO value VALUES (1, 'x', 1)", "lookups-other"),
        ("UPDATE line SET weight = 1", "lookups-other"),
        ("INSERT INTO search(search) VALUES ('delete-all')", "lookups-other"),
    ],
)
def test_a_forged_sqlite_file_is_reported_and_repaired_even_with_its_checksum(
    folder: Folder, forgery: str, code: str
) -> None:
    path = folder.sqlite_path(folder.find(None).id)
    load(Location(folder.path), trig(":g3 { :c skos:prefLabel 'c'@en . :a :q 2 }"), on_violation="record")
    path = folder.sqlite_path(folder.find(None).id)
    assert [check.code for check in verified(folder)] == HOLD  # written by a difference, too
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(forgery).rowcount
    set_checksum(path, hash_of_file(path))
    assert wrong(verified(folder)) == [code]
    [mended] = repair(Location(folder.path))
    assert (mended.path, mended.restored) == (path, True)
    assert [check.code for check in verified(folder)] == HOLD
    assert repair(Location(folder.path)) == ()


@pytest.mark.parametrize("is_forged", [False, True])
def test_damage_to_any_page_of_a_sqlite_file_is_reported_and_repaired(
    folder: Folder, is_forged: bool
) -> None:
    """Also pages of indexes, which no dump reads; with the checksum of the damaged file, what SQLite itself finds."""
    path = folder.sqlite_path(folder.find(None).id)
    right = path.read_bytes()
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        roots = connection.execute("SELECT rootpage FROM sqlite_schema WHERE type = 'index'").fetchall()
    ends = [page * size for (page,) in roots]
    last_bytes = [end - 1 for end in ends if any(right[end - size + 3 : end - size + 5])]  # of an entry
    assert last_bytes
    for at in last_bytes if is_forged else [*last_bytes, *range(100, len(right), 4999)]:
        path.write_bytes(right[:at] + bytes([right[at] ^ 1]) + right[at + 1 :])
        if is_forged:
            set_checksum(path, hash_of_file(path))
        [bad] = [check for check in verified(folder) if check.holds is False]
        assert bad.part == "sqlite", at
    [mended] = repair(Location(folder.path))
    assert (mended.path, mended.restored) == (path, True)
    assert [check.code for check in verified(folder)] == HOLD


def test_missing_checksums_are_reported_and_made_again_alone(folder: Folder) -> None:
    path = folder.release_path(folder.find(None).id) / "SHA256SUMS"
    before = path.read_bytes()
    path.unlink()
    assert wrong(verified(folder)) == ["checksums-missing"]
    assert [one.path for one in repair(Location(folder.path))] == [path]
    assert path.read_bytes() == before


def test_a_dump_names_its_release(folder: Folder, tmp_path: Path) -> None:
    manifest = folder.find(None)
    path = tmp_path / "dump.nq"
    path.write_bytes("".join(line + "\n" for line in kept(folder, manifest.id)).encode())
    [found] = verify_dump(path, folder, manifest, named=False)
    assert (found.code, found.values["release"]) == ("dump-known", manifest.id)


@SOME
@given(st.data())
def test_a_changed_bit_in_a_dump_is_told_with_its_line(folder: Folder, data: st.DataObject) -> None:
    manifest = folder.find(None)
    content = "".join(line + "\n" for line in kept(folder, manifest.id)).encode()
    at, bit = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(0, 7))
    path = folder.path.parent / "dump.nq"
    path.write_bytes(content[:at] + bytes([content[at] ^ (1 << bit)]) + content[at + 1 :])
    found = list(verify_dump(path, folder, manifest, named=data.draw(st.booleans())))
    assert [check.code for check in found] == ["dump-unknown", "dump-line"]
    before = content[:at]
    place = (found[1].values["line"], found[1].values["byte"])
    assert place == (str(before.count(b"\n") + 1), str(at - before.rfind(b"\n")))


def test_a_dump_that_ends_too_early_is_told_with_its_line(folder: Folder, tmp_path: Path) -> None:
    manifest = folder.find(None)
    lines = kept(folder, manifest.id)
    (tmp_path / "dump.nq").write_text("".join(line + "\n" for line in lines[:-1]), "utf-8")
    found = list(verify_dump(tmp_path / "dump.nq", folder, manifest, named=False))
    assert (found[1].values["line"], found[1].values["found"]) == (str(len(lines)), "")


def test_neo4j_gives_the_release_back_or_is_at_another(tmp_path: Path, neo4j_empty: str) -> None:
    location = Location(tmp_path / "store", neo4j_empty)
    load(location, trig(DATA), replace=True, on_violation="record")
    folder = Folder(location.folder)
    first = folder.find(None)
    with open_neo4j(location) as store:
        assert [check.code for check in verify_release(folder, first, store)] == [*HOLD, "neo4j-holds"]
    load(location, trig(":g2 { :b skos:prefLabel 'c'@en }"), on_violation="record")
    with open_neo4j(location) as store:
        last = list(verify_release(folder, first, store))[-1]
        assert (last.code, last.holds) == ("store-elsewhere", None)
        manifest = folder.find(None)
        other = replace(manifest, hash="sha256:" + "0" * 64)
        assert wrong(list(verify_release(folder, other, store))) == [
            "dump-other",
            "sqlite-other",
            "neo4j-other",
        ]
    assert json.loads(manifest.to_json())["hash"] == manifest.hash


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_dump_that_was_only_saved_again_is_still_the_dump(
    folder: Folder, tmp_path: Path, encoding: str, end: str
) -> None:
    manifest, path = folder.find(None), tmp_path / "dump.nq"
    lines = kept(folder, manifest.id)
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    [found] = verify_dump(path, folder, manifest, named=False)
    code = "dump-known" if (encoding, end) == ("utf-8", "\n") else "dump-known-layout"
    assert (found.code, found.holds, found.values["release"]) == (code, True, manifest.id)
    path.write_bytes("".join(line.replace("một", "hai") + end for line in lines).encode(encoding))
    unknown, place = verify_dump(path, folder, manifest, named=False)
    assert (unknown.code, place.code) == ("dump-unknown", "dump-line")
    assert "hai" in place.values["found"]
    assert "một" in place.values["said"]


def test_a_dump_that_cannot_be_decoded_is_not_said_to_be_changed(folder: Folder, tmp_path: Path) -> None:
    manifest, path = folder.find(None), tmp_path / "dump.nq"
    path.write_bytes("".join(line + "\n" for line in kept(folder, manifest.id)).encode("utf-16")[:-1])
    [found] = verify_dump(path, folder, manifest, named=False)
    assert (found.code, found.holds) == ("dump-unreadable", False)
