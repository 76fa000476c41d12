"""The keys of the picture of a lineage, in a real browser: along the lines, and out of it."""

from collections.abc import Iterator

import pytest

from graph_api.http.app import create_app
from loaders.folder.location import Location
from tests.graph_api.pages.browser import Browser, Key
from tests.graph_api.pages.small_server import serving
from tests.graph_api.support.justified import PLATFORM, publish, settings_of

LEFT, RIGHT, DOWN = "\ue012", "\ue014", "\ue015"
PAGE = f"/lineage?iri={PLATFORM}minh-hoa-hoc-sang&depth=1&lang=en"
FOCUSED = "a:focus"
NAME = "return document.activeElement.querySelector?.('g.node')?.id ?? document.activeElement.id"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    location = Location(tmp_path_factory.mktemp("release") / "store")
    publish(location)
    with serving(create_app(settings_of(location))) as url:
        yield url


def joined(browser: Browser, one: str, other: str) -> bool:
    """True if a line joins two nodes."""
    script = (
        "return [...document.querySelectorAll('path[data-from]')].some(line => "
        f"[line.dataset.from, line.dataset.to].sort().join() === ['{one}', '{other}'].sort().join())"
    )
    return bool(browser.run(script))


def test_arrow_keys_go_along_the_lines_and_escape_leaves(browser: Browser, product: str) -> None:
    browser.open(product + PAGE)
    browser.wait_for(".keys:not([hidden])")
    browser.run("document.querySelector('.wide .root').closest('a').focus()")
    root = browser.run(NAME)
    browser.type(FOCUSED, RIGHT)
    right = browser.run(NAME)
    assert right != root
    assert joined(browser, root, right)
    lit = browser.run(
        "return [...document.querySelectorAll('.edge.here')].map(one => Object.values(one.dataset))"
    )
    assert lit
    assert all(right in ends for ends in lit)
    browser.type(FOCUSED, DOWN)
    below = browser.run(NAME)
    middles = browser.run(
        f"return ['{right}', '{below}'].map(one => document.getElementById(one).getBoundingClientRect())"
        ".map(box => [Math.round(box.x), box.y])"
    )
    assert middles[0][0] == middles[1][0]
    assert middles[0][1] < middles[1][1]
    browser.type(FOCUSED, LEFT)
    assert joined(browser, below, browser.run(NAME))
    browser.type(FOCUSED, Key.ESCAPE)
    assert browser.run(NAME) == "picture"
    assert browser.complaints() == []


def test_enter_opens_the_page_of_a_box(browser: Browser, product: str) -> None:
    browser.open(product + PAGE)
    browser.wait_for(".keys:not([hidden])")
    browser.run("document.querySelector('.wide .root').closest('a').focus()")
    browser.type(FOCUSED, Key.ENTER)
    browser.wait_for("dl.facts")
    assert browser.run("return location.pathname") == "/doc/id/platform/minh-hoa-hoc-sang"
