"""The real Neo4j that other tests use: it starts, answers, is emptied, and says why where it cannot."""

from pathlib import Path

import neo4j
import pytest

from tests.support import neo4j_server
from tests.support.neo4j_server import NoNeo4jError, running, why_unavailable


def test_it_is_the_version_that_the_pom_names(neo4j_uri: str) -> None:
    asked = "CALL dbms.components() YIELD versions, edition RETURN versions[0] AS version, edition"
    with neo4j.GraphDatabase.driver(neo4j_uri) as driver:
        row = driver.execute_query(asked, database_="neo4j").records[0]
    assert (row["version"], row["edition"]) == ("5.26.30", "community")


@pytest.mark.parametrize("attempt", [1, 2])
def test_an_emptied_database_holds_no_node_and_no_schema(neo4j_empty: str, attempt: int) -> None:
    with neo4j.GraphDatabase.driver(neo4j_empty) as driver, driver.session() as session:
        found = session.run("SHOW INDEXES YIELD type WHERE type <> 'LOOKUP' RETURN count(*)").single(
            strict=True
        )
        assert found.value() == 0
        session.run("CREATE CONSTRAINT only_one FOR (t:Thing) REQUIRE t.number IS UNIQUE").consume()
        session.run("CREATE (:Thing {number: $attempt})", attempt=attempt).consume()
        found = session.run("MATCH (n) RETURN collect(n.number)").single(strict=True)
        assert found.value() == [attempt]


def test_without_java_the_reason_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    reason = why_unavailable()
    assert reason == "no java and no javac on the PATH (a JDK 17 or newer is needed)"
    with pytest.raises(NoNeo4jError, match="no java"), running(tmp_path / "data"):
        pass


def test_a_failed_download_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cache, programs = tmp_path / "cache", tmp_path / "bin"
    programs.mkdir()
    maven = programs / "mvn"
    maven.write_text("#!/bin/sh\necho no such version\nexit 1\n")
    maven.chmod(0o755)
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    with pytest.raises(NoNeo4jError, match="no such version"):
        neo4j_server.fetch_jars()
    assert list((cache / "ndp-graph").iterdir()) == []
