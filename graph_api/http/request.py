"""What an HTTP request asks of GraphQL: by GET in the query string, by POST as a JSON object."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request

from graph_api.http.negotiation import JSON
from graph_api.operations.question import Question
from graph_api.operations.trusted import NamedDocument, TrustedDocuments

SAFE_METHODS = ("GET", "HEAD")
METHODS = (*SAFE_METHODS, "POST")
MAX_BODY = 1_000_000
"""Bytes that the body of a request may have."""


@dataclass(frozen=True, slots=True)
class BadRequest(Exception):
    """A request that is no GraphQL request: its status and what to do about it."""

    status: int
    message: str
    code: str = "BAD_REQUEST"


async def read_question(request: Request, trusted: TrustedDocuments) -> Question:
    """The question in a request, or that it names among the trusted ones. Raises `BadRequest`."""
    if request.method in SAFE_METHODS:
        found: Mapping[str, Any] = dict(request.query_params)
        variables = _from_json(found.get("variables") or "null", "the parameter `variables`")
        extensions = _from_json(found.get("extensions") or "null", "the parameter `extensions`")
    elif request.method == "POST":
        found = await _body(request)
        variables, extensions = found.get("variables"), found.get("extensions")
    else:
        raise BadRequest(405, f"Ask with {', '.join(METHODS)}.", "METHOD_NOT_ALLOWED")
    return _checked(request, found, (variables, extensions), trusted)


def has_question(request: Request) -> bool:
    """True if the query string of a GET has a question; without one it may be a person with a browser."""
    return not request.query_params.keys().isdisjoint(("query", "documentId", "extensions"))


def chosen_release(request: Request) -> str | None:
    """The id of the release that the URL asks for."""
    return request.query_params.get("release") or None


async def _body(request: Request) -> Mapping[str, Any]:
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != JSON:
        raise BadRequest(415, f"Send the request as {JSON}.", "UNSUPPORTED_MEDIA_TYPE")
    charset = parameters.lower().partition("charset=")[2].strip(' "')
    if charset and charset not in ("utf-8", "utf8"):
        raise BadRequest(415, "Send the request in UTF-8.", "UNSUPPORTED_MEDIA_TYPE")
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_BODY:
            raise BadRequest(413, f"A request may have {MAX_BODY:,} bytes at most.", "TOO_LARGE")
    found = _from_json(bytes(content), "the body")
    if isinstance(found, list):
        raise BadRequest(400, "Batches are not taken: send one request for each operation.", "BATCH")
    if not isinstance(found, dict):
        raise BadRequest(400, "The body must be a JSON object with `query`.")
    return found


def _checked(
    request: Request, found: Mapping[str, Any], maps: tuple[Any, Any], trusted: TrustedDocuments
) -> Question:
    name, (variables, extensions) = found.get("operationName"), maps
    if not (name is None or isinstance(name, str)):
        raise BadRequest(400, "`operationName` must be a string or null.")
    if not (variables is None or isinstance(variables, dict)):
        raise BadRequest(400, "`variables` must be an object or null.")
    if not (extensions is None or isinstance(extensions, dict)):
        raise BadRequest(400, "`extensions` must be an object or null.")
    document = _document(found, extensions or {}, trusted)
    return Question(
        document.text,
        variables or {},
        name or document.operation,
        request.headers.get("accept-language", ""),
        safe=request.method in SAFE_METHODS,
        wants_cost=(extensions or {}).get("cost") is True,
        wants_receipt=(extensions or {}).get("receipt") is True,
        request_id=getattr(request.state, "request_id", ""),
        release=chosen_release(request),
    )


def _document(
    found: Mapping[str, Any], extensions: Mapping[str, Any], trusted: TrustedDocuments
) -> NamedDocument:
    """The document that is sent or named. Raises `BadRequest`."""
    query, identifier = found.get("query"), found.get("documentId")
    persisted = extensions.get("persistedQuery")
    digest = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    if isinstance(query, str):
        if isinstance(digest, str) and hashlib.sha256(query.encode()).hexdigest() != digest:
            raise BadRequest(400, "`sha256Hash` is not the hash of `query`.", "PERSISTED_QUERY_HASH")
        if trusted.only and query not in trusted.texts:
            raise BadRequest(403, "Only trusted documents are answered here.", "TRUSTED_ONLY")
        return NamedDocument(query)
    named = identifier if identifier is not None else digest
    if query is not None or not isinstance(named, str):
        raise BadRequest(400, "`query` must be there, and be a string.")
    if (document := trusted.find(named)) is not None:
        return document
    if not trusted.files:
        raise BadRequest(400, "PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED")
    raise BadRequest(404, "PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")


def _from_json(content: str | bytes, where: str) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise BadRequest(400, f"There is no JSON in {where}: {error}.") from None
