"""Fixtures of the tests of descriptions: three small releases, with everything that is hard to describe."""

import hashlib
from pathlib import Path

import pytest

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.folder.manifest import Manifest
from loaders.publication.addresses import Addresses
from loaders.publication.published_file import PublishedFile
from loaders.publication.record import ReleaseRecord, release_record
from ontology.iris import DEFAULT_BASE
from tests.loaders.support.releasing import kept, load, trig

PUBLIC = "https://ndp.example.vn"
HOSTILE = '<script>alert(1)</script> & "quoted" \\ ]]> {name} đồ thị'
DATA = r"""
@prefix dct: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix g: <https://w3id.org/vn-ndp/graph/> .
@prefix id: <https://w3id.org/vn-ndp/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
g:meta {
  g:one a ndp:SourceGraph ; dct:title "Một"@vi , "One"@en ; dct:license <https://creativecommons.org/licenses/by/4.0/> ;
    prov:wasAttributedTo id:ministry ; dct:source <https://example.vn/a?b=c&d> ;
    prov:generatedAtTime "2026-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
  <http://other.example/graph?x=1&y=(2)> a ndp:SourceGraph ; dct:title "HOSTILE" ; ndp:illustrative true ;
    dct:license <https://creativecommons.org/licenses/by/4.0/> ; prov:wasAttributedTo <urn:body:a%20b> , id:ministry .
}
g:one {
  id:ministry a org:Organization , foaf:Agent ; skos:prefLabel "Bộ Y tế"@vi , "HOSTILE"@en ;
    owl:sameAs <http://www.wikidata.org/entity/Q1> .
  id:a a ndp:DigitalPlatform ; dct:title "A"@vi , "A"@EN , "plain" ;
    rdfs:seeAlso <http://WWW.wikidata.org/entity/Q2> , <urn:x:y> .
  id:b a ndp:DigitalPlatform ; dct:title "B \"x\" @en" ; dct:relation id:a , [ dct:title "inner"@vi ] .
}
<http://other.example/graph?x=1&y=(2)> {
  id:a a ndp:DigitalPlatform ; dct:title "A"@vi ; rdfs:seeAlso <https://user@host.example:8443/path> .
  <http://foreign.example/Đ> a <http://foreign.example/Type#> ; <http://foreign.example/p?q=1> 1 , 2 .
}
_:unnamed { id:c <http://foreign.example/p?q=1> 3 }
"""


def data(number: int) -> str:
    """The data of a release."""
    hostile = (HOSTILE + "\u202e\uffff").replace("\\", "\\\\").replace('"', '\\"')
    return DATA.replace("HOSTILE", hostile) + f"<http://example.org/version> {{ :v :is {number} }}"


def files_of(folder: Folder, release: str) -> tuple[PublishedFile, ...]:
    """The files of a release, as they would be published."""
    content = "".join(f"{line}\n" for line in kept(folder, release)).encode()
    digest = hashlib.sha256(content).hexdigest()
    return (
        PublishedFile(f"ndp-{release}.nq", "nq", "", len(content), digest),
        PublishedFile(f"ndp-{release}.ttl.gz", "ttl", "gz", 1, "0" * 64),
        PublishedFile("graphs/a b#c.nq.zst", "nq", "zst", 2, "1" * 64, f"{DEFAULT_BASE}graph/one"),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder with three releases."""
    location = Location(tmp_path_factory.mktemp("releases") / "store")
    for number in range(3):
        load(location, trig(data(number)), on_violation="record")
    return Folder(location.folder)


@pytest.fixture(scope="module")
def manifest(folder: Folder) -> Manifest:
    """The current release."""
    return folder.find(None)


@pytest.fixture(scope="module")
def record(folder: Folder, manifest: Manifest) -> ReleaseRecord:
    """Its record."""
    return release_record(folder, manifest, lambda release: files_of(folder, release))


@pytest.fixture(scope="module")
def addresses() -> Addresses:
    """The addresses of a service."""
    return Addresses(DEFAULT_BASE, PUBLIC)


@pytest.fixture
def location(tmp_path: Path) -> Location:
    """A release folder for a load to make, without Neo4j."""
    return Location(tmp_path / "store")
