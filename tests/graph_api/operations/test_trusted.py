"""Trusted documents: asked by hash and by name, tried when the service starts, spared by limits."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient

from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.http.app import create_app
from graph_api.operations.question import DocumentRules, Question
from graph_api.operations.trusted import TrustedDocuments, read_trusted
from graph_api.serving.rehearsal import try_documents
from graph_api.settings import Settings
from graph_api.stores.neo4j.reader import Neo4jReader
from graph_api.stores.sqlite.reader import SqliteReader
from ontology.errors import UsageError
from tests.graph_api.support.command_line import ndp_graph
from tests.graph_api.support.stores import Asker, Content, Nowhere

ONE = '{ resource(iri: "http://example.org/a") { label { value } } }'
SEVERAL = """query Label($iri: ID = "http://example.org/a") { resource(iri: $iri) { label { value } } }
query Name { __typename }
"""
LONG = "{ " + " ".join(f"a{i}: __typename" for i in range(300)) + " }"
TWICE = "{ " + "__typename " * 200 + "}"
LABEL = {"resource": {"label": {"value": "one"}}}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trusted")
    (folder / "more").mkdir()
    (folder / "one.graphql").write_text(ONE + "\n", "utf-8")
    (folder / "more" / "several.graphql").write_text(SEVERAL, "utf-8")
    (folder / "long.graphql").write_text(LONG, "utf-8")
    (folder / "twice.graphql").write_text(TWICE, "utf-8")
    data = folder / "a.nt"
    data.write_text('<http://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "one" .', "utf-8")
    assert ndp_graph("load", str(data), "--store", f"sqlite:{folder / 'store'}") == 0
    return folder


def serving(folder: Path, **settings: Any) -> TestClient:
    return TestClient(create_app(Settings(store=f"sqlite:{folder / 'store'}", **settings)))


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with serving(folder, trusted=folder) as client:
        yield client


@pytest.fixture(scope="module")
def strict(folder: Path) -> Iterator[TestClient]:
    with serving(folder, trusted=folder, trusted_only=True) as client:
        yield client


def persisted(text: str) -> dict[str, object]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha256(text)}}}


NAMED = [
    {"documentId": f"sha256:{sha256(ONE + chr(10))}"},
    {"documentId": f"sha256:{sha256(ONE)}"},
    {"documentId": sha256(ONE)},
    {"documentId": "one"},
    {"documentId": "Label"},
    {"documentId": "several", "operationName": "Label"},
    {"documentId": "several", "operationName": "Label", "variables": {"iri": "http://example.org/a"}},
    persisted(ONE),
    persisted(ONE) | {"query": ONE},
]


@pytest.mark.parametrize("body", NAMED)
def test_a_document_is_asked_by_hash_or_name(
    client: TestClient, strict: TestClient, body: dict[str, Any]
) -> None:
    params = {
        name: value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in body.items()
    }
    for one in (client, strict):
        answer = one.post("/graphql", json=body)
        assert (answer.status_code, answer.json()["data"]) == (200, LABEL)
        got = one.get("/graphql", params=params)
        assert (got.status_code, got.json()["data"]) == (200, LABEL)
        assert got.headers["etag"]


@pytest.mark.parametrize("name", ["long", "twice"])
def test_limits_of_documents_are_for_those_that_clients_send(client: TestClient, name: str) -> None:
    assert "errors" not in client.post("/graphql", json={"documentId": name}).json()
    text = {"long": LONG, "twice": TWICE}[name]
    assert "errors" not in client.post("/graphql", json={"query": text}).json()
    refused = client.post("/graphql", json={"query": text + " "}).json()
    assert refused["errors"][0]["extensions"]["code"].startswith("LIMIT_")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"documentId": "nothing"}, 404, "PERSISTED_QUERY_NOT_FOUND"),
        ({"documentId": f"sha256:{sha256(SEVERAL + ' ')}"}, 404, "PERSISTED_QUERY_NOT_FOUND"),
        (persisted("{ a }"), 404, "PERSISTED_QUERY_NOT_FOUND"),
        (persisted("{ a }") | {"query": ONE}, 400, "PERSISTED_QUERY_HASH"),
        ({"documentId": 7}, 400, "BAD_REQUEST"),
        ({"documentId": "one", "query": 7}, 400, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": "one"}}, 400, "BAD_REQUEST"),
    ],
)
def test_what_names_no_document_is_refused(
    client: TestClient, body: dict[str, Any], status: int, code: str
) -> None:
    answer = client.post("/graphql", json=body)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (status, code)


def test_a_service_without_trusted_documents_says_so(folder: Path) -> None:
    with serving(folder) as client:
        (error,) = client.post("/graphql", json={"documentId": "one"}).json()["errors"]
    assert error["extensions"]["code"] == "PERSISTED_QUERY_NOT_SUPPORTED"
    assert error["message"] == "PersistedQueryNotSupported"


def test_only_trusted_documents_may_be_all_that_is_answered(strict: TestClient) -> None:
    assert strict.post("/graphql", json={"query": ONE}).json()["data"] == LABEL
    for query in (ONE + " ", "{ __typename }", "{ __schema { types { name } } }"):
        answer = strict.post("/graphql", json={"query": query})
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "TRUSTED_ONLY")
    assert strict.get("/").status_code == 200, "the home page has questions of its own"


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ({"a.graphql": "query A {\n  __typename\n"}, "a.graphql:3: Syntax Error"),
        ({"a.graphql": "query A {\n  __typename\n  nothing\n}"}, "a.graphql:3: Cannot query field 'nothing'"),
        ({"a.graphql": "{\n\n samples(first: -1) { totalCount } }"}, "a.graphql:3: `first` must be"),
        (
            {"a.graphql": "query Q($a: Int) {\n samples(first: $b) { totalCount } }"},
            "a.graphql:2: Variable '$b'",
        ),
        ({"a.graphql": "mutation { a }"}, "a.graphql:1: This service has no mutations"),
        ({"a.graphql": "{ __typename }", "b/a.graphql": "query A { __typename }"}, "'a' is already used by"),
        (
            {"a.graphql": "query X { __typename }", "b.graphql": "query X { a: __typename }"},
            "'X' is already used by",
        ),
        ({"a.graphql": "{ __typename }", "a.json": "{\n1"}, "a.json:2: "),
        ({"a.graphql": "{ __typename }", "a.json": "[]"}, "a.json:1: not a JSON object of variables"),
        (
            {
                "a.graphql": "query Q($n: Int) { samples(first: $n) { totalCount } }",
                "a.json": '{"n": 1000}',
            },
            "a.graphql:1: `first` must be",
        ),
    ],
)
def test_a_bad_document_ends_the_start_with_its_file_and_line(
    tmp_path: Path, engine: Asker, texts: dict[str, str], says: str
) -> None:
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        engine.runner.run(try_documents(engine.engine, read_trusted(tmp_path, only=False)))
    assert says in caught.value.message
    assert (caught.value.code, str(tmp_path) in caught.value.message) == ("TRUSTED", True)


def test_serve_does_not_start_with_a_bad_document(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.graphql").write_text("{\n  nothing }", "utf-8")
    store = f"sqlite:{folder / 'store'}"
    assert ndp_graph("serve", "--store", store, "--port", "0", "--trusted", str(tmp_path)) == 2
    assert f"{tmp_path / 'bad.graphql'}:2: Cannot query field 'nothing'" in capsys.readouterr().err
    assert ndp_graph("serve", "--store", store, "--port", "0", "--trusted-only") == 2


MD5 = hashlib.md5(ONE.encode()).hexdigest()  # noqa: S324 - as Relay names documents
OWN = "f" * 32
"""An id that a tool made of a text laid out in its own way."""
APOLLO = {
    "format": "apollo-persisted-query-manifest",
    "version": 1,
    "operations": [{"id": sha256(ONE), "name": "One", "type": "query", "body": ONE}],
}
CODEGEN = {f"sha256:{sha256(ONE)}": ONE, "b" * 40: "{ __typename }"}
RELAY = {OWN: ONE, MD5: ONE}
LISTS = [
    [{"id": OWN, "text": ONE}],
    [{"doc_id": OWN, "body": ONE}],
    [{"documentId": OWN.upper(), "query": ONE, "name": "One"}],
    [[OWN, ONE]],
]


def by_hash(identifier: str) -> dict[str, object]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": identifier}}}


@pytest.mark.parametrize(
    ("manifest", "identifier"),
    [
        (APOLLO, sha256(ONE)),
        (APOLLO, f"sha256:{sha256(ONE)}"),
        (CODEGEN, sha256(ONE)),
        (CODEGEN, f"sha256:{sha256(ONE)}"),
        (RELAY, OWN),
        (RELAY, OWN.upper()),
        (RELAY, f"md5:{MD5}"),
        (RELAY, sha256(ONE)),
        *((manifest, OWN) for manifest in LISTS),
    ],
)
def test_a_manifest_of_a_client_s_tool_names_its_documents_whatever_the_client_calls_the_id(
    folder: Path, tmp_path: Path, manifest: object, identifier: str
) -> None:
    (tmp_path / "persisted.json").write_bytes(b"\xef\xbb\xbf" + orjson.dumps(manifest))
    (tmp_path / "two.graphql").write_text("query Two($n: Boolean!) { __typename @skip(if: $n) }", "utf-8")
    (tmp_path / "two.json").write_text('{"n": true}', "utf-8")
    with serving(folder, trusted=tmp_path, trusted_only=True) as client:
        for name in ("documentId", "doc_id", "id"):
            for answer in (
                client.post("/graphql", json={name: identifier, "variables": {}}),
                client.get("/graphql", params={name: identifier}, headers={"accept": "text/html, */*;q=0.1"}),
            ):
                assert answer.json()["data"] == LABEL, (name, answer.text)
        assert client.post("/graphql", json=by_hash(identifier)).json()["data"] == LABEL
        two = client.post("/graphql", json={"id": "Two", "variables": {"n": True}})
        assert two.json()["data"] == {}
        (error,) = client.post("/graphql", json={"id": "none"}).json()["errors"]
        assert error["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
        assert "`query`" not in error["extensions"]["hint"], "that would be refused"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"a": "{ a "}', "m.json:a:1: Syntax Error"),
        (b'{"a": "{ a }", "a": "{ b }"}', 'm.json: the member "a" occurs twice'),
        (b'[["a", "{ a }"], ["a", "{ b }"]]', "m.json:a: the name 'a' is already used by"),
        (b"{", "m.json:1: "),
    ],
)
def test_a_bad_manifest_ends_the_start_with_its_place(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "m.json").write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_trusted(tmp_path, only=False)
    assert says in caught.value.message
    assert caught.value.code == "TRUSTED"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"a": 1}', "an id or a document is not a text"),
        (b'[{"name": "a", "body": "{ a }"}]', "an entry has none of id, doc_id"),
        (b"7", "it is neither an object nor a list"),
    ],
)
def test_other_json_files_are_passed_over_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes, says: str
) -> None:
    (tmp_path / "m.json").write_bytes(content)
    (tmp_path / "a.graphql").write_text(ONE, "utf-8")
    assert len(read_trusted(tmp_path, only=True).files) == 1
    assert f"{tmp_path / 'm.json'} is passed over" in caplog.text
    assert says in caplog.text


def test_a_folder_without_documents_is_a_warning_and_an_error_where_nothing_else_is_answered(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(folder, trusted=tmp_path) as client:
        assert "errors" not in client.post("/graphql", json={"query": "{ __typename }"}).json()
    assert caplog.messages == [f"{tmp_path}: there are no trusted documents (.graphql files or manifests)"]
    with pytest.raises(UsageError, match="every question would be refused"):
        read_trusted(tmp_path, only=True)


def test_a_folder_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the folder does not exist"):
        read_trusted(tmp_path / "none", only=True)


LIST = """query List($first: Int, $after: String, $slug: String!) {
  digitalPlatforms(first: $first, after: $after, where: {slug: {eq: $slug}}) {
    nodes { iri label { value } } } }"""


@pytest.mark.parametrize("example", [None, '{"slug": "x", "first": 3}'])
def test_documents_are_planned_at_the_start(tmp_path: Path, engine: Asker, example: str | None) -> None:
    (tmp_path / "list.graphql").write_text(LIST, "utf-8")
    variables: dict[str, object] = {"slug": "y"}
    if example:
        (tmp_path / "list.json").write_text(example, "utf-8")
        variables["first"] = 9
    trusted = read_trusted(tmp_path, only=True)
    other = engine.engine.replace(rules=DocumentRules(trusted=trusted.texts))
    engine.runner.run(try_documents(other, trusted))
    before = compiled(other)
    answer = engine.runner.run(other.execute(Question(LIST, variables)))
    assert b'"nodes":[]' in answer.body
    assert compiled(other) == before


def compiled(engine: Engine) -> int:
    """The number of plans that the store has statements for."""
    assert isinstance(engine.reader, Neo4jReader | SqliteReader)
    return len(engine.reader.compiled)


def test_trusted_documents_are_not_crowded_out_by_others(content: Content) -> None:
    rules = DocumentRules(trusted=frozenset((ONE,)))
    engine = Engine(EngineParts(Nowhere(content.model), rules=rules, documents_kept=2))
    first = engine.prepare(Question(ONE))
    for number in range(5):
        engine.prepare(Question(f"{{ a{number}: __typename }}"))
    again = engine.prepare(Question(ONE))
    assert first.plan is again.plan
    assert TrustedDocuments().find("one") is None
