"""A small server of the product's kind on a free port, for the query editor to talk to."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import uvicorn
from graphql import GraphQLSchema, build_schema, graphql_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from graph_api.pages import CONTENT_SECURITY_POLICY, EDITOR_PAGE, STATIC_FOLDER

EXAMPLES = [
    {
        "id": "organizations",
        "title": {"vi": "Các tổ chức", "en": "Organizations", "fr": "Organisations"},
        "query": "query All($first: Int) {\n  organizations(first: $first) { totalCount }\n}\n",
        "variables": {"first": 5},
    }
]
ABOUT = {
    "name": "ndp-graph",
    "version": "0",
    "release": "000001-0a1b2c3d",
    "illustrative": True,
    "base": "x:",
}
LABEL = {"value": "Bộ Khoa học và Công nghệ", "lang": "vi"}
MINISTRY = {"__typename": "Ministry", "iri": "https://example.org/id/most", "label": LABEL, "number": 7}


def _root() -> Mapping[str, object]:
    """The values of the query type's fields, for any arguments."""
    return {"organizations": lambda _info, **_arguments: {"nodes": [MINISTRY], "totalCount": 1}}


def application() -> Starlette:
    """The editor's page and scripts, and a GraphQL endpoint over `schema.graphql`."""
    schema = build_schema((Path(__file__).parent / "schema.graphql").read_text(encoding="utf-8"))

    async def graphql(request: Request) -> Response:
        if request.method == "GET":
            return FileResponse(EDITOR_PAGE, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})
        return _answer(schema, await request.json())

    async def about(_request: Request) -> Response:
        return JSONResponse(ABOUT)

    async def examples(_request: Request) -> Response:
        return JSONResponse(EXAMPLES)

    return Starlette(
        routes=[
            Route("/graphql", graphql, methods=["GET", "POST"]),
            Route("/graphql/about.json", about),
            Route("/graphql/examples.json", examples),
            Mount("/static", StaticFiles(directory=STATIC_FOLDER)),
        ]
    )


def _answer(schema: GraphQLSchema, body: Mapping[str, object]) -> Response:
    variables, name = body.get("variables"), body.get("operationName")
    result = graphql_sync(
        schema,
        str(body["query"]),
        _root(),
        variable_values=variables if isinstance(variables, dict) else None,
        operation_name=str(name) if name else None,
    )
    status = 200 if result.data is not None else 400
    return JSONResponse(result.formatted, status, media_type="application/graphql-response+json")


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """The address at which the application is served until the end of the block."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = monotonic() + 20
    while not server.started:
        if monotonic() > deadline:
            raise TimeoutError("the small server did not start")
        sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
