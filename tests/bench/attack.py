"""Requests that ask for as much as they can, against a real server: `python -m tests.bench attack`."""

import argparse
import asyncio
import http.client
import multiprocessing
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import orjson
from pyoxigraph import RdfFormat, parse

from graph_api.receipts.keyring import Keyring
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.progress import silent
from loaders.releases.build import LoadRequest, build
from loaders.releases.neo4j_sync import open_neo4j, synchronise
from loaders.synthetic.file import write_files
from loaders.synthetic.world import World
from ontology.iris import DEFAULT_BASE
from tests.bench.attack_requests import Attack, AttackRequest, attacks
from tests.bench.start import Served, serving
from tests.loaders.support.releasing import FixedQuads
from tests.support.neo4j_server import Size, running

SILENCE, SECONDS = 250.0, 12.0
"""Milliseconds for which `/healthz` may be silent; seconds that a request may take."""
_DEFECTS = 0.01
_JSON = {"content-type": "application/json"}
_SMALL = orjson.dumps({"query": "{ digitalPlatforms(first: 3) { nodes { iri label { value } } } }"})


@dataclass(frozen=True, slots=True)
class Watched:
    """The longest silence of `/healthz`, and the times of an ordinary question, in milliseconds."""

    silence: float
    median: float
    longest: float
    failed: int


def _watch(port: int, pipe: Connection) -> None:
    """Ask `/healthz` and an ordinary question until told to stop, from another address than the attacker."""
    over = threading.Event()
    silences: list[tuple[float, int]] = []
    times: list[tuple[float, int]] = []
    watchers = [
        threading.Thread(target=_repeat, args=(over, port, "GET", "/healthz", silences)),
        threading.Thread(target=_repeat, args=(over, port, "POST", "/graphql", times)),
    ]
    for watcher in watchers:
        watcher.start()
    pipe.recv()
    over.set()
    for watcher in watchers:
        watcher.join()
    taken = sorted(ms for ms, _ in times)
    failed = sum(status != 200 for _, status in (*times, *silences))
    pipe.send(Watched(max(silences)[0], taken[len(taken) // 2], taken[-1], failed))


def _repeat(over: threading.Event, port: int, method: str, path: str, into: list[tuple[float, int]]) -> None:
    while not over.is_set():
        into.append(_time(port, method, path))
        time.sleep(0.01)


def _time(port: int, method: str, path: str) -> tuple[float, int]:
    since = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=("127.0.0.2", 0))
    try:
        connection.request(
            method, path, _SMALL if method == "POST" else None, _JSON if method == "POST" else {}
        )
        answer = connection.getresponse()
        answer.read()
        return (time.perf_counter() - since) * 1000, answer.status
    finally:
        connection.close()


@contextmanager
def _watching(port: int) -> Iterator[list[Watched]]:
    """Watches the server from another process while the block runs; what was seen is in the list at its end."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_watch, args=(port, there))
    process.start()
    seen: list[Watched] = []
    time.sleep(1.0)
    try:
        yield seen
    finally:
        here.send(None)
        seen.append(here.recv())
        process.join()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The status, the bytes and the seconds of one answer, and its first bytes."""

    status: int
    size: int
    seconds: float
    start: bytes


async def _send(port: int, request: AttackRequest) -> Outcome:
    since = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request.head + request.body)
    start, size = b"", 0
    try:
        while chunk := await reader.read(1 << 20):
            start = start or chunk
            size += len(chunk)
    except ConnectionError:  # the server has answered before it had the whole body
        pass
    writer.close()
    status = int(start.split(b" ", 2)[1]) if start else 0
    return Outcome(status, size, time.perf_counter() - since, start.partition(b"\r\n\r\n")[2][:400])


async def _attack(port: int, attack: Attack) -> list[Outcome]:
    return await asyncio.gather(*(_send(port, request) for request in attack.requests))


def measure_attacks(given: argparse.Namespace) -> None:
    """Print a row for each attack; the data are those in the folder `given.folder`, or are made up first."""
    with ExitStack() as stack:
        home = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ndp-bench-")))
        uri = None
        if given.store == "neo4j":
            uri = stack.enter_context(running(home / "neo4j", size=Size(brief=False))).uri
        location = Location(home / "store", uri)
        if not location.folder.exists():
            home.mkdir(parents=True, exist_ok=True)
            _build(location, home / "made-up.nq", given.platforms, given.seed)
        _fill(location)
        keyring = Keyring(home / "keys")
        if not keyring.public().keys:
            keyring.make()
        served = stack.enter_context(serving(location, "--keys", str(keyring.path)))
        sys.stdout.write(
            f"{'attack':34}{'status':>16}{'MB':>8}{'s':>7}{'silent ms':>11}{'ordinary ms':>13}"
            f"{'at most':>9}{'peak MB':>9}\n"
        )
        for attack in attacks(*_platform(served)):
            if given.only in attack.name:
                sys.stdout.write(_row(attack, served))
                sys.stdout.flush()


def _row(attack: Attack, served: Served) -> str:
    with _watching(served.port) as seen:
        outcomes = asyncio.run(_attack(served.port, attack))
    watched = seen[0]
    statuses = "/".join(
        f"{s}x{sum(o.status == s for o in outcomes)}" for s in sorted({o.status for o in outcomes})
    )
    longest = max(outcome.seconds for outcome in outcomes)
    size = max(outcome.size for outcome in outcomes) / 1e6
    bad = [
        *(["silent"] if watched.silence > SILENCE else []),
        *(["slow"] if longest > SECONDS else []),
        *(["shut out"] if watched.failed else []),
        *(["refused"] if attack.ordinary and statuses != f"200x{len(outcomes)}" else []),
    ]
    code = re.search(rb'"code":"(\w+)"', outcomes[0].start)
    bad += [code[1].decode()] if code else []
    return (
        f"{attack.name:34}{statuses:>16}{size:>8.1f}{longest:>7.1f}{watched.silence:>11.0f}"
        f"{watched.median:>13.0f}{watched.longest:>9.0f}{served.megabytes('VmHWM'):>9.0f}  {' '.join(bad)}\n"
    )


def _platform(served: Served) -> tuple[str, str]:
    """The IRI of a platform, and a receipt."""
    query = "{ digitalPlatforms(first: 1) { nodes { iri } } }"
    body = orjson.dumps({"query": query, "extensions": {"receipt": True}})
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    connection.request("POST", "/graphql", body, _JSON)
    answer = orjson.loads(connection.getresponse().read())
    connection.close()
    return answer["data"]["digitalPlatforms"]["nodes"][0]["iri"], answer["extensions"]["receipt"]


def _build(location: Location, path: Path, platforms: int, seed: int) -> None:
    """Make a release of made-up data; `path` is the file for their statements."""
    count, _ = write_files(World(platforms, seed, _DEFECTS), path, DEFAULT_BASE)
    with path.open("rb") as file:
        request = LoadRequest(
            today="2026-06-30", reader=FixedQuads(parse(file, RdfFormat.N_QUADS)), on_violation="record"
        )
        build(location, request)
    sys.stdout.write(f"{platforms:,} platforms, {count:,} statements\n")


def _fill(location: Location) -> None:
    """Bring the Neo4j of a location to the release in its folder, unless it has it."""
    folder = Folder(location.folder)
    with open_neo4j(location) as store:
        if store is not None:
            synchronise(store, folder, folder.find(None), silent)
