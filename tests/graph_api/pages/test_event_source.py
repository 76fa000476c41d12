"""A browser follows the releases with its own `EventSource`, from a page of another origin."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from loaders.folder.location import Location
from tests.graph_api.pages.browser import Browser, wait_until
from tests.graph_api.pages.small_server import serving
from tests.graph_api.support.series import ONE, publish
from tests.graph_api.support.store_commands import Store, free_port, served

SUBSCRIPTION = "subscription { releasePublished { id } }"
FOLLOW = """
window.got = {};
const follow = (url, name) => {
  const source = new EventSource(url);
  window.got[name] = {source, ids: []};
  source.addEventListener(name, (event) => window.got[name].ids.push([event.lastEventId, JSON.parse(event.data)]));
};
follow(%s, "release");
follow(%s, "next");
"""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of an empty page of another origin."""

    async def empty(_: Request) -> Response:
        return HTMLResponse("<!doctype html><title>elsewhere</title>")

    with serving(Starlette(routes=[Route("/", empty)])) as address:
        yield address


def test_a_browser_comes_back_after_a_break_and_has_missed_nothing(
    browser: Browser, elsewhere: str, tmp_path: Path
) -> None:
    location = Location(tmp_path / "store")
    publish(location, ONE)
    store = Store(location, ("--store", f"sqlite:{location.folder}"))
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    urls = (f"{address}/releases/stream", f"{address}/graphql?query={quote(SUBSCRIPTION)}")
    with served(store, port=port) as (process, _):
        browser.open(elsewhere)
        browser.run(FOLLOW % tuple(map(json.dumps, urls)))
        are_open = "return Object.values(window.got).every(({source}) => source.readyState === 1)"
        wait_until(lambda: browser.run(are_open) is True, "both streams are open")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    missed = publish(location, ONE.replace("one", "another"))
    with served(store, port=port):
        ids = "return Object.values(window.got).map(({ids}) => ids)"
        wait_until(lambda: all(browser.run(ids)), "both have the release that was published meanwhile")
        [[announced], [subscribed]] = browser.run(ids)
        assert (announced[0], announced[1]["id"]) == (missed, missed)
        assert subscribed[0] == missed
        assert subscribed[1]["data"] == {"releasePublished": {"id": missed}}
        browser.run("Object.values(window.got).forEach(({source}) => source.close())")
