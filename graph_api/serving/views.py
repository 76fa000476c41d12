"""Views of releases, for questions in which some sources alone count: made in a process of their own, then opened."""

import asyncio
import json
import logging
import sys
import time
from collections import deque
from pathlib import Path

from graph_api.errors import QueryError
from graph_api.history.history import release_unavailable
from graph_api.serving.older import ReleaseView
from graph_api.serving.readers import older_reader
from graph_api.stores.port import Reader
from graph_api.stores.sqlite.reader import SqliteReader
from loaders.folder.folder import Folder
from loaders.releases.rebuild import read_model_of
from loaders.releases.views import left_out, readable_view
from ontology.errors import NdpError
from ontology.model import Model

log = logging.getLogger("ndp_graph")
_MODULE = "loaders.releases.views"
_LONGEST = 3600.0
"""Seconds after which the making of a view is given up."""
_WHILE = 600.0
"""Seconds in which no more views are made than are kept: one client could keep the service busy with them."""


class ViewBuilder:
    """Makes the views of a release folder, one at a time."""

    def __init__(self, folder: Folder, keep: int) -> None:
        """`keep`: most views that the folder keeps, and that are made within `_WHILE`; 0: none is made."""
        self._folder = folder
        self._keep = keep
        self._made: deque[float] = deque(maxlen=max(1, keep))
        self._one_at_a_time = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._closed = False

    async def make(self, view: ReleaseView, model: Model) -> None:
        """Make the file of a view, unless it is there. Raises `QueryError` `RELEASE_UNAVAILABLE`."""
        if not self._keep:
            raise release_unavailable(
                "This service answers only from all sources of a release.",
                "Ask without `@data`, `illustrative` and `confidence`.",
            )
        if await asyncio.to_thread(_missing, self._folder, view, model) is None:
            return
        async with self._one_at_a_time:
            without = await asyncio.to_thread(_missing, self._folder, view, model)
            if without is not None and not self._closed:
                self._count(view)
                await self._run(view, without)

    def _count(self, view: ReleaseView) -> None:
        """Count a view that is about to be made. Raises `QueryError` if too many were made a while ago."""
        now = time.monotonic()
        if len(self._made) == self._keep and now - self._made[0] < _WHILE:
            raise QueryError(
                f"The release {view.release.id!r} cannot be opened without some of its sources yet: {self._keep} other "
                "choices of sources were opened in the last ten minutes.",
                code="RELEASE_NOT_READY",
                hint="Ask again in ten minutes.",
            )
        self._made.append(now)

    async def _run(self, view: ReleaseView, without: frozenset[str]) -> None:
        """Make a view in a process of its own, so that it takes no time from the questions."""
        release = (str(self._folder.path.absolute()), view.release.id, str(self._keep))
        command = (sys.executable, "-m", _MODULE, *release)
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
