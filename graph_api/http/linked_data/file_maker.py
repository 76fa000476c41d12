"""Making files of releases to download when they are first requested, each in a process of its own."""

import asyncio
import logging
import sys
from pathlib import Path

from graph_api.cache import Cache
from graph_api.errors import QueryError
from loaders.folder.folder import Folder
from loaders.publication.dumping import IMPOSSIBLE

log = logging.getLogger("ndp_graph")
_MODULE = "loaders.publication.dumping"
_OTHER_FORM = "Take another form: `nq.zst` has every statement as it was loaded."
_REASONS = 1_000
"""The most reasons that are kept why a file cannot be made."""


class FileMaker:
    """Makes files that there are not yet, one at a time, each in a process of its own."""

    def __init__(self, folder: Folder, seconds: float) -> None:
        """`seconds`: how long a request waits for a file."""
        self._folder = folder
        self._seconds = seconds
        self._one_at_a_time = asyncio.Lock()
        self._making: dict[tuple[str, str], asyncio.Task[bool]] = {}
        self._impossible: Cache[tuple[str, str], str] = Cache(_REASONS)

    async def make(self, release: str, name: str) -> None:
        """Make a file.

        Raises `QueryError`: `FILE_NOT_READY` if it is not there in time, `FILE_IMPOSSIBLE` if its form cannot express
        the release, else `FILE_UNAVAILABLE` if it cannot be made.
        """
        key = (release, name)
        self._refuse_impossible(key)
        task = self._making.get(key)
        if task is None:
            if len(self._making) > 1:
                raise _not_ready(name, "other files are being made")
            task = self._making[key] = asyncio.create_task(self._run(release, name))
            task.add_done_callback(lambda _: self._making.pop(key, None))
        try:
            async with asyncio.timeout(self._seconds):
                is_made = await asyncio.shield(task)
        except TimeoutError:
            raise _not_ready(name, "it is being made") from None
        self._refuse_impossible(key)
        if not is_made:
            raise QueryError(
                f"{name} could not be made.",
                code="FILE_UNAVAILABLE",
                hint=_OTHER_FORM,
            )

    def _refuse_impossible(self, key: tuple[str, str]) -> None:
        """Raise `QueryError` for a file of which it is known that its form cannot express the release."""
        reason = self._impossible.known(key)
        if reason is not None:
            raise QueryError(
                f"There is no {key[1]}: {reason}.",
                code="FILE_IMPOSSIBLE",
                hint=_OTHER_FORM,
            )

    async def _run(self, release: str, name: str) -> bool:
        """True if the process made the file."""
        async with self._one_at_a_time:
            command = (sys.executable, "-m", _MODULE, str(self._folder.path.absolute()), release, name)
            pipe, root = asyncio.subprocess.PIPE, Path(__file__).parents[3]
            process = await asyncio.create_subprocess_exec(
                *command, stdout=asyncio.subprocess.DEVNULL, stderr=pipe, cwd=root
            )
            try:
                _, errors = await process.communicate()
            finally:
                if process.returncode is None:
                    process.kill()
            if process.returncode == IMPOSSIBLE:
                reason = errors.decode(errors="replace").strip()
                self._impossible.get((release, name), lambda: reason)
            elif process.returncode:
                log.error("the file %s: %s", name, errors.decode(errors="replace"))
            return process.returncode == 0


def _not_ready(name: str, reason: str) -> QueryError:
    return QueryError(
        f"{name} is not ready: {reason}.", code="FILE_NOT_READY", hint="Ask again in some seconds."
    )
