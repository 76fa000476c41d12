"""The pages of charts and their forms, from both stores; only the part that is made for it can be embedded."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph_api.pages.views.charts import CHARTS
from loaders.folder.location import Location
from tests.graph_api.support import justified, series
from tests.graph_api.support.series import ask


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service over all shipped data, with what the rules conclude."""
    location = Location(tmp_path_factory.mktemp("release") / "store")
    justified.publish(location)
    with series.serving(justified.settings_of(location)) as client:
        yield client


def rows_of(client: TestClient, address: str) -> list[list[str]]:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return list(csv.reader(io.StringIO(response.text)))


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_has_a_page_a_picture_a_table_and_a_part_to_embed(shipped: TestClient, name: str) -> None:
    page = shipped.get(f"/charts/{name}", params={"lang": "en"})
    assert page.status_code == 200
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    embedded = shipped.get(f"/embed/{name}", params={"lang": "en"})
    assert embedded.status_code == 200
    assert "frame-ancestors *" in embedded.headers["content-security-policy"]
    assert "frame-ancestors 'none'" not in embedded.headers["content-security-policy"]
    assert all('target="_blank"' in link for link in re.findall(r"<a [^>]*>", embedded.text))
    assert "<script" not in embedded.text
    assert "<form" not in embedded.text
    picture = shipped.get(f"/charts/{name}.svg", params={"lang": "en"})
    assert picture.headers["content-type"] == "image/svg+xml"
    assert ET.fromstring(picture.content).get("lang") == "en"  # noqa: S314  # our own
    table = shipped.get(f"/charts/{name}.csv", params={"lang": "en"})
    rows = list(csv.reader(io.StringIO(table.text)))
    shown = re.findall(r'<td class="number"[^>]*>([\d,]+)</td>', page.text)
    assert [cell for row in rows[1:] for cell in row[1:]] == [one.replace(",", "") for one in shown]
    assert shown


def test_each_release_has_its_findings(tmp_path: Path) -> None:
    releases = series.publish_series(Location(tmp_path / "store"))
    with series.serving(releases.settings) as client:
        totals = {
            str(place): ask(client, "{ findings(first: 0) { totalCount } }", release=one)["findings"][
                "totalCount"
            ]
            for place, one in enumerate(releases.ids, 1)
        }
        assert min(totals.values()) > 0
        rows = rows_of(client, "/charts/findings.csv")
        assert {row[0]: sum(map(int, row[1:])) for row in rows[1:]} == totals
        older = rows_of(client, f"/charts/findings.csv?release={releases.ids[1]}")
        assert [row[0] for row in older[1:]] == ["1", "2"]


def test_there_is_no_other_chart(shipped: TestClient) -> None:
    for path in ("/charts/none", "/charts/none.svg", "/charts/none.csv", "/embed/none"):
        assert shipped.get(path).status_code == 404


def test_neo4j_gives_the_same_charts(
    shipped: TestClient, neo4j_empty_for_module: str, tmp_path: Path
) -> None:
    location = Location(tmp_path / "store", neo4j_empty_for_module)
    justified.publish(location)
    with series.serving(justified.settings_of(location)) as neo4j:
        for name in CHARTS:
            address = f"/charts/{name}.csv?lang=vi"
            assert rows_of(neo4j, address) == rows_of(shipped, address)
