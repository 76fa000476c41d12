"""The catalogue in DCAT: valid, complete, with addresses that can be sent as they are."""

import hashlib
import re
import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.publication.addresses import Addresses
from loaders.publication.describing.check import check_description, check_release
from loaders.publication.describing.dcat import PREFIXES, RELEASES_A_PAGE, dcat_triples, page_count
from loaders.publication.description import write_description
from loaders.publication.published_file import PublishedFile
from loaders.publication.record import ReleaseRecord, ReleaseSummary, release_record
from loaders.publication.sources import DeliveringBody
from loaders.releases.build import LoadRequest, build
from ontology.model import Text
from tests.loaders.publication.conftest import HOSTILE, data
from tests.loaders.support.releasing import TODAY, FixedQuads, kept, trig

DCAT, DCT = Namespace("http://www.w3.org/ns/dcat#"), Namespace("http://purl.org/dc/terms/")
FOAF, SPDX = Namespace("http://xmlns.com/foaf/0.1/"), Namespace("http://spdx.org/rdf/terms#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
BASE = "https://w3id.org/vn-ndp/"


def graph_of(record: ReleaseRecord, addresses: Addresses, page: int = 1) -> Graph:
    content = write_description(dcat_triples(record, addresses, page), "ttl", PREFIXES)
    return Graph().parse(data=content, format="turtle")


@pytest.fixture(scope="module")
def catalogue(record: ReleaseRecord, addresses: Addresses) -> Graph:
    return graph_of(record, addresses)


def test_it_is_valid(record: ReleaseRecord, addresses: Addresses) -> None:
    assert check_description(dcat_triples(record, addresses)) == ()
    with_endpoint = dcat_triples(record, addresses, sparql="https://ndp.example.vn/sparql")
    assert check_description(with_endpoint) == ()
    assert len(with_endpoint) > len(dcat_triples(record, addresses))


@pytest.mark.parametrize(
    ("predicate", "value"), [(DCT.title, None), (SPDX.checksumValue, "0" * 64), (DCAT.endpointURL, None)]
)
def test_a_catalogue_that_lacks_something_is_found(
    record: ReleaseRecord, addresses: Addresses, predicate: URIRef, value: str | None
) -> None:
    triples = dcat_triples(record, addresses)
    lacking = {
        t
        for t in triples
        if t.predicate.value != str(predicate) or (value is not None and t.object.value != value)  # type: ignore[union-attr] # a literal
    }
    assert len(lacking) < len(triples)
    assert str(predicate) in {result.path for result in check_description(lacking)}


def test_each_release_is_a_data_set_of_the_series(catalogue: Graph, record: ReleaseRecord) -> None:
    series = URIRef(f"{BASE}dataset")
    members = set(catalogue.subjects(DCAT.inSeries, series))
    assert members == {URIRef(f"{BASE}releases/{release.id}") for release in record.releases}
    assert len(members) == 3
    newest, middle, first = (URIRef(f"{BASE}releases/{release.id}") for release in record.releases)
    assert catalogue.value(series, DCAT.last) == newest
    assert catalogue.value(newest, DCAT.prev) == middle == catalogue.value(newest, DCAT.previousVersion)
    assert catalogue.value(first, DCAT.prev) is None
    assert catalogue.value(newest, DCAT.version) == Literal(record.id)


def test_each_body_has_a_data_set(catalogue: Graph, record: ReleaseRecord) -> None:
    bodies = {URIRef(f"{BASE}id/ministry"), URIRef("urn:body:a%20b")}
    assert bodies == {URIRef(body.iri) for body in record.bodies}
    for body in bodies:
        (dataset,) = catalogue.subjects(DCT.publisher, body)
        assert (URIRef(f"{BASE}catalog"), DCAT.dataset, dataset) in catalogue
    names = {str(name) for name in catalogue.objects(URIRef(f"{BASE}id/ministry"), FOAF.name)}
    assert names == {"Bộ Y tế", HOSTILE}


def test_a_file_of_a_source_belongs_to_those_who_deliver_it(catalogue: Graph) -> None:
    (dataset,) = catalogue.subjects(DCT.publisher, URIRef(f"{BASE}id/ministry"))
    (file,) = catalogue.objects(dataset, DCAT.distribution)
    address = str(catalogue.value(file, DCAT.downloadURL))
    assert address.endswith("/graphs/a%20b%23c.nq.zst")
    assert str(catalogue.value(file, DCAT.compressFormat)).endswith("/application/zstd")


def test_sizes_and_checksums_are_those_of_the_files(
    catalogue: Graph, folder: Folder, record: ReleaseRecord
) -> None:
    for release in record.releases:
        content = "".join(f"{line}\n" for line in kept(folder, release.id)).encode()
        (file,) = (
            file
            for file in catalogue.objects(URIRef(f"{BASE}releases/{release.id}"), DCAT.distribution)
            if str(catalogue.value(file, DCAT.downloadURL)).endswith(".nq")
        )
        assert str(catalogue.value(file, DCAT.byteSize)) == str(len(content))
        checksum = catalogue.value(file, SPDX.checksum)
        digest = hashlib.sha256(content).hexdigest()
        assert str(catalogue.value(checksum, SPDX.checksumValue)) == digest
        assert f"sha256:{digest}" == release.hash


def test_every_address_can_be_sent_as_it_is(catalogue: Graph) -> None:
    sent = re.compile(r"[A-Za-z0-9/:@!$&'()*+,;=._~%?#-]+")
    addresses = [str(term) for triple in catalogue for term in triple if isinstance(term, URIRef)]
    assert len(addresses) > 100
    for address in addresses:
        assert sent.fullmatch(address), address
        assert not re.search(r"%(?![0-9A-F]{2})", address), address
    files = {str(o) for o in catalogue.objects(None, DCAT.downloadURL)}
    assert all(urlsplit(file).path == file.removeprefix("https://ndp.example.vn") for file in files)
    assert "/graphs/a b#c.nq.zst" in {unquote(file)[-20:] for file in files}


def test_many_releases_come_in_pages(record: ReleaseRecord, addresses: Addresses) -> None:
    releases = tuple(
        ReleaseSummary(f"{n:06d}-00000000", None, "2026-01-01T00:00:00Z", n, f"sha256:{n:064d}")
        for n in range(30, 0, -1)
    )
    many = replace(record, release=releases[0], releases=releases)
    assert page_count(many) == 3
    listed: list[str] = []
    for page in (1, 2, 3):
        triples = dcat_triples(many, addresses, page)
        assert check_description(triples) == ()
        graph = graph_of(many, addresses, page)
        members = sorted(map(str, graph.subjects(DCAT.inSeries, None)))
        assert len(members) <= RELEASES_A_PAGE
        listed += members
        view = graph.value(URIRef(f"{BASE}catalog"), HYDRA.view)
        following = graph.value(view, HYDRA.next)
        assert (following is None) == (page == 3)
        if following is not None:
            assert str(following) == f"https://ndp.example.vn/catalog?page={page + 1}"
    assert len(listed) == len(set(listed)) == 30


def test_many_bodies_come_in_pages(record: ReleaseRecord, addresses: Addresses) -> None:
    bodies = tuple(DeliveringBody(f"{BASE}id/{n}", Text({"": f"body {n}"})) for n in range(450))
    many = replace(record, bodies=bodies)
    pages = [graph_of(many, addresses, page) for page in range(1, page_count(many) + 1)]
    assert len(pages) == 3
    found = [
        str(agent)
        for graph in pages
        for agent in graph.subjects(RDF.type, FOAF.Agent)
        if "/id/" in str(agent)
    ]
    assert sorted(found) == sorted(body.iri for body in bodies)


def test_a_release_that_is_current_again_is_on_the_first_page(folder: Folder, addresses: Addresses) -> None:
    first = list(folder.history())[-1]
    graph = graph_of(release_record(folder, first), addresses)
    assert graph.value(URIRef(f"{BASE}dataset"), DCAT.last) == URIRef(f"{BASE}releases/{first.id}")
    assert len(set(graph.subjects(DCAT.inSeries, None))) == 3


def test_the_whole_has_a_licence_only_if_all_sources_state_the_same(record: ReleaseRecord) -> None:
    assert record.licence is None  # the last graph states none
    stated = tuple(s for s in record.sources if s.description.licences or s.description.describes)
    assert replace(record, sources=stated).licence == "https://creativecommons.org/licenses/by/4.0/"


def test_a_file_knows_if_it_is_a_dump() -> None:
    dump = PublishedFile("x.nq", "nq", "", 1, "0" * 64)
    assert dump.is_dump
    assert not PublishedFile("x.nq", "nq", "", 1, "0" * 64, graph="http://g").is_dump
    assert not PublishedFile("x.nq", "nq", "", 1, "0" * 64, is_derived=True).is_dump
    assert not PublishedFile("x.json", "json", "", 1, "0" * 64).is_dump


# -- while a release is built


def test_a_load_checks_its_descriptions(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, record: ReleaseRecord
) -> None:
    location, steps = Location(tmp_path / "store"), list[str]()

    def note(step: str, done: int = 0, total: int | None = None) -> None:  # noqa: ARG001 - as `Progress` is called
        steps.append(step)

    reader = FixedQuads(trig(data(1)))
    build(location, LoadRequest(today=TODAY, reader=reader, on_violation="record"), note)
    assert steps[-1] == "checking its descriptions"
    assert not caplog.records
    folder = Folder(location.folder)
    assert check_release(folder, folder.find(None)) == ()
    assert len(record.sources) == 5


def test_a_release_that_cannot_be_described_is_logged(
    tmp_path: Path, folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(folder.path, tmp_path / "copy")
    copy = Folder(tmp_path / "copy")
    for path in (copy.path / "graphs").iterdir():
        path.unlink()
    assert check_release(copy, copy.find(None)) == ()
    assert "cannot be described" in caplog.text
