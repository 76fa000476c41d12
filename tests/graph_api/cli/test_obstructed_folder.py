"""A release folder with something else in the place of a folder, without access, or on a full disk: it is named."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.folder.location import Location
from tests.graph_api.support.command_line import ndp_graph
from tests.graph_api.support.damaged import Damage, Run, Site, clear, dangle, publish, wrong
from tests.loaders.support.releasing import copy_of


@pytest.fixture
def site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Site:
    location = Location(tmp_path / "store")
    return Site(location, copy_of(publish, location), capsys)


@pytest.mark.parametrize("name", ["graphs", "releases", "building"])
@pytest.mark.parametrize("damage", [clear, dangle])
def test_something_else_in_the_place_of_a_folder_is_moved_aside(
    site: Site, name: str, damage: Damage, tmp_path: Path
) -> None:
    path, away = site.folder.path / name, tmp_path / "away"
    if path.exists():
        path.rename(away)
    damage(path)
    file = tmp_path / "more.nt"
    file.write_text('<http://example.org/d> <http://example.org/p> "d" .\n', "utf-8")
    loaded = site.run("load", str(file))
    assert (loaded.code, "`ndp-graph repair`" in loaded.err) == (2, True)
    mended = site.run("repair")
    assert f"restored  {path}: " in mended.out
    assert mended.code == (name == "releases")
    if mended.code:
        assert (
            f"damaged   {path}: has no release, but there are graph files; copy it from a backup"
            in mended.out
        )
        away.rename(path)
    assert site.run("repair").code == 0
    assert wrong(site.folder, site.ids[1]) == []
    assert site.run("load", str(file)).code == 0


def test_a_file_in_the_place_of_a_release_is_named(site: Site) -> None:
    path = site.folder.release_path(site.ids[0])
    shutil.rmtree(path)
    clear(path)
    mended = site.run("repair")
    assert (mended.code, f"damaged   {path}: is not the folder of a release" in mended.out) == (1, True)


def test_an_empty_folder_has_nothing_to_repair(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ndp_graph("repair", "--store", f"sqlite:{tmp_path}") == 2
    assert f"there is no release in {tmp_path}\nhint: name" in capsys.readouterr().err


PROGRAM = "import resource, sys; {before}; from graph_api.cli.program import main; main()"
CAPABILITIES = "-dac_override,-dac_read_search"
ORDINARY = ("setpriv", f"--bounding-set={CAPABILITIES}", f"--inh-caps={CAPABILITIES}")
"""Runs a program as root without the right to read and write everything."""


def run_limited(site: Site, before: str, *arguments: str) -> Run:
    """A command as a process of a user with access to nothing but by permission, after the statement `before`."""
    if os.getuid() == 0 and shutil.which(ORDINARY[0]) is None:
        pytest.skip("root may read everything, and setpriv is not installed")
    ordinary = ORDINARY if os.getuid() == 0 else ()
    program = (sys.executable, "-c", PROGRAM.format(before=before))
    done = subprocess.run(
        [*ordinary, *program, *arguments, "--store", site.location.name],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("name", ["manifest.json", "graph", "current", "releases", "."])
def test_a_file_that_this_user_may_not_read_is_named(site: Site, name: str) -> None:
    path = site.path(name)
    path.chmod(0)
    mended = run_limited(site, "pass", "repair")
    assert mended.code == 1
    assert f"damaged   {path}: this user may not read it" in mended.out
    assert "(chown, chmod)" in mended.out
    dumped = run_limited(site, "pass", "dump", "--release", site.ids[1])
    assert dumped.code == 0 or (str(path) in dumped.err and "hint: " in dumped.err)
    path.chmod(0o777)
    assert run_limited(site, "pass", "repair").code == 0


def test_a_folder_that_this_user_may_not_write_to_is_named(site: Site) -> None:
    for path in (site.folder.path, *site.folder.path.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    mended = run_limited(site, "pass", "repair")
    assert (mended.code, f"damaged   {site.folder.path}: " in mended.out) == (1, True)
    dumped = run_limited(site, "pass", "dump", "-o", str(site.folder.path / "out.nq"))
    assert f"error: {site.folder.path}: this user may not write to this folder\nhint: " in dumped.err
    rolled = run_limited(site, "pass", "rollback")
    assert "error: cannot write to the release folder" in rolled.err
    assert "(chown, chmod)" in rolled.err


def test_a_full_disk_is_said_to_be_and_what_could_be_restored_is_kept(site: Site) -> None:
    clear(site.path("graph.sqlite"))
    site.path("rollbacks").write_text("garbage\n", "utf-8")
    limited = "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))"
    mended = run_limited(site, limited, "repair")
    assert mended.code == 1
    assert f"restored  {site.path('rollbacks')}: " in mended.out
    assert "check the free disk space" in mended.out or "its disk is not full" in mended.out
    assert run_limited(site, "pass", "repair").code == 0
    assert wrong(site.folder) == []
