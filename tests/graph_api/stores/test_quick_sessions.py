"""Questions that are expected to be quick: their steps are taken on the event loop, but none for long."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_api.stores.port import Session
from graph_api.stores.sqlite.reader import SqliteReader
from tests.graph_api.support.stores import RELEASE, Content, sqlite_file

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000000) SELECT max(i) FROM n"
"""Some tenths of a second of work."""


@pytest.fixture
def reader(content: Content, tmp_path: Path) -> Iterator[SqliteReader]:
    reader = SqliteReader(sqlite_file(content, tmp_path), content.model, RELEASE)
    yield reader
    asyncio.run(reader.close())


async def thread_of(session: Session) -> str:
    """The name of the thread in which a session takes its steps."""
    return await session.work(lambda: threading.current_thread().name)


def test_a_quick_question_is_answered_on_the_event_loop_and_others_in_worker_threads(
    reader: SqliteReader,
) -> None:
    assert asyncio.run(reader.ask(thread_of, is_quick=True)) == threading.current_thread().name
    assert asyncio.run(reader.ask(thread_of)).startswith("sqlite")


def test_many_steps_that_belong_together_are_taken_in_one_worker_thread(reader: SqliteReader) -> None:
    async def question(session: Session) -> set[str]:
        async def steps(inner: Session) -> set[str]:
            before = inner.statements
            await inner.graphs([1])
            assert inner.statements == before + 1
            return {await thread_of(inner) for _ in range(5)} | {threading.current_thread().name}

        names = await session.together(steps)
        assert session.statements == 1
        return names

    (name,) = asyncio.run(reader.ask(question))
    assert name.startswith("sqlite")


def test_what_belongs_together_waits_for_nothing_but_its_session(reader: SqliteReader) -> None:
    async def question(session: Session) -> None:
        await session.together(lambda _: asyncio.sleep(0))

    with pytest.raises(RuntimeError, match="not its session's"):
        asyncio.run(reader.ask(question))


def test_a_question_that_takes_longer_than_expected_is_begun_again_in_a_worker_thread(
    reader: SqliteReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions: list[str] = []
    monkeypatch.setattr(
        "graph_api.stores.sqlite.sessions.GRAPHS", f"SELECT 1, ({ENDLESS}) WHERE :numbers <> ''"
    )

    async def question(session: Session) -> object:
        sessions.append(type(session).__name__)
        return await session.graphs([1])

    assert asyncio.run(reader.ask(question, is_quick=True)) == {1: 3000000}
    assert sessions == ["QuickSession", "SessionInWorkers"]


def test_an_error_of_a_quick_question_is_raised_at_once(reader: SqliteReader) -> None:
    sessions: list[Session] = []

    async def question(session: Session) -> None:
        sessions.append(session)
        raise KeyError("of the question")

    with pytest.raises(KeyError):
        asyncio.run(reader.ask(question, is_quick=True))
    assert len(sessions) == 1
