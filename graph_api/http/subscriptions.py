"""Subscriptions over Server-Sent Events, by the protocol GraphQL over SSE in its distinct connections mode.

https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from graph_api.engine.answer import answer_failed
from graph_api.errors import QueryError
from graph_api.http.events import (
    COMPLETE,
    EVENT_STREAM,
    EventResponse,
    StreamLimits,
    write_event,
    write_opening,
)
from graph_api.http.negotiation import accepts
from graph_api.http.releases import starting_position
from graph_api.operations.question import Question
from graph_api.serving.desk import Desk
from graph_api.serving.feed import ReleaseFeed
from graph_api.serving.following import Following, SharedAnswers

_WORD = "subscription"


def accepts_events(accept: str) -> bool:
    """True if an Accept header names event streams; `*/*` is not enough, as who sends it waits for one answer."""
    return EVENT_STREAM in accept.lower() and accepts(accept, EVENT_STREAM) is not None


def may_subscribe(question: Question) -> bool:
    """True if a question may have a subscription. False for nearly all questions, without parsing them."""
    return _WORD in question.query


@dataclass(frozen=True, slots=True)
class SubscriptionEndpoint:
    """Answers valid subscriptions."""

    desk: Desk
    feed: ReleaseFeed
    shared: SharedAnswers
    limits: StreamLimits

    async def answer(self, request: Request, client: str, question: Question) -> Response:
        """The response with the events. Raises `QueryError` before it has begun."""
        if question.release or question.sources:
            name = "release" if question.release else next(iter(question.sources))
            raise QueryError(
                f"`{name}` does not go with a subscription: its events are about releases to come, as a whole.",
                code="BAD_PARAMETER",
                hint=f"Leave out `{name}`.",
            )
        position = await starting_position(request, self.feed)
        ticket = await self.limits.places.enter(client)
        following = Following(self.desk, self.feed, self.shared, client, question)
        return EventResponse(_events(following, position), self.limits, ticket)


async def _events(following: Following, position: str) -> AsyncGenerator[bytes]:
    """The parts of the stream; it is complete only if it cannot go on."""
    yield write_opening(position)
    try:
        async with aclosing(following.answers(position)) as answers:
            async for answered in answers:
                yield write_event("next", answered.answer.body, answered.event.id)
    except Exception as error:  # noqa: BLE001 - it is logged, or the client's own; the response has begun
        yield write_event("next", answer_failed(error, following.question).body)
        yield COMPLETE
