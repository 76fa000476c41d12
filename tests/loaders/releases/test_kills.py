"""Kills at every change to the files of a release folder, of a load, a rollback and a repair."""

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loaders.folder.checksums import checksum_holds
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.folder.workshop import locked
from loaders.nquads.graph_files import is_sound
from loaders.releases.neo4j_sync import finish
from loaders.releases.repair import repair
from loaders.releases.rollback import roll_back
from tests.loaders.support.releasing import copy_of, load, trig

TEXTS = (
    ':g { :a :p "one" . _:x :p :b } :h { :c :p 1, 2, 3, 4 }',
    ':g { :a :p "two" . _:x :p :c }',
    ':i { :d :p "new" }',
)
CHANGES = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.copyfile", "sqlite3.connect"}
"""The events of Python's audit hooks that come before a change to the file system."""


def publish(location: Location) -> tuple[str, ...]:
    """Two releases, of which the second is current."""
    return tuple(load(location, trig(text)).manifest.id for text in TEXTS[:2])


def load_more(location: Location) -> None:
    load(location, trig(TEXTS[2]))


def damage(folder: Folder) -> None:
    """Damage a file of each kind; all of them can be restored."""
    first, second = reversed(tuple(folder.history()))
    folder.sqlite_path(first.id).write_bytes(b"")
    (folder.release_path(second.id) / "findings.json").unlink()
    folder.graph_path(second.by_iri["http://example.org/g"].file).unlink()
    (folder.path / "current").write_bytes(b"")


WORKS: dict[str, Callable[[Location], object]] = {"load": load_more, "rollback": roll_back, "repair": repair}


def is_change(event: str, arguments: tuple[object, ...], inside: str) -> bool:
    """True if the event comes before a change to a folder: opening a file only to read it does not."""
    if event not in CHANGES or not any(inside in str(argument) for argument in arguments):
        return False
    if event == "open":
        flags = arguments[2]
        return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return "mode=ro" not in str(arguments[0])


def killed(work: Callable[[Location], object], location: Location, at: int) -> bool:
    """Do the work in a process of its own, killed before change number `at`; False if it ended before that."""
    child = os.fork()
    if child == 0:
        left, inside = at, str(location.folder)

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal left
            if is_change(event, arguments, inside):
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                left -= 1

        sys.addaudithook(hook)
        code = 1
        try:
            work(location)
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def iter_kills(work: Callable[[Location], object], tmp_path: Path, *, damaged: bool) -> Iterator[Location]:
    """A folder for each change that the work makes, killed before it."""
    for at in range(1000):
        location = Location(tmp_path / "store")
        shutil.rmtree(location.folder, ignore_errors=True)
        copy_of(publish, location)
        if damaged:
            damage(Folder(location.folder))
        if not killed(work, location, at):
            assert at > 5
            return
        yield location
    raise AssertionError("the work never ends")


@pytest.mark.parametrize("name", WORKS)
def test_nothing_published_is_lost_wherever_it_is_killed(name: str, tmp_path: Path) -> None:
    origin = Location(tmp_path / "origin")
    first, second = copy_of(publish, origin)
    before = files_of(origin.folder)
    current = set()
    for location in iter_kills(WORKS[name], tmp_path, damaged=name == "repair"):
        folder = Folder(location.folder)
        if name == "repair":
            repair(location)
        with locked(folder) as workshop:
            finish(workshop, None)
        manifest = folder.find(None)
        current.add(manifest.number)
        assert folder.published()[-2:] == (second, first)
        assert all(is_sound(folder.graph_path(file), file) for file in manifest.files)
        assert checksum_holds(folder.sqlite_path(manifest.id))
        after = files_of(location.folder)
        again = ("journal.sqlite", *(("graph.sqlite", "SHA256SUMS") if name == "repair" else ()))
        rebuilt = {path for path in before if path.endswith(again)}
        assert {path: after[path] for path in before if path not in rebuilt} == {
            path: content for path, content in before.items() if path not in rebuilt
        }
        if name == "rollback" or (name == "load" and manifest.id == second):
            assert after.keys() == before.keys()
    assert current == {"load": {2, 3}, "rollback": {2, 1}, "repair": {2}}[name]


def files_of(folder: Path) -> dict[str, bytes]:
    """All files of the releases in a folder, by their paths."""
    paths = [path for part in ("releases", "graphs") for path in (folder / part).rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}
