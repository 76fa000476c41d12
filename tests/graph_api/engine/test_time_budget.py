"""The time budget: an answer that takes too long is given up, and so is its statement in the store."""

import asyncio
import threading

import orjson
import pytest

from graph_api.engine.engine import Engine
from graph_api.operations.question import DocumentRules, Question
from graph_api.stores.neo4j.reader import Neo4jReader
from graph_api.stores.sqlite.reader import SqliteReader
from graph_api.stores.sqlite.release_file import WORKERS
from tests.graph_api.support.stores import Asker

ENDLESS_SQL = "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
ENDLESS_CYPHER = (
    "UNWIND range(1, 1000000000) AS a UNWIND range(1, 1000000000) AS b RETURN count(*) AS endless"
)
RUNNING = "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS 'AS endless' RETURN count(*)"
QUESTION = Question("{ a: digitalPlatforms(first: 1) { nodes { iri } } }")
QUICK = DocumentRules(seconds=0.2)


async def wait_for_ever(reader: SqliteReader | Neo4jReader) -> None:
    """A statement that has no end."""
    if isinstance(reader, Neo4jReader):
        await reader.read(ENDLESS_CYPHER, {})
    else:
        await reader.in_worker(lambda statements: statements.fetch_text(ENDLESS_SQL), {})


async def until_idle(reader: SqliteReader | Neo4jReader) -> None:
    """Wait until no statement runs in the store. Raises if one goes on."""
    if isinstance(reader, SqliteReader):
        all_workers = threading.Barrier(WORKERS)
        waits = (reader.in_worker(lambda _: all_workers.wait(10), {}) for _ in range(WORKERS))
        await asyncio.gather(*waits)
        return
    for _ in range(1000):
        if (await reader.read(RUNNING, {}))[0] == 1:  # this one
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the statement runs on")


async def give_up(engine: Engine) -> bytes:
    """The answer to a question whose statements have no end. Returns once the store is idle: they were stopped."""
    reader = engine.reader
    assert isinstance(reader, SqliteReader | Neo4jReader)

    async def ask(*_: object, **__: object) -> None:
        await asyncio.gather(*(wait_for_ever(reader) for _ in range(3)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "ask", ask)
        answer = await engine.execute(QUESTION)
    await until_idle(reader)
    return answer.body


def under(engine: Asker, rules: DocumentRules) -> Engine:
    """The engine with other rules, and the same schema and store."""
    return engine.engine.replace(rules=rules)


def test_what_takes_too_long_is_stopped_in_the_store_and_the_next_question_is_answered(engine: Asker) -> None:
    body = engine.runner.run(give_up(under(engine, QUICK)))
    (error,) = orjson.loads(body)["errors"]
    assert (error["extensions"]["code"], error["message"]) == (
        "TIME_BUDGET",
        "The answer took more than 200 ms and was given up.",
    )
    assert b'"data":{"a":' in engine.runner.run(engine.engine.execute(QUESTION)).body


def test_the_time_before_the_store_is_asked_counts(engine: Asker) -> None:
    hurried = under(engine, DocumentRules(seconds=0.0))
    assert b'"TIME_BUDGET"' in engine.runner.run(hurried.execute(QUESTION)).body
