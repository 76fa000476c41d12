"""Comparisons: what differs is apart from what is the same; days and releases are columns; CSV has the same cells."""

import csv
import html
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.http.app import create_app
from graph_api.settings import Settings
from graph_api.stores.neo4j.connection import open_driver
from graph_api.stores.neo4j.reader import Neo4jReader
from tests.graph_api.support.command_line import ndp_graph
from tests.graph_api.support.stores import Content, fill_neo4j
from tests.support.neo4j_fixtures import Database

FIRST, SECOND = "id/platform/minh-hoa-hoc-sang", "id/platform/minh-hoa-suc-khoe-24"
ROLE = "id/org/bo-cong-an"
ROW = re.compile(r'<tr>\s*<th scope="row">(.*?)</th>(.*?)</tr>', re.DOTALL)
CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


def page(client: TestClient, query: str) -> str:
    response = client.get(f"/compare?{query}", headers={"accept": "text/html"})
    assert response.status_code == 200, response.text[:2000]
    return response.text


def plain(text: str) -> str:
    return html.unescape(TAG.sub("", text.replace("<br>", "; "))).strip()


def rows(text: str, anchor: str, *, folded: bool) -> dict[str, list[str]]:
    """The rows of a section of a page; `folded`: those that are the same."""
    section = text.partition(f'aria-labelledby="{anchor}"')[2].partition("</section>")[0]
    shown, _, rest = section.partition("<details>")
    part = rest if folded else shown
    return {plain(name): [plain(one) for one in CELL.findall(cells)] for name, cells in ROW.findall(part)}


def test_rows_that_differ_are_apart_from_equal_ones(client: TestClient) -> None:
    text = page(client, f"iri={FIRST}&iri={SECOND}&lang=en")
    different = rows(text, "different", folded=False)
    assert different["identifier"] == ["MINH-HOA-0001", "MINH-HOA-0006"]
    assert different["life cycle"] == ["In operation", "Retired"]
    assert all(len(cells) == 2 and cells[0] != cells[1] for cells in different.values())
    criteria = rows(text, "criteria", folded=False)
    assert len(criteria) > 5
    assert {cell for cells in criteria.values() for cell in cells} >= {"Passed", "–"}
    same = page(client, f"iri={FIRST}&iri={FIRST}@2026-06-30&lang=en")
    assert "identifier" in rows(same, "different", folded=True)
    assert set(rows(same, "criteria", folded=True)) == {
        name for name, cells in criteria.items() if cells[0] != "–"
    } | {name for name, cells in rows(text, "criteria", folded=True).items() if cells[0] != "–"}


def test_a_thing_is_compared_with_itself_on_another_day(client: TestClient) -> None:
    text = page(client, f"iri={FIRST}&same={FIRST}&on=2019-12-31&lang=en")
    roles = rows(text, "different", folded=False)["role"]
    assert "An Hoc Company" in roles[0]
    assert "An Hoc Company" not in roles[1]
    assert "Tri Duc Company" in roles[1]
    dated = page(client, f"iri={FIRST}&iri={FIRST}@2019-12-31&asOf=2026-01-01&lang=en")
    assert re.findall(r'<li><a href="[^"]*asOf=([0-9-]+)&amp;lang=en"', dated.partition("<main")[2]) == [
        "2026-01-01",
        "2019-12-31",
    ]
    assert f'name="iri" value="{FIRST}@2019-12-31"' in text
    assert f'href="?iri={FIRST.replace("/", "%2F")}&amp;lang=en"' in text, "the other can be removed"
    assert re.search(r'<a href="/doc/id/platform/minh-hoa-hoc-sang\?asOf=2019-12-31&amp;lang=en"', text)


def test_the_csv_file_has_the_same_cells(client: TestClient) -> None:
    query = f"iri={FIRST}&iri={SECOND}&lang=en"
    text = page(client, query)
    table = list(csv.reader(io.StringIO(client.get(f"/compare.csv?{query}").content.decode("utf-8-sig"))))
    assert table[0] == ["Property", "1. Hoc Sang (illustrative)", "2. Suc Khoe 24 (illustrative)"]
    shown = {
        name: [cell if cell != "–" else "" for cell in cells]
        for anchor in ("different", "criteria")
        for folded in (False, True)
        for name, cells in rows(text, anchor, folded=folded).items()
    }
    found = {name: cells for name, *cells in table[1:]}
    assert {name: [one.split() for one in cells] for name, cells in found.items()} == {
        name: [one.split() for one in cells] for name, cells in shown.items()
    }


def test_things_of_several_classes_have_what_these_have_in_common(client: TestClient) -> None:
    text = page(client, f"iri={FIRST}&iri={ROLE}&iri=id/nothing&lang=en")
    assert text.partition("<main")[2].count("<li><a") == 2
    assert "not in the release" in text
    assert "life cycle" not in rows(text, "different", folded=False)


def test_what_cannot_be_compared_is_refused(client: TestClient) -> None:
    for query, status in (
        (f"iri={FIRST}@2026-02-30", 400),
        (f"iri={FIRST}@000009-0a1b2c3d", 400),
        ("&".join(f"iri=id/{number}" for number in range(7)), 400),
    ):
        assert client.get(f"/compare?{query}").status_code == status, query
    assert client.get("/compare.csv").status_code == 400
    assert "Put two to six things" in page(client, "lang=en")


def test_hostile_names_harm_nothing(client: TestClient) -> None:
    text = page(client, "iri=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&iri=%3D1%2B1&lang=en")
    assert "<script>alert" not in text
    sheet = client.get("/compare.csv?iri=%3D1%2B1&lang=en").content.decode("utf-8-sig")
    assert not any(cell.startswith("=") for line in csv.reader(io.StringIO(sheet)) for cell in line)


def test_beside_something_real_a_made_up_thing_does_not_make_the_whole_page_made_up(
    client: TestClient,
) -> None:
    text = page(client, "iri=id/platform/minh-hoa-hoc-sang&iri=id/platform/vtvgo&lang=en")
    assert "This is a made-up example" not in text
    (without,) = re.findall(r'<a href="([^"]*)">Show the page without them</a>', text)
    assert "&illustrative=false&" in unescape(without)


def test_lists_and_things_lead_to_comparisons(client: TestClient) -> None:
    text = client.get("/list/digitalPlatforms?lang=en").text
    assert '<form action="/compare" method="get">' in text
    assert (
        f'<input type="checkbox" name="iri" value="{FIRST}" aria-label="Select to compare: Hoc Sang' in text
    )
    thing = client.get(f"/doc/{FIRST}?lang=en", headers={"accept": "text/html"}).text
    assert (
        "/compare?iri=https%3A%2F%2Fw3id.org%2Fvn-ndp%2Fid%2Fplatform%2Fminh-hoa-hoc-sang&amp;lang=en"
        in thing
    )


@pytest.fixture
def two_releases(tmp_path: Path) -> Iterator[TestClient]:
    """A service with two releases, of which the second has another title for a platform."""
    store = f"sqlite:{tmp_path / 'store'}"
    data = tmp_path / "data.ttl"
    for title in ("Một", "Hai"):
        data.write_text(
            "@prefix ndp: <https://w3id.org/vn-ndp/ns#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
            "<https://w3id.org/vn-ndp/id/platform/a> a ndp:DigitalPlatform ; "
            f'dct:title "A"@en ; dct:description "{title}"@vi .\n',
            encoding="utf-8",
        )
        loaded = ndp_graph("load", str(data), "--replace", "--on-violation", "record", "--store", store)
        assert loaded == 0
    with TestClient(create_app(Settings(store=store))) as client:
        yield client


def test_a_thing_is_compared_in_two_releases(two_releases: TestClient) -> None:
    listed = two_releases.post("/graphql", json={"query": "{ releases { nodes { id } } }"}).json()
    ids = sorted(one["id"] for one in listed["data"]["releases"]["nodes"])
    assert len(ids) == 2
    text = page(two_releases, f"iri=id/platform/a&iri=id/platform/a@{ids[0]}&lang=vi")
    assert list(rows(text, "different", folded=False).values()) == [["Hai", "Một"]]
    assert f"/doc/id/platform/a?release={ids[0]}&amp;lang=vi" in text


@pytest.fixture
def neo4j_client(request: pytest.FixtureRequest, content: Content) -> Iterator[TestClient]:
    """A client of the application over Neo4j."""
    database: Database = request.getfixturevalue("neo4j_database")
    uri = database.hold(content, lambda uri: fill_neo4j(content, uri))

    async def opener(_: Settings, __: Engine | None) -> Engine:
        return Engine(EngineParts(Neo4jReader(open_driver(uri, None, None), content.model)))

    with TestClient(create_app(Settings(store=uri), opener)) as client:
        yield client


def test_neo4j_gives_the_same_comparisons(client: TestClient, neo4j_client: TestClient) -> None:
    for query in (
        f"iri={FIRST}&iri={SECOND}&iri={FIRST}@2019-12-31&lang=vi",
        "iri=id/org/dai-truyen-hinh-viet-nam&iri=id/org/bo-cong-an&lang=fr",
    ):
        pages = [client.get(f"/compare.csv?{query}") for client in (client, neo4j_client)]
        assert pages[0].content == pages[1].content
        assert pages[0].content.count(b"\n") > 2
