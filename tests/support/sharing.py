"""Tests shared among the workers of pytest-xdist: those of Neo4j in two parts, others by file, long ones early.

A part of the Neo4j tests has a server of its own, started by its worker: one part alone would take longer than all
other tests together, and a server for each worker would take too much memory.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import pytest

from tests.support.neo4j_fixtures import NAMED

if TYPE_CHECKING:
    from collections import OrderedDict

    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[2]
LONG = (
    "tests/graph_api/computed/test_what_if.py",
    "tests/graph_api/engine/test_differential.py",
    "tests/graph_api/http/test_fuzz.py",
    "tests/graph_api/plan/test_growth.py",
    "tests/graph_api/pages/test_accessibility.py",
    "tests/graph_api/exports/test_dossier.py",
    "tests/loaders/nquads/test_canonical.py",
    "tests/graph_api/schema/test_client_tools.py",
    "tests/loaders/synthetic/test_synthetic.py",
    "tests/loaders/releases/test_kills.py",
    "tests/graph_api/tables/test_random_tables.py",
    "tests/graph_api/engine/test_answers_as_rdf.py",
    "tests/graph_api/stores/test_search.py",
)
"""The files that take longest, the longest first. One that begins last would keep one worker busy alone."""

_SERVERS = 2


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Give the tests of Neo4j to two workers, each with a database, and the others file by file to all."""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415 - without workers it need not be installed

    class Scheduling(LoadScopeScheduling):  # type: ignore[misc] # xdist comes without types
        def _split_scope(self, nodeid: str) -> str:
            return scope_of(nodeid)

        def schedule(self) -> None:
            """Share out the tests; xdist takes the files by their number of tests, once those of `LONG` are out."""
            super().schedule()
            put_long_ones_first(self.workqueue)

    return Scheduling(config, log)


def scope_of(nodeid: str) -> str:
    """The tests that one worker gets together have the same."""
    file = nodeid.partition("::")[0]
    if NAMED not in nodeid:
        return file
    has_one_database = "NDP_TEST_NEO4J" in os.environ
    return NAMED if has_one_database else f"{NAMED} {crc32(file.encode()) % _SERVERS}"


def put_long_ones_first(waiting: OrderedDict[str, object]) -> None:
    """Put the files of `LONG` before all other scopes that wait for a worker."""
    for scope in reversed(LONG):
        if scope in waiting:
            waiting.move_to_end(scope, last=False)
