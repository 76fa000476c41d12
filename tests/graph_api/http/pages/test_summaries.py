"""The pages about organisations, criteria sets, legal acts and sources: what they say on a day, from both stores."""

import csv
import io
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
ORG = "id/org/minh-hoa-bo-hoc-tap-2025"
SET = "id/set/minh-hoa-hoc-truc-tuyen-2024"
ACT = "id/act/minh-hoa-2023-qd-0100"
SOURCE = "graph/illustrative/bo-hoc-tap/2026-10-15"
QUOTED = "graph/github-law-148-primary/2026-11-30"
LAW = "id/act/2025-luat-148-2025-qh15"


def page(pages: TestClient, path: str, day: str = DAY, lang: str = "en") -> str:
    """The part of a page that only its kind has, as HTML."""
    answer = pages.get(f"/doc/{path}?asOf={day}&lang={lang}", headers=HTML)
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
    html = page(pages, "id/org/minh-hoa-bo-hoc-tap")
    assert "In its place on 1 December 2026 Ministry of Learning (illustrative)" in words(html)
    assert "No role is known on this day." in section(html, "held-now")
    assert "In its place" not in words(page(pages, "id/org/minh-hoa-bo-hoc-tap", "2024-06-01"))


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
    html = page(pages, "id/set/hop-truc-tuyen-2022")
    assert "No framework is known." in words(html)
    assert "Compared" not in section(html, "criteria")
    assert "Information security by level" in section(html, "criteria")


def test_an_act_says_what_rests_on_it(pages: TestClient) -> None:
    html = page(pages, ACT)
    resting = section(html, "resting")
    for part in ("Criteria sets (5)", "Assessments (21)", "Decisions (13)", "Platforms (11)", "and 1 more"):
        assert part in resting
    assert "Amended by Decision on potential platforms (illustrative) 20 April 2023" in section(html, "chain")
    articles = section(html, "articles")
    assert articles.count("Article 4: Revocation (illustrative)") == 1
    assert articles.count("Annex 1") == 1
    assert 'href="https://minh-hoa.example/cong-bao/2026-10-31"' in html


def test_an_act_is_in_force_on_some_days(pages: TestClient) -> None:
    assert "On 30 June 2026 not in force yet" in words(page(pages, LAW, "2026-06-30"))
    assert "On 1 July 2026 in force" in words(page(pages, LAW, "2026-07-01"))
    repealed = "id/act/2006-luat-67-2006-qh11"
    assert "Repealed by Law on Digital Transformation 1 July 2026" in section(page(pages, repealed), "chain")
    assert "On 1 July 2026 no longer in force" in words(page(pages, repealed, "2026-07-01"))
    assert "On 30 June 2026 the day on which it enters into force is not known" in words(
        page(pages, repealed, "2026-06-30")
    )


def test_articles_come_in_their_order_and_lead_to_their_act(pages: TestClient) -> None:
    articles = section(page(pages, LAW), "articles")
    assert re.findall(r"\d+", articles) == ["3", "8", "22", "26", "38", "47", "48"]
    assert "Part of Law on Digital Transformation" in words(page(pages, f"{LAW}/art/8"))


def test_a_source_names_who_delivered_it_and_the_findings_in_it(pages: TestClient) -> None:
    html = page(pages, SOURCE)
    text = words(html)
    for part in (
        "Nhóm biên soạn (minh họa) ; Ministry of Learning (illustrative)",
        "Delivered on 15 October 2026",
        "Licence https://creativecommons.org/licenses/by/4.0/",
        "Statements 1,204",
        "Findings in it violation (1) · warning (4)",
    ):
        assert part in text, part
    assert "D16" in section(html, "violations")


def test_a_source_shows_its_quotes(pages: TestClient) -> None:
    quotes = section(page(pages, QUOTED), "quotes")
    assert "Nền tảng số là hệ thống thông tin" in quotes
    assert "more" in section(page(pages, "graph/github-decision-1132-secondary/2026-11-30"), "quotes")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "path",
    [ORG, "id/org/bo-cong-an", "id/org/chinh-phu", SET, "id/set/hop-truc-tuyen-2022", ACT, LAW, SOURCE],
)
def test_there_is_a_page_whatever_is_known(pages: TestClient, path: str, lang: str) -> None:
    html = page(pages, path, lang=lang)
    assert '<dl class="facts">' in html
    assert "None" not in words(html)


@pytest.mark.parametrize(
    ("question", "most", "things"),
    [
        ("organization", 22, (ORG, "id/org/bo-cong-an", "id/org/chinh-phu")),
        ("criteria_set", 25, (SET, "id/set/hop-truc-tuyen-2022")),
        ("source_graph", 8, (SOURCE, QUOTED)),
        ("legal_act", 33, (LAW, f"{LAW}/art/8", "id/act/2022-qd-505-qd-ttg", ACT)),
    ],
)
def test_a_summary_is_one_question_of_few_statements_whatever_it_finds(
    pages: TestClient, counted: Counted, question: str, most: int, things: Sequence[str]
) -> None:
    for thing in things:
        counted.clear()
        variables = {"iri": f"https://w3id.org/vn-ndp/{thing}", "asOf": DAY, "lang": ["en"]}
        answer = pages.post("/graphql", json={"query": page_question(question), "variables": variables})
        assert "errors" not in answer.json()
        assert counted.operations == 1
        assert 0 < counted.statements <= most


@pytest.mark.parametrize("path", [ORG, SET, ACT, SOURCE])
def test_all_links_of_the_summary_lead_somewhere(pages: TestClient, path: str) -> None:
    links = {unescape(one) for one in re.findall(r'href="(/[^"#]*)', page(pages, path))}
    assert len(links) > 3
    for link in links:
        assert pages.get(link).status_code in (200, 303), link


def test_what_a_body_answers_for_is_a_spreadsheet_too(pages: TestClient) -> None:
    html = page(pages, "id/org/bo-cong-an")
    (address,) = re.findall(r'href="(/list/platformKinds\.csv[^"]*)"', html)
    file = pages.get(unescape(address))
    assert file.status_code == 200
    section = html.partition('id="held-now"')[2].partition("</section>")[0]
    shown = {unescape(name) for name in re.findall(r'href="/doc/id/kind/[^"]*"[^>]*>([^<]*)</a>', section)}
    assert len(shown) > 10
    rows = list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff"))))
    assert {row[1] for row in rows[1:]} == shown
