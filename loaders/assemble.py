"""The SQLite file and the findings of the next release: everything anew, or by the difference to the last."""

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from loaders import findings
from loaders.contents import Contents, iter_lines
from loaders.folder import SQLITE, Workshop
from loaders.lines import SortedLines
from loaders.manifest import Manifest
from loaders.progress import Progress
from loaders.records import Difference, difference, iter_record_lines, iter_records, resource
from loaders.stores.port import Change
from loaders.stores.sqlite import SqliteStore
from loaders.sync import graph_infos
from loaders.validate import Result, prepare_shapes, validate
from ontology.errors import StoreError
from ontology.files import OntologyFile
from ontology.model import Kind, Model
from ontology.record import Record, decoder

Judge = Callable[[tuple[Result, ...]], None]
"""Looks at the findings of the release that would result; raises if it must not be."""


@dataclass(frozen=True, slots=True)
class Site:
    """What both ways of building work with."""

    workshop: Workshop
    manifest: Manifest
    contents: Contents
    model: Model
    ontology: bytes
    files: tuple[OntologyFile, ...]
    judge: Judge
    progress: Progress

    @property
    def sqlite(self) -> Path:
        """The SQLite file that is made."""
        return self.workshop.path / "release" / SQLITE

    @property
    def graphs(self) -> dict[int, str]:
        """The graphs by their number."""
        return {g.gid: g.iri for g in self.contents.graphs}

    def lines(self) -> Iterator[bytes]:
        """All lines of the release."""
        return iter_lines(self.contents.graphs, self.workshop.graph_path)

    def change(self, records: Iterable[Record], deletes: Collection[str], *, replace: bool) -> Change:
        """What brings the SQLite file to the release."""
        graphs = graph_infos(self.manifest)
        return Change(self.manifest.id, self.model, self.ontology, graphs, records, deletes, replace)

    def told(self, step: str) -> Callable[[int], None]:
        """Progress of the store as that of a step."""
        return lambda done: self.progress(step, done)


def rebuild(site: Site) -> tuple[Result, ...]:
    """Make everything anew; the findings."""
    with SortedLines(site.lines()) as lines:
        site.progress("validating")
        results = validate(lines, prepare_shapes(f.content for f in site.files if not f.is_lock))
        site.judge(results)
        site.progress("writing")
        expected = _Sum()
        records = iter_records(expected.adding(lines), site.contents.gids, site.model)
        store = SqliteStore(site.sqlite)
        store.apply(site.change(records, (), replace=True), site.told("writing"))
    site.progress("verifying")
    found = _Sum()
    for _ in found.adding(iter_record_lines(store.scan(), site.graphs, site.model)):
        pass
    if found != expected:
        raise _unfaithful()
    return results


def change(site: Site, old: SqliteStore, before: Contents, known: tuple[Result, ...]) -> "Changed":
    """Change a copy of `old`, the file of the last release with contents `before` and findings `known`."""
    path_of = site.workshop.graph_path
    differing = difference(
        iter_lines(before.changed_files(site.contents), path_of),
        iter_lines(site.contents.changed_files(before), path_of),
        before.gids,
        site.contents.gids,
    )
    site.progress("writing")
    shutil.copyfile(old.path, site.sqlite)
    store = SqliteStore(site.sqlite)
    records = differing.iter_records(old, site.model)
    deletes = differing.deleted(old, site.model)
    store.apply(site.change(records, deletes, replace=False), site.told("writing"))
    site.progress("verifying")
    _verify(differing, old, store, site.model)
    site.progress("validating")
    results = _validate_changed(site, store, differing.subjects, known)
    site.judge(results)
    return Changed(results, len(differing.subjects))


@dataclass(frozen=True, slots=True)
class Changed:
    """The findings, and how many subjects were written or deleted."""

    results: tuple[Result, ...]
    subjects: int


def _verify(differing: Difference, old: SqliteStore, new: SqliteStore, model: Model) -> None:
    """Raise unless `new` gives back exactly what is now said about the changed subjects."""
    decode = decoder(model)
    found = {record.iri: decode(record) for record in new.records(differing.subjects)}
    for iri, statements in differing.iter_statements(old, model):
        if found.get(iri, {}) != statements:
            raise _unfaithful()


def _validate_changed(
    site: Site, store: SqliteStore, changed: frozenset[str], known: tuple[Result, ...]
) -> tuple[Result, ...]:
    """The findings, looking only at what changed and what refers to it, if the shapes allow that."""
    shapes = prepare_shapes(f.content for f in site.files if not f.is_lock)
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
