"""The record of a release: all that descriptions of it say, counted once, for many writers.

record = release_record(folder, folder.find(None))
description = void_triples(record, addresses)
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest, number_of
from loaders.publication.published_file import PublishedFile
from loaders.publication.sources import (
    DeliveringBody,
    GraphDescription,
    describe_bodies,
    describe_graphs,
)
from loaders.publication.statistics import (
    GraphFigures,
    LanguageFigure,
    LinkFigure,
    TermFigure,
    release_statistics,
)
from ontology.iris import local_name
from ontology.model import Text

FilesOf = Callable[[str], tuple[PublishedFile, ...]]
"""Gives the published files of the release with an id."""


@dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """One release among others: what its manifest says, and its files."""

    id: str
    previous: str | None
    built_at: str
    statements: int
    hash: str
    files: tuple[PublishedFile, ...] = ()

    @property
    def number(self) -> int:
        """Its running number."""
        return number_of(self.id)


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source graph: its description and its figures."""

    description: GraphDescription
    figures: GraphFigures

    @property
    def iri(self) -> str:
        """The name of the graph."""
        return self.figures.iri

    @property
    def is_named(self) -> bool:
        """True if its name is an IRI; a blank node cannot be named in descriptions."""
        return not self.iri.startswith("_:")


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """A release, for its descriptions.

    `subjects` counts the distinct subjects, `entities` those that are IRIs; classes count their asserted instances,
    properties their statements. `bodies` deliver the `sources`. `findings` are counted by severity. `linksets` are
    the links to foreign hosts. `publisher` is the name of the body that publishes; None: it is not known. `releases`
    are all that are published, this one too, newest first.
    """

    release: ReleaseSummary
    base: str
    evaluation_date: str
    certificate: str
    ontology: str
    subjects: int
    entities: int
    classes: tuple[TermFigure, ...]
    properties: tuple[TermFigure, ...]
    sources: tuple[SourceRecord, ...]
    bodies: tuple[DeliveringBody, ...]
    languages: tuple[LanguageFigure, ...]
    linksets: tuple[LinkFigure, ...]
    releases: tuple[ReleaseSummary, ...]
    findings: Mapping[str, int] = field(default_factory=dict)
    publisher: Text | None = None

    @property
    def id(self) -> str:
        """The id of the release."""
        return self.release.id

    @property
    def built_at(self) -> str:
        """The moment when it was built (ISO, UTC)."""
        return self.release.built_at

    @property
    def statements(self) -> int:
        """The statements of its sources: the lines of its dump."""
        return self.release.statements

    @property
    def files(self) -> tuple[PublishedFile, ...]:
        """Its published files."""
        return self.release.files

    @property
    def vocabularies(self) -> tuple[str, ...]:
        """The namespaces of the classes and properties that it uses; a scheme alone, as `urn:`, is not one."""
        terms = (term.iri for term in (*self.classes, *self.properties))
        namespaces = {iri.removesuffix(local_name(iri)) for iri in terms}
        return tuple(sorted(one for one in namespaces if ":" in one.rstrip(":/")))

    @property
    def licence(self) -> str | None:
        """The licence of the whole: that of all sources, if they all state the same one.

        A graph that describes others needs none of its own.
        """
        described = (source.description for source in self.sources)
        stated = {one.licences for one in described if one.licences or not one.describes}
        only = stated.pop() if len(stated) == 1 else ()
        return only[0] if len(only) == 1 else None

    def with_own_files(self, files: tuple[PublishedFile, ...]) -> "ReleaseRecord":
        """The record with these files of the release."""
        release = replace(self.release, files=files)
        others = tuple(release if one.id == self.id else one for one in self.releases)
        return replace(self, release=release, releases=others)

    @property
    def is_illustrative(self) -> bool:
        """True if some of the sources are made up."""
        return any(source.description.is_illustrative for source in self.sources)


def release_record(
    folder: Folder,
    manifest: Manifest,
    files_of: FilesOf = lambda _: (),
    releases: Iterable[Manifest] | None = None,
    publisher: Text | None = None,
) -> ReleaseRecord:
    """The record of a release of a folder, whose files are read twice.

    `releases` are those that it names (None: all that are published).
    """
    figures = release_statistics(folder, manifest)
    graphs = describe_graphs(manifest, folder.graph_path)
    others = folder.history() if releases is None else releases
    return ReleaseRecord(
        release=summary_of(manifest, files_of),
        base=manifest.base,
        evaluation_date=manifest.evaluation_date,
        certificate=manifest.certificate,
        ontology=manifest.ontology,
        subjects=figures.subjects,
        entities=figures.named,
        classes=figures.classes,
        properties=figures.properties,
        sources=tuple(SourceRecord(*pair) for pair in zip(graphs, figures.graphs, strict=True)),
        bodies=describe_bodies(manifest, folder.graph_path, graphs),
        languages=figures.languages,
        linksets=figures.links,
        releases=tuple(summary_of(other, files_of) for other in others),
        findings=manifest.findings,
        publisher=publisher,
    )


def with_files(record: ReleaseRecord, files_of: FilesOf) -> ReleaseRecord:
    """The record with the published files of all its releases as they are now."""
    return replace(
        record,
        release=replace(record.release, files=files_of(record.id)),
        releases=tuple(replace(release, files=files_of(release.id)) for release in record.releases),
    )


def summary_of(manifest: Manifest, files_of: FilesOf = lambda _: ()) -> ReleaseSummary:
    """A release among others."""
    return ReleaseSummary(
        manifest.id,
        manifest.previous,
        manifest.built_at,
        manifest.statements,
        manifest.hash,
        files_of(manifest.id),
    )
