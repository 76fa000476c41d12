"""The browser of tests of pages."""

from collections.abc import Iterator

import pytest

from tests.graph_api.pages.browser import Browser, browsing, require_programs


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    chromium, chromedriver = require_programs("chromium", "chromedriver")
    with browsing(chromium, chromedriver, tmp_path_factory.mktemp("chromium")) as one:
        yield one
