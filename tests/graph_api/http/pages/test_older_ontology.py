"""Pages about a release whose ontology is older, which does not have all that they are about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from loaders.folder.location import Location
from loaders.releases import build
from loaders.shipped.statements import iter_shipped
from ontology.iris import DEFAULT_BASE
from tests.graph_api.support.justified import LANGUAGES, settings_of
from tests.graph_api.support.series import serving
from tests.graph_api.support.stores import KINDS
from tests.loaders.support.releasing import load
from tests.ontology.versions.released import released_files

HTML = {"accept": "text/html"}


@dataclass(frozen=True, slots=True)
class TwoOntologies:
    """A client of a service over two releases of the same data: the first has the ontology that was released last."""

    client: TestClient
    first: str

    def older(self, path: str, **parameters: str) -> Response:
        """The answer about the first release, for a browser."""
        parameters = {"lang": "en", "release": self.first, **parameters}
        return self.client.get(path, params=parameters, headers=HTML)


@pytest.fixture(scope="module", params=KINDS)
def two(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoOntologies]:
    """The two releases, in each store."""
    uri = request.getfixturevalue("neo4j_empty_for_module") if request.param == "neo4j" else None
    location = Location(tmp_path_factory.mktemp("release") / "store", uri)
    quads = list(iter_shipped(illustrative=True, base=DEFAULT_BASE))
    with pytest.MonkeyPatch.context() as patch:  # as the program of that version did
        patch.setattr(build, "builtin_files", lambda _: released_files())
        first = load(location, quads, on_violation="record").manifest.id
    load(location, quads, on_violation="record")
    with serving(settings_of(location)) as client:
        yield TwoOntologies(client, first)


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("/", {}),
        ("/list", {}),
        ("/list/digitalPlatforms", {}),
        ("/search", {"q": "vtv"}),
        ("/ns", {}),
        ("/ns", {"term": "DigitalPlatform"}),
        ("/doc/id/platform/vtvgo", {}),
        ("/doc/id/org/minh-hoa-bo-hoc-tap-2025", {}),
        ("/charts/freshness", {}),
        ("/changes", {}),
        ("/dataset", {}),
        ("/lineage", {"iri": "id/platform/vtvgo"}),
    ],
)
def test_what_an_older_ontology_knows_is_shown(
    two: TwoOntologies, path: str, parameters: dict[str, str]
) -> None:
    response = two.older(path, **parameters)
    assert response.status_code == 200, response.text


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/calendar", "This release does not know obligations: its ontology is older."),
        ("/calendar.ics", "This release does not know obligations: its ontology is older."),
        (
            "/list/obligations",
            "This release has an older ontology, which does not have what this page shows.",
        ),
        ("/list/obligations.csv", "This release has an older ontology"),
        ("/charts/status", "This release has an older ontology"),
        ("/charts/findings", "This release has an older ontology"),
    ],
)
def test_what_it_does_not_know_is_said_in_words_with_what_to_do(
    two: TwoOntologies, path: str, sentence: str
) -> None:
    response = two.older(path)
    assert response.status_code == 404
    assert f"<h1>{sentence}" in response.text
    assert "load the data anew" in response.text
    assert "<code>ndp-graph load</code>" in response.text
    current = re.search(r'<a href="([^"]*)">This page in the current release', response.text)
    assert current is not None
    assert "release" not in current[1]
    assert two.client.get(path + current[1].replace("&amp;", "&"), headers=HTML).status_code == 200
    heads = {re.findall("<h1>(.*)</h1>", two.older(path, lang=language).text)[0] for language in LANGUAGES}
    assert len(heads) == len(LANGUAGES)
    problem = two.client.get(path, params={"release": two.first}, headers={"accept": "application/json"})
    assert (problem.status_code, problem.json()["code"]) == (404, "NOT_IN_RELEASE")
    assert "ndp-graph load" in problem.json()["hint"]


def test_a_list_that_no_ontology_has_is_not_found(two: TwoOntologies) -> None:
    response = two.client.get("/list/boats", params={"release": two.first})
    assert (response.status_code, response.json()["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("path", ["/charts/findings", "/quality", "/calendar", "/"])
def test_the_current_release_is_shown_beside_one_that_knows_less(two: TwoOntologies, path: str) -> None:
    assert two.client.get(path, params={"lang": "en"}, headers=HTML).status_code == 200
