"""The page about a platform in a real browser: by keyboard to the source of a result, and printed."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from graph_api.http.app import create_app
from loaders.folder.location import Location
from tests.graph_api.pages.browser import Browser, require_programs, wait_until
from tests.graph_api.pages.small_server import serving
from tests.graph_api.support.justified import LANGUAGES, publish, settings_of

PLATFORM = "/doc/id/platform/minh-hoa-hoc-sang?asOf=2026-12-01&lang="
KEYS = {"Tab": 9, "Enter": 13}
MOST = 12
"""Keys from the top of the page to a source."""


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    location = Location(tmp_path_factory.mktemp("release") / "store")
    publish(location)
    with serving(create_app(settings_of(location))) as url:
        yield url


class Keyboard:
    """Presses keys in the window, and counts them."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.pressed = 0

    def press(self, key: str) -> None:
        """Press a key."""
        text = {"text": "\r"} if key == "Enter" else {}
        parameters = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
        self.browser.devtools("Input.dispatchKeyEvent", type="keyDown", **parameters, **text)
        self.browser.devtools("Input.dispatchKeyEvent", type="keyUp", **parameters)
        self.pressed += 1

    def tab_to(self, css: str) -> None:
        """Press Tab until an element that the selector names has the focus."""
        while self.pressed < 2 * MOST:
            self.press("Tab")
            if self.browser.run(f"return document.activeElement.matches({css!r})"):
                return
        raise AssertionError(f"no way by keyboard to {css}")


def test_the_source_of_a_result_is_a_few_keys_away(browser: Browser, product: str) -> None:
    browser.open(f"{product}{PLATFORM}en")
    keyboard = Keyboard(browser)
    keyboard.tab_to(".skip")
    keyboard.press("Enter")
    keyboard.tab_to('a[href="#criteria"]')
    keyboard.press("Enter")
    keyboard.tab_to(".criteria td:last-child a")
    keyboard.press("Enter")
    wait_until(lambda: "/graph/" in browser.run("return location.pathname"), "the source is open")
    assert keyboard.pressed <= MOST


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_phone_shows_what_counts_without_scrolling(browser: Browser, product: str, lang: str) -> None:
    browser.devtools(
        "Emulation.setDeviceMetricsOverride", width=360, height=800, deviceScaleFactor=1, mobile=True
    )
    try:
        browser.open(f"{product}{PLATFORM}{lang}")
        bottom = browser.run("return document.querySelector('.glance').getBoundingClientRect().bottom")
    finally:
        browser.devtools("Emulation.clearDeviceMetricsOverride")
    assert 300 < bottom <= 800


def test_it_prints_with_all_criteria_the_head_of_their_table_and_a_citation(
    product: str, tmp_path: Path
) -> None:
    (chromium,) = require_programs("chromium")
    printed = tmp_path / "platform.pdf"
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    command = [
        chromium,
        *flags,
        "--no-pdf-header-footer",
        f"--print-to-pdf={printed}",
        f"{product}{PLATFORM}en",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    pages = [" ".join(one.extract_text().split()) for one in PdfReader(printed).pages]
    text = " ".join(pages)
    names = (
        "Technology of the platform",
        "Network safety",
        "Features and",
        "Popular user level",
        "Service model",
    )
    for name in names:
        assert name in text, name
    with_criteria = [one for one in pages if "≥ 50" in one or "Service model" in one]
    assert all("Criterion" in one and "Outcome" in one for one in with_criteria)
    assert "Skip to the content" not in text
    assert "000001-" in text
    assert "https://w3id.org/vn-ndp/id/platform/minh-hoa-hoc-sang" in text.replace(" ", "")
