"""GraphQL over HTTP and the other paths, through the real application on a real release."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient

from graph_api.app import create_app
from graph_api.engine import Engine
from graph_api.http import GRAPHQL_JSON, JSON, accepts
from graph_api.settings import Settings
from graph_api.stores.sqlite import SqliteReader
from loaders.stores.sqlite import SqliteStore
from tests.graph_api.stores import RELEASE, Content, change_of

QUERY = "{ digitalPlatforms(first: 1) { totalCount } }"


@pytest.fixture(scope="module")
def client(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    file = tmp_path_factory.mktemp("release") / "graph.sqlite"
    SqliteStore(file).apply(change_of(content))

    async def opener(_: Settings, __: Engine | None) -> Engine:
        return Engine(SqliteReader(file, content.model, RELEASE))

    settings = Settings(store=f"sqlite:{file.parent}")
    with TestClient(create_app(settings, opener)) as client:
        yield client


def post(client: TestClient, body: object, **headers: str) -> Any:
    return client.post("/graphql", content=orjson.dumps(body), headers={"content-type": JSON} | headers)


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", JSON),
        ("*/*", JSON),
        (JSON, JSON),
        (GRAPHQL_JSON, GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}, {JSON}", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.5, {JSON}", JSON),
    ],
)
def test_an_answer_has_the_media_type_that_is_asked_for(client: TestClient, accept: str, media: str) -> None:
    answer = post(client, {"query": QUERY}, accept=accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, f"{media}; charset=utf-8")
    assert answer.json()["extensions"] == {"release": RELEASE}


def test_nothing_but_graphql_can_be_had(client: TestClient) -> None:
    answer = post(client, {"query": QUERY}, accept="image/png")
    assert answer.status_code == 406
    assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_ACCEPTABLE"


@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (GRAPHQL_JSON, 400)])
@pytest.mark.parametrize("query", ["{", "{ nothing }", "query A { __typename } query B { __typename }"])
def test_a_bad_document_is_told_by_status_in_the_new_media_type_only(
    client: TestClient, query: str, accept: str, status: int
) -> None:
    answer = post(client, {"query": query}, accept=accept)
    assert answer.status_code == status
    assert "data" not in answer.json()
    assert answer.json()["errors"][0]["extensions"]["code"] == "GRAPHQL_INVALID"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ([{"query": QUERY}], "Batches"),
        ({}, "`query` must be there"),
        ({"query": 1}, "`query` must be there"),
        ({"query": QUERY, "variables": [1]}, "`variables`"),
        ({"query": QUERY, "operationName": 7}, "`operationName`"),
        ("text", "JSON object"),
    ],
)
def test_a_request_that_is_none_is_refused_with_what_to_do(
    client: TestClient, body: object, says: str
) -> None:
    answer = post(client, body)
    assert answer.status_code == 400
    assert says in answer.json()["errors"][0]["message"]


def test_a_body_without_json_or_of_another_type_is_refused(client: TestClient) -> None:
    broken = client.post("/graphql", content=b"{", headers={"content-type": JSON})
    form = client.post("/graphql", content=b"query={}", headers={"content-type": "text/plain"})
    assert (broken.status_code, form.status_code) == (400, 415)


def test_a_question_can_come_by_get(client: TestClient) -> None:
    query = "query Q($n: Int) { digitalPlatforms(first: $n) { nodes { iri } } }"
    answer = client.get("/graphql", params={"query": query, "variables": '{"n": 2}', "operationName": "Q"})
    assert len(answer.json()["data"]["digitalPlatforms"]["nodes"]) == 2


def test_a_browser_without_a_question_gets_the_editor(client: TestClient) -> None:
    answer = client.get("/graphql", headers={"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_what_a_client_got_wrong_is_in_the_answer_with_path_and_hint(client: TestClient) -> None:
    answer = post(client, {"query": '{ a: digitalPlatforms(after: "x") { nodes { iri } } }'}).json()
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_CURSOR"
    assert error["path"] == ["a"]
    assert "endCursor" in error["extensions"]["hint"]


def test_the_home_page_answers_its_examples_and_marks_what_is_illustrative(client: TestClient) -> None:
    for lang, word in (("en", "Before"), ("vi", "Trước"), ("fr", "Avant")):
        page = client.get("/", params={"lang": lang}).text
        assert f'lang="{lang}"' in page
        assert word in page
        assert page.count("2025-03-01") >= 5


def test_health_schema_examples_and_facts_about_the_release_have_paths(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"alive": True}
    assert client.get("/readyz").json() == {"ready": True, "release": RELEASE}
    assert client.get("/graphql/about.json").json()["illustrative"] is True
    assert "type DigitalPlatform" in client.get("/graphql/schema.graphql").text
    assert client.get("/static/editor/main.js").status_code == 200


def test_every_example_question_has_an_answer(client: TestClient) -> None:
    examples = client.get("/graphql/examples.json").json()
    assert len(examples) >= 6
    for example in examples:
        answer = post(client, {"query": example["query"], "variables": example["variables"]}).json()
        assert "errors" not in answer, example["id"]
        assert all(answer["data"].values())
        assert set(example["title"]) == {"en", "fr", "vi"}


@pytest.mark.parametrize(
    ("header", "best"),
    [
        ("", "a/b"),
        ("c/d", "c/d"),
        ("c/*, a/b;q=0.1", "c/d"),
        ("x/y", None),
        ("*/*;q=0", None),
        ("a/b;q=x, c/d", "c/d"),
    ],
)
def test_media_types_are_chosen_by_quality(header: str, best: str | None) -> None:
    assert accepts(header, "a/b", "c/d") == best
