"""Tools from PyPI that cannot live beside ours: a folder `tests/pip/NAME` holds `requirements.txt`, with all versions.

They are installed once into `${XDG_CACHE_HOME:-~/.cache}/ndp-graph/pip/NAME-HASH`, a virtual environment outside the
checkout.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parents[1] / "pip"
_READY = "ready"


def pip_folder(name: str) -> Path:
    """A virtual environment with the packages of `tests/pip/NAME`."""
    wanted = HERE / name / "requirements.txt"
    digest = hashlib.sha256(sys.version.encode() + wanted.read_bytes()).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ndp-graph" / "pip"
    folder = cache / f"{name}-{digest}"
    if (folder / _READY).exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    _run([str(folder / "bin" / "pip"), "install", "--quiet", "--no-deps", "-r", str(wanted)], folder)
    (folder / _READY).touch()
    return folder


def run_python(tools: Path, folder: Path, *arguments: str) -> str:
    """The output of `python ARGUMENTS` in `folder`; if it fails, so does the test, with the output."""
    return _run([str(tools / "bin" / "python"), *arguments], folder)


def _run(command: list[str], folder: Path) -> str:
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout
