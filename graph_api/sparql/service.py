"""SPARQL over the current release: its index is made and opened in the background, and followed to the next release.

Until the index of a new release can be read, that of the release before answers, and its answers name it.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from graph_api.engine.engine import Engine
from graph_api.errors import QueryError
from graph_api.serving.admission import Lane, LaneLimits, Ticket
from graph_api.serving.pace import RefusalPace
from graph_api.settings import Settings
from graph_api.sparql.index import IndexContent, forget_indexes, index_of
from graph_api.sparql.pool import QueryResult, SparqlLimits, WorkerPool, too_busy
from graph_api.sparql.process import IndexUnreadable, start_process
from graph_api.sparql.worker import QueryJob
from loaders.folder.folder import Folder
from ontology.errors import NdpError

log = logging.getLogger("ndp_graph")
_MODULE = "graph_api.sparql.index"
_AGAIN = 60.0
"""Seconds until an index that could not be made is tried again."""


class SparqlService:
    """Answers SPARQL queries from the index of the current release. Use it on the event loop only."""

    def __init__(
        self, settings: Settings, current: Callable[[], Awaitable[Engine]], look_every: float
    ) -> None:
        """`current` returns the engine of the current release; `look_every`: seconds between two looks at it."""
        self.limits = SparqlLimits.of(settings)
        self._folder = Folder(settings.location.folder)
        self._current = current
        self._look_every = max(look_every, 0.05)
        share, patience = settings.client_share / 100, self.limits.seconds
        self._lane = Lane(LaneLimits(self.limits.workers, self.limits.waiting, share, patience))
        self._pace = RefusalPace()
        self._pool: WorkerPool | None = None
        self._problem = ""
        self._retiring: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow the current release until the block ends, and end all processes then."""
        following = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
            for task in self._retiring:
                task.cancel()
            await asyncio.gather(*self._retiring, return_exceptions=True)
            if self._pool is not None:
                await self._pool.close()

    def content(self) -> IndexContent:
        """The content of the index that answers. Raises `QueryError` if there is none yet."""
        return self._open_pool().content

    async def check_room(self, client: str) -> None:
        """Raise `QueryError` `SPARQL_BUSY`, not too soon, if a query of a client would be refused."""
        if self._pool is not None and self._lane.is_full(client):
            await self._pace.wait()
            raise too_busy()

    async def enter(self, client: str) -> Ticket:
        """Wait for the turn of a query of a client. Raises `QueryError` `SPARQL_BUSY`."""
        await self.check_room(client)
        try:
            return await self._lane.enter(client)
        except QueryError:
            raise too_busy() from None

    async def run(self, job: QueryJob) -> tuple[QueryResult, IndexContent]:
        """The result of a query, and the content of the index that it is from. Raises `QueryError`."""
        pool = self._open_pool()
        return await pool.run(job), pool.content

    def _open_pool(self) -> WorkerPool:
        if self._pool is not None:
            return self._pool
        if self._problem:
            raise QueryError("SPARQL is not available at the moment.", code="SPARQL_UNAVAILABLE")
        raise QueryError("The index for SPARQL is being made, which takes a while.", code="SPARQL_BUILDING")

    async def _follow(self) -> None:
        while True:
            pause = self._look_every
            try:
                release = await (await self._current()).reader.release()
                if self._pool is None or self._pool.content.release != release:
                    await self._change(release)
            except NdpError as error:
                pause = self._failed(error.message)
            except Exception as error:
                log.debug("the index for SPARQL", exc_info=True)
                pause = self._failed(str(error))
            await asyncio.sleep(pause)

    def _failed(self, problem: str) -> float:
        """Note and log why a release has no index; return the seconds until it is tried again."""
        if problem != self._problem:
            log.warning("SPARQL is not available for the current release: %s", problem)
        self._problem = problem
        return _AGAIN

    async def _change(self, release: str) -> None:
        """Open the index of a release, made anew if it cannot be read, and let the one before end its work."""
        try:
            pool = await self._opened(release)
        except IndexUnreadable:
            if not await asyncio.to_thread(index_of(self._folder, release).delete):
                raise
            pool = await self._opened(release)
        before, self._pool, self._problem = self._pool, pool, ""
        task = asyncio.create_task(self._retire(before, release))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)

    async def _opened(self, release: str) -> WorkerPool:
        """The processes that have opened the index of a release. Raises `IndexUnreadable`."""
        index = index_of(self._folder, release)
        content = await asyncio.to_thread(index.content)
        if content is None:
            await self._build(release)
            content = await asyncio.to_thread(index.content)
        if content is None:
            raise IndexUnreadable(f"the index of the release {release} cannot be read")
        pool = WorkerPool(index, content, self.limits)
        await pool.open()
        return pool

    async def _retire(self, before: WorkerPool | None, release: str) -> None:
        try:
            if before is not None:
                await before.drain()
            await asyncio.to_thread(forget_indexes, self._folder, release)
        except asyncio.CancelledError:
            if before is not None:
                await before.close()
            raise
        except OSError as problem:
            log.warning("old indexes for SPARQL cannot be deleted: %s", problem)

    async def _build(self, release: str) -> None:
        """Make the index in a process of its own, so that it takes no time from the questions."""
        command = (sys.executable, "-m", _MODULE, str(self._folder.path.absolute()), release)
        process = await start_process(
            command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[2],  # where the packages are, wherever the service was started
        )
        try:
            _, errors = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()
        if process.returncode:
            lines = errors.decode(errors="replace").strip().splitlines()
            raise IndexUnreadable(
                f"the index of the release {release} cannot be made: {lines[-1] if lines else ''}"
            )
