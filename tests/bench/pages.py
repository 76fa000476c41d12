"""The processor time of pages for people, by kind, over the data that ship or over made-up ones.

Each page is written for the first time. Beside the times: the most statements of a page, and the bytes of the longest,
compressed.
"""

import asyncio
import gzip
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import uvloop
from starlette.applications import Starlette
from starlette.testclient import TestClient

from graph_api.cli.garbage import settle
from graph_api.engine.answer import Answer
from graph_api.engine.engine import Engine
from graph_api.engine.prepared import PreparedOperation
from graph_api.http.app import create_app
from graph_api.settings import Settings
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.publication.addresses import Addresses
from loaders.releases.build import LoadRequest, build
from loaders.shipped.statements import iter_shipped
from loaders.synthetic.file import write_files
from loaders.synthetic.world import World
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from ontology.read import read_model
from ontology.values.languages import LANGUAGES
from tests.bench.documents import ShippedNames, cpu_of_requests, print_row
from tests.bench.loading import DEFECTS, SEED, MadeUpData
from tests.loaders.support.releasing import FixedQuads

BAR, BAR_MADE_UP = 20.0, 40.0
"""Milliseconds within which 95 of 100 pages have to be there: over the data that ship, and over made-up ones."""
_MOST = 150
"""Pages of a kind that are measured."""


@dataclass(slots=True)
class _Counted:
    """The statements of the last page, and the most of any page of the kind."""

    statements: int = 0
    most: int = 0


def measure_pages(platforms: int = 0) -> None:
    """Print a row for each kind of page: over the data that ship, or over so many made-up platforms."""
    model = read_model(builtin_files(DEFAULT_BASE), DEFAULT_BASE)
    with tempfile.TemporaryDirectory(prefix="ndp-bench-") as home:
        folder, made_up = Path(home, "data"), Path(home, "made-up.nq")
        if platforms:
            write_files(World(platforms, SEED, DEFECTS), made_up, DEFAULT_BASE)
        reader = MadeUpData(made_up) if platforms else FixedQuads(_shipped())
        build(Location(folder), LoadRequest(today="2026-12-01", reader=reader, on_violation="record"))
        app, counted = create_app(Settings(store=f"sqlite:{folder}")), _Counted()
        _count(counted)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            names = ShippedNames.of(Folder(folder))
            runner.run(_measure(app, names, model, counted, BAR_MADE_UP if platforms else BAR))
        with TestClient(create_app(Settings(store=f"sqlite:{folder}"))) as client:
            for kind, paths in iter_kinds(names, model):
                longest = max(len(gzip.compress(client.get(path).content)) for path in paths[:20])
                sys.stdout.write(f"{kind:16}{longest:>10,} bytes\n")


def _shipped() -> Any:
    return iter_shipped(illustrative=True, base=DEFAULT_BASE)


def iter_kinds(names: ShippedNames, model: Model) -> Iterator[tuple[str, Sequence[str]]]:
    """Each kind of page with the paths of some."""
    addresses = Addresses(DEFAULT_BASE, "")

    def of(kind: str) -> list[str]:
        own = [iri for iri in names.iris if iri.startswith(f"{DEFAULT_BASE}id/{kind}/")]
        step = max(len(own) // _MOST, 1)
        return [f"{addresses.document(iri)}?lang=vi&format=html" for iri in own[::step][:_MOST]]

    yield "home", [f"/?lang={lang}" for lang in LANGUAGES]
    yield "search", [f"/search?{urlencode({'q': name, 'lang': 'vi'})}" for name in names.labels[:_MOST]]
    yield (
        "list",
        [f"/list/{term.plural}?lang={lang}" for term in model.classes.values() for lang in ("vi", "en")],
    )
    yield "class", [f"/ns?term={quote(term.type_name)}&lang=vi" for term in model.classes.values()]
    yield "calendar", [f"/calendar?lang={lang}" for lang in LANGUAGES]
    for kind in ("platform", "org", "decision", "criteria-set", "act", "assessment"):
        if paths := of(kind):
            yield kind, paths


async def _measure(app: Starlette, names: ShippedNames, model: Model, counted: _Counted, bar: float) -> None:
    sys.stdout.write(f"{'':16}{'requests':>10}{'p50 ms':>10}{'p95 ms':>10}{'slowest':>10}{'bar':>7}\n")
    async with app.router.lifespan_context(app):
        for kind, paths in iter_kinds(names, model):
            await cpu_of_requests(app, [paths[0] + "&illustrative=true"])  # planned once
            settle()
            counted.most = 0
            times = []
            for path in paths:
                counted.statements = 0
                times += await cpu_of_requests(app, [path])
                counted.most = max(counted.most, counted.statements)
            print_row(kind, sorted(times), bar)
            sys.stdout.write(f"{'':16}{counted.most:>10} statements at most\n")


def _count(counted: _Counted) -> None:
    """Count the statements of all engines of this process from now on."""
    run = Engine.run

    async def counting(self: Engine, operation: PreparedOperation) -> Answer:
        answer = await run(self, operation)
        counted.statements += answer.statements
        return answer

    Engine.run = counting  # type: ignore[method-assign]  # this process does nothing else
