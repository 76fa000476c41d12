"""The pages about platforms and the decisions on them: what they say on a day, from both stores."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from starlette.testclient import TestClient

from loaders.folder.location import Location
from tests.graph_api.support.justified import LANGUAGES, publish, settings_of
from tests.graph_api.support.series import publish as publish_text
from tests.graph_api.support.series import serving
from tests.graph_api.support.stores import KINDS

DAY = "2026-12-01"
WHOLE = '<details class="whole">'
"""Where what only a kind of thing has ends, and what all pages have begins."""


@pytest.fixture(scope="module", params=KINDS)
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service over all shipped data."""
    uri = request.getfixturevalue("neo4j_empty_for_module") if request.param == "neo4j" else None
    location = Location(tmp_path_factory.mktemp("release") / "store", uri)
    publish(location)
    with serving(settings_of(location)) as client:
        yield client


def page(client: TestClient, path: str, day: str = DAY, lang: str = "en") -> str:
    answer = client.get(f"/doc/id/{path}?asOf={day}&lang={lang}", headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text
    assert answer.text.count(WHOLE) == 1
    return answer.text


def summary(html: str) -> str:
    """The words of the part of a page that only its kind has."""
    part = html.partition("<h1")[2].partition(WHOLE)[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", part)).replace("\N{NO-BREAK SPACE}", " "))


def test_a_supported_platform_is_shown_with_its_status_and_why(client: TestClient) -> None:
    html = page(client, "platform/minh-hoa-hoc-sang")
    words = summary(html)
    for part in (
        "Recognised national digital platform Supported: all steps hold",
        "1 December 2026, since 2 June 2025",
        "Because of Recognition of Hoc Sang (illustrative)",
        "Responsible Ministry of Learning (illustrative)",
        "Findings none",
        "Next due by 15 June 2027 – Reassessment",
        "Declared the same status",
        "6 of 6 assessed criteria passed",
        "≥ 50 %",
        "56.75 % (2024)",
        "valid until 31 December 2027",
        "29 of 29 steps hold",
    ):
        assert part in words, part
    links = unescape(html)
    dossier = (
        f"/dossier?platform=https%3A%2F%2Fw3id.org%2Fvn-ndp%2Fid%2Fplatform%2Fminh-hoa-hoc-sang&asOf={DAY}"
    )
    assert f'href="{dossier}&lang=en"' in links
    assert 'href="/doc/id/decision/minh-hoa-2025-qd-0301-hoc-sang?asOf=2026-12-01&lang=en"' in links


def test_another_day_has_another_decision_and_criteria_table(client: TestClient) -> None:
    words = summary(page(client, "platform/minh-hoa-hoc-sang", "2025-02-01"))
    assert "1 February 2025, since 20 May 2024" in words
    assert "Assessment of Hoc Sang, 2024 (illustrative)" in words
    assert "Assessment of Hoc Sang, 2025 (illustrative)" not in words


def test_the_citation_names_the_day(client: TestClient) -> None:
    html = page(client, "platform/minh-hoa-hoc-sang", "2025-02-01")
    (cited,) = re.findall(r"\((\S*/release/\S*minh-hoa-hoc-sang\?asOf=\S*)\)", unescape(html))
    again = client.get(cited, headers={"accept": "text/html", "accept-language": "en"})
    assert "1 February 2025, since 20 May 2024" in summary(again.text)


def test_declared_and_derived_status_are_both_there_and_why_they_differ(client: TestClient) -> None:
    words = summary(page(client, "platform/vtvgo"))
    assert words.index("On the national list") < words.index("Recognised national digital platform")
    assert "Declared and derived status differ. “VTVGo” is declared" in words
    assert "violation (3) , warning (1)" in words
    assert "Next due nothing" in words


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["vtvgo", "mobiedu", "minh-hoa-vuon-so", "minh-hoa-di-chung"])
def test_there_is_a_page_whatever_is_known(client: TestClient, name: str, lang: str) -> None:
    answer = client.get(f"/doc/id/platform/{name}?lang={lang}", headers={"accept": "text/html"})
    assert answer.status_code == 200
    assert WHOLE in answer.text


def test_a_revoked_recognition_says_by_what_and_what_would_help(client: TestClient) -> None:
    words = summary(page(client, "decision/minh-hoa-2023-qd-0402-suc-khoe-24"))
    for part in (
        "Not supported: an essential step does not hold",
        "Revoked by Revocation of Suc Khoe 24 (illustrative) (15 April 2025)",
        "Competence of the body on that day",
        "In force · contradicted",
        "How to fix it: A decision that is in force on that day is needed",
        "Revocation · Revocation of Suc Khoe 24 (illustrative)",
    ):
        assert part in words, part
    assert "Supported: all steps hold" in summary(
        page(client, "decision/minh-hoa-2023-qd-0402-suc-khoe-24", "2024-06-01")
    )


def test_a_decision_that_gives_no_status_has_no_verdict(client: TestClient) -> None:
    revocation = summary(page(client, "decision/minh-hoa-2025-qd-0421-suc-khoe-24"))
    assert "This decision gives no status" in revocation
    assert "Revokes Recognition of Suc Khoe 24 (illustrative)" in revocation
    assert "Not supported" not in revocation
    refusal = summary(page(client, "decision/minh-hoa-2024-qd-0203-thay-tot"))
    assert "This decision gives no status" in refusal
    assert "The criterion needs exactly one result" in refusal


def test_all_links_of_the_summaries_lead_somewhere(client: TestClient) -> None:
    for path in ("platform/minh-hoa-hoc-sang", "decision/minh-hoa-2025-qd-0301-hoc-sang"):
        part = page(client, path).partition("<h1")[2].partition(WHOLE)[0]
        links = {unescape(one) for one in re.findall(r'href="(/[^"#]*)', part)}
        assert len(links) > 8
        for link in links:
            assert client.get(link).status_code in (200, 303), link


def test_a_decision_about_a_list_names_the_kinds(client: TestClient) -> None:
    words = summary(page(client, "decision/minh-hoa-2023-qd-0110-danh-muc"))
    assert "Kinds of platform that it puts on the list" in words
    assert "Online learning platform (illustrative)" in words
    assert "Decided by Ministry of Digital Communications (illustrative)" in words


HOSTILE = "<b onmouseover=alert(1)>&amp;\u202e]]>" + "W" * 4000
POOR = f"""@base <https://w3id.org/vn-ndp/> . @prefix ndp: <ns#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix earl: <http://www.w3.org/ns/earl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
<graph/g> {{
  <id/decision/of-nothing> a ndp:Recognition .
  <id/platform/bare> a ndp:DigitalPlatform .
  <id/platform/hostile> a ndp:DigitalPlatform ; dct:title "{HOSTILE}"@vi ; ndp:hasRole <id/role/r> ;
    ndp:declaredStatus <code/platform-status/recognised> .
  <id/role/r> a ndp:PlatformRole ; prov:agent <id/org/o> ; dcat:hadRole <code/role-kind/managing-agency> .
  <id/decision/d> a ndp:Recognition ; ndp:decidesOn <id/platform/hostile> ; dct:title "{HOSTILE}"@vi ;
    ndp:decisionDate "2024-01-31"^^<http://www.w3.org/2001/XMLSchema#date> ; ndp:basedOnAssessment <id/assessment/a> .
  <id/assessment/a> a ndp:Assessment ; ndp:assesses <id/platform/hostile> ; ndp:hasResult <id/result/r> ;
    ndp:concludedOn "9999-12-31"^^<http://www.w3.org/2001/XMLSchema#date> .
  <id/result/r> a ndp:CriterionResult ; earl:outcome earl:cantTell .
}}"""


@pytest.fixture(scope="module")
def poor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service over data that lack nearly everything, and have what could harm a page."""
    location = Location(tmp_path_factory.mktemp("poor") / "store")
    publish_text(location, POOR)
    with serving(settings_of(location)) as client:
        yield client


@pytest.mark.parametrize("path", ["platform/bare", "platform/hostile", "decision/d", "decision/of-nothing"])
def test_what_lacks_nearly_everything_has_a_page(poor: TestClient, path: str) -> None:
    html = page(poor, path, "2026-12-01", "vi")
    assert "<b onmouseover" not in html
    assert "\u202e" not in html.partition("<script")[0]
    assert "W" * 600 not in summary(html)


def test_a_decision_on_nothing_is_not_examined(poor: TestClient) -> None:
    html = page(poor, "decision/of-nothing")
    assert 'id="why"' not in html
    assert 'id="why"' in page(poor, "decision/d")
