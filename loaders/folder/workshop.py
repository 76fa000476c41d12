"""The workshop: the locked release folder, in which the next release is built and published."""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from loaders.folder.folder import (
    BUILDING,
    CURRENT,
    DUMPS,
    INSTALLING,
    JOURNAL,
    ROLLBACKS,
    Folder,
    Rollback,
    rollback_of,
)
from loaders.folder.manifest import number_of
from ontology.errors import ACCESS, DamagedFile, StoreError


class FolderBusy(StoreError):
    """Another load is running in the folder."""

    default_code = "LOAD_RUNNING"


@contextmanager
def locked(folder: Folder) -> Iterator["Workshop"]:
    """Lock a folder to build the next release. Raises `FolderBusy` if another process has locked it."""
    lock = folder.path / "lock"
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        file = lock.open("a+", encoding="utf-8", errors="replace")
    except IsADirectoryError:
        raise StoreError(f"{lock} is a folder, not a file", hint="move it away, then start again") from None
    except OSError as problem:
        if folder.path.is_file():
            raise folder.not_a_folder() from None
        raise StoreError(
            f"cannot write to the release folder {folder.path}: {problem.strerror}",
            hint=ACCESS if isinstance(problem, PermissionError) else "check the path and the free disk space",
        ) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise FolderBusy(
                f"another load is running in {folder.path} (process {file.read(20).strip() or 'unknown'})",
                hint="wait until it is done, then start again",
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield Workshop(folder)


@dataclass(frozen=True, slots=True)
class Workshop:
    """A locked release folder, in which the next release is built and published."""

    folder: Folder

    @property
    def path(self) -> Path:
        """The folder in which the next release is built."""
        return self.folder.path / BUILDING

    @property
    def _installing(self) -> Path:
        """The file with the id of the release that is moved to its place and, below it, its new graph files."""
        return self.path / INSTALLING

    def next_number(self) -> int:
        """The number of the next release, higher than that of any release that was ever published."""
        return max(map(number_of, self.folder.published()), default=0) + 1

    def clean(self) -> None:
        """Remove the remains of a killed load: its workshop, and the unpublished release with its graph files.

        Raises `DamagedFile` if something else is in the place of one of the folders.
        """
        for path in (self.path, self.folder.path / "graphs", self.folder.path / "releases"):
            if os.path.lexists(path) and not path.is_dir():
                raise DamagedFile(path, "is not a folder")
        orphan = self.folder.unpublished()
        if orphan is not None:
            files = self._installing.read_text("utf-8").split()[1:]
            if self.folder.has(orphan):
                shutil.rmtree(self.folder.release_path(orphan))
            shutil.rmtree(self.folder.path / DUMPS / orphan, ignore_errors=True)
            for file in set(files) - self._files_to_keep(files):
                self.folder.graph_path(file).unlink(missing_ok=True)
        for name in (CURRENT, ROLLBACKS):
            self._new(name).unlink(missing_ok=True)
        for part in (self.folder.path / "releases").glob(f".{JOURNAL}.*.part"):
            part.unlink(missing_ok=True)
        self._remove()

    def _files_to_keep(self, files: Iterable[str]) -> frozenset[str]:
        """The graph files of published releases; all of `files` if a manifest cannot be read."""
        try:
            published = [self.folder.manifest(release) for release in self.folder.published()]
        except DamagedFile:
            return frozenset(files)
        return frozenset(file for manifest in published for file in manifest.files)

    def begin(self) -> None:
        """Create the empty folders in which the next release is built."""
        self._remove()
        (self.path / "graphs").mkdir(parents=True)
        (self.path / "release").mkdir()

    def abandon(self) -> None:
        """Delete the workshop, unless it knows about a release that is installed and may have been published."""
        if not self._installing.exists():
            self._remove()

    def _remove(self) -> None:
        """Delete the workshop. Raises `OSError` if it would go on to say that a release is not published."""
        self._installing.unlink(missing_ok=True)
        shutil.rmtree(self.path, ignore_errors=True)

    def graph_path(self, file: str) -> Path:
        """The path of the file with that SHA-256, in the workshop or in the folder."""
        new = self.path / "graphs" / f"{file}.nq"
        return new if new.exists() else self.folder.graph_path(file)

    def install(self, release: str) -> None:
        """Move the built release to its place, synced to disk; the old release stays the current one."""
        releases = self.folder.path / "releases"
        releases.mkdir(exist_ok=True)
        self._note(release)
        self.install_graphs()
        self._install_dumps(release)
        for path in (self.path / "release").iterdir():
            _sync(path)
        (self.path / "release").rename(releases / release)
        for changed in (releases / release, releases):
            _sync(changed)

    def install_graphs(self) -> None:
        """Move the graph files of the workshop to their place, synced to disk. Their names say what they hold."""
        graphs = self.folder.path / "graphs"
        graphs.mkdir(exist_ok=True)
        for path in (self.path / "graphs").iterdir():
            _sync(path)
            path.rename(graphs / path.name)
        _sync(graphs)

    def _install_dumps(self, release: str) -> None:
        """Move the release's files to download, if the load made some, to their place."""
        made, dumps = self.path / DUMPS, self.folder.path / DUMPS
        if made.exists():
            dumps.mkdir(exist_ok=True)
            shutil.rmtree(dumps / release, ignore_errors=True)
            made.rename(dumps / release)

    def _note(self, release: str) -> None:
        """Write down what is about to be moved, so that the next load does not take it for published."""
        files = sorted(path.stem for path in (self.path / "graphs").iterdir())
        self._installing.write_text("\n".join((release, *files, "")), "utf-8")
        for changed in (self._installing, self.path, self.folder.path):
            _sync(changed)

    def publish(self, release: str) -> None:
        """Let `current` name `release`, in one step; then remove the workshop."""
        self._replace(CURRENT, release + "\n")
        self._remove()

    def note_rollback(self, rollback: Rollback) -> None:
        """Add a rollback to those of the folder."""
        self._write_rollbacks([*self.folder.rollbacks(), rollback])

    def keep_readable_rollbacks(self) -> None:
        """Leave out the damaged lines of the file `rollbacks`."""
        lines = (self.folder.path / ROLLBACKS).read_text("utf-8", errors="replace").splitlines()
        self._write_rollbacks([rollback for line in lines if (rollback := rollback_of(line))])

    def _write_rollbacks(self, rollbacks: Iterable[Rollback]) -> None:
        self._replace(ROLLBACKS, "".join(f"{one.moment} {one.release}\n" for one in rollbacks))

    def _replace(self, name: str, text: str) -> None:
        new = self._new(name)
        new.write_text(text, "utf-8")
        _sync(new)
        new.replace(self.folder.path / name)
        _sync(self.folder.path)

    def _new(self, name: str) -> Path:
        return self.folder.path / f"{name}.new"


def _sync(path: Path) -> None:
    """Sync the file or folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
