"""Links between pages keep the release, the day and the sources wherever these matter, and never break for them."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from ontology.values.languages import LANGUAGES
from tests.graph_api.http.pages.conftest import get_ready

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PLATFORM = "/doc/id/platform/minh-hoa-hoc-sang"
PAGES = (
    "/",
    "/about",
    "/list",
    "/list/digitalPlatforms",
    "/search?q=vtv",
    PLATFORM,
    "/ns",
    "/dataset",
    "/charts/status",
)
HREF = re.compile(r'href="(/[^"#]*)')


def links_of(text: str) -> set[str]:
    return {unescape(address) for address in HREF.findall(text)}


@pytest.mark.parametrize("choice", ["asOf=2026-01-01", "release={release}", "illustrative=true"])
def test_no_link_of_a_page_about_a_day_a_release_or_some_sources_is_refused(
    pages: TestClient, choice: str
) -> None:
    chosen = choice.format(release=pages.get("/").headers["ndp-release"])
    name = chosen.partition("=")[0]
    seen: set[str] = set()
    kept = 0
    for page in PAGES:
        address = f"{page}{'&' if '?' in page else '?'}{chosen}&lang=en"
        answer = get_ready(pages, address)
        if answer.status_code == 400:
            assert page in ("/about", "/dataset", "/ns", "/list"), page  # they do not have this choice
            continue
        for link in links_of(answer.text):
            path = urlsplit(link).path
            if path in seen or path.startswith(
                ("/static", "/graphql", "/doc/id", "/justification", "/dumps")
            ):
                continue
            seen.add(path)
            kept += name in parse_qs(urlsplit(link).query)
            found = pages.get(link, headers=BROWSER)
            assert found.status_code not in (400, 500), (page, link)
    assert len(seen) > 10
    assert kept > 3


@pytest.mark.parametrize(
    "page", ["/", "/list/findings", PLATFORM, "/ns", "/charts/findings", "/search?q=vtv"]
)
def test_a_citation_leads_to_the_page_that_it_cites(pages: TestClient, page: str) -> None:
    text = unescape(pages.get(page, params=None, headers=BROWSER).text)
    cited = re.search(r"url = \{([^}]+)\}", text)
    assert cited is not None
    parts = urlsplit(cited[1])
    found = pages.get(f"{parts.path}?{parts.query}", headers=BROWSER)
    assert found.status_code == 200, cited[1]
    if page == "/":
        assert "asOf" in parse_qs(parts.query), "the numbers of a day stay those of the day"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_second_page_of_a_list_leads_to_the_first_one_in_other_languages(
    pages: TestClient, lang: str
) -> None:
    first = pages.get("/list/findings?lang=en").text
    (following,) = {unescape(one) for one in re.findall(r'href="(\?[^"]*after=[^"]*)"', first)}
    second = pages.get("/list/findings" + following)
    assert second.status_code == 200
    (other,) = re.findall(rf'<a href="([^"]*)" lang="{lang}" hreflang', second.text)
    assert pages.get("/list/findings" + unescape(other)).status_code == 200


def test_a_table_does_not_ignore_what_only_its_page_has(pages: TestClient) -> None:
    answer = pages.get("/list/digitalPlatforms.csv?filter=currentStatus:LISTED")
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_PARAMETER")
