"""The query editor in a real browser, against real GraphQL servers."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import RdfFormat, parse

from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.http.app import create_app
from graph_api.settings import Settings
from graph_api.stores.sqlite.reader import SqliteReader
from loaders.stores.sqlite.store import SqliteStore
from tests.graph_api.pages.browser import Browser, Key, wait_until
from tests.graph_api.pages.small_server import application, serving
from tests.graph_api.support.stores import RELEASE, Content, change_of
from tests.graph_api.support.tables import rows_of


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(application()) as url:
        yield url


@pytest.fixture
def editor(browser: Browser, address: str) -> Browser:
    """The editor as on a first visit, when it has read the schema and the examples."""
    return visit(browser, address)


def visit(browser: Browser, address: str, fragment: str = "") -> Browser:
    browser.open(f"{address}/graphql{fragment}")
    browser.run("localStorage.clear()")
    browser.refresh()
    browser.wait_for("#docs-page details")
    browser.wait_for(".query-entry")
    browser.complaints()
    return browser


def write(editor: Browser, *keys: str) -> None:
    """Replace the query by what is typed."""
    editor.type("#query", Key.CONTROL, "a")
    editor.type("#query", Key.DELETE, *keys)


def query(editor: Browser) -> str:
    return str(editor.run("return document.querySelector('#query').value"))


def offered(editor: Browser) -> list[str]:
    return editor.texts(".completion:not([hidden]) .completion-label")


def is_shown(editor: Browser, css: str) -> bool:
    return bool(editor.run(f"return document.querySelector('{css}').offsetParent !== null"))


def test_a_query_is_typed_completed_run_and_answered(editor: Browser) -> None:
    write(editor, "{", Key.ENTER, "org")
    assert offered(editor) == ["organizations"]
    editor.type("#query", Key.ENTER)
    assert query(editor) == "{\n  organizations {\n    \n  }\n}"
    assert offered(editor) == ["nodes", "totalCount", "__typename"]
    editor.type("#query", "nod", Key.TAB, "lab", Key.TAB, "val", Key.TAB)
    assert "nodes {\n      label {\n        value\n      }" in query(editor)
    assert not is_shown(editor, "#problems")
    editor.type("#query", Key.CONTROL, Key.ENTER)
    editor.wait_for_text("#answer-text", '"value": "Bộ Khoa học và Công nghệ"')
    assert editor.text("#answer-status").startswith("Status 200")
    assert editor.complaints() == []


def test_completions_are_chosen_with_the_mouse(editor: Browser) -> None:
    write(editor, "{ org")
    editor.click("#completion-0")
    assert query(editor).startswith("{ organizations {")


def test_unknown_names_are_marked_with_a_suggestion(editor: Browser) -> None:
    write(editor, "{ organisations", Key.ESCAPE)
    assert editor.texts(".code-copy .error") == ["organisations"]
    assert editor.text("#info") == "Query has no field “organisations”. Did you mean “organizations”?"


def test_the_keyboard_can_leave_the_field(editor: Browser) -> None:
    write(editor, "{}", Key.TAB)
    assert query(editor) == "{}  "
    editor.type("#query", Key.ESCAPE, Key.TAB)
    assert editor.run("return document.activeElement.id") != "query"


def test_the_first_visit_starts_with_an_example_and_its_variables(editor: Browser) -> None:
    assert query(editor).startswith("query All($first: Int)")
    assert editor.run("return document.querySelector('#variables').value") == '{\n  "first": 5\n}'
    editor.click("#run")
    editor.wait_for_text("#answer-text", '"totalCount": 1')


def test_wrong_variables_are_not_sent(editor: Browser) -> None:
    editor.type("#variables", "x")
    assert "see line" in editor.text("#variables-problem")
    editor.click("#run")
    assert editor.text("#answer-status") == ""


def test_a_link_opens_the_query_that_it_holds(browser: Browser, address: str) -> None:
    editor = visit(browser, address, "#query=%7B%20organizations%20%7B%20totalCount%20%7D%20%7D")
    assert query(editor) == "{ organizations { totalCount } }"


def test_several_operations_are_kept_apart(editor: Browser) -> None:
    write(editor, "query A{organizations{totalCount}} query B{organizations{nodes{iri", Key.ESCAPE)
    editor.click("#prettify")
    assert editor.texts("#operation option") == ["A", "B"]


def test_the_documentation_is_searched_and_followed(editor: Browser) -> None:
    editor.click("#docs-tab")
    editor.type("#docs-search", "ownedBy")
    editor.click("#docs-page .link.field")
    assert editor.text("#docs-page .doc-name") == "ownedBy"
    editor.click("#docs-page .doc-list .link.type")
    assert editor.text("#docs-page .doc-name") == "OrganizationWhere"


def test_illustrative_data_are_announced_in_the_chosen_language(editor: Browser) -> None:
    assert editor.text("#illustrative").startswith("Illustrative data:")
    editor.click("#language option[value=vi]")
    assert editor.text("#illustrative").startswith("Dữ liệu minh họa:")
    assert editor.run("return document.documentElement.lang") == "vi"


def test_a_query_is_saved_in_the_browser(editor: Browser) -> None:
    editor.click("#save")
    editor.type("#save-name", "Mine", Key.ENTER)
    assert "Mine" in editor.text("#queries-panel")
    editor.refresh()
    editor.wait_for_text("#queries-panel", "Mine")


@pytest.mark.parametrize("width", [390, 1280])
def test_no_width_makes_the_page_scroll_sideways(editor: Browser, width: int) -> None:
    editor.devtools(
        "Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 600
    )
    root = "document.documentElement"
    assert editor.run(f"return {root}.scrollWidth - {root}.clientWidth") == 0
    editor.devtools("Emulation.clearDeviceMetricsOverride")


@pytest.fixture(scope="module")
def product(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the product itself, with the shipped data."""
    file: Path = tmp_path_factory.mktemp("release") / "graph.sqlite"
    SqliteStore(file).apply(change_of(content))

    async def opener(_: Settings, __: Engine | None) -> Engine:
        return Engine(EngineParts(SqliteReader(file, content.model, RELEASE)))

    with serving(create_app(Settings(store=f"sqlite:{file.parent}"), opener)) as url:
        yield url


def test_the_product_answers_each_of_its_examples(browser: Browser, product: str) -> None:
    editor = visit(browser, product)
    count = len(editor.find_all(".query-entry"))
    assert count >= 3
    for number in range(count):
        editor.run(f"document.querySelectorAll('.query-entry')[{number}].click()")
        assert not is_shown(editor, "#problems")
        editor.click("#run")
        editor.wait_for_text("#answer-status", "Status 200")
        assert '"errors"' not in editor.text("#answer-text")
    assert editor.complaints() == []


def test_an_answer_is_shown_as_a_table_and_its_list_downloaded_as_csv(
    browser: Browser, product: str, tmp_path: Path
) -> None:
    browser.devtools("Page.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    asked = "{ digitalPlatforms { nodes { iri label { value } } } }"
    editor = visit(browser, product, f"#query={quote(asked)}")
    editor.click("#table-tab")
    assert editor.text("#table-body").startswith("A table needs one list")
    assert not is_shown(editor, "#download-csv")
    editor.click("#run")
    editor.wait_for("#table-body td")
    assert editor.texts("#table-body th") == ["iri", "label.value"]
    assert len(editor.find_all("#table-body tbody tr")) == 20
    editor.click("#download-csv")
    file = tmp_path / "digitalPlatforms.csv"
    wait_until(file.is_file, "the file is there")
    rows = rows_of(file.read_bytes())
    assert len(rows) > 20
    first = editor.texts("#table-body tbody tr:first-child td")
    assert list(rows[0].values()) == first
    assert editor.complaints() == []


def test_an_answer_is_saved_as_rdf_unless_it_has_no_statements(
    browser: Browser, product: str, tmp_path: Path
) -> None:
    browser.devtools("Page.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    asked = "{ digitalPlatforms { nodes { title { value } } } }"
    editor = visit(browser, product, f"#query={quote(asked)}")
    editor.click("#run")
    editor.wait_for_text("#answer-status", "Status 200")
    editor.click("#download-rdf")
    file = tmp_path / "answer.ttl"
    wait_until(file.is_file, "the file is there")
    assert len(list(parse(file.read_bytes(), RdfFormat.TURTLE))) >= 20
    editor = visit(browser, product, f"#query={quote('{ digitalPlatforms { totalCount } }')}")
    editor.click("#run")
    editor.wait_for_text("#answer-status", "Status 200")
    editor.click("#download-rdf")
    editor.wait_for_text("#answer-status", "No field of the question shows a statement")


def test_a_table_that_is_refused_says_why(browser: Browser, product: str) -> None:
    asked = "{ digitalPlatforms { nodes { iri } } releases { nodes { id } } }"
    editor = visit(browser, product, f"#query={quote(asked)}")
    editor.click("#run")
    editor.wait_for_text("#answer-status", "Status 200")
    editor.click("#table-tab")
    assert editor.text("#table-body").startswith("A table needs one list")
    editor.click("#language option[value=fr]")
    assert editor.text("#table-body").startswith("Un tableau demande une seule liste")


def test_an_example_on_the_page_about_the_service_opens_in_the_editor(browser: Browser, product: str) -> None:
    browser.open(f"{product}/about?lang=en")
    shown = browser.run("return document.querySelector('article code').textContent")
    browser.click("article > p:last-child a")
    browser.wait_for("#docs-page details")
    assert query(browser) == shown
