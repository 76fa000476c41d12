"""`release` and `releases`: through the real application, on real release folders, with both stores."""

import threading
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from loaders.folder.location import Location
from tests.graph_api.support.series import (
    BUILT,
    EX,
    ONE,
    TWO,
    Series,
    ask,
    diff_of,
    error,
    publish,
    publish_series,
    serving,
)

FIELDS = "id builtAt evaluationDate statements hash certificate policy { name value } current"


def test_the_release_that_answers_has_the_facts_of_its_manifest(client: TestClient, series: Series) -> None:
    for number, release in enumerate(series.ids):
        manifest = series.folder.manifest(release)
        found = ask(client, f"{{ release {{ {FIELDS} }} }}", release=release)["release"]
        assert found == {
            "id": release,
            "builtAt": BUILT[number],
            "evaluationDate": "2026-01-31",
            "statements": manifest.statements,
            "hash": manifest.hash,
            "certificate": manifest.certificate,
            "policy": [
                {"name": "cant_tell_passes", "value": "false"},
                {"name": "inapplicable_passes", "value": "false"},
                {"name": "outlives_agency", "value": "true"},
                {"name": "reassessment_days", "value": "365"},
            ],
            "current": number == 2,
        }
    assert ask(client, "{ release { id } }")["release"]["id"] == series.ids[2]


def test_the_figures_of_a_release(client: TestClient, series: Series) -> None:
    query = """{ release { subjects graphs { iri statements subjects } classes { iri label(lang: "en") { value } count }
        properties { iri count __typename } __typename } }"""
    found = ask(client, query, release=series.ids[1])["release"]
    assert found == {
        "subjects": 2,
        "graphs": [
            {"iri": EX + "g1", "statements": 3, "subjects": 1},
            {"iri": EX + "g2", "statements": 1, "subjects": 1},
        ],
        "classes": [
            {
                "iri": "https://w3id.org/vn-ndp/ns#DigitalPlatform",
                "label": {"value": "Digital platform"},
                "count": 1,
            }
        ],
        "properties": [
            {"iri": "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "count": 1, "__typename": "TermUse"},
            {"iri": "http://www.w3.org/2004/02/skos/core#prefLabel", "count": 2, "__typename": "TermUse"},
            {"iri": "https://w3id.org/vn-ndp/ns#slug", "count": 1, "__typename": "TermUse"},
        ],
        "__typename": "Release",
    }


def test_some_graphs_of_a_release(client: TestClient, series: Series) -> None:
    query = "query($iris: [ID!]) { release { graphs(iris: $iris) { iri statements } } }"

    def found(iris: object) -> object:
        body = {"query": query, "variables": {"iris": iris}}
        return client.post(f"/graphql?release={series.ids[1]}", json=body).json()["data"]["release"]["graphs"]

    second = {"iri": EX + "g2", "statements": 1}
    assert found([EX + "g2", EX + "unknown"]) == [second]
    assert found([]) == []
    assert found(None) == [{"iri": EX + "g1", "statements": 3}, second]


def test_all_releases_newest_first_in_pages(client: TestClient, series: Series) -> None:
    newest = list(reversed(series.ids))
    query = """query Q($first: Int, $after: String) { releases(first: $first, after: $after) {
        nodes { id current } edges { cursor node { id } __typename } totalCount __typename
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
    whole = ask(client, query)["releases"]
    assert [node["id"] for node in whole["nodes"]] == newest
    assert [node["current"] for node in whole["nodes"]] == [True, False, False]
    assert (whole["totalCount"], whole["__typename"]) == (3, "ReleaseConnection")
    assert ask(client, query, release=series.ids[0])["releases"] == whole
    met, after = [], None
    while True:
        page = ask(client, query, {"first": 1, "after": after})["releases"]
        met += [edge["node"]["id"] for edge in page["edges"]]
        info = page["pageInfo"]
        assert info["hasPreviousPage"] is (after is not None)
        assert info["startCursor"] == info["endCursor"] == page["edges"][0]["cursor"]
        after = info["endCursor"]
        if not info["hasNextPage"]:
            break
    assert met == newest
    assert ask(client, query, {"first": 0})["releases"]["nodes"] == []


def test_pages_of_releases_hold_when_another_is_published(tmp_path: Path) -> None:
    own = publish_series(Location(tmp_path / "store"))
    page = "{ releases(first: 1%s) { nodes { id } pageInfo { endCursor } } }"
    with serving(own.settings, look_every=0.0) as client:
        first = ask(client, page % "")["releases"]
        publish(own.location, ONE)
        after = first["pageInfo"]["endCursor"]
        assert ask(client, page % f', after: "{after}"')["releases"]["nodes"] == [{"id": own.ids[1]}]
        assert ask(client, "{ releases { totalCount } }")["releases"]["totalCount"] == 4


@pytest.mark.parametrize(
    ("arguments", "code"),
    [("first: -1", "PAGE_SIZE"), ("first: 201", "PAGE_SIZE"), ('after: "x"', "BAD_CURSOR")],
)
def test_bad_pages_are_refused(client: TestClient, series: Series, arguments: str, code: str) -> None:
    assert error(client, f"{{ releases({arguments}) {{ totalCount }} }}")["code"] == code
    found = error(client, diff_of(series, 0, 1, f"added({arguments}) {{ totalCount }}"))
    assert found["code"] == code


def test_without_a_folder_there_is_the_one_release_of_neo4j(neo4j_empty: str, tmp_path: Path) -> None:
    location = Location(tmp_path / "store", neo4j_empty)
    release = publish(location, ONE)
    alone = Series(Location(tmp_path / "nothing", neo4j_empty), ())
    figures = "subjects graphs { iri } classes { iri } properties { iri }"
    with serving(alone.settings) as client:
        found = ask(
            client, f"{{ release {{ {FIELDS} {figures} }} releases {{ nodes {{ id }} totalCount }} }}"
        )
        known = {"id": release, "statements": 3, "current": True}
        assert {k: v for k, v in found["release"].items() if v is not None} == known
        assert found["releases"] == {"nodes": [{"id": release}], "totalCount": 1}
        query = f'{{ diff(from: "{release}", to: "000001-x") {{ added {{ totalCount }} }} }}'
        assert error(client, query)["code"] == "RELEASE_UNAVAILABLE"


def test_what_another_release_changes_is_not_cached(client: TestClient, series: Series) -> None:
    queries = (
        "{ release { current } }",
        "{ releases { totalCount } }",
        diff_of(series, 0, 1, "added { totalCount }"),
    )
    found = [client.get("/graphql", params={"query": query, "release": series.ids[0]}) for query in queries]
    assert ["etag" in answer.headers for answer in found] == [False, False, True]
    assert found[0].headers["cache-control"] == "no-store"


def test_the_release_that_answers_is_one_while_neo4j_goes_to_others(neo4j_empty: str, tmp_path: Path) -> None:
    location = Location(tmp_path / "store", neo4j_empty)
    publish(location, ONE)
    stop = threading.Event()
    answers: list[tuple[str, str, str]] = []

    def keep_asking(client: TestClient) -> None:
        query = f'{{ release {{ id }} resource(iri: "{EX}a") {{ label {{ value }} }} }}'
        while not stop.is_set():
            found = client.post("/graphql", json={"query": query}).json()
            label = found["data"]["resource"]["label"]["value"]
            answers.append((found["data"]["release"]["id"], found["extensions"]["release"], label))

    with serving(Series(location, ()).settings) as client:
        reader = threading.Thread(target=keep_asking, args=(client,))
        reader.start()
        try:
            ids = [publish(location, text) for text in (TWO, ONE, TWO, ONE)]
        finally:
            stop.set()
            reader.join()
    assert answers
    assert all(own == answered for own, answered, _ in answers)
    first = {release: label for release, _, label in answers}
    assert all(first[release] == label for release, _, label in answers)
    assert {first[release] for release in ids if release in first} <= {"one", "two"}
