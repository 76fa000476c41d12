"""Every kind of page is valid HTML, by the Nu validator of the W3C, in each language."""

import gzip
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from loaders.folder.location import Location
from tests.graph_api.pages.test_accessibility import PAGES
from tests.graph_api.support.justified import LANGUAGES, publish, settings_of
from tests.graph_api.support.series import serving
from tests.support.npm_tools import npm_folder

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
MOST = 100_000
"""Bytes of a page as it is sent, compressed."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    location = Location(tmp_path_factory.mktemp("release") / "store")
    publish(location)
    with serving(settings_of(location)) as one:
        yield one


def test_no_page_has_an_error_or_is_too_long(client: TestClient, tmp_path: Path) -> None:
    if shutil.which("java") is None:
        pytest.skip("no java on the PATH")
    for name, address in PAGES.items():
        if "format=svg" in address:
            continue
        for lang in LANGUAGES:
            page = client.get(address.format(lang=lang), headers={"accept": BROWSER})
            assert page.headers["content-type"].startswith("text/html"), name
            assert len(gzip.compress(page.content)) < MOST, name
            (tmp_path / f"{name.replace(' ', '-')}.{lang}.html").write_bytes(page.content)
    validator = npm_folder("html") / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    files = sorted(tmp_path.glob("*.html"))
    assert len(files) > 30
    command = [
        "java",
        "-jar",
        str(validator),
        "--errors-only",
        "--stdout",
        "--format",
        "json",
        *map(str, files),
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    found = json.loads(run.stdout)["messages"]
    assert [f"{Path(one['url']).name}: {one['message']}: {one.get('extract', '')}" for one in found] == []
