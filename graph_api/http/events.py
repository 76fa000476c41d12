"""Streams of events (Server-Sent Events, https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from starlette.types import Send

from graph_api.http.streamed import StreamedResponse
from graph_api.serving.admission import RETRY_AFTER, Lane, LaneLimits, Ticket
from graph_api.settings import Settings

log = logging.getLogger("ndp_graph")
EVENT_STREAM = "text/event-stream"
COMPLETE = b"event: complete\ndata:\n\n"
"""The last event of an operation in GraphQL over SSE; browsers want its empty `data`."""
_HEARTBEAT = b":\n\n"
HEADERS = {
    "content-type": f"{EVENT_STREAM}; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",  # nginx would keep events until there are many
}


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """The places for streams, of which a client has a share, and times in seconds.

    After `heartbeat` a silent stream gets a comment; within `send` a client has to take an event.
    """

    places: Lane
    heartbeat: float
    send: float

    @classmethod
    def of(cls, settings: Settings) -> "StreamLimits":
        """Those of the settings. Nobody waits for a place."""
        places = Lane(LaneLimits(settings.max_streams, 0, settings.client_share / 100))
        return cls(places, settings.heartbeat / 1000, settings.send_timeout / 1000)


def write_event(name: str, data: bytes, event_id: str | None = None) -> bytes:
    """One event; `data` is JSON, which has no line breaks."""
    line = f"id: {event_id}\n" if event_id else ""
    return f"event: {name}\n{line}data: ".encode() + data + b"\n\n"


def write_opening(position: str) -> bytes:
    """The beginning of a stream, which is not an event.

    It says when to come back after a break, and which event the client is at: so a browser misses nothing even if
    the break comes before the first event.
    """
    return f"retry: {RETRY_AFTER * 1000}\nid: {position}\n\n".encode()


class EventResponse(StreamedResponse):
    """A stream of events that keeps its `ticket` until it ends.

    A client that does not take what it is sent loses the connection.
    """

    def __init__(self, events: AsyncGenerator[bytes], limits: StreamLimits, ticket: Ticket) -> None:
        super().__init__(HEADERS, limits.send, self._leave)
        self._events = events
        self._heartbeat = limits.heartbeat
        self._ticket = ticket

    async def send_body(self, send: Send) -> bool:
        """Send the events, and a comment whenever there is none for a while."""
        try:
            async with aclosing(self._iter()) as pieces:
                async for piece in pieces:
                    await self.pass_on(piece, send, time.monotonic() + self.seconds)
        except TimeoutError:
            log.warning("a client did not take an event within %g seconds", self.seconds)
            return False
        return True

    async def _iter(self) -> AsyncGenerator[bytes]:
        coming: asyncio.Task[bytes | None] | None = None
        try:
            while True:
                coming = coming or asyncio.create_task(_next(self._events))
                await asyncio.wait((coming,), timeout=self._heartbeat)
                if not coming.done():
                    yield _HEARTBEAT
                    continue
                piece, coming = coming.result(), None
                if piece is None:
                    return
                yield piece
        finally:
            if coming is not None:
                coming.cancel()
                await asyncio.gather(coming, return_exceptions=True)

    async def _leave(self) -> None:
        self._ticket.leave()
        await self._events.aclose()


async def _next(events: AsyncIterator[bytes]) -> bytes | None:
    return await anext(events, None)
