"""The page of a lineage and its files: one operation, a few statements, the same from both stores."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from graph_api.engine.answer import Answer
from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.engine.prepared import PreparedOperation
from graph_api.http.app import create_app
from graph_api.settings import Settings
from graph_api.stores.neo4j.connection import open_driver
from graph_api.stores.neo4j.reader import Neo4jReader
from graph_api.stores.sqlite.reader import SqliteReader
from ontology.iris import DEFAULT_BASE
from tests.graph_api.conftest import SqliteFiles
from tests.graph_api.support.stores import RELEASE, Content, fill_neo4j
from tests.support.neo4j_fixtures import Database

PLATFORM = f"{DEFAULT_BASE}id/platform/minh-hoa-hoc-sang"
LAW = f"{DEFAULT_BASE}id/act/2023-qd-1230-qd-btttt"
MOST_STATEMENTS = 8


class CountingEngine(Engine):
    """An engine that counts the operations and the statements sent to the store."""

    operations = 0
    statements = 0

    async def run(self, operation: PreparedOperation) -> Answer:
        """The answer, counted."""
        answer = await super().run(operation)
        CountingEngine.operations += 1
        CountingEngine.statements += answer.statements
        return answer


@pytest.fixture
def counted(content: Content, files: SqliteFiles) -> Iterator[TestClient]:
    file = files.of(content)

    async def opener(_: Settings, __: Engine | None) -> Engine:
        return CountingEngine(EngineParts(SqliteReader(file, content.model, RELEASE)))

    with TestClient(create_app(Settings(store=f"sqlite:{file.parent}"), opener)) as client:
        yield client


@pytest.fixture
def neo4j_client(request: pytest.FixtureRequest, content: Content) -> Iterator[TestClient]:
    database: Database = request.getfixturevalue("neo4j_database")
    uri = database.hold(content, lambda uri: fill_neo4j(content, uri))

    async def opener(_: Settings, __: Engine | None) -> Engine:
        return Engine(EngineParts(Neo4jReader(open_driver(uri, None, None), content.model)))

    with TestClient(create_app(Settings(store=uri, time_budget=60_000), opener)) as client:
        yield client


def test_a_page_is_one_operation_of_a_few_statements(counted: TestClient) -> None:
    for iri in (PLATFORM, LAW):
        CountingEngine.operations = CountingEngine.statements = 0
        page = counted.get("/lineage", params={"iri": iri, "lang": "en"})
        assert page.status_code == 200
        assert CountingEngine.operations == 1
        assert 0 < CountingEngine.statements <= MOST_STATEMENTS
        again = counted.get("/lineage", params={"iri": iri, "lang": "en"})
        assert (again.content, CountingEngine.operations) == (page.content, 1)
        unchanged = {"if-none-match": page.headers["etag"]}
        assert (
            counted.get("/lineage", params={"iri": iri, "lang": "en"}, headers=unchanged).status_code == 304
        )


def test_the_page_has_what_the_files_have(client: TestClient) -> None:
    where = {"iri": PLATFORM, "lang": "en", "asOf": "2026-06-30"}
    page = client.get("/lineage", params=where)
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "<style" not in page.text
    assert "Only what is valid on 30 June 2026 counts." in page.text
    for path in ("/lineage.svg", "/lineage.csv"):
        link = re.search(rf'href="({re.escape(path)}\?[^"]+)"', page.text)
        assert link
        assert client.get(link[1].replace("&amp;", "&")).status_code == 200
    table = client.get("/lineage.csv", params=where)
    rows = list(csv.DictReader(io.StringIO(table.text)))
    size = re.search(r"statements that join them: (\d+)", page.text)
    assert size
    assert len(rows) == int(size[1]) > 20
    picture = client.get("/lineage.svg", params=where)
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.headers["content-security-policy"].startswith(
        "default-src 'none'; style-src 'unsafe-inline'"
    )
    root = ET.fromstring(picture.content)  # noqa: S314  # our own
    assert root.get("lang") == "en"
    assert "@media (prefers-color-scheme:dark)" in picture.text


def test_a_page_about_a_resource_leads_to_its_lineage(client: TestClient) -> None:
    page = client.get(f"/doc/{PLATFORM.removeprefix(DEFAULT_BASE)}", params={"lang": "en"}).text
    link = re.search(r'href="(/lineage\?[^"]+)"', page)
    assert link
    assert client.get(link[1].replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"iri": f"{DEFAULT_BASE}id/none"}, 404),
        ({"iri": PLATFORM, "depth": "two"}, 400),
        ({"iri": PLATFORM, "depth": "-1"}, 400),
        ({"iri": PLATFORM, "depth": "99"}, 400),
        ({"iri": PLATFORM, "asOf": "yesterday"}, 400),
        ({"iri": PLATFORM, "depth": "0"}, 200),
        ({"iri": PLATFORM, "focus": "<x>", "fold": "<y>,,"}, 200),
        ({"iri": PLATFORM.removeprefix(DEFAULT_BASE)}, 200),
    ],
)
@pytest.mark.parametrize("path", ["/lineage", "/lineage.svg", "/lineage.csv"])
def test_what_is_wrong_is_refused(
    client: TestClient, path: str, parameters: dict[str, str], status: int
) -> None:
    answer = client.get(path, params=parameters, headers={"accept": "*/*"})
    assert answer.status_code == status, answer.text
    assert "<x>" not in answer.text
    assert "<y>" not in answer.text


def test_neo4j_gives_the_same_pages(client: TestClient, neo4j_client: TestClient) -> None:
    for path in ("/lineage.svg", "/lineage.csv"):
        for iri in (PLATFORM, LAW):
            where = {"iri": iri, "lang": "fr", "depth": "2"}
            ours, theirs = client.get(path, params=where), neo4j_client.get(path, params=where)
            assert (theirs.status_code, theirs.content) == (ours.status_code, ours.content)
            assert ours.status_code == 200


def test_without_a_resource_the_page_says_what_it_is_and_its_files_do_not_exist(client: TestClient) -> None:
    page = client.get("/lineage", params={"lang": "en"})
    assert page.status_code == 200
    assert "/search?lang=en" in page.text
    assert [client.get(f"/lineage.{form}").status_code for form in ("svg", "csv")] == [404, 404]


@pytest.mark.parametrize(("name", "value"), [("focus", "id/none"), ("fold", "zz")])
def test_a_choice_that_fits_nothing_is_said(client: TestClient, name: str, value: str) -> None:
    said = "a thing or a group that is not in this picture"
    page = client.get("/lineage", params={"iri": PLATFORM, "lang": "en", name: value})
    assert said in page.text
    assert said not in client.get("/lineage", params={"iri": PLATFORM, "lang": "en"}).text
    assert said not in client.get("/lineage", params={"iri": PLATFORM, "lang": "en", "focus": PLATFORM}).text


def test_the_page_about_a_made_up_thing_leads_to_no_page_without_it(client: TestClient) -> None:
    made_up = client.get("/lineage", params={"iri": PLATFORM, "lang": "en"}).text
    assert "This is a made-up example" in made_up
    assert "Show the page without them" not in made_up
    assert "This is a made-up example" not in client.get("/lineage", params={"iri": LAW, "lang": "en"}).text
