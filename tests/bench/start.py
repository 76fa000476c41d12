"""The time until `ndp-graph serve` answers, and its memory: `python -m tests.bench start`."""

import http.client
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from loaders.folder.location import Location

_PATIENCE = 120.0
_STARTS = 5


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: its port, its process, and the seconds from its start until it was ready."""

    port: int
    process: int
    seconds: float

    def get(self, path: str) -> bytes:
        """The body of an answer."""
        return _get(self.port, path)[1]

    def ask(self, body: bytes) -> None:
        """Ask a GraphQL question."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("POST", "/graphql", body, {"content-type": "application/json"})
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        answer.read()
        connection.close()

    def megabytes(self, what: str) -> float:
        """A figure of the process: `VmRSS` now, `VmHWM` at the most."""
        for line in Path(f"/proc/{self.process}/status").read_text("ascii").splitlines():
            if line.startswith(what + ":"):
                return int(line.split()[1]) / 1024
        raise AssertionError(what)


def measure_start() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="ndp-bench-") as home:
        location = Location(Path(home, "data"))
        with serving(location) as first:
            rows = [("ready from nothing", f"{first.seconds:.1f} s", "15 s")]
        seconds = []
        for _ in range(_STARTS):
            with serving(location) as again:
                seconds.append(again.seconds)
        rows.append(("ready on an existing store", _spread(seconds), "2 s"))
        with serving(location) as served:
            rows.append(("memory when ready", f"{served.megabytes('VmRSS'):.0f} MB", "200 MB"))
            _visit(served)
            rows.append(("memory after 300 questions", f"{served.megabytes('VmRSS'):.0f} MB", "200 MB"))
            rows.append(("memory at most", f"{served.megabytes('VmHWM'):.0f} MB", "200 MB"))
    sys.stdout.write("".join(f"{what:30}{found:>20}   bar {bar}\n" for what, found, bar in rows))


def _spread(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} s ({min(seconds):.2f})"


def _visit(served: Served) -> None:
    """The first requests of people and programs: the home page, the schema, the examples again and again."""
    served.get("/")
    served.get("/graphql/schema.graphql")
    examples = orjson.loads(served.get("/graphql/examples.json"))
    for number in range(300):
        example = examples[number % len(examples)]
        served.ask(orjson.dumps({"query": example["query"], "variables": example["variables"]}))


@contextmanager
def serving(location: Location, *flags: str) -> Iterator[Served]:
    """`ndp-graph serve` over a store, once it is ready; stopped at the end. A Neo4j has no standby."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    program = [sys.executable, "-c", "from graph_api.cli.program import main; main()"]
    command = [*program, "serve", "--port", str(port), "--store", location.name, *flags]
    if location.neo4j:
        command += ["--releases", str(location.folder), "--no-standby"]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _is_ready(port):
            assert process.poll() is None, f"the server ended with {process.returncode}"
            assert time.perf_counter() - start < _PATIENCE, "the server does not get ready"
            time.sleep(0.01)
        yield Served(port, process.pid, time.perf_counter() - start)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _is_ready(port: int) -> bool:
    try:
        return _get(port, "/readyz")[0] == 200
    except OSError:
        return False


def _get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
