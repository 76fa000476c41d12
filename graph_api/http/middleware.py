"""Parts of every response: a request id, a line in the log, headers for the safety of browsers, correct entity tags."""

import logging
import re
import time
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_api.http.negotiation import accepts_coding

log = logging.getLogger("ndp_graph.requests")
REQUEST_ID = "X-Request-Id"
ACCEPTED_CODINGS = "accepted_codings"
"""The member of a request's state that has the header Accept-Encoding as the client sent it."""
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+/=@-]{0,127}")
_GZIP = '-gzip"'
_ACCEPTED = "accept-encoding"
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


class RequestIds:
    """Gives each request an id: that of its own header if it is well-formed, else a new one.

    The id is in the response's header, in `request.state.request_id`, and in the log (level info: one line a request).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = given if _SANE.fullmatch(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        since, status = time.perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            ms = (time.perf_counter() - since) * 1000
            log.info("%s %s %r %d %.1f ms", request_id, scope["method"], scope["path"], status, ms)


class SafeResponses:
    """Gives every response headers that keep browsers from guessing its type, framing it, and running or loading more.

    A response that is a page has a `Content-Security-Policy` of its own. 304 has none of them: those of the answer that
    the browser keeps go on counting, which ours would replace.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] != 304:
                headers = MutableHeaders(scope=message)
                for name, value in _SAFE.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_safely)


class TagsOfCodings:
    """Gives compressed responses strong entity tags of their own, and recognises these in If-None-Match.

    `Vary` has each name once, and 304 has the name that the response would have.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        known = Headers(scope=scope).get("if-none-match", "") if scope["type"] == "http" else ""
        if _GZIP in known:
            MutableHeaders(scope=scope)["if-none-match"] = known.replace(_GZIP, '"')

        async def send_with_tag(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers, unchanged = MutableHeaders(scope=message), message["status"] == 304
                _tag_coding(headers, unchanged=unchanged, known=known)
                _vary_once(headers, unchanged=unchanged)
            await send(message)

        await self._app(scope, receive, send_with_tag)


class AcceptedCodings:
    """Leaves `gzip` in Accept-Encoding only if the client accepts it; `gzip;q=0` refuses it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] == "http" and _ACCEPTED in Headers(scope=scope):
            accepted = Headers(scope=scope)[_ACCEPTED]
            takes = accepts_coding(accepted, "gzip")
            scope = {**scope, "headers": list(scope["headers"])}
            scope["state"] = {**scope.get("state", {}), ACCEPTED_CODINGS: accepted}
            MutableHeaders(scope=scope)[_ACCEPTED] = "gzip" if takes else "identity"
        await self._app(scope, receive, send)


def _tag_coding(headers: MutableHeaders, *, unchanged: bool, known: str) -> None:
    if "etag" not in headers:
        return
    tag = headers["etag"].removesuffix('"') + _GZIP
    if headers.get("content-encoding") == "gzip" or (unchanged and tag in known):
        headers["etag"] = tag


def _vary_once(headers: MutableHeaders, *, unchanged: bool) -> None:
    if unchanged:
        headers.add_vary_header(_ACCEPTED.title())
    if "vary" in headers:
        names = (name.strip() for name in headers["vary"].split(","))
        headers["vary"] = ", ".join({name.lower(): name for name in names}.values())
