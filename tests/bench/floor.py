"""The floor: a bare Starlette endpoint for each question, with the statements of ours and answers shaped by hand.

Nothing is parsed, checked, planned or looked up: it is what remains when the question is known beforehand.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.operations.question import Question
from graph_api.plan.conditions import Variables
from graph_api.plan.plan import Root
from graph_api.plan.statistics import Statistics
from graph_api.stores.port import Content, Reader, Readiness, Session
from ontology.model import Model
from tests.bench.questions import QUESTIONS, BenchQuestion

T = TypeVar("T")
V = TypeVar("V")
Answer = Callable[[Variables], Awaitable[Any]]
"""From the variables of a request to the `data` of the answer."""


async def create_floor(reader: Reader, answer_for: Callable[[BenchQuestion, Root], Answer]) -> Starlette:
    """An application with an endpoint for each question at `/name`; ours plans them once, to be copied."""
    listener = _Listener(reader)
    engine = Engine(EngineParts(listener))
    routes = []
    for question in QUESTIONS:
        await engine.execute(Question(question.query, question.variables))
        (root,) = listener.roots
        routes.append(Route("/" + question.name, _endpoint(answer_for(question, root)), methods=["POST"]))
    return Starlette(routes=routes)


def _endpoint(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        variables = orjson.loads(await request.body())["variables"]
        return Response(orjson.dumps({"data": await answer(variables)}), media_type="application/json")

    return endpoint


class _Listener:
    """A `Reader` that remembers which plans it was last given."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.roots: Sequence[Root] = ()

    @property
    def model(self) -> Model:
        return self._reader.model

    async def ask(self, question: Callable[[Session], Awaitable[T]], *, is_quick: bool = False) -> T:
        async def listen(session: Session) -> T:
            rows = session.rows

            async def noted(
                roots: Sequence[Root], variables: Variables, use: Callable[[Mapping[str, Any]], V]
            ) -> V:
                self.roots = roots
                return await rows(roots, variables, use)

            session.rows = noted  # type: ignore[method-assign] # to listen in
            return await question(session)

        return await self._reader.ask(listen, is_quick=is_quick)

    async def release(self) -> str:
        return await self._reader.release()

    async def check(self) -> Readiness:
        return await self._reader.check()

    async def is_current(self) -> bool:
        return await self._reader.is_current()

    async def describe(self) -> Content:
        return await self._reader.describe()

    async def statistics(self) -> Statistics:
        return await self._reader.statistics()

    async def close(self) -> None:
        await self._reader.close()


def text(found: Sequence[str] | None) -> dict[str, str | None] | None:
    """The Vietnamese of some stored texts (`text@lang`)."""
    if not found:
        return None
    value, _, lang = next((t for t in found if t.endswith("@vi")), found[0]).rpartition("@")
    return {"value": value, "lang": lang or None}


def code(iri: str | None) -> dict[str, str] | None:
    """The code of a concept."""
    return {"code": iri.rpartition("/")[2]} if iri else None
