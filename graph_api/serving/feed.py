"""The feed of releases: what becomes the current one, noticed once for all clients that follow it.

It looks only while somebody follows. No client has a queue: each knows the last event that it was sent, and what came
after that is in the release folder.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

from graph_api.engine.engine import Engine
from graph_api.history.events import check_position, events_between, latest_event, release_events
from graph_api.history.history import History
from graph_api.operations.question import ReleaseEvent
from ontology.errors import NdpError

log = logging.getLogger("ndp_graph")
_UNSETTLED = 5.0
"""Seconds for which the folder may not yet name the release that answers: Neo4j has it a little earlier."""


class ReleaseFeed:
    """Reports to those who follow which release has become the current one. Use it on the event loop only."""

    def __init__(self, current: Callable[[], Awaitable[Engine]], history: History, look_every: float) -> None:
        """`current` returns the engine of the current release; `look_every`: seconds between two looks."""
        self._current = current
        self._history = history
        self._look_every = max(look_every, 0.01)
        self._now: ReleaseEvent | None = None
        """The last event that those who follow may be sent."""
        self._changed = asyncio.Event()
        self._since: dict[str, asyncio.Task[tuple[ReleaseEvent, ...]]] = {}
        """The events from some positions up to now: nearly all who follow want the same."""
        self._looking: asyncio.Task[None] | None = None
        self._unsettled_since: float | None = None
        self.followers = 0
        """The number of those who follow now."""
        self._is_over = False

    async def now(self) -> ReleaseEvent:
        """The event by which the release that answers became the current one. Raises `StoreError`."""
        now, _ = await self._read()
        return now

    async def check(self, position: str) -> None:
        """Raise `QueryError` `RELEASE_UNAVAILABLE` if the events since the one with this id are not all known."""
        now, events = await self._read()
        if position != now.id:
            check_position(events, position)
            events_between(events, position, now)

    async def follow(self, position: str) -> AsyncGenerator[ReleaseEvent]:
        """Each event after the one with the id `position`, in order, each once, until the feed is over."""
        with self._following():
            while not self.is_over():
                changed = self._changed
                if self._now is not None:
                    for event in await self._events(position, self._now):
                        yield event
                        position = event.id
                        if self.is_over():
                            return
                await changed.wait()

    def is_over(self) -> bool:
        """True once all that follow have to end."""
        return self._is_over

    def end(self) -> None:
        """Let all that follow end."""
        self._is_over = True
        self._notify()

    async def close(self) -> None:
        """End the feed, and stop looking."""
        self.end()
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    @contextmanager
    def _following(self) -> Iterator[None]:
        self.followers += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._keep_looking())
        try:
            yield
        finally:
            self.followers -= 1

    async def _keep_looking(self) -> None:
        while self.followers and not self.is_over():
            try:
                await self._look()
            except NdpError as error:
                log.debug("the current release is not known at the moment: %s", error.message)
            except Exception:  # whatever went wrong with one look, the next one may find it right
                log.exception("the current release is not known at the moment")
            await asyncio.sleep(self._look_every)
        self._now = self._unsettled_since = None

    async def _read(self) -> tuple[ReleaseEvent, tuple[ReleaseEvent, ...]]:
        """The event by which the release that answers became the current one, and all events of the folder."""
        release = await (await self._current()).reader.release()
        events = await asyncio.to_thread(release_events, self._history)
        return latest_event(events, release), events

    async def _look(self) -> None:
        """Notice an event; also of the release that was current before, to which a rollback came back meanwhile."""
        now, events = await self._read()
        if now == self._now:
            self._unsettled_since = None
        elif self._is_settled(now, events):
            self._now, self._unsettled_since, self._since = now, None, {}
            self._notify()

    def _is_settled(self, now: ReleaseEvent, events: Sequence[ReleaseEvent]) -> bool:
        """True once the folder names the release as the last that became current, or has had its time to do so."""
        if not events or events[-1] == now:
            return True
        clock = asyncio.get_running_loop().time()
        self._unsettled_since = self._unsettled_since or clock
        return clock - self._unsettled_since > _UNSETTLED

    def _notify(self) -> None:
        """Wake all that wait for a change."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def _events(self, position: str, now: ReleaseEvent) -> tuple[ReleaseEvent, ...]:
        """The events after a position up to the current one, read once for all that want the same."""
        if position == now.id:
            return ()
        reading = self._since.get(position)
        if reading is None:
            work = asyncio.to_thread(self._read_events, position, now)
            reading = self._since[position] = asyncio.create_task(work)
        return await asyncio.shield(reading)

    def _read_events(self, position: str, now: ReleaseEvent) -> tuple[ReleaseEvent, ...]:
        return events_between(release_events(self._history), position, now)
