"""GraphQL over HTTP: the media type, the status and the caching of an answer.

Follows the GraphQL-over-HTTP specification: `application/graphql-response+json` reports a bad request by its
status, `application/json` answers a well-formed request with 200 even if GraphQL refuses it.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import orjson
from starlette.requests import Request
from starlette.responses import Response

from graph_api.engine.answer import Answer, QuestionRefused, answer_refused
from graph_api.engine.engine import Engine
from graph_api.engine.prepared import PreparedOperation
from graph_api.errors import QueryError
from graph_api.http.caching import VARY, CachePolicy, caching_headers, unchanged_since
from graph_api.http.events import COMPLETE, EVENT_STREAM, HEADERS, write_event
from graph_api.http.negotiation import GRAPHQL_JSON, HTML, JSON, accepts, choose_language
from graph_api.http.page import page_file
from graph_api.http.request import METHODS, SAFE_METHODS, has_question, read_question
from graph_api.http.sending import BadRequest, IncomingBody, PiecewiseResponse
from graph_api.http.subscriptions import SubscriptionEndpoint, accepts_events, may_subscribe
from graph_api.http.tables import DATA, RELEASE, TABLE_MEDIA, TableEndpoint
from graph_api.operations.question import Question
from graph_api.operations.trusted import TrustedDocuments
from graph_api.pages import EDITOR_PAGE
from graph_api.respond.graph_formats import GRAPH_FORMATS, GraphFormat
from graph_api.serving.admission import RETRY_AFTER, client_of
from graph_api.serving.desk import Desk
from ontology.errors import NdpError

GRAPH_MEDIA: Mapping[str, GraphFormat] = {form.media: form for form in GRAPH_FORMATS.values()}
"""The formats of answers as graphs, by media type."""
_ALLOW = ", ".join((*METHODS, "OPTIONS"))


@dataclass(frozen=True, slots=True)
class GraphqlEndpoint:
    """`/graphql`: answers questions; gives the query editor to a browser that comes without one."""

    desk: Desk
    caching: CachePolicy
    trusted: TrustedDocuments
    subscriptions: SubscriptionEndpoint

    @property
    def tables(self) -> TableEndpoint:
        """The part that answers with tables."""
        return TableEndpoint(self.desk, self.caching)

    async def answer(self, request: Request) -> Response:
        """The answer to the question in the request, or the editor."""
        is_visit = request.method in SAFE_METHODS and not has_question(request)
        if is_visit and accepts(request.headers.get("accept", ""), JSON, GRAPHQL_JSON, HTML) == HTML:
            return page_file(EDITOR_PAGE)
        client = client_of(request.client and request.client.host)
        with IncomingBody(request, self.desk.admission, client) as body:
            return await _answer_graphql(request, body, self)


async def _answer_graphql(request: Request, body: IncomingBody, endpoint: GraphqlEndpoint) -> Response:
    """The response to a request with a question."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"allow": _ALLOW})
    accept = request.headers.get("accept", "")
    # Clients from before the specification send `*/*` or nothing and expect application/json.
    plain = (GRAPHQL_JSON, JSON) if GRAPHQL_JSON in accept else (JSON, GRAPHQL_JSON)
    media = accepts(accept, *plain, *TABLE_MEDIA, *GRAPH_MEDIA, EVENT_STREAM)
    if media is None:
        *others, last = (GRAPHQL_JSON, JSON, *TABLE_MEDIA, *GRAPH_MEDIA, EVENT_STREAM)
        return _refuse(
            BadRequest(f"Only {', '.join(others)} and {last} are available here.", code="NOT_ACCEPTABLE"),
            JSON,
        )
    form, graph = TABLE_MEDIA.get(media), GRAPH_MEDIA.get(media)
    # An answer that cannot be a table or a graph is JSON, with a status that says so.
    media = GRAPHQL_JSON if form or graph else media
    try:
        in_thread = partial(endpoint.desk.admission.prepare, body.client)
        question = await read_question(request, body, endpoint.trusted, in_thread)
    except QueryError as bad:
        return _refuse(bad, GRAPHQL_JSON if media == EVENT_STREAM else media)
    try:
        if form:
            return await endpoint.tables.answer(request, body.client, question, form)
        if graph:
            question = replace(question, graph=graph.name)
        if accepts_events(accept) and may_subscribe(question):
            question = replace(question, event=await endpoint.subscriptions.feed.now())
        async with endpoint.desk.engines.engine(question, body.client) as engine:
            since = time.perf_counter()  # the wait for an older release to open has a limit of its own
            work = partial(engine.prepare, question, since)
            operation = await endpoint.desk.prepared(body.client, engine, question, work)
            if operation.plan.is_subscription:
                media = EVENT_STREAM
                return await endpoint.subscriptions.answer(request, body.client, question)
            asked = _AdmittedRequest(request, body.client, engine, operation, media, graph)
            return await _answer(asked, endpoint)
    except QuestionRefused as refused:
        return _respond(refused.answer, media)
    except NdpError as error:
        return _respond(answer_refused(error, question), media)


@dataclass(frozen=True, slots=True)
class _AdmittedRequest:
    """A request with a question that may be executed; `graph`: the format if its answer is wanted as a graph."""

    request: Request
    client: str
    engine: Engine
    operation: PreparedOperation
    media: str
    graph: GraphFormat | None = None

    @property
    def form(self) -> str:
        """The media type of the answer."""
        return self.graph.media if self.graph else self.media


async def _answer(asked: _AdmittedRequest, endpoint: GraphqlEndpoint) -> Response:
    """The response to a question, from the engine of its release. A GET has an entity tag.

    There is no execution if the client knows the tag: the response is 304.
    """
    operation, engine, caching = asked.operation, asked.engine, endpoint.caching
    question = operation.question
    is_own = question.wants_cost or question.wants_receipt or operation.depends_on_others
    has_tag = question.safe and not is_own and asked.media != EVENT_STREAM
    if has_tag:
        known = asked.request.headers.get("if-none-match", "")
        if unchanged := await unchanged_since(known, engine, operation, caching, asked.form):
            return unchanged
    ticket = await endpoint.desk.enter(asked.client, engine, operation.cost.units)
    try:
        answer = await engine.run(operation)
        # A tag stands for the same bytes each time; those of a standby say that it is one.
        headers = {"content-language": choose_language(None, question.accept_language)}
        if has_tag and answer.release is not None and not answer.is_standby:
            headers |= caching_headers(operation, answer.release, caching, asked.form)
        if asked.graph is not None and answer.release is not None:
            headers |= _graph_headers(asked, asked.graph, answer.release)
        response = _respond(answer, asked.media, headers)
    except BaseException:
        ticket.leave()
        raise
    return response.hold(ticket, caching.settings.send_timeout / 1000)


def _graph_headers(asked: _AdmittedRequest, form: GraphFormat, release: str) -> dict[str, str]:
    """The headers by which an answer as a graph states what one as JSON has in its `extensions`."""
    headers = {"content-type": form.media + form.parameters, RELEASE.lower(): release}
    if data := asked.operation.show_sources(asked.engine.reader.model):
        headers[DATA.lower()] = orjson.dumps(data).decode()
    return headers


def _respond(answer: Answer, media: str, extra: Mapping[str, str] | None = None) -> PiecewiseResponse:
    """The response with an answer; `extra` headers are added, or take the place of the usual ones."""
    if media == EVENT_STREAM:
        if answer.status != 503:
            return PiecewiseResponse(write_event("next", answer.body) + COMPLETE, 200, HEADERS)
        media = GRAPHQL_JSON  # its status says to clients that they may come again
    is_reported = media == GRAPHQL_JSON or answer.executed or answer.always
    # Messages of errors are in English; texts in an answer are in the languages of its reader.
    headers = {
        "content-type": f"{media}; charset=utf-8",
        "content-language": "en",
        "cache-control": "no-store",
    } | VARY
    if answer.status == 405:
        headers["allow"] = "POST"
    if answer.status == 503:
        headers["retry-after"] = str(RETRY_AFTER)
    status = answer.status if is_reported else 200
    return PiecewiseResponse(answer.body, status, headers | dict(extra or {}))


def _refuse(bad: QueryError, media: str) -> Response:
    allow = {"allow": _ALLOW} if bad.status == 405 else {}
    return _respond(answer_refused(bad, Question("")), media, allow)
