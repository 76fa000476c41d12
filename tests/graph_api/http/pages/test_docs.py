"""The documentation pages are true: their questions, commands and links are tried on the shipped data."""

import html
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import orjson
import pytest
from click import Context
from starlette.testclient import TestClient

from graph_api.cli.program import cli
from graph_api.http.app import create_app
from graph_api.http.paths import PATHS
from graph_api.pages.manual.reading import MANUAL, ManualEntry, manual_file
from graph_api.pages.strings import texts
from loaders.folder.location import Location
from ontology.values.languages import LANGUAGES
from tests.graph_api.support.command_line import ndp_graph
from tests.graph_api.support.justified import publish, settings_of
from tests.graph_api.support.shell_lines import answer_of_curl, code_blocks, shell_lines

ROOT = Path(__file__).parents[4]
WRITTEN = [entry for entry in MANUAL if not entry.generated]
FILES = {manual_file(entry, lang)[0] for entry in WRITTEN for lang in LANGUAGES}
TEXT = {file: file.read_text("utf-8") for file in sorted(FILES)}
LINES = {line for text in TEXT.values() for line in shell_lines(text)}
REQUESTS = sorted(line for line in LINES if line.startswith("curl "))
COMMANDS = sorted(line for line in LINES if not line.startswith("curl ") and " serve" not in line)
STARTS = sorted(line for line in LINES if " serve" in line)
ANSWER = re.compile(r'<pre tabindex="0" class="docs-answer"><code>(.*?)</code></pre>', re.DOTALL)
EDITOR = re.compile(r'<a href="(/graphql#query=[^"]*)"')
MAIN = re.compile(r'<div class="docs-text".*?<nav class="docs-more"', re.DOTALL)


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Location:
    """A release of all shipped data."""
    found = Location(tmp_path_factory.mktemp("release") / "store")
    publish(found)
    return found


@pytest.fixture(scope="module")
def client(location: Location) -> Iterator[TestClient]:
    app = create_app(settings_of(location))
    with TestClient(app, "http://127.0.0.1:8000", follow_redirects=False) as client:
        yield client


def shown(client: TestClient, name: str, lang: str) -> str:
    answer = client.get(f"/docs/{name}?lang={lang}", headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text[:2000]
    assert answer.headers["content-language"] == lang
    return answer.text


def questions(text: str) -> list[str]:
    return [block for kind, block in code_blocks(text) if kind == "graphql"]


def test_every_block_of_code_is_tried_here() -> None:
    kinds = {kind for text in TEXT.values() for kind, _ in code_blocks(text)}
    assert kinds == {"sh", "graphql", "json variables"}
    assert (len(REQUESTS), len(COMMANDS), len(STARTS)) >= (20, 7, 4)
    assert all(line.removesuffix(" || true").startswith("ndp-graph ") for line in COMMANDS)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("entry", MANUAL, ids=lambda entry: entry.name)
def test_a_page_shows_live_answers_to_its_questions(
    client: TestClient, entry: ManualEntry, lang: str
) -> None:
    page = shown(client, entry.name, lang)
    file, written_in = manual_file(entry, lang)
    assert (texts(lang)["docs_in_english"] in page) == (written_in != lang)
    assert f'<div class="docs-text" lang="{written_in}">' in page
    answers = [orjson.loads(html.unescape(found)) for found in ANSWER.findall(page)]
    asked = [parse_qs(urlsplit(html.unescape(found)).fragment) for found in EDITOR.findall(page)]
    written = questions(file.read_text("utf-8"))
    assert [one["query"][0].strip() for one in asked] == [question.strip() for question in written]
    for one, answer in zip(asked, answers, strict=True):
        variables = orjson.loads(one["variables"][0]) if "variables" in one else {}
        body = {"query": one["query"][0], "variables": variables}
        again = client.post("/graphql", json=body, headers={"accept-language": lang}).json()
        assert answer == {"data": again["data"]}
        assert b"[]" not in orjson.dumps(answer["data"]), "every example finds something"


@pytest.mark.parametrize("entry", WRITTEN, ids=lambda entry: entry.name)
def test_translations_have_the_same_code_and_the_same_links(entry: ManualEntry) -> None:
    english = TEXT[manual_file(entry, "en")[0]]
    for lang in LANGUAGES:
        text = TEXT[manual_file(entry, lang)[0]]
        assert code_blocks(text) == code_blocks(english)
        assert re.findall(r"\]\(([^)]*)\)", text) == re.findall(r"\]\(([^)]*)\)", english)
        assert len(re.findall("^## ", text, re.MULTILINE)) == len(re.findall("^## ", english, re.MULTILINE))


def test_the_first_pages_are_in_all_languages() -> None:
    translated = {entry.name for entry in MANUAL if manual_file(entry, "vi")[1] == "vi"}
    assert translated == {entry.name for entry in MANUAL if manual_file(entry, "fr")[1] == "fr"}
    assert translated >= {"getting-started", "asking"}


@pytest.mark.parametrize(
    ("entry", "lang"),
    [(entry, lang) for entry in MANUAL for lang in LANGUAGES if manual_file(entry, lang)[1] == lang],
    ids=str,
)
def test_links_within_the_service_lead_somewhere_in_the_same_language(
    client: TestClient, entry: ManualEntry, lang: str
) -> None:
    content = MAIN.search(shown(client, entry.name, lang))
    assert content is not None
    for found in re.findall(r'href="(/[^"]*)"', content[0]):
        address = html.unescape(found)
        assert f"lang={lang}" in address or address.startswith("/graphql#")
        answer = client.get(address, headers={"accept": "text/html"})
        assert answer.status_code in (200, 303), (address, answer.text[:500])
    ids = re.findall(r'\bid="([^"]*)"', shown(client, entry.name, lang))
    assert len(ids) == len(set(ids))
    for anchor in re.findall(r'href="#([^"]*)"', content[0]):
        assert unquote(anchor) in ids


@pytest.mark.parametrize("command", REQUESTS)
def test_a_request_gets_an_answer(client: TestClient, command: str) -> None:
    answer, headers = answer_of_curl(client, command)
    assert answer.status_code == 200, answer.text
    assert answer.content
    if accept := headers.get("Accept"):
        assert answer.headers["content-type"].startswith(accept)


def test_the_commands_work(
    location: Location, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NDP_STORE", f"sqlite:{location.folder}")
    (tmp_path / "loaders").symlink_to(ROOT / "loaders")
    for command in COMMANDS:
        tolerant = command.endswith(" || true")
        code = ndp_graph(*shlex.split(command.removesuffix(" || true"))[1:])
        printed = capsys.readouterr()
        assert code in ((0, 1) if tolerant else (0,)), (command, printed.err)
        assert printed.out or printed.err, command
    assert (tmp_path / "copy.nq").stat().st_size > 100_000


@pytest.mark.parametrize("command", STARTS)
def test_a_service_would_start_with_these_settings(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = shlex.split(command)
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        monkeypatch.setenv(name, value)
    program, name, *arguments = words
    assert (program, name) == ("ndp-graph", "serve")
    with Context(cli) as context:
        serve = cli.get_command(context, name)
        assert serve is not None
        assert serve.make_context(name, arguments, parent=context).params


def test_the_list_leads_to_every_page(client: TestClient) -> None:
    for lang in LANGUAGES:
        page = client.get(f"/docs?lang={lang}").text
        for entry in MANUAL:
            assert f'<a href="/docs/{entry.name}?lang={lang}">' in page


def test_the_generated_pages_have_every_row_of_their_tables(client: TestClient) -> None:
    page = shown(client, "paths", "en")
    assert all(f"<code>{html.escape(row.path)}</code>" in page for row in PATHS)
    assert 'data-name="media types"' in page


def test_a_page_that_is_not_there_is_reported(client: TestClient) -> None:
    answer = client.get("/docs/nothing", headers={"accept": "application/json"})
    assert answer.status_code == 404
    assert answer.json()["hint"] == "`/docs` lists the documentation pages."


def test_a_known_page_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/docs/asking?lang=en")
    again = client.get("/docs/asking?lang=en", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_without_made_up_data_the_answers_have_none(client: TestClient) -> None:
    every = client.get("/docs/asking?lang=en").text
    real = client.get("/docs/asking?lang=en&illustrative=false").text
    assert [found.count("&#34;totalCount&#34;: 23") for found in (every, real)] == [1, 0]
    assert [found.count("&#34;totalCount&#34;: 10") for found in (every, real)] == [1, 2]


def test_the_answers_of_neo4j_are_the_same(
    client: TestClient, tmp_path: Path, neo4j_empty_for_module: str
) -> None:
    location = Location(tmp_path / "store", neo4j_empty_for_module)
    publish(location)
    with TestClient(create_app(settings_of(location)), "http://127.0.0.1:8000") as other:
        for entry in (entry for entry in WRITTEN if questions(TEXT[manual_file(entry, "en")[0]])):
            found = ANSWER.findall(shown(other, entry.name, "en"))
            assert found == ANSWER.findall(shown(client, entry.name, "en"))
