"""The query editor in a real browser, against a real GraphQL server."""

import os
import shutil
from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.graph_api.pages.small_server import application, serving

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


class Editor:
    """The page, with what a person does on it."""

    def __init__(self, driver: webdriver.Chrome, address: str) -> None:
        self.driver = driver
        self.address = address

    def open(self, path: str = "/graphql") -> None:
        self.driver.get("about:blank")
        self.driver.get(self.address + path)
        self.driver.execute_script("localStorage.clear()")
        self.driver.refresh()
        self.wait_for("#docs-page details")  # the schema is there
        self.wait_for(".query-entry")  # and so are the examples

    def find(self, css: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def wait_for(self, css: str) -> WebElement:
        return WebDriverWait(self.driver, 20).until(lambda driver: driver.find_element(By.CSS_SELECTOR, css))

    def wait_for_text(self, css: str, text: str) -> None:
        WebDriverWait(self.driver, 20).until(lambda _: text in self.find(css).text)

    def write(self, text: str, *keys: str) -> None:
        """Replaces the query by what is typed."""
        self.find("#query").send_keys(Keys.CONTROL, "a")
        self.find("#query").send_keys(Keys.DELETE, text, *keys)

    @property
    def query(self) -> str:
        return str(self.find("#query").get_property("value"))

    @property
    def offered(self) -> list[str]:
        labels = self.driver.find_elements(By.CSS_SELECTOR, ".completion:not([hidden]) .completion-label")
        return [label.text for label in labels]

    @property
    def complaints(self) -> list[str]:
        """What the browser wrote to its console: errors of scripts, requests that the policy forbids."""
        entries: list[dict[str, str]] = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [entry["message"] for entry in entries]


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    browser, service = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or service is None:
        if os.environ.get("NDP_REQUIRE_BROWSER") == "1":
            pytest.fail("NDP_REQUIRE_BROWSER is set, but chromium or chromedriver is missing")
        pytest.skip("no chromium with chromedriver on the PATH: the query editor was not tried in a browser")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for flag in (*_FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"intl.accept_languages": "en"})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = webdriver.Chrome(options=options, service=Service(service))
    yield chrome
    chrome.quit()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(application()) as url:
        yield url


@pytest.fixture
def editor(driver: webdriver.Chrome, address: str) -> Editor:
    editor = Editor(driver, address)
    editor.open()
    return editor


def test_a_query_is_typed_completed_run_and_answered(editor: Editor) -> None:
    editor.write("{", Keys.ENTER, "org")
    assert editor.offered == ["organizations"]
    editor.find("#query").send_keys(Keys.ENTER)
    assert editor.query == "{\n  organizations {\n    \n  }\n}"
    assert editor.offered == ["nodes", "totalCount", "__typename"]
    editor.find("#query").send_keys("nod", Keys.TAB, "lab", Keys.TAB, "val", Keys.TAB)
    assert "nodes {\n      label {\n        value\n      }" in editor.query
    assert editor.find("#problems").is_displayed() is False
    editor.find("#query").send_keys(Keys.CONTROL, Keys.ENTER)
    editor.wait_for_text("#answer-text", '"value": "Bộ Khoa học và Công nghệ"')
    assert "Status 200" in editor.find("#answer-status").text
    assert editor.complaints == []


def test_completions_are_chosen_with_the_mouse(editor: Editor) -> None:
    editor.write("{ org")
    editor.find("#completion-0").click()
    assert editor.query.startswith("{ organizations {")


def test_unknown_names_are_marked_with_a_suggestion(editor: Editor) -> None:
    editor.write("{ organisations", Keys.ESCAPE)
    assert editor.find(".code-copy .error").text == "organisations"
    assert editor.find("#info").text == "Query has no field “organisations”. Did you mean “organizations”?"


def test_the_first_visit_starts_with_an_example_and_its_variables(editor: Editor) -> None:
    assert editor.query.startswith("query All($first: Int)")
    assert editor.find("#variables").get_property("value") == '{\n  "first": 5\n}'
    editor.find("#run").click()
    editor.wait_for_text("#answer-text", '"totalCount": 1')


def test_a_link_opens_the_query_that_it_holds(editor: Editor) -> None:
    editor.open("/graphql#query=%7B%20organizations%20%7B%20totalCount%20%7D%20%7D")
    assert editor.query == "{ organizations { totalCount } }"


def test_several_operations_are_told_apart(editor: Editor) -> None:
    editor.write("query A{organizations{totalCount}} query B{organizations{nodes{iri", Keys.ESCAPE)
    editor.find("#prettify").click()
    operations = [option.text for option in editor.find("#operation").find_elements(By.TAG_NAME, "option")]
    assert operations == ["A", "B"]


def test_the_documentation_is_searched_and_followed(editor: Editor) -> None:
    editor.find("#docs-tab").click()
    editor.find("#docs-search").send_keys("ownedBy")
    editor.find("#docs-page .link.field").click()
    assert editor.find("#docs-page .doc-name").text == "ownedBy"
    editor.find("#docs-page .doc-list .link.type").click()
    assert editor.find("#docs-page .doc-name").text == "OrganizationWhere"


def test_illustrative_data_are_announced_in_the_chosen_language(editor: Editor) -> None:
    assert editor.find("#illustrative").text.startswith("Illustrative data:")
    editor.find("#language option[value=vi]").click()
    assert editor.find("#illustrative").text.startswith("Dữ liệu minh hoạ:")
    assert editor.find("html").get_attribute("lang") == "vi"


def test_a_query_is_saved_in_the_browser(editor: Editor) -> None:
    editor.find("#save").click()
    editor.find("#save-name").send_keys("Mine", Keys.ENTER)
    assert "Mine" in editor.find("#queries-panel").text
    editor.driver.refresh()
    editor.wait_for_text("#queries-panel", "Mine")


@pytest.mark.parametrize("width", [390, 1280])
def test_no_width_makes_the_page_scroll_sideways(editor: Editor, width: int) -> None:
    metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
    editor.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    overflow = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert editor.driver.execute_script(overflow) == 0
    editor.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
