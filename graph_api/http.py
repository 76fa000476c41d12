"""GraphQL over HTTP: what a request says, and in which media type and with which status it is answered.

Follows the GraphQL-over-HTTP specification: `application/graphql-response+json` tells a bad request by its
status, `application/json` answers a well-formed request with 200 whatever GraphQL makes of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from graph_api.engine import Answer, Engine
from graph_api.operation import Question

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"
_MAX_BODY = 1_000_000


@dataclass(frozen=True, slots=True)
class BadRequest(Exception):
    """A request that is no GraphQL request: its status and what to do about it."""

    status: int
    message: str
    code: str = "BAD_REQUEST"


def accepts(header: str, *offers: str) -> str | None:
    """The best of `offers` by an Accept header (quality, then the order of `offers`); None: none will do."""
    if not header.strip():
        return offers[0]
    ranges = [_media_range(part) for part in header.split(",") if part.strip()]
    best: tuple[float, str] | None = None
    for offer in offers:
        fitting = [
            (len(media.replace("*", "")), quality) for media, quality in ranges if _covers(media, offer)
        ]
        quality = max(fitting)[1] if fitting else 0.0
        if quality > 0 and (best is None or quality > best[0]):
            best = (quality, offer)
    return best[1] if best else None


async def answer_graphql(request: Request, engine: Engine) -> Response:
    """The response to a GET or POST at `/graphql`."""
    accept = request.headers.get("accept", "")
    # Clients from before the specification send `*/*` or nothing and expect application/json.
    media = accepts(accept, *((GRAPHQL_JSON, JSON) if GRAPHQL_JSON in accept else (JSON, GRAPHQL_JSON)))
    if media is None:
        return _error(
            BadRequest(406, f"Only {GRAPHQL_JSON} and {JSON} can be had here.", "NOT_ACCEPTABLE"), JSON
        )
    try:
        question = await _question(request)
    except BadRequest as bad:
        return _error(bad, media)
    answer = await engine.execute(question)
    return _respond(answer, media)


def _respond(answer: Answer, media: str) -> Response:
    status = answer.status if media == GRAPHQL_JSON or answer.executed else 200
    headers = {"content-type": f"{media}; charset=utf-8", "vary": "Accept, Accept-Language"}
    return Response(answer.body, status, headers)


def _error(bad: BadRequest, media: str) -> Response:
    body = {"errors": [{"message": bad.message, "extensions": {"code": bad.code}}]}
    return Response(
        orjson.dumps(body), bad.status, {"content-type": f"{media}; charset=utf-8", "vary": "Accept"}
    )


async def _question(request: Request) -> Question:
    """The question in a request. Raises `BadRequest`."""
    if request.method == "GET":
        found: Mapping[str, Any] = dict(request.query_params)
        variables = _from_json(found.get("variables") or "null", "the parameter `variables`")
    else:
        found = await _body(request)
        variables = found.get("variables")
    return _checked(found, variables, request.headers.get("accept-language", ""))


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
        if len(content) > _MAX_BODY:
            raise BadRequest(413, f"A request may have {_MAX_BODY:,} bytes at most.", "TOO_LARGE")
    found = _from_json(bytes(content), "the body")
    if isinstance(found, list):
        raise BadRequest(400, "Batches are not taken: send one request for each operation.")
    if not isinstance(found, dict):
        raise BadRequest(400, "The body must be a JSON object with `query`.")
    return found


def _checked(found: Mapping[str, Any], variables: Any, accept_language: str) -> Question:
    query, name, extensions = found.get("query"), found.get("operationName"), found.get("extensions")
    if not isinstance(query, str):
        raise BadRequest(400, "`query` must be there, and be a string.")
    if not (name is None or isinstance(name, str)):
        raise BadRequest(400, "`operationName` must be a string or null.")
    if not (variables is None or isinstance(variables, dict)):
        raise BadRequest(400, "`variables` must be an object or null.")
    if not (extensions is None or isinstance(extensions, dict | str)):
        raise BadRequest(400, "`extensions` must be an object or null.")
    return Question(query, variables or {}, name or None, accept_language)


def _from_json(content: str | bytes, where: str) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise BadRequest(400, f"There is no JSON in {where}: {error}.") from None


def _media_range(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return media, float(value)
            except ValueError:
                return media, 0.0
    return media, 1.0


def _covers(media: str, offer: str) -> bool:
    return media in ("*/*", offer) or (media.endswith("/*") and offer.startswith(media[:-1]))
