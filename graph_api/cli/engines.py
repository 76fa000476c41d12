"""Questions without a server: engines opened for one command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from graph_api.settings import Settings

if TYPE_CHECKING:
    from graph_api.engine.answer import Answer
    from graph_api.engine.engine import Engine
    from graph_api.operations.question import Question
    from graph_api.serving.engines import Engines


_PATIENCE = 86_400.0
"""Seconds that a command waits for a release to open: whoever called it can stop it."""


@asynccontextmanager
async def open_engines(settings: Settings) -> AsyncIterator[tuple["Engine", "Engines"]]:
    """The engine of the current release and those of all releases, open until the block ends. Raises `NdpError`."""
    from graph_api.serving.opening import open_engine
    from graph_api.serving.opening import open_engines as open_all

    async with await open_engine(settings) as current:

        async def engine_now() -> "Engine":
            return current

        engines = open_all(settings, engine_now, _PATIENCE)
        try:
            yield current, engines
        finally:
            await engines.close()


@asynccontextmanager
async def engine_for(settings: Settings, question: "Question") -> AsyncIterator["Engine"]:
    """The engine of the release of a question. Raises `NdpError` if it cannot be opened."""
    async with open_engines(settings) as (_, engines), engines.engine(question) as engine:
        yield engine


async def ask(settings: Settings, question: "Question") -> "Answer":
    """The answer to a question, from its release."""
    from graph_api.engine.answer import answer_refused
    from graph_api.errors import QueryError

    try:
        async with engine_for(settings, question) as engine:
            return await engine.execute(question)
    except QueryError as error:
        return answer_refused(error, question)
