"""The time and statements of `whyApproved` over many synthetic platforms, embedded."""

import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path

import orjson
from pyoxigraph import RdfFormat, parse

from graph_api.engine.engine import Engine
from graph_api.exports.question import JustificationRequest
from graph_api.operations.question import Question
from graph_api.serving.opening import open_engine
from graph_api.settings import Settings
from loaders.folder.location import Location
from loaders.releases.build import LoadRequest, build
from loaders.synthetic.file import write_files
from loaders.synthetic.world import World
from ontology.iris import DEFAULT_BASE
from tests.loaders.support.releasing import FixedQuads

DEFECTS, ASKED, BAR = 0.01, 500, 25.0
"""Milliseconds within which 95 of 100 answers have to be there."""
_LIST = "query($after: String) { digitalPlatforms(first: 200, after: $after) { nodes { iri } pageInfo { endCursor } } }"
_WHY = """query Why($platform: ID!) {
  whyApproved(platform: $platform) {
    verdict status { code } decision { iri } blocking { kind text(lang: "en") { value } }
    steps {
      kind outcome text(lang: "vi") { value } about { iri } acts { iri } findings { iri }
      statements { ntriples sources { iri } }
    }
    findings { iri }
  }
}"""


def measure_why(platforms: int, seed: int) -> None:
    """Print a row for a question with all steps, and one for all that the exports ask."""
    with tempfile.TemporaryDirectory(prefix="ndp-bench-") as folder:
        path = Path(folder) / "made-up.nq"
        count, _ = write_files(World(platforms, seed, DEFECTS), path, DEFAULT_BASE)
        with path.open("rb") as file:
            quads = parse(file, RdfFormat.N_QUADS)
            location = Location(Path(folder) / "store")
            build(location, LoadRequest(today="2026-10-31", reader=FixedQuads(quads), on_violation="record"))
        sys.stdout.write(f"{platforms:,} platforms, {count:,} statements\n")
        asyncio.run(_measure(Settings(store=f"sqlite:{location.folder}"), seed))


async def _measure(settings: Settings, seed: int) -> None:
    async with await open_engine(settings) as engine:
        platforms = await _platforms(engine)
        random.Random(seed).shuffle(platforms)
        sys.stdout.write(
            f"{'question':10}{'p50 ms':>8}{'p95 ms':>8}{'max ms':>8}{'bar':>7}{'statements':>12}\n"
        )
        for name, documents in (
            ("steps", [Question(_WHY, {"platform": iri}) for iri in platforms[:ASKED]]),
            ("export", [JustificationRequest(iri).question() for iri in platforms[:ASKED]]),
        ):
            await _row(engine, name, documents)


async def _platforms(engine: Engine) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        answer = await engine.execute(Question(_LIST, {"after": after}))
        page = orjson.loads(answer.body)["data"]["digitalPlatforms"]
        if not page["nodes"]:
            return found
        found += [node["iri"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]


async def _row(engine: Engine, name: str, questions: list[Question]) -> None:
    times, statements = [], set()
    for question in questions:
        start = time.perf_counter()
        answer = await engine.execute(question)
        times.append((time.perf_counter() - start) * 1000)
        statements.add(answer.statements)
        if not answer.executed:
            raise AssertionError(answer.body)
    times.sort()
    middle, late = times[len(times) // 2], times[len(times) * 95 // 100]
    said = ", ".join(map(str, sorted(statements)))
    row = f"{name:10}{middle:>8.1f}{late:>8.1f}{times[-1]:>8.1f}{BAR:>7.1f}{said:>12}"
    sys.stdout.write(f"{row}{'' if late < BAR else '  too slow'}\n")
