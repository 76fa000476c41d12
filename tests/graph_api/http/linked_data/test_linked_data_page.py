"""LINKED_DATA.md is true: each of its commands gets an answer from a service over the shipped data."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from graph_api.settings import Settings
from tests.graph_api.support.command_line import ndp_graph
from tests.graph_api.support.shell_lines import answer_of_curl, shell_lines

PAGE = (Path(__file__).parents[4] / "graph_api" / "LINKED_DATA.md").read_text("utf-8")
COMMANDS = shell_lines(PAGE)


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
    answer, headers = answer_of_curl(service, command)
    assert answer.status_code == 200, answer.text
    assert answer.content or answer.request.method == "HEAD"
    if accept := headers.get("Accept"):
        assert answer.headers["content-type"].startswith(accept)


def test_there_are_commands() -> None:
    assert len(COMMANDS) > 20
