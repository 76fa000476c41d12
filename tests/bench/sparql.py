"""Crowds of clients at `/sparql` of a real server, and what another client sees of them: `… bench sparql`."""

import asyncio
import http.client
import multiprocessing
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import orjson
import uvloop

from graph_api.sparql.process import processor_seconds
from loaders.folder.location import Location
from tests.bench.start import Served, serving

BAR = 2.0
"""Times of what an ordinary question takes without the crowd, at the 95th percentile."""
_SECONDS, _ROUNDS = 4.0, 4
_QUERY_MS = "2000"
"""Milliseconds of a query: few, so that processes are ended and replaced all the time."""
_JSON = {"content-type": "application/json"}
_SMALL = orjson.dumps({"query": "{ digitalPlatforms(first: 3) { nodes { iri label { value } } } }"})
_HEADER = (
    f"{'clients':28}{'p95 ms':>8}{'alone':>8}{'ratio':>7}{'p50 ratio':>11}{'MB':>6}{'CPU':>6}  statuses\n"
)
QUERIES = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    'ASK { ?s ?p ?o . ?a ?b ?c FILTER REGEX(CONCAT(STR(?o), STR(?c)), "^(a+)+(b+)+(c+)+d$") }',
    "SELECT ?s ?o { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?o } ORDER BY ?s LIMIT 50",
    "ASK { ?s a ?type }",
)
"""A cross product, an expression over one, a plain query and a small one."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Clients that ask at once, from so many addresses, and again `pause` seconds after each answer."""

    name: str
    clients: int
    addresses: int
    pause: float = 0.0


CROWDS = (
    Crowd("2, 2 addresses", 2, 2),
    Crowd("100, one address", 100, 1),
    Crowd("1,000, one address", 1000, 1),
    Crowd("1,000, 100 addresses", 1000, 100),
    Crowd("1,000, 100 addresses, 1 s", 1000, 100, 1.0),
)


@dataclass(slots=True)
class CrowdAnswers:
    """The answers of a crowd by their statuses (0: the connection was closed), and those without `Retry-After`."""

    statuses: Counter[int] = field(default_factory=Counter)
    silent: int = 0

    @property
    def faults(self) -> int:
        """Answers that must not be: of 5xx but 503, and refusals that do not say when to ask again."""
        return self.silent + sum(n for status, n in self.statuses.items() if status >= 500 and status != 503)


def measure_sparql() -> None:
    """Print a row for each crowd."""
    with (
        tempfile.TemporaryDirectory(prefix="ndp-bench-") as home,
        serving(Location(Path(home, "data")), "--sparql", "--sparql-time", _QUERY_MS) as served,
    ):
        _wait_for_index(served.port)
        _in_process(_ask_others, served.port, _SECONDS)
        sys.stdout.write(_HEADER)
        for crowd in CROWDS:
            sys.stdout.write(_row(crowd, served))
            sys.stdout.flush()


def _row(crowd: Crowd, served: Served) -> str:
    alone: list[float] = []
    beside: list[float] = []
    answers, spent = CrowdAnswers(), 0.0
    for _ in range(_ROUNDS):
        alone += _in_process(_ask_others, served.port, _SECONDS)
        with _Running(_crowd, served.port, crowd) as asking:
            time.sleep(2.0)
            before = processor_seconds(served.process)
            beside += _in_process(_ask_others, served.port, _SECONDS)
            spent += processor_seconds(served.process) - before
        found: CrowdAnswers = asking.result
        answers.statuses += found.statuses
        answers.silent += found.silent
    p95, p95_alone = (_percentile(times, 95) for times in (beside, alone))
    p50 = statistics.median(beside) / statistics.median(alone)
    bad = [
        *(["slow"] if p95 > BAR * p95_alone else []),
        *([f"{answers.faults} faults"] if answers.faults else []),
    ]
    statuses = " ".join(f"{status}x{n}" for status, n in sorted(answers.statuses.items()))
    return (
        f"{crowd.name:28}{p95:>8.1f}{p95_alone:>8.1f}{p95 / p95_alone:>7.1f}{p50:>11.1f}"
        f"{served.megabytes('VmRSS'):>6.0f}{spent / (_ROUNDS * _SECONDS):>6.0%}  {statuses} {' '.join(bad)}\n"
    )


def _percentile(times: list[float], rank: int) -> float:
    return sorted(times)[len(times) * rank // 100]


def _wait_for_index(port: int) -> None:
    deadline = time.monotonic() + 120
    while _status(port) != 200:
        assert time.monotonic() < deadline, "there is no index"
        time.sleep(0.2)


def _status(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/sparql?query=ASK%20%7B%7D")
    status = connection.getresponse().status
    connection.close()
    return status


class _Running:
    """Runs a function in a process of its own until the block ends, which it learns by its event; its `result`."""

    def __init__(self, work: Callable[..., Any], *given: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._over, (self._here, there) = context.Event(), context.Pipe()
        self._process = context.Process(target=_report, args=(there, work, self._over, *given))
        self.result: Any = None

    def __enter__(self) -> Self:
        self._process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.result = self._here.recv()
        self._process.join()


def _report(there: Connection, work: Callable[..., Any], *given: Any) -> None:
    there.send(work(*given))


def _in_process(work: Callable[..., Any], *given: Any) -> Any:
    with _Running(work, *given) as running:
        pass
    return running.result


def _ask_others(_: object, port: int, seconds: float) -> list[float]:
    """The milliseconds of ordinary questions of another client, one after the other over one connection."""
    times = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=("127.0.0.2", 0))
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        since = time.perf_counter()
        connection.request("POST", "/graphql", _SMALL, _JSON)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body
        times.append((time.perf_counter() - since) * 1000)
        time.sleep(0.01)
    connection.close()
    return times


def _crowd(over: threading.Event, port: int, crowd: Crowd) -> CrowdAnswers:
    """Ask with all clients of a crowd until it is over."""
    answers = CrowdAnswers()

    async def ask_all() -> None:
        tasks = [asyncio.create_task(_ask_again(port, crowd, n, answers)) for n in range(crowd.clients)]
        await asyncio.to_thread(over.wait)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(ask_all())
    return answers


async def _ask_again(port: int, crowd: Crowd, number: int, answers: CrowdAnswers) -> None:
    query = quote(f"{QUERIES[number % len(QUERIES)]} # {number}")
    request = f"GET /sparql?query={query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    source = (f"127.0.1.{number % crowd.addresses + 1}", 0)
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=source)
            with suppress(asyncio.IncompleteReadError):
                while True:
                    writer.write(request)
                    await _read_answer(reader, answers)
                    await asyncio.sleep(crowd.pause)
        except OSError:
            pass
        answers.statuses[0] += 1
        await asyncio.sleep(0.1)


async def _read_answer(reader: asyncio.StreamReader, answers: CrowdAnswers) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length: ")[2].partition(b"\r")[0])
    await reader.readexactly(length)
    status = int(head.split(b" ", 2)[1])
    answers.statuses[status] += 1
    if status in (429, 503) and b"\r\nretry-after: " not in head:
        answers.silent += 1
