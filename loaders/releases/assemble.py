"""The SQLite file and the derived graphs of the next release: all anew, or by the difference to the last."""

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from pathlib import Path

from loaders.folder.contents import Contents, PathOf, graph_infos, iter_lines, stored_contents_of
from loaders.folder.manifest import Manifest
from loaders.memory import USUAL_MEMORY, LoadMemory, give_back
from loaders.nquads.lines import LineSum, SortedLines
from loaders.processes import ALONE, Processes, processes
from loaders.progress import Progress
from loaders.releases.violations import ViolationPolicy
from loaders.rules.derived_graphs import DerivedGraphWriter
from loaders.stores.port import CountListener, StoreChange
from loaders.stores.records import difference, iter_record_lines
from loaders.stores.sqlite.rows import LineRows
from loaders.stores.sqlite.store import SqliteStore
from loaders.validation.parts import validate_parts
from loaders.validation.results import carried_over
from loaders.validation.validate import ShapeResult, shapes_of, validate
from ontology.errors import StoreError
from ontology.files import OntologyFile
from ontology.model import Kind, Model
from ontology.read import read_model
from ontology.record import Graphs, Record, Statement, decoder
from ontology.record_encoder import encoder
from ontology.values.literals import from_ntriples


@dataclass(frozen=True, slots=True)
class BuildContext:
    """The release to build, with all that building it needs.

    `sqlite` is the file to make; `path_of` gives the path of a graph file, new or old.
    """

    sqlite: Path
    path_of: PathOf
    manifest: Manifest
    model: Model
    ontology: bytes
    files: tuple[OntologyFile, ...]
    violation_policy: ViolationPolicy
    derived_graphs: DerivedGraphWriter
    progress: Progress
    memory: LoadMemory = USUAL_MEMORY
    beside: Processes = ALONE

    @property
    def stored(self) -> Contents:
        """All graphs, derived ones too."""
        return Contents(self.manifest.stored, self.manifest.next_gid)

    @property
    def graphs(self) -> dict[int, str]:
        """The source graphs by their number."""
        return {g.gid: g.iri for g in self.manifest.graphs}

    def iter_source_lines(self) -> Iterator[bytes]:
        """All lines of the sources."""
        return iter_lines(self.manifest.graphs, self.path_of)

    def with_conclusions(self, results: Callable[[], tuple[ShapeResult, ...]]) -> "BuildContext":
        """The same with its derived graphs written; `results` gives those of the shapes when it needs them."""
        self.progress("applying the rules")
        manifest = self.derived_graphs.write_conclusions(self.manifest, self.iter_source_lines, results)
        return replace(self, manifest=manifest)

    def store_change(self, records: Iterable[Record] = (), deletes: Collection[str] = ()) -> StoreChange:
        """The change that brings the SQLite file to the release: all anew, or these records and deleted subjects."""
        graphs = graph_infos(self.manifest)
        return StoreChange(self.manifest.id, self.model, self.ontology, graphs, records, deletes)

    def progress_of(self, step: str) -> CountListener:
        """A listener that reports what a store has written as the progress of `step`."""
        return lambda done: self.progress(step, done)


@dataclass(frozen=True, slots=True)
class AssembledRelease:
    """A release that is complete in the workshop: its manifest with the derived graphs, and the shapes' results.

    `subjects` counts the changed subjects of the sources; None: all were written. `written` is the sum of the lines
    that the SQLite file has to give back; None: it has been compared with them already.
    """

    manifest: Manifest
    results: tuple[ShapeResult, ...]
    subjects: int | None = None
    written: LineSum | None = None

    def verify(self, context: BuildContext) -> None:
        """Raise `StoreError` unless the SQLite file gives back exactly the lines of the release."""
        if self.written is None:
            return
        context.progress("verifying the store")
        actual, names = LineSum(), {g.gid: g.iri for g in self.manifest.stored}
        for _ in actual.adding(iter_record_lines(SqliteStore(context.sqlite).scan(), names, context.model)):
            pass
        if actual != self.written:
            raise _unfaithful()


def assemble_anew(context: BuildContext) -> AssembledRelease:
    """Build the whole release anew; the rules are applied while a process beside checks the shapes."""
    give_back(context.manifest.statements)
    context.progress("checking the shapes")
    run = context.memory.run
    shapes = _begin_shapes(context)

    def results() -> tuple[ShapeResult, ...]:
        found = shapes.result()
        context.violation_policy.refuse_new_violations(found, context.iter_source_lines())
        return found

    context = context.with_conclusions(results)
    give_back(context.manifest.statements)
    context.progress("writing the statements")
    written, stored = LineSum(), context.stored
    of = LineRows(context.files, context.manifest.base, tuple(stored.gids.items()))
    with SortedLines(iter_lines(stored.graphs, context.path_of), run) as lines:
        SqliteStore(context.sqlite).build(
            context.store_change(),
            of.iter_batches(written.adding(lines), context.beside),
            context.progress_of("writing the statements"),
        )
    give_back(context.manifest.statements)
    return AssembledRelease(context.manifest, shapes.result(), written=written)


def _begin_shapes(context: BuildContext) -> Future[tuple[ShapeResult, ...]]:
    """The results of the shapes: under way, or complete if there is no place for more than the store of the rules."""
    manifest, beside = context.manifest, context.beside
    paths = {graph.file: context.path_of(graph.file) for graph in manifest.graphs}
    if context.memory.holds_helpers(manifest.statements, beside.count):
        return beside.submit(_check_shapes, context.files, manifest, paths, context.memory)
    with processes(min(1, beside.count)) as alone:  # it gives back all that it took
        shapes = alone.submit(_check_shapes, context.files, manifest, paths, context.memory)
        wait([shapes])
    return shapes


def _check_shapes(
    files: tuple[OntologyFile, ...], manifest: Manifest, paths: Mapping[str, Path], memory: LoadMemory
) -> tuple[ShapeResult, ...]:
    """The shapes' results about the sources of a release, whose files are at `paths`."""
    model = read_model(files, manifest.base)
    with SortedLines(iter_lines(manifest.graphs, paths.__getitem__), memory.run) as sources:
        results = validate_parts(sources, shapes_of(model), memory.part, memory.run)
    give_back(manifest.statements)
    return results


def assemble_from(context: BuildContext, old: SqliteStore, before: Manifest) -> AssembledRelease:
    """Change a copy of `old`, the SQLite file of the release `before`.

    The statements of the sources come first, since validating reads them from the store; then the conclusions.
    """
    shutil.copyfile(old.path, context.sqlite)
    store = SqliteStore(context.sqlite)
    as_before = replace(context, manifest=replace(context.manifest, derived=before.derived))
    subjects = _bring(as_before, store, stored_contents_of(before))
    context.progress("checking the shapes")
    results = _validate_changed(context, store, subjects)
    context.violation_policy.refuse_new_violations(results, context.iter_source_lines())
    concluded = context.with_conclusions(lambda: results)
    _bring(concluded, store, as_before.stored)
    return AssembledRelease(concluded.manifest, results, len(subjects))


def _bring(context: BuildContext, store: SqliteStore, before: Contents) -> frozenset[str]:
    """Bring the file, made from the graphs `before`, to all graphs of the release; return the subjects changed."""
    path_of, after = context.path_of, context.stored
    differing = difference(
        iter_lines(before.changed_files(after), path_of),
        iter_lines(after.changed_files(before), path_of),
        before.gids,
        after.gids,
    )
    context.progress("writing the statements")
    now = dict(differing.iter_statements(store, context.model))
    encode = encoder(
        context.model, context.model.derived_numbers({gid: iri for iri, gid in after.gids.items()})
    )
    records = [encode(iri, statements) for iri, statements in now.items() if statements]
    deletes = {iri for iri, statements in now.items() if not statements}
    store.apply(context.store_change(records, deletes), context.progress_of("writing the statements"))
    context.progress("verifying the store")
    _verify(now, store, context.model)
    return differing.subjects


def _verify(now: Mapping[str, Mapping[Statement, Graphs]], store: SqliteStore, model: Model) -> None:
    """Raise `StoreError` unless the store gives back exactly the statements `now` of the changed subjects."""
    decode = decoder(model)
    stored = {record.iri: decode(record) for record in store.records(now)}
    for iri, statements in now.items():
        if stored.get(iri, {}) != statements:
            raise _unfaithful()


def _validate_changed(
    context: BuildContext, store: SqliteStore, changed: frozenset[str]
) -> tuple[ShapeResult, ...]:
    """The shapes' results; only what changed and what refers to it is validated again, if the shapes allow that."""
    shapes = shapes_of(context.model)
    if not shapes.is_local:
        return validate(context.iter_source_lines(), shapes)
    linking = [p.iri for p in context.model.properties.values() if p.kind in (Kind.IRI, Kind.CODE)]
    focuses = changed | store.referrers(changed, linking)
    decode = decoder(context.model)
    near = set(focuses)
    for record in store.records(focuses):
        near.update(from_ntriples(obj) for _, obj in decode(record) if obj[0] != '"')
    lines = iter_record_lines(store.records(near), context.graphs, context.model)
    return carried_over(context.violation_policy.known, focuses, validate(lines, shapes, focuses=focuses))


def _unfaithful() -> StoreError:
    return StoreError(
        "the SQLite file does not give back what was written into it: nothing was published",
        code="STORE_UNFAITHFUL",
        hint="this is a fault of the program or of the disk; please report it",
    )
