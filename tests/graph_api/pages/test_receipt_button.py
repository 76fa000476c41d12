"""The editor saves an answer with its signed receipt, or says why it cannot."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from graph_api.http.app import create_app
from graph_api.receipts.keyring import Keyring
from loaders.folder.location import Location
from tests.graph_api.pages.browser import Browser, wait_until
from tests.graph_api.pages.small_server import serving
from tests.graph_api.support.justified import publish, settings_of

ASKED = quote("{ digitalPlatforms { totalCount } }")


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Location:
    found = Location(tmp_path_factory.mktemp("release") / "store")
    publish(found)
    return found


@pytest.fixture
def keys(location: Location) -> Path:
    return location.folder.parent / "keys"


@pytest.fixture
def product(location: Location, keys: Path) -> Iterator[str]:
    with serving(create_app(replace(settings_of(location), keys=keys))) as url:
        yield url


def test_an_answer_is_saved_with_its_receipt_as_soon_as_there_are_keys(
    browser: Browser, product: str, keys: Path, tmp_path: Path
) -> None:
    browser.devtools("Page.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    browser.open(f"{product}/graphql?lang=en#query={ASKED}")
    browser.wait_for("#run")
    browser.click("#run")
    browser.wait_for_text("#answer-status", "Status 200")
    browser.click("#download-receipt")
    browser.wait_for_text("#answer-status", "This service has no key to sign receipts with.")
    Keyring(keys).make()
    browser.click("#download-receipt")
    file = tmp_path / "answer.json"
    wait_until(file.is_file, "the file is there")
    answer = json.loads(file.read_bytes())
    assert answer["data"] == {"digitalPlatforms": {"totalCount": 23}}
    assert answer["extensions"]["receipt"].count(".") == 2
