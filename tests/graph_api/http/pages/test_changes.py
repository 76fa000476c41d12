"""The page of changes between releases, over both stores: in words, by class, and honest where there is one release."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from graph_api.settings import Settings
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from tests.graph_api.http.pages.conftest import Counted
from tests.graph_api.support.series import date_releases, serving
from tests.graph_api.support.stores import KINDS
from tests.loaders.support.auditing import Change, changed
from tests.loaders.support.releasing import load
from tests.loaders.support.rule_cases import added, revocation

BUILT = ("2026-01-10T08:00:00Z", "2026-02-10T20:00:00Z", "2026-03-10T08:00:00Z")
"""The second was built in the night of the next day by Vietnam's clock."""
NAMED = 'skos:prefLabel "Công ty A"@vi'
SECOND: list[Change] = [
    revocation("d1", "national", "2025-02-01"),
    added(':fresh a ndp:DigitalPlatform ; skos:prefLabel "<script>x</script>"@en .'),
    (NAMED, 'skos:prefLabel "Công ty B"@vi'),
]
THIRD = [*SECOND[:1], SECOND[2]]


def publish(location: Location, changes: list[Change]) -> str:
    quads = list(parse(changed(changes).encode(), RdfFormat.TRIG))
    return load(location, quads, replace=True, on_violation="record").manifest.id


@pytest.fixture(scope="module", params=KINDS)
def three(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service over three releases: the third has a platform less than the second."""
    uri = request.getfixturevalue("neo4j_empty_for_module") if request.param == "neo4j" else None
    location = Location(tmp_path_factory.mktemp("release") / "store", uri)
    for changes in ([], SECOND, THIRD):
        publish(location, changes)
    date_releases(Folder(location.folder), BUILT)
    store = location.neo4j or f"sqlite:{location.folder}"
    with serving(Settings(store=store, releases=location.folder)) as client:
        client.follow_redirects = False
        yield client


def html_of(client: TestClient, **parameters: str) -> str:
    response = client.get("/changes", params={"lang": "en", **parameters})
    assert response.status_code == 200, response.text
    return response.text.partition("<main")[2].partition("</main>")[0]


def words(client: TestClient, **parameters: str) -> str:
    return re.sub(
        r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html_of(client, **parameters).partition("</form>")[2]))
    )


def test_the_current_release_is_compared_with_the_one_before(three: TestClient) -> None:
    page = words(three)
    assert "From release 2 (10 February 2026) to release 3 (10 March 2026)" in page
    assert "new: 0 changed: 0 gone: 1" in page
    assert "Digital platform gone <script>x</script>" in page


def test_statuses_decisions_findings_and_values_are_told_in_words(
    three: TestClient, counted: Counted
) -> None:
    page = words(three, **{"from": "1", "to": "2"})
    assert counted.operations == 4
    assert counted.statements <= 8
    assert "new: 2 changed: 1 gone: 0" in page
    assert re.search(r"Statuses of platforms: 1 ended \S+: Recognised .* until 31 January 2025", page)
    assert "ended by – before nothing → now" in page
    assert "New decisions: 1 new" in page
    assert re.search(r"New findings: \d+ violation", page)
    assert "preferred label – before Công ty A vi → now Công ty B vi" in page
    assert "<script>x" not in html_of(three, **{"from": "1", "to": "2"})


def test_the_other_way_round_what_was_new_is_gone(three: TestClient) -> None:
    page = words(three, **{"from": "2", "to": "1"})
    assert "new: 0 changed: 1 gone: 2" in page
    html = html_of(three, **{"from": "2", "to": "1"})
    link = unescape(re.findall(r'gone</span> <a href="([^"]*fresh[^"]*)"', html)[0])
    assert "&release=000002" in link
    assert three.get(link, headers={"accept": "text/html"}).status_code == 200


@pytest.mark.parametrize(
    ("since", "before"),
    [("2026-02-11", "release 1 "), ("2026-02-12", "release 2 "), ("2026-01-11", "release 1 ")],
)
def test_the_changes_since_a_day_begin_with_what_was_known_on_its_eve(
    three: TestClient, since: str, before: str
) -> None:
    assert f"From {before}" in words(three, since=since)


def test_a_day_before_the_first_release_is_said_to_be_that(three: TestClient) -> None:
    assert "There was no release before that day" in words(three, since="2020-01-01")


def test_the_first_release_says_what_new_means(three: TestClient) -> None:
    page = words(three, to="1")
    assert "Release 1 (10 January 2026) is the first one here: everything in it is new" in page


def test_nothing_changes_between_a_release_and_itself(three: TestClient) -> None:
    page = words(three, **{"from": "2", "to": "2"})
    assert "Both are the same release. Nothing changed." in page


def test_a_part_or_a_class_is_shown_alone(three: TestClient) -> None:
    pair = {"from": "1", "to": "2"}
    only = words(three, part="added", **pair)
    assert "new: 2" in only
    assert "changed:" not in only
    assert "Statuses" not in only
    platforms = words(three, type="DigitalPlatform", **pair)
    assert "new: 1 changed: 0 gone: 0" in platforms


@pytest.mark.parametrize(
    "parameters",
    [
        {"from": "7"},
        {"to": "x"},
        {"from": "²"},
        {"to": "9" * 5000},
        {"part": "x"},
        {"type": "Nothing"},
        {"since": "soon"},
        {"asOf": "2026-01-01"},
    ],
)
def test_what_cannot_be_chosen_is_refused(three: TestClient, parameters: dict[str, str]) -> None:
    assert three.get("/changes", params=parameters).status_code == 400


def test_each_page_leads_to_the_changes_of_its_release(three: TestClient) -> None:
    release = three.get("/").headers["ndp-release"]
    for page in ("/", "/list", "/search"):
        assert f'href="/changes?to={release}&amp;lang=en"' in three.get(page, params={"lang": "en"}).text
