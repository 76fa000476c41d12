"""The web application: which path answers what. Everything it serves comes from one open engine."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

import orjson
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from graph_api.engine.engine import Engine
from graph_api.errors import CODES, QueryError, document_errors
from graph_api.exports.formats import FORMATS
from graph_api.exports.pdf import find_browser
from graph_api.http.caching import CachePolicy
from graph_api.http.graphql import answer_graphql
from graph_api.http.justifications import JustificationEndpoint
from graph_api.http.middleware import REQUEST_ID, AcceptedCodings, RequestIds, TagsOfCodings
from graph_api.http.negotiation import GRAPHQL_JSON, HTML, JSON, accepts
from graph_api.http.receipts import VerificationEndpoint, answer_keys
from graph_api.http.request import METHODS, SAFE_METHODS, asks_something, chosen_release
from graph_api.operations.question import Question
from graph_api.operations.trusted import TrustedDocuments
from graph_api.pages import CONTENT_SECURITY_POLICY, EDITOR_PAGE, STATIC_FOLDER
from graph_api.pages.examples import Example, read_examples
from graph_api.pages.home import About, ClassCount, ExampleAnswer, render_home
from graph_api.pages.strings import choose_language
from graph_api.receipts.keyring import Keyring
from graph_api.schema.sdl import print_sdl
from graph_api.serving.current import CurrentEngine
from graph_api.serving.engines import Engines
from graph_api.serving.opening import open_engine, open_releases, trusted_documents
from graph_api.settings import Settings
from graph_api.stores.port import Content
from graph_api.version import program_version
from loaders.folder.folder import Folder
from ontology.errors import NdpError
from ontology.model import Model

log = logging.getLogger("ndp_graph")
OpenEngine = Callable[[Settings, Engine | None], Awaitable[Engine]]
_PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Vary": "Accept, Accept-Language",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(settings: Settings, opener: OpenEngine = open_engine) -> Starlette:
    """The application over the release that the settings name; `opener` opens it when the application starts."""
    zone = ZoneInfo(settings.timezone)
    limits = f"{settings.page_size} {settings.page_size_max}"
    caching = CachePolicy(
        f"{program_version()} {limits}", lambda: datetime.now(zone).date(), settings.cache_seconds
    )
    service = _Service(settings, opener, read_examples(), caching, trusted_documents(settings))
    routes = [
        Route("/", service.home),
        Route("/graphql", service.graphql, methods=[*METHODS, "OPTIONS", "PUT", "PATCH", "DELETE"]),
        Route("/graphql/schema.graphql", service.schema),
        Route("/graphql/errors.md", _errors),
        Route("/graphql/examples.json", service.examples),
        Route("/graphql/about.json", service.about),
        Route("/justification", service.justification),
        Route("/dossier", service.dossier),
        Route("/verify", service.verify, methods=["GET", "HEAD", "POST"]),
        Route("/.well-known/jwks.json", service.keys),
        Route("/healthz", _alive),
        Route("/readyz", service.ready),
        Mount("/static", StaticFiles(directory=STATIC_FOLDER)),
    ]
    middleware = [
        Middleware(RequestIds),
        Middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=METHODS,
            allow_headers=["If-None-Match", REQUEST_ID],
            expose_headers=["ETag", REQUEST_ID],
            max_age=86400,
        ),
        Middleware(TagsOfCodings),
        Middleware(AcceptedCodings),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
    ]
    return Starlette(
        routes=routes,
        middleware=middleware,
        exception_handlers={NdpError: _unavailable},
        lifespan=service.lifespan,
    )


@dataclass(slots=True)
class _Service:
    """The open engine and what pages say about it."""

    settings: Settings
    opener: OpenEngine
    example_list: tuple[Example, ...]
    caching: CachePolicy
    trusted: TrustedDocuments
    current: CurrentEngine | None = None
    releases: Engines = field(init=False)

    def __post_init__(self) -> None:
        self.releases = open_releases(self.settings, self._engine)

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Keep the engine open while the application runs."""
        engine = await self.opener(self.settings, None)
        self.current = CurrentEngine(lambda before: self.opener(self.settings, before), engine)
        try:
            yield
        finally:
            await self.releases.close()
            await self.current.close()
            self.current = None

    async def graphql(self, request: Request) -> Response:
        """GraphQL; the editor for a browser that comes without a question."""
        looks = request.method in SAFE_METHODS and not asks_something(request)
        if looks and accepts(request.headers.get("accept", ""), JSON, GRAPHQL_JSON, HTML) == HTML:
            return FileResponse(EDITOR_PAGE, headers=_PAGE_HEADERS)
        return await answer_graphql(request, self.releases, self.caching, self.trusted)

    async def justification(self, request: Request) -> Response:
        """Why a platform has a status: as data for who has no wish."""
        return await self._justify(request, "json")

    async def dossier(self, request: Request) -> Response:
        """The same: as a page for who has no wish."""
        return await self._justify(request, "html")

    async def _justify(self, request: Request, usual: str) -> Response:
        browser = find_browser(self.settings.browser)
        return await JustificationEndpoint(self.releases, self.caching, FORMATS[usual], browser).answer(
            request
        )

    async def schema(self, request: Request) -> Response:
        """The SDL, by `?release=` that of an older release; unless the schema is not to be told."""
        if not self.settings.introspection:
            return PlainTextResponse("The schema is not told here.\n", 404)
        try:
            async with self.releases.engine(Question("", release=chosen_release(request))) as engine:
                return PlainTextResponse(print_sdl(engine.schema), media_type="application/graphql")
        except QueryError as error:
            return PlainTextResponse(f"{error.message} {error.hint}\n", 404)

    async def examples(self, _: Request) -> Response:
        """The example questions for the editor."""
        return JSONResponse([example.public() for example in self.example_list])

    async def about(self, _: Request) -> Response:
        """Name, version and release, and whether there are illustrative data in it."""
        reader = (await self._engine()).reader
        return JSONResponse(self._about(reader.model, await reader.describe(), "en").public())

    async def verify(self, request: Request) -> Response:
        """The page that says what holds of a receipt; its findings as JSON for programs."""
        folder, keyring = Folder(self.settings.location.folder), Keyring(self.settings.keys)
        return await VerificationEndpoint(self.releases, folder, keyring).answer(request, _PAGE_HEADERS)

    async def keys(self, _: Request) -> Response:
        """The public keys of receipts."""
        return answer_keys(Keyring(self.settings.keys), self.settings.cache_seconds)

    async def home(self, request: Request) -> Response:
        """The page for people."""
        lang = choose_language(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        engine = await self._engine()
        content = await engine.reader.describe()
        shown = [example for example in self.example_list if example.columns]
        answers = [await _answered(engine, example, lang) for example in shown]
        page = render_home(self._about(engine.reader.model, content, lang), answers, lang)
        return Response(page, media_type=HTML, headers=_PAGE_HEADERS)

    async def ready(self, _: Request) -> Response:
        """Whether questions can be answered now: 200, or 503 with the reason."""
        try:
            content = await (await self._engine()).reader.describe()
        except NdpError as error:
            return JSONResponse({"ready": False, "code": error.code}, 503)
        return JSONResponse({"ready": True, "release": content.release})

    def _about(self, model: Model, content: Content, lang: str) -> About:
        counts = [
            ClassCount(term.label.best(lang) or term.type_name, term.type_name, content.classes.get(iri, 0))
            for iri, term in sorted(model.classes.items(), key=lambda item: -item[1].rank)
            if content.classes.get(iri, 0)
        ]
        return About(
            name="NDP Graph",
            version=model.version,
            release=content.release,
            evaluation_date=self._evaluation_date(content.release),
            statements=content.statements,
            counts=counts,
            illustrative=content.illustrative,
            base=model.base,
            tells_schema=self.settings.introspection,
        )

    def _evaluation_date(self, release: str) -> date | None:
        folder = Folder(self.settings.location.folder)
        try:
            return date.fromisoformat(folder.manifest(release).evaluation_date)
        except NdpError:
            return None  # a database that is served without its release folder

    async def _engine(self) -> Engine:
        if self.current is None:
            raise RuntimeError("the application has not been started")
        return await self.current.engine()


async def _errors(_: Request) -> Response:
    return PlainTextResponse(document_errors(), media_type="text/markdown")


async def _alive(_: Request) -> Response:
    return JSONResponse({"alive": True})


async def _answered(engine: Engine, example: Example, lang: str) -> ExampleAnswer:
    question = Question(example.query, example.variables, accept_language=lang)
    answer = orjson.loads((await engine.execute(question)).body)
    if "errors" in answer:
        return example.unanswered(answer["errors"][0]["message"], lang)
    return example.table(answer["data"], lang)


async def _unavailable(request: Request, error: Exception) -> Response:
    """What a page says when the store cannot be asked; why is in the log."""
    log.error("%s: %s: %s", request.state.request_id, getattr(error, "code", "ERROR"), error)
    return PlainTextResponse(f"{CODES['STORE_UNAVAILABLE'].message}\n", 503)
