"""The data package of a running service: its tables are lists, its files those of the release."""

import csv
import hashlib
from typing import Any
from urllib.parse import urljoin

import pytest
from starlette.testclient import TestClient

from loaders.folder.folder import Folder
from tests.graph_api.http.descriptions.conftest import PUBLIC


def resources_of(client: TestClient, path: str) -> dict[str, dict[str, Any]]:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert len({one["name"] for one in answer.json()["resources"]}) == len(answer.json()["resources"])
    return {one["path"]: one for one in answer.json()["resources"]}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_table_and_file_is_there_as_it_is_described(
    described: TestClient, folder: Folder, lang: str
) -> None:
    for release in folder.published():
        resources = resources_of(described, f"/dumps/{release}/datapackage.json?lang={lang}")
        tables = {path: one for path, one in resources.items() if one.get("type") == "table"}
        assert {path.partition("?")[0] for path in tables} >= {f"{PUBLIC}/list/organizations.csv"}
        for path, table in tables.items():
            answer = described.get(path.removeprefix(PUBLIC))
            assert (answer.status_code, answer.headers["ndp-release"]) == (200, release)
            head, *rows = csv.reader(answer.text.splitlines())
            assert head == [field["name"] for field in table["schema"]["fields"]]
            assert rows
            assert table["schema"]["primaryKey"] == head[:1]
        for path in resources.keys() - tables.keys():
            content = described.get(
                path.removeprefix(PUBLIC), headers={"accept-encoding": "identity"}
            ).content
            assert resources[path]["bytes"] == len(content)
            assert resources[path]["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_the_package_of_the_current_release_is_at_three_places(described: TestClient, folder: Folder) -> None:
    current, older = folder.published()
    latest = described.get("/dumps/latest/datapackage.json")
    assert latest.status_code == 302
    address = urljoin("/dumps/latest/datapackage.json", latest.headers["location"])
    assert address == f"/dumps/{current}/datapackage.json"
    package = described.get("/datapackage.json")
    assert package.content == described.get(address).content
    assert package.headers["content-language"] == "vi"
    assert "Accept-Language" in package.headers["vary"]
    again = described.get("/datapackage.json", headers={"if-none-match": package.headers["etag"]})
    assert again.status_code == 304
    assert described.get(f"/datapackage.json?release={older}").json()["name"] == f"ndp-{older}"
    unknown = described.get("/dumps/000009-00000000/datapackage.json")
    assert unknown.json()["code"] == "RELEASE_UNAVAILABLE"
    page = described.get("/dataset?lang=en")
    assert f"/datapackage.json?release={current}" in page.text
    assert '</datapackage.json>; rel="describedby"' in page.headers["link"]
