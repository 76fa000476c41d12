"""Requests that ask for as much as they can, against a real server: `python -m tests.bench attack`."""

import asyncio
import http.client
import multiprocessing
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import quote, urlencode

import orjson
from pyoxigraph import RdfFormat, parse

from loaders.folder.location import Location
from loaders.releases.build import LoadRequest, build
from loaders.synthetic.acts import FRAMEWORK_ACT
from loaders.synthetic.file import write_files
from loaders.synthetic.world import World
from ontology.iris import DEFAULT_BASE
from tests.bench.start import Served, serving
from tests.loaders.support.releasing import FixedQuads

SILENCE, SECONDS = 250.0, 12.0
"""Milliseconds for which `/healthz` may be silent; seconds that a request may take."""
_DEFECTS = 0.01
_JSON = {"content-type": "application/json"}
_SMALL = orjson.dumps({"query": "{ digitalPlatforms(first: 3) { nodes { iri label { value } } } }"})


@dataclass(frozen=True, slots=True)
class AttackRequest:
    """One HTTP request: a POST if it has a body."""

    path: str
    body: bytes = b""
    media: str = "application/json"

    @property
    def head(self) -> bytes:
        """The request without its body."""
        lines = [
            f"{'POST' if self.body else 'GET'} {self.path} HTTP/1.1",
            "Host: 127.0.0.1",
            "Connection: close",
        ]
        if self.body:
            lines += [f"Content-Type: {self.media}", f"Content-Length: {len(self.body)}"]
        return "\r\n".join((*lines, "", "")).encode()


@dataclass(frozen=True, slots=True)
class Attack:
    """Requests that one client sends at once. `ordinary`: all must be answered with 200."""

    name: str
    requests: Sequence[AttackRequest]
    ordinary: bool = False


def _ask(query: str, variables: object = None) -> AttackRequest:
    return AttackRequest("/graphql", orjson.dumps({"query": query, "variables": variables}))


def _aliased(count: int, field: str) -> str:
    return " ".join(f"a{number}: {field}" for number in range(count))


def attacks(platform: str) -> Iterator[Attack]:
    """All attacks; `platform` is the IRI of one."""
    rdf = _aliased(59, "rdf(format: RDF_XML)")
    yield Attack(
        "rdf of results",
        [
            _ask(
                f"{{ assessments(first: 200) {{ nodes {{ results(first: 200) {{ nodes {{ {rdf} }} }} }} }} }}"
            )
        ],
    )
    found = _aliased(190, "rdf")
    yield Attack(
        "rdf of a search",
        [_ask(f'{{ search(text: "a", suggest: true, first: 200) {{ nodes {{ {found} }} }} }}')],
    )
    schema = "{ types { name fields { name description args { name description type { name } } } } }"
    yield Attack("20 x __schema", [_ask(f"{{ {_aliased(20, f'__schema {schema}')} }}")])
    yield Attack("__schema, 8 at once", [_ask(f"{{ __schema {schema} }} # {n}") for n in range(8)])
    of_type = "{ fields { args { type { inputFields { type { name kind description } name } } } } }"
    yield Attack("__type in depth", [_ask(f'{{ {_aliased(60, f"""__type(name: "Query") {of_type}""")} }}')])
    search = 'search(text: "nền tảng", first: 20) { totalCount nodes { iri label { value } } }'
    yield Attack("60 x search, 4 at once", [_ask(f"{{ {_aliased(60, search)} }} # {n}") for n in range(4)])
    terms = "{ nodes { classes { iri } graphs { iri subjects } properties { iri } } }"
    yield Attack("60 x releases", [_ask(f"{{ {_aliased(60, f'releases(first: 200) {terms}')} }}")])
    change = [{"subject": FRAMEWORK_ACT[1:-1], "property": "types", "values": []}]
    step = "steps { kind text { value } statements { ntriples } }"
    case = f"nodes: touched {{ platform {{ iri }} before {{ {step} }} after {{ {step} }} }}"
    yield Attack(
        "whatIf", [_ask(f"query ($c: [ChangeInput!]!) {{ whatIf(changes: $c) {{ {case} }} }}", {"c": change})]
    )
    named = f'"{FRAMEWORK_ACT[1:-1]}"'
    resting = "{ platforms(first: 200) { nodes { label { value } rdf } } truncated }"
    yield Attack("20 x impact", [_ask(f"{{ {_aliased(20, f'impact(iri: {named}) {resting}')} }}")])
    deep = "{every: {results: {some: {evidence: {count: {gt: 1}}}}}}"
    yield Attack(
        "nested where",
        [_ask(f"{{ criteria(first: 1, where: {{assessmentResults: {deep}}}) {{ totalCount }} }}")],
    )
    receipt = "eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoiYSIsInR5cCI6Im5kcC1yZWNlaXB0K2p3dCJ9.e30." + "A" * 86
    answer = (
        b'{"data":{'
        + b",".join(b'"k%06d":{"a":[1.5,"x"]}' % n for n in range(290_000))
        + b'},"extensions":{}}'
    )
    form = urlencode({"receipt": receipt}).encode() + b"&answer=" + answer
    yield Attack("verify", [AttackRequest("/verify", form, "application/x-www-form-urlencoded")])
    signed = {
        "receipt": f'{{"data":{{}},"extensions":{{"release":"a","receipt":"{receipt}"}}}}',
        "answer": answer[:4_000_000],
    }
    yield Attack(
        "verify, answers within, 3 at once",
        [AttackRequest("/verify", urlencode(signed).encode(), "application/x-www-form-urlencoded")] * 3,
    )
    address = f"/dossier?platform={quote(platform, safe='')}"
    yield Attack("12 x PDF", [AttackRequest(f"{address}&format=pdf")] * 12)
    yield Attack("30 x home", [AttackRequest("/")] * 30)
    yield Attack("20 x SDL", [AttackRequest("/graphql/schema.graphql")] * 20)
    long = [f"{platform}{n}" for n in range(15_000)]
    listed = "query ($i: [ID!]!) { digitalPlatforms(first: 1, where: {iri: {in: $i}}) { totalCount } }"
    yield Attack("long variables, 8 at once", [_ask(listed, {"i": long})] * 8)
    fields = " ".join(
        f"a{n}: digitalPlatforms(first: 1) {{ nodes {{ iri label {{ value }} }} }}" for n in range(60)
    )
    yield Attack("new documents, 50 at once", [_ask(f"{{ {fields} }} # {n}") for n in range(50)])
    yield from _more_attacks(platform)
    ordinary = (
        "{ digitalPlatforms(first: 20) { totalCount nodes { iri label { value } roles { nodes { iri } } } } }"
    )
    yield Attack("ordinary, 50 at once", [_ask(ordinary)] * 50, ordinary=True)


def _more_attacks(platform: str) -> Iterator[Attack]:
    sources = f"sources {{ {_aliased(100, 'rdf')} }}"
    case = f"{{ steps {{ statements {{ {sources} }} }} }}"
    yield Attack("rdf of sources of a case", [_ask(f'{{ whyApproved(platform: "{platform}") {case} }}')])
    nodes = f"nodes {{ depth resource {{ {_aliased(60, 'rdf')} }} }} edges {{ from to {sources} }}"
    yield Attack("lineage", [_ask(f'{{ lineage(iri: "{platform}", depth: 6) {{ {nodes} }} }}')])
    labels, few = _aliased(150, "label { value lang }"), _aliased(20, "label { value }")
    pages = f"{{ nodes {{ {labels} roles(first: 200) {{ nodes {{ {few} }} }} }} }}"
    asked = f"{{ digitalPlatforms(first: 200) {pages} }}"
    yield Attack("labels, 4 at once", [_ask(f"{asked} # {n}") for n in range(4)])
    shaped = "query ($w: DigitalPlatformWhere) { digitalPlatforms(first: 1, where: $w) { totalCount } }"
    conditions = [{"or": [{"slug": {"eq": f"{n} {m}"}} for m in range(300)]} for n in range(20)]
    yield Attack("new conditions, 20 at once", [_ask(shaped, {"w": one}) for one in conditions])
    twice = b'{"query": "{ __typename }", "variables": {' + b",".join(b'"v%d": 1' % n for n in range(70_000))
    yield Attack("a member twice, 8 at once", [AttackRequest("/graphql", twice + b', "v69999": 1}}')] * 8)
    spaces = b'{"query": "{' + b" " * 900_000 + b'__typename }"}'
    yield Attack("spaces, 8 at once", [AttackRequest("/graphql", spaces)] * 8)
    yield Attack("braces, 4 at once", [_ask("{a" * 200_000)] * 4)
    yield Attack("small, 300 at once", [_ask("{ digitalPlatforms(first: 5) { nodes { iri } } }")] * 300)


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


def measure_attacks(platforms: int, seed: int, store: Path | None, only: str) -> None:
    """Print a row for each attack; build the data first unless they are in the folder `store`."""
    with tempfile.TemporaryDirectory(prefix="ndp-bench-") as home:
        folder = store or _build(Path(home), platforms, seed)
        with serving(folder) as served:
            sys.stdout.write(
                f"{'attack':34}{'status':>16}{'MB':>8}{'s':>7}{'silent ms':>11}{'ordinary ms':>13}"
                f"{'at most':>9}{'peak MB':>9}\n"
            )
            for attack in attacks(_platform(served)):
                if only in attack.name:
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


def _platform(served: Served) -> str:
    body = orjson.dumps({"query": "{ digitalPlatforms(first: 1) { nodes { iri } } }"})
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    connection.request("POST", "/graphql", body, _JSON)
    answer = orjson.loads(connection.getresponse().read())
    connection.close()
    return str(answer["data"]["digitalPlatforms"]["nodes"][0]["iri"])


def _build(home: Path, platforms: int, seed: int) -> Path:
    path = home / "made-up.nq"
    count, _ = write_files(World(platforms, seed, _DEFECTS), path, DEFAULT_BASE)
    with path.open("rb") as file:
        request = LoadRequest(
            today="2026-06-30", reader=FixedQuads(parse(file, RdfFormat.N_QUADS)), on_violation="record"
        )
        build(Location(home / "store"), request)
    sys.stdout.write(f"{platforms:,} platforms, {count:,} statements\n")
    return home / "store"
