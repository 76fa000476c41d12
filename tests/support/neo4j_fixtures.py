"""Fixtures that give tests a real Neo4j: `neo4j_database`, `neo4j_empty`, `neo4j_empty_for_module`.

Where Java and Maven are, a server is started for the session. `NDP_TEST_NEO4J` names a running one instead
(its login in `NDP_STORE_USER` and `NDP_STORE_PASSWORD`). Elsewhere the tests are skipped, or fail with
`NDP_REQUIRE_NEO4J=1`.

Community has one database, so each worker of pytest-xdist that has tests of Neo4j starts a server of its own
(`tests.support.sharing`).
"""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import neo4j
import pytest

from tests.support.neo4j_server import NoNeo4jError, running

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

FIXTURE = "neo4j_uri"
NAMED = "neo4j"
"""The names of tests that use a Neo4j contain this: by it they are given to workers (`tests.support.sharing`)."""
NEEDED = "needs a Neo4j (Java 17+ and Maven, or NDP_TEST_NEO4J)"
MARK = "NdpStore"
"""The label of the node that says: this database is ours."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that use a Neo4j; their names or parameters must show it."""
    for item in items:
        if is_of_neo4j(item):
            item.add_marker(pytest.mark.neo4j)
            if NAMED not in item.nodeid:
                raise pytest.UsageError(
                    f"{item.nodeid} uses a Neo4j: put {NAMED!r} into its name or parameter"
                )


def is_of_neo4j(item: pytest.Item) -> bool:
    """True if a test needs a Neo4j: by a fixture here, or by the parameter "neo4j", for which fixtures ask for one."""
    parameters = getattr(item, "callspec", None)
    values = parameters.params.values() if parameters else ()
    return FIXTURE in getattr(item, "fixturenames", ()) or any(value == "neo4j" for value in values)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Gives all tests skipped for want of a Neo4j one place, so that pytest reports them in one line."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple) and NEEDED in report.longrepr[2]:
        report.longrepr = (__file__, 1, report.longrepr[2])
    return report


@pytest.fixture(scope="session")
def neo4j_uri() -> Iterator[str]:
    """The Bolt URI of a Neo4j that tests may empty; one a session."""
    given = os.environ.get("NDP_TEST_NEO4J")
    with ExitStack() as stack:
        if given:
            _refuse_foreign(given)
            yield given
            empty(given)  # else the next run would find nodes without our mark
        else:
            yield _start(stack)


class Database:
    """The one database, and what it is known to hold: tests that only read share what one of them put there."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self._content: object = None

    def empty(self) -> str:
        """Leave no node, no index and no constraint; the URI."""
        self._content = None
        empty(self.uri)
        return self.uri

    def hold(self, content: object, fill: Callable[[str], None]) -> str:
        """Let it hold `content`, which `fill` puts into an empty database unless it is there; the URI."""
        if self._content is not content:
            fill(self.empty())
            self._content = content
        return self.uri


@pytest.fixture(scope="session")
def neo4j_database(neo4j_uri: str) -> Database:
    """The database, for tests that only read."""
    return Database(neo4j_uri)


@pytest.fixture
def neo4j_empty(neo4j_database: Database) -> str:
    """The URI of a database emptied for this test: no node, no index, no constraint."""
    return neo4j_database.empty()


@pytest.fixture(scope="module")
def neo4j_empty_for_module(neo4j_database: Database) -> str:
    """The URI of a database emptied once for all tests of a module."""
    return neo4j_database.empty()


def _start(stack: ExitStack) -> str:
    data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ndp-neo4j-")))
    try:
        return stack.enter_context(running(data)).uri
    except NoNeo4jError as problem:
        if os.environ.get("NDP_REQUIRE_NEO4J") == "1":
            pytest.fail(f"Neo4j is required here (NDP_REQUIRE_NEO4J=1): {problem}", pytrace=False)
        pytest.skip(f"{NEEDED}: {problem}")


def _driver(uri: str) -> neo4j.Driver:
    user = os.environ.get("NDP_STORE_USER")
    auth = (user, os.environ.get("NDP_STORE_PASSWORD", "")) if user else None
    return neo4j.GraphDatabase.driver(uri, auth=auth, notifications_min_severity="OFF")


def _refuse_foreign(uri: str) -> None:
    """Fails if the database holds nodes but no mark of ours: tests would empty somebody's data."""
    with _driver(uri) as driver:
        rows = driver.execute_query(
            f"RETURN EXISTS {{ (n) }} AS any, EXISTS {{ (n:{MARK}) }} AS ours", database_="neo4j"
        ).records
    if rows[0]["any"] and not rows[0]["ours"]:
        pytest.fail(
            f"The database at {uri} (NDP_TEST_NEO4J) holds nodes that are not ours; name an empty one.",
            pytrace=False,
        )


def empty(uri: str) -> None:
    """Delete everything in the database at `uri`: nodes, constraints and indexes."""
    with _driver(uri) as driver, driver.session(database="neo4j") as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS").consume()
        for row in session.run("SHOW CONSTRAINTS YIELD name").data():
            session.run(f"DROP CONSTRAINT `{row['name']}`").consume()
        for row in session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'").data():
            session.run(f"DROP INDEX `{row['name']}`").consume()
