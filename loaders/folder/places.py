"""The places of a release folder's files: what a repair checks before it reads any of them.

A folder may be in the place of a file, a file or a link to nowhere in that of a folder, and this user may be barred.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from loaders.folder.checksums import CHECKSUMS
from loaders.folder.folder import (
    BUILDING,
    CHECKED,
    CURRENT,
    DUMPS,
    MANIFEST_COPY,
    ROLLBACKS,
    STATISTICS,
    Folder,
)
from loaders.folder.manifest import is_release_id

_OF_A_RELEASE = (*CHECKED, MANIFEST_COPY, STATISTICS, CHECKSUMS)


def iter_barred(folder: Folder) -> Iterator[tuple[Path, str]]:
    """The files and folders that this user may not read or, of folders, write to; with the problem in words.

    What is below a folder without access is not looked at.
    """
    for level in (_whole, _parts, _releases, _iter_files):
        barred = [(path, problem) for path in level(folder) if (problem := _barred(path))]
        yield from barred
        if barred:
            return


def _barred(path: Path) -> str | None:
    if path.is_dir() and not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        return "this user may not read it and write to it"
    return "this user may not read it" if path.is_file() and not os.access(path, os.R_OK) else None


def iter_misplaced(folder: Folder) -> Iterator[tuple[Path, str]]:
    """The folders in the place of files, and what is in the place of folders; with the words for each."""
    for path in (*_parts(folder), *_releases(folder)):
        if os.path.lexists(path) and not path.is_dir():
            yield path, "a link to nowhere" if path.is_symlink() else "a file"
    for path in _iter_files(folder):
        if path.is_dir():
            yield path, "a folder"


def iter_lost_releases(folder: Folder) -> Iterator[tuple[Path, str]]:
    """The places of releases that are lost as a whole, with the problem in words."""
    releases = folder.path / "releases"
    for path in _children(releases):
        if is_release_id(path.name) and not path.is_dir():
            yield path, "is not the folder of a release"
    if not folder.published() and _children(folder.path / "graphs"):
        yield releases, "has no release, but there are graph files"


def set_aside(path: Path) -> Path:
    """Rename a file or folder, so that its place is free; return its new path."""
    number = next(n for n in range(1, 10_000) if not os.path.lexists(_aside(path, n)))
    return path.rename(_aside(path, number))


def _aside(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.aside-{number}")


def _whole(folder: Folder) -> tuple[Path, ...]:
    return (folder.path,)


def _parts(folder: Folder) -> tuple[Path, ...]:
    return tuple(folder.path / name for name in ("releases", "graphs", DUMPS, BUILDING))


def _releases(folder: Folder) -> tuple[Path, ...]:
    return tuple(map(folder.release_path, folder.published()))


def _iter_files(folder: Folder) -> Iterator[Path]:
    yield from (folder.path / name for name in (CURRENT, ROLLBACKS))
    yield folder.journal_path
    for release in folder.published():
        yield from (folder.release_path(release) / name for name in _OF_A_RELEASE)
    yield from (path for path in _children(folder.path / "graphs") if path.suffix == ".nq")


def _children(path: Path) -> list[Path]:
    try:
        return sorted(path.iterdir())
    except OSError:
        return []
