"""Reading whole requests and sending whole responses, each within its time."""

import asyncio
import logging

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from graph_api.errors import QueryError
from graph_api.serving.admission import Ticket

log = logging.getLogger("ndp_graph")
_PIECE = 256 * 1024
"""Bytes that are sent, and compressed, at once."""


class BadRequest(QueryError):
    """The HTTP request is not a GraphQL request."""

    default_code = "BAD_REQUEST"


async def read_body(request: Request, most: int, seconds: float) -> bytes:
    """The body of a request. Raises `BadRequest` if it has more than `most` bytes, or does not come in time."""
    content = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                content += chunk
                if len(content) > most:
                    raise BadRequest(
                        f"The request is too large: at most {most:,} bytes are allowed.", code="TOO_LARGE"
                    )
    except TimeoutError:
        raise BadRequest(
            f"The request did not arrive within {seconds:g} seconds.", code="REQUEST_TIMEOUT"
        ) from None
    return bytes(content)


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
        if len(self.body) > _PIECE:
            self.ticket = ticket
        else:
            ticket.leave()
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response (ASGI)."""
        if len(self.body) <= _PIECE:
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
        for at in range(0, size, _PIECE):
            piece = bytes(body[at : at + _PIECE])
            await send({"type": "http.response.body", "body": piece, "more_body": at + _PIECE < size})
            await asyncio.sleep(0)  # a client that takes all at once is not the only one
