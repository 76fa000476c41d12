"""The SQLite file and the findings of the next release: everything anew, or by the difference to the last."""

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from loaders.folder.contents import Contents, graph_infos, iter_lines, stored_contents_of
from loaders.folder.folder import SQLITE, Workshop
from loaders.folder.manifest import Manifest
from loaders.nquads.lines import SortedLines
from loaders.progress import Progress
from loaders.rules.derived_graphs import DerivedGraphs
from loaders.stores.port import StoreChange
from loaders.stores.records import difference, iter_record_lines, iter_records
from loaders.stores.sqlite.store import SqliteStore
from loaders.validation import results as findings
from loaders.validation.validate import ShapeResult, prepare_shapes, validate
from ontology.errors import StoreError
from ontology.files import OntologyFile
from ontology.literals import resource
from ontology.model import Kind, Model
from ontology.record import Graphs, Record, Statement, decoder, encode

Judge = Callable[[tuple[ShapeResult, ...]], None]
"""Looks at the findings of the release that would result; raises if it must not be."""


@dataclass(frozen=True, slots=True)
class BuildContext:
    """What both ways of building work with."""

    workshop: Workshop
    manifest: Manifest
    model: Model
    ontology: bytes
    files: tuple[OntologyFile, ...]
    judge: Judge
    conclude: DerivedGraphs
    progress: Progress

    @property
    def sqlite(self) -> Path:
        """The SQLite file that is made."""
        return self.workshop.path / "release" / SQLITE

    @property
    def stored(self) -> Contents:
        """All graphs, derived ones too."""
        return Contents(self.manifest.stored, self.manifest.next_gid)

    @property
    def graphs(self) -> dict[int, str]:
        """The source graphs by their number."""
        return {g.gid: g.iri for g in self.manifest.graphs}

    def lines(self) -> Iterator[bytes]:
        """All lines of the sources."""
        return iter_lines(self.manifest.graphs, self.workshop.graph_path)

    def concluded(self, results: tuple[ShapeResult, ...]) -> "BuildContext":
        """The same with its derived graphs; `results` is what the shapes found."""
        self.progress("concluding")
        return replace(self, manifest=self.conclude(self.manifest, self.lines, results))

    def change(self, records: Iterable[Record], deletes: Collection[str], *, replace: bool) -> StoreChange:
        """What brings the SQLite file to the release."""
        graphs = graph_infos(self.manifest)
        return StoreChange(self.manifest.id, self.model, self.ontology, graphs, records, deletes, replace)

    def told(self, step: str) -> Callable[[int], None]:
        """Progress of the store as that of a step."""
        return lambda done: self.progress(step, done)


@dataclass(frozen=True, slots=True)
class AssembledRelease:
    """What was made: the manifest with its derived graphs, what the shapes found, how many subjects changed.

    `subjects` are those of the sources; None: all were written.
    """

    manifest: Manifest
    results: tuple[ShapeResult, ...]
    subjects: int | None = None


def rebuild(site: BuildContext) -> AssembledRelease:
    """Make everything anew."""
    site.progress("validating")
    results = validate(site.lines(), prepare_shapes(f.content for f in site.files if f.is_turtle))
    site.judge(results)
    site = site.concluded(results)
    site.progress("writing")
    expected, stored = _Sum(), site.stored
    store = SqliteStore(site.sqlite)
    with SortedLines(iter_lines(stored.graphs, site.workshop.graph_path)) as lines:
        records = iter_records(expected.adding(lines), stored.gids, site.model)
        store.apply(site.change(records, (), replace=True), site.told("writing"))
    site.progress("verifying")
    found, names = _Sum(), {g.gid: g.iri for g in stored.graphs}
    for _ in found.adding(iter_record_lines(store.scan(), names, site.model)):
        pass
    if found != expected:
        raise _unfaithful()
    return AssembledRelease(site.manifest, results)


def change(
    site: BuildContext, old: SqliteStore, before: Manifest, known: tuple[ShapeResult, ...]
) -> AssembledRelease:
    """Change a copy of `old`, the file of the release `before`, whose shapes found `known`.

    First what sources say, since checks look at that in the store, then what is concluded from it.
    """
    shutil.copyfile(old.path, site.sqlite)
    store = SqliteStore(site.sqlite)
    as_before = replace(site, manifest=replace(site.manifest, derived=before.derived))
    subjects = _bring(as_before, store, stored_contents_of(before))
    site.progress("validating")
    results = _validate_changed(site, store, subjects, known)
    site.judge(results)
    concluded = site.concluded(results)
    _bring(concluded, store, as_before.stored)
    return AssembledRelease(concluded.manifest, results, len(subjects))


def _bring(site: BuildContext, store: SqliteStore, before: Contents) -> frozenset[str]:
    """Bring the file that is made from the graphs `before` to all those of the site; the subjects changed."""
    path_of, after = site.workshop.graph_path, site.stored
    differing = difference(
        iter_lines(before.changed_files(after), path_of),
        iter_lines(after.changed_files(before), path_of),
        before.gids,
        after.gids,
    )
    site.progress("writing")
    now = dict(differing.iter_statements(store, site.model))
    records = [encode(iri, statements, site.model) for iri, statements in now.items() if statements]
    deletes = {iri for iri, statements in now.items() if not statements}
    store.apply(site.change(records, deletes, replace=False), site.told("writing"))
    site.progress("verifying")
    _verify(now, store, site.model)
    return differing.subjects


def _verify(now: Mapping[str, Mapping[Statement, Graphs]], store: SqliteStore, model: Model) -> None:
    """Raise unless the store gives back exactly what is `now` said about the changed subjects."""
    decode = decoder(model)
    found = {record.iri: decode(record) for record in store.records(now)}
    for iri, statements in now.items():
        if found.get(iri, {}) != statements:
            raise _unfaithful()


def _validate_changed(
    site: BuildContext, store: SqliteStore, changed: frozenset[str], known: tuple[ShapeResult, ...]
) -> tuple[ShapeResult, ...]:
    """The findings, looking only at what changed and what refers to it, if the shapes allow that."""
    shapes = prepare_shapes(f.content for f in site.files if f.is_turtle)
    if not shapes.is_local:
        return validate(site.lines(), shapes)
    linking = [p.iri for p in site.model.properties.values() if p.kind in (Kind.IRI, Kind.CODE)]
    focuses = changed | store.referrers(changed, linking)
    decode = decoder(site.model)
    near = set(focuses)
    for record in store.records(focuses):
        near.update(resource(obj) for _, obj in decode(record) if obj[0] != '"')
    lines = iter_record_lines(store.records(near), site.graphs, site.model)
    return findings.carried_over(known, focuses, validate(lines, shapes, focuses=focuses))


@dataclass(slots=True)
class _Sum:
    """A sum over lines that does not depend on their order."""

    count: int = 0
    total: int = 0

    def adding(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The lines, each counted as it passes."""
        for line in lines:
            self.count += 1
            self.total += hash(line)
            yield line


def _unfaithful() -> StoreError:
    return StoreError(
        "the SQLite file does not give back what was written into it: nothing was published",
        code="STORE_UNFAITHFUL",
        hint="this is a fault of the program or of the disk; please report it",
    )
