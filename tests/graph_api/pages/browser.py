"""A real browser for tests: Chromium through chromedriver, by the W3C WebDriver protocol.

The protocol is JSON over HTTP and the tests need ten of its commands, so no client library is installed for it.
https://www.w3.org/TR/webdriver2/
"""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

_FLAGS = (
    "--headless=new",
    "--no-sandbox",  # needed by root, as whom CI runs
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,800",
)
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_PATIENCE = 20.0


class Key:
    """Code points that WebDriver takes for keys; CONTROL is held until the end of what is sent with it."""

    TAB = "\ue004"
    ENTER = "\ue007"
    CONTROL = "\ue009"
    ESCAPE = "\ue00c"
    DELETE = "\ue017"


@dataclass(frozen=True, slots=True)
class Browser:
    """One window. Elements are named by CSS selectors; one that is not there yet is waited for."""

    port: int
    session: str = ""

    def call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:
        """The value that a command gives; RuntimeError with the driver's message if it fails."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        content = None if body is None else json.dumps(body)
        connection.request(method, self.session + path, content, {"Content-Type": "application/json"})
        response = connection.getresponse()
        value = json.loads(response.read())["value"]
        connection.close()
        if response.status >= 400:
            raise RuntimeError(f"{path}: {value['message']}")
        return value

    def open(self, url: str) -> None:
        """Load the page at the address, even if only its fragment differs from the present one."""
        self.call("POST", "/url", {"url": "about:blank"})
        self.call("POST", "/url", {"url": url})

    def refresh(self) -> None:
        """Load the page again."""
        self.call("POST", "/refresh", {})

    def find_all(self, css: str) -> list[str]:
        """The elements that are there now."""
        found = self.call("POST", "/elements", {"using": "css selector", "value": css})
        return [element[_ELEMENT] for element in found]

    def click(self, css: str) -> None:
        """Click in the middle of the element, as a mouse does."""
        self.call("POST", f"/element/{self._one(css)}/click", {})

    def type(self, css: str, *keys: str) -> None:
        """Type into the element."""
        self.call("POST", f"/element/{self._one(css)}/value", {"text": "".join(keys)})

    def text(self, css: str) -> str:
        """The element's text as it is seen."""
        return str(self.call("GET", f"/element/{self._one(css)}/text"))

    def texts(self, css: str) -> list[str]:
        """The texts of all elements that are there now."""
        return [str(self.call("GET", f"/element/{element}/text")) for element in self.find_all(css)]

    def run(self, script: str) -> Any:
        """The result of a function with this body, run in the page."""
        return self.call("POST", "/execute/sync", {"script": script, "args": []})

    def devtools(self, command: str, **parameters: object) -> None:
        """Give a command of Chromium's own protocol."""
        self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def complaints(self) -> list[str]:
        """The console messages since the last call: errors of scripts, refused requests."""
        entries = self.call("POST", "/se/log", {"type": "browser"})
        return [str(entry["message"]) for entry in entries]

    def wait_for(self, css: str) -> None:
        """Until the element is there."""
        self._one(css)

    def wait_for_text(self, css: str, text: str) -> None:
        """Until the element has this text in its own."""
        wait_until(lambda: text in self.text(css), f"{css} has {text!r}")

    def _one(self, css: str) -> str:
        wait_until(lambda: bool(self.find_all(css)), f"{css} is there")
        return self.find_all(css)[0]


def require_programs(*names: str) -> list[str]:
    """The paths of the programs. Without them the test is skipped, or fails with NDP_REQUIRE_BROWSER=1."""
    found = {name: shutil.which(name) for name in names}
    missing = [name for name, path in found.items() if path is None]
    if missing and os.environ.get("NDP_REQUIRE_BROWSER") == "1":
        pytest.fail(f"NDP_REQUIRE_BROWSER is set, but there is no {' and no '.join(missing)} on the PATH")
    if missing:
        pytest.skip(f"no {' and no '.join(missing)} on the PATH: nothing was tried in a browser")
    return [path for path in found.values() if path]


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Until something holds; TimeoutError that says what did not."""
    deadline = monotonic() + _PATIENCE
    while not holds():
        if monotonic() > deadline:
            raise TimeoutError(f"waited {_PATIENCE} s in vain until {what}")
        sleep(0.05)


@contextmanager
def browsing(chromium: str, chromedriver: str, profile: Path) -> Iterator[Browser]:
    """A browser whose user prefers English, with an empty profile, until the end of the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    with subprocess.Popen([chromedriver, f"--port={port}"], stdout=subprocess.DEVNULL) as driver:
        try:
            wait_until(lambda: _listens(port), "chromedriver listens")
            session = Browser(port).call("POST", "/session", _capabilities(chromium, profile))
            browser = Browser(port, f"/session/{session['sessionId']}")
            yield browser
            browser.call("DELETE", "")
        finally:
            driver.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _capabilities(chromium: str, profile: Path) -> Mapping[str, object]:
    options = {
        "binary": chromium,
        "args": [*_FLAGS, f"--user-data-dir={profile}"],
        "prefs": {"intl.accept_languages": "en"},
    }
    return {
        "capabilities": {
            "alwaysMatch": {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        }
    }
