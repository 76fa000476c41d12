"""Loads that fail, are killed or run at once: the release stays, and the next load cleans up."""

import signal
import subprocess
import sys

import pytest
from pyoxigraph import Quad

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.folder.workshop import FolderBusy, locked
from loaders.releases.build import LoadRequest, build
from loaders.releases.rollback import roll_back
from ontology.errors import StoreError
from tests.loaders.support.releasing import (
    TODAY,
    canonical,
    dumped,
    load,
    tree,
    trig,
)


def test_two_loads_at_once_are_told_apart(location: Location) -> None:
    folder = Folder(location.folder)
    with (
        locked(folder),
        pytest.raises(FolderBusy, match=r"another load is running in .* \(process [0-9]+\)"),
    ):
        load(location, trig(":g { :a :p :b }"))
    assert load(location, trig(":g { :a :p :b }")).published


def test_an_error_while_reading_changes_nothing(location: Location) -> None:
    load(location, trig(":g { :a :p :b }"))
    before = tree(location.folder)

    class BrokenReader:
        def iter_quads(self, base: str) -> list[Quad]:
            raise StoreError("broken")

    with pytest.raises(StoreError):
        build(location, LoadRequest(today=TODAY, reader=BrokenReader()))
    assert tree(location.folder) == before


def test_a_damaged_sqlite_file_is_built_again_by_the_next_load(location: Location) -> None:
    quads = trig(":g { :a :p :b }")
    outcome = load(location, quads)
    Folder(location.folder).sqlite_path(outcome.manifest.id).write_bytes(b"no database" * 100)
    assert load(location, quads).unchanged
    assert dumped(location) == canonical(quads)


KILLED = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from loaders.folder.location import Location
from loaders.folder.workshop import Workshop
from loaders.releases.build import LoadRequest, build
from tests.loaders.support.releasing import FixedQuads, trig

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def progress(step, done=0, total=None):
    if step == sys.argv[2]:
        die()

if sys.argv[2] == "publishing":
    Workshop.publish = die
text = ":g { :a :p :new . _:x :p :new }" + sys.argv[3]
build(Location(Path(sys.argv[1])), LoadRequest(today="2026-01-31", reader=FixedQuads(trig(text))), progress)
"""


@pytest.mark.parametrize("more", ["", ":z { :z :p :a, :b, :c, :d, :e, :f, :h, :i, :j, :k }"])
@pytest.mark.parametrize(
    "step",
    [
        "reading the files",
        "checking the shapes",
        "writing the statements",
        "verifying the store",
        "hashing the dump",
        "counting what the release has",
        "publishing",
    ],
)
def test_a_killed_load_changes_nothing_and_the_next_one_cleans_up(
    location: Location, step: str, more: str
) -> None:
    old = trig(":g { :a :p :b . _:x :p :b } :h { :c :p :d, :e, :f, :g, :h }")
    first = load(location, old)
    before = tree(location.folder)
    done = subprocess.run([sys.executable, "-c", KILLED, str(location.folder), step, more], check=False)
    assert done.returncode == -signal.SIGKILL
    assert Folder(location.folder).current() == first.manifest
    assert dumped(location) == canonical(old)
    assert load(location, old).unchanged
    assert tree(location.folder) == before


@pytest.mark.parametrize(
    ("pointer", "says"),
    [
        ("garbage", "names a release that does not exist: 'garbage'"),
        ("../000001", "names a release that does not exist"),
        ("\x00", "names a release that does not exist"),
        (" \n", "is empty, but there are releases"),
        (None, "is missing, but there are releases"),
    ],
)
def test_a_damaged_pointer_is_told_with_how_to_mend_it_and_nothing_is_lost(
    location: Location, pointer: str | None, says: str
) -> None:
    load(location, trig(":g { :a :p :b }"))
    last = load(location, trig(":g { :a :p :c }")).manifest.id
    current = location.folder / "current"
    current.unlink()
    if pointer is not None:
        current.write_text(pointer, "utf-8")
    before = tree(location.folder)
    for attempt in (Folder(location.folder).current, lambda: load(location, trig(":g { :a :p :d }"))):
        with pytest.raises(StoreError) as raised:
            attempt()
        assert says in raised.value.message
        assert raised.value.message.startswith(str(current))
        assert "`ndp-graph rollback ID`" in str(raised.value.hint)
    assert tree(location.folder) == before
    roll_back(location, last)
    assert load(location, trig(":g { :a :p :d }")).manifest.number == 3
