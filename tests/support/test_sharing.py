"""Tests are shared among workers: those of Neo4j stay together, and long files begin early."""

from collections import OrderedDict

import pytest

from tests.support.sharing import LONG, ROOT, put_long_ones_first, scope_of


def test_long_files_are_there() -> None:
    assert [name for name in LONG if not (ROOT / name).is_file()] == []
    assert len(set(LONG)) == len(LONG)


def test_tests_of_a_file_stay_together_and_those_of_neo4j_in_two_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NDP_TEST_NEO4J", raising=False)
    assert scope_of("tests/a.py::test[sqlite-1]") == scope_of("tests/a.py::test_more") == "tests/a.py"
    assert scope_of("tests/a.py::test[neo4j-1]") == scope_of("tests/a.py::test_a_neo4j_is_away")
    parts = {scope_of(f"tests/test_{number}.py::test[neo4j]") for number in range(20)}
    assert parts == {"neo4j 0", "neo4j 1"}


def test_a_database_that_is_given_has_one_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NDP_TEST_NEO4J", "bolt://127.0.0.1:7687")
    assert {scope_of(f"tests/test_{number}.py::test[neo4j]") for number in range(20)} == {"neo4j"}


def test_long_files_come_before_those_of_many_tests() -> None:
    waiting: OrderedDict[str, object] = OrderedDict.fromkeys(("tests/b.py", LONG[1], "tests/c.py", LONG[0]))
    put_long_ones_first(waiting)
    assert list(waiting) == [LONG[0], LONG[1], "tests/b.py", "tests/c.py"]
