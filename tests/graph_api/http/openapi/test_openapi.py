"""The OpenAPI description: it has the paths of the table, and the service answers as it says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from graph_api.http.http_path import HttpPath
from graph_api.http.openapi.description import describe_paths
from graph_api.http.openapi.parameters import OF_PATHS, PLACES, QUERY
from graph_api.http.paths import PATHS
from graph_api.settings import Settings
from loaders.folder.location import Location
from tests.graph_api.pages.small_server import serving
from tests.graph_api.support.fuzzing import fuzz
from tests.loaders.support.releasing import load, trig
from tests.support.depth import deep


def test_it_has_every_path_with_its_parameters_and_media_types(client: TestClient) -> None:
    answer = client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.1"
    tag = {"If-None-Match": answer.headers["etag"]}
    assert client.get("/openapi.json", headers=tag).status_code == 304
    paths = answer.json()["paths"]
    rows = {re.sub(r":\w+}", "}", row.path): row for row in PATHS}
    assert rows.keys() - paths.keys() == {"/releases/stream", "/static"}
    for path, described in paths.items():
        row = rows[path]
        found = [one["name"] for one in described["parameters"] if one["in"] == "query"]
        assert found == list(row.parameters), path
        places = [one["name"] for one in described["parameters"] if one["in"] == "path"]
        assert places == re.findall(r"{(\w+)}", path), path
        assert {*described} - {"parameters"} == {m.lower() for m in row.methods} & {"get", "post"}, path
        responses = described["get"]["responses"]
        if row.redirects:
            assert ("200" in responses, "303" in responses) == (False, True)
        else:
            media = row.media_of_get or row.media
            assert list(responses["200"]["content"]) == ([m for m in media if "/" in m] or ["*/*"]), path
        assert [*described.get("post", {}).get("requestBody", {}).get("content", ())] == list(row.bodies), (
            path
        )


def test_what_one_method_alone_answers_is_not_said_of_the_other(client: TestClient) -> None:
    methods = client.get("/openapi.json").json()["paths"]["/verify"]
    media = {one: list(methods[one]["responses"]["200"]["content"]) for one in ("get", "post")}
    assert media == {"get": ["text/html"], "post": ["text/html", "application/json"]}
    got = client.get("/verify", headers={"accept": "application/json"})
    assert got.headers["content-type"].startswith(media["get"][0])
    posted = client.post("/verify", data={"receipt": "x"}, headers={"accept": "application/json"})
    assert posted.headers["content-type"] == "application/json"


@pytest.mark.parametrize("row", [row for row in PATHS if row.redirects], ids=lambda row: row.name)
def test_a_path_that_redirects_answers_by_a_redirect_or_a_problem(client: TestClient, row: HttpPath) -> None:
    for path in ("id/platform/vtvgo", "none"):
        answer = client.get(re.sub(r"{[^}]*}", path, row.path), follow_redirects=False)
        assert answer.status_code in (303, 308, 404, 400), answer.text


def test_every_meaning_is_used() -> None:
    used = {name for row in PATHS for name in row.parameters}
    assert used == {*QUERY}
    assert {name for row in PATHS for name in re.findall(r"{(\w+)", row.path)} == {*PLACES}
    assert {(row.name, name) for row in PATHS for name in row.parameters} >= {*OF_PATHS}


def test_its_server_is_the_public_address() -> None:
    described = describe_paths(PATHS, "https://example.org/graph", "1.0")
    assert described["servers"] == [{"url": "https://example.org/graph"}]


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service over two releases."""
    location = Location(tmp_path_factory.mktemp("openapi") / "store")
    for number in range(2):
        text = f"""<https://w3id.org/vn-ndp/graph/one> {{
          <https://w3id.org/vn-ndp/id/ministry> a org:Organization ; skos:prefLabel "Bộ {number}"@vi .
          :v :is {number} .
        }}"""
        load(location, trig(text), on_violation="record", dump_formats=("nq.zst", "patch"))
    with serving(create_app(Settings(store=f"sqlite:{location.folder}"))) as address:
        yield address


CHECKS = "not_a_server_error,content_type_conformance,status_code_conformance"


@pytest.mark.no_cover
def test_the_service_answers_as_it_says_whatever_is_asked(described: str, tmp_path: Path) -> None:
    description, options = f"{described}/openapi.json", (f"--url={described}", "--continue-on-failure")
    fuzz(description, tmp_path, CHECKS, "examples,fuzzing", deep(12), *options)
