"""Views of releases, for questions in which some sources alone count: made in a process of their own, then opened."""

import asyncio
import json
import logging
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from graph_api.engine.engine import Engine
from graph_api.errors import QueryError
from graph_api.history.history import release_unavailable
from graph_api.serving.older import ReleaseView
from graph_api.serving.readers import older_reader
from graph_api.stores.port import Reader
from graph_api.stores.sqlite.reader import SqliteReader
from loaders.folder.folder import Folder
from loaders.releases.rebuild import read_model_of
from loaders.releases.views import NOT_MADE_UP, left_out, readable_view, view_path
from ontology.errors import NdpError
from ontology.model import Model

log = logging.getLogger("ndp_graph")
_MODULE = "loaders.releases.views"
_LONGEST = 3600.0
"""Seconds after which the making of a view is given up."""
_WHILE = 600.0
"""Seconds in which no more views are made than are kept: clients could keep the service busy with them."""


@dataclass(frozen=True, slots=True)
class ViewLimits:
    """The limits of the views that have no place of their own.

    `keep`: most that the folder keeps, and that are made within `_WHILE`; 0: no view is made. `share`: the part of the
    latter that one client may have, at least one.
    """

    keep: int
    share: float = 0.5

    @property
    def of_client(self) -> int:
        """Most views that are made for one client within `_WHILE`."""
        return max(1, int(self.keep * self.share))


class ViewCount:
    """Counts the views that are made, of all clients and of each."""

    def __init__(self, limits: ViewLimits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._made: deque[tuple[float, str | None]] = deque()

    def add(self, view: ReleaseView, client: str | None) -> None:
        """Count a view that is to be made for a client. Raises `QueryError` if too many were made a while ago."""
        now = self._clock()
        while self._made and now - self._made[0][0] >= _WHILE:
            self._made.popleft()
        own = sum(one == client for _, one in self._made)
        if client is not None and own >= self._limits.of_client:
            raise _too_many(view, f"you opened {own}")
        if len(self._made) >= self._limits.keep:
            raise _too_many(view, f"all clients together opened {len(self._made)}")
        self._made.append((now, client))


class ViewBuilder:
    """Makes the views of a release folder, one at a time.

    One that has a place of its own is not counted, comes next, and is not deleted in favour of others.
    """

    def __init__(self, folder: Folder, limits: ViewLimits, current: Callable[[], Awaitable[Engine]]) -> None:
        """`current` returns the engine of the current release."""
        self._folder = folder
        self._limits = limits
        self._current = current
        self._count = ViewCount(limits)
        self._in_turn = asyncio.Lock()
        self._one_at_a_time = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._closed = False

    async def make(self, view: ReleaseView, model: Model, client: str | None) -> None:
        """Make the file of a view for a client, unless it is there.

        Raises `QueryError` `RELEASE_UNAVAILABLE`, or `RELEASE_NOT_READY` if too many were made a while ago.
        """
        if not self._limits.keep:
            raise release_unavailable(
                "This service answers only from all sources of a release.",
                "Ask without `@data`, `illustrative` and `confidence`.",
            )
        if await asyncio.to_thread(_missing, self._folder, view, model) is None:
            return
        async with AsyncExitStack() as turns:
            if not view.has_place:
                self._count.add(view, client)
                # Of these only one waits for the other lock, so that the one with a place comes next.
                await turns.enter_async_context(self._in_turn)
            await turns.enter_async_context(self._one_at_a_time)
            without = await asyncio.to_thread(_missing, self._folder, view, model)
            if without is not None and not self._closed:
                await self._run(view, without)

    async def _spared(self) -> str:
        """The file in the folder of the view that has a place; empty if the folder lacks the current release."""
        current = await self._current()
        release = await current.reader.release()
        return await asyncio.to_thread(_file_with_place, self._folder, release, current.reader.model)

    async def _run(self, view: ReleaseView, without: frozenset[str]) -> None:
        """Make a view in a process of its own, so that it takes no time from the questions."""
        release = (str(self._folder.path.absolute()), view.release.id, str(self._limits.keep))
        command = (sys.executable, "-m", _MODULE, *release, await self._spared())
        root = Path(__file__).parents[2]  # where the packages are, wherever the service was started
        pipe = asyncio.subprocess.PIPE
        self._process = process = await asyncio.create_subprocess_exec(
            *command, stdin=pipe, stdout=asyncio.subprocess.DEVNULL, stderr=pipe, cwd=root
        )
        try:
            async with asyncio.timeout(_LONGEST):
                _, errors = await process.communicate(json.dumps(sorted(without)).encode())
        except TimeoutError:
            log.error("a part of the release %s: given up after %g seconds", view.release.id, _LONGEST)  # noqa: TRY400 - the traceback adds nothing
            raise _unavailable(view) from None
        finally:
            if process.returncode is None:
                process.kill()
            self._process = None
        if process.returncode and not self._closed:
            log.error("a part of the release %s: %s", view.release.id, errors.decode(errors="replace"))
            raise _unavailable(view)

    async def close(self) -> None:
        """Stop what is being made."""
        self._closed = True
        if self._process is not None:
            self._process.kill()


def view_reader(folder: Folder, view: ReleaseView, model: Model | None) -> Reader:
    """The reader of a view that has been made. Raises `QueryError` `RELEASE_UNAVAILABLE`."""
    try:
        manifest = folder.manifest(view.release.id)
        model = model or read_model_of(folder, manifest)
        without = left_out(folder, manifest, model, view.sources)
        if not without:
            return older_reader(folder, manifest.id, model)
        path = readable_view(folder, manifest, without)
        if path is None:
            raise _unavailable(view)
        return SqliteReader(path, model, manifest.id)
    except QueryError:
        raise
    except (OSError, NdpError) as problem:
        log.warning("a part of the release %s cannot be opened: %s", view.release.id, problem)
        raise _unavailable(view) from problem


def _file_with_place(folder: Folder, release: str, model: Model) -> str:
    """The path in the folder of the view of a release without made-up data; empty if it cannot be known."""
    try:
        without = left_out(folder, folder.manifest(release), model, NOT_MADE_UP)
    except (OSError, NdpError):
        return ""
    return view_path(folder, release, without).relative_to(folder.path).as_posix()


def _too_many(view: ReleaseView, who: str) -> QueryError:
    return QueryError(
        f"The release {view.release.id!r} cannot be opened without some of its sources yet: {who} other choices of "
        "sources in the last ten minutes.",
        code="RELEASE_NOT_READY",
        hint="Ask again in ten minutes.",
    )


def _missing(folder: Folder, view: ReleaseView, model: Model) -> frozenset[str] | None:
    """The graphs that a view leaves out, if its file has to be made; else None."""
    try:
        manifest = folder.manifest(view.release.id)
        without = left_out(folder, manifest, model, view.sources)
    except (OSError, NdpError) as problem:
        log.warning("a part of the release %s cannot be opened: %s", view.release.id, problem)
        raise _unavailable(view) from problem
    return without if without and readable_view(folder, manifest, without) is None else None


def _unavailable(view: ReleaseView) -> QueryError:
    return release_unavailable(
        f"The release {view.release.id!r} without some of its sources cannot be opened.",
        "Its files are damaged, or this version of the program cannot read them: see the log of the service.",
    )
