"""Tools from npm for tests: a folder `tests/npm/NAME` holds `package.json`, its lock file, and scripts.

Packages are installed once into `${XDG_CACHE_HOME:-~/.cache}/ndp-graph/npm/NAME-HASH`, outside the checkout, by
the lock file and without running scripts of theirs.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1] / "npm"


def require_node() -> None:
    """Skip the test where there is no Node; fail it where NDP_REQUIRE_NODE=1 says that there must be."""
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    if missing and os.environ.get("NDP_REQUIRE_NODE") == "1":
        pytest.fail(f"NDP_REQUIRE_NODE is set, but there is no {' and no '.join(missing)} on the PATH")
    if missing:
        pytest.skip(f"no {' and no '.join(missing)} on the PATH")


def npm_folder(name: str) -> Path:
    """A folder with the packages and the scripts of `tests/npm/NAME`, to run `node` in."""
    require_node()
    source = HERE / name
    files = sorted(path for path in source.iterdir() if path.is_file())
    digest = hashlib.sha256(b"\0".join(path.name.encode() + b"\0" + path.read_bytes() for path in files))
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ndp-graph" / "npm"
    folder = cache / f"{name}-{digest.hexdigest()[:16]}"
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix=f".{name}-") as draft:
        shutil.copytree(source, draft, dirs_exist_ok=True)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        run = subprocess.run(command, cwd=draft, capture_output=True, text=True, check=False, timeout=300)
        assert run.returncode == 0, run.stdout + run.stderr
        try:
            Path(draft).rename(folder)
        except OSError:  # another run was first
            assert folder.is_dir()
        else:
            Path(draft).mkdir()  # for the end of the block to remove
    return folder


def run_node(folder: Path, script: str, *arguments: str, timeout: float = 300) -> str:
    """The output of `node SCRIPT ARGUMENTS` in `folder`; if it fails, so does the test, with the output."""
    command = ["node", script, *arguments]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=timeout)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout
