"""The precision and speed of the audit of synthetic data: each rule compared with the ground truth."""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from loaders.nquads.lines import iter_lines
from loaders.rules.engine import conclude
from loaders.rules.policy import Policy
from loaders.synthetic.file import write_files
from loaders.synthetic.world import EVALUATION, World
from loaders.validation.validate import prepare_shapes, validate
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model
from ontology.rule import read_rules
from ontology.values.literals import split
from tests.loaders.support.truth import read_truth

_OF_SHAPES = ("D26", "D31")
Known = set[tuple[str, str, str | None]]


def measure_auditing(platforms: int, seed: int) -> None:
    """Print seconds, and for each code how many findings were expected, and precision and recall."""
    with tempfile.TemporaryDirectory(prefix="ndp-bench-") as folder:
        path = Path(folder) / "made-up.nq"
        began = time.perf_counter()
        count, truth = write_files(World(platforms, seed, 0.01), path, DEFAULT_BASE)
        _say(f"{platforms:,} platforms, {count:,} statements", began)
        expected = {(str(t["code"]), str(t["focus"]), t["value"]) for t in read_truth(truth)}
        found = {*_of_rules(path), *_of_shapes(path)}
    sys.stdout.write(f"{'code':8}{'expected':>10}{'precision':>11}{'recall':>8}\n")
    right, said, wanted = (Counter(code for code, *_ in some) for some in (expected & found, found, expected))
    for code in sorted({*said, *wanted}):
        precision = right[code] / said[code] if said[code] else 1.0
        recall = right[code] / wanted[code] if wanted[code] else 1.0
        sys.stdout.write(f"{code:8}{wanted[code]:>10}{precision:>11.4f}{recall:>8.4f}\n")


def _of_rules(path: Path) -> Iterator[tuple[str, str, str | None]]:
    day = date.fromordinal(EVALUATION).isoformat()
    rules = read_rules(builtin_files(DEFAULT_BASE), DEFAULT_BASE)
    began = time.perf_counter()
    concluded = conclude(iter_lines(path), rules, read_model(builtin_files(DEFAULT_BASE)), Policy())
    _say("rules", began)
    for one in concluded.findings:
        if (one.start or "") <= day <= (one.end or "9"):
            is_literal = one.value is not None and one.value.startswith('"')
            yield one.code, one.focus, split(one.value)[0] if is_literal and one.value else one.value


def _of_shapes(path: Path) -> Iterator[tuple[str, str, str | None]]:
    shapes = prepare_shapes(file.content for file in builtin_files(DEFAULT_BASE) if file.is_turtle)
    began = time.perf_counter()
    results = validate(iter_lines(path), shapes)
    _say("shapes", began)
    for one in results:
        if one.code in _OF_SHAPES:
            yield one.code, one.focus, one.value


def _say(what: str, began: float) -> None:
    sys.stdout.write(f"{what}: {time.perf_counter() - began:.1f} s\n")
    sys.stdout.flush()
