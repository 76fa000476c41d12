"""The release folder: immutable releases, the content-addressed files they are made of, and one pointer.

    FOLDER/current                  the id of the current release
    FOLDER/graphs/<sha256>.nq       canonical N-Quads of graphs that share blank nodes, never changed
    FOLDER/releases/<id>/           manifest.json  ontology.json  findings.json  graph.sqlite  SHA256SUMS
                                    manifest.copy.json, for `repair`: nothing else has all that a manifest says
                                    statistics.json, of older versions once it has been requested
                                    state.json, once it has been requested: the hash that feeds of changes have
    FOLDER/releases/journal.sqlite  which release changed what is said about which entity; can always be made again
    FOLDER/views/<id>/              what some of the sources of a release state, one SQLite file a choice of them
    FOLDER/dumps/<id>/              the release as files to download, and their SHA256SUMS (`publication/files.py`)
    FOLDER/sparql/<id>/             the index of the current release for SPARQL, if a service answers it
    FOLDER/rollbacks                when an earlier release was made the current one again, and which
    FOLDER/building/                the next release, while a load builds it; left behind only by a killed load
    FOLDER/building/installing      what a load has moved to its place, until it is published
    FOLDER/lock                     locked while a load runs

A release becomes visible in one step, when the pointer is replaced; it is complete before that. Every release in the
folder counts as published, unless the load that installs it says differently; so nothing published is ever removed.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from loaders.folder.checksums import read_checked
from loaders.folder.manifest import Manifest, from_json, is_release_id, number_of
from loaders.folder.moments import is_moment
from ontology.bundle import MEDIA_NAME, unbundle
from ontology.errors import DamagedFile, StoreError, UsageError
from ontology.files import OntologyFile

CURRENT = "current"
SQLITE = "graph.sqlite"
MANIFEST = "manifest.json"
MANIFEST_COPY = "manifest.copy.json"
SHAPE_RESULTS = "findings.json"
STATISTICS = "statistics.json"
STATE = "state.json"
ROLLBACKS = "rollbacks"
JOURNAL = "journal.sqlite"
DUMPS = "dumps"
BUILDING = "building"
INSTALLING = "installing"
CHECKED = (MANIFEST, MEDIA_NAME, SHAPE_RESULTS, SQLITE)
"""The files of a release that have a checksum."""


@dataclass(frozen=True, slots=True)
class Rollback:
    """The moment (ISO, UTC) when an earlier or later `release` was made the current one again."""

    moment: str
    release: str


def rollback_of(line: str) -> Rollback | None:
    """The rollback in a line of the file `rollbacks`; None if it is not one."""
    moment, _, release = line.partition(" ")
    return Rollback(moment, release) if is_moment(moment) and is_release_id(release) else None


@dataclass(frozen=True, slots=True)
class Folder:
    """A release folder at `path`, which need not exist before the first load."""

    path: Path

    def current_id(self) -> str | None:
        """The id of the current release; None before the first load. Raises `DamagedFile` on a damaged pointer."""
        named = self._pointer()
        if named and is_release_id(named) and (self.path / "releases" / named).is_dir():
            return named
        published = self.published()
        if not named and not published:
            return None
        problem = "is missing" if named is None else "is empty"
        raise DamagedFile(
            self.path / CURRENT,
            f"names a release that does not exist: {named[:80]!r}"
            if named
            else f"{problem}, but there are releases",
            hint="`ndp-graph repair` names the release that was current last, `ndp-graph rollback ID` another one"
            if published
            else f"restore {self.path} from a backup, or load the data anew into another folder",
        )

    def _pointer(self) -> str | None:
        """The text of the pointer; None if there is none."""
        try:
            return (self.path / CURRENT).read_text("utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None
        except NotADirectoryError:
            raise self.not_a_folder() from None
        except OSError as problem:
            raise DamagedFile.unreadable(self.path / CURRENT, problem) from None

    def not_a_folder(self) -> StoreError:
        """The error about a path that is a file."""
        return StoreError(
            f"{self.path} is a file, not a release folder",
            code="STORE_UNAVAILABLE",
            hint="name another folder as --store sqlite:FOLDER",
        )

    def current(self) -> Manifest | None:
        """The current release; None before the first load."""
        current = self.current_id()
        return None if current is None else self.manifest(current)

    def manifest(self, release: str) -> Manifest:
        """The release of that id. Raises `UsageError` if there is none, `DamagedFile` if it cannot be read."""
        path = self.release_path(release)
        if not path.is_dir():
            raise UsageError(
                f"there is no release {release!r} in {self.path}",
                code="RELEASE_UNAVAILABLE",
                hint="`ndp-graph releases` lists the available ones",
            )
        return from_json(read_checked(path / MANIFEST), str(path / MANIFEST))

    def has(self, release: str) -> bool:
        """True if that release is there."""
        return self.release_path(release).is_dir()

    def find(self, release: str | None) -> Manifest:
        """The release of that id, or the current one. Raises `UsageError` if there is none."""
        chosen = release or self.current_id()
        if chosen is None:
            raise UsageError(
                f"there is no release in {self.path} yet",
                code="RELEASE_UNAVAILABLE",
                hint="build one with `ndp-graph load FILE…`, or with `ndp-graph serve` from the shipped data",
            )
        return self.manifest(chosen)

    def history(self) -> Iterator[Manifest]:
        """The published releases that can be read, newest first."""
        for release in self.published():
            with suppress(DamagedFile):
                yield self.manifest(release)

    def published(self) -> tuple[str, ...]:
        """The ids of all releases that were ever published, newest first, even if they are damaged."""
        unpublished = self.unpublished()
        try:
            names = [path.name for path in (self.path / "releases").iterdir() if path.is_dir()]
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as problem:
            raise DamagedFile.unreadable(self.path / "releases", problem) from None
        ids = [name for name in names if is_release_id(name) and name != unpublished]
        return tuple(sorted(ids, key=number_of, reverse=True))

    def unpublished(self) -> str | None:
        """The id of the release that a load is about to publish, or was when it was killed."""
        try:
            installing = (self.path / BUILDING / INSTALLING).read_text("utf-8", errors="replace").split()
        except OSError:
            return None
        return installing[0] if installing and installing[0] != self._pointer() else None

    def rollbacks(self) -> tuple[Rollback, ...]:
        """All rollbacks, oldest first. Raises `DamagedFile`."""
        path = self.path / ROLLBACKS
        try:
            lines = path.read_text("utf-8", errors="replace").splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as problem:
            raise DamagedFile.unreadable(path, problem) from None
        rollbacks = []
        for number, line in enumerate(lines, 1):
            rollback = rollback_of(line)
            if rollback is None:
                raise DamagedFile(path, f"is damaged: line {number} is not a time and a release")
            rollbacks.append(rollback)
        return tuple(rollbacks)

    def latest_moment(self) -> str:
        """The latest moment of a release or a rollback; the empty text before the first."""
        moments = [manifest.built_at for manifest in self.history()]
        return max([*moments, *(rollback.moment for rollback in self.rollbacks())], default="")

    def release_path(self, release: str) -> Path:
        """The folder of a release."""
        if not release or "/" in release or "\0" in release or release.startswith("."):
            raise UsageError(
                f"{release!r} is not a release id",
                code="RELEASE_UNAVAILABLE",
                hint="`ndp-graph releases` lists the available ones",
            )
        return self.path / "releases" / release

    def sqlite_path(self, release: str) -> Path:
        """The SQLite file of a release."""
        return self.release_path(release) / SQLITE

    @property
    def journal_path(self) -> Path:
        """The SQLite file of the journal (`loaders/publication/journal.py`)."""
        return self.path / "releases" / JOURNAL

    def ontology(self, release: str) -> tuple[OntologyFile, ...]:
        """The ontology of a release. Raises `DamagedFile`."""
        path = self.release_path(release) / MEDIA_NAME
        try:
            return unbundle(read_checked(path))
        except DamagedFile:
            raise
        except StoreError as problem:
            raise DamagedFile(path, f"is damaged: {problem.message}") from problem

    def shape_results(self, release: str) -> bytes:
        """The shape results of a release, as JSON. Raises `DamagedFile`."""
        return read_checked(self.release_path(release) / SHAPE_RESULTS)

    def graph_path(self, file: str) -> Path:
        """The path of the file with that SHA-256."""
        return self.path / "graphs" / f"{file}.nq"
