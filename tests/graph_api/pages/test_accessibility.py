"""Every kind of page, in each language, light and dark, as axe sees it in a real browser."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from graph_api.http.app import create_app
from loaders.folder.location import Location
from ontology.iris import DEFAULT_BASE
from tests.graph_api.pages.browser import Browser, wait_until
from tests.graph_api.pages.small_server import serving
from tests.graph_api.support.justified import DAY, LANGUAGES, PLATFORM, publish, settings_of
from tests.support.npm_tools import npm_folder

PAGES = {
    "home": "/?lang={lang}",
    "about": "/about?lang={lang}",
    "editor": "/graphql?lang={lang}",
    "verify": "/verify?lang={lang}",
    "dossier": f"/dossier?platform={PLATFORM}mobiedu&asOf={DAY}&lang={{lang}}",
    "dossier that is supported": f"/dossier?platform={PLATFORM}minh-hoa-hoc-sang&asOf={DAY}&lang={{lang}}",
    "dossier of nothing": "/dossier?lang={lang}",
    "ontology": "/ns?lang={lang}",
    "class": "/ns?term=Assessment&lang={lang}",
    "rules": "/doc/rules?lang={lang}",
    "document": f"/doc/{PLATFORM.removeprefix(DEFAULT_BASE)}minh-hoa-hoc-sang?lang={{lang}}",
    "platform": f"/doc/{PLATFORM.removeprefix(DEFAULT_BASE)}vtvgo?lang={{lang}}",
    "decision": "/doc/id/decision/minh-hoa-2023-qd-0402-suc-khoe-24?lang={lang}",
    "organisation": f"/doc/id/org/minh-hoa-bo-hoc-tap-2025?asOf={DAY}&lang={{lang}}",
    "criteria set": f"/doc/id/set/minh-hoa-hoc-truc-tuyen-2024?asOf={DAY}&lang={{lang}}",
    "act": f"/doc/id/act/minh-hoa-2023-qd-0100?asOf={DAY}&lang={{lang}}",
    "source": "/doc/graph/illustrative/bo-hoc-tap/2026-10-15?lang={lang}",
    "states": f"/timemap/{PLATFORM.removeprefix(DEFAULT_BASE)}vtvgo?format=html&lang={{lang}}",
    "data set": "/dataset?lang={lang}",
    "profile": "/profile/labelled?lang={lang}",
    "charts": "/charts?lang={lang}",
    "lineage of nothing": "/lineage?lang={lang}",
    "chart": "/charts/status?lang={lang}",
    "embedded chart": "/embed/freshness?lang={lang}",
    "lineage": f"/lineage?iri={PLATFORM}minh-hoa-hoc-sang&lang={{lang}}",
    "calendar": f"/calendar?asOf={DAY}&lang={{lang}}",
    "calendar of a body": "/calendar?organization=id/org/minh-hoa-bo-hoc-tap-2025&lang={lang}",
    "changes": "/changes?lang={lang}",
    "quality": "/quality?lang={lang}",
    "nothing": "/doc/id/nothing?lang={lang}",
    "search": "/search?q=nen+tang&type=DigitalPlatform&lang={lang}",
    "search for nothing": "/search?q=zzqqxx&lang={lang}",
    "search without words": "/search?lang={lang}",
    "lists": "/list?lang={lang}",
    "list": "/list/digitalPlatforms?filter=sectors:HEALTH&lang={lang}",
    "comparison": "/compare?iri=id/platform/minh-hoa-hoc-sang&iri=id/platform/mobiedu&lang={lang}",
    "comparison of nothing": "/compare?lang={lang}",
    "list with days": "/list/platformRoles?lang={lang}",
    "documentation": "/docs?lang={lang}",
    "documentation with questions": "/docs/asking?lang={lang}",
    "documentation in English": "/docs/paths?lang={lang}",
    "picture": f"/justification?platform={PLATFORM}mobiedu&asOf={DAY}&lang={{lang}}&format=svg",
}
SEEN = (
    "return axe.run(document, {resultTypes: ['violations']}).then(found => JSON.stringify(found.violations))"
)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    location = Location(tmp_path_factory.mktemp("release") / "store")
    publish(location)
    with serving(create_app(settings_of(location))) as url:
        yield url


@contextmanager
def at_width(browser: Browser, width: int, height: int = 800) -> Iterator[None]:
    """A screen so many pixels wide: that of a phone, if it is narrow."""
    browser.devtools(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=height,
        deviceScaleFactor=1,
        mobile=width < 600,
    )
    try:
        yield
    finally:
        browser.devtools("Emulation.clearDeviceMetricsOverride")


def violations(browser: Browser) -> list[str]:
    """The violations that axe finds in the open page, with their elements."""
    axe = npm_folder("pages") / "node_modules" / "axe-core" / "axe.min.js"
    browser.run(axe.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = json.loads(browser.run(SEEN))
    return [f"{one['id']}: {one['help']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browser: Browser, product: str, name: str, lang: str, theme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": theme}]
    browser.devtools("Emulation.setEmulatedMedia", features=features)
    browser.open(product + PAGES[name].format(lang=lang))
    if name == "editor":
        wait_until(
            lambda: bool(browser.run("return document.querySelector('#illustrative').offsetHeight")), "ready"
        )
        browser.wait_for("#docs-page details")
    assert violations(browser) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_nothing_in_what_holds_of_a_receipt(browser: Browser, product: str, lang: str) -> None:
    browser.open(f"{product}/verify?lang={lang}")
    browser.type("#receipt", "a.b.c")
    browser.click("main form button")
    browser.wait_for("#checks")
    assert violations(browser) == []


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize(
    "name",
    [
        "home",
        "about",
        "verify",
        "dossier",
        "dossier that is supported",
        "dossier of nothing",
        "ontology",
        "class",
        "rules",
        "document",
        "platform",
        "decision",
        "organisation",
        "criteria set",
        "act",
        "source",
        "states",
        "data set",
        "profile",
        "lineage",
        "chart",
        "quality",
        "embedded chart",
        "nothing",
        "search",
        "search for nothing",
        "lists",
        "list with days",
        "documentation",
        "documentation with questions",
        "documentation in English",
        "comparison",
    ],
)
def test_no_width_makes_a_page_scroll_sideways(browser: Browser, product: str, name: str, width: int) -> None:
    root = "document.documentElement"
    with at_width(browser, width):
        browser.open(product + PAGES[name].format(lang="vi"))
        wait_until(lambda: browser.run("return innerWidth") == width, "the page has the width of the screen")
        assert browser.run(f"return {root}.scrollWidth - {root}.clientWidth") == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_panels_of_the_editor_can_be_chosen_on_a_phone(browser: Browser, product: str, lang: str) -> None:
    row = "document.querySelector('.panel-switch')"
    with at_width(browser, 320, 700):
        browser.open(product + PAGES["editor"].format(lang=lang))
        browser.wait_for(".panel-switch button")
        assert browser.run(f"return {row}.scrollWidth - {row}.clientWidth") == 0


def test_on_a_phone_each_value_of_an_answer_is_below_the_other(browser: Browser, product: str) -> None:
    with at_width(browser, 320, 700):
        browser.open(product + PAGES["about"].format(lang="vi"))
        wide = browser.run(
            "return [...document.querySelectorAll('article td')].filter(one => "
            "one.getBoundingClientRect().width < 200 || !one.dataset.name).length"
        )
        names = browser.run("return document.querySelectorAll('article td').length")
    assert (wide, names > 10) == (0, True)


@pytest.mark.parametrize("width", [390, 1000, 1280])
def test_the_picture_of_a_dossier_is_never_cut(browser: Browser, product: str, width: int) -> None:
    with at_width(browser, width):
        browser.open(product + PAGES["dossier that is supported"].format(lang="vi"))
        wait_until(lambda: browser.run("return innerWidth") == width, "the page has the width of the screen")
        ((left, right, room, text),) = browser.run(
            "return [...document.querySelectorAll('.picture svg')].filter(one => one.checkVisibility()).map(one => {"
            "const {left, right} = one.getBoundingClientRect();"
            "const text = one.querySelector('text.text').getBoundingClientRect().height;"
            "return [left, right, document.documentElement.clientWidth, text]})"
        )
    assert 0 <= left < right <= room
    assert text > 11, "it can be read"
