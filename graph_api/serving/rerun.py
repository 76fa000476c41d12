"""The question of a receipt, asked again under the circumstances of the first time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import orjson

from graph_api.engine.answer import QuestionRefused
from graph_api.engine.engine import Engine
from graph_api.operations.data_directive import as_parameters
from graph_api.operations.question import Question
from graph_api.plan.limits import Limits
from graph_api.receipts.claims import Claims
from graph_api.receipts.verify import UnansweredQuestion
from graph_api.serving.engines import Engines
from graph_api.stores.pinned import PinnedReader
from ontology.errors import NdpError


async def ask_again(claims: Claims, engine: Engine) -> Any:
    """The `data` that an engine over the release of a receipt gives now, as a service did on that day.

    Raises `UnansweredQuestion`.
    """
    operation, around = claims.operation, claims.circumstances
    archive, known, rules = engine.parts.archive, around.known, engine.parts.rules
    then = engine.replace(
        rules=replace(rules, federation=around.federation),
        limits=Limits(*around.pages),
        today=lambda: around.today,
        archive=archive.as_of(known) if archive and known else archive,
    )
    question = Question(
        operation.document, operation.variables, operation.name, accept_language=", ".join(around.languages)
    )
    try:
        answer = await then.run(await asyncio.to_thread(then.prepare, question))
    except QuestionRefused as refused:
        answer = refused.answer
    body = await asyncio.to_thread(orjson.loads, answer.body)
    if "errors" in body:
        error = body["errors"][0]
        raise UnansweredQuestion(f"{error['extensions']['code']}: {error['message']}")
    if answer.release != claims.release.id:
        raise UnansweredQuestion(f"the store holds the release {answer.release}")
    return body["data"]


@asynccontextmanager
async def engine_of(
    claims: Claims, engines: Engines, current: Engine | None = None, client: str | None = None
) -> AsyncIterator[Engine]:
    """An engine over the release of a receipt and the sources that count for it, for a client or the program itself.

    That is `current` if its store holds the release and all sources count, else one of `engines`.

    Raises `UnansweredQuestion` if the release cannot be opened.
    """
    release, data = claims.release.id, claims.circumstances.data
    if current is not None and not data and await _serves(current, release):
        yield current.replace(reader=PinnedReader(current.reader, release))
        return
    try:
        question = Question("", release=release, sources=as_parameters(data))
        async with engines.engine(question, client) as engine:
            yield engine
    except NdpError as problem:
        raise UnansweredQuestion(f"{problem.code}: {problem.message}") from None


async def _serves(engine: Engine, release: str) -> bool:
    """True if the store of an engine holds a release and can be queried; if not, the folder may have it."""
    try:
        return await engine.reader.release() == release
    except NdpError:
        return False
