"""The page about the quality of a release: the same on both stores, and each release measured for itself."""

import csv
import io
import re
from pathlib import Path

from starlette.testclient import TestClient

from loaders.folder.location import Location
from tests.graph_api.support import series
from tests.graph_api.support.series import ask

_CELL = re.compile(r"<[^>]+>")


def numbers_of(client: TestClient, **parameters: str) -> dict[tuple[str, str], tuple[str, str]]:
    """The value and the whole of each measure, by release and name."""
    response = client.get("/quality.csv", params=parameters)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/csv")
    _, *rows = csv.reader(io.StringIO(response.text))
    return {(release, measure): (value, whole) for release, _, measure, value, whole in rows}


def test_the_measures_are_what_the_graph_answers(pages: TestClient) -> None:
    found = {measure: number for (_, measure), number in numbers_of(pages).items()}
    data = ask(
        pages,
        """{ release { statements } sourceGraphs(first: 0) { totalCount facets { illustrative { value count } } }
        findings(asOf: null, first: 0) { totalCount }
        digitalPlatforms(asOf: null, first: 200) { totalCount nodes { label(lang: "fr") { lang } } } }""",
    )
    graphs, platforms = data["sourceGraphs"], data["digitalPlatforms"]
    assert found["statements"] == (str(data["release"]["statements"]), "")
    assert found["sources"] == (str(graphs["totalCount"]), "")
    assert found["licensed"][1] == str(graphs["totalCount"])
    made_up = {str(one["value"]).lower(): one["count"] for one in graphs["facets"]["illustrative"]}
    assert found["illustrative"][0] == str(made_up["true"])
    named = sum(1 for one in platforms["nodes"] if one["label"]["lang"] == "fr")
    assert found["digitalPlatforms_fr"] == (str(named), str(platforms["totalCount"]))
    of_rules = [int(value) for measure, (value, _) in found.items() if measure.startswith("findings ")]
    assert sum(of_rules) == data["findings"]["totalCount"] > 0


def test_the_page_names_what_is_missing_and_leads_to_rules_and_findings(pages: TestClient) -> None:
    page = pages.get("/quality", params={"lang": "en"})
    assert page.status_code == 200
    found = {measure: number for (_, measure), number in numbers_of(pages).items()}
    value, whole = found["quoted"]
    assert f"{int(whole) - int(value)} of {whole} sources have no quotes." in page.text
    assert "have no licence" not in page.text
    assert 'href="/list/findings?filter=code%3AD23' in page.text
    anchor = re.search(r'href="(/doc/rules[^"#]*)#([^"]+)">D23<', page.text)
    assert anchor is not None
    assert f'id="{anchor[2]}"' in pages.get(anchor[1].replace("&amp;", "&")).text
    for language in ("vi", "fr"):
        assert "have no quotes" not in pages.get("/quality", params={"lang": language}).text


def test_a_release_is_beside_the_one_before(tmp_path: Path) -> None:
    releases = series.publish_series(Location(tmp_path / "store"))
    with series.serving(releases.settings) as client:
        found = numbers_of(client)
        assert {release for release, _ in found} == set(releases.ids)
        statements = {
            one: ask(client, "{ release { statements } }", release=one)["release"]["statements"]
            for one in releases.ids
        }
        assert {one: int(found[one, "statements"][0]) for one in releases.ids} == statements
        older = numbers_of(client, release=releases.ids[1])
        assert {release for release, _ in older} == set(releases.ids[:2])
        text = _CELL.sub(" ", client.get("/quality", params={"lang": "en"}).text)
        assert "Release 2" in text
        first = _CELL.sub(" ", client.get("/quality", params={"lang": "en", "release": releases.ids[0]}).text)
        assert "Release 2" not in first
