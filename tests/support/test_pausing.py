"""Coverage counts what tests of examples reach, and nothing else."""

import json
import subprocess
import sys
from pathlib import Path

from tests.support.sharing import ROOT

CODE = """def example():
    return 1
def fixture():
    return 2
def marked():
    return 3
def property():
    return 4
"""
TESTS = """import measured, pytest
from hypothesis import given, settings, strategies as st
@pytest.fixture
def made():
    return measured.fixture()
@pytest.mark.no_cover
def test_marked(made):
    assert measured.marked() + made == 5
@settings(max_examples=2)
@given(st.integers())
def test_property(number):
    assert measured.property() == 4
def test_example():
    assert measured.example() == 1
"""


def test_only_tests_of_examples_are_measured(tmp_path: Path) -> None:
    (tmp_path / "measured.py").write_text(CODE, "utf-8")
    (tmp_path / "test_it.py").write_text(TESTS, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:schemathesis"]
    command += ["-p", "tests.support.pausing", "--cov=measured", "--cov-report=json:found.json"]
    environment = {"PYTHONPATH": f"{ROOT}:{tmp_path}", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [*command, "test_it.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert "3 passed" in done.stdout, done.stdout + done.stderr
    found = json.loads((tmp_path / "found.json").read_text("utf-8"))["files"]["measured.py"]
    returns = {n for n, line in enumerate(CODE.splitlines(), 1) if "return" in line}
    assert returns & set(found["executed_lines"]) == {2}
