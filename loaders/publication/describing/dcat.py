"""The catalogue in DCAT, after the application profile DCAT-AP 3.

A catalogue has the series of releases, one data set for each, one for what each delivering body states, and the
services. The latest releases are on its first page, older ones on pages after it (Hydra).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pyoxigraph import Triple

from loaders.publication.addresses import Addresses
from loaders.publication.describing.authorities import (
    GOVERNMENT,
    IRREGULAR,
    PUBLIC,
    THEMES,
    VIET_NAM,
    describe_authorities,
    language_iri,
    licence_iri,
)
from loaders.publication.description import DescriptionGraph
from loaders.publication.media import compression_media, file_form, media_iri
from loaders.publication.names import (
    absolute,
    body_dataset_iri,
    catalogue_iri,
    file_iri,
    release_iri,
    series_iri,
    service_iri,
)
from loaders.publication.published_file import PublishedFile
from loaders.publication.record import ReleaseRecord, ReleaseSummary, SourceRecord
from loaders.publication.sources import DeliveringBody
from loaders.publication.wording import (
    publisher_name,
    release_description,
    release_title,
    whole_description,
    words,
)
from ontology.model import Text
from ontology.namespaces import DCAT, DCT, FOAF, HYDRA, PROV, SPDX, prefixes_of

PREFIXES = {"hydra": HYDRA, "spdx": SPDX, **prefixes_of("dcat", "dct", "foaf", "prov", "skos", "xsd")}
RELEASES_A_PAGE, BODIES_A_PAGE = 12, 200
"""Releases and delivering bodies on one page of the catalogue."""


def page_count(record: ReleaseRecord) -> int:
    """The number of pages of the catalogue."""
    releases, bodies = len(record.releases), len(record.bodies)
    return max(1, -(-releases // RELEASES_A_PAGE), -(-bodies // BODIES_A_PAGE))


def dcat_triples(
    record: ReleaseRecord, addresses: Addresses, page: int | None = 1, sparql: str | None = None
) -> set[Triple]:
    """A page of the catalogue, from 1 on; None: all of it.

    `record` is that of the current release; `sparql` is the address of the endpoint, if there is one.
    """
    return _Catalogue(record, absolute(addresses), sparql).page(page)


class _Catalogue:
    """A page of a catalogue while it is put together."""

    def __init__(self, record: ReleaseRecord, addresses: Addresses, sparql: str | None) -> None:
        self._record = record
        self._addresses = addresses
        self._sparql = sparql
        self._graph = DescriptionGraph()
        self._catalogue = catalogue_iri(record.base)
        self._series = series_iri(record.base)
        self._publisher = f"{self._catalogue}#publisher"

    def page(self, number: int | None) -> set[Triple]:
        """The statements of a page, or of all."""
        graph, record = self._graph, self._record
        self._describe_catalogue()
        releases, bodies = record.releases, record.bodies
        if number is not None:
            self._describe_pages(number)
            releases = releases[(number - 1) * RELEASES_A_PAGE : number * RELEASES_A_PAGE]
            bodies = bodies[(number - 1) * BODIES_A_PAGE : number * BODIES_A_PAGE]
            if number == 1:  # an older one may be the current one again
                releases = tuple(dict.fromkeys((record.release, *releases)))
        self._describe_series(releases)
        for release in releases:
            self._describe_release(release)
        self._describe_bodies(bodies)
        if self._addresses.is_served:
            self._describe_services()
        describe_authorities(graph)
        return graph.triples

    def _describe_catalogue(self) -> None:
        graph, catalogue = self._graph, self._catalogue
        graph.type(catalogue, DCAT + "Catalog")
        graph.text(catalogue, DCT + "title", words("catalogue-title"))
        graph.text(catalogue, DCT + "description", words("catalogue-description"))
        graph.link(catalogue, DCT + "publisher", self._publisher)
        self._add_page(catalogue, FOAF + "homepage", self._addresses.page("/"))
        graph.link(catalogue, DCAT + "themeTaxonomy", THEMES)
        self._add_licence(catalogue, self._record.licence)
        graph.value(catalogue, DCT + "modified", self._record.built_at, "dateTime")
        self._add_languages(catalogue)
        graph.type(self._publisher, FOAF + "Agent")
        graph.text(self._publisher, FOAF + "name", publisher_name(self._record, self._addresses))
        graph.link(self._publisher, FOAF + "homepage", self._addresses.page("/"))

    def _describe_pages(self, number: int) -> None:
        """The links to other pages; none if there is only one."""
        graph, last = self._graph, page_count(self._record)
        if last == 1:
            return
        pages = {
            n: self._addresses.service(f"/catalog?page={n}" if n > 1 else "/catalog")
            for n in range(1, last + 1)
        }
        graph.type(self._catalogue, HYDRA + "Collection")
        graph.value(self._catalogue, HYDRA + "totalItems", len(self._record.releases), "integer")
        graph.link(self._catalogue, HYDRA + "view", pages[number])
        graph.type(pages[number], HYDRA + "PartialCollectionView")
        for name, n in (("first", 1), ("previous", number - 1), ("next", number + 1), ("last", last)):
            graph.link(pages[number], HYDRA + name, pages.get(n))

    def _describe_series(self, listed: Sequence[ReleaseSummary]) -> None:
        graph, series, record = self._graph, self._series, self._record
        graph.type(series, DCAT + "DatasetSeries", DCAT + "Dataset")
        graph.link(self._catalogue, DCAT + "dataset", series)
        graph.text(series, DCT + "title", words("series-title"))
        graph.text(series, DCT + "description", whole_description(record))
        graph.value(series, DCT + "identifier", series)
        graph.link(series, DCT + "publisher", self._publisher)
        graph.link(series, DCT + "accrualPeriodicity", IRREGULAR)
        graph.link(series, DCT + "spatial", VIET_NAM)
        self._add_page(series, DCAT + "landingPage", self._addresses.page("/dataset"))
        graph.link(series, DCAT + "last", release_iri(record.base, record.id))
        graph.value(series, DCT + "issued", record.releases[-1].built_at, "dateTime")
        graph.value(series, DCT + "modified", record.built_at, "dateTime")
        graph.link(series, DCAT + "seriesMember", *(release_iri(record.base, r.id) for r in listed))

    def _describe_release(self, release: ReleaseSummary) -> None:
        graph, base = self._graph, self._record.base
        iri = release_iri(base, release.id)
        self._describe_dataset(iri, release_title(release), release_description(release))
        graph.link(iri, DCAT + "inSeries", self._series)
        graph.value(iri, DCT + "identifier", release.id)
        graph.value(iri, DCAT + "version", release.id)
        graph.value(iri, DCT + "issued", release.built_at, "dateTime")
        graph.value(iri, DCT + "modified", release.built_at, "dateTime")
        graph.link(iri, DCT + "publisher", self._publisher)
        self._add_page(iri, DCAT + "landingPage", self._addresses.page(f"/dataset?release={release.id}"))
        graph.link(iri, DCT + "conformsTo", f"{base}ns")
        graph.type(f"{base}ns", DCT + "Standard")
        known = {other.id for other in self._record.releases}
        if release.previous in known:
            before = release_iri(base, release.previous)
            graph.link(iri, DCAT + "prev", before)
            graph.link(iri, DCAT + "previousVersion", before)
        self._add_languages(iri)
        for file in release.files:
            if file.is_distribution:
                self._describe_file(iri, release, file)

    def _describe_bodies(self, bodies: Sequence[DeliveringBody]) -> None:
        delivered: dict[str, list[SourceRecord]] = defaultdict(list)
        for source in self._record.sources:
            for iri in source.description.bodies:
                delivered[iri].append(source)
        files = {file.graph: file for file in self._record.files if file.graph}
        for body in bodies:
            self._describe_body(body, delivered[body.iri], files)

    def _describe_body(
        self, body: DeliveringBody, sources: Sequence[SourceRecord], files: Mapping[str, PublishedFile]
    ) -> None:
        graph, record = self._graph, self._record
        iri = body_dataset_iri(record.base, body.iri)
        statements = sum(source.figures.statements for source in sources)
        name = body.name
        self._describe_dataset(
            iri,
            words("body-title", body=name),
            words("body-description", body=name, statements=statements, sources=len(sources)),
        )
        graph.value(iri, DCT + "identifier", iri)
        graph.link(iri, DCT + "publisher", body.iri)
        graph.type(body.iri, FOAF + "Agent")
        graph.text(body.iri, FOAF + "name", name)
        graph.value(iri, DCT + "modified", record.built_at, "dateTime")
        if self._addresses.is_served:
            self._add_page(iri, DCAT + "landingPage", self._addresses.document(body.iri))
        graph.link(iri, DCT + "isPartOf", release_iri(record.base, record.id))
        for source in sources:
            graph.link(iri, PROV + "wasDerivedFrom", *source.description.sources)
            if source.iri in files:
                self._describe_file(iri, record.release, files[source.iri], source)

    def _describe_dataset(self, iri: str, title: Text, description: Text) -> None:
        """The statements that all data sets have."""
        graph = self._graph
        graph.type(iri, DCAT + "Dataset")
        graph.link(self._catalogue, DCAT + "dataset", iri)
        graph.text(iri, DCT + "title", title)
        graph.text(iri, DCT + "description", description)
        graph.text(iri, DCAT + "keyword", words("keywords"))
        graph.link(iri, DCT + "accessRights", PUBLIC)
        graph.link(iri, DCAT + "theme", GOVERNMENT)
        graph.link(iri, DCT + "spatial", VIET_NAM)

    def _describe_file(
        self, dataset: str, release: ReleaseSummary, file: PublishedFile, source: SourceRecord | None = None
    ) -> None:
        """A file as a distribution of a data set; of a `source` graph with the licence of that."""
        graph, form = self._graph, file_form(file.form)
        iri = file_iri(self._record.base, release.id, file.path)
        address = self._addresses.dump(release.id, file.path)
        graph.link(dataset, DCAT + "distribution", iri)
        graph.type(iri, DCAT + "Distribution")
        graph.text(iri, DCT + "title", words("file-title", name=file.path))
        graph.link(iri, DCAT + "accessURL", address)
        graph.link(iri, DCAT + "downloadURL", address)
        if self._addresses.is_served:
            graph.link(iri, DCAT + "accessService", service_iri(self._record.base, "dumps"))
        graph.link(iri, DCT + "format", form.file_type)
        graph.type(form.file_type, DCT + "MediaTypeOrExtent")
        self._add_media(iri, "mediaType", form.media)
        self._add_media(iri, "compressFormat", compression_media(file.compression))
        graph.value(iri, DCT + "issued", release.built_at, "dateTime")
        stated = source.description.licences if source else ()
        self._add_licence(iri, stated[0] if len(stated) == 1 else None if source else self._record.licence)
        if file.is_made:
            self._describe_content(iri, file)

    def _describe_content(self, iri: str, file: PublishedFile) -> None:
        """The size and the checksum of a file that there is."""
        graph, checksum = self._graph, f"{iri}.sha256"
        graph.value(iri, DCAT + "byteSize", file.size)
        graph.link(iri, SPDX + "checksum", checksum)
        graph.type(checksum, SPDX + "Checksum")
        graph.link(checksum, SPDX + "algorithm", SPDX + "checksumAlgorithm_sha256")
        graph.type(SPDX + "checksumAlgorithm_sha256", SPDX + "ChecksumAlgorithm")
        graph.value(checksum, SPDX + "checksumValue", file.sha256, "hexBinary")

    def _describe_services(self) -> None:
        at = self._addresses.service
        self._describe_service(
            "graphql", words("graphql-title"), words("graphql-description"), at("/graphql")
        )
        self._describe_service(
            "documents", words("documents-title"), words("documents-description"), at("/doc")
        )
        self._describe_service("dumps", words("dumps-title"), words("dumps-description"), at("/dumps"))
        if self._sparql:
            self._describe_service("sparql", words("sparql-title"), words("sparql-description"), self._sparql)
        schema = service_iri(self._record.base, "graphql")
        self._graph.link(schema, DCAT + "endpointDescription", at("/graphql/schema.graphql"))

    def _describe_service(self, name: str, title: Text, description: Text, address: str) -> None:
        graph, iri = self._graph, service_iri(self._record.base, name)
        graph.type(iri, DCAT + "DataService")
        graph.link(self._catalogue, DCAT + "service", iri)
        graph.text(iri, DCT + "title", title)
        graph.text(iri, DCT + "description", description)
        graph.link(iri, DCAT + "endpointURL", address)
        graph.link(iri, DCAT + "servesDataset", release_iri(self._record.base, self._record.id))
        graph.link(iri, DCT + "publisher", self._publisher)
        graph.link(iri, DCT + "accessRights", PUBLIC)
        self._add_licence(iri, self._record.licence)

    def _add_page(self, subject: str, predicate: str, address: str | None) -> None:
        """Link a subject to a page of the service, if there is a service."""
        if address is not None:
            self._graph.link(subject, predicate, address)
            self._graph.type(address, FOAF + "Document")

    def _add_licence(self, subject: str, licence: str | None) -> None:
        iri = licence_iri(licence)
        if iri is not None:
            self._graph.link(subject, DCT + "license", iri)
            self._graph.type(iri, DCT + "LicenseDocument")

    def _add_media(self, subject: str, name: str, media: str | None) -> None:
        if media is not None:
            self._graph.link(subject, DCAT + name, media_iri(media))
            self._graph.type(media_iri(media), DCT + "MediaType")

    def _add_languages(self, subject: str) -> None:
        for figure in self._record.languages:
            iri = language_iri(figure.tag)
            if iri is not None:
                self._graph.link(subject, DCT + "language", iri)
                self._graph.type(iri, DCT + "LinguisticSystem")
