"""Lists and searches as pages: their counts are true, their links lead to what they say, on each store."""

import csv
import html
import io
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

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
from tests.graph_api.conftest import SqliteFiles
from tests.graph_api.support.stores import RELEASE, Content, fill_neo4j
from tests.support.neo4j_fixtures import Database

FACET = re.compile(r'<li><a href="(\?[^"]*)" rel="nofollow"( aria-current="true")?>.*?"count">([0-9.,]+)<')
TOTAL = re.compile(r"<strong>Entries(?: that hold on [^:]*)?: ([0-9,]+)</strong>")
FOUND = re.compile(r"<h1>Results for .*: ([0-9,]+)</h1>")
MEMBER = re.compile(r'<th scope="row">(?:<input[^>]*>)?\s*<a href="([^"]*)"')
NEXT, PREVIOUS = re.compile(r'<a href="([^"]*)" rel="next'), re.compile(r'<a href="([^"]*)" rel="prev')
LISTS = ("digitalPlatforms", "platformKinds", "decisions", "criterionResults", "legalResources")


class TallyingEngine(Engine):
    """An engine that counts the statements sent to the store."""

    statements = 0

    async def run(self, operation: PreparedOperation) -> Answer:
        """The answer, counted."""
        answer = await super().run(operation)
        TallyingEngine.statements += answer.statements
        return answer


@pytest.fixture(scope="module")
def service(content: Content, files: SqliteFiles) -> Iterator[TestClient]:
    file = files.of(content)

    async def opener(_: Settings, __: Engine | None) -> Engine:
        return TallyingEngine(EngineParts(SqliteReader(file, content.model, RELEASE)))

    with TestClient(create_app(Settings(store=f"sqlite:{file.parent}"), opener)) as client:
        yield client


def page(client: TestClient, address: str) -> str:
    response = client.get(address, headers={"accept": "text/html"})
    assert response.status_code == 200, (address, response.text[:2000])
    return response.text


def links(pattern: re.Pattern[str], text: str) -> list[str]:
    return [html.unescape(found) for found in pattern.findall(text)]


def number(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    assert found is not None, text[:3000]
    return int(found[1].replace(",", ""))


def members(client: TestClient, path: str, query: str) -> list[str]:
    """The addresses of all members, over all pages forwards; backwards they are the same."""
    found, text = [], page(client, path + query)
    while following := links(NEXT, text):
        found += links(MEMBER, text)
        text = page(client, path + following[0])
    found += links(MEMBER, text)
    last = links(MEMBER, text)
    back = list(last)
    while before := links(PREVIOUS, text):
        text = page(client, path + before[0])
        back[:0] = links(MEMBER, text)
    assert back == found
    return found


def test_every_class_has_a_list_that_takes_at_most_eight_statements(
    service: TestClient, content: Content
) -> None:
    shown = 0
    for term in content.model.classes.values():
        TallyingEngine.statements = 0
        text = page(service, f"/list/{term.plural}?lang=en")
        assert 0 < TallyingEngine.statements <= 8, term.plural
        total = number(TOTAL, text)
        assert text.count('scope="row"') == min(total, 20), term.plural
        assert text.count("<script") == 1, "labels of the data are no markup"
        shown += total > 0
    assert shown > 25


@pytest.mark.parametrize("plural", LISTS)
def test_a_facet_counts_the_members_of_the_list_that_it_leads_to(service: TestClient, plural: str) -> None:
    path = f"/list/{plural}"
    text = page(service, f"{path}?lang=en")
    facets = FACET.findall(text)
    assert facets
    for address, chosen, count in facets[:6]:
        assert not chosen
        narrowed = page(service, path + html.unescape(address))
        assert number(TOTAL, narrowed) == int(count.replace(",", "")), address
        again = [one for one in FACET.findall(narrowed) if one[1]]
        assert [one[2] for one in again] == [count]
        assert "filter=" not in again[0][0]


@pytest.mark.parametrize(
    "query",
    [
        "?lang=en&sort=-currentStatus",
        "?lang=en&filter=sectors:HEALTH",
        "?lang=vi&filter=managingAgencies:id/org/bo-cong-an&sort=-label",
    ],
)
def test_the_csv_file_has_the_members_of_all_pages(service: TestClient, query: str) -> None:
    text = page(service, "/list/digitalPlatforms" + query)
    address = re.search(r'href="(/list/digitalPlatforms\.csv[^"]*)" type="text/csv">', text)
    assert address is not None
    rows = list(csv.DictReader(io.StringIO(service.get(html.unescape(address[1])).text)))
    found = members(service, "/list/digitalPlatforms", query)
    assert sorted(urlsplit(one).path.removeprefix("/doc/") for one in found) == sorted(
        row["IRI"].partition("vn-ndp/")[2] for row in rows
    )
    assert found


def test_a_day_chooses_the_members_that_hold_on_it(service: TestClient) -> None:
    always = number(TOTAL, page(service, "/list/platformRoles?lang=en"))
    text = page(service, "/list/platformRoles?lang=en&asOf=2024-01-01&sort=-validFrom")
    assert 0 < number(TOTAL, text) < always
    assert '<input id="as-of" name="asOf" type="date" value="2024-01-01">' in text
    assert '<input type="hidden" name="sort" value="-validFrom">' in text


def test_a_search_has_facets_and_marks_words(service: TestClient) -> None:
    TallyingEngine.statements = 0
    text = page(service, "/search?q=nen+tang&type=PlatformKind&lang=en")
    assert 0 < TallyingEngine.statements <= 8
    assert "<mark>Nền</mark>" in text
    values = [one for one in FACET.findall(text) if "filter=" in one[0]]
    assert len(values) > 5
    for address, _, count in values:
        narrowed = page(service, "/search" + html.unescape(address))
        assert number(FOUND, narrowed) == int(count)
    others = [one for one in FACET.findall(text) if "type=" in one[0] and "filter=" not in one[0]]
    assert len(others) > 5


def test_the_csv_file_of_a_search_has_all_results(service: TestClient) -> None:
    text = page(service, "/search?q=nen+tang&type=PlatformKind&filter=leadAgencies:id/org/bo-cong-an&lang=en")
    address = re.search(r'<a href="(/search\.csv[^"]*)" type="text/csv">', text)
    assert address is not None
    response = service.get(html.unescape(address[1]))
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == number(FOUND, text) > 3
    assert {row["Class"] for row in rows} == {"Listed platform kind"}
    assert response.headers["content-language"] == "en"
    every = service.get("/search.csv?q=nen+tang&type=x&lang=vi&excel=1").content
    assert every.startswith(b"\xef\xbb\xbfIRI;")
    assert every.count(b"\r\n") > 100


def test_pages_of_a_search_lead_on_and_back(service: TestClient) -> None:
    address, pages = "?q=nen+tang&type=PlatformKind&lang=en", []
    for _ in range(3):
        text = page(service, "/search" + address)
        pages.append((re.findall(r"<h2>\s*<a href=\"([^\"]*)\"", text), links(PREVIOUS, text)))
        address = links(NEXT, text)[0]
    results = [one for found, _ in pages for one in found]
    assert len(results) == len(set(results)) == 60
    back = page(service, "/search" + pages[2][1][0])
    assert re.findall(r"<h2>\s*<a href=\"([^\"]*)\"", back) == pages[1][0]
    assert "after" not in parse_qs(urlsplit(pages[1][1][0]).query)


def test_a_misspelt_word_is_corrected_and_an_unknown_one_has_ways_on(service: TestClient) -> None:
    text = page(service, "/search?q=qqqqq+criterion&lang=en")
    assert "some of them" in text
    nothing = page(service, "/search?q=zzqqxx&type=Criterion&lang=en")
    assert "Nothing found for “zzqqxx”" in nothing
    assert 'href="?q=zzqqxx&amp;lang=en"' in nothing


def test_without_a_text_there_are_examples(service: TestClient) -> None:
    text = page(service, "/search?lang=vi")
    assert 'href="/search?q=VTVGo&amp;lang=vi"' in text
    assert 'href="/list/digitalPlatforms?lang=vi"' in text


@pytest.mark.parametrize("text", ['"><script>alert(1)</script>', "\u202eabc", "a" * 300, "{{ 7*7 }} ' -- \\"])
def test_hostile_texts_harm_no_page(service: TestClient, text: str) -> None:
    shown = page(service, "/search?" + urlencode({"q": text, "lang": "en"}))
    assert "<script>alert" not in shown
    assert "\u202e" not in shown.replace(html.escape(text), "", 1) or "\u202e" not in text


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("/list/digitalPlatforms?filter=curentStatus:LISTED", "currentStatus"),
        ("/list/digitalPlatforms?filter=currentStatus:LISTD", "LISTED"),
        ("/list/digitalPlatforms?sort=labl", "label"),
        ("/list/digitalPlatform", "digitalPlatforms"),
        ("/search?q=a&type=DigitalPlatforms", "DigitalPlatform"),
        ("/search?q=" + "a" * 301, ""),
        ("/list/findings?filter=severity:x&filter=code:y&after=zz", ""),
    ],
)
def test_slips_are_refused_with_the_nearest_name(service: TestClient, address: str, hint: str) -> None:
    response = service.get(address, headers={"accept": "application/json"})
    assert response.status_code in (400, 404)
    assert hint in response.json()["hint"]


def test_the_search_box_keeps_what_was_looked_for(service: TestClient) -> None:
    assert 'type="search" value="vtvgo 2"' in page(service, "/search?q=vtvgo+2&lang=en")
    missing = service.get("/doc/id/platform/vtv-g%C3%B3?lang=en", headers={"accept": "text/html"})
    assert missing.status_code == 404
    assert 'type="search" value="vtv gó"' in missing.text
    kept = page(service, "/list/criteria?lang=fr&asOf=2026-01-01")
    assert '<input type="hidden" name="asOf" value="2026-01-01">' in kept


def test_a_thing_is_below_the_list_of_its_class(service: TestClient) -> None:
    text = page(service, "/doc/id/platform/vtvgo?lang=en")
    assert '<a href="/list/digitalPlatforms?lang=en">Digital platform</a>' in text


@pytest.fixture
def neo4j_service(request: pytest.FixtureRequest, content: Content) -> Iterator[TestClient]:
    """A client of the application over Neo4j."""
    database: Database = request.getfixturevalue("neo4j_database")
    uri = database.hold(content, lambda uri: fill_neo4j(content, uri))

    async def opener(_: Settings, __: Engine | None) -> Engine:
        return Engine(EngineParts(Neo4jReader(open_driver(uri, None, None), content.model)))

    with TestClient(create_app(Settings(store=uri), opener)) as client:
        yield client


def test_neo4j_gives_the_same_pages(service: TestClient, neo4j_service: TestClient) -> None:
    release = re.compile(r"<footer.*</footer>|<p class=\"release\">.*?</p>", re.DOTALL)
    for address in (
        *(f"/list/{plural}?lang=vi" for plural in LISTS),
        "/list/digitalPlatforms?lang=en&filter=sectors:HEALTH&filter=managingAgencies:id/org/bo-cong-an",
        "/list/platformRoles?lang=fr&asOf=2024-01-01&sort=-validFrom",
        "/search?q=bo+cong+an&lang=fr",
        "/search?q=nen+tang&type=PlatformKind&filter=leadAgencies:id/org/bo-cong-an&lang=vi",
    ):
        pages = [release.sub("", page(client, address)) for client in (service, neo4j_service)]
        assert pages[0] == pages[1], address
