"""Building and publishing the next release.

    read → place → canonicalise → assemble → hash the dump → count → publish

`assemble` makes the SQLite file and compares it with the files. All anew: validate → conclude → SQLite → verify; by
the difference to the last release: SQLite → verify → validate → conclude → SQLite → verify.

Everything is built in a workshop beside the published release, which stays in service. A load that fails, is
refused or is killed changes nothing.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Literal, Protocol

from pyoxigraph import Quad

from loaders.folder.checksums import checksums_of, write_checksums
from loaders.folder.contents import Contents, contents_of, next_contents
from loaders.folder.folder import (
    CHECKED,
    DUMPS,
    MANIFEST,
    MANIFEST_COPY,
    SHAPE_RESULTS,
    SQLITE,
    STATISTICS,
    Folder,
)
from loaders.folder.location import Location
from loaders.folder.manifest import Manifest, certificate
from loaders.folder.moments import now
from loaders.folder.workshop import Workshop, locked
from loaders.memory import MUCH, USUAL_MEMORY, LoadMemory, rare_collections
from loaders.processes import ALONE, cores, processes
from loaders.progress import Progress, silent
from loaders.publication.describing.check import check_release
from loaders.publication.dumping import ReleaseFiles, write_while_hashing
from loaders.publication.journal import note_release
from loaders.publication.statistics import count
from loaders.reading.delivered import DeliveredFile
from loaders.releases.assemble import AssembledRelease, BuildContext, assemble_anew, assemble_from
from loaders.releases.neo4j_sync import finish, open_neo4j, refuse_stranger, synchronise
from loaders.releases.rebuild import read_shape_results, readable_sqlite, sound_sqlite
from loaders.releases.violations import ViolationPolicy
from loaders.rules.derived_graphs import DerivedGraphWriter
from loaders.rules.policy import Policy
from loaders.stores.port import Store
from loaders.validation import results as shape_results
from loaders.validation.validate import ShapeResult
from ontology.bundle import MEDIA_NAME, bundle
from ontology.errors import UsageError
from ontology.files import OntologyFile, builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from ontology.pin import pin
from ontology.read import read_model
from ontology.rule import read_rules

_MOSTLY = 2
"""If more than one part in so many of a release is different, it is built anew instead of changed."""


class QuadReader(Protocol):
    """The data that a load adds."""

    def iter_quads(self, base: str) -> Iterable[Quad]:
        """The statements, each in its graph; graphs that have no name of their own get one under the IRI `base`."""


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """The release to build.

    `reader` reads the statements to load (None: no statements); `delivered` has the files that it read, once it has.
    `replace`: they are everything; else each graph among them replaces the one of that name. `remove` names graphs to
    leave out. `added` is the ontology to add to the built-in one (None: that of the release before). `base` None: as
    before. `as_of` None: `today`, but another day alone makes no new release. `policy` has the switches of the rules
    that differ from the release before. `helpers` are the processes beside that of the load; None: as many as pay.
    `dump_formats` are the files to download that the load makes (`nq.zst`,
    `ttl.gz`, `patch`, …).
    """

    today: str
    reader: QuadReader | None = None
    delivered: Sequence[DeliveredFile] = ()
    replace: bool = False
    remove: frozenset[str] = frozenset()
    added: tuple[OntologyFile, ...] | None = None
    base: str | None = None
    as_of: str | None = None
    policy: Mapping[str, object] = field(default_factory=dict)
    on_violation: Literal["refuse", "record"] = "refuse"
    dry_run: bool = False
    memory: LoadMemory = USUAL_MEMORY
    helpers: int | None = None
    dump_formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadOutcome:
    """The result of a load. `manifest` is the release that results, or would; `published`: it is the current one now.

    `unchanged`: nothing would differ from the release before. `results` are those of the shapes, `new_defects` the new
    violations and warnings among them. `files` and `subjects` count what had to be written (all subjects: None).
    `clock` is the time by this machine's clock, which is earlier than that of the release if the clock went back.
    """

    manifest: Manifest
    published: bool
    unchanged: bool
    results: tuple[ShapeResult, ...]
    new_defects: tuple[ShapeResult, ...] = ()
    files: int = 0
    subjects: int | None = 0
    clock: str = ""


def build(location: Location, request: LoadRequest, progress: Progress = silent) -> LoadOutcome:
    """Build the requested release and, unless it is a dry run, publish it.

    Raises `ReadError`, `LoadRefused` and other `DataError`s for invalid data, and `StoreError` if a store fails or
    another load is running.
    """
    folder = Folder(location.folder)
    with locked(folder) as workshop, open_neo4j(location) as neo4j, rare_collections():
        finish(workshop, neo4j)
        if neo4j is not None and not request.replace:
            refuse_stranger(neo4j, folder)
        workshop.begin()
        try:
            return _Build(workshop, neo4j, request, progress, folder.current(), now()).run()
        finally:
            workshop.abandon()


@dataclass(frozen=True, slots=True)
class _Ontology:
    """The ontology of the release under construction."""

    files: tuple[OntologyFile, ...]
    model: Model
    added: str


@dataclass(frozen=True, slots=True)
class _Build:
    """One load, in its own workshop."""

    workshop: Workshop
    neo4j: Store | None
    request: LoadRequest
    progress: Progress
    previous: Manifest | None
    clock: str

    def run(self) -> LoadOutcome:
        """All steps."""
        request, before = self.request, contents_of(self.previous)
        before = replace(before, next_gid=max(before.next_gid, self._next_gid()))
        base = request.base or (self.previous.base if self.previous else DEFAULT_BASE)
        ontology = self._ontology(base)
        self.progress("reading the files")
        after = next_contents(
            before,
            request.reader.iter_quads(base) if request.reader else (),
            self._dropped(before),
            self.workshop.path / "graphs",
            self.workshop.graph_path,
            run=request.memory.run,
        )
        manifest = self._manifest(after, base, ontology)
        if self._is_unchanged(manifest):
            return self._nothing_to_do()
        return self._make(before, after, manifest, ontology)

    def _next_gid(self) -> int:
        """The first number that no graph of any release has, even if this load builds on an earlier one."""
        return max((manifest.next_gid for manifest in self.workshop.folder.history()), default=1)

    def _ontology(self, base: str) -> _Ontology:
        before = self.workshop.folder.ontology(self.previous.id) if self.previous else ()
        added = self.request.added
        if added is None:
            added = tuple(f for f in before if f.added)
        files = pin((*builtin_files(base), *added), before, base)
        added = tuple(f for f in files if f.added)
        digest = hashlib.sha256(bundle(added)).hexdigest() if added else ""
        return _Ontology(files, read_model(files, base), digest)

    def _dropped(self, before: Contents) -> frozenset[str]:
        if self.request.replace:
            return frozenset(before.gids)
        unknown = sorted(self.request.remove - before.gids.keys())
        if unknown:
            near = get_close_matches(unknown[0], before.gids, n=1)
            raise UsageError(
                f"there is no graph <{unknown[0]}> in the release",
                code="GRAPH_UNKNOWN",
                hint=f"did you mean {near[0]}?"
                if near
                else "`ndp-graph query '{ sourceGraphs { nodes { iri } } }'` lists the graphs",
            )
        return self.request.remove

    def _manifest(self, after: Contents, base: str, ontology: _Ontology) -> Manifest:
        previous, date = self.previous, self.request.as_of or self.request.today
        policy = Policy().changed(previous.policy if previous else {}).changed(self.request.policy).as_dict()
        proof = certificate(after.graphs, ontology.model.hash, date, policy)
        return Manifest(
            id=f"{self.workshop.next_number():06d}-{proof.removeprefix('sha256:')[:8]}",
            previous=None if previous is None else previous.id,
            built_at=max(self.clock, self.workshop.folder.latest_moment()),
            evaluation_date=date,
            base=base,
            ontology=ontology.model.hash,
            added=ontology.added,
            hash="",
            certificate=proof,
            statements=sum(g.statements for g in after.graphs),
            graphs=after.graphs,
            next_gid=after.next_gid,
            policy=policy,
            deliveries=self._deliveries(after),
        )

    def _deliveries(self, after: Contents) -> tuple[DeliveredFile, ...]:
        """The files of this load, and those of the release before from which graphs have come that are still there."""
        delivered = {iri for file in self.request.delivered for iri in file.graphs}
        before = self.previous.by_iri if self.previous else {}
        kept = {
            graph.iri
            for graph in after.graphs
            if graph.iri not in delivered and graph.iri in before and before[graph.iri].file == graph.file
        }
        older = self.previous.deliveries if self.previous else ()
        left = (replace(one, graphs=tuple(iri for iri in one.graphs if iri in kept)) for one in older)
        files = (*(one for one in left if one.graphs), *self.request.delivered)
        return tuple(sorted(files, key=lambda one: (one.name, one.sha256, one.graphs)))

    # -- is there anything to do?

    def _is_unchanged(self, new: Manifest) -> bool:
        old = self.previous
        if old is None:
            return False
        is_same_day = self.request.as_of is None or new.evaluation_date == old.evaluation_date
        same = (old.graphs, old.ontology, old.added) == (new.graphs, new.ontology, new.added)
        return same and is_same_day and old.policy == new.policy

    def _nothing_to_do(self) -> LoadOutcome:
        previous = self.previous
        if previous is None:
            raise AssertionError("a first release is never unchanged")
        if not self.request.dry_run:
            self.workshop.install_graphs()  # those that were missing or damaged
            readable_sqlite(self.workshop.folder, previous)
            note_release(self.workshop.folder, self.progress)
            if self.neo4j is not None:
                synchronise(self.neo4j, self.workshop.folder, previous, self.progress)
        return LoadOutcome(previous, published=False, unchanged=True, results=self._known_results())

    def _known_results(self) -> tuple[ShapeResult, ...]:
        previous = self.previous
        return read_shape_results(self.workshop.folder, previous.id) if previous else ()

    # -- building it

    def _make(
        self, before: Contents, after: Contents, manifest: Manifest, ontology: _Ontology
    ) -> LoadOutcome:
        violations = ViolationPolicy(self._known_results(), refuses=self.request.on_violation == "refuse")
        context = BuildContext(
            sqlite=self.workshop.path / "release" / SQLITE,
            path_of=self.workshop.graph_path,
            manifest=manifest,
            model=ontology.model,
            ontology=bundle(ontology.files),
            files=ontology.files,
            violation_policy=violations,
            derived_graphs=DerivedGraphWriter(
                self.previous,
                read_rules(ontology.files, manifest.base),
                ontology.model,
                self.workshop.path / "graphs",
                self.workshop.graph_path,
                self.request.memory,
            ),
            progress=self.progress,
            memory=self.request.memory,
        )
        with processes(self._helpers(manifest)) as beside:
            context = replace(context, beside=beside)
            release = self._assemble(context, before)
            manifest = self._complete(context, release)
        if not self.request.dry_run:
            self._publish(manifest)
        files = len({g.file for g in after.graphs} - {g.file for g in before.graphs})
        return LoadOutcome(
            manifest=manifest,
            published=not self.request.dry_run,
            unchanged=False,
            results=release.results,
            new_defects=violations.new_defects(release.results),
            files=files,
            subjects=release.subjects,
            clock=self.clock,
        )

    def _helpers(self, manifest: Manifest) -> int:
        """The processes beside that of the load."""
        if self.request.helpers is not None:
            return self.request.helpers
        return self.request.memory.helpers if manifest.statements >= MUCH and cores() > 1 else 0

    def _assemble(self, context: BuildContext, before: Contents) -> AssembledRelease:
        """Make the SQLite file from the last one if that is sound, else from the statements."""
        old = self.previous
        if old is None or self._is_mostly_new(context.manifest, before):
            return assemble_anew(context)
        store = sound_sqlite(self.workshop.folder, old)
        return assemble_anew(context) if store is None else assemble_from(context, store, old)

    def _is_mostly_new(self, manifest: Manifest, before: Contents) -> bool:
        if self.previous is None or self.previous.ontology != manifest.ontology:
            return True
        known = {g.file for g in before.graphs}
        fresh = sum(g.statements for g in manifest.graphs if g.file not in known)
        return fresh * _MOSTLY > manifest.statements

    def _complete(self, context: BuildContext, release: AssembledRelease) -> Manifest:
        """Compare the SQLite file with the statements and, unless it is a dry run, write the release's other files."""
        if self.request.dry_run:
            release.verify(context)
            return release.manifest
        beside = ALONE if release.written is None else context.beside
        self.progress("hashing the dump")
        hashed = beside.submit(
            write_while_hashing, self._files_to_download(release.manifest), self.request.dump_formats
        )
        counted = beside.submit(count, release.manifest, self.workshop.graph_path)
        release.verify(context)
        folder = self.workshop.path / "release"
        (folder / MEDIA_NAME).write_bytes(context.ontology)
        (folder / SHAPE_RESULTS).write_bytes(shape_results.to_json(release.results))
        self.progress("counting what the release has")
        (folder / STATISTICS).write_bytes(counted.result().to_json())
        manifest = hashed.result()
        for name in (MANIFEST, MANIFEST_COPY):
            (folder / name).write_bytes(manifest.to_json())
        write_checksums(folder, checksums_of(folder, CHECKED))
        return manifest

    def _publish(self, manifest: Manifest) -> None:
        workshop = self.workshop
        workshop.install(manifest.id)
        if self.neo4j is not None:
            # If this fails, it may be unknown whether Neo4j has the release: the next load finds out (see `finish`).
            synchronise(self.neo4j, workshop.folder, manifest, self.progress)
        workshop.publish(manifest.id)
        note_release(workshop.folder, self.progress)
        self.progress("checking its descriptions")
        check_release(workshop.folder, manifest)

    def _files_to_download(self, manifest: Manifest) -> ReleaseFiles:
        """The files to download, which are made in the pass that hashes the dump."""
        pool = self.workshop.folder.path / DUMPS
        return ReleaseFiles(
            manifest, self.previous, self.workshop.graph_path, self.workshop.path / DUMPS, pool
        )
