"""The query editor's own JavaScript: its unit tests, and what its page refers to."""

import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from graphql import build_client_schema, build_schema, print_schema

from graph_api.pages import EDITOR_PAGE, STATIC_FOLDER

HERE = Path(__file__).parent
MODULES = sorted((STATIC_FOLDER / "editor").rglob("*.js"))


def test_the_scripts_pass_their_unit_tests() -> None:
    node = shutil.which("node")
    if node is None:
        if os.environ.get("NDP_REQUIRE_NODE") == "1":
            pytest.fail("NDP_REQUIRE_NODE is set, but there is no node on the PATH")
        pytest.skip("no node on the PATH: the query editor's unit tests did not run")
    files = sorted(HERE.glob("*.test.mjs"))
    assert len(files) == 6
    run = subprocess.run(
        [node, "--test", *map(str, files)], capture_output=True, text=True, check=False, timeout=120
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_schema_of_the_unit_tests_is_the_one_written_as_sdl() -> None:
    schema = build_schema((HERE / "schema.graphql").read_text(encoding="utf-8"))
    kept = json.loads((HERE / "schema.json").read_text(encoding="utf-8"))
    assert print_schema(build_client_schema(kept)) == print_schema(schema)


class _Page(HTMLParser):
    """The attributes of all elements of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[dict[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append({"": tag} | {name: value or "" for name, value in attrs})


def _elements() -> list[dict[str, str]]:
    return _Page(EDITOR_PAGE.read_text(encoding="utf-8")).elements


def test_every_file_that_the_editor_refers_to_is_there() -> None:
    references = [element.get("src") or element.get("href") or "" for element in _elements()]
    files = [reference for reference in references if reference.startswith("/static/")]
    assert len(files) >= 6
    assert [file for file in files if not (STATIC_FOLDER / file.removeprefix("/static/")).is_file()] == []


def test_every_module_that_a_module_imports_is_there() -> None:
    assert len(MODULES) >= 20
    imports = [
        (module.parent / name).resolve()
        for module in MODULES
        for name in re.findall(r'from "(\./[^"]+)"', module.read_text(encoding="utf-8"))
    ]
    assert len(imports) >= 40
    assert [path for path in imports if not path.is_file()] == []


def test_the_editor_loads_nothing_from_elsewhere_and_nothing_inline() -> None:
    texts = [
        path.read_text(encoding="utf-8")
        for path in STATIC_FOLDER.rglob("*")
        if path.suffix != ".svg" and path.is_file()
    ]
    code = [re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL) for text in texts]
    assert [text for text in code if re.search(r"https?://|\binnerHTML\b|\beval\(", text)] == []
    assert [element for element in _elements() if {"style", "onclick", "onload"} & set(element)] == []
    assert [element[""] for element in _elements() if element[""] == "style"] == []


def test_every_text_that_the_page_names_is_in_the_table() -> None:
    names = {
        element[attribute]
        for element in _elements()
        for attribute in ("data-text", "data-label", "data-placeholder")
        if attribute in element
    }
    table = (STATIC_FOLDER / "editor" / "strings" / "en.js").read_text(encoding="utf-8")
    keys = set(re.findall(r'^  "?([\w.]+)"?:', table, flags=re.MULTILINE))
    assert len(names) >= 30
    assert names - keys == set()
