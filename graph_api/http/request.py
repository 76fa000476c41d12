"""The question in an HTTP request: by GET in the query string, by POST as a JSON object."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from starlette.requests import Request

from graph_api.http.negotiation import JSON
from graph_api.http.parameters import check_parameters
from graph_api.http.sending import BadRequest, IncomingBody
from graph_api.operations.data_directive import CONFIDENCE, ILLUSTRATIVE
from graph_api.operations.question import Question
from graph_api.operations.trusted import NamedDocument, TrustedDocuments
from ontology.json_reader import JsonProblem, read_json

SAFE_METHODS = ("GET", "HEAD")
SOURCES = (ILLUSTRATIVE, CONFIDENCE)
"""The parameters that choose the sources that count."""
METHODS = (*SAFE_METHODS, "POST")
_IDENTIFIERS = ("documentId", "doc_id", "id")
"""The members that name a trusted document: those of the GraphQL-over-HTTP specification's draft, and of Relay."""
PARAMETERS = ("query", "variables", "operationName", "extensions", *_IDENTIFIERS, "release", *SOURCES)
"""The names that a question has in the query string."""
MAX_BODY = 1_000_000
"""Most bytes of the body of a request."""
InThread = Callable[[Callable[[], Any]], Awaitable[Any]]
_LARGE = 50_000
"""Bodies of more bytes are read in a thread."""


async def read_question(
    request: Request, body: IncomingBody, trusted: TrustedDocuments, in_thread: InThread
) -> Question:
    """The question in a request; its document is sent or is a trusted one named there. Raises `BadRequest`.

    `in_thread` calls what reads a long body.
    """
    check_parameters(request, PARAMETERS)
    size = 0
    if request.method in SAFE_METHODS:
        members: Mapping[str, Any] = dict(request.query_params)
        variables = _from_json(members.get("variables") or "null", "the parameter `variables`")
        extensions = _from_json(members.get("extensions") or "null", "the parameter `extensions`")
    elif request.method == "POST":
        members, size = await _members_of(request, body, in_thread)
        variables, extensions = members.get("variables"), members.get("extensions")
    else:
        raise BadRequest("Send the question by GET, HEAD or POST.", code="METHOD_NOT_ALLOWED")
    return replace(_checked(request, members, (variables, extensions), trusted), size=size)


def has_question(request: Request) -> bool:
    """True if the query string of a GET has a question; without one it may be a person with a browser."""
    return not request.query_params.keys().isdisjoint(("query", "extensions", *_IDENTIFIERS))


def raw_path(request: Request) -> str:
    """The path of a request as the client sent it, with its escapes and without the first slash."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    return raw.partition(b"?")[0].decode("ascii", "replace").lstrip("/")


def chosen_release(request: Request) -> str | None:
    """The release id in the URL's `?release=`; None if it has none."""
    return request.query_params.get("release") or None


def chosen_sources(request: Request) -> dict[str, str]:
    """The parameters of the URL that choose the sources that count."""
    return {name: text for name in SOURCES if (text := request.query_params.get(name)) is not None}


async def _members_of(
    request: Request, body: IncomingBody, in_thread: InThread
) -> tuple[Mapping[str, Any], int]:
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != JSON:
        raise BadRequest(f"Send the request as {JSON}.", code="UNSUPPORTED_MEDIA_TYPE")
    if _charset(parameters) not in ("", "utf-8", "utf8"):
        raise BadRequest("Send the request in UTF-8.", code="UNSUPPORTED_MEDIA_TYPE")
    content = await body.read(MAX_BODY)
    if len(content) > _LARGE:
        members = await in_thread(partial(_from_json, content, "the body"))
    else:
        members = _from_json(content, "the body")
    if isinstance(members, list):
        raise BadRequest("Batches are not supported: send one request for each operation.", code="BATCH")
    if not isinstance(members, dict):
        raise BadRequest("The body must be a JSON object with `query`.")
    return members, len(content)


def _charset(parameters: str) -> str:
    """The character set in the parameters of a media type; empty if there is none."""
    pairs = (parameter.partition("=") for parameter in parameters.lower().split(";"))
    return next((value.strip(' "') for name, _, value in pairs if name.strip() == "charset"), "")


def _checked(
    request: Request, members: Mapping[str, Any], maps: tuple[Any, Any], trusted: TrustedDocuments
) -> Question:
    name, (variables, extensions) = members.get("operationName"), maps
    if not (name is None or isinstance(name, str)):
        raise BadRequest("`operationName` must be a string or null.")
    if not (variables is None or isinstance(variables, dict)):
        raise BadRequest("`variables` must be an object or null.")
    if not (extensions is None or isinstance(extensions, dict)):
        raise BadRequest("`extensions` must be an object or null.")
    document = _document(members, extensions or {}, trusted)
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
        sources=chosen_sources(request),
    )


def _document(
    members: Mapping[str, Any], extensions: Mapping[str, Any], trusted: TrustedDocuments
) -> NamedDocument:
    """The document that is sent, or the trusted one that is named. Raises `BadRequest`."""
    query = members.get("query")
    identifier = next((members[name] for name in _IDENTIFIERS if members.get(name) is not None), None)
    persisted = extensions.get("persistedQuery")
    digest = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    if isinstance(query, str):
        if isinstance(digest, str) and hashlib.sha256(query.encode()).hexdigest() != digest:
            raise BadRequest("`sha256Hash` is not the hash of `query`.", code="PERSISTED_QUERY_HASH")
        if trusted.only and query not in trusted.texts:
            raise BadRequest("This service answers only trusted documents.", code="TRUSTED_ONLY")
        return NamedDocument(query)
    named = identifier if identifier is not None else digest
    if query is not None or not isinstance(named, str):
        raise BadRequest("`query` is required and must be a string.")
    if (document := trusted.find(named)) is not None:
        return document
    if not trusted.files:
        raise BadRequest("PersistedQueryNotSupported", code="PERSISTED_QUERY_NOT_SUPPORTED")
    hint = "Ask the operator of the service to add the document." if trusted.only else None
    raise BadRequest("PersistedQueryNotFound", code="PERSISTED_QUERY_NOT_FOUND", hint=hint)


def _from_json(content: str | bytes, where: str) -> Any:
    try:
        return read_json(content)
    except JsonProblem as problem:
        raise BadRequest(f"Invalid JSON in {where}: {problem}.") from None
