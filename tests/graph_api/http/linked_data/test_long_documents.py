"""Documents of more than a thousand statements come in pages, which together are the whole."""

from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse
from requests.utils import parse_header_links
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from graph_api.settings import Settings
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from tests.graph_api.support.series import publish
from tests.graph_api.support.stores import Content, contents

HYDRA = "http://www.w3.org/ns/hydra/core#"
LONG = f"{DEFAULT_BASE}id/list/long"
DATA = f"""<{DEFAULT_BASE}graph/g> {{ <{LONG}> a <{DEFAULT_BASE}ns#PlatformList> ;
  <https://other.example/p> {", ".join(f'"{n}"' for n in range(2300))} ;
  <https://other.example/q> [ <https://other.example/r> 1 ] .
  <{DEFAULT_BASE}id/org/replaced> <http://purl.org/dc/terms/isReplacedBy> <{LONG}> .
  <{DEFAULT_BASE}id/org/both> <https://other.example/p> 1 . }}
<{DEFAULT_BASE}graph/derived> {{ <{DEFAULT_BASE}id/org/both> <https://other.example/p> 2 .
  <{DEFAULT_BASE}id/status-period/x> a <{DEFAULT_BASE}ns#StatusPeriod> . }}"""


@pytest.fixture(scope="module")
def content(model: Model) -> Content:
    return contents(model, [DATA.encode()])


def following(header: str) -> str | None:
    return next((link["url"] for link in parse_header_links(header) if link["rel"] == "next"), None)


def test_pages_are_the_whole(client: TestClient) -> None:
    path: str | None = "/doc/id/list/long.nq?derived=false"
    found: list[set[str]] = []
    total = set()
    while path is not None:
        answer = client.get(path)
        assert answer.status_code == 200
        assert len(answer.headers["link"]) < 4000
        lines = set(answer.text.splitlines())
        hydra = {line for line in lines if HYDRA in line}
        total |= {line.split(" ")[2] for line in hydra if "totalItems" in line}
        assert any("PartialCollectionView" in line for line in hydra)
        found.append(lines - hydra)
        after = following(answer.headers["link"])
        assert any(f"<{HYDRA}next>" in line for line in hydra) is (after is not None)
        path = after
    assert [len(page) for page in found] == [1000, 1000, 303]
    assert len(set().union(*found)) == 2303
    assert total == {'"2303"^^<http://www.w3.org/2001/XMLSchema#integer>'}


def test_pages_come_in_every_form(client: TestClient) -> None:
    for extension, form in (
        ("ttl", RdfFormat.TURTLE),
        ("jsonld", RdfFormat.JSON_LD),
        ("rdf", RdfFormat.RDF_XML),
    ):
        answer = client.get(f"/doc/id/list/long.{extension}")
        triples = {Quad(*quad.triple) for quad in parse(answer.content, form)}
        assert 1000 < len(triples) < 1010
        assert following(answer.headers["link"]) is not None
    page = client.get("/doc/id/list/long?lang=en", headers={"accept": "text/html"})
    assert "More statements" in page.text
    target = following(page.headers["link"])
    assert target is not None
    assert client.get(target).status_code == 200


def test_a_cursor_is_of_its_release_and_document(client: TestClient) -> None:
    target = following(client.get("/doc/id/list/long.nt").headers["link"])
    assert target is not None
    cursor = target.partition("after=")[2]
    for path in (
        "/doc/id/list/long.nt?after=abc",
        f"/doc/id/list/long.nt?release=000009-00000000&after={cursor}",
        "/doc/id/list/long.nt?after=" + "OTk5OTk5QHRlc3Q",
    ):
        answer = client.get(path)
        assert answer.status_code in (400, 404), path
        assert answer.json()["code"] in ("BAD_CURSOR", "RELEASE_UNAVAILABLE")


def test_what_is_only_replaced_leads_to_its_successor(client: TestClient) -> None:
    answer = client.get("/doc/id/org/replaced.ttl")
    assert (answer.status_code, answer.headers["location"]) == (308, "/doc/id/list/long")


def test_what_is_derived_is_there_if_it_is_requested_or_there_is_nothing_else(client: TestClient) -> None:
    def graphs(path: str) -> list[str]:
        lines = client.get(path).text.splitlines()
        return sorted(line.split("/graph/")[1] for line in lines)

    assert graphs("/doc/id/org/both.nq") == ["g> ."]
    assert graphs("/doc/id/org/both.nq?derived=true") == ["derived> .", "g> ."]
    assert graphs("/doc/id/status-period/x.nq") == ["derived> ."]
    page = client.get("/doc/id/org/both.html?derived=true&lang=en").text
    assert page.count('<span class="mark">derived</span>') == 1


def test_the_next_of_a_page_is_of_the_same_release(tmp_path: Path) -> None:
    location = Location(tmp_path / "store")
    for name in ("one", "two"):
        values = ", ".join(f'"{name} {n}"' for n in range(1200))
        publish(location, f":g {{ <{LONG}> :p {values} }}")
    *_, first = Folder(location.folder).published()
    with TestClient(create_app(Settings(store=f"sqlite:{location.folder}"))) as client:
        path, pages = f"/release/{first}/doc/id/list/long.nt", 0
        while path:
            answer = client.get(path)
            assert b'"two ' not in answer.content
            relations = [
                relation
                for link in parse_header_links(answer.headers["link"])
                for relation in link["rel"].split()
            ]
            assert max(relations.count("next"), relations.count("first")) == 1
            assert {"prev", "last"}.isdisjoint(relations)
            assert {"timegate", "timemap"} <= set(relations)
            path, pages = following(answer.headers["link"]) or "", pages + 1
    assert pages == 2
