"""LINKED_DATA.md is true: each of its commands gets an answer from a service over the shipped data."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from graph_api.settings import Settings
from tests.graph_api.support.command_line import ndp_graph

PAGE = (Path(__file__).parents[4] / "graph_api" / "LINKED_DATA.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
COMMANDS = [line for block in BLOCKS for line in block.replace("\\\n", " ").splitlines()]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service over the shipped data."""
    store = f"sqlite:{tmp_path_factory.mktemp('page')}"
    assert ndp_graph("load", "--shipped", "--store", store) == 0
    app = create_app(Settings(store=store, time_budget=60_000))
    with TestClient(app, "http://127.0.0.1:8000", follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_page_are_answered(service: TestClient, command: str) -> None:
    program, *words = shlex.split(command)
    headers, method, body = {}, "GET", None
    follows = False
    url = ""
    rest = iter(words)
    for word in rest:
        match word:
            case "-H":
                name, _, value = next(rest).partition(": ")
                headers[name] = value
            case "-d":
                method, body = "POST", next(rest)
            case "-o":
                next(rest)
            case "-I":
                method = "HEAD"
            case "-L":
                follows = True
            case _:
                url = word
    assert program == "curl"
    assert urlsplit(url).netloc == "127.0.0.1:8000"
    answer = service.request(method, url, headers=headers, content=body, follow_redirects=follows)
    assert answer.status_code == 200, answer.text
    assert answer.content or method == "HEAD"
    if accept := headers.get("Accept"):
        assert answer.headers["content-type"].startswith(accept)


def test_there_are_commands() -> None:
    assert len(COMMANDS) > 20
