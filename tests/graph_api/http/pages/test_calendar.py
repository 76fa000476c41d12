"""The calendar of obligations, as a page, as a file for calendar programs and as CSV, from both stores."""

import csv
import io
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
import vobject
from starlette.testclient import TestClient

from tests.graph_api.http.pages.conftest import Counted
from tests.graph_api.support.justified import LANGUAGES

DAY = "2026-12-01"
LEARNING = "id/org/minh-hoa-bo-hoc-tap-2025"
FORMER = "id/org/minh-hoa-bo-hoc-tap"
SANG = "id/platform/minh-hoa-hoc-sang"


def words(pages: TestClient, **parameters: str) -> str:
    response = pages.get("/calendar", params={"asOf": DAY, "lang": "en", **parameters})
    assert response.status_code == 200, response.text
    main = response.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", main)))


def events(pages: TestClient, **parameters: str) -> list[Any]:
    """The events of the file, as another reader than the program that wrote it reads them."""
    response = pages.get("/calendar.ics", params={"asOf": DAY, "lang": "en", **parameters})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    calendar = vobject.readOne(response.text)
    calendar.validate(raiseException=True)
    assert calendar.method.value == "PUBLISH"
    return list(getattr(calendar, "vevent_list", []))


def test_what_is_late_comes_first_then_month_by_month(pages: TestClient, counted: Counted) -> None:
    html = pages.get("/calendar", params={"asOf": DAY, "lang": "en"}).text
    heads = re.findall(r'<h2 id="due-[^>]*>([^<]*)</h2>', html)
    assert heads[:2] == ["Overdue", "December 2026"]
    assert "Outstanding on 1 December 2026: 81 · overdue: 1" in words(pages)
    assert (counted.operations, counted.statements <= 10) == (1, True)


def test_a_body_has_what_it_owes_on_the_day_with_the_reason(pages: TestClient) -> None:
    page = words(pages, organization=LEARNING)
    assert "Outstanding on 1 December 2026: 4 · overdue: 1" in page
    assert (
        "15 June 2027 Reassessment Hoc Sang (illustrative) illustrative Ministry of Learning (illustrative) "
        "Assessment of Hoc Sang, 2026 (illustrative)" in page
    )
    before = words(pages, organization=FORMER, asOf="2025-02-01")
    assert "30 April 2025 Reassessment Hoc Sang (illustrative)" in before


def test_a_body_that_ended_leads_to_those_in_its_place(pages: TestClient) -> None:
    page = words(pages, organization=FORMER)
    assert "Outstanding on 1 December 2026: 0" in page
    assert "On this day its place is taken by Ministry of Learning (illustrative)" in page


def test_kinds_and_platforms_choose(pages: TestClient) -> None:
    assert "Outstanding on 1 December 2026: 1 " in words(pages, platform=SANG)
    assert "Outstanding on 1 December 2026: 3 · overdue: 1" in words(pages, kind="renewal")


def test_a_platform_has_the_same_date(pages: TestClient) -> None:
    html = pages.get(f"/doc/{SANG}?asOf={DAY}&lang=en&format=html").text
    assert "by 15 June 2027" in html
    (event,) = events(pages, platform=SANG)
    assert event.dtstart.value == date(2027, 6, 15)


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"kind": "nothing"}, 400),
        ({"organization": "id/org/nobody"}, 404),
        ({"organization": "http://["}, 404),
        ({"platform": "id/platform/none"}, 404),
        ({"asOf": "soon"}, 400),
    ],
)
def test_what_cannot_be_chosen_is_refused(pages: TestClient, parameters: dict[str, str], status: int) -> None:
    for path in ("/calendar", "/calendar.ics"):
        assert pages.get(path, params=parameters).status_code == status


def test_another_reader_reads_the_file(pages: TestClient) -> None:
    (first, *_) = found = events(pages, organization=LEARNING)
    assert len(found) == 4
    assert first.uid.value.startswith("https://w3id.org/vn-ndp/id/obligation/")
    assert (first.dtstart.value, first.dtend.value) == (date(2025, 10, 1), date(2025, 10, 2))
    assert first.summary.value == "Decision on renewal: Cho Que (illustrative)"
    assert "Owed by: Ministry of Learning (illustrative)" in first.description.value
    assert "Because of: Recognition of Cho Que (illustrative)" in first.description.value
    assert first.categories.value == ["Decision on renewal"]
    assert first.url.value.startswith("http")
    assert first.url.value.partition("?")[0].endswith(first.uid.value.rpartition("/")[2])
    assert all(one.dtend.value - one.dtstart.value == timedelta(days=1) for one in found)
    assert len({one.uid.value for one in events(pages)}) == 81


def test_the_file_is_the_same_each_time_and_in_each_language_about_the_same(pages: TestClient) -> None:
    params = {"asOf": DAY, "lang": "vi"}
    one, other = (pages.get("/calendar.ics", params=params) for _ in range(2))
    assert (one.content, one.headers["etag"]) == (other.content, other.headers["etag"])
    tag = {"if-none-match": one.headers["etag"]}
    assert pages.get("/calendar.ics", params=params, headers=tag).status_code == 304
    names = {lang: {one.uid.value for one in events(pages, lang=lang)} for lang in LANGUAGES}
    assert names["vi"] == names["en"] == names["fr"]


def test_the_table_has_the_same_obligations(pages: TestClient) -> None:
    html = pages.get("/calendar", params={"asOf": DAY, "lang": "en", "organization": LEARNING}).text
    address = unescape(re.findall(r'href="(/list/obligations\.csv[^"]*)"', html)[0])
    rows = list(csv.DictReader(io.StringIO(pages.get(address).text)))
    assert {row["IRI"] for row in rows} == {one.uid.value for one in events(pages, organization=LEARNING)}
