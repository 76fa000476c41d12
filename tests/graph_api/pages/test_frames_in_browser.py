"""Charts inside a page of another origin, in a real browser: shown whole, powerless, and the only pages to be framed.

The browser also shows that pages load nothing from anywhere else.
"""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from graph_api.http.app import create_app
from graph_api.pages.views.charts import CHARTS
from loaders.folder.location import Location
from tests.graph_api.pages.browser import Browser, wait_until
from tests.graph_api.pages.small_server import serving
from tests.graph_api.support.justified import publish, settings_of

LOADED = "return performance.getEntriesByType('resource').map(entry => entry.name)"
PAGES = (
    "/",
    "/ns",
    "/charts/status",
    "/list/digitalPlatforms",
    "/search?q=vtv",
    "/quality",
    "/docs",
    "/graphql",
)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    location = Location(tmp_path_factory.mktemp("release") / "store")
    publish(location)
    with serving(create_app(settings_of(location))) as url:
        yield url.rstrip("/")


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """The address of a page of another origin that frames the address in its query, and shows it as an image."""

    async def framing(request: Request) -> Response:
        source = request.query_params["source"]
        return HTMLResponse(
            f'<!doctype html><title>elsewhere</title><iframe src="{source}" width="700" height="500"></iframe>'
            f'<img src="{source}" alt="">'
        )

    with serving(Starlette(routes=[Route("/", framing)])) as url:
        yield url.rstrip("/")


def framed(browser: Browser, elsewhere: str, source: str) -> str:
    """The text in a frame of a page elsewhere."""
    browser.open(f"{elsewhere}/?source={source}")
    browser.wait_for("iframe")
    browser.call("POST", "/frame", {"id": 0})
    try:
        return str(browser.run("return document.body ? document.body.innerText : ''"))
    finally:
        browser.call("POST", "/frame", {"id": None})


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_shown_in_a_page_of_another_origin(
    browser: Browser, product: str, elsewhere: str, name: str
) -> None:
    browser.complaints()
    source = f"{product}/embed/{name}?lang=en"
    assert "Release 1" in framed(browser, elsewhere, source)
    browser.call("POST", "/frame", {"id": 0})
    assert browser.run("return document.querySelectorAll('svg').length") == 1
    assert browser.run("return document.querySelectorAll('script, form, input, iframe').length") == 0
    assert browser.run("return getComputedStyle(document.querySelector('.embedded')).display") == "block"
    origins = {urlsplit(address).netloc for address in browser.run(LOADED)}
    assert origins == {urlsplit(product).netloc}
    top = browser.run("try { return String(top.document.title) } catch (error) { return error.name }")
    assert top == "SecurityError", "the frame cannot read the page around it"
    browser.call("POST", "/frame", {"id": None})
    assert [one for one in browser.complaints() if "Content Security Policy" in one] == []


def test_no_other_page_is_shown_in_a_frame(browser: Browser, product: str, elsewhere: str) -> None:
    for path in ("/", "/charts/status", "/ns", "/graphql", "/charts/status.svg"):
        browser.complaints()
        assert "NDP Graph" not in framed(browser, elsewhere, f"{product}{path}"), path
        assert any("frame-ancestors" in one for one in browser.complaints()), path


def test_a_picture_is_an_image_for_other_pages_and_a_file_to_keep(
    browser: Browser, product: str, elsewhere: str
) -> None:
    browser.open(f"{elsewhere}/?source={product}/charts/status.svg")
    width = "return document.querySelector('img').naturalWidth"
    wait_until(lambda: browser.run(width) > 0, "the picture is there")
    for form, media in (("svg", "image/svg+xml"), ("csv", "text/csv")):
        sent = json.dumps({"headers": {"accept": media}})
        status, kind, length = browser.run(
            f"return fetch('{product}/charts/status.{form}', {sent})"
            ".then(async r => [r.status, r.headers.get('content-type'), (await r.text()).length])"
        )
        assert (status, kind.partition(";")[0]) == (200, media)
        assert length > 100


def test_pages_load_nothing_from_elsewhere(browser: Browser, product: str) -> None:
    for path in PAGES:
        browser.open(product + path)
        origins = {urlsplit(address).netloc for address in browser.run(LOADED)}
        assert origins == {urlsplit(product).netloc}, path
