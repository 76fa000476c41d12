"""Dumps of a million statements from graph files: statements a second, and the memory of a process that does it."""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from loaders.dump import write
from loaders.dump.statements import dump_lines
from loaders.folder.manifest import GraphEntry
from loaders.nquads.graph_files import write_graph_files
from tests.bench.data import BASE, NDP

STATEMENTS = 1_000_000
RATE_BAR, MEMORY_BAR = 500_000, 256
"""Statements a second, and MB."""
_ABOUT = 10
"""Statements about a subject."""
_CASES = ((20, 0.0), (10_000, 0.0), (1_000, 0.2), (20, 0.5))
"""Graphs, and the share of subjects that are blank nodes."""
_HEADER = f"{'graphs':>8}{'blank':>8}{'statements':>12}{'s':>8}{'a second':>12}{'MB':>8}\n"


def measure_dumping() -> None:
    """Print a row for each number of graphs and share of subjects that are blank nodes."""
    sys.stdout.write(_HEADER)
    for graphs, blank in _CASES:
        with tempfile.TemporaryDirectory(prefix="ndp-bench-") as folder:
            for _ in write_graph_files(_quads(graphs, blank), Path(folder)):
                pass
            command = [sys.executable, "-m", "tests.bench.dumping", folder]
            row = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            sys.stdout.write(f"{graphs:>8}{blank:>8.0%}{row}")
            sys.stdout.flush()


def _quads(graphs: int, blank: float) -> Iterator[Quad]:
    """Subjects with links and texts, each in one graph; some are blank nodes that another subject mentions."""
    chance = random.Random(31)
    mentions = NamedNode(NDP + "hasRole")
    subject: NamedNode | BlankNode
    for number in range(STATEMENTS // _ABOUT):
        graph = NamedNode(f"{BASE}graph/bench/{number % graphs}")
        owner = NamedNode(f"{BASE}id/platform/{number:07d}")
        subject = BlankNode(f"n{number}") if chance.random() < blank else NamedNode(f"{owner.value}/role")
        yield Quad(owner, mentions, subject, graph)
        for place in range(_ABOUT - 1):
            text = f"Nền tảng số {number} {chance.random()}" if place else f"{number % 7}"
            yield Quad(subject, NamedNode(f"{NDP}p{place}"), Literal(text, language="vi"), graph)


def _entries(folder: Path) -> list[GraphEntry]:
    return [
        GraphEntry(number, "", path.stem, 0, b"_:c14n" in path.read_bytes())
        for number, path in enumerate(sorted(folder.glob("*.nq")))
    ]


def _dump(folder: Path) -> None:
    """Dump the graph files of a folder, and print how many statements in what time and memory."""
    entries = _entries(folder)
    start = time.process_time()
    with Path(os.devnull).open("wb") as out, dump_lines(entries, lambda file: folder / f"{file}.nq") as lines:
        write("nq", lines, out, {})
        seconds = time.process_time() - start
        count = sum(1 for _ in lines)
    memory = _peak()
    slow = "" if count / seconds >= RATE_BAR else "  too slow"
    large = "" if memory < MEMORY_BAR else "  too much memory"
    sys.stdout.write(f"{count:>12,}{seconds:>8.2f}{count / seconds:>12,.0f}{memory:>8.0f}{slow}{large}\n")


def _peak() -> float:
    """The most memory that this process has had, in MB: `ru_maxrss` may be that of the process that started it."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    _dump(Path(sys.argv[1]))
