"""The web application: which path is answered by what. All answers come from the releases of one service."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from graph_api.exports.formats import FORMATS
from graph_api.history.changes import ReleaseChanges
from graph_api.history.history import History
from graph_api.history.states import EntityHistories
from graph_api.http.about import AboutEndpoint
from graph_api.http.caching import CachePolicy
from graph_api.http.events import StreamLimits
from graph_api.http.frames import FrameMaker
from graph_api.http.graphql import GraphqlEndpoint
from graph_api.http.health import HealthEndpoint
from graph_api.http.http_path import HttpPath
from graph_api.http.justifications import JustificationEndpoint
from graph_api.http.linked_data.document_response import EXPOSED as DOCUMENT_EXPOSED
from graph_api.http.linked_data.endpoints import Endpoint, LinkedDataParts, linked_data_endpoints
from graph_api.http.linked_data.sparql import EXPOSED as SPARQL_EXPOSED
from graph_api.http.middleware import REQUEST_ID, AcceptedCodings, RequestIds, SafeResponses, TagsOfCodings
from graph_api.http.not_found import OTHERS, NotFound
from graph_api.http.openapi.endpoint import OpenApiEndpoint
from graph_api.http.pages.endpoint import PageEndpoint
from graph_api.http.pages.endpoints import page_endpoints
from graph_api.http.parameters import check_parameters
from graph_api.http.paths import PATHS
from graph_api.http.problems import Crowds, Faults, answer_unavailable
from graph_api.http.receipts import VerificationEndpoint
from graph_api.http.reference import SchemaEndpoint, answer_errors
from graph_api.http.releases import ReleaseStreamEndpoint
from graph_api.http.request import METHODS
from graph_api.http.subscriptions import SubscriptionEndpoint
from graph_api.http.tables import DATA, RELEASE
from graph_api.http.turns import Turns
from graph_api.pages import STATIC_FOLDER
from graph_api.receipts.keyring import Keyring
from graph_api.serving.admission import Admission
from graph_api.serving.current import CurrentEngine
from graph_api.serving.desk import Desk
from graph_api.serving.following import Announcements, SharedAnswers
from graph_api.serving.opening import open_service_engine, trusted_documents
from graph_api.serving.service import OpenEngine, Service
from graph_api.settings import Settings
from graph_api.sparql.service import SparqlService
from graph_api.version import program_version
from loaders.folder.folder import Folder
from ontology.errors import NdpError

_EXPOSED = (
    "Accept-Ranges",
    "Content-Disposition",
    "Content-Language",
    "Content-Range",
    "ETag",
    "Last-Modified",
    "Repr-Digest",
    "Retry-After",
    *DOCUMENT_EXPOSED,
    *SPARQL_EXPOSED,
    REQUEST_ID,
    RELEASE,
    DATA,
)


def create_app(
    settings: Settings, opener: OpenEngine = open_service_engine, look_every: float = CurrentEngine.LOOK_EVERY
) -> Starlette:
    """The application over the release in the settings; `opener` opens it when the application starts.

    `look_every`: seconds between two checks for another release.
    """
    service, admission = Service(settings, opener, look_every), Admission(settings)
    sparql = SparqlService(settings, service.engine, look_every) if settings.sparql else None

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with service.running(), sparql.running() if sparql else nullcontext():
            try:
                yield
            finally:
                admission.close()

    endpoints = _endpoints(settings, service, admission, sparql)
    not_found = NotFound(endpoints[OTHERS])
    app = Starlette(
        routes=_routes(endpoints),
        middleware=_middleware(settings),
        exception_handlers={NdpError: answer_unavailable, HTTPException: not_found.answer},
        lifespan=lifespan,
    )
    app.state.feed = service.feed  # for the server, which ends the streams when it drains
    app.router.redirect_slashes = False  # its redirects name the host that the request names
    return app


def _endpoints(
    settings: Settings, service: Service, admission: Admission, sparql: SparqlService | None
) -> Mapping[str, Endpoint]:
    """The endpoint of each row of `PATHS`, by its name."""
    engines, caching = service.engines, CachePolicy(program_version(), settings)
    desk, frames = Desk(engines, admission), FrameMaker(settings)
    changes = ReleaseChanges(EntityHistories(History(settings.location.folder)))
    linked_data = LinkedDataParts(settings, service, desk, caching, frames, changes, sparql)
    about = AboutEndpoint(settings, service, frames)
    health = HealthEndpoint(service)
    shared = SharedAnswers()
    limits = StreamLimits.of(settings)
    subscriptions = SubscriptionEndpoint(desk, service.feed, shared, limits)
    graphql = GraphqlEndpoint(desk, caching, trusted_documents(settings), subscriptions)
    releases = ReleaseStreamEndpoint(service.feed, Announcements(desk, service.feed, shared), limits)
    schema = SchemaEndpoint(engines, settings.introspection)
    justification = JustificationEndpoint(desk, caching, FORMATS["json"], settings.browser)
    dossier = JustificationEndpoint(desk, caching, FORMATS["html"], settings.browser)
    receipts = VerificationEndpoint(
        engines, Folder(settings.location.folder), Keyring(settings.keys), settings.cache_seconds, admission
    )
    return {
        "service": about.answer,
        "graphql": graphql.answer,
        "schema": schema.answer,
        "errors": answer_errors,
        "openapi": OpenApiEndpoint(PATHS, settings.public_url or "", caching.seconds).answer,
        "releases": releases.answer,
        "examples": about.answer_examples,
        "about": about.answer_about,
        "justification": justification.answer,
        "dossier": dossier.answer,
        "verify": receipts.answer,
        "keys": receipts.answer_keys,
        "alive": health.alive,
        "ready": health.ready,
        **page_endpoints(PageEndpoint(desk, caching, frames, settings.public_url or ""), linked_data.atom),
        **linked_data_endpoints(linked_data),
    }


def _routes(endpoints: Mapping[str, Endpoint]) -> list[BaseRoute]:
    routes = [
        _route(row, endpoints[row.name]) for row in PATHS if row.name in endpoints and row.name != OTHERS
    ]
    return [*routes, Mount("/static", StaticFiles(directory=STATIC_FOLDER))]


def _route(row: HttpPath, endpoint: Endpoint) -> Route:
    async def checked(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"allow": ", ".join(row.methods)})
        check_parameters(request, row.parameters, ignores_others=row.ignores_others, repeated=row.repeated)
        return await endpoint(request)

    if row.name != "graphql":
        return Route(row.path, checked, methods=row.methods)
    # It refuses other methods, and slips in parameters, itself, with errors that GraphQL clients understand.
    return Route(row.path, endpoint, methods=[*row.methods, "PUT", "PATCH", "DELETE"])


def _middleware(settings: Settings) -> list[Middleware]:
    probes = [row.path for row in PATHS if row.name in ("alive", "ready")]
    return [
        Middleware(Turns, paths=probes),
        Middleware(RequestIds),
        Middleware(SafeResponses),
        Middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=METHODS,
            allow_headers=["*"],
            expose_headers=sorted(set(_EXPOSED)),
            max_age=86400,
        ),
        Middleware(Faults),
        Middleware(Crowds, paths=probes),
        Middleware(TagsOfCodings),
        Middleware(AcceptedCodings),
        Middleware(
            GZipMiddleware,
            minimum_size=1000,
            compresslevel=5,
            exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/zstd"),
        ),
    ]
