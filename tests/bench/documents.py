"""The processor time of documents about all resources of the data that ship, and of a batch of names to reconcile.

Requests are made in this process, each for something that was not written before; the time is that of all its threads.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import orjson
import uvloop
from starlette.applications import Starlette

from graph_api.cli.garbage import settle
from graph_api.http.app import create_app
from graph_api.settings import Settings
from loaders.dump.statements import iter_release
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.publication.addresses import Addresses
from loaders.releases.build import LoadRequest, build
from loaders.shipped.statements import iter_shipped
from ontology.iris import DEFAULT_BASE
from ontology.namespaces import SKOS
from ontology.values.literals import split
from tests.loaders.support.releasing import FixedQuads

FORMS = ("ttl", "nt", "rdf", "nq", "trig", "jsonld", "html")
BAR, BATCH_BAR = 20.0, 25.0
"""Milliseconds within which 95 of 100 documents have to be there, and a batch of names."""
BATCH, _BATCHES = 50, 20
_LABEL = f"<{SKOS}prefLabel>"


@dataclass(frozen=True, slots=True)
class ShippedNames:
    """The IRIs of all resources of a release, and names of some."""

    iris: Sequence[str]
    labels: Sequence[str]

    @classmethod
    def of(cls, folder: Folder) -> "ShippedNames":
        """The names in the current release of a folder."""
        iris, labels = dict[str, None](), dict[str, None]()
        for line in iter_release(folder, folder.find(None)):
            subject, predicate, rest = line.decode().split(" ", 2)
            if subject.startswith("<"):
                iris[subject[1:-1]] = None
            if predicate == _LABEL:
                labels[split(rest.rpartition(" <")[0])[0]] = None
        return cls(tuple(iris), tuple(labels))

    def batches(self, *, misspelt: bool = False) -> Iterator[bytes]:
        """Forms with queries of so many names, each name once, as it is or without its third letter."""
        for number in range(min(_BATCHES, len(self.labels) // BATCH)):
            names = self.labels[number * BATCH : (number + 1) * BATCH]
            texts = [name[:2] + name[3:] if misspelt else name for name in names]
            queries = {f"q{place}": {"query": text, "limit": 3} for place, text in enumerate(texts)}
            yield b"queries=" + quote(orjson.dumps(queries)).encode()


def measure_documents(given: Path | None) -> None:
    """Print a row for each form, then some for batches, of which the first is planned.

    `given` is a release folder to keep, and to use again.
    """
    with tempfile.TemporaryDirectory(prefix="ndp-bench-") as home:
        folder = given or Path(home, "data")
        if Folder(folder).current_id() is None:
            reader = FixedQuads(iter_shipped(illustrative=True, base=DEFAULT_BASE))
            build(Location(folder), LoadRequest(today="2026-12-01", reader=reader, on_violation="record"))
        app = create_app(Settings(store=f"sqlite:{folder}"))
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_measure(app, ShippedNames.of(Folder(folder))))


async def _measure(app: Starlette, names: ShippedNames) -> None:
    sys.stdout.write(f"{'':16}{'requests':>10}{'p50 ms':>10}{'p95 ms':>10}{'slowest':>10}{'bar':>7}\n")
    addresses = Addresses(DEFAULT_BASE, "")
    async with app.router.lifespan_context(app):
        for form in FORMS:
            paths = [addresses.document(iri, form) for iri in names.iris]
            if form == FORMS[0]:
                await cpu_of_requests(app, paths[:1])  # what the ontology says about its terms is read once
                settle()
                paths = paths[1:]
            print_row(form, await cpu_of_requests(app, paths), BAR)
        batches, misspelt = list(names.batches()), list(names.batches(misspelt=True))
        for name, some in (("first", batches[:1]), ("further", batches[1:]), ("misspelt", misspelt)):
            print_row(
                f"names, {name}", await cpu_of_requests(app, ["/reconcile/vi"] * len(some), some), BATCH_BAR
            )


def print_row(name: str, times: Sequence[float], bar: float) -> None:
    p50, p95 = (times[int(len(times) * share)] for share in (0.5, 0.95))
    sys.stdout.write(f"{name:16}{len(times):>10,}{p50:>10.1f}{p95:>10.1f}{times[-1]:>10.1f}{bar:>7.0f}\n")
    sys.stdout.flush()


async def cpu_of_requests(app: Starlette, paths: Sequence[str], bodies: Iterable[bytes] = ()) -> list[float]:
    """The milliseconds of processor time of each request, in order; a request with a body is a POST."""
    times = []
    for path, body in zip(paths, bodies or [b""] * len(paths), strict=True):
        before = time.process_time()
        status = await _status(app, path, body)
        times.append((time.process_time() - before) * 1000)
        assert status == 200, (status, path)
    return sorted(times)


async def _status(app: Starlette, path: str, body: bytes) -> int:
    """The status of the response to a request, as a server would make it."""
    plain, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST" if body else "GET",
        "scheme": "http",
        "path": plain,
        "raw_path": plain.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [
            (b"host", b"127.0.0.1"),
            (b"content-type", b"application/x-www-form-urlencoded"),
            (b"content-length", str(len(body)).encode()),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    statuses: list[int] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, int]) -> None:
        if "status" in message:
            statuses.append(message["status"])

    await app(scope, receive, send)  # type: ignore[arg-type]  # ASGI's own types
    return statuses[0]
