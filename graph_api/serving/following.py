"""Subscriptions: each event is answered like a question about its release, admitted and limited like any other."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial

from graph_api.engine.answer import Answer, QuestionRefused, answer_refused
from graph_api.errors import QueryError
from graph_api.operations.question import Question, ReleaseEvent
from graph_api.serving.admission import RETRY_AFTER, Ticket
from graph_api.serving.announcing import announcement_question, write_announcement
from graph_api.serving.desk import Desk
from graph_api.serving.feed import ReleaseFeed
from ontology.errors import NdpError, StoreError

_LATER = frozenset(("OVERLOADED", "RELEASE_NOT_READY"))
"""Codes of errors after which the same question has an answer soon."""
_TRIES = 24
"""Tries to answer an event that the service has no time for: within two minutes."""
_KEPT = 16
"""Announcements that are kept."""
_OURSELVES = "announcements"
"""The client for whom announcements are made."""
_LARGE = 256 * 1024
"""From this many bytes on an answer keeps its ticket until it is sent."""


@dataclass(frozen=True, slots=True)
class EventAnswer:
    """The answer of a subscription to an event; `ticket` is left when it is sent."""

    event: ReleaseEvent
    answer: Answer
    ticket: Ticket | None = None


@dataclass(frozen=True, slots=True)
class Following:
    """A client that follows the releases with one subscription, which has been found to be valid."""

    desk: Desk
    feed: ReleaseFeed
    client: str
    question: Question

    async def answers(self, position: str) -> AsyncGenerator[EventAnswer]:
        """The answer to each event since the release `position` was current. Raises `NdpError` if some are lost."""
        async with aclosing(self.feed.follow(position)) as events:
            async for event in events:
                answered = await self.answer(event)
                try:
                    yield answered
                finally:
                    if answered.ticket is not None:
                        answered.ticket.leave()

    async def answer(self, event: ReleaseEvent) -> EventAnswer:
        """The answer to an event. What the service has no time for is tried again."""
        question = replace(self.question, release=event.release, event=event)
        for tries in range(_TRIES):
            try:
                return await self._answer(event, question)
            except QuestionRefused as refused:
                return EventAnswer(event, refused.answer)
            except NdpError as error:
                is_late = isinstance(error, QueryError) and error.code in _LATER
                if not is_late or tries == _TRIES - 1 or self.feed.is_over():
                    return EventAnswer(event, answer_refused(error, question))
            await asyncio.sleep(RETRY_AFTER)
        raise AssertionError("the last try returns")

    async def _answer(self, event: ReleaseEvent, question: Question) -> EventAnswer:
        async with self.desk.engines.engine(question) as engine:
            operation = await self.desk.prepared(
                self.client, engine, question, partial(engine.prepare, question)
            )
            ticket = await self.desk.enter(self.client, engine, operation.cost.units)
            try:
                answer = await engine.run(operation)
            except BaseException:
                ticket.leave()
                raise
            if len(answer.body) > _LARGE:
                return EventAnswer(event, answer, ticket)
            ticket.leave()
            return EventAnswer(event, answer)


class Announcements:
    """The announcements of events, each made once for all who follow."""

    def __init__(self, desk: Desk, feed: ReleaseFeed) -> None:
        self._desk = desk
        self._feed = feed
        self._made: OrderedDict[ReleaseEvent, asyncio.Task[bytes]] = OrderedDict()

    async def get(self, event: ReleaseEvent) -> bytes:
        """The announcement of an event, as JSON. Raises `NdpError`."""
        making = self._made.get(event)
        if making is None or (making.done() and making.exception() is not None):
            making = self._made[event] = asyncio.create_task(self._make(event))
        self._made.move_to_end(event)
        while len(self._made) > _KEPT:
            self._made.popitem(last=False)
        return await asyncio.shield(making)

    async def _make(self, event: ReleaseEvent) -> bytes:
        for has_diff in (True, False):  # releases may be too far apart to be compared
            question = announcement_question(has_diff=has_diff)
            answered = await Following(self._desk, self._feed, _OURSELVES, question).answer(event)
            if written := write_announcement(event, answered.answer.body):
                return written
        raise StoreError(f"the release {event.release} cannot be described", code="STORE_UNAVAILABLE")
