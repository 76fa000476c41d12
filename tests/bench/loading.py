"""The steps of a load of made-up data: seconds of processor time and the most memory of each, with other processes."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from pyoxigraph import Quad

from loaders.folder.location import Location
from loaders.memory import LoadMemory
from loaders.reading.read import read
from loaders.releases.build import LoadRequest, build
from loaders.synthetic.file import write_files
from loaders.synthetic.world import World
from ontology.iris import DEFAULT_BASE

SEED, DEFECTS, DAY = 7, 0.01, "2026-06-30"
_HEADER = f"{'step':32}{'s':>8}{'CPU s':>8}{'own':>8}{'MB at most':>12}{'MB after':>10}\n"
_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class MadeUpData:
    """The file of statements to load."""

    path: Path

    def iter_quads(self, base: str) -> Iterator[Quad]:
        """Its statements."""
        return read([self.path], base=base)


class StepMeter:
    """A `Progress` that prints a row for each step when the next one begins. Linux only: it reads `/proc`.

    `own` are the seconds of this process, which the step takes at least; those of the others are beside it.
    """

    def __init__(self) -> None:
        self._step = "starting"
        self._start()

    def __call__(self, step: str, done: int = 0, total: int | None = None) -> None:
        """Note that a step goes on, or print the last one and begin another."""
        if step != self._step:
            most, now = (sum(_megabytes(of, name) for of in _processes()) for name in ("VmHWM:", "VmRSS:"))
            wall, spent = time.perf_counter() - self._wall, _spent() - self._cpu
            own = time.process_time() - self._own
            sys.stdout.write(f"{self._step:32}{wall:>8.1f}{spent:>8.1f}{own:>8.1f}{most:>12,}{now:>10,}\n")
            sys.stdout.flush()
            self._step = step
            self._start()

    def _start(self) -> None:
        for of in _processes():
            (of / "clear_refs").write_text("5")  # the most memory from now on
        self._wall, self._cpu, self._own = time.perf_counter(), _spent(), time.process_time()


def measure_loading(platforms: int, memory: int) -> None:
    """Make up data about some platforms, and print the steps of a load of them in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="ndp-bench-") as folder:
        path = Path(folder) / "made-up.nq"
        write_files(World(platforms, SEED, DEFECTS), path, DEFAULT_BASE)
        subprocess.run([sys.executable, "-m", __name__, str(path), str(memory)], check=True)


def load(path: Path, memory: int) -> None:
    """Print the steps of a load of a file in so many bytes of memory, and its statements a second."""
    request = LoadRequest(
        DAY, MadeUpData(path), replace=True, on_violation="record", memory=LoadMemory(memory)
    )
    sys.stdout.write(_HEADER)
    meter, start, spent = StepMeter(), time.perf_counter(), _spent()
    release = build(Location(path.with_name("releases")), request, meter).manifest
    meter("done")
    wall, cpu, count = time.perf_counter() - start, _spent() - spent, release.statements
    sys.stdout.write(
        f"{count:,} statements: {count / wall:,.0f} a second, {count / cpu:,.0f} a CPU second; {release.hash}\n"
    )


def _spent() -> float:
    """The seconds of this process, of its children that have ended, and of those that run."""
    ended = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    running = ((of / "stat").read_text("utf-8").rpartition(")")[2].split()[11:13] for of in _processes()[1:])
    return sum(one.ru_utime + one.ru_stime for one in ended) + sum(map(int, chain(*running))) / _TICKS


def _processes() -> list[Path]:
    """The folders in `/proc` of this process and of its children."""
    children = {
        of for task in (_PROC / "self" / "task").iterdir() for of in (task / "children").read_text().split()
    }
    return [_PROC / "self", *(_PROC / of for of in sorted(children))]


def _megabytes(of: Path, name: str) -> int:
    rows = (of / "status").read_text("utf-8").splitlines()
    return next((int(row.split()[1]) * 1024 // 1_000_000 for row in rows if row.startswith(name)), 0)


if __name__ == "__main__":
    load(Path(sys.argv[1]), int(sys.argv[2]))
