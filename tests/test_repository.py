"""Facts about the repository as a whole: what ships, what CI runs, what no file contains."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("graph_api", "loaders", "ontology")
# In two halves, so that this file does not hold what it looks for.
UNSAID = [
    first + second
    for first, second in (
        ("pypi", ".org"),
        ("python", "hosted.org"),
        ("repo.maven", ".apache.org"),
        ("maven", ".org"),
        ("registry", ".npmjs.org"),
        ("/work", "/shared"),
        ("/opt", "/ndp/"),
    )
]


def files_in_git() -> list[str]:
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted(name for name in told.split("\0") if (ROOT / name).is_file())


def built(kind: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (package,) = folder.iterdir()
    return package


@pytest.fixture(scope="module")
def shipped() -> set[str]:
    return {
        name
        for name in files_in_git()
        if name.startswith(PACKAGES) and not Path(name).name.startswith("Dockerfile")
    }


def test_the_wheel_holds_every_file_of_the_packages(shipped: set[str], tmp_path: Path) -> None:
    with zipfile.ZipFile(built("wheel", tmp_path)) as wheel:
        inside = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert inside == shipped


def test_the_source_archive_holds_every_file_of_the_packages(shipped: set[str], tmp_path: Path) -> None:
    with tarfile.open(built("sdist", tmp_path)) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert shipped <= inside


def test_ci_runs_the_test_command_of_the_readme() -> None:
    commands = [line for line in (ROOT / ".ci/run").read_text("utf-8").splitlines() if "poe check" in line]
    assert len(commands) == 1
    assert commands[0] in (ROOT / "README.md").read_text("utf-8").splitlines()


def test_the_lock_file_holds_every_pinned_dependency_and_no_address() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pins = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    locked = {line.split()[0] for line in lines if "==" in line}
    assert {re.sub(r"\[.*?\]", "", pin.partition(";")[0]) for pin in pins} <= locked
    assert not any("://" in line for line in lines)


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    said = [
        (name, word)
        for name in files_in_git()
        for word in UNSAID
        if word.encode() in (ROOT / name).read_bytes()
    ]
    assert said == []
