"""Reading whole requests and sending whole responses, each within its time."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Self

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from graph_api.errors import QueryError
from graph_api.serving.admission import Admission, Ticket

log = logging.getLogger("ndp_graph")
PIECE, _LARGE = 64 * 1024, 256 * 1024
"""Bytes that are sent, and compressed, at once; and from which on a response keeps its ticket."""
_LARGE_BODY = 64 * 1024
"""Bodies of more bytes are read while there is room for them."""
_DROPPED = 4
"""A body that is too large is read and dropped, up to this many times the bytes that are allowed."""
_DIGITS = 16


class BadRequest(QueryError):
    """The HTTP request is not a GraphQL request."""

    default_code = "BAD_REQUEST"


@dataclass(slots=True)
class IncomingBody:
    """The body of a request, whose place among all large ones is left at the end of the `with` block."""

    request: Request
    admission: Admission
    client: str
    _ticket: Ticket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._ticket is not None:
            self._ticket.leave()

    async def read(self, most: int) -> bytes:
        """The bytes. Raises `BadRequest` if they are more than `most`, or do not come in time.

        Of a large body the rest is read when there is room for it, or `QueryError` `OVERLOADED` is raised.
        """
        if self.request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            raise BadRequest(
                "Send the request without compression.",
                code="UNSUPPORTED_MEDIA_TYPE",
                hint="Leave out `Content-Encoding`; answers are compressed if `Accept-Encoding` asks for it.",
            )
        content, seconds, size = bytearray(), self.admission.send_seconds, self._announced(most)
        is_too_large = size > most
        dropped = 0
        try:
            async with asyncio.timeout(seconds):
                async for chunk in self.request.stream():
                    content += chunk
                    is_too_large = is_too_large or len(content) > most
                    if is_too_large:  # a client reads the answer once it has sent all
                        dropped += len(content)
                        content.clear()
                        if dropped > _DROPPED * most:
                            break
                    elif len(content) > _LARGE_BODY and self._ticket is None:
                        self._ticket = await self.admission.bodies.enter(self.client, size)
        except ClientDisconnect:
            raise BadRequest("The client has gone.", code="REQUEST_TIMEOUT") from None
        except TimeoutError:
            raise BadRequest(
                f"The request did not arrive within {seconds:g} seconds.", code="REQUEST_TIMEOUT"
            ) from None
        if is_too_large:
            raise BadRequest(
                f"The request is too large: at most {most:,} bytes are allowed.", code="TOO_LARGE"
            )
        return bytes(content)

    def _announced(self, most: int) -> int:
        """The bytes that the request announces; `most` if it does not."""
        announced = self.request.headers.get("content-length", "")
        return int(announced) if announced.isdecimal() and len(announced) < _DIGITS else most


class PiecewiseResponse(Response):
    """A response that is sent in pieces; a client that does not take it in time loses the connection.

    The work on a small one is over when it is made. A large one keeps its `ticket` until it is sent, so that clients
    that read slowly do not fill the memory.
    """

    ticket: Ticket | None = None
    seconds: float = 30.0

    def hold(self, ticket: Ticket, seconds: float) -> "PiecewiseResponse":
        """Keep a ticket, and send within some seconds, if the response is large."""
        self.seconds = seconds
        if len(self.body) > _LARGE:
            self.ticket = ticket
        else:
            ticket.leave()
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response (ASGI)."""
        if len(self.body) <= PIECE:
            await super().__call__(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self.seconds):
                await self._send(send)
        except TimeoutError:
            log.warning("a client did not take its answer within %g seconds", self.seconds)
        finally:
            if self.ticket is not None:
                self.ticket.leave()

    async def _send(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        await send(start)
        body, size = memoryview(self.body), len(self.body)
        for at in range(0, size, PIECE):
            piece = bytes(body[at : at + PIECE])
            await send({"type": "http.response.body", "body": piece, "more_body": at + PIECE < size})
            await asyncio.sleep(0)  # a client that takes all at once is not the only one
