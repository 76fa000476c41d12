"""The time of the rules: over the shipped data, and over about a million synthetic statements."""

import sys
import tempfile
import time
from pathlib import Path

from loaders.nquads.canonical import canonical_lines
from loaders.nquads.lines import iter_lines
from loaders.rules.engine import conclude
from loaders.rules.policy import Policy
from loaders.shipped.statements import iter_shipped
from loaders.synthetic.file import write_files
from loaders.synthetic.world import World
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model
from ontology.rule import Rules, read_rules

PLATFORMS, SEED, DEFECTS = 2_400, 7, 0.01
SHIPPED_BAR, MANY_BAR = 1.0, 30.0
"""Seconds."""
_HEADER = f"{'data':10}{'statements':>12}{'s':>8}{'bar':>8}{'periods':>10}{'findings':>10}\n"


def measure_rules() -> None:
    """Print a row for each: seconds of processor time from lines to conclusions, the bar, and what there is then."""
    rules = read_rules(builtin_files(DEFAULT_BASE), DEFAULT_BASE)
    sys.stdout.write(_HEADER)
    shipped = canonical_lines(iter_shipped(illustrative=True, base=DEFAULT_BASE))
    _measure("shipped", [line.encode() for line in shipped], rules, SHIPPED_BAR)
    with tempfile.TemporaryDirectory(prefix="ndp-bench-") as folder:
        path = Path(folder) / "made-up.nq"
        write_files(World(PLATFORMS, SEED, DEFECTS), path, DEFAULT_BASE)
        _measure("made up", list(iter_lines(path)), rules, MANY_BAR)


def _measure(name: str, lines: list[bytes], rules: Rules, bar: float) -> None:
    model = read_model(builtin_files(DEFAULT_BASE))
    start = time.process_time()
    found = conclude(lines, rules, model, Policy())
    seconds = time.process_time() - start
    periods = sum(1 for line in found.derived if b"ns#because>" in line)
    row = f"{name:10}{len(lines):>12,}{seconds:>8.2f}{bar:>8.1f}{periods:>10,}{len(found.findings):>10,}"
    sys.stdout.write(f"{row}{'' if seconds < bar else '  too slow'}\n")
