"""`/releases/stream`: each release that becomes the current one, as an event for any client of Server-Sent Events."""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from graph_api.errors import QueryError
from graph_api.http.events import EVENT_STREAM, EventResponse, StreamLimits, write_event, write_opening
from graph_api.http.negotiation import accepts
from graph_api.http.problems import answer_error
from graph_api.serving.admission import client_of
from graph_api.serving.feed import ReleaseFeed
from graph_api.serving.following import Announcements
from ontology.errors import NdpError

log = logging.getLogger("ndp_graph")
_EVENT = "release"


@dataclass(frozen=True, slots=True)
class ReleaseStreamEndpoint:
    """Announces the releases to come, or those after the event in `Last-Event-ID`."""

    feed: ReleaseFeed
    announcements: Announcements
    limits: StreamLimits

    async def answer(self, request: Request) -> Response:
        """The stream, or the reason why there is none."""
        try:
            if accepts(request.headers.get("accept", ""), EVENT_STREAM) is None:
                raise QueryError(
                    f"Only {EVENT_STREAM} is available here.",
                    code="NOT_ACCEPTABLE",
                    hint="Send `Accept: text/event-stream`.",
                )
            position = await starting_position(request, self.feed)
            ticket = await self.limits.places.enter(client_of(request.client and request.client.host))
        except NdpError as error:
            return answer_error(request, error)
        return EventResponse(self._events(position), self.limits, ticket)

    async def _events(self, position: str) -> AsyncGenerator[bytes]:
        """The parts of the stream. It ends where events are lost: a client that comes back learns why."""
        yield write_opening(position)
        try:
            async with aclosing(self.feed.follow(position)) as events:
                async for event in events:
                    yield write_event(_EVENT, await self.announcements.get(event), event.id)
        except NdpError as error:
            log.warning("a stream of releases was given up: %s", error.message)


async def starting_position(request: Request, feed: ReleaseFeed) -> str:
    """The event after which the stream of a client begins: that of `Last-Event-ID`, else the latest one, by its id.

    Raises `QueryError` `RELEASE_UNAVAILABLE` if it is not known what came after that.
    """
    last = request.headers.get("last-event-id", "").strip()
    if not last:
        return (await feed.now()).id
    await feed.check(last)
    return last
