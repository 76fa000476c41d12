"""The release folder: immutable releases, the content-addressed files they are made of, and one pointer.

    FOLDER/current                  the id of the published release
    FOLDER/graphs/<sha256>.nq       canonical N-Quads of graphs that share blank nodes, never changed
    FOLDER/releases/<id>/           manifest.json  ontology.json  findings.json  graph.sqlite
                                    statistics.json, once somebody has asked for it
    FOLDER/building/                what a load has made so far; left behind only by one that was killed
    FOLDER/lock                     held while a load runs

A release is visible from the moment the pointer is replaced, in one step, and complete before that.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from loaders.folder.manifest import Manifest, from_json, number_of
from ontology.bundle import MEDIA_NAME, unbundle
from ontology.errors import StoreError, UsageError
from ontology.files import OntologyFile

SQLITE = "graph.sqlite"
MANIFEST = "manifest.json"
FINDINGS = "findings.json"
STATISTICS = "statistics.json"


class FolderBusy(StoreError):
    """Another load is at work in the folder."""

    default_code = "LOAD_RUNNING"


@dataclass(frozen=True, slots=True)
class Folder:
    """A release folder at `path`, which need not exist before the first load."""

    path: Path

    # -- reading

    def current_id(self) -> str | None:
        """The id of the published release; None before the first load. Raises `StoreError` on a damaged pointer."""
        pointer = self.path / "current"
        try:
            named = pointer.read_text("utf-8", errors="replace").strip()
        except FileNotFoundError:
            # A killed first load leaves its release unpublished; a later one is not without a published one before.
            if all(number_of(release) <= 1 for release in self._complete()):
                return None
            raise self._damaged(f"there is no file {pointer}, but there are releases") from None
        except OSError as problem:
            raise StoreError(f"cannot read the release folder: {problem}", code="STORE_UNAVAILABLE") from None
        if not named:
            if self._complete():
                raise self._damaged(f"the file {pointer} is empty, but there are releases")
            return None
        if "/" in named or "\0" in named or not (self.path / "releases" / named / MANIFEST).exists():
            raise self._damaged(f"the file {pointer} names a release that is not there: {named[:80]!r}")
        return named

    def _damaged(self, what: str) -> StoreError:
        """The error about a pointer that does not lead to a release, and how to mend it."""
        newest = max(self._complete(), key=number_of, default=None)
        return StoreError(
            what,
            hint=f"write the id of the release to be published into it: `echo {newest} > {self.path / 'current'}`"
            if newest
            else f"bring {self.path} back from a copy, or load the data anew into another folder",
        )

    def current(self) -> Manifest | None:
        """The published release; None before the first load."""
        found = self.current_id()
        return None if found is None else self.manifest(found)

    def manifest(self, release: str) -> Manifest:
        """The release of that id. Raises `UsageError` if there is none."""
        path = self.release_path(release) / MANIFEST
        try:
            return from_json(path.read_bytes(), str(path))
        except (FileNotFoundError, NotADirectoryError):
            raise UsageError(
                f"there is no release {release!r} in {self.path}",
                code="RELEASE_UNAVAILABLE",
                hint="`ndp-graph releases` lists those that there are",
            ) from None

    def has(self, release: str) -> bool:
        """Whether that release is there, complete."""
        return (self.release_path(release) / MANIFEST).exists()

    def find(self, release: str | None) -> Manifest:
        """The release of that id, or the published one. Raises `UsageError` if there is none."""
        found = release or self.current_id()
        if found is None:
            raise UsageError(
                f"there is no release in {self.path} yet",
                code="RELEASE_UNAVAILABLE",
                hint="make one with `ndp-graph load FILE…`, or with `ndp-graph serve` from the data that ship",
            )
        return self.manifest(found)

    def history(self) -> tuple[Manifest, ...]:
        """The published release and those before it, newest first."""
        return tuple(self.manifest(release) for release in self.published())

    def published(self) -> tuple[str, ...]:
        """The ids of the published release and those before it, newest first."""
        current = self.current_id()
        if current is None:
            return ()
        older = [r for r in self._complete() if number_of(r) < number_of(current)]
        return (current, *sorted(older, key=number_of, reverse=True))

    def _complete(self) -> list[str]:
        """The ids of all releases that are there, published or not."""
        return sorted(p.parent.name for p in (self.path / "releases").glob(f"*/{MANIFEST}"))

    def unpublished(self) -> tuple[str, ...]:
        """The ids of releases that were made, but never published, because the load was killed."""
        current = self.current_id()
        last = 0 if current is None else number_of(current)
        return tuple(r for r in self._complete() if number_of(r) > last)

    def release_path(self, release: str) -> Path:
        """The folder of a release."""
        if not release or "/" in release or release.startswith("."):
            raise UsageError(f"{release!r} is no release id", code="RELEASE_UNAVAILABLE")
        return self.path / "releases" / release

    def sqlite_path(self, release: str) -> Path:
        """The SQLite file of a release."""
        return self.release_path(release) / SQLITE

    def ontology(self, release: str) -> tuple[OntologyFile, ...]:
        """The ontology of a release."""
        return unbundle((self.release_path(release) / MEDIA_NAME).read_bytes())

    def findings(self, release: str) -> bytes:
        """The findings of a release, as JSON."""
        return (self.release_path(release) / FINDINGS).read_bytes()

    def graph_path(self, file: str) -> Path:
        """Where the file of that SHA-256 is."""
        return self.path / "graphs" / f"{file}.nq"

    # -- writing

    @contextmanager
    def locked(self) -> Iterator["Workshop"]:
        """The right to build the next release. Raises `FolderBusy` if another process has it."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            file = (self.path / "lock").open("a+", encoding="utf-8")
        except OSError as problem:
            raise StoreError(
                f"cannot write to the release folder {self.path}: {problem.strerror}",
                hint="check that the folder and its owner are right",
            ) from None
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.seek(0)
                raise FolderBusy(
                    f"another load is at work in {self.path} (process {file.read().strip() or 'unknown'})",
                    hint="wait until it is done, then start again",
                ) from None
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
            yield Workshop(self)


@dataclass(frozen=True, slots=True)
class Workshop:
    """A locked folder: where the next release is made, and how it is published."""

    folder: Folder

    @property
    def path(self) -> Path:
        """Where the next release is made."""
        return self.folder.path / "building"

    def clean(self) -> None:
        """Remove what a killed load left: its workshop, a release never published, files of no release."""
        orphans = self.folder.unpublished()
        if not self.path.exists() and not orphans:
            return
        shutil.rmtree(self.path, ignore_errors=True)
        for orphan in orphans:
            shutil.rmtree(self.folder.release_path(orphan))
        used = {file for manifest in self.folder.history() for file in manifest.files}
        for path in (self.folder.path / "graphs").glob("*.nq"):
            if path.stem not in used:
                path.unlink()

    def begin(self) -> None:
        """Make the empty folders that the next release is made in."""
        shutil.rmtree(self.path, ignore_errors=True)
        (self.path / "graphs").mkdir(parents=True)
        (self.path / "release").mkdir()

    def abandon(self) -> None:
        """Throw away what was made."""
        shutil.rmtree(self.path, ignore_errors=True)

    def graph_path(self, file: str) -> Path:
        """Where the file of that SHA-256 is, made just now or before."""
        new = self.path / "graphs" / f"{file}.nq"
        return new if new.exists() else self.folder.graph_path(file)

    def complete(self, release: str) -> None:
        """Bring what was made to its place, all of it on disk; the published release stays the old one."""
        graphs, releases = self.folder.path / "graphs", self.folder.path / "releases"
        graphs.mkdir(exist_ok=True)
        releases.mkdir(exist_ok=True)
        for path in (self.path / "graphs").iterdir():
            _sync(path)
            path.rename(graphs / path.name)
        for path in (self.path / "release").iterdir():
            _sync(path)
        (self.path / "release").rename(releases / release)
        for changed in (graphs, releases / release, releases):
            _sync(changed)
        shutil.rmtree(self.path)

    def publish(self, release: str) -> None:
        """Let `current` name `release`, in one step."""
        pointer = self.folder.path / "current.new"
        pointer.write_text(release + "\n", "utf-8")
        _sync(pointer)
        pointer.replace(self.folder.path / "current")
        _sync(self.folder.path)


def _sync(path: Path) -> None:
    """Have the file or folder on disk before what follows."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
