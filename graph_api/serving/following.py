"""Subscriptions: each event is answered like a question about its release, admitted and limited like any other."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

from graph_api.engine.answer import Answer, QuestionRefused, answer_refused
from graph_api.errors import QueryError
from graph_api.operations.question import Question, ReleaseEvent
from graph_api.serving.admission import RETRY_AFTER, Ticket
from graph_api.serving.announcing import announcement_question, read_published, write_announcement
from graph_api.serving.desk import Desk
from graph_api.serving.feed import ReleaseFeed
from ontology.errors import NdpError

_LATER = frozenset(("OVERLOADED", "RELEASE_NOT_READY"))
"""Codes of errors after which the same question has an answer soon."""
_TRIES = 24
"""Tries to answer an event that the service has no time for: within two minutes."""
_KEPT = 16
"""Announcements that are kept."""
_OURSELVES = "announcements"
"""The client for whom announcements are made."""
_LARGE = 256 * 1024
"""From this many bytes on an answer keeps its ticket until all who wait for it have it."""


@dataclass(frozen=True, slots=True)
class EventAnswer:
    """The answer of a subscription to an event; a large one has the `ticket` with which it was made."""

    event: ReleaseEvent
    answer: Answer
    ticket: Ticket | None = None


@dataclass(slots=True, eq=False)
class _SharedAnswer:
    """An answer that is being made or sent, and the number of clients that it is for."""

    making: asyncio.Task[EventAnswer]
    users: int = 0


class SharedAnswers:
    """Answers to events, each made once for all clients that have the same subscription and want it at that time."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, _SharedAnswer] = {}

    @asynccontextmanager
    async def using(
        self, key: Hashable, make: Callable[[], Awaitable[EventAnswer]]
    ) -> AsyncGenerator[EventAnswer]:
        """The answer with this key, until the end of the block; `make` makes it unless somebody uses it now."""
        shared = self._answers.get(key)
        if shared is None:
            shared = self._answers[key] = _SharedAnswer(asyncio.ensure_future(_awaited(make)))
        shared.users += 1
        try:
            yield await asyncio.shield(shared.making)
        finally:
            shared.users -= 1
            if not shared.users:
                del self._answers[key]
                await _end(shared.making)


@dataclass(frozen=True, slots=True)
class Following:
    """A client that follows the releases with one subscription, which has been found to be valid."""

    desk: Desk
    feed: ReleaseFeed
    shared: SharedAnswers
    client: str
    question: Question

    async def answers(self, position: str) -> AsyncGenerator[EventAnswer]:
        """The answer to each event after the one with the id `position`. Raises `NdpError` if some are lost."""
        async with aclosing(self.feed.follow(position)) as events:
            async for event in events:
                async with self.answer(event) as answer:
                    yield answer

    def answer(self, event: ReleaseEvent) -> AbstractAsyncContextManager[EventAnswer]:
        """The answer to an event, until the end of the block."""
        question = replace(self.question, release=event.release, event=event)
        return self.shared.using(_key(question), partial(self._answer, event, question))

    async def _answer(self, event: ReleaseEvent, question: Question) -> EventAnswer:
        """The answer to an event. What the service has no time for is tried again."""
        for tries in range(1, _TRIES + 1):
            try:
                return await self._try(event, question)
            except QuestionRefused as refused:
                return EventAnswer(event, refused.answer)
            except NdpError as error:
                is_late = isinstance(error, QueryError) and error.code in _LATER
                if not is_late or tries == _TRIES or self.feed.is_over():
                    return EventAnswer(event, answer_refused(error, question))
            await asyncio.sleep(RETRY_AFTER)
        raise AssertionError("the last try returns")

    async def _try(self, event: ReleaseEvent, question: Question) -> EventAnswer:
        async with self.desk.engines.engine(question, self.client) as engine:
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

    def __init__(self, desk: Desk, feed: ReleaseFeed, shared: SharedAnswers) -> None:
        self._desk = desk
        self._feed = feed
        self._shared = shared
        self._made: OrderedDict[ReleaseEvent, asyncio.Task[bytes]] = OrderedDict()

    async def get(self, event: ReleaseEvent) -> bytes:
        """The announcement of an event, as JSON; without figures if the release cannot be asked for them."""
        making = self._made.get(event)
        if making is None:
            making = self._made[event] = asyncio.create_task(self._make(event))
        self._made.move_to_end(event)
        while len(self._made) > _KEPT:
            self._made.popitem(last=False)
        return await asyncio.shield(making)

    async def _make(self, event: ReleaseEvent) -> bytes:
        for has_diff in (True, False):  # releases may be too far apart to be compared
            question = announcement_question(has_diff=has_diff)
            following = Following(self._desk, self._feed, self._shared, _OURSELVES, question)
            async with following.answer(event) as answered:
                if (published := read_published(answered.answer.body)) is not None:
                    return write_announcement(event, published)
        return write_announcement(event, {})


def _key(question: Question) -> Hashable:
    """All that an answer depends on, beside the time."""
    return (
        question.event,
        question.query,
        question.operation_name,
        json.dumps(question.variables, sort_keys=True),
        question.accept_language,
        question.wants_cost,
    )


async def _awaited(make: Callable[[], Awaitable[EventAnswer]]) -> EventAnswer:
    return await make()


async def _end(making: asyncio.Task[EventAnswer]) -> None:
    """End what nobody needs any more: an answer in the making, or the ticket of one that is sent."""
    if not making.done():
        making.cancel()
        await asyncio.gather(making, return_exceptions=True)
    if not making.cancelled() and making.exception() is None and (ticket := making.result().ticket):
        ticket.leave()
