"""`generate`: made-up data and their truth."""

import json
from pathlib import Path

from tests.graph_api.support.command_line import Run


def test_generate_writes_data_that_can_be_loaded_and_their_truth(run: Run) -> None:
    result = run("generate", "--platforms", "8", "--seed", "3", "--defects", "0", "-o", "made-up.nq.gz")
    assert (result.exit_code, result.stdout) == (0, ""), result.stderr
    assert "made-up.truth.json" in result.stderr
    assert json.loads(Path("made-up.truth.json").read_text("utf-8")) == []
    assert "No violations" in run("validate", "made-up.nq.gz").stdout
    loaded = run("load", "made-up.nq.gz", "--as-of", "2026-06-30")
    assert loaded.exit_code == 0, loaded.stderr


def test_generate_says_which_names_it_takes(run: Run) -> None:
    result = run("generate", "-o", "made-up.ttl")
    assert (result.exit_code, "ends in .nq" in result.stderr) == (2, True)
    assert run("generate").exit_code == 2
    assert run("generate", "--defects", "2", "-o", "x.nq").exit_code == 2
    assert list(Path.cwd().iterdir()) == []
