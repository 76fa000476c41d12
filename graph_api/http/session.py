"""The engine that answers one request for a document, and the questions that the request puts to it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from graph_api.cache import Cache
from graph_api.engine.answer import Answer, QuestionRefused, answer_refused, codes_of
from graph_api.engine.engine import Engine
from graph_api.engine.prepared import PreparedOperation
from graph_api.errors import QueryError
from graph_api.http.problems import answer_problem
from graph_api.http.request import chosen_release, chosen_sources
from graph_api.operations.known_part import KnownPart, known_part
from graph_api.operations.question import Question
from graph_api.pages.frame import PageQuestion
from graph_api.pages.questions import page_question
from graph_api.serving.admission import client_of
from graph_api.serving.desk import Desk
from ontology.described import DOCUMENTS, DescribedTerms
from ontology.model import Model

NOT_IN_RELEASE = "NOT_IN_RELEASE"
"""The code of the error about a page whose question the ontology of a release does not know."""
_UNKNOWN = frozenset(("GRAPHQL_UNKNOWN_FIELD", "GRAPHQL_UNKNOWN_ARGUMENT", "GRAPHQL_UNKNOWN_TYPE"))
"""The codes of what a schema does not have. The questions of pages have nothing else that could be unknown."""
_UNPROCESSABLE = 422
_LARGE = 100_000
_TERMS: Cache[tuple[str, str], DescribedTerms] = Cache(4)
"""The described terms of the last models, by what identifies these: reading them takes a while."""

_QUESTIONS: Cache[tuple[str, str], KnownPart] = Cache(200)
"""The questions of pages, by name, as the ontology with a hash knows them."""


@dataclass(frozen=True, slots=True)
class DocumentSession:
    """The engine for one request, with the way of its questions: prepared, admitted, and run within their limits."""

    desk: Desk
    engine: Engine
    client: str
    question: Question
    """The release and the sources that the request chooses."""

    @property
    def model(self) -> Model:
        """The ontology of the release."""
        return self.engine.reader.model

    @property
    def documents(self) -> tuple[str, ...]:
        """The IRIs of the documents of the ontology, which have no pages."""
        return tuple(self.model.base + name for name in DOCUMENTS)

    async def terms(self) -> DescribedTerms:
        """The statements of the ontology of the release, which are read once."""
        key = self.model.hash, self.model.base
        known = _TERMS.known(key)
        if known is not None:
            return known
        return await asyncio.to_thread(
            _TERMS.get, key, partial(DescribedTerms, self.model.files, self.model.base)
        )

    async def prepare(self, name: str, **variables: object) -> PreparedOperation:
        """The page question of that name, prepared.

        Raises `QuestionRefused`: `NOT_IN_RELEASE` if the ontology of the release is older than the question.
        """
        question = replace(self.question, query=page_question(name), variables=variables)
        try:
            return await self._prepared(question)
        except QuestionRefused as refused:
            if _UNKNOWN.isdisjoint(codes_of(refused.answer)):
                raise
        raise await self._too_old(question)

    async def _too_old(self, question: Question) -> QuestionRefused:
        """The refusal of a question that the ontology of the release does not know."""
        release = await self.engine.reader.release()
        message = f"The ontology of the release {release} is older than what this page shows."
        return QuestionRefused(answer_refused(QueryError(message, code=NOT_IN_RELEASE), question))

    async def ask_known(
        self, name: str, variables: Mapping[str, object], may_lack: Collection[str] | None = None
    ) -> tuple[PageQuestion, Mapping[str, Any]]:
        """The part of a page question that the ontology of the release knows, which may be older, and its answer.

        `may_lack` are the fields that the page can do without (None: all). Raises `QuestionRefused`:
        `NOT_IN_RELEASE` if others are not known.
        """
        key = name, self.model.hash
        known = _QUESTIONS.known(key)
        if known is None:
            fit = partial(known_part, page_question(name), self.engine.graphql_schema)
            known = await asyncio.to_thread(_QUESTIONS.get, key, fit)
        question = replace(self.question, query=known.query, variables=variables)
        if may_lack is not None and not known.unknown.issubset(may_lack):
            raise await self._too_old(question)
        data, _ = await self.run(await self._prepared(question))
        return PageQuestion(known.query, variables), data

    async def _prepared(self, question: Question) -> PreparedOperation:
        work = partial(self.engine.prepare, question)
        return await self.desk.prepared(self.client, self.engine, question, work)

    async def run(self, operation: PreparedOperation) -> tuple[Mapping[str, Any], str]:
        """The data of the answer, and its release. Raises `QuestionRefused` for an answer with errors."""
        with await self.desk.enter(self.client, self.engine, operation.cost.units):
            answer = await self.engine.run(operation)
            if answer.release is None:
                raise QuestionRefused(as_refusal(answer))
            if len(answer.body) > _LARGE:
                data = (await self.desk.admission.export(partial(orjson.loads, answer.body)))["data"]
            else:
                data = orjson.loads(answer.body)["data"]
        return data, answer.release

    async def ask(self, name: str, **variables: object) -> Mapping[str, Any]:
        """The data of the answer to a page question. Raises `QuestionRefused`."""
        data, _ = await self.run(await self.prepare(name, **variables))
        return data

    async def ask_document(
        self, document: str, variables: Mapping[str, object], lang: str
    ) -> Mapping[str, Any]:
        """The data of the answer to a question that is made for a class, for a reader of `lang`.

        Raises `QuestionRefused`.
        """
        question = replace(self.question, query=document, variables=variables, accept_language=lang)
        data, _ = await self.run(await self._prepared(question))
        return data


@asynccontextmanager
async def open_session(
    desk: Desk, request: Request, release: str | None = None
) -> AsyncIterator[DocumentSession]:
    """The session of a request about `release`, or the release in its `?release=`, or the current one."""
    question = Question(
        "",
        safe=True,
        request_id=getattr(request.state, "request_id", ""),
        release=release or chosen_release(request),
        sources=chosen_sources(request),
        is_alike=True,
    )
    client = client_of(request.client and request.client.host)
    async with desk.engines.engine(question, client) as engine:
        yield DocumentSession(desk, engine, client, question)


async def answered(request: Request, work: Callable[[], Awaitable[Response]]) -> Response:
    """The response that `work` returns, or the problem that it raises."""
    try:
        return await work()
    except QuestionRefused as refused:
        return answer_problem(request, refused.answer)
    except QueryError as error:
        return answer_problem(request, as_refusal(answer_refused(error, Question(""))))


def as_refusal(answer: Answer) -> Answer:
    """An answer with errors as a refusal: GraphQL reports some with the status 200."""
    return answer if answer.status >= 400 else replace(answer, status=_UNPROCESSABLE)
