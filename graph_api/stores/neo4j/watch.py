"""The watch over a database, shared by all questions: notices that it does not answer, and that it answers again.

It looks when somebody asks, and every second while a statement takes long or the database is away. Meanwhile questions
are refused at once. A mark that a killed load left behind is settled by the look that meets it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from neo4j import AsyncDriver
from neo4j.exceptions import DriverError, Neo4jError

from graph_api.stores.neo4j.connection import no_release, read_record, translate
from graph_api.stores.port import StoreAway
from loaders.stores.neo4j.cypher import LOCK, SETTLE
from ontology import storage as st
from ontology.errors import StoreError

log = logging.getLogger("ndp_graph")
T = TypeVar("T")

_LOOK = f"""
MATCH (s:{st.STORE} {{name: '{st.STORE_NAME}'}}) RETURN s.mark, s.release, s.ontology, s.format
"""


@dataclass(frozen=True, slots=True)
class HeldRelease:
    """The release that the database holds, and the hash of its ontology."""

    release: str
    ontology: str


class StoreWatch:
    """Looks after one database. Close it at the end; it closes its driver."""

    EVERY = 1.0
    """Seconds between two looks, and until a statement counts as long."""
    PATIENCE = 3.0
    """Seconds within which the database has to answer a look."""
    FIRST = 10.0
    """Seconds for the first look: a Neo4j that was just started is slow."""
    COMMIT = 5.0
    """Seconds for which questions wait while a load commits."""

    def __init__(self, driver: AsyncDriver) -> None:
        """`driver` is best one of its own: that of the questions may have no connection left."""
        self._driver = driver
        self._patience = self.FIRST
        self._held: HeldRelease | None = None
        self._outage: StoreAway | None = None
        self._looking: asyncio.Task[HeldRelease | StoreAway] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._waiting: set[asyncio.Timeout] = set()
        self._is_doubtful = False

    @property
    def held(self) -> HeldRelease | None:
        """The release that the last look found; None while the database is away."""
        return None if self._outage else self._held

    async def look(self, within: float | None = None) -> HeldRelease:
        """The release that the database holds now. Raises `StoreAway` if it does not answer.

        One look serves all who ask during it. `within`: seconds to wait for it at most; it goes on after that.
        """
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            async with asyncio.timeout(within):
                found = await asyncio.shield(self._looking)
        except TimeoutError:
            raise _silent() from None
        if isinstance(found, StoreAway):
            raise _again(found)
        return found

    def refuse_if_away(self) -> None:
        """Raise `StoreAway` if the last look failed; the next one is on its way."""
        if self._outage is not None:
            raise _again(self._outage)

    async def guard(self, work: Callable[[], Awaitable[T]]) -> T:
        """The result of `work`, which sends one statement; again if only its connection was lost.

        Raises `StoreAway` at once while the database is away, or when a look finds it so during the statement.
        """
        self.refuse_if_away()
        try:
            async with self._while_answering():
                return await work()
        except StoreAway:
            self.refuse_if_away()
            await self.look()
        async with self._while_answering():
            return await work()

    async def close(self) -> None:
        """Stop looking."""
        tasks = [task for task in (self._watching, self._looking) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._driver.close()

    @asynccontextmanager
    async def _while_answering(self) -> AsyncIterator[None]:
        """Raise `StoreAway` out of the block once the database is known to be away."""
        limit = asyncio.timeout(None)
        try:
            async with limit:
                self._waiting.add(limit)
                self._watch()
                yield
        except asyncio.CancelledError:
            self._is_doubtful = True  # perhaps the time budget of a question that had no answer
            raise
        except TimeoutError:
            if limit.expired():
                raise _again(self._outage or _silent()) from None
            raise
        finally:
            self._waiting.discard(limit)

    def _watch(self) -> None:
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._keep_looking())

    async def _keep_looking(self) -> None:
        while self._waiting or self._outage or self._is_doubtful:
            await asyncio.sleep(self.EVERY)
            if self._waiting or self._outage or self._is_doubtful:
                self._is_doubtful = False
                with suppress(StoreAway):
                    await self.look()

    async def _look(self) -> HeldRelease | StoreAway:
        try:
            held = await self._read()
        except TimeoutError:
            away = _silent()
        except StoreError as error:
            away = error if isinstance(error, StoreAway) else StoreAway(error.message, hint=error.hint)
        else:
            if self._outage is not None:
                log.warning("Neo4j answers again, with the release %s", held.release)
            self._held, self._outage = held, None
            return held
        if self._outage is None or self._outage.message != away.message:
            log.warning("Neo4j is away: %s: %s", away.code, away.message)
        self._outage = away
        waiting, self._waiting = self._waiting, set()
        for limit in waiting:
            limit.reschedule(0.0)
        self._watch()
        return away

    async def _read(self) -> HeldRelease:
        """The release in the database, once its mark is settled. Raises `StoreError` and `TimeoutError`."""
        patience, self._patience = self._patience, self.PATIENCE
        async with asyncio.timeout(patience):
            mark, release, ontology, stored = await self._state()
        if mark == st.CHANGING:
            async with asyncio.timeout(self.COMMIT):
                await self._settle()
                mark, release, ontology, stored = await self._state()
        if release is None:
            raise no_release()
        if stored != st.FORMAT:
            raise StoreAway(
                f"The database has format {stored}, this program reads {st.FORMAT}.",
                code="STORE_FORMAT",
                hint="bring it up to date with `ndp-graph load`",
            )
        return HeldRelease(release, ontology)

    async def _state(self) -> Sequence[Any]:
        try:
            return await read_record(self._driver, _LOOK, {})
        except StoreAway:  # perhaps only the connection of the last look is gone
            return await read_record(self._driver, _LOOK, {})

    async def _settle(self) -> None:
        """Wait until no load is committing, and let the mark be that of the data, for a load that died leaves it."""
        try:
            async with (
                self._driver.session() as session,
                await session.begin_transaction(timeout=self.COMMIT) as tx,
            ):
                for statement in (LOCK, SETTLE):
                    await (await tx.run(statement)).consume()
                await tx.commit()
        except (DriverError, Neo4jError, OSError) as error:
            raise translate(error) from error


def _silent() -> StoreAway:
    return StoreAway("Neo4j does not answer.", hint="Check that it runs and that NDP_STORE has its address.")


def _again(away: StoreAway) -> StoreAway:
    """The same error, without the stack of those who have met it before."""
    return StoreAway(away.message, code=away.code, hint=away.hint)
