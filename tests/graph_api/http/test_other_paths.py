"""The page about the service and the other paths beside GraphQL, on a real release and without a store."""

from starlette.testclient import TestClient

from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.error_codes import document_errors
from graph_api.http.app import create_app
from graph_api.http.linked_data.paths import LINKED_DATA_PATHS
from graph_api.http.paths import PATHS
from graph_api.plan.limits import Limits
from graph_api.settings import Settings
from graph_api.stores.port import Content as Figures
from graph_api.stores.sqlite.reader import SqliteReader
from ontology.errors import StoreError
from tests.graph_api.conftest import SqliteFiles
from tests.graph_api.support.graphql_http import post
from tests.graph_api.support.stores import RELEASE, Content, Nowhere


def test_a_browser_without_a_question_gets_the_editor(client: TestClient) -> None:
    answer = client.get("/graphql", headers={"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_page_about_the_service_answers_its_examples_and_marks_what_is_illustrative(
    client: TestClient,
) -> None:
    for lang, word in (("en", "Before"), ("vi", "Trước"), ("fr", "Avant")):
        page = client.get("/about", params={"lang": lang}).text
        assert f'lang="{lang}"' in page
        assert word in page
        assert page.count("2025-03-01") >= 5


def test_the_page_about_the_service_says_why_an_example_has_no_answer(
    content: Content, files: SqliteFiles
) -> None:
    file = files.of(content)

    async def opener(_: Settings, __: Engine | None) -> Engine:
        return Engine(EngineParts(SqliteReader(file, content.model, RELEASE), limits=Limits(5, 5)))

    with TestClient(create_app(Settings(store=f"sqlite:{file.parent}"), opener)) as strict:
        page = strict.get("/about", params={"lang": "en"})
    assert page.status_code == 200
    assert "must be between 0 and 5" in page.text


def test_a_page_without_a_store_says_that_it_cannot_be_asked(content: Content) -> None:
    class Gone(Nowhere):
        async def describe(self) -> Figures:
            raise StoreError("the password of the database is wrong")

    async def opener(_: Settings, __: Engine | None) -> Engine:
        return Engine(EngineParts(Gone(content.model)))

    with TestClient(create_app(Settings(), opener)) as without:
        for path in ("/about", "/graphql/about.json"):
            answer = without.get(path)
            assert answer.status_code == 503
            assert answer.json()["detail"] == "The database is not available at the moment."
            assert "password" not in answer.text


def test_health_schema_examples_and_facts_about_the_release_have_paths(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"alive": True}
    assert client.get("/readyz").json() == {"ready": True, "release": RELEASE}
    assert client.get("/graphql/about.json").json()["illustrative"] is True
    assert "type DigitalPlatform" in client.get("/graphql/schema.graphql").text
    assert client.get("/graphql/errors.md").text == document_errors()
    assert client.get("/static/editor/main.js").status_code == 200


def test_paths_answer_in_the_media_types_of_their_table(client: TestClient) -> None:
    own = [row for row in PATHS if row not in LINKED_DATA_PATHS]  # those have tests of their own
    plain = [
        row
        for row in own
        if "platform" not in row.parameters
        and row.name != "static"
        and "{" not in row.path
        and not row.needed
    ]
    assert len(plain) > 12
    for row in plain:
        ask = client.head if row.name == "releases" else client.get  # a stream has no end
        media = ask(row.path).headers["content-type"].partition(";")[0]
        assert media in row.media, row.path


def test_every_example_question_has_an_answer(client: TestClient) -> None:
    examples = client.get("/graphql/examples.json").json()
    assert len(examples) >= 6
    for example in examples:
        answer = post(client, {"query": example["query"], "variables": example["variables"]}).json()
        assert "errors" not in answer, example["id"]
        assert all(answer["data"].values())
        assert set(example["title"]) == {"en", "fr", "vi"}
