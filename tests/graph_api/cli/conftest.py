"""Fixtures of all tests of the command line: `run`, a command in a folder of its own, and two files to load there."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph_api.cli.program import cli
from graph_api.settings import TABLE
from tests.graph_api.support.command_line import BAD, GOOD, Run


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a folder of its own, with the default store."""
    monkeypatch.chdir(tmp_path)
    for row in TABLE:
        monkeypatch.delenv(row.variable, raising=False)

    def invoke(*args: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(cli, list(args), input=stdin, prog_name="ndp-graph")

    return invoke


@pytest.fixture
def good(tmp_path: Path) -> str:
    """A file without violations."""
    (tmp_path / "good.ttl").write_text(GOOD, "utf-8")
    return "good.ttl"


@pytest.fixture
def bad(tmp_path: Path) -> str:
    """A file with a violation."""
    (tmp_path / "bad.ttl").write_text(BAD, "utf-8")
    return "bad.ttl"
