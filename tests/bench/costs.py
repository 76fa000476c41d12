"""The cost that is expected of an answer beside what it takes: random operations, and all special fields."""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
from pyoxigraph import RdfFormat, parse

from graph_api.engine.engine import Engine
from graph_api.operations.question import Question
from graph_api.serving.opening import open_engine
from graph_api.settings import Settings
from graph_api.stores.sqlite.reader import SqliteReader
from loaders.folder.location import Location
from loaders.releases.build import LoadRequest, build
from loaders.synthetic.file import write_files
from loaders.synthetic.world import World
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model
from tests.graph_api.support.operations import Generator, Operation
from tests.graph_api.support.pools import Pools
from tests.graph_api.support.reference.answers import Reference
from tests.graph_api.support.special import special_operations
from tests.loaders.support.releasing import FixedQuads
from tests.support.neo4j_server import Size, running, why_unavailable

SIZES = (60, 300, 1_800)
"""Platforms: 38,000, 145,000 and 770,000 statements."""
_SMALL = SIZES[0]
_DEFECTS = 0.01
_COUNTED = ("rows", "values", "rdfStatements")
FACTOR = 5
"""Estimates further off than this are counted."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An operation with the ratio of what was expected to what was counted or measured, by name."""

    query: str
    ratios: Mapping[str, float]


def measure_costs(rounds: int, seed: int, store: str | None) -> None:
    """Print for each store and size the ratios of estimate to truth: median, 5 and 95 of 100, those off, the worst."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ndp-bench-")))
        files = {platforms: _write(home, platforms, seed) for platforms in SIZES}
        operations = _random_operations(files[_SMALL], rounds, seed)
        uri = None
        if store != "sqlite" and why_unavailable() is None:
            uri = stack.enter_context(running(home / "neo4j", size=Size(brief=False))).uri
        sys.stdout.write(f"{'':34}{'median':>9}{'p5':>9}{'p95':>9}{'off':>9}   worst\n")
        for platforms, file in files.items():
            settings = []
            if store != "neo4j":
                settings.append(Settings(store=f"sqlite:{home / str(platforms)}"))
            if uri and platforms != SIZES[-1]:
                settings.append(Settings(store=uri, releases=home / f"neo4j-{platforms}"))
            for one in settings:
                _build(one, file)
                asyncio.run(_measure(one, platforms, operations))


def _write(home: Path, platforms: int, seed: int) -> Path:
    path = home / f"{platforms}.nq"
    write_files(World(platforms, seed, _DEFECTS), path, DEFAULT_BASE)
    return path


def _build(settings: Settings, file: Path) -> None:
    location: Location = settings.location
    with file.open("rb") as data:
        reader = FixedQuads(parse(data, RdfFormat.N_QUADS))
        build(location, LoadRequest(today="2026-10-31", reader=reader, replace=True, on_violation="record"))


def _random_operations(file: Path, rounds: int, seed: int) -> Sequence[Operation]:
    model = read_model(builtin_files(DEFAULT_BASE), DEFAULT_BASE)
    with file.open("rb") as data:
        pools = Pools(Reference(list(parse(data, RdfFormat.N_QUADS)), model))
    return [Generator(pools, seed * 10_000 + number).operation() for number in range(rounds)]


async def _measure(settings: Settings, platforms: int, operations: Iterable[Operation]) -> None:
    async with await open_engine(settings) as opened:
        rules = replace(opened.parts.rules, limits=None, max_cost=10**15, seconds=120.0, max_bytes=10**9)
        engine = opened.replace(rules=rules)
        kind = "neo4j" if settings.location.neo4j else "sqlite"
        special = [Question(query, wants_cost=True) for query in await special_operations(engine)]
        random = [
            Question(one.query, one.variables, None, one.accept_language, wants_cost=True)
            for one in operations
        ]
        for name, questions in (("random", random), ("special", special)):
            samples = [one for one in [await _sample(engine, question) for question in questions] if one]
            for counted in (*_COUNTED, "time"):
                _print(f"{kind} {platforms} {name} {counted}", counted, samples)


async def _sample(engine: Engine, question: Question) -> Sample | None:
    clock = time.process_time if isinstance(engine.reader, SqliteReader) else time.perf_counter
    times = []
    body: Any = None
    for _ in range(2):  # the first makes the statements
        start = clock()
        body = orjson.loads((await engine.execute(question)).body)
        times.append((clock() - start) * 1000)
    if "errors" in body:
        return None
    cost = body["extensions"]["cost"]
    ratios = {name: (cost["expected"][name] + 5) / (cost[name] + 5) for name in _COUNTED}
    return Sample(question.query, ratios | {"time": (cost["expected"]["ms"] + 0.3) / (min(times) + 0.3)})


def _print(title: str, counted: str, samples: Sequence[Sample]) -> None:
    ratios = sorted(one.ratios[counted] for one in samples)
    at = [ratios[len(ratios) * share // 100] for share in (50, 5, 95)]
    worst = max(samples, key=lambda one: max(one.ratios[counted], 1 / one.ratios[counted]))
    off = sum(not 1 / FACTOR <= ratio <= FACTOR for ratio in ratios)
    cells = "".join(f"{ratio:>9.2f}" for ratio in at) + f"{f'{off}/{len(ratios)}':>9}"
    query = " ".join(worst.query.split())[:110]
    sys.stdout.write(f"{title:34}{cells}   {worst.ratios[counted]:.2f} {query}\n")
    sys.stdout.flush()
