"""Repairing a release folder: every file is checked, and what can be made again from other files is made again.

Graph files are the master copy of a release. What is kept beside them (SQLite file, shape results, statistics) is made
again from them; a graph file itself from a store that gives back exactly its statements: then they have its hash.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from loaders.folder.checksums import (
    CHECKSUMS,
    checksum_holds,
    checksums_of,
    read_checked,
    read_checksums,
    set_checksum,
    write_checksums,
)
from loaders.folder.contents import iter_lines
from loaders.folder.folder import (
    CHECKED,
    CURRENT,
    MANIFEST,
    MANIFEST_COPY,
    ROLLBACKS,
    SHAPE_RESULTS,
    SQLITE,
    STATISTICS,
    Folder,
)
from loaders.folder.location import Location
from loaders.folder.manifest import Manifest, certificate, from_json
from loaders.folder.places import iter_barred, iter_lost_releases, iter_misplaced, set_aside
from loaders.folder.workshop import Workshop, locked
from loaders.nquads.graph_files import hash_of_file, is_sound
from loaders.nquads.lines import SortedLines
from loaders.progress import Progress, silent
from loaders.publication.files import files_path
from loaders.publication.journal import rebuild_journal
from loaders.publication.statistics import release_statistics
from loaders.releases.downloads import restore_downloads
from loaders.releases.neo4j_sync import finish, open_neo4j, refuse_stranger, synchronise
from loaders.releases.rebuild import read_model_of, read_shape_results, rebuild_sqlite
from loaders.releases.regain import regain_graph_files
from loaders.releases.remedy import LOAD_ANEW, LostFile, remedy
from loaders.releases.verify import verify_store
from loaders.replacing import replacing
from loaders.stores.port import Store
from loaders.stores.sqlite.store import SqliteStore
from loaders.validation.parts import validate_parts
from loaders.validation.results import to_json
from loaders.validation.validate import shapes_of
from ontology.bundle import MEDIA_NAME, bundle
from ontology.errors import ACCESS, DamagedFile, NdpError, StoreError
from ontology.files import builtin_files
from ontology.read import read_model


@dataclass(frozen=True, slots=True)
class RepairResult:
    """A file that was missing or damaged. `restored`: it is not any more; `text`: how, or what to do."""

    path: Path
    restored: bool
    text: str


def repair(location: Location, progress: Progress = silent) -> tuple[RepairResult, ...]:
    """Check every file of a folder and restore what can be restored, in Neo4j too; return all that was damaged.

    Raises `StoreError` if a store fails or a load is running.
    """
    folder = Folder(location.folder)
    if barred := tuple(iter_barred(folder)):
        return tuple(RepairResult(path, False, f"{problem}; {ACCESS}") for path, problem in barred)
    with locked(folder) as workshop, open_neo4j(location) as neo4j:
        run = _Repair(workshop, neo4j, progress)
        run.free_places()
        finish(workshop, neo4j)
        try:
            run.all()
        finally:
            workshop.abandon()
    return tuple(run.results)


@dataclass(frozen=True, slots=True)
class _Repair:
    """One repair of a locked folder. `lost` are the graph files that could not be restored.

    `damaged` are all files that could not be restored, with the releases that need them.
    """

    workshop: Workshop
    neo4j: Store | None
    progress: Progress
    results: list[RepairResult] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    damaged: list[LostFile] = field(default_factory=list)

    @property
    def folder(self) -> Folder:
        return self.workshop.folder

    def free_places(self) -> None:
        """Move aside what is in the place of a file or folder."""
        for path, intruder in tuple(iter_misplaced(self.folder)):
            self._restored(path, f"{intruder} was in its place: it is {set_aside(path)} now")

    def all(self) -> None:
        self._rollbacks()
        for path, problem in iter_lost_releases(self.folder):
            self._damaged(path, f"{problem}; copy it from a backup, or {LOAD_ANEW}")
        for release in self.folder.published():
            self.progress(f"checking release {release}")
            try:
                self._release(release)
            except (OSError, StoreError) as problem:
                self._stopped(self.folder.release_path(release), problem)
        try:
            self._journal()
        except (OSError, StoreError) as problem:
            self._stopped(self.folder.journal_path, problem)
        current = self._pointer()
        for one in self.damaged:  # what to do about one depends on the others
            self._damaged(one.path, f"{one.problem}; {remedy(self.folder, one, self.damaged, current)}")
        if self.neo4j is not None and current is not None:
            self._neo4j(self.neo4j, current)

    def _restored(self, path: Path, how: str) -> None:
        self.results.append(RepairResult(path, True, how))

    def _damaged(self, path: Path, text: str) -> None:
        self.results.append(RepairResult(path, False, text))

    def _stopped(self, path: Path, problem: OSError | StoreError) -> None:
        """Report what kept a release or file from being restored, such as a full disk."""
        if isinstance(problem, StoreError):
            text = f"{problem.message}; {problem.hint}"
        else:
            path = Path(problem.filename or path)
            text = f"cannot be written: {problem.strerror or problem}; check the free disk space and the permissions"
        self._damaged(path, f"{text}, and then repair again")

    def _lost(self, release: str, path: Path, text: str) -> None:
        self.damaged.append(LostFile(release, path, text))

    # -- the folder

    def _rollbacks(self) -> None:
        try:
            self.folder.rollbacks()
        except DamagedFile:
            self.workshop.keep_readable_rollbacks()
            self._restored(self.folder.path / ROLLBACKS, "its unreadable lines were left out")

    def _journal(self) -> None:
        if self.damaged or not self.folder.published():
            return  # it is made from all graph files
        self.progress("checking the journal")
        if not rebuild_journal(self.folder):
            self._restored(self.folder.journal_path, "made again from the graph files")

    def _pointer(self) -> str | None:
        """The current release, after repairing the pointer; None if there is none."""
        try:
            return self.folder.current_id()
        except DamagedFile as problem:
            changes = [
                (manifest.built_at, manifest.number, manifest.id) for manifest in self.folder.history()
            ]
            known = {release for *_, release in changes}
            changes += [(r.moment, 0, r.release) for r in self.folder.rollbacks() if r.release in known]
            if not changes:
                self._damaged(self.folder.path / CURRENT, f"no release can be read: {problem.hint}")
                return None
            release = max(changes)[-1]
            self.workshop.publish(release)
            self._restored(self.folder.path / CURRENT, f"names {release}, which was current last")
            return release

    def _neo4j(self, neo4j: Store, current: str) -> None:
        try:
            manifest = self.folder.manifest(current)
            model = read_model_of(self.folder, manifest)
        except DamagedFile:
            return  # reported already
        refuse_stranger(neo4j, self.folder)
        synchronise(neo4j, self.folder, manifest, self.progress)
        self.progress("verifying Neo4j")
        if not verify_store("neo4j", neo4j, self.folder, manifest, model).holds:
            synchronise(neo4j, self.folder, manifest, self.progress, anew=True)
            self._restored(self.folder.path, f"Neo4j was written anew from release {current}")

    # -- a release

    def _release(self, release: str) -> None:
        path = self.folder.release_path(release)
        try:
            has_checksums = read_checksums(path) is not None
        except DamagedFile:
            (path / CHECKSUMS).unlink()
            has_checksums = False
        if not has_checksums:
            self._restored(path / CHECKSUMS, "made again from the files, as far as they hold")
        manifest = self._manifest(release)
        if manifest is None:
            return
        if not self._ontology(manifest):
            return
        if self._graph_files(manifest):
            self._sqlite(manifest)
            self._shape_results(manifest)
            self._statistics(manifest)
            self._checksums(path)
            self._downloads(manifest)

    def _manifest(self, release: str) -> Manifest | None:
        """The manifest of a release, from its copy if it is damaged; None if both are."""
        path = self.folder.release_path(release)
        try:
            manifest = _sound_manifest(path, MANIFEST)
        except DamagedFile as problem:
            try:
                manifest = _sound_manifest(path, MANIFEST_COPY)
            except DamagedFile:
                self._lost(release, path / MANIFEST, problem.problem)
                return None
            _write(path / MANIFEST, (path / MANIFEST_COPY).read_bytes())
            self._restored(path / MANIFEST, f"copied from {MANIFEST_COPY}")
            return manifest
        copy, content = path / MANIFEST_COPY, (path / MANIFEST).read_bytes()
        before = copy.read_bytes() if copy.exists() else None
        if before != content:
            with replacing(copy) as part:
                part.write_bytes(content)
            if before is not None:  # releases of older versions of the program have none
                self._restored(copy, f"copied from {MANIFEST}")
        return manifest

    def _ontology(self, manifest: Manifest) -> bool:
        """True if the release has its ontology, at least now."""
        path = self.folder.release_path(manifest.id) / MEDIA_NAME
        try:
            read_model_of(self.folder, manifest)
        except NdpError:
            for content, origin in self._iter_ontologies(manifest):
                _write(path, content)
                self._restored(path, origin)
                return True
            self._lost(manifest.id, path, "no other release has this ontology")
            return False
        return True

    def _iter_ontologies(self, manifest: Manifest) -> Iterator[tuple[bytes, str]]:
        """Contents that are the ontology of a release, with where each is from."""
        for other in self.folder.published():
            try:
                files = self.folder.ontology(other)
            except NdpError:
                continue
            if other != manifest.id and read_model(files, manifest.base).hash == manifest.ontology:
                yield bundle(files), f"copied from release {other}"
        files = builtin_files(manifest.base)
        if read_model(files, manifest.base).hash == manifest.ontology:
            yield bundle(files), "copied from this program"

    def _graph_files(self, manifest: Manifest) -> bool:
        """True if the release has all its graph files, at least now."""
        path_of = self.folder.graph_path
        bad = {file for file in manifest.files if file not in self.lost and not is_sound(path_of(file), file)}
        if bad:
            self.workshop.begin()
            regained = dict(regain_graph_files(self.folder, bad, self.neo4j, self.workshop.path / "graphs"))
            self.workshop.install_graphs()
            for file in sorted(bad):
                if file in regained:
                    self._restored(path_of(file), f"made again from {regained[file]}")
                else:
                    self.lost.add(file)
                    graphs = ", ".join(sorted(f"<{g.iri}>" for g in manifest.stored if g.file == file))
                    self._lost(manifest.id, path_of(file), f"no store gives back the statements of {graphs}")
        return not manifest.files & self.lost

    def _sqlite(self, manifest: Manifest) -> None:
        """Compare the SQLite file with the graph files: a checksum could have been changed together with it."""
        path = self.folder.release_path(manifest.id) / SQLITE
        if checksum_holds(path) is not False:
            model = read_model_of(self.folder, manifest)
            if verify_store("sqlite", SqliteStore(path), self.folder, manifest, model).holds:
                return
        rebuild_sqlite(self.folder, manifest)
        self._restored(path, "made again from the graph files")

    def _shape_results(self, manifest: Manifest) -> None:
        path = self.folder.release_path(manifest.id) / SHAPE_RESULTS
        try:
            read_shape_results(self.folder, manifest.id)
        except DamagedFile:
            shapes = shapes_of(read_model_of(self.folder, manifest))
            with SortedLines(iter_lines(manifest.graphs, self.folder.graph_path)) as lines:
                _write(path, to_json(validate_parts(lines, shapes)))
            self._restored(path, "made again from the graph files and the shapes")

    def _statistics(self, manifest: Manifest) -> None:
        path = self.folder.release_path(manifest.id) / STATISTICS
        if path.exists():
            before = path.read_bytes()
            release_statistics(self.folder, manifest)
            if path.read_bytes() != before:
                self._restored(path, "counted again from the graph files")

    def _downloads(self, manifest: Manifest) -> None:
        path = files_path(self.folder, manifest.id)
        if path.exists():
            for name, is_restored, text in restore_downloads(self.folder, manifest):
                (self._restored if is_restored else self._damaged)(path / name, text)

    def _checksums(self, path: Path) -> None:
        """Give the release checksums if it has none, or not those of all files."""
        sums = read_checksums(path) or {}
        if not set(CHECKED) <= sums.keys():
            write_checksums(path, {**checksums_of(path, CHECKED), **sums})


def _sound_manifest(release: Path, name: str) -> Manifest:
    """The manifest in the file `name` of a release. Raises `DamagedFile` if it is damaged or contradicts itself."""
    path = release / name
    content = read_checked(path)
    sums = (read_checksums(release) or {}).get(MANIFEST)
    if sums and hashlib.sha256(content).hexdigest() not in sums:
        raise DamagedFile(path, f"is damaged: its hash is not the one in {CHECKSUMS}")
    manifest = from_json(content, str(path))
    actual = certificate(manifest.graphs, manifest.ontology, manifest.evaluation_date, manifest.policy)
    if actual != manifest.certificate or manifest.id != release.name:
        raise DamagedFile(path, "is damaged: its certificate is not that of its graphs")
    return manifest


def _write(path: Path, content: bytes) -> None:
    """Replace a file of a release, and its checksum if it has one."""
    with replacing(path) as part:
        part.write_bytes(content)
        if read_checksums(path.parent) is not None:
            set_checksum(path, hash_of_file(part))
