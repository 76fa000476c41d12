"""A process that answers queries, seen from the service: it is started, asked, watched and ended."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph_api.sparql.worker import JobReport, QueryJob
from ontology.errors import StoreError

_MODULE = "graph_api.sparql.worker"
START_SECONDS = 30.0
_SHORT_SECONDS = 0.1
"""Seconds of a query, and as many of processor time, after which it gives way: crowds of long ones hold up nobody."""
_NICE = 10
_ENVIRONMENT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ")
"""The variables that a process gets: no secrets among them."""


class IndexUnreadable(StoreError):
    """The index of a release cannot be opened."""

    default_code = "SPARQL_UNAVAILABLE"


class ProcessEnded(Exception):
    """A process has ended before its answer."""


@dataclass(slots=True, eq=False)
class QueryProcess:
    """A process that waits for a job."""

    process: asyncio.subprocess.Process
    is_last: bool = False
    """True if no query comes after the one under way."""

    @classmethod
    async def start(cls, store: Path, memory: int) -> "QueryProcess":
        """A process that has opened the store. Raises `IndexUnreadable`."""
        pipe = asyncio.subprocess.PIPE
        known = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        process = await start_process(
            (sys.executable, "-m", _MODULE, str(store), str(memory)),
            stdin=pipe,
            stdout=pipe,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=Path(__file__).parents[2],  # where the packages are, wherever the service was started
            env=known | {"MALLOC_ARENA_MAX": "2"},  # each arena counts as memory, whether it is used or not
        )
        with suppress(OSError):  # it has ended already
            os.setpriority(os.PRIO_PROCESS, process.pid, _NICE)
        worker = cls(process)
        try:
            async with asyncio.timeout(START_SECONDS):
                report, _ = await worker.read()
        except (TimeoutError, ProcessEnded):
            await worker.ended()
            raise IndexUnreadable(f"no process can open {store}") from None
        except BaseException:
            await worker.ended()
            raise
        if report.problem:
            await worker.ended()
            raise IndexUnreadable(f"{store}: {report.message}")
        return worker

    async def ask(self, job: QueryJob) -> tuple[JobReport, bytes]:
        """The result of a job. Raises `ProcessEnded` if the process ends before that."""
        if self.process.stdin is None:
            raise ProcessEnded
        watching = asyncio.create_task(self._watch())
        try:
            self.process.stdin.write(job.to_line())
            await self.process.stdin.drain()
            return await self.read()
        except ConnectionError:
            raise ProcessEnded from None
        finally:
            watching.cancel()

    async def _watch(self) -> None:
        """Let a long query give way: it goes on only while the processors have nothing else to do.

        The system allows no way back, so it is the last one of the process. Linux only; others have niceness alone.
        """
        if not hasattr(os, "SCHED_IDLE"):
            return
        await asyncio.sleep(_SHORT_SECONDS)
        with suppress(OSError):  # it has ended
            before = processor_seconds(self.process.pid)
            while processor_seconds(self.process.pid) < before + _SHORT_SECONDS:  # noqa: ASYNC110 - no event
                await asyncio.sleep(_SHORT_SECONDS)
            os.sched_setscheduler(self.process.pid, os.SCHED_IDLE, os.sched_param(0))
            self.is_last = True

    async def read(self) -> tuple[JobReport, bytes]:
        """The next report, with its bytes."""
        if self.process.stdout is None:
            raise ProcessEnded
        try:
            line = await self.process.stdout.readuntil(b"\n")
            report = JobReport(**json.loads(line))
            return report, await self.process.stdout.readexactly(report.size)
        except asyncio.IncompleteReadError:
            raise ProcessEnded from None

    def end(self) -> None:
        """End the process at once."""
        if self.process.returncode is None:
            self.process.kill()

    async def ended(self) -> None:
        """End the process, and wait until it is gone with its pipes."""
        self.end()
        await self.process.communicate()

    async def cause(self) -> str:
        """The limit that the process has exceeded, by the signal that ended it."""
        return "time" if await self.process.wait() == -signal.SIGXCPU else "memory"


def processor_seconds(pid: int) -> float:
    """The seconds of processor time that a process has taken (Linux). Raises `OSError` if it has ended."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def start_process(command: Sequence[str], **options: Any) -> asyncio.subprocess.Process:
    """A new process. One that is started while the task is cancelled is ended."""
    starting = asyncio.create_task(asyncio.create_subprocess_exec(*command, **options))
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        process = await starting
        process.kill()
        await process.communicate()
        raise
