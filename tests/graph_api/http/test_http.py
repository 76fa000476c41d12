"""GraphQL over HTTP and the other paths, through the real application on a real release."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient

from graph_api.engine.engine import Engine, EngineParts
from graph_api.errors import document_errors
from graph_api.http.app import create_app
from graph_api.http.negotiation import GRAPHQL_JSON, JSON
from graph_api.http.paths import PATHS
from graph_api.plan.limits import Limits
from graph_api.settings import Settings, read_settings
from graph_api.stores.port import Content as Figures
from graph_api.stores.sqlite.reader import SqliteReader
from loaders.stores.sqlite.store import SqliteStore
from ontology.errors import StoreError
from tests.graph_api.support.stores import RELEASE, Content, Nowhere, change_of

QUERY = "{ digitalPlatforms(first: 1) { totalCount } }"


@pytest.fixture(scope="module")
def file(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release in SQLite."""
    file = tmp_path_factory.mktemp("release") / "graph.sqlite"
    SqliteStore(file).apply(change_of(content))
    return file


@pytest.fixture(scope="module")
def client(content: Content, file: Path) -> Iterator[TestClient]:
    async def opener(_: Settings, __: Engine | None) -> Engine:
        return Engine(EngineParts(SqliteReader(file, content.model, RELEASE)))

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
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_UNKNOWN_FIELD"),
        ("query A { __typename } query B { __typename }", "GRAPHQL_OPERATION_NAME"),
    ],
)
def test_a_bad_document_shows_in_the_status_of_the_new_media_type_only(
    client: TestClient, query: str, code: str, accept: str, status: int
) -> None:
    answer = post(client, {"query": query}, accept=accept)
    assert answer.status_code == status
    assert "data" not in answer.json()
    assert answer.json()["errors"][0]["extensions"]["code"] == code


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ([{"query": QUERY}], "Batches are not supported: send one request for each operation."),
        ([], "Batches"),
        ({"query": QUERY, "extensions": "text"}, "`extensions`"),
        ({}, "`query` is required"),
        ({"query": 1}, "`query` is required"),
        ({"query": QUERY, "variables": [1]}, "`variables`"),
        ({"query": QUERY, "operationName": 7}, "`operationName`"),
        ("text", "JSON object"),
    ],
)
def test_a_malformed_request_is_refused_with_a_hint(client: TestClient, body: object, says: str) -> None:
    answer = post(client, body)
    assert answer.status_code == 400
    assert says in answer.json()["errors"][0]["message"]


def test_a_body_without_json_or_of_another_type_is_refused(client: TestClient) -> None:
    broken = client.post("/graphql", content=b"{", headers={"content-type": JSON})
    form = client.post("/graphql", content=b"query={}", headers={"content-type": "text/plain"})
    assert (broken.status_code, form.status_code) == (400, 415)


@pytest.mark.parametrize(
    "kind",
    [
        "application/json; charset=utf-8;",
        "application/json;",
        "Application/JSON; Charset=UTF-8; profile=x",
        'application/json; profile="a;b"; charset="utf-8"',
        "application/json; charset=utf8",
    ],
)
def test_a_media_type_may_have_parameters_and_a_body_a_byte_order_mark(client: TestClient, kind: str) -> None:
    content = b"\xef\xbb\xbf" + orjson.dumps({"query": QUERY})
    answer = client.post("/graphql", content=content, headers={"content-type": kind})
    assert "data" in answer.json()


def test_another_character_set_is_refused(client: TestClient) -> None:
    headers = {"content-type": "application/json; x=y; charset=utf-16"}
    assert client.post("/graphql", content=b"{}", headers=headers).status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        '{"query": "{ nothing }", "query": "{ __typename }"}',
        '{"query": "{ __typename }", "variables": {"a": {"b": 1, "b": 2}}}',
        '{"query": "{ __typename }", "extensions": {"cost": true, "cost": false}}',
    ],
)
def test_a_body_that_says_a_member_twice_is_refused(client: TestClient, body: str) -> None:
    answer = client.post("/graphql", content=body, headers={"content-type": JSON})
    assert answer.status_code == 400
    assert "occurs twice" in answer.json()["errors"][0]["message"]


def test_variables_that_say_a_member_twice_are_refused(client: TestClient) -> None:
    answer = client.get("/graphql", params={"query": QUERY, "variables": '{"a": 1, "a": 2}'})
    assert answer.status_code == 400
    assert 'the member "a" occurs twice' in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("number", [2**53 + 1, 2**64, -(2**70), 10**40])
def test_a_whole_number_of_any_length_is_read_exactly(client: TestClient, number: int) -> None:
    query = "query Q($n: Integer) { marketShareObservations(where: {userCount: {eq: $n}}) { totalCount } }"
    answer = client.post(
        "/graphql",
        content=f'{{"query": "{query}", "variables": {{"n": {number}}}}}',
        headers={"content-type": JSON},
    )
    assert answer.json()["data"] == {"marketShareObservations": {"totalCount": 0}}, answer.text


@pytest.mark.parametrize(
    "value", ['"x"', "true", "[1]", "1.5e3", '"2026-13-01"', "{a: 1}", pytest.param("1" * 5000, id="long")]
)
@pytest.mark.parametrize(
    "field",
    [
        "assessments(where: {startedOn: {eq: %s}})",
        "sourceGraphs(where: {generatedAt: {gt: %s}})",
        "listEntries(where: {plannedFrom: {in: [%s]}})",
        "constraints(where: {threshold: {lt: %s}})",
        "marketShareObservations(where: {userCount: {eq: %s}})",
        "digitalPlatforms(asOf: %s)",
    ],
)
def test_a_bad_value_of_a_scalar_has_its_place(client: TestClient, field: str, value: str) -> None:
    query = "{\n  a: " + field % value + " { totalCount } }"
    answer = post(client, {"query": query}, accept=GRAPHQL_JSON)
    assert answer.status_code == 400, answer.text
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_VALUE_INVALID"
    assert error["locations"] == [{"line": 2, "column": query.index(value) - 1}]


def test_what_to_do_about_a_page_size_is_said_of_that_size(client: TestClient) -> None:
    def hint(argument: str) -> str:
        answer = post(client, {"query": f"{{ digitalPlatforms({argument}) {{ totalCount }} }}"})
        return str(answer.json()["errors"][0]["extensions"]["hint"])

    assert hint("first: -1") == hint("last: -7") == "Write a number from 0 to 200."
    assert "`after: pageInfo.endCursor`" in hint("first: 201")
    assert "`before: pageInfo.startCursor`" in hint("last: 201")


def test_any_language_is_the_one_that_is_usual(client: TestClient) -> None:
    query = """{ digitalPlatforms(first: 20) { nodes {
        usual: label { value lang } any: label(lang: "*") { value lang }
        en: label(lang: ["en", "*"]) { value lang } only: label(lang: "en") { value lang } } } }"""
    nodes = post(client, {"query": query}).json()["data"]["digitalPlatforms"]["nodes"]
    assert nodes
    assert all(node["any"] == node["usual"] and node["en"] == node["only"] for node in nodes)


def test_a_question_can_come_by_get(client: TestClient) -> None:
    query = "query Q($n: Int) { digitalPlatforms(first: $n) { nodes { iri } } }"
    answer = client.get("/graphql", params={"query": query, "variables": '{"n": 2}', "operationName": "Q"})
    assert len(answer.json()["data"]["digitalPlatforms"]["nodes"]) == 2


CURSORS = "{ digitalPlatforms(first: 50) { nodes { label { value lang } } } }"


def test_a_whole_number_may_have_a_point(client: TestClient) -> None:
    query = """query Q($n: Int, $w: DigitalPlatformWhere) {
      digitalPlatforms(first: $n, where: $w) { nodes { iri } facets { declaredStatus(limit: $n) { count } } }
      lineage(iri: "a", depth: $n) { truncated }
      paths(from: "a", to: "b", maxDepth: $n, limit: $n) { length } }"""
    where = {"decisions": {"count": {"gte": 0.0}}}
    whole = post(client, {"query": query, "variables": {"n": 3, "w": where}}).json()
    pointed = post(client, {"query": query, "variables": {"n": 3.0, "w": where}}).json()
    assert "errors" not in whole, whole
    assert len(whole["data"]["digitalPlatforms"]["nodes"]) == 3
    assert pointed == whole
    refused = post(client, {"query": query, "variables": {"n": 3.5}}).json()
    assert refused["errors"][0]["extensions"]["code"] == "GRAPHQL_VARIABLE_VALUE"


def tag_of(client: TestClient, query: str, **headers: str) -> str:
    """The entity tag of an answer; it must be the same the next time."""
    answers = [client.get("/graphql", params={"query": query}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].headers["etag"] == answers[1].headers["etag"]
    return answers[0].headers["etag"]


def test_what_an_answer_depends_on_is_in_its_entity_tag(client: TestClient) -> None:
    tags = [
        tag_of(client, CURSORS),
        tag_of(client, CURSORS + " "),
        tag_of(client, CURSORS, **{"accept-language": "en"}),
        tag_of(client, CURSORS, **{"accept-language": "fr;q=0.5, en"}),
        tag_of(client, CURSORS, accept=GRAPHQL_JSON),
        tag_of(client, CURSORS, **{"accept-encoding": "identity"}),
    ]
    assert len(set(tags)) == len(tags)
    assert all(tag.startswith('"') for tag in tags), "they are strong"
    same = [
        {"accept-language": "en"},
        {"accept-language": "EN;q=0.7"},
        {"accept-language": "en, *;q=0.1", "accept": "*/*"},
    ]
    assert len({tag_of(client, CURSORS, **headers) for headers in same}) == 1


@pytest.mark.parametrize("coding", ["gzip", "identity"])
@pytest.mark.parametrize("known", ["{}", "W/{}", '"other", {}', "*"])
def test_an_answer_that_the_client_has_is_not_made_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, coding: str, known: str
) -> None:
    headers = {"accept-encoding": coding}
    first = client.get("/graphql", params={"query": CURSORS}, headers=headers)
    assert first.headers.get("content-encoding", "identity") == coding
    monkeypatch.setattr(SqliteReader, "ask", None)
    again = headers | {"if-none-match": known.format(first.headers["etag"])}
    second = client.get("/graphql", params={"query": CURSORS}, headers=again)
    assert (second.status_code, second.content) == (304, b"")
    for name in ("etag", "cache-control"):
        assert known == "*" or second.headers[name] == first.headers[name]
    assert {"Accept", "Accept-Language"} <= set(second.headers["vary"].split(", "))


def test_a_client_that_has_another_answer_gets_this_one(client: TestClient) -> None:
    headers = {"if-none-match": '"other"'}
    answer = client.get("/graphql", params={"query": CURSORS}, headers=headers)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=60")
    assert {"Accept", "Accept-Language", "Accept-Encoding"} <= set(answer.headers["vary"].split(", "))


def test_errors_costs_and_answers_to_post_are_not_cached(client: TestClient) -> None:
    for answer in (
        client.get("/graphql", params={"query": "{ nothing }"}),
        client.get("/graphql", params={"query": "{ digitalPlatforms(first: -1) { totalCount } }"}),
        client.get("/graphql", params={"query": QUERY, "extensions": '{"cost": true}'}),
        client.get("/graphql", params={"query": QUERY, "extensions": "[]"}),
        post(client, {"query": QUERY}),
    ):
        assert "etag" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"


def test_head_is_get_without_the_body(client: TestClient) -> None:
    params = {"query": CURSORS}
    got, head = client.get("/graphql", params=params), client.head("/graphql", params=params)
    assert (head.status_code, head.headers["etag"]) == (200, got.headers["etag"])


@pytest.mark.parametrize("kind", ["mutation", "subscription"])
@pytest.mark.parametrize("accept", [JSON, GRAPHQL_JSON])
def test_only_queries_are_taken_and_by_get_the_status_says_so(
    client: TestClient, kind: str, accept: str
) -> None:
    query = f"query A {{ __typename }} {kind} B {{ __typename }}"
    params = {"query": query, "operationName": "B"}
    got = client.get("/graphql", params=params, headers={"accept": accept})
    posted = post(client, params, accept=accept)
    assert (got.status_code, got.headers["allow"]) == (405, "POST")
    assert posted.status_code == (200 if accept == JSON else 400)
    for answer in (got, posted):
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "GRAPHQL_NO_QUERY"
        assert kind in error["message"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_those_that_are_not(client: TestClient, method: str) -> None:
    answer = client.request(method, "/graphql")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    assert answer.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


def test_options_says_what_can_be_done(client: TestClient) -> None:
    answer = client.options("/graphql")
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")


def test_an_answer_has_its_cost_on_request(client: TestClient) -> None:
    query = "{ digitalPlatforms(first: 200) { nodes { iri roles { nodes { iri } } } } }"
    answer = post(client, {"query": query, "extensions": {"cost": True}}).json()
    nodes = answer["data"]["digitalPlatforms"]["nodes"]
    cost = answer["extensions"]["cost"]
    assert cost["rows"] == len(nodes) + sum(len(node["roles"]["nodes"]) for node in nodes)
    assert (cost["statements"], cost["ms"] > 0, cost["rdfStatements"]) == (2, True, 0)
    assert cost["values"] == 2 + sum(4 + 2 * len(node["roles"]["nodes"]) for node in nodes)
    assert list(cost) == [
        "statements", "rows", "values", "bytes", "rdfStatements", "ms", "estimate", "expected"
    ]  # fmt: skip
    assert list(cost["expected"]) == ["statements", "rows", "values", "bytes", "rdfStatements", "ms"]


@pytest.mark.parametrize("given", ["0f8e", "b7ad6b71-69ff-4bb2-9d4c-1c2d3e4f5a6b", "Root=1-67891233:abc"])
def test_a_request_keeps_its_id(client: TestClient, given: str) -> None:
    assert client.get("/healthz", headers={"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", [None, "", "a b", "<script>", "a" * 129, "-"])
def test_a_request_without_a_sane_id_gets_one(client: TestClient, given: str | None) -> None:
    headers = {} if given is None else {"x-request-id": given}
    made = {client.get("/healthz", headers=headers).headers["x-request-id"] for _ in range(2)}
    assert len(made - {given}) == 2


def test_a_failure_of_ours_is_masked_and_logged_with_the_id_of_the_request(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise ZeroDivisionError("a secret of ours")

    monkeypatch.setattr(SqliteReader, "ask", fail)
    answer = post(client, {"query": QUERY}, **{"x-request-id": "abc1"})
    assert answer.status_code == 500
    (error,) = answer.json()["errors"]
    assert error["message"] == "The service failed to answer."
    assert error["extensions"] == {"code": "INTERNAL", "hint": "It has been logged as abc1."}
    assert "secret" not in answer.text
    assert "abc1" in caplog.text
    assert "a secret of ours" in caplog.text


def test_each_request_is_a_line_in_the_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "ndp_graph.requests")
    client.get("/healthz?x=1", headers={"x-request-id": "abc2"})
    assert re.fullmatch(r"abc2 GET '/healthz' 200 \d+\.\d ms", caplog.messages[-1])


def test_pages_of_all_origins_may_ask_by_default(client: TestClient) -> None:
    asks = {
        "origin": "https://portal.example.vn",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type, x-request-id",
    }
    allowed = client.options("/graphql", headers=asks)
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "*"
    assert allowed.headers["access-control-allow-methods"] == "GET, HEAD, POST"
    answer = post(client, {"query": QUERY}, origin="https://portal.example.vn")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    exposed = {"Content-Disposition", "Content-Language", "ETag", "Retry-After", "X-Request-Id"}
    assert set(answer.headers["access-control-expose-headers"].split(", ")) == exposed


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [
        ("https://a.example, https://b.example", "https://b.example", "https://b.example"),
        ("https://a.example", "https://b.example", None),
        ("none", "https://b.example", None),
    ],
)
def test_pages_of_chosen_origins_only_may_ask(origins: str, origin: str, allowed: str | None) -> None:
    app = create_app(read_settings({"cors_origins": origins}, {}))
    answer = TestClient(app).get("/healthz", headers={"origin": origin})
    assert answer.headers.get("access-control-allow-origin") == allowed


def test_a_browser_without_a_question_gets_the_editor(client: TestClient) -> None:
    answer = client.get("/graphql", headers={"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ('{ __typename\n  a: digitalPlatforms(after: "x") { nodes { iri } } }', {}),
        ("query Q($a: String) {\n  digitalPlatforms(after: $a) { nodes { iri } } }", {"a": "x"}),
    ],
)
def test_what_a_client_got_wrong_is_refused_with_its_place_and_a_hint(
    client: TestClient, query: str, variables: dict[str, object]
) -> None:
    answer = post(client, {"query": query, "variables": variables}, accept=GRAPHQL_JSON)
    assert (answer.status_code, answer.json().keys()) == (400, {"errors"})
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "BAD_CURSOR"
    assert error["locations"] == [{"line": 2, "column": 3}]
    assert "endCursor" in error["extensions"]["hint"]


def test_the_home_page_answers_its_examples_and_marks_what_is_illustrative(client: TestClient) -> None:
    for lang, word in (("en", "Before"), ("vi", "Trước"), ("fr", "Avant")):
        page = client.get("/", params={"lang": lang}).text
        assert f'lang="{lang}"' in page
        assert word in page
        assert page.count("2025-03-01") >= 5


def test_the_home_page_says_why_an_example_has_no_answer(content: Content, file: Path) -> None:
    async def opener(_: Settings, __: Engine | None) -> Engine:
        return Engine(EngineParts(SqliteReader(file, content.model, RELEASE), limits=Limits(5, 5)))

    with TestClient(create_app(Settings(store=f"sqlite:{file.parent}"), opener)) as strict:
        page = strict.get("/", params={"lang": "en"})
    assert page.status_code == 200
    assert "must be between 0 and 5" in page.text


def test_a_page_without_a_store_says_that_it_cannot_be_asked(content: Content) -> None:
    class Gone(Nowhere):
        async def describe(self) -> Figures:
            raise StoreError("the password of the database is wrong")

    async def opener(_: Settings, __: Engine | None) -> Engine:
        return Engine(EngineParts(Gone(content.model)))

    with TestClient(create_app(Settings(), opener)) as without:
        for path in ("/", "/graphql/about.json"):
            answer = without.get(path)
            assert answer.status_code == 503
            assert answer.json()["detail"] == "The database is not available at the moment."
            assert "password" not in answer.text


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("br, gzip;q=0.5", "gzip"),
        ("*", "gzip"),
        ("", None),
        ("br", None),
        ("gzip;q=0", None),
        ("gzip; q=0.0, *", None),
        ("*;q=0", None),
        ("identity, gzip;q=0", None),
    ],
)
def test_a_coding_that_is_not_accepted_is_not_used(
    client: TestClient, accepted: str, coding: str | None
) -> None:
    answer = client.get("/graphql/schema.graphql", headers={"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert "Accept-Encoding" in answer.headers["vary"]
    assert "type DigitalPlatform" in answer.text


def test_health_schema_examples_and_facts_about_the_release_have_paths(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"alive": True}
    assert client.get("/readyz").json() == {"ready": True, "release": RELEASE}
    assert client.get("/graphql/about.json").json()["illustrative"] is True
    assert "type DigitalPlatform" in client.get("/graphql/schema.graphql").text
    assert client.get("/graphql/errors.md").text == document_errors()
    assert client.get("/static/editor/main.js").status_code == 200


def test_paths_answer_in_the_media_types_of_their_table(client: TestClient) -> None:
    plain = [row for row in PATHS if "platform" not in row.parameters and row.name != "static"]
    assert len(plain) == len(PATHS) - 3
    for row in plain:
        media = client.get(row.path).headers["content-type"].partition(";")[0]
        assert media in row.media, row.path


def test_every_example_question_has_an_answer(client: TestClient) -> None:
    examples = client.get("/graphql/examples.json").json()
    assert len(examples) >= 6
    for example in examples:
        answer = post(client, {"query": example["query"], "variables": example["variables"]}).json()
        assert "errors" not in answer, example["id"]
        assert all(answer["data"].values())
        assert set(example["title"]) == {"en", "fr", "vi"}
