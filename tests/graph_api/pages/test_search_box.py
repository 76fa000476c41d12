"""The search box in a real browser: suggestions by keyboard and mouse, and a form that works without them."""

from collections.abc import Iterator

import pytest

from graph_api.http.app import create_app
from graph_api.pages import STATIC_FOLDER
from loaders.folder.location import Location
from tests.graph_api.pages.browser import Browser, wait_until
from tests.graph_api.pages.small_server import serving
from tests.graph_api.pages.test_accessibility import violations
from tests.graph_api.support.justified import publish, settings_of

BOX, OPTIONS = "#site-search", ".site-search [role=option]"
DOWN, UP, ENTER, ESCAPE = "\ue015", "\ue013", "\ue007", "\ue00c"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    location = Location(tmp_path_factory.mktemp("release") / "store")
    publish(location)
    with serving(create_app(settings_of(location))) as url:
        yield url


def path(browser: Browser) -> str:
    return str(browser.run("return location.pathname + location.search"))


def chosen(browser: Browser) -> str:
    """The text of the suggestion that is chosen; empty: none is."""
    named = "document.getElementById(arguments[0].getAttribute('aria-activedescendant'))?.textContent ?? ''"
    return str(browser.run(f"return (box => {named.replace('arguments[0]', 'box')})(document.activeElement)"))


def test_a_suggestion_is_chosen_by_keys_and_leads_to_its_page(browser: Browser, product: str) -> None:
    browser.open(f"{product}/list?lang=en&illustrative=false")
    browser.type(BOX, "vtvg")
    browser.wait_for(OPTIONS)
    assert violations(browser) == []
    assert "VTVGo" in browser.texts(OPTIONS)[0]
    assert chosen(browser) == ""
    browser.type(BOX, DOWN)
    assert "VTVGo" in chosen(browser)
    browser.type(BOX, UP)
    assert chosen(browser) == ""
    browser.type(BOX, UP)
    browser.type(BOX, DOWN, DOWN)
    first = browser.texts(OPTIONS)[0]
    assert chosen(browser) == first
    browser.type(BOX, ENTER)
    wait_until(lambda: "/doc/id/" in path(browser), "the page of the suggestion is open")
    assert path(browser).endswith("?illustrative=false&lang=en")


def test_escape_closes_the_list_and_enter_searches(browser: Browser, product: str) -> None:
    browser.open(f"{product}/search?lang=vi")
    browser.type(BOX, "vtvg")
    browser.wait_for(OPTIONS)
    assert browser.run(f"return document.querySelector('{BOX}').ariaExpanded") == "true"
    browser.type(BOX, ESCAPE)
    assert browser.run(f"return document.querySelector('{BOX}').ariaExpanded") == "false"
    assert browser.run("return document.querySelector('#suggestions').hidden")
    browser.type(BOX, ENTER)
    wait_until(lambda: path(browser) == "/search?lang=vi&q=vtvg", "the search is open")


def test_a_suggestion_can_be_clicked(browser: Browser, product: str) -> None:
    browser.open(f"{product}/verify?lang=fr")
    browser.type(BOX, "vtvgo")
    browser.wait_for(OPTIONS)
    browser.click(OPTIONS)
    wait_until(lambda: "/doc/id/" in path(browser), "the page of the suggestion is open")
    assert path(browser).endswith("?lang=fr")
    assert browser.complaints() == []


def test_the_script_is_small() -> None:
    assert len((STATIC_FOLDER / "search.js").read_bytes()) <= 4096
