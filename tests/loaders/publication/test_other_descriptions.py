"""The descriptions that are not RDF: schema.org, the crate, sets of links, the site map."""

import json
import shutil
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from rdflib import Graph, URIRef

from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.publication.addresses import Addresses
from loaders.publication.describing.descriptions import descriptions, iter_sitemap_files
from loaders.publication.describing.entities import iter_entities
from loaders.publication.describing.last_changes import last_changes
from loaders.publication.describing.linkset import write_api_catalogue, write_linkset
from loaders.publication.describing.ro_crate import RO_CRATE, write_ro_crate
from loaders.publication.describing.schema_org import schema_org
from loaders.publication.describing.sitemap import (
    MOST_ADDRESSES,
    iter_sitemap,
    sitemap_path,
    write_robots,
    write_sitemap_index,
)
from loaders.publication.record import ReleaseRecord
from ontology.values.languages import LANGUAGES
from tests.loaders.publication.conftest import HOSTILE
from tests.loaders.support.releasing import kept

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
PUBLIC = "https://ndp.example.vn"


def parsed(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314 - the program's own


def of_type(document: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one for one in document["@graph"] if one["@type"] == kind]


# -- schema.org


@pytest.mark.parametrize("lang", LANGUAGES)
def test_search_engines_find_all_that_they_ask_for(
    record: ReleaseRecord, addresses: Addresses, lang: str
) -> None:
    (dataset,) = of_type(schema_org(record, addresses, lang), "Dataset")
    assert {
        "name",
        "description",
        "identifier",
        "url",
        "creator",
        "publisher",
        "distribution",
    } <= dataset.keys()
    assert 50 <= len(dataset["description"]) <= 5000
    assert dataset["url"] == f"{PUBLIC}/dataset?release={record.id}"
    assert [file["contentUrl"] for file in dataset["distribution"]] == [
        f"{PUBLIC}/dumps/{record.id}/ndp-{record.id}.{form}" for form in ("nq", "ttl.gz")
    ]
    assert dataset["distribution"][1]["encodingFormat"] == ["text/turtle", "application/gzip"]
    assert "license" not in dataset  # not all of the sources state the same one
    json.dumps(dataset)


def test_a_licence_is_an_address(record: ReleaseRecord, addresses: Addresses) -> None:
    sources = tuple(s for s in record.sources if s.description.licences)
    (dataset,) = of_type(schema_org(replace(record, sources=sources), addresses, "en"), "Dataset")
    assert dataset["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_names_of_bodies_come_in_the_language_of_the_page(
    record: ReleaseRecord, addresses: Addresses
) -> None:
    names = {
        lang: [body["name"] for body in of_type(schema_org(record, addresses, lang), "Dataset")[0]["creator"]]
        for lang in ("vi", "en")
    }
    assert "Bộ Y tế" in names["vi"]
    assert HOSTILE in names["en"]


# -- the crate


def test_the_crate_has_each_file_once(record: ReleaseRecord, addresses: Addresses) -> None:
    content = write_ro_crate(record, addresses)
    assert content == write_ro_crate(record, addresses)
    crate = json.loads(content)
    by_id = {one["@id"]: one for one in crate["@graph"]}
    assert len(by_id) == len(crate["@graph"])
    assert by_id[RO_CRATE]["about"] == {"@id": "./"}
    parts = [part["@id"] for part in by_id["./"]["hasPart"]]
    assert [unquote(part) for part in parts] == sorted(file.path for file in record.files)
    for file in record.files:
        about = next(by_id[part] for part in parts if unquote(part) == file.path)
        assert (about["contentSize"], about["sha256"]) == (str(file.size), file.sha256)
    referred = {one["@id"] for thing in crate["@graph"] for one in thing.values() if isinstance(one, dict)}
    assert {"./", "https://w3id.org/vn-ndp/catalog#publisher"} <= referred


# -- sets of links


def test_a_linkset_leads_to_files_and_descriptions(record: ReleaseRecord, addresses: Addresses) -> None:
    (context,) = json.loads(write_linkset(record, addresses))["linkset"]
    assert context["cite-as"] == [{"href": f"https://w3id.org/vn-ndp/releases/{record.id}"}]
    assert {target["href"] for target in context["describedby"]} == {f"{PUBLIC}/catalog", f"{PUBLIC}/void"}
    assert [target["type"] for target in context["item"]] == ["application/n-quads", "application/gzip"]
    previous = record.release.previous
    assert context["predecessor-version"] == [{"href": f"{PUBLIC}/dataset?release={previous}"}]
    titles = [title for author in context["author"] for title in author["title*"]]
    assert {"value": HOSTILE, "language": "en"} in titles


def test_an_api_catalogue_has_each_interface(addresses: Addresses) -> None:
    first, *interfaces = json.loads(write_api_catalogue(addresses, f"{PUBLIC}/sparql"))["linkset"]
    assert [item["href"] for item in first["item"]] == [one["anchor"] for one in interfaces]
    assert f"{PUBLIC}/sparql" in {one["anchor"] for one in interfaces}
    assert len(json.loads(write_api_catalogue(addresses))["linkset"]) == len(interfaces)


# -- the site map


def test_the_site_map_has_each_document_once(
    folder: Folder, manifest: Manifest, addresses: Addresses
) -> None:
    graph = Graph()
    for line in kept(folder, manifest.id):
        graph.parse(data=line.rsplit(" ", 2)[0] + " .", format="nt")
    subjects = {str(s) for s in graph.subjects() if isinstance(s, URIRef)}
    listed: list[str] = []
    for part in iter_sitemap(iter_entities(manifest, folder.graph_path), addresses):
        root = parsed(part.content)
        for address in root.iter(f"{SITEMAP}url"):
            location = address.findtext(f"{SITEMAP}loc")
            assert location is not None
            listed.append(location)
            links = {link.get("hreflang"): link.get("href", "") for link in address.iter(f"{XHTML}link")}
            assert links.keys() == {*LANGUAGES, "x-default"}
            assert all(links[lang].endswith(f"lang={lang}") for lang in LANGUAGES)
            assert all(link.startswith(location) for link in links.values())
    assert len(listed) == len(set(listed))
    assert set(listed) == {addresses.document(iri) for iri in subjects} | {f"{PUBLIC}/", f"{PUBLIC}/dataset"}
    assert all(location.isascii() for location in listed)
    assert f"{PUBLIC}/resource?iri=http%3A%2F%2Fforeign.example%2F%C4%90" in listed


def test_parts_are_by_class_and_bounded(addresses: Addresses) -> None:
    base = addresses.base
    entities = [
        ("http://a.example/Thing", f"{base}id/a"),
        *(("http://b.example/Thing", f"{base}id/{n:06d}") for n in range(MOST_ADDRESSES + 1)),
        ("", f"{base}ns#Term"),
        ("", f"{base}id/none"),
    ]
    parts = {part.name: part.content for part in iter_sitemap(entities, addresses)}
    assert list(parts) == ["pages-1", "thing-1", "thing-2", "thing-3", "other-1"]
    assert [content.count(b"<url>") for content in parts.values()] == [2, 1, MOST_ADDRESSES, 1, 1]
    assert max(map(len, parts.values())) < 20_000_000
    index = parsed(write_sitemap_index(parts, addresses, "2026-01-01T00:00:00Z"))
    assert [loc.text for loc in index.iter(f"{SITEMAP}loc")] == [
        PUBLIC + sitemap_path(name) for name in parts
    ]


def test_the_last_change_is_stated_where_it_is_known(addresses: Addresses) -> None:
    iri = f"{addresses.base}id/a"
    *_, part = iter_sitemap([("", iri), ("", f"{iri}b")], addresses, lambda _: {iri: "2026-01-02T03:04:05Z"})
    root = parsed(part.content)
    assert [found.text for found in root.iter(f"{SITEMAP}lastmod")] == ["2026-01-02T03:04:05Z"]


def test_the_last_changes_are_those_of_the_journal(folder: Folder, manifest: Manifest) -> None:
    of = last_changes(folder, manifest)
    moments = {release.number: release.built_at for release in folder.history()}
    stable, changing = "https://w3id.org/vn-ndp/id/a", "http://example.org/v"
    assert of([stable, changing, "http://example.org/never"]) == {stable: moments[1], changing: moments[3]}
    (_, second, _) = folder.history()
    assert last_changes(folder, second)([changing]) == {changing: moments[2]}


def test_without_a_journal_no_change_is_known(folder: Folder, manifest: Manifest, tmp_path: Path) -> None:
    shutil.copytree(folder.path, tmp_path / "copy")
    copy = Folder(tmp_path / "copy")
    copy.journal_path.write_bytes(b"damaged")
    assert last_changes(copy, manifest)(["http://example.org/v"]) == {}
    copy.journal_path.unlink()
    assert last_changes(copy, manifest)(["http://example.org/v"]) == {}


def test_robots_find_the_site_map(addresses: Addresses) -> None:
    assert write_robots(addresses).decode().splitlines()[-1] == f"Sitemap: {PUBLIC}/sitemap.xml"


# -- all of them


def test_all_descriptions_are_files(record: ReleaseRecord, addresses: Addresses) -> None:
    files = descriptions(record, addresses)
    assert files == descriptions(record, addresses)
    assert {
        "catalog.ttl",
        "void.rdf",
        ".well-known/api-catalog",
        "linkset.json",
        "robots.txt",
    } <= files.keys()
    assert all(files.values())
    assert b"PartialCollectionView" not in files["catalog.ttl"]


def test_the_site_map_is_files(folder: Folder, manifest: Manifest, addresses: Addresses) -> None:
    files = dict(iter_sitemap_files(folder, manifest, addresses))
    listed = [loc.text or "" for loc in parsed(files.pop("sitemap.xml")).iter(f"{SITEMAP}loc")]
    assert listed == [f"{PUBLIC}/{path}" for path in files]
    assert b"<lastmod>" in files["sitemap/digitalplatform-1.xml"]


def test_without_a_public_address_they_lie_below_the_base(record: ReleaseRecord) -> None:
    files = descriptions(record, Addresses(record.base))
    assert b"https://w3id.org/vn-ndp/dumps/" in files["catalog.ttl"]
