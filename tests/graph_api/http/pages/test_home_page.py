"""The home page: numbers of today that say what is made up, and nothing that a dossier contradicts."""

import re

import pytest
from starlette.testclient import TestClient

from ontology.values.languages import LANGUAGES
from tests.graph_api.http.pages.conftest import Counted, get_ready

ALIKE = re.compile(r"<strong>([\d.,\s]+)</strong> ([^<]+)(?:<br><span class=\"muted\">([^<]+)</span>)?</a>")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_there_in_each_language(pages: TestClient, lang: str) -> None:
    page = pages.get("/", headers={"accept-language": lang})
    assert page.status_code == 200
    assert (page.headers["content-language"], page.headers["ndp-release"][:6]) == (lang, "000001")
    assert f'<html lang="{lang}">' in page.text
    assert "VTVGo" in page.text


def test_made_up_platforms_are_counted_apart(pages: TestClient) -> None:
    figures = {name: (number, remark) for number, name, remark in ALIKE.findall(pages.get("/?lang=en").text)}
    assert figures["Recognised national digital platform"] == ("4", "illustrative among them: 4")
    assert figures["On the national list"] == ("4", "")
    real = {
        name: number
        for number, name, _ in ALIKE.findall(get_ready(pages, "/?lang=en&illustrative=false").text)
    }
    assert real["Recognised national digital platform"] == "0"


def test_a_status_without_a_basis_is_not_counted_and_says_so(pages: TestClient) -> None:
    page = pages.get("/?lang=en").text
    assert "“VTVGo” is declared “Recognised national digital platform”, but its status by decisions" in page
    platform = "https://w3id.org/vn-ndp/id/platform/vtvgo"
    case = pages.get("/justification", params={"platform": platform, "asOf": "2026-01-01"}).json()
    assert case["verdict"] == "UNKNOWN"


def test_the_page_is_one_question_and_a_few_statements(pages: TestClient, counted: Counted) -> None:
    address = "/?lang=fr&illustrative=true"
    first = pages.get(address)
    assert (first.status_code, counted.operations) == (200, 1)
    assert 0 < counted.statements <= 11
    counted.clear()
    again = pages.get(address)
    assert (again.content, counted.operations) == (first.content, 0)
    known = pages.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_its_question_has_a_signed_receipt(pages: TestClient) -> None:
    page = pages.get("/?lang=en").text
    (address,) = re.findall(r'href="(/graphql\?query=[^"]+)"', page)
    answer = pages.get(address.replace("&amp;", "&"))
    assert answer.status_code == 200
    assert answer.json()["data"]["violations"]["totalCount"] > 100
    assert answer.json()["extensions"]["receipt"].count(".") == 2


def test_slips_in_parameters_are_refused(pages: TestClient) -> None:
    assert pages.get("/?ilustrative=false").status_code == 400


def test_each_number_leads_to_a_list_of_what_it_counts(pages: TestClient) -> None:
    page = pages.get("/?lang=en").text
    links = re.findall(r'<li><a href="(/list/[^"]+)"><strong>([\d,]+)</strong>', page)
    assert len(links) == 4
    for address, number in links:
        listed = pages.get(address.replace("&amp;", "&"))
        assert listed.status_code == 200, address
        assert re.search(rf"\b{number}\b", listed.text), address
