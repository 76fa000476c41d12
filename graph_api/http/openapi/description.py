"""The OpenAPI description of HTTP paths: what each takes, and the media types in which it answers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph_api.error_codes import TABLE
from graph_api.http.events import EVENT_STREAM
from graph_api.http.http_path import HttpPath
from graph_api.http.negotiation import FORM, GRAPHQL_JSON, HTML, JSON, PROBLEM_JSON
from graph_api.http.openapi.parameters import OF_PATHS, PLACES, QUERY, ParameterMeaning

OPENAPI = "3.1.0"
_ABOUT = (
    "Questions about the graph, its documents as linked data, its files and feeds. HEAD is answered as GET, and "
    "OPTIONS with the methods. An error has a stable code and a hint that says what to do (RFC 9457); a browser gets "
    "it as a page. The streams of events are not described here."
)
_PLACE = re.compile(r"{(\w+)(?::\w+)?}")
_ANY = "*/*"
_PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "required": ["status", "title", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "The message, for people."},
        "code": {"type": "string", "enum": [row.code for row in TABLE]},
        "hint": {"type": "string", "description": "What to do."},
    },
}
_ERRORS_OF_GRAPHQL = {
    "description": "The answer of GraphQL that has errors.",
    "content": {media: {"schema": {"type": "object"}} for media in (JSON, GRAPHQL_JSON, PROBLEM_JSON, HTML)},
}
_REPLIES = {
    "304": {"description": "The answer is still the one that the client has."},
    "3XX": {"description": "The answer is at the address in `Location`."},
    "default": {"$ref": "#/components/responses/Problem"},
}


def describe_paths(rows: Iterable[HttpPath], server: str, version: str) -> dict[str, Any]:
    """The description (OpenAPI 3.1) of the paths of a service whose address is `server`; `version`: the program's.

    Paths that only have streams of events or the files of pages are left out.
    """
    shown = [row for row in rows if row.media != (EVENT_STREAM,) and row.name != "static"]
    return {
        "openapi": OPENAPI,
        "info": {"title": "NDP Graph", "description": _ABOUT, "version": version},
        "servers": [{"url": server}],
        "paths": {_PLACE.sub(r"{\1}", row.path): _path(row) for row in shown},
        "components": {
            "schemas": {"Problem": _PROBLEM},
            "responses": {
                "Problem": {
                    "description": "The request has a mistake, or cannot be answered now.",
                    "content": {
                        PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}},
                        HTML: {},
                    },
                }
            },
        },
    }


def _path(row: HttpPath) -> dict[str, Any]:
    methods = [method.lower() for method in row.methods if method in ("GET", "POST")]
    return {"parameters": [*_places(row), *_choices(row)]} | {
        method: _operation(row, method) for method in methods
    }


def _operation(row: HttpPath, method: str) -> dict[str, Any]:
    of_method = row.media_of_get if method == "get" and row.media_of_get else row.media
    media = [one for one in of_method if "/" in one] or [_ANY]
    answer = {"200": {"description": row.answer, "content": {one: {} for one in media}}}
    operation: dict[str, Any] = {
        "operationId": row.name if method == "get" else f"{row.name}-{method}",
        "responses": (_redirect(row) if row.redirects else answer) | _REPLIES,
    }
    if GRAPHQL_JSON in media:
        operation["responses"]["default"] = _ERRORS_OF_GRAPHQL
    if method == "post":
        operation["requestBody"] = {"required": True, "content": dict(_bodies(row))}
    return operation


def _redirect(row: HttpPath) -> dict[str, Any]:
    return {"303": {"description": row.answer}}


def _bodies(row: HttpPath) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The media types of the body of a POST with their schemas."""
    fields = {name: {"type": "string"} for name in row.fields}
    for media in row.bodies:
        if media == FORM:
            yield media, {"schema": {"type": "object", "properties": fields}}
        elif media.endswith("json"):
            yield media, {"schema": {"type": "object"}}
        else:
            yield media, {"schema": {"type": "string"}}


def _places(row: HttpPath) -> Iterator[dict[str, Any]]:
    for name in _PLACE.findall(row.path):
        yield _parameter(name, "path", PLACES[name]) | {"required": True}


def _choices(row: HttpPath) -> Iterator[dict[str, Any]]:
    for name in row.parameters:
        described = _parameter(name, "query", OF_PATHS.get((row.name, name)) or QUERY[name])
        if name in row.needed:
            described["required"] = True
        if name in row.repeated:
            described["schema"] = {"type": "array", "items": described["schema"]}
        yield described


def _parameter(name: str, place: str, meaning: ParameterMeaning) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": name,
        "in": place,
        "description": meaning.text,
        "schema": dict(meaning.schema),
    }
    return described | ({"example": meaning.example} if meaning.example else {})
