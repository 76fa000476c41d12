"""`/sparql`: the SPARQL 1.1 Protocol for queries, over the current release."""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from graph_api.errors import QueryError
from graph_api.http.caching import NDP_RELEASE, tag_of_parts, unchanged
from graph_api.http.negotiation import accepts
from graph_api.http.problems import answer_error
from graph_api.http.request import MAX_BODY, SAFE_METHODS
from graph_api.http.sending import BadRequest, IncomingBody, PiecewiseResponse
from graph_api.serving.admission import Admission, client_of
from graph_api.settings import Settings
from graph_api.sparql.description import TRUNCATED, ServiceDescription
from graph_api.sparql.forms import BINDING_FORMS, BINDINGS, GRAPH_FORMS, GRAPHS, SparqlForm
from graph_api.sparql.index import IndexContent
from graph_api.sparql.pool import QueryResult
from graph_api.sparql.protocol import SparqlRequest, read_get, read_post
from graph_api.sparql.results import RowLimits
from graph_api.sparql.service import SparqlService
from graph_api.sparql.tokens import check_query, is_volatile
from graph_api.sparql.worker import QueryJob
from graph_api.version import program_version
from ontology.errors import NdpError
from ontology.namespaces import dump_prefixes

HASH, CUT, DIGEST = "NDP-Release-Hash", "NDP-Truncated", "Repr-Digest"
EXPOSED = (NDP_RELEASE, HASH, CUT, DIGEST)
"""The headers of answers that scripts on other pages may read."""
_LONG = 2000
"""Queries of more characters are examined in a thread."""
_COMPRESSED = 1000
"""Bytes from which on a response is compressed; then it has no digest, as that would be the one of other bytes."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AcceptedForms:
    """The media types of the answer for each kind of result; empty for one that the client does not take."""

    bindings: str
    graphs: str

    def form(self, kind: str) -> SparqlForm | None:
        """The form of a kind of result: `bindings` or `graphs`."""
        forms, media = (BINDING_FORMS, self.bindings) if kind == "bindings" else (GRAPH_FORMS, self.graphs)
        return next((form for form in forms if media in form.all_media), None)

    def name(self, kind: str) -> str | None:
        """The name of the form of a kind of result."""
        form = self.form(kind)
        return form.name if form else None


@dataclass(frozen=True, slots=True)
class SparqlEndpoint:
    """Answers SPARQL queries; without a `service` it says that there are none here."""

    service: SparqlService | None
    admission: Admission
    settings: Settings

    async def answer(self, request: Request) -> Response:
        """The response to a query, or the description of the service."""
        client = client_of(request.client and request.client.host)
        try:
            if self.service is None:
                raise QueryError("This service does not answer SPARQL queries.", code="SPARQL_OFF")
            if request.method not in SAFE_METHODS or "query" in request.query_params:
                await self.service.check_room(client)
            with IncomingBody(request, self.admission, client) as body:
                asked = await self._read(request, body)
            if asked.query is None:
                return await self._describe(request, asked, self.service)
            return await self._query(request, asked, client, self.service)
        except NdpError as error:
            return answer_error(request, error)

    @property
    def _address(self) -> str:
        return f"{self.settings.issuer}/sparql"

    async def _read(self, request: Request, body: IncomingBody) -> SparqlRequest:
        pairs = request.query_params.multi_items()
        if request.method in SAFE_METHODS:
            return read_get(pairs)
        content = await body.read(MAX_BODY)
        return read_post(pairs, request.headers.get("content-type", ""), content)

    async def _describe(self, request: Request, asked: SparqlRequest, service: SparqlService) -> Response:
        forms = _accepted(request, asked.format)
        form = forms.form("graphs")
        if form is None:
            raise _not_acceptable(GRAPH_FORMS)
        content = service.content()
        tag = self._tag(content, asked, forms)
        if (known := unchanged(request, self._caching(tag))) is not None:
            return known
        description = ServiceDescription(self._address, content, service.limits)
        written = await asyncio.to_thread(description.write, form.name)
        headers = {
            **_release_headers(content),
            **self._caching(tag),
            "content-type": _content_type(forms.graphs),
        }
        return PiecewiseResponse(written, headers=headers)

    async def _query(
        self, request: Request, asked: SparqlRequest, client: str, service: SparqlService
    ) -> Response:
        query = asked.query or ""
        if len(query) > _LONG:
            await self.admission.prepare(client, partial(check_query, query))
        else:
            check_query(query)
        forms = _accepted(request, asked.format)
        if not (forms.bindings or forms.graphs):
            raise _not_acceptable((*BINDING_FORMS, *GRAPH_FORMS))
        tag = ""
        if request.method in SAFE_METHODS and not is_volatile(query):
            tag = self._tag(service.content(), asked, forms)
            if (known := unchanged(request, self._caching(tag))) is not None:
                return known
        service.content()  # while there is no index, nobody waits for a turn
        ticket = await service.enter(client)
        try:
            job = self._job(asked, forms, service)
            result, content = await _unless_left(request, service.run(job))
            if tag:
                tag = self._tag(content, asked, forms)  # the release may have changed while it waited
            response = self._response(request, result, content, forms)
            response.headers.update(self._caching(tag))
        except BaseException:
            ticket.leave()
            raise
        return response.hold(ticket, self.settings.send_timeout / 1000)

    def _job(self, asked: SparqlRequest, forms: AcceptedForms, service: SparqlService) -> QueryJob:
        content, limits = service.content(), service.limits
        return QueryJob(
            query=asked.query or "",
            base=content.base,
            prefixes=dump_prefixes(content.base),
            limits=RowLimits(limits.rows, limits.size, self._address + TRUNCATED),
            seconds=limits.seconds,
            default=asked.default,
            named=asked.named,
            bindings=forms.name("bindings"),
            graphs=forms.name("graphs"),
        )

    def _response(
        self, request: Request, result: QueryResult, content: IndexContent, forms: AcceptedForms
    ) -> PiecewiseResponse:
        media = forms.bindings if result.kind == "bindings" else forms.graphs
        headers = {"content-type": _content_type(media), **_release_headers(content)}
        if result.cut:
            limit = self.settings.max_sparql_rows if result.cut == "rows" else self.settings.max_sparql_bytes
            headers[CUT] = f"{result.cut}={limit}"
        is_compressed = request.headers.get("accept-encoding") == "gzip" and len(result.body) >= _COMPRESSED
        if not is_compressed:
            headers[DIGEST] = f"sha-256=:{result.digest}:"
        return PiecewiseResponse(result.body, headers=headers)

    def _caching(self, tag: str) -> dict[str, str]:
        if not tag:
            return {"cache-control": "no-store", "vary": "Accept"}
        return {
            "etag": tag,
            "cache-control": f"public, max-age={self.settings.cache_seconds}",
            "vary": "Accept",
        }

    def _tag(self, content: IndexContent, asked: SparqlRequest, forms: AcceptedForms) -> str:
        """A weak tag: the order of an answer's rows may differ where the query does not set it."""
        limits = self.settings.max_sparql_rows, self.settings.max_sparql_bytes
        parts = (program_version(), content.release, content.engine, asked, forms, limits, self._address)
        return f"W/{tag_of_parts(*parts)}"


def _accepted(request: Request, name: str) -> AcceptedForms:
    """The forms that a request takes: the one that it names, else those that it accepts."""
    if name:
        if name not in BINDINGS and name not in GRAPHS:
            raise QueryError(
                f"`format`: there is no format {name[:50]!r}.",
                code="BAD_PARAMETER",
                hint=f"Available: {', '.join((*BINDINGS, *GRAPHS))}.",
            )
        bindings, graphs = BINDINGS.get(name), GRAPHS.get(name)
        return AcceptedForms(bindings.media if bindings else "", graphs.media if graphs else "")
    accept = request.headers.get("accept", "")
    offers = ([media for form in forms for media in form.all_media] for forms in (BINDING_FORMS, GRAPH_FORMS))
    bindings_media, graphs_media = (accepts(accept, *some) or "" for some in offers)
    return AcceptedForms(bindings_media, graphs_media)


def _not_acceptable(forms: Iterable[SparqlForm]) -> QueryError:
    *others, last = (form.media for form in forms)
    return QueryError(
        f"Only {', '.join(others)} and {last} are available here.",
        code="NOT_ACCEPTABLE",
        hint="SELECT and ASK give `application/sparql-results+json`, CONSTRUCT and DESCRIBE `text/turtle`.",
    )


def _release_headers(content: IndexContent) -> Mapping[str, str]:
    return {NDP_RELEASE: content.release, HASH: content.hash}


def _content_type(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


async def _unless_left(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, which is cancelled when the client leaves. Raises `BadRequest` then."""
    task, left = asyncio.create_task(work), asyncio.create_task(_has_left(request))
    try:
        await asyncio.wait((task, left), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise BadRequest("The client has gone.", code="REQUEST_TIMEOUT")
        return task.result()
    finally:
        for one in (task, left):
            one.cancel()
        await asyncio.gather(task, left, return_exceptions=True)


async def _has_left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
