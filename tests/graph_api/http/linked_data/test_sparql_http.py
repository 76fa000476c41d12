"""`/sparql` over HTTP: negotiation, headers, limits, and the way from one release to the next."""

import hashlib
import json
import time
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
import rdflib
from starlette.testclient import TestClient

from graph_api.cli.first_release import require_files
from graph_api.http.app import create_app
from graph_api.settings import Settings
from graph_api.sparql.index import index_of
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from ontology.errors import UsageError
from tests.graph_api.pages.small_server import serving
from tests.graph_api.support.series import ONE, TWO, Series, publish, publish_series

SELECT = "SELECT ?s ?label { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?label } ORDER BY ?s ?label"
LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SD = "http://www.w3.org/ns/sparql-service-description#"
Pairs = list[tuple[str, str | int | float | bool | None]]
FORM = {"content-type": "application/x-www-form-urlencoded"}
UPDATE = {"content-type": "application/sparql-update"}
JSON = {"content-type": "application/json"}
QUERY = {"content-type": "application/sparql-query"}


def settings_of(folder: Path, **more: Any) -> Settings:
    return Settings(
        store=f"sqlite:{folder}", sparql=True, sparql_workers=2, client_share=100, sparql_time=1500, **more
    )


def wait_for(client: TestClient, release: str) -> None:
    """Wait until queries are answered from a release."""
    deadline = time.monotonic() + 60
    while True:
        answer = client.get("/sparql", params={"query": "ASK {}"})
        if answer.headers.get("ndp-release") == release:
            return
        assert answer.status_code in (200, 503), answer.text
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(scope="module")
def series_folder(tmp_path_factory: pytest.TempPathFactory) -> Series:
    return publish_series(Location(tmp_path_factory.mktemp("sparql") / "store"))


@pytest.fixture(scope="module")
def service(series_folder: Series) -> Iterator[TestClient]:
    """A service whose index has been made."""
    with TestClient(create_app(settings_of(series_folder.location.folder, max_sparql_rows=50))) as client:
        wait_for(client, series_folder.ids[-1])
        yield client


def rows(answer: httpx.Response) -> list[tuple[str, ...]]:
    assert answer.status_code == 200, answer.text
    found = answer.json()
    return [
        tuple(row[name]["value"] for name in found["head"]["vars"]) for row in found["results"]["bindings"]
    ]


def test_the_three_ways_to_ask_give_the_same_answer(service: TestClient) -> None:
    own = [("http://example.org/a", "three")]
    by_get = service.get("/sparql", params={"query": SELECT})
    assert [row for row in rows(by_get) if "example.org" in row[0]] == own
    in_form = service.post("/sparql", data={"query": SELECT})
    as_body = service.post("/sparql", content=SELECT, headers=QUERY)
    assert by_get.content == in_form.content == as_body.content
    assert by_get.headers["etag"]
    assert "etag" not in in_form.headers


def test_an_answer_names_its_release_and_its_digest(service: TestClient, series_folder: Series) -> None:
    answer = service.get("/sparql", params={"query": SELECT}, headers={"accept-encoding": "identity"})
    release = series_folder.ids[-1]
    assert answer.headers["ndp-release"] == release
    assert answer.headers["ndp-release-hash"] == series_folder.folder.manifest(release).hash
    digest = b64encode(hashlib.sha256(answer.content).digest()).decode()
    assert answer.headers["repr-digest"] == f"sha-256=:{digest}:"
    cross = service.get("/sparql", params={"query": SELECT}, headers={"origin": "http://other.example"})
    assert {"NDP-Release", "NDP-Truncated"} <= set(cross.headers["access-control-expose-headers"].split(", "))


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        ("ASK {}", "*/*", "application/sparql-results+json"),
        ("ASK {}", "application/sparql-results+xml, */*;q=0.1", "application/sparql-results+xml"),
        ("ASK {}", "application/json", "application/json"),
        ("ASK {}", "text/csv", "text/csv; charset=utf-8"),
        (
            "ASK {}",
            "text/turtle;q=0.9, text/tab-separated-values;q=0.5",
            "text/tab-separated-values; charset=utf-8",
        ),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "*/*", "text/turtle; charset=utf-8"),
        ("DESCRIBE <http://example.org/a>", "application/ld+json", "application/ld+json"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/rdf+xml", "application/rdf+xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples", "application/n-triples"),
    ],
)
def test_the_form_is_negotiated(service: TestClient, query: str, accept: str, media: str) -> None:
    answer = service.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("query", "accept", "form"),
    [
        ("ASK {}", "text/turtle", ""),
        ("CONSTRUCT WHERE {}", "text/csv", ""),
        ("ASK {}", "*/*", "ttl"),
        ("ASK {}", "image/png", ""),
    ],
)
def test_a_form_that_does_not_fit_is_refused(service: TestClient, query: str, accept: str, form: str) -> None:
    answer = service.get("/sparql", params={"query": query, "format": form}, headers={"accept": accept})
    assert (answer.status_code, answer.json()["code"]) == (406, "NOT_ACCEPTABLE")


def test_what_is_cut_off_is_said(service: TestClient) -> None:
    answer = service.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
    assert len(rows(answer)) == 50
    assert answer.headers["ndp-truncated"] == "rows=50"
    (link,) = answer.json()["head"]["link"]
    described = rdflib.Graph().parse(data=service.get("/sparql").text, format="turtle")
    assert len(list(described.objects(rdflib.URIRef(link), rdflib.RDFS.comment))) == 3
    assert "ndp-truncated" not in service.get("/sparql", params={"query": SELECT + " LIMIT 2"}).headers


def test_the_service_describes_itself(service: TestClient, series_folder: Series) -> None:
    graphs = []
    for accept, form in (("text/turtle", "turtle"), ("application/rdf+xml", "xml"), ("*/*", "turtle")):
        answer = service.get("/sparql", headers={"accept": accept})
        graphs.append(rdflib.Graph().parse(data=answer.text, format=form))
        known = {"accept": accept, "if-none-match": answer.headers["etag"]}
        assert service.get("/sparql", headers=known).status_code == 304
    graph = graphs[0]
    assert {len(one) for one in graphs} == {len(graph)}
    (resource,) = graph.subjects(rdflib.RDF.type, rdflib.URIRef(SD + "Service"))
    assert len(list(graph.objects(resource, rdflib.URIRef(SD + "resultFormat")))) == 8
    names = {str(name) for name in graph.objects(None, rdflib.URIRef(SD + "name"))}
    manifest = series_folder.folder.manifest(series_folder.ids[-1])
    assert {one.iri for one in manifest.stored} < names
    assert [int(str(n)) for n in graph.objects(None, rdflib.URIRef("http://www.w3.org/ns/dqv#value"))] == [0]


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ({"params": {"query": "SELECT"}}, 400, "SPARQL_SYNTAX"),
        ({"params": {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> {} }"}}, 400, "SPARQL_SERVICE"),
        ({"params": {"query": "DELETE WHERE { ?s ?p ?o }"}}, 400, "SPARQL_UPDATE"),
        ({"params": {"update": "CLEAR ALL"}}, 400, "SPARQL_UPDATE"),
        ({"params": {"query": LONG}}, 400, "SPARQL_TIME"),
        ({"params": {"query": "ASK {}", "format": "xls"}}, 400, "BAD_PARAMETER"),
        ({"params": {"query": "ASK {}", "release": "000001"}}, 400, "BAD_PARAMETER"),
        ({"params": {"query": "ASK {}", "default_graph_uri": "x:a"}}, 400, "BAD_PARAMETER"),
        ({"method": "POST", "content": "query=ASK%7B%7D&query=ASK%7B%7D", "headers": FORM}, 400, "BAD_PARAMETER"),
        ({"method": "POST", "content": "update=CLEAR%20ALL", "headers": FORM}, 400, "SPARQL_UPDATE"),
        ({"method": "POST", "content": "CLEAR ALL", "headers": UPDATE}, 400, "SPARQL_UPDATE"),
        ({"method": "POST", "content": "{}", "headers": JSON}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"method": "POST", "content": b"x" * 1_000_001, "headers": QUERY}, 413, "TOO_LARGE"),
        ({"method": "PUT", "content": "ASK {}", "headers": QUERY}, 405, "METHOD_NOT_ALLOWED"),
    ],
)  # fmt: skip
def test_problems_are_told_apart(
    service: TestClient, request_: dict[str, Any], status: int, code: str
) -> None:
    answer = service.request(**{"method": "GET", "url": "/sparql", **request_})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_graphs_can_be_chosen_many_times(service: TestClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    pairs: Pairs = [
        ("query", count),
        ("default-graph-uri", "http://example.org/g1"),
        ("default-graph-uri", "x:none"),
    ]
    assert rows(service.get("/sparql", params=pairs)) == [("2",)]
    more: Pairs = [("default-graph-uri", f"x:{n}") for n in range(60)]
    assert rows(service.post("/sparql", params=more, content=count, headers=QUERY)) == [("0",)]


def test_an_answer_that_is_known_is_not_computed_again(service: TestClient) -> None:
    first = service.get("/sparql", params={"query": SELECT})
    again = service.get("/sparql", params={"query": SELECT}, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = service.get(
        "/sparql",
        params={"query": SELECT},
        headers={"if-none-match": first.headers["etag"], "accept": "text/csv"},
    )
    assert other.status_code == 200
    assert "etag" not in service.get("/sparql", params={"query": "SELECT (NOW() AS ?t) {}"}).headers


def test_without_the_setting_there_is_no_sparql(series_folder: Series) -> None:
    with TestClient(create_app(Settings(store=f"sqlite:{series_folder.location.folder}"))) as client:
        answer = client.get("/sparql", params={"query": "ASK {}"})
        assert (answer.status_code, answer.json()["code"]) == (404, "SPARQL_OFF")


def test_without_the_files_of_the_release_a_service_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--sparql needs the release folder"):
        require_files(settings_of(tmp_path), "000001-00000000")
    require_files(Settings(store=f"sqlite:{tmp_path}"), "000001-00000000")


def test_a_service_goes_from_release_to_release(tmp_path: Path) -> None:
    location = Location(tmp_path / "store")
    first = publish(location, ONE)
    folder = Folder(location.folder)
    with TestClient(create_app(settings_of(location.folder), look_every=0.05)) as client:
        early = client.get("/sparql", params={"query": SELECT})
        assert (early.status_code, early.headers["retry-after"]) == (503, "5")
        wait_for(client, first)
        assert rows(client.get("/sparql", params={"query": SELECT + " LIMIT 1"}))[0][1] == "one"
        second = publish(location, TWO)
        wait_for(client, second)
        answer = client.get("/sparql", params={"query": SELECT + " LIMIT 1"})
        assert rows(answer)[0][1] == "two"
        deadline = time.monotonic() + 30
        while index_of(folder, first).path.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
    with TestClient(create_app(settings_of(location.folder), look_every=0.05)) as client:
        (index_of(folder, second).store / "CURRENT").write_text("damaged")
        wait_for(client, second)


def test_too_many_queries_are_refused_and_the_service_goes_on(series_folder: Series) -> None:
    settings = settings_of(series_folder.location.folder, max_sparql_waiting=2)
    app = create_app(settings)
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        wait_for(client, series_folder.ids[-1])  # type: ignore[arg-type] # alike, as far as it is used

        def ask(number: int) -> tuple[int, str]:
            answer = httpx.get(f"{address}/sparql", params={"query": f"{LONG} # {number}"}, timeout=60)
            assert (answer.headers.get("retry-after") == "5") is (answer.status_code == 429)
            return answer.status_code, answer.json().get("code", "")

        with ThreadPoolExecutor(40) as threads:
            asked = [threads.submit(ask, number) for number in range(40)]
            others = [client.post("/graphql", json={"query": "{ release { id } }"}).json() for _ in range(5)]
            statuses = [one.result() for one in asked]
        assert [one["data"]["release"]["id"] for one in others] == [series_folder.ids[-1]] * 5
        assert set(statuses) == {(400, "SPARQL_TIME"), (429, "SPARQL_BUSY")}
        assert statuses.count((429, "SPARQL_BUSY")) >= 30
        refused = httpx.get(f"{address}/sparql", params={"query": "ASK {}"})
        assert json.loads(refused.text)["boolean"] is True


def test_either_store_has_its_index_in_the_release_folder(series: Series) -> None:
    settings = replace(series.settings, sparql=True, sparql_workers=1)
    with TestClient(create_app(settings)) as client:
        wait_for(client, series.ids[-1])
        answer = client.get("/sparql", params={"query": SELECT})
        assert ("http://example.org/a", "three") in rows(answer)
        assert index_of(series.folder, series.ids[-1]).content() is not None
