"""The command line from within a test, and small files to load."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from graph_api.cli.program import main

PREFIXES = """@prefix ndp: <https://w3id.org/vn-ndp/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <http://example.org/> .
"""
GOOD = PREFIXES + ':a :p "one"@EN, "007"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
BAD = PREFIXES + ":bad a ndp:DigitalPlatform .\n"

PROGRAM = [sys.executable, "-c", "from graph_api.cli.program import main; main()"]
"""The program as a process of its own."""

Run = Callable[..., Result]
"""Runs a command with some arguments."""


def environment(**more: str) -> dict[str, str]:
    """The environment of such a process: without settings, apart from `more`."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("NDP_")}
    return {**kept, "PYTHONPATH": str(Path(__file__).parents[3]), **more}


def nothing_published() -> bool:
    """True if the default store in this folder has no current release."""
    return not Path("ndp-data/current").exists()


def ndp_graph(*arguments: str) -> int:
    """The exit code of `ndp-graph` with these arguments, run in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["ndp-graph", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    return int(ended.value.code or 0)
