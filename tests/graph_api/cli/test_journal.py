"""`ndp-graph journal`: the releases that changed a resource, and the journal made anew."""

from pathlib import Path

import pytest

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from tests.graph_api.support.command_line import Run
from tests.loaders.support.releasing import load, trig


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    location = Location(tmp_path / "store")
    load(location, trig(":g { :a :p 1 . :b :p 1 }"))
    load(location, trig(":g { :a :p 1 } :h { :c :p 1 }"))
    return Folder(location.folder)


def test_it_lists_the_releases_that_changed_a_resource(run: Run, folder: Folder) -> None:
    second, first = folder.published()
    store = ("--store", f"sqlite:{folder.path}")
    listed = run("journal", *store)
    assert (listed.exit_code, listed.stdout.split()) == (0, [first, "2", second, "2"])
    gone = run("journal", "http://example.org/b", *store)
    assert gone.stdout.splitlines() == [
        f"{first}  created   http://example.org/g",
        f"{second}  removed   http://example.org/g",
    ]
    never = run("journal", "http://example.org/x", *store)
    assert (never.exit_code, never.stdout) == (1, "")
    assert "no release describes http://example.org/x" in never.stderr


def test_it_completes_the_journal_and_makes_a_wrong_one_anew(run: Run, folder: Folder) -> None:
    store = ("--store", f"sqlite:{folder.path}")
    before = run("journal", *store).stdout
    folder.journal_path.unlink()
    assert (run("journal", *store).stdout, run("journal", "--rebuild", *store).exit_code) == (before, 0)
    folder.journal_path.write_bytes(b"damaged")
    wrong = run("journal", "--rebuild", *store)
    assert (wrong.exit_code, wrong.stdout) == (1, before)
    assert "was damaged or wrong" in wrong.stderr
