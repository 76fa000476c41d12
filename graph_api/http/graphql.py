"""GraphQL over HTTP: the media type, the status and the caching of an answer.

Follows the GraphQL-over-HTTP specification: `application/graphql-response+json` reports a bad request by its
status, `application/json` answers a well-formed request with 200 even if GraphQL refuses it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from graph_api.engine.answer import Answer, QuestionRefused, answer_refused
from graph_api.engine.engine import Engine, PreparedOperation
from graph_api.errors import QueryError
from graph_api.http.caching import VARY, CachePolicy, caching_headers, unchanged_since
from graph_api.http.negotiation import GRAPHQL_JSON, HTML, JSON, accepts
from graph_api.http.page import page_file
from graph_api.http.request import METHODS, SAFE_METHODS, BadRequest, has_question, read_question
from graph_api.operations.question import Question
from graph_api.operations.trusted import TrustedDocuments
from graph_api.pages import EDITOR_PAGE
from graph_api.serving.engines import Engines
from ontology.errors import NdpError

_ALLOW = ", ".join((*METHODS, "OPTIONS"))


@dataclass(frozen=True, slots=True)
class GraphqlEndpoint:
    """`/graphql`: answers questions; gives the query editor to a browser that comes without one."""

    engines: Engines
    caching: CachePolicy
    trusted: TrustedDocuments

    async def answer(self, request: Request) -> Response:
        """The answer to the question in the request, or the editor."""
        is_visit = request.method in SAFE_METHODS and not has_question(request)
        if is_visit and accepts(request.headers.get("accept", ""), JSON, GRAPHQL_JSON, HTML) == HTML:
            return page_file(EDITOR_PAGE)
        return await answer_graphql(request, self.engines, self.caching, self.trusted)


async def answer_graphql(
    request: Request, engines: Engines, caching: CachePolicy, trusted: TrustedDocuments
) -> Response:
    """The response to a request with a question."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"allow": _ALLOW})
    accept = request.headers.get("accept", "")
    # Clients from before the specification send `*/*` or nothing and expect application/json.
    media = accepts(accept, *((GRAPHQL_JSON, JSON) if GRAPHQL_JSON in accept else (JSON, GRAPHQL_JSON)))
    if media is None:
        return _refuse(
            BadRequest(f"Only {GRAPHQL_JSON} and {JSON} are available here.", code="NOT_ACCEPTABLE"), JSON
        )
    try:
        question = await read_question(request, trusted)
    except QueryError as bad:
        return _refuse(bad, media)
    try:
        async with engines.engine(question) as engine:
            return await _answer(request, engine, question, caching, media)
    except NdpError as error:
        return _respond(answer_refused(error, question), media)


async def _answer(
    request: Request, engine: Engine, question: Question, caching: CachePolicy, media: str
) -> Response:
    """The response to a question, from the engine of its release."""
    try:
        operation = engine.prepare(question)
    except QuestionRefused as refused:
        return _respond(refused.answer, media)
    is_own = question.wants_cost or question.wants_receipt or operation.depends_on_others
    if not question.safe or is_own:
        return _respond(await engine.run(operation), media)
    return await _cacheable(request.headers.get("if-none-match", ""), engine, operation, caching, media)


async def _cacheable(
    known: str, engine: Engine, operation: PreparedOperation, caching: CachePolicy, media: str
) -> Response:
    """The response to a GET, with an entity tag; 304 without an execution if the client knows the tag."""
    if unchanged := await unchanged_since(known, engine, operation, caching, media):
        return unchanged
    answer = await engine.run(operation)
    # A tag stands for the same bytes each time; those of a standby say that it is one.
    if answer.release is None or answer.is_standby:
        return _respond(answer, media)
    return _respond(answer, media, caching_headers(operation, answer.release, caching, media))


def _respond(answer: Answer, media: str, extra: Mapping[str, str] | None = None) -> Response:
    """The response with an answer; `extra` headers are added, or take the place of the usual ones."""
    is_reported = media == GRAPHQL_JSON or answer.executed or answer.always
    headers = {"content-type": f"{media}; charset=utf-8", "cache-control": "no-store"} | VARY
    if answer.status == 405:
        headers["allow"] = "POST"
    return Response(answer.body, answer.status if is_reported else 200, headers | dict(extra or {}))


def _refuse(bad: QueryError, media: str) -> Response:
    allow = {"allow": _ALLOW} if bad.status == 405 else {}
    return _respond(answer_refused(bad, Question("")), media, allow)
