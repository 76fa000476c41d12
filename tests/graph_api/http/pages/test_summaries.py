"""The pages about organisations and criteria sets: what they say on a day, the same from both stores."""

import re
from collections.abc import Sequence
from html import unescape

import pytest
from starlette.testclient import TestClient

from graph_api.pages.questions import page_question
from ontology.values.languages import LANGUAGES
from tests.graph_api.http.pages.conftest import Counted

DAY = "2026-12-01"
HTML = {"accept": "text/html"}
SUMMARY_END = re.compile('<details class="whole">|<section id="subject-0"')
ORG = "org/minh-hoa-bo-hoc-tap-2025"
SET = "set/minh-hoa-hoc-truc-tuyen-2024"


def page(pages: TestClient, path: str, day: str = DAY, lang: str = "en") -> str:
    """The part of a page that only its kind has, as HTML."""
    answer = pages.get(f"/doc/id/{path}?asOf={day}&lang={lang}", headers=HTML)
    assert answer.status_code == 200, answer.text
    return SUMMARY_END.split(answer.text.partition("<h1")[2])[0]


def words(html: str) -> str:
    """The words of a part of a page."""
    text = unescape(re.sub(r"<[^>]*>", " ", html)).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\s+", " ", text)


def section(html: str, name: str) -> str:
    """The words of a section; empty if the page has none of that name."""
    match = re.search(rf'<section aria-labelledby="{name}">(.*?)</section>', html, re.DOTALL)
    return words(match[1]) if match else ""


def test_an_organisation_answers_for_things_on_a_day(pages: TestClient) -> None:
    html = page(pages, ORG)
    now, before = section(html, "held-now"), section(html, "held-before")
    assert "What it answers for on 1 December 2026" in now
    assert "Online learning platform (illustrative) Managing agency 1 March 2025 no end so far" in now
    assert "Held by the body before it: Ministry of Digital Communications (illustrative)" in before
    assert "20 March 2023 28 February 2025" in before
    assert "Held by" not in now


def test_an_organisation_has_its_line_and_what_it_made(pages: TestClient) -> None:
    html = page(pages, ORG)
    line = section(html, "line")
    assert line.index(
        "Predecessor: Ministry of Learning (illustrative) 1 January 2008 – 28 February 2025"
    ) < (line.index("1 March 2025 – no end so far"))
    assert (
        "Merger of the Ministries of Digital Communications and of Learning (illustrative) 1 March 2025"
        in line
    )
    assert "Recognition of" in section(html, "decisions")
    assert "online learning 2026" in section(html, "sets")
    assert section(html, "graphs")
    assert re.search(r"violation \(\d+\) · warning \(\d+\)", words(html))


def test_before_a_merger_the_same_body_answers_for_nothing(pages: TestClient) -> None:
    assert "No role is known on this day." in section(page(pages, ORG, "2024-06-01"), "held-now")
    assert section(page(pages, ORG, "2024-06-01"), "held-before").count("Held by the body before it") == 4


def test_a_body_that_is_gone_names_those_in_its_place(pages: TestClient) -> None:
    html = page(pages, "org/minh-hoa-bo-hoc-tap")
    assert "In its place on 1 December 2026 Ministry of Learning (illustrative)" in words(html)
    assert "No role is known on this day." in section(html, "held-now")
    assert "In its place" not in words(page(pages, "org/minh-hoa-bo-hoc-tap", "2024-06-01"))


def test_a_criteria_set_is_shown_beside_its_framework(pages: TestClient) -> None:
    html = page(pages, SET)
    criteria = section(html, "criteria")
    assert "covered (6)" in criteria
    assert (
        "Features and functions: online learning (illustrative) covered 3 / 4 (75 %) Failed (1)" in criteria
    )
    assert "At least 50 % of the potential market (illustrative) · Au moins 50 %" in criteria
    assert "marketShareOfPotentialMarket gte 50.0" in criteria
    assert "Assessment of Hoc Sang, 2025 (illustrative) Hoc Sang (illustrative) 15 May 2025" in (
        section(html, "assessments")
    )
    assert "Disagrees (1)" in section(html, "consultations")


def test_a_criteria_set_without_a_framework_says_so(pages: TestClient) -> None:
    html = page(pages, "set/hop-truc-tuyen-2022")
    assert "No framework is known." in words(html)
    assert "Compared" not in section(html, "criteria")
    assert "Information security by level" in section(html, "criteria")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", [ORG, "org/bo-cong-an", "org/chinh-phu", SET, "set/hop-truc-tuyen-2022"])
def test_there_is_a_page_whatever_is_known(pages: TestClient, path: str, lang: str) -> None:
    html = page(pages, path, lang=lang)
    assert '<dl class="facts">' in html
    assert "None" not in words(html)


@pytest.mark.parametrize(
    ("question", "most", "things"),
    [
        ("organization", 18, (ORG, "org/bo-cong-an", "org/chinh-phu")),
        ("criteria_set", 25, (SET, "set/hop-truc-tuyen-2022")),
    ],
)
def test_a_summary_is_one_question_of_as_many_statements_whatever_it_finds(
    pages: TestClient, counted: Counted, question: str, most: int, things: Sequence[str]
) -> None:
    numbers = set()
    for thing in things:
        counted.clear()
        variables = {"iri": f"https://w3id.org/vn-ndp/id/{thing}", "asOf": DAY, "lang": ["en"]}
        answer = pages.post("/graphql", json={"query": page_question(question), "variables": variables})
        assert "errors" not in answer.json()
        assert counted.operations == 1
        numbers.add(counted.statements)
    assert len(numbers) == 1
    assert 0 < numbers.pop() <= most


@pytest.mark.parametrize("path", [ORG, SET])
def test_all_links_of_the_summary_lead_somewhere(pages: TestClient, path: str) -> None:
    links = {unescape(one) for one in re.findall(r'href="(/[^"#]*)', page(pages, path))}
    assert len(links) > 8
    for link in links:
        assert pages.get(link).status_code in (200, 303), link
