"""The real server under schemathesis, which makes operations of the schema with values of all kinds."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.depth import deep

EXAMPLES = deep(2)
"""The number of operations generated for each root field."""


@pytest.mark.no_cover
def test_no_operation_makes_the_server_fail(address: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/graphql"]
    options = ["--checks=not_a_server_error", "--phases=fuzzing", "--mode=all", "--no-color"]
    bounds = [f"--max-examples={EXAMPLES}", "--generation-database=none", "--request-timeout=20", "--seed=1"]
    run = subprocess.run(
        [*command, *options, *bounds],
        cwd=tmp_path,  # where it leaves its caches
        capture_output=True,
        text=True,
        check=False,
        timeout=3600,
    )
    told = run.stdout[-8000:] + run.stderr[-2000:]
    assert run.returncode == 0, told
    assert "passed" in told
