"""schemathesis, which makes requests of all kinds from the description of a service."""

import subprocess
import sys
from pathlib import Path


def fuzz(description: str, folder: Path, checks: str, phases: str, examples: int, *options: str) -> None:
    """Send requests to the service that an address describes; fails if an answer does not pass the checks.

    `examples`: how many are made for each operation; `folder`: where schemathesis leaves its caches.
    """
    command = [sys.executable, "-m", "schemathesis.cli", "run", description, *options]
    how = [f"--checks={checks}", f"--phases={phases}", "--mode=all", "--no-color", "--seed=1"]
    bounds = [f"--max-examples={examples}", "--generation-database=none", "--request-timeout=20"]
    run = subprocess.run(
        [*command, *how, *bounds], cwd=folder, capture_output=True, text=True, check=False, timeout=3600
    )
    told = run.stdout[-8000:] + run.stderr[-2000:]
    assert run.returncode == 0, told
    assert "passed" in told
