"""Older states of documents: Accept-Datetime, Mementos, lists of states, what is gone, tags and dates."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from graph_api.settings import Settings
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.releases.rollback import roll_back
from ontology.namespaces import PROV, RDF_TYPE
from tests.graph_api.support.series import Series, date_releases, publish
from tests.graph_api.support.stores import KINDS
from tests.loaders.support.releasing import kept

BASE = "https://w3id.org/vn-ndp/"
PREFIX = f"@prefix id: <{BASE}id/> . "
TEXTS = (
    ':g { id:same :p 1 . id:a :p "one" . id:gone :p [ :q 1 ] . :out :p 1 }',
    ':g { id:same :p 1 . id:a :p "two" . id:gone :p [ :q 1 ] . :out :p 2 }',
    ':g { id:same :p 1 . id:a :p "two" . id:late :p 1 . :out :p 2 }',
    ':g { id:same :p 1 . id:a :p "four" . id:late :p 1 . :out :p 2 }',
)
BUILT = tuple(f"2026-0{month}-10T08:00:00Z" for month in range(1, 5))
DATES = tuple(
    f"{day}, 10 {month} 2026 08:00:00 GMT"
    for day, month in (("Sat", "Jan"), ("Tue", "Feb"), ("Tue", "Mar"), ("Fri", "Apr"))
)
NT = {"accept": "application/n-triples"}


def released(location: Location) -> tuple[str, ...]:
    for text in TEXTS:
        publish(location, PREFIX + text)
    date_releases(Folder(location.folder), BUILT)
    return tuple(reversed(Folder(location.folder).published()))


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Location:
    location = Location(tmp_path_factory.mktemp("mementos") / "store")
    released(location)
    return location


@pytest.fixture(scope="module")
def ids(location: Location) -> tuple[str, ...]:
    return tuple(reversed(Folder(location.folder).published()))


@pytest.fixture(scope="module")
def client(location: Location) -> Iterator[TestClient]:
    with TestClient(
        create_app(Settings(store=f"sqlite:{location.folder}")), follow_redirects=False
    ) as client:
        yield client


def links(header: str) -> dict[str, list[tuple[str, str]]]:
    """The targets and dates of links by each relation."""
    found: dict[str, list[tuple[str, str]]] = {}
    for target, relations, rest in re.findall(r'<([^>]*)>; rel="([^"]*)"((?:; [a-z]+="[^"]*")*)', header):
        date = re.search(r'datetime="([^"]*)"', rest)
        for relation in relations.split():
            found.setdefault(relation, []).append((target, date[1] if date else ""))
    return found


def described(client: TestClient, location: Location, address: str, iri: str, release: str) -> None:
    """Check that the document at an address is what is stated about an IRI in the dump of a release."""
    answer = client.get(address, headers=NT)
    assert answer.status_code == 200, answer.text
    lines = "\n".join(kept(Folder(location.folder), release))
    stated = {spo(quad) for quad in parse(lines, RdfFormat.N_QUADS) if quad.subject == NamedNode(iri)}
    assert {spo(quad) for quad in parse(answer.content, RdfFormat.N_TRIPLES)} == stated != set()


def spo(quad: Quad) -> str:
    return f"{quad.subject} {quad.predicate} {quad.object}"


def test_the_document_of_a_time_is_that_of_the_state_in_force(
    client: TestClient, location: Location, ids: tuple[str, ...]
) -> None:
    for date, number in (*zip(DATES, (0, 1, 1, 3), strict=True), ("Thu, 01 Jan 2009 00:00:00 GMT", 0)):
        address = f"/release/{ids[number]}/doc/id/a"
        for path in ("id/a", "doc/id/a"):
            answer = client.get(f"/{path}", headers={"accept-datetime": date, **NT})
            assert (answer.status_code, answer.headers["location"]) == (302, address)
            assert "Accept-Datetime" in answer.headers["vary"]
        described(client, location, address, f"{BASE}id/a", ids[number])
    with_form = client.get("/doc/id/a.ttl?lang=en", headers={"accept-datetime": DATES[0]})
    assert with_form.headers["location"] == f"/release/{ids[0]}/doc/id/a.ttl?lang=en"
    foreign = client.get("/resource?iri=http://example.org/out", headers={"accept-datetime": DATES[0]})
    assert foreign.headers["location"] == f"/release/{ids[0]}/resource?iri=http%3A%2F%2Fexample.org%2Fout"
    described(client, location, foreign.headers["location"], "http://example.org/out", ids[0])


def test_a_malformed_time_is_refused(client: TestClient) -> None:
    for path in ("id/a", "doc/id/a"):
        for text in ("yesterday", "2026-01-10T08:00:00", ""):
            answer = client.get(f"/{path}", headers={"accept-datetime": text})
            assert (answer.status_code, answer.json()["code"]) == (400, "BAD_PARAMETER")


def test_a_state_never_changes_and_leads_to_its_neighbours(client: TestClient, ids: tuple[str, ...]) -> None:
    state = client.get(f"/release/{ids[1]}/doc/id/a.ttl")
    assert state.headers["memento-datetime"] == DATES[1]
    assert state.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "Accept-Datetime" not in state.headers["vary"]
    assert "last-modified" not in state.headers
    found = links(state.headers["link"])
    addresses = [(f"/release/{ids[n]}/doc/id/a.ttl", DATES[n]) for n in (0, 1, 3)]
    assert found["original"] == found["timegate"] == [("/doc/id/a.ttl", "")]
    assert found["timemap"] == [("/timemap/id/a", "")]
    assert found["memento"] == addresses
    assert ("/doc/id/a.atom", "") in found["alternate"]
    assert (found["first"], found["prev"]) == (addresses[:1], addresses[:1])
    assert (found["next"], found["last"]) == (addresses[2:], addresses[2:])
    again = client.get(f"/release/{ids[1]}/doc/id/a.ttl", headers={"if-none-match": state.headers["etag"]})
    assert (again.status_code, again.headers["memento-datetime"]) == (304, DATES[1])
    assert client.get(f"/release/{ids[2]}/doc/id/a.ttl").content == state.content
    assert client.get("/release/000009-00000000/doc/id/a").status_code == 404


def test_the_page_leads_to_the_states_that_its_release_has(client: TestClient, ids: tuple[str, ...]) -> None:
    page = client.get("/doc/id/a.html?lang=en").text
    assert re.findall(r'<a href="([^"]*)"><code>([^<]*)</code></a>', page) == [
        (f"/release/{ids[n]}/doc/id/a.html?lang=en", ids[n]) for n in (3, 1, 0)
    ]
    assert '<a href="/timemap/id/a?format=html&amp;lang=en">all 3 states</a>' in page
    assert client.get("/timemap/id/a?format=html&lang=en").status_code == 200
    older = client.get(f"/release/{ids[1]}/doc/id/a.html?lang=en").text
    assert "all 2 states" in older
    foreign = client.get("/resource?iri=http://example.org/out&format=html&lang=en").text
    assert "/timemap?iri=http%3A%2F%2Fexample.org%2Fout&amp;format=html&amp;lang=en" in foreign
    assert "History" not in client.get("/doc/id/same.html?lang=en").text


def test_the_list_of_states_has_the_releases_that_changed_it(
    client: TestClient, ids: tuple[str, ...]
) -> None:
    found = client.get("/timemap/id/a")
    assert found.headers["content-type"] == "application/link-format"
    relations = links(found.text)
    states = [(f"/release/{ids[n]}/doc/id/a", DATES[n]) for n in (0, 1, 3)]
    assert relations["memento"] == states
    assert (relations["first"], relations["last"]) == (states[:1], states[2:])
    assert relations["original"] == relations["timegate"] == [("/doc/id/a", "")]
    assert relations["self"][0][0] == "/timemap/id/a"
    document = client.get("/timemap/id/a", headers={"accept": "application/json"}).json()
    assert document["mementos"]["list"] == [
        {"datetime": BUILT[n], "uri": f"/release/{ids[n]}/doc/id/a"} for n in (0, 1, 3)
    ]
    assert document["mementos"]["first"] == document["mementos"]["list"][0]
    assert client.get("/timemap/id/a?format=json").json() == document
    assert len(links(client.get("/timemap/id/same").text)["memento"]) == 1
    assert len(links(client.get("/timemap?iri=http://example.org/out").text)["memento"]) == 2
    others = {"application/json", "text/turtle", "application/ld+json", "text/html"}
    assert {*re.findall(r'rel="alternate"; type="([^"]*)"', found.headers["link"])} == others
    assert client.get("/timemap/id/never").status_code == 404
    assert client.get("/timemap/id/a", headers={"accept": "text/csv"}).status_code == 406


def test_the_list_of_states_as_statements(client: TestClient, ids: tuple[str, ...]) -> None:
    """With the terms of PROV-O, the same in each form, about the states that the list in link format has."""
    turtle = client.get("/timemap/id/a", headers={"accept": "text/turtle"})
    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
    stated = {spo(quad) for quad in parse(turtle.content, RdfFormat.TURTLE)}
    json_ld = client.get("/timemap/id/a?format=jsonld").content
    assert {spo(quad) for quad in parse(json_ld, RdfFormat.JSON_LD)} == stated
    states = [f"<http://127.0.0.1:8000/release/{ids[n]}/doc/id/a>" for n in (0, 1, 3)]
    moment = "^^<http://www.w3.org/2001/XMLSchema#dateTime>"
    assert stated == {
        *(f"{one} <{RDF_TYPE}> <{PROV}Entity>" for one in (f"<{BASE}id/a>", *states)),
        *(f"{one} <{PROV}specializationOf> <{BASE}id/a>" for one in states),
        *(
            f'{one} <{PROV}generatedAtTime> "{BUILT[n]}"{moment}'
            for one, n in zip(states, (0, 1, 3), strict=True)
        ),
        *(f"{later} <{PROV}wasRevisionOf> {one}" for one, later in pairwise(states)),
    }


def test_the_list_of_states_as_a_page(client: TestClient, ids: tuple[str, ...]) -> None:
    page = client.get("/timemap/id/a", headers={"accept": "text/html", "accept-language": "fr"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-language"] == "fr"
    assert page.headers["vary"].startswith("Accept, Accept-Language")
    addresses = [f"/release/{ids[n]}/doc/id/a?lang=fr" for n in (0, 1, 3)]
    assert re.findall(r'<li><a href="([^"]*)">', page.text) == addresses
    assert all(client.get(address).status_code == 200 for address in addresses)
    assert "<h2>États</h2>" in page.text
    foreign = client.get("/timemap?iri=http://example.org/out&format=html&lang=en")
    assert "<h2>States</h2>" in foreign.text
    assert 'href="?iri=http%3A%2F%2Fexample.org%2Fout&amp;format=html&amp;lang=vi"' in foreign.text


def test_what_is_gone_leads_to_its_last_state(client: TestClient, ids: tuple[str, ...]) -> None:
    for path in ("id/gone", "doc/id/gone", "doc/id/gone.ttl"):
        answer = client.get(f"/{path}", headers=NT)
        assert (answer.status_code, answer.json()["code"]) == (410, "GONE"), path
        assert f"from release {ids[0]} to {ids[1]}." in answer.json()["detail"]
        ((last, date),) = links(answer.headers["link"])["last"]
        assert (last.removesuffix(".ttl"), date) == (f"/release/{ids[0]}/doc/id/gone", DATES[0])
        assert client.get(last, headers=NT).status_code == 200
    later = client.get("/doc/id/gone", headers={"accept-datetime": DATES[3]})
    assert later.status_code == 410
    page = client.get("/doc/id/gone", headers={"accept": "text/html", "accept-language": "en"})
    assert (page.status_code, page.headers["content-type"]) == (410, "text/html; charset=utf-8")
    assert client.get("/doc/id/never", headers=NT).status_code == 404
    assert client.get(f"/release/{ids[0]}/doc/id/late", headers=NT).status_code == 404
    assert client.get(f"/release/{ids[3]}/doc/id/gone", headers=NT).status_code == 410


def test_only_what_changed_has_another_tag_and_date(client: TestClient, ids: tuple[str, ...]) -> None:
    tags = {}
    for name in ("a", "same", "late"):
        answer = client.get(f"/doc/id/{name}.ttl")
        tags[name] = answer.headers["etag"]
        assert answer.headers["last-modified"] == {"a": DATES[3], "same": DATES[0], "late": DATES[2]}[name]
        assert answer.headers["vary"].startswith("Accept-Profile, Accept-Encoding, Accept-Datetime")
        older = [client.get(f"/doc/id/{name}.ttl?release={release}") for release in ids[2:]]
        same = [one.headers["etag"] == answer.headers["etag"] for one in older]
        assert same == ([False, True] if name == "a" else [True, True])
        for known in (
            {"if-none-match": answer.headers["etag"]},
            {"if-modified-since": answer.headers["last-modified"]},
        ):
            assert client.get(f"/doc/id/{name}.ttl", headers=known).status_code == 304
        assert (
            client.get(
                f"/doc/id/{name}.ttl", headers={"if-modified-since": "Thu, 01 Jan 2009 00:00:00 GMT"}
            ).status_code
            == 200
        )
        both = {"if-none-match": '"other"', "if-modified-since": answer.headers["last-modified"]}
        assert client.get(f"/doc/id/{name}.ttl", headers=both).status_code == 200
    assert len(set(tags.values())) == 3
    others = [client.get(f"/doc/id/a.{end}").headers["etag"] for end in ("ttl", "nt", "jsonld", "html")]
    assert len(set(others)) == 4
    assert client.get("/doc/id/a.ttl?derived=true").headers["etag"] != tags["a"]
    assert client.get("/doc/id/a.ttl?_profile=labelled").headers["etag"] != tags["a"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_rollback_changes_dates_of_what_it_changes_and_the_states_stay(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    neo4j = request.getfixturevalue("neo4j_empty") if kind == "neo4j" else None
    location = Location(tmp_path / "store", neo4j)
    ids = released(location)
    roll_back(location, ids[2])
    with TestClient(create_app(Series(location, ids).settings), follow_redirects=False) as client:
        changed, same = client.get("/doc/id/a.ttl"), client.get("/doc/id/same.ttl")
        moment = Folder(location.folder).rollbacks()[0].moment
        assert changed.headers["last-modified"] not in DATES
        assert moment[:4] in changed.headers["last-modified"]
        assert same.headers["last-modified"] == DATES[0]
        assert b'"two"' in changed.content
        assert len(links(client.get("/timemap/id/a").text)["memento"]) == 3
        state = client.get("/id/a", headers={"accept-datetime": changed.headers["last-modified"]})
        assert state.headers["location"] == f"/release/{ids[1]}/doc/id/a"


def test_without_a_release_folder_there_are_no_states(tmp_path: Path) -> None:
    app = create_app(Settings(store="bolt://localhost:1", releases=tmp_path / "none"))
    client = TestClient(app)  # not started: the store is never asked
    answer = client.get("/release/000001-00000000/doc/id/a")
    assert (answer.status_code, answer.json()["code"]) == (404, "HISTORY_UNAVAILABLE")


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/ns.ttl", "/doc/ns.ttl"),
        ("/doc/shapes.nt", "/doc/shapes.nt"),
        ("/resource?iri=http%3A%2F%2Fpurl.org%2Fdc%2Fterms%2Ftitle&format=nt", None),
        ("/doc/profile/schema.ttl", "/doc/profile/schema.ttl"),
    ],
)
def test_what_the_ontology_alone_describes_promises_no_states(
    client: TestClient, ids: tuple[str, ...], path: str, state: str | None
) -> None:
    """It has no TimeGate, so no `Vary` by time and no TimeMap; its states name their original (RFC 7089 §4.4)."""
    plain = client.get(path)
    for answer in (plain, client.get(path, headers={"accept-datetime": DATES[0]})):
        assert (answer.status_code, "Accept-Datetime" in answer.headers["vary"]) == (200, False)
        found = links(answer.headers["link"])
        assert {"timegate", "timemap", "original", "memento"}.isdisjoint(found)
    unmodified = client.get(path, headers={"if-none-match": plain.headers["etag"]})
    assert (unmodified.status_code, "Accept-Datetime" in unmodified.headers["vary"]) == (304, False)
    old = client.get(f"/release/{ids[0]}{state or path}")
    assert (old.status_code, old.headers["memento-datetime"]) == (200, DATES[0])
    found = links(old.headers["link"])
    (original,) = found["original"]
    assert client.get(original[0], headers=NT).status_code == 200
    assert "timegate" not in found
    assert "Accept-Datetime" in client.get("/doc/id/a.ttl").headers["vary"]


def test_the_list_of_states_of_a_term_says_why_there_is_none(client: TestClient) -> None:
    answer = client.get("/timemap?iri=http://purl.org/dc/terms/title")
    assert answer.status_code == 404
    assert "is described by the ontology alone" in answer.json()["detail"]
    assert "states nothing about" in client.get("/timemap?iri=http://example.org/none").json()["detail"]
