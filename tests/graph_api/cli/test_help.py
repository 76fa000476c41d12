"""`--help`: every command and every setting, without the libraries of the commands."""

import re
import subprocess
import sys

import click
import pytest

from graph_api.cli.program import cli
from graph_api.settings import TABLE
from tests.graph_api.support.command_line import Run


def test_help_lists_every_command_without_loading_them(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert re.findall(r"^  (\w+)  +\S", result.stdout, re.MULTILINE)[
        : len(cli.list_commands(_context()))
    ] == list(cli.list_commands(_context()))


def _context() -> click.Context:
    return click.Context(cli)


@pytest.mark.parametrize("name", cli.list_commands(_context()))
def test_every_command_explains_itself(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert ("--store URI" in result.stdout) is (name not in ("generate", "keys"))
    assert name == "releases" or "Example" in result.stdout
    command = cli.get_command(_context(), name)
    assert command is not None
    assert command.get_short_help_str(limit=100) in run("--help").stdout


def test_every_setting_is_a_flag_of_some_command(run: Run) -> None:
    shown = " ".join(run(name, "--help").stdout for name in cli.list_commands(_context()))
    assert [row.flag for row in TABLE if row.flag not in shown] == []
    assert [row.variable for row in TABLE if row.variable not in shown] == []


def test_help_comes_without_the_libraries_of_the_commands() -> None:
    code = (
        "import sys; from graph_api.cli.program import cli; cli.main(['--help'], standalone_mode=False); "
        "print(sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.rpartition("[")[2]
    assert [
        name for name in ("neo4j", "pyoxigraph", "shifty", "strawberry", "uvicorn") if f"'{name}'" in loaded
    ] == []
