"""The release folder: immutable releases, the content-addressed files they are made of, and one pointer.

    FOLDER/current                  the id of the published release
    FOLDER/graphs/<sha256>.nq       canonical N-Quads of graphs that share blank nodes, never changed
    FOLDER/releases/<id>/           manifest.json  ontology.json  findings.json  graph.sqlite
                                    statistics.json, once it has been requested
    FOLDER/building/                the next release, while a load builds it; left behind only by a killed load
    FOLDER/lock                     locked while a load runs

A release becomes visible in one step, when the pointer is replaced; it is complete before that.
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
SHAPE_RESULTS = "findings.json"
STATISTICS = "statistics.json"


class FolderBusy(StoreError):
    """Another load is running in the folder."""

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
        except NotADirectoryError:
            raise self._not_a_folder() from None
        except OSError as problem:
            raise StoreError(f"cannot read the release folder: {problem}", code="STORE_UNAVAILABLE") from None
        if not named:
            if self._complete():
                raise self._damaged(f"the file {pointer} is empty, but there are releases")
            return None
        if "/" in named or "\0" in named or not (self.path / "releases" / named / MANIFEST).exists():
            raise self._damaged(f"the file {pointer} names a release that does not exist: {named[:80]!r}")
        return named

    def _not_a_folder(self) -> StoreError:
        return StoreError(
            f"{self.path} is a file, not a release folder",
            code="STORE_UNAVAILABLE",
            hint="name another folder as --store sqlite:FOLDER",
        )

    def _damaged(self, what: str) -> StoreError:
        """The error about a pointer that does not lead to a release, with its fix as a hint."""
        newest = max(self._complete(), key=number_of, default=None)
        return StoreError(
            what,
            hint=f"write the id of the release to publish into it: `echo {newest} > {self.path / 'current'}`"
            if newest
            else f"restore {self.path} from a backup, or load the data anew into another folder",
        )

    def current(self) -> Manifest | None:
        """The published release; None before the first load."""
        current = self.current_id()
        return None if current is None else self.manifest(current)

    def manifest(self, release: str) -> Manifest:
        """The release of that id. Raises `UsageError` if there is none."""
        path = self.release_path(release) / MANIFEST
        try:
            return from_json(path.read_bytes(), str(path))
        except (FileNotFoundError, NotADirectoryError):
            raise UsageError(
                f"there is no release {release!r} in {self.path}",
                code="RELEASE_UNAVAILABLE",
                hint="`ndp-graph releases` lists the available ones",
            ) from None

    def has(self, release: str) -> bool:
        """True if that release is there, complete."""
        return (self.release_path(release) / MANIFEST).exists()

    def find(self, release: str | None) -> Manifest:
        """The release of that id, or the published one. Raises `UsageError` if there is none."""
        chosen = release or self.current_id()
        if chosen is None:
            raise UsageError(
                f"there is no release in {self.path} yet",
                code="RELEASE_UNAVAILABLE",
                hint="build one with `ndp-graph load FILE…`, or with `ndp-graph serve` from the shipped data",
            )
        return self.manifest(chosen)

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
        """The ids of releases that were built but not published, because the load was killed."""
        current = self.current_id()
        last = 0 if current is None else number_of(current)
        return tuple(r for r in self._complete() if number_of(r) > last)

    def release_path(self, release: str) -> Path:
        """The folder of a release."""
        if not release or "/" in release or release.startswith("."):
            raise UsageError(f"{release!r} is not a release id", code="RELEASE_UNAVAILABLE")
        return self.path / "releases" / release

    def sqlite_path(self, release: str) -> Path:
        """The SQLite file of a release."""
        return self.release_path(release) / SQLITE

    def ontology(self, release: str) -> tuple[OntologyFile, ...]:
        """The ontology of a release."""
        return unbundle((self.release_path(release) / MEDIA_NAME).read_bytes())

    def shape_results(self, release: str) -> bytes:
        """The shape results of a release, as JSON."""
        return (self.release_path(release) / SHAPE_RESULTS).read_bytes()

    def graph_path(self, file: str) -> Path:
        """The path of the file with that SHA-256."""
        return self.path / "graphs" / f"{file}.nq"

    # -- writing

    @contextmanager
    def locked(self) -> Iterator["Workshop"]:
        """Lock the folder to build the next release. Raises `FolderBusy` if another process has locked it."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            file = (self.path / "lock").open("a+", encoding="utf-8")
        except OSError as problem:
            if self.path.is_file():
                raise self._not_a_folder() from None
            raise StoreError(
                f"cannot write to the release folder {self.path}: {problem.strerror}",
                hint="check the path and the permissions of the folder",
            ) from None
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.seek(0)
                raise FolderBusy(
                    f"another load is running in {self.path} (process {file.read().strip() or 'unknown'})",
                    hint="wait until it is done, then start again",
                ) from None
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
            yield Workshop(self)


@dataclass(frozen=True, slots=True)
class Workshop:
    """A locked release folder, in which the next release is built and published."""

    folder: Folder

    @property
    def path(self) -> Path:
        """The folder in which the next release is built."""
        return self.folder.path / "building"

    def clean(self) -> None:
        """Remove the remains of a killed load: its workshop, an unpublished release, files of no release."""
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
        """Create the empty folders in which the next release is built."""
        shutil.rmtree(self.path, ignore_errors=True)
        (self.path / "graphs").mkdir(parents=True)
        (self.path / "release").mkdir()

    def abandon(self) -> None:
        """Delete the workshop."""
        shutil.rmtree(self.path, ignore_errors=True)

    def graph_path(self, file: str) -> Path:
        """The path of the file with that SHA-256, in the workshop or in the folder."""
        new = self.path / "graphs" / f"{file}.nq"
        return new if new.exists() else self.folder.graph_path(file)

    def install(self, release: str) -> None:
        """Move the built release to its place, synced to disk; the old release stays the published one."""
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
    """Sync the file or folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
