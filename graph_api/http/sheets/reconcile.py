"""`/reconcile`: names of things in other data → resources of this release, as OpenRefine and its like ask for them.

Follows the Reconciliation Service API 0.2. A request without `queries` and `extend` gets the manifest.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from graph_api.cache import Cache
from graph_api.engine.answer import QuestionRefused
from graph_api.engine.engine import Engine
from graph_api.errors import QueryError
from graph_api.http.caching import NDP_RELEASE, CachePolicy
from graph_api.http.negotiation import FORM, HTML, JSON, choose_language
from graph_api.http.problems import answer_error, answer_problem
from graph_api.http.request import MAX_BODY, chosen_release, chosen_sources
from graph_api.http.sending import BadRequest, IncomingBody
from graph_api.operations.limits import DEFAULT_LIMITS
from graph_api.operations.question import Question
from graph_api.reconcile import preview, suggest
from graph_api.reconcile.batch import Batch, PlannedOperation
from graph_api.reconcile.extend import Extension
from graph_api.reconcile.manifest import write_manifest
from graph_api.reconcile.reading import bad_request, read_batch, read_extension
from graph_api.reconcile.vocabulary import ClientNames
from graph_api.serving.admission import client_of
from graph_api.serving.desk import Desk
from loaders.publication.addresses import Addresses
from ontology.errors import NdpError
from ontology.values.languages import LANGUAGES

_MOST_FIELDS = 20
"""Fields of a form."""
_FIELDS_OF_SEARCH = 15
"""Fields selected in a search, or somewhat more."""
_SAFE_PREVIEW = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"}
"""A preview runs nothing and loads nothing; any page may frame it."""
_KEPT = 8


@dataclass(frozen=True, slots=True)
class _Visit:
    """A request with the engine that answers it, its client, and the names in its language."""

    request: Request
    client: str
    engine: Engine
    vocabulary: ClientNames
    release: str

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameters of the query string."""
        return self.request.query_params


@dataclass(frozen=True, slots=True)
class ReconcileEndpoint:
    """The service; `public` is its own address, without a slash at its end."""

    desk: Desk
    caching: CachePolicy
    public: str
    _vocabularies: Cache[tuple[str, str], ClientNames] = field(default_factory=lambda: Cache(_KEPT))
    _counts: Cache[str, suggest.Counts] = field(default_factory=lambda: Cache(_KEPT))

    def endpoints(self) -> Mapping[str, Callable[[Request], Awaitable[Response]]]:
        """The endpoint of each row of `RECONCILE_PATHS`, by its name."""
        return {
            "reconcile": self.answer,
            "reconcile-in": self.answer,
            "reconcile-suggest": self.answer_suggest,
            "reconcile-flyout": self.answer_flyout,
            "reconcile-properties": self.answer_properties,
            "reconcile-preview": self.answer_preview,
            "reconcile-view": self.answer_view,
        }

    # -- the paths

    async def answer(self, request: Request) -> Response:
        """The manifest, or the response to a batch or a data extension."""
        client = client_of(request.client and request.client.host)
        try:
            with IncomingBody(request, self.desk.admission, client) as body:
                fields = await _fields_of(request, body)
            return await self._visit(request, partial(self._answer_fields, fields))
        except QuestionRefused as refused:
            return answer_problem(request, refused.answer)
        except NdpError as error:
            return answer_error(request, error)

    async def answer_suggest(self, request: Request) -> Response:
        """Suggestions for what is being typed."""
        return await self._answered(request, self._suggest)

    async def answer_flyout(self, request: Request) -> Response:
        """A preview of a suggestion, as JSON with HTML in it."""
        return await self._answered(request, self._flyout)

    async def answer_properties(self, request: Request) -> Response:
        """The properties of a class."""
        return await self._answered(request, self._properties)

    async def answer_preview(self, request: Request) -> Response:
        """A page about a resource that fits into a small window."""
        return await self._answered(request, self._preview)

    async def answer_view(self, request: Request) -> Response:
        """A redirect to the document about a resource."""
        return await self._answered(request, self._view)

    # -- what they answer

    async def _answered(self, request: Request, work: Callable[[_Visit], Awaitable[Response]]) -> Response:
        try:
            return await self._visit(request, work)
        except QuestionRefused as refused:
            return answer_problem(request, refused.answer)
        except NdpError as error:
            return answer_error(request, error)

    async def _visit(self, request: Request, work: Callable[[_Visit], Awaitable[Response]]) -> Response:
        """The response of `work` to a visit."""
        client = client_of(request.client and request.client.host)
        language = _language(request)
        chosen = Question("", release=chosen_release(request), sources=chosen_sources(request))
        async with self.desk.engines.engine(chosen, client) as engine:
            model = engine.reader.model
            vocabulary = self._vocabularies.get((model.hash, language), lambda: ClientNames(model, language))
            visit = _Visit(request, client, engine, vocabulary, await engine.reader.release())
            response = await work(visit)
        response.headers[NDP_RELEASE] = visit.release
        response.headers["content-language"] = language
        response.headers.setdefault("vary", "Accept-Language")
        return response

    async def _answer_fields(self, fields: Mapping[str, str], visit: _Visit) -> Response:
        if "queries" in fields:
            batch = Batch(read_batch(fields["queries"]), visit.vocabulary, _root_fields(visit.engine))
            return self._json(batch.response(await self._ask(visit, batch.operations)), visit)
        if "extend" in fields:
            most = visit.engine.parts.limits.max_page
            extension = Extension(read_extension(fields["extend"]), visit.vocabulary, most)
            operations = [extension.operation] if extension.operation else []
            return self._json(extension.response(await self._ask(visit, operations)), visit)
        counts = await self._counts_of(visit)
        return self._json(write_manifest(self.public, counts, visit.vocabulary, self.caching.program), visit)

    async def _suggest(self, visit: _Visit) -> Response:
        prefix, skipped = visit.parameters.get("prefix", ""), _cursor(visit.parameters.get("cursor"))
        match visit.request.path_params["kind"]:
            case "entity":
                variables = {"text": prefix, "first": skipped + suggest.PAGE}
                found = await self._ask(visit, [PlannedOperation(suggest.SUGGESTED, variables)])
                return self._json(
                    suggest.suggest_entities(found["search"]["nodes"], skipped, visit.vocabulary), visit
                )
            case "type":
                counts = await self._counts_of(visit)
                return self._json(suggest.suggest_types(prefix, skipped, counts, visit.vocabulary), visit)
            case "property":
                return self._json(suggest.suggest_properties(prefix, skipped, visit.vocabulary), visit)
        raise _nothing_here(visit.request)

    async def _flyout(self, visit: _Visit) -> Response:
        identifier = visit.parameters.get("id", "")
        match visit.request.path_params["kind"]:
            case "entity":
                shown = await self._preview_of(identifier, visit)
            case "type":
                shown = preview.preview_type(identifier, visit.vocabulary)
            case "property":
                shown = preview.preview_property(identifier, visit.vocabulary)
            case _:
                raise _nothing_here(visit.request)
        return self._json(preview.flyout(identifier, shown, visit.vocabulary), visit)

    async def _properties(self, visit: _Visit) -> Response:
        limit = _cursor(visit.parameters.get("limit")) or None
        type_name = visit.parameters.get("type", "")
        return self._json(suggest.propose_properties(type_name, limit, visit.vocabulary), visit)

    async def _preview(self, visit: _Visit) -> Response:
        shown = await self._preview_of(visit.parameters.get("id", ""), visit)
        headers = {**_SAFE_PREVIEW, **self._cached(visit)}
        return Response(shown.page(visit.vocabulary.language), media_type=HTML, headers=headers)

    async def _preview_of(self, identifier: str, visit: _Visit) -> preview.Preview:
        """The preview of a resource."""
        iri = visit.vocabulary.iri_of(identifier)
        found = await self._ask(visit, [PlannedOperation(preview.PREVIEWED, {"iri": iri})])
        return preview.preview_resource(found["resource"], iri, self._document(iri, visit), visit.vocabulary)

    async def _view(self, visit: _Visit) -> Response:
        iri = visit.vocabulary.iri_of(visit.parameters.get("id", ""))
        return RedirectResponse(self._document(iri, visit), 303)

    def _document(self, iri: str, visit: _Visit) -> str:
        return Addresses(visit.vocabulary.model.base, self.public).document(iri)

    # -- asking

    async def _ask(self, visit: _Visit, operations: Sequence[PlannedOperation]) -> dict[str, Any]:
        """The values of the root fields of all operations. Raises `QuestionRefused` if one has errors."""
        values: dict[str, Any] = {}
        for operation in operations:
            question = Question(
                operation.document,
                operation.variables,
                accept_language=visit.vocabulary.language,
                request_id=getattr(visit.request.state, "request_id", ""),
            )
            work = partial(visit.engine.prepare, question)
            prepared = await self.desk.prepared(visit.client, visit.engine, question, work)
            with await self.desk.enter(visit.client, visit.engine, prepared.cost.units):
                answer = await visit.engine.run(prepared)
            if answer.release is None:
                raise QuestionRefused(answer)
            values |= orjson.loads(answer.body)["data"]
        return values

    async def _counts_of(self, visit: _Visit) -> suggest.Counts:
        """The number of resources of each class."""
        known = self._counts.known(visit.release)
        if known is None:
            content = await visit.engine.reader.describe()
            known = self._counts.get(visit.release, lambda: content.classes)
        return known

    def _json(self, value: object, visit: _Visit) -> Response:
        return Response(orjson.dumps(value), media_type=JSON, headers=self._cached(visit))

    def _cached(self, visit: _Visit) -> dict[str, str]:
        safe = visit.request.method in ("GET", "HEAD")
        return {"cache-control": f"public, max-age={self.caching.seconds}" if safe else "no-store"}


async def _fields_of(request: Request, body: IncomingBody) -> Mapping[str, str]:
    """The fields of a request: of the query string, or of the form in the body of a POST. Raises `BadRequest`."""
    if request.method != "POST":
        return request.query_params
    kind, _, _ = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != FORM:
        raise BadRequest(
            f"Send the request as {FORM}.",
            code="UNSUPPORTED_MEDIA_TYPE",
            hint="Send `Content-Type: application/x-www-form-urlencoded` and the field `queries` or `extend`.",
        )
    try:
        text = (await body.read(MAX_BODY)).decode()
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise bad_request("The body is not a form in UTF-8.") from None
    return {**request.query_params, **{name: values[0] for name, values in fields.items()}}


def _root_fields(engine: Engine) -> int:
    """The number of root fields that an operation may have."""
    limits = engine.parts.rules.limits or DEFAULT_LIMITS
    return min(limits.root_fields, limits.aliases, limits.fields // _FIELDS_OF_SEARCH)


def _language(request: Request) -> str:
    """The language of the path, else the one that the client prefers. Raises `QueryError` for another one."""
    tag = request.path_params.get("lang")
    if tag is None:
        return choose_language(None, request.headers.get("accept-language", ""))
    if tag not in LANGUAGES:
        raise _nothing_here(request)
    return str(tag)


def _nothing_here(request: Request) -> QueryError:
    return QueryError(f"There is nothing at {request.url.path}.", code="NOT_FOUND")


def _cursor(text: str | None) -> int:
    """A number of suggestions, as clients write it; 0 if it is none."""
    return (
        min(int(text), suggest.MOST_SKIPPED)
        if text and text.isascii() and text.isdigit() and len(text) < 9
        else 0
    )
