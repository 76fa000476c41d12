"""The feed of releases: what becomes the current one, noticed once for all clients that follow it.

It looks only while somebody follows. No client has a queue: each knows the last release that it was sent, and what came
after that is in the release folder.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import contextmanager

from graph_api.engine.engine import Engine
from graph_api.history.events import events_between, events_lost, latest_event, release_events
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
        self._release: str | None = None
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
        release = await (await self._current()).reader.release()
        return await asyncio.to_thread(latest_event, self._history, release)

    async def check(self, position: str) -> None:
        """Raise `QueryError` `RELEASE_UNAVAILABLE` if the events since a release are not all known."""
        now = await (await self._current()).reader.release()
        if position == now:
            return
        if position not in await asyncio.to_thread(self._history.ids):
            raise events_lost(f"There is no release {position[:80]!r}, so what came after it is not known.")
        await asyncio.to_thread(events_between, self._history, position, now)

    async def follow(self, position: str) -> AsyncGenerator[ReleaseEvent]:
        """Each event since the release `position` was current, in order, each once, until the feed is over."""
        with self._following():
            while not self.is_over():
                changed = self._changed
                if self._release is not None:
                    for event in await self._events(position, self._release):
                        yield event
                        position = event.release
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
        self._release = None

    async def _look(self) -> None:
        release = await (await self._current()).reader.release()
        if release == self._release:
            self._unsettled_since = None
            return
        if self._release is not None and not await self._is_settled(release):
            return
        self._release, self._unsettled_since, self._since = release, None, {}
        self._notify()

    async def _is_settled(self, release: str) -> bool:
        """True once the folder names the release as the last that became current, or has had its time to do so."""
        events = await asyncio.to_thread(release_events, self._history)
        if not events or events[-1].release == release:
            return True
        clock = asyncio.get_running_loop().time()
        self._unsettled_since = self._unsettled_since or clock
        return clock - self._unsettled_since > _UNSETTLED

    def _notify(self) -> None:
        """Wake all that wait for a change."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def _events(self, position: str, now: str) -> tuple[ReleaseEvent, ...]:
        """The events between a release and the current one, read once for all that want the same."""
        if position == now:
            return ()
        reading = self._since.get(position)
        if reading is None:
            work = asyncio.to_thread(events_between, self._history, position, now)
            reading = self._since[position] = asyncio.create_task(work)
        return await asyncio.shield(reading)
