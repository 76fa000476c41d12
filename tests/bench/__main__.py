"""Measurements. `poe bench` compares three servers with the same questions; `python -m tests.bench NAME` runs another.

The questions are asked over the same data, on SQLite and on a real Neo4j (started here, if Java and Maven are there):

- `point`: one platform by IRI with a handful of fields, its roles and who has them;
- `nested`: 100 platforms, their roles, and who has each: 100 items with two levels below;
- `filter`: the platforms in which the agency of a given slug has a role, through two relations.

Three contenders give the same data, which is asserted first:

- `floor`: a bare endpoint that runs ours' own statements and shapes the answer by hand (`floor.py`);
- `ours`: the real application, with everything in between;
- `stock`: Strawberry with typed classes and a DataLoader for each relation (`stock.py`).

All are Starlette applications, called in this process as a server calls them, one request after the other,
in turns (A B C, B C A, …), so that what else the machine does hits all alike. A row gives for each contender
the median in milliseconds and, in brackets, the least time; then two ratios of medians: `stock/ours`, how many
times faster ours is than stock Strawberry (to be 3 or more for `nested`), and `ours/floor`, how far ours is
from what could be had at best. Milliseconds mean little on another machine; the ratios are what to compare
from run to run, and a difference below a tenth is noise. Nothing here is a test, and no test measures time.

`start` measures the program itself on the data that ship: the seconds until `ndp-graph serve` is ready, from
nothing and again (median, least in brackets), and the memory of the serving process, each with its bar.
`refusals` measures how soon documents over a limit are refused, `planning` what many classes cost, `rules` how long
the audit's rules take over the data that ship and over a million statements.

`planning` measures what it takes to parse, validate and plan operations over an ontology of 30 classes and over
one of 300, in milliseconds of processor time, median and least in brackets, and the ratio with its bar.

`auditing` makes up data with defects (`--platforms`, `--seed`) and prints what an audit takes, and its precision
and recall for each rule. `costs` asks random operations and all special fields over three sizes of made-up data
and prints the ratios of the expected cost to the true one, in rows, values, statements of RDF and time; how many are
off by more than a factor of 5, and the worst with its operation. The largest size is asked on SQLite alone.
`tables` streams a list of many rows in each format, embedded, in a process of its own, and prints the rows in a
second and the most memory of that process, each with its bar.
`loading` prints the time and the most memory of each step of a load (`--platforms`, `--memory`).
`dumping` writes a million statements in N-Quads from graph files, few and many, with and without blank nodes, and
prints the statements in a second and the most memory of the process, each with its bar.
`documents` prints the processor time of a document about each resource of the data that ship, in each form, in
milliseconds, each written for the first time, and of batches of 50 names to reconcile, each with its bar.
`pages` does so for pages for people, by kind, with the most statements of one and the bytes of the longest, compressed;
`many-pages` does it over made-up data (`--platforms`).
`pictures` prints the processor time of pictures of made-up lineages, and of their pages, with a bar for the largest.
`why` prints how soon `whyApproved` answers over such data, and in how many statements.

`search` prints how often the queries of the tests find the right thing first, and the mean reciprocal rank, beside
those of SQLite's bm25 and Neo4j's Lucene score over the same texts; then how soon they are answered among made-up data.

`sparql` serves the data that ship, and lets crowds of clients send SPARQL queries: cross products, regular expressions,
plain ones. A row for each crowd: what a small question of another client takes at the 95th percentile beside it and
alone (in turns), the ratio with its bar, that of the medians, the memory and the processor time of the server, the
statuses of the answers (0: a connection was closed), and what was not as it should be.

`attack` serves such data (2,000 platforms are about 845,000 statements), on SQLite or with `--store neo4j`, and sends
requests that ask for as much as they can. A row for each: the statuses of its answers, the bytes of the longest and the
seconds of the slowest; for how long `/healthz` was silent (bar 250 ms), the median and the longest time of a small
question of another client, in milliseconds; the most memory of the server so far; and what was not as it should be,
with the code of an error.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path

import uvloop
from neo4j import AsyncDriver

from graph_api.http.app import create_app
from graph_api.serving.opening import open_engine
from graph_api.settings import Settings
from graph_api.stores.neo4j.connection import open_driver
from graph_api.stores.neo4j.reader import Neo4jReader
from graph_api.stores.sqlite.reader import SqliteReader
from loaders.folder.folder import Folder
from ontology.storage import STORE
from tests.bench.attack import measure_attacks
from tests.bench.auditing import measure_auditing
from tests.bench.costs import measure_costs
from tests.bench.data import build_store
from tests.bench.documents import measure_documents
from tests.bench.dumping import measure_dumping
from tests.bench.floor_neo4j import create_neo4j_floor
from tests.bench.floor_sqlite import create_sqlite_floor
from tests.bench.loading import measure_loading
from tests.bench.measure import Contender, Times, check, race
from tests.bench.pages import measure_pages
from tests.bench.pictures import measure_pictures
from tests.bench.planning import measure_planning
from tests.bench.questions import QUESTIONS, BenchQuestion
from tests.bench.refusals import measure_refusals
from tests.bench.rules import measure_rules
from tests.bench.search import measure_search
from tests.bench.sparql import measure_sparql
from tests.bench.start import measure_start
from tests.bench.stock import create_stock
from tests.bench.stock_neo4j import Neo4jSource
from tests.bench.stock_sqlite import SqliteSource
from tests.bench.tables import measure_tables
from tests.bench.why import measure_why
from tests.support.neo4j_server import Size, running, why_unavailable

_HEADER = (
    f"{'store':8}{'question':10}{'floor':>16}{'ours':>16}{'stock':>16}{'stock/ours':>12}{'ours/floor':>12}\n"
)


@asynccontextmanager
async def sqlite_contenders(folder: Path) -> AsyncIterator[list[Contender]]:
    """The contenders over the release in `folder`."""
    settings = Settings(store=f"sqlite:{folder}")
    file = Folder(folder).sqlite_path(Folder(folder).find(None).id)
    ours = create_app(settings)
    async with await open_engine(settings) as engine, ours.router.lifespan_context(ours):
        assert isinstance(engine.reader, SqliteReader)
        yield [
            Contender("floor", await create_sqlite_floor(engine.reader, file), "/{name}"),
            Contender("ours", ours),
            Contender("stock", create_stock(SqliteSource(file))),
        ]


@asynccontextmanager
async def neo4j_contenders(uri: str, folder: Path) -> AsyncIterator[list[Contender]]:
    """The contenders over the database at `uri`."""
    settings = Settings(store=uri, releases=folder, standby=False)
    ours = create_app(settings)
    async with AsyncExitStack() as stack:
        engine = await stack.enter_async_context(await open_engine(settings))
        await stack.enter_async_context(ours.router.lifespan_context(ours))
        drivers = [await stack.enter_async_context(open_driver(uri, None, None)) for _ in range(2)]
        generation = await _generation(drivers[1])
        assert isinstance(engine.reader, Neo4jReader)
        yield [
            Contender("floor", await create_neo4j_floor(engine.reader, drivers[0]), "/{name}"),
            Contender("ours", ours),
            Contender("stock", create_stock(Neo4jSource(drivers[1], generation))),
        ]


async def _generation(driver: AsyncDriver) -> int:
    found = await driver.execute_query(f"MATCH (s:{STORE} {{name: 'ndp'}}) RETURN s.generation")
    return int(found.records[0][0])


async def compare(store: str, contenders: list[Contender], rounds: int, warmup: int) -> None:
    """Print a row for each question."""
    for question in QUESTIONS:
        await check(contenders, question)
    for question in QUESTIONS:
        times = await race(contenders, question, warmup, rounds)
        sys.stdout.write(_row(store, question, times))
        sys.stdout.flush()


def _row(store: str, question: BenchQuestion, times: Mapping[str, Times]) -> str:
    cells = "".join(f"{f'{t.median:.2f} ({t.best:.2f})':>16}" for t in times.values())
    floor, ours, stock = (times[name].median for name in ("floor", "ours", "stock"))
    return f"{store:8}{question.name:10}{cells}{stock / ours:>11.1f}×{ours / floor:>11.1f}×\n"


async def run(given: argparse.Namespace, folder: Path, neo4j: str | None) -> None:
    """All rows of the table."""
    sys.stdout.write(_HEADER)
    if given.store != "neo4j":
        async with sqlite_contenders(folder) as contenders:
            await compare("sqlite", contenders, given.rounds, warmup=20)
    if neo4j:
        async with neo4j_contenders(neo4j, folder) as contenders:
            # The JVM compiles what it runs often: before that, times say little.
            await compare("neo4j", contenders, given.rounds, warmup=100)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "what",
        nargs="?",
        choices=tuple(_MEASURES),
        default="questions",
    )
    parser.add_argument("--store", choices=("sqlite", "neo4j"), help="only this one")
    parser.add_argument("--rounds", type=int, default=150, help="requests of each contender (%(default)s)")
    parser.add_argument(
        "--platforms",
        type=int,
        default=1000,
        help="for auditing, why, attack, search, loading, pages (%(default)s)",
    )
    parser.add_argument("--seed", type=int, default=1, help="for auditing, why, attack (%(default)s)")
    parser.add_argument(
        "--folder", type=Path, help="for attack, documents: keep the data here, to save time the next time"
    )
    parser.add_argument("--memory", type=int, default=600_000_000, help="bytes, for loading (%(default)s)")
    parser.add_argument("--rows", type=int, default=200_000, help="for tables (%(default)s)")
    parser.add_argument("--only", default="", help="for attack: only those with this in their names")
    given = parser.parse_args()
    _MEASURES[given.what](given)


def measure_questions(given: argparse.Namespace) -> None:
    """Build the stores and print the table."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ndp-bench-")))
        uri = None
        if given.store != "sqlite":
            reason = why_unavailable()
            if reason:
                sys.stderr.write(f"Without Neo4j: {reason}\n")
            else:
                uri = stack.enter_context(running(home / "neo4j", size=Size(brief=False))).uri
        build_store(home / "releases", uri)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as uvicorn takes it
            runner.run(run(given, home / "releases", uri))


_MEASURES: Mapping[str, Callable[[argparse.Namespace], object]] = {
    "questions": measure_questions,
    "start": lambda _: measure_start(),
    "planning": lambda given: measure_planning(given.rounds),
    "refusals": lambda _: measure_refusals(),
    "auditing": lambda given: measure_auditing(given.platforms, given.seed),
    "rules": lambda _: measure_rules(),
    "why": lambda given: measure_why(given.platforms, given.seed),
    "attack": measure_attacks,
    "costs": lambda given: measure_costs(given.rounds, given.seed, given.store),
    "search": measure_search,
    "tables": lambda given: measure_tables(given.rows),
    "documents": lambda given: measure_documents(given.folder),
    "pages": lambda _: measure_pages(),
    "pictures": lambda _: measure_pictures(),
    "many-pages": lambda given: measure_pages(given.platforms),
    "dumping": lambda _: measure_dumping(),
    "sparql": lambda _: measure_sparql(),
    "loading": lambda given: measure_loading(given.platforms, given.memory),
}
"""The measurements by name."""


if __name__ == "__main__":
    main()
