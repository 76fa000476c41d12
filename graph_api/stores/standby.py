"""A reader with a standby: while its store is away, a copy of the published release answers."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Protocol, TypeVar

from graph_api.plan.statistics import Statistics
from graph_api.stores.port import Content, Reader, Readiness, Session, StoreAway
from ontology.errors import StoreError
from ontology.model import Model

log = logging.getLogger("ndp_graph")
T = TypeVar("T")

STANDBY = "sqlite"
"""The kind of store that stands by, as answers report it."""


_AT_ONCE = 0.2
"""Seconds for which a health check waits for the copy to be opened."""


class WatchedReader(Reader, Protocol):
    """A `Reader` of a store that may be away."""

    @property
    def held(self) -> str | None:
        """The release that the store was last seen to hold; None while it is away."""


OpenStandby = Callable[[str | None], Awaitable[Reader | None]]
"""Opens the copy of the published release, given the release that the store held (None: unknown).

None if there is no copy, if it belongs to other data than the store, or if its ontology is another one.
"""


class StandbyReader:
    """Answers from `primary` and, while that is away, from the copy that `opener` opens.

    The copy goes on until the store holds the release of the copy again, so that no answer goes back in time.
    """

    def __init__(self, primary: WatchedReader, opener: OpenStandby, standby: Reader | None = None) -> None:
        """`standby`: a copy that is open already and answers from the start."""
        self._primary = primary
        self._opener = opener
        self._opened: list[Reader] = [standby] if standby else []
        self._opening: asyncio.Task[Reader | None] | None = None
        self._held: str | None = None
        self._answering = standby

    @property
    def model(self) -> Model:
        """The ontology of the release."""
        return self._primary.model

    async def ask(self, question: Callable[[Session], Awaitable[T]], *, is_quick: bool = False) -> T:
        """Return the result of `question`, called with a session of the store or, if that is away, of the copy."""
        return await self._use(lambda reader: reader.ask(question, is_quick=is_quick))

    async def release(self) -> str:
        """The release that would answer now."""
        return await self._use(lambda reader: reader.release())

    async def check(self) -> Readiness:
        """The release that answers right now, from the store or its copy."""
        try:
            found = await self._primary.check()
        except StoreAway as away:
            copy = self._answering or await self._opened_at_once()
            if copy is None:
                raise
            return replace(await copy.check(), away=away.code)
        reader = await self._reader()
        return found if reader is self._primary else replace(await reader.check(), away="STORE_BEHIND")

    async def is_current(self) -> bool:
        """True if the store still has this ontology; while it is away, if the copy is of the published release."""
        is_current = await self._primary.is_current()  # a look: it may be back
        reader = await self._reader()
        return is_current if reader is self._primary else await reader.is_current()

    async def describe(self) -> Content:
        """Figures of the release."""
        return await self._use(lambda reader: reader.describe())

    async def statistics(self) -> Statistics:
        """The number of resources and the spread of the relations."""
        return await self._use(lambda reader: reader.statistics())

    async def close(self) -> None:
        """Close the store and its copies."""
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.wait((self._opening,))
        for reader in (self._primary, *self._opened):
            await reader.close()

    async def _use(self, work: Callable[[Reader], Awaitable[T]]) -> T:
        reader = await self._reader()
        try:
            return await work(reader)
        except StoreAway:
            copy = await self._open()
            if copy is None:
                raise
            return await work(copy)

    async def _reader(self) -> Reader:
        """The reader to ask now."""
        held = self._primary.held
        self._held = held or self._held
        if self._answering is None:
            if held is not None:
                return self._primary
            self._answering = await self._open()
        elif held is not None and held == await self._answering.release():
            log.warning("answers come from the store again")
            self._answering = None
        return self._answering or self._primary

    async def _open(self) -> Reader | None:
        """The copy of the published release. One opening, which may take long, serves all who ask during it."""
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self._open_copy())
        return await asyncio.shield(self._opening)

    async def _open_copy(self) -> Reader | None:
        with suppress(StoreError):  # the opener logs what is wrong with the folder
            if self._opened and await self._opened[-1].is_current():
                return self._opened[-1]
        opened = await self._opener(self._held)
        if opened is not None:
            self._opened.append(opened)
        return opened

    async def _opened_at_once(self) -> Reader | None:
        with suppress(TimeoutError):
            return await asyncio.wait_for(self._open(), _AT_ONCE)
        return None
