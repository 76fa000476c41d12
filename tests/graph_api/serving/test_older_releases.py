"""Known time: `@release`, `?release=` and `--release` answer from an older release, by its own ontology."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph_api.history.history import History
from graph_api.http.negotiation import GRAPHQL_JSON
from loaders.folder.location import Location
from loaders.releases.rollback import roll_back
from ontology.storage import FORMAT
from tests.graph_api.support.command_line import ndp_graph
from tests.graph_api.support.series import BUILT, ONE, TWO, Series, publish, serving

LABEL = '{ resource(iri: "http://example.org/a") { label { value } } }'


@pytest.fixture(scope="module")
def client(series: Series) -> Iterator[TestClient]:
    with serving(series.settings) as client:
        yield client


def ask(client: TestClient, query: str, **more: Any) -> tuple[str, str]:
    """The label and the release in an answer."""
    params = {"release": more.pop("release")} if "release" in more else {}
    found = client.post("/graphql", json={"query": query, **more}, params=params).json()
    assert "errors" not in found, found
    return found["data"]["resource"]["label"]["value"], found["extensions"]["release"]


def error(client: TestClient, query: str, **more: Any) -> dict[str, Any]:
    """The one error of an answer."""
    params = {"release": more.pop("release")} if "release" in more else {}
    answer = client.post(
        "/graphql", json={"query": query, **more}, params=params, headers={"accept": GRAPHQL_JSON}
    )
    [found] = answer.json()["errors"]
    shown: dict[str, Any] = found["extensions"] | {"message": found["message"]}
    return shown


def at(moment: str) -> str:
    return f'query @release(knownAt: "{moment}") {LABEL}'


def test_a_question_is_answered_from_the_release_it_names(client: TestClient, series: Series) -> None:
    first, second, third = series.ids
    assert ask(client, LABEL) == ("three", third)
    assert ask(client, f'query @release(id: "{first}") {LABEL}') == ("one", first)
    assert ask(client, LABEL, release=second) == ("two", second)
    assert ask(client, f'query @release(id: "{second}") {LABEL}', release=second) == ("two", second)
    assert ask(client, LABEL, release=third) == ("three", third)
    found = client.get("/graphql", params={"query": LABEL, "release": first}).json()
    assert found["extensions"]["release"] == first


def test_the_release_may_be_a_variable(client: TestClient, series: Series) -> None:
    first, second, third = series.ids
    query = f"query Q($r: ID) @release(id: $r) {LABEL}"
    assert ask(client, query, variables={"r": first}) == ("one", first)
    assert ask(client, query, variables={"r": None}) == ("three", third)
    assert ask(client, query) == ("three", third)
    assert ask(client, query, release=second) == ("two", second)
    default = f'query Q($at: String = "2026-01-20") @release(knownAt: $at) {LABEL}'
    assert ask(client, default) == ("one", first)


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("2026-01-10", 0),  # a day is its end
        ("2026-01-10T08:00:00Z", 0),
        ("2026-02-10", 0),  # the second was built on the 11th, by the clock of Hà Nội
        ("2026-02-11", 1),
        ("2026-02-11T02:59:59", 0),  # without a zone: that of the service
        ("2026-02-11T03:00", 1),
        ("2026-02-10T19:59:59.999+00:00", 0),
        ("9999-12-31", 2),
    ],
)
def test_what_was_known_at_a_moment_is_the_newest_release_built_by_then(
    client: TestClient, series: Series, moment: str, number: int
) -> None:
    assert ask(client, at(moment))[1] == series.ids[number]


@pytest.mark.parametrize("moment", ["2026-01-09", "0001-01-01", "2026-01-10T07:59:59Z"])
def test_before_the_first_release_nothing_was_known(client: TestClient, series: Series, moment: str) -> None:
    found = error(client, at(moment))
    assert found["code"] == "RELEASE_UNAVAILABLE"
    assert all(release in found["hint"] for release in series.ids)


@pytest.mark.parametrize(
    "moment", ["yesterday", "2026-13-01", "2026-02-30", "20260210", "2026-02-10x12:00", "'"]
)
def test_an_invalid_moment_is_reported(client: TestClient, moment: str) -> None:
    found = error(client, at(moment))
    assert (found["code"], moment in found["message"]) == ("BAD_USER_INPUT", True)


def test_an_unknown_release_is_reported_with_a_similar_one(client: TestClient, series: Series) -> None:
    near = error(client, LABEL, release=series.ids[1][:-1] + "x")
    assert near["code"] == "RELEASE_UNAVAILABLE"
    assert series.ids[1] in near["hint"]
    far = error(client, LABEL, release="../../x'\"")
    assert series.ids[0] in far["hint"]


def test_what_is_said_twice_must_be_one_release(client: TestClient, series: Series) -> None:
    first, second, _ = series.ids
    for query in (
        f'query @release(id: "{first}") {LABEL}',
        f'query @release(id: "{second}", knownAt: "2026-01-20") {LABEL}',
    ):
        found = error(client, query, release=second)
        assert (found["code"], first in found["message"], second in found["message"]) == (
            "RELEASE_CONFLICT",
            True,
            True,
        )


def test_a_release_has_the_schema_of_its_own_ontology(client: TestClient, series: Series) -> None:
    bridges = "{ bridges { totalCount } }"
    assert client.post("/graphql", json={"query": bridges}).json()["data"]["bridges"]["totalCount"] == 1
    old = client.post("/graphql", json={"query": bridges}, params={"release": series.ids[0]}).json()
    assert "bridges" in old["errors"][0]["message"]
    sdl = [client.get("/graphql/schema.graphql", params={"release": release}).text for release in series.ids]
    assert ["type Bridge " in text for text in sdl] == [False, False, True]
    refused = client.get("/graphql/schema.graphql", params={"release": "x"})
    assert (refused.status_code, refused.json()["code"]) == (400, "RELEASE_UNAVAILABLE")
    known = {"query": f'query @release(id: "{series.ids[0]}") {{ __type(name: "Bridge") {{ name }} }}'}
    assert client.post("/graphql", json=known).json()["data"] == {"__type": None}


def test_a_misplaced_or_mistyped_directive_is_refused(client: TestClient, series: Series) -> None:
    for query in (
        LABEL.replace("{ label", f'@release(id: "{series.ids[0]}") {{ label'),
        f"query @release(id: true) {LABEL}",
        f'query @release(of: "x") {LABEL}',
        f"query Q($r: [ID]) @release(id: $r) {LABEL}",
    ):
        assert "errors" in client.post("/graphql", json={"query": query}).json()


def test_answers_of_each_release_have_their_own_tag(client: TestClient, series: Series) -> None:
    tags = set()
    for release in series.ids:
        params = {"query": LABEL, "release": release}
        tag = client.get("/graphql", params=params).headers["etag"]
        again = client.get("/graphql", params=params, headers={"if-none-match": tag})
        assert again.status_code == 304
        tags.add(tag)
    assert len(tags) == len(series.ids)


def test_the_command_line_answers_from_an_older_release(
    series: Series, capfd: pytest.CaptureFixture[str]
) -> None:
    store = series.location.neo4j or f"sqlite:{series.location.folder}"
    where = ["--store", store] + (
        ["--releases", str(series.location.folder)] if series.location.neo4j else []
    )
    for query, more in (
        (LABEL, ["--release", series.ids[0]]),
        (f'query @release(id: "{series.ids[0]}") {LABEL}', []),
    ):
        assert ndp_graph("query", query, *where, *more) == 0
        assert json.loads(capfd.readouterr().out)["extensions"] == {"release": series.ids[0]}
    assert ndp_graph(
        "query", f'query @release(id: "{series.ids[1]}") {LABEL}', *where, "--release", series.ids[0]
    )
    assert "RELEASE_CONFLICT" in capfd.readouterr().out


def test_a_neo4j_without_a_release_folder_answers_from_its_release_only(
    neo4j_empty: str, tmp_path: Path
) -> None:
    location = Location(tmp_path / "store", neo4j_empty)
    first = publish(location, ONE)
    settings = replace(Series(location, ()).settings, releases=tmp_path / "nowhere")
    with serving(settings, look_every=0.0) as client:
        assert ask(client, LABEL, release=first) == ("one", first)
        assert error(client, LABEL, release="000000-x")["code"] == "RELEASE_UNAVAILABLE"
        assert "no release folder" in error(client, at("2026-01-20"))["hint"]
        second = publish(location, TWO)
        assert ask(client, LABEL, release=second) == ("two", second)
        assert error(client, LABEL, release=first)["code"] == "RELEASE_UNAVAILABLE"


def test_a_question_keeps_its_release_while_another_is_published(own: Series) -> None:
    with serving(own.settings, look_every=0.0) as client:
        third = own.ids[2]
        assert ask(client, LABEL, release=third) == ("three", third)
        fourth = publish(own.location, ONE)
        assert ask(client, LABEL) == ("one", fourth)
        assert ask(client, LABEL, release=third) == ("three", third)
        assert ask(client, at("2026-03-11")) == ("three", third)


def test_files_of_an_older_format_are_built_again_from_the_record(own: Series) -> None:
    for release in (own.ids[0], own.ids[2]):
        with closing(sqlite3.connect(own.folder.sqlite_path(release))) as connection, connection:
            connection.execute("UPDATE meta SET value = ? WHERE key = 'format'", (FORMAT - 1,))
    file = own.folder.sqlite_path(own.ids[0])
    with serving(own.settings) as client:
        assert ask(client, LABEL) == ("three", own.ids[2])
        assert ask(client, LABEL, release=own.ids[0]) == ("one", own.ids[0])
    assert sorted(p.name for p in file.parent.iterdir() if "sqlite" in p.name) == [file.name]
    file.unlink()
    with serving(own.settings) as client:
        assert ask(client, LABEL, release=own.ids[0]) == ("one", own.ids[0])


def test_a_damaged_release_is_unavailable_and_the_others_are_not(own: Series) -> None:
    ontology = own.folder.release_path(own.ids[2]) / "ontology.json"
    ontology.write_bytes(ontology.read_bytes()[:-9])
    roll_back(own.location, own.ids[0])
    with serving(own.settings) as client:
        assert error(client, LABEL, release=own.ids[2])["code"] == "RELEASE_UNAVAILABLE"
        assert ask(client, LABEL, release=own.ids[1])[0] == "two"


def test_a_damaged_file_is_built_again_while_its_release_is_served(own: Series) -> None:
    with serving(own.settings, look_every=0.0) as client:
        for release, said in ((own.ids[0], "one"), (own.ids[2], "three")):
            assert ask(client, LABEL, release=release) == (said, release)
            file = own.folder.sqlite_path(release)
            file.write_bytes(file.read_bytes().replace(said.encode(), said.upper().encode()))
            assert ask(client, LABEL, release=release) == (said, release)


def test_what_was_known_at_a_moment_counts_rollbacks(own: Series) -> None:
    def known(moment: str) -> str:
        return History(own.location.folder).at(datetime.fromisoformat(moment)).id

    roll_back(own.location, own.ids[0])
    back = own.folder.rollbacks()[-1].moment
    assert [known(moment) for moment in (*BUILT, back)] == [*own.ids, own.ids[0]]
    fourth = publish(own.location, TWO)
    assert known(own.folder.manifest(fourth).built_at) == fourth
    assert known(BUILT[2]) == own.ids[2]
    with serving(own.settings) as client:
        assert ask(client, LABEL)[1] == fourth
        roll_back(own.location, own.ids[1])
        listed = client.post("/graphql", json={"query": "{ releases { nodes { id current } } }"}).json()
        assert [(n["id"], n["current"]) for n in listed["data"]["releases"]["nodes"]] == [
            (release, release == own.ids[1]) for release in (fourth, *reversed(own.ids))
        ]
