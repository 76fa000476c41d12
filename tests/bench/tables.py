"""The speed and the memory of tables: all rows of one list, embedded, in a process of its own."""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import uvloop
from pyoxigraph import Literal, NamedNode

from graph_api.cli.garbage import settle
from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.engine.tables import PreparedTable
from graph_api.operations.question import Question
from graph_api.serving.opening import open_engines
from graph_api.serving.tables import TableLimits, TableStream
from graph_api.settings import Settings
from graph_api.stores.sqlite.reader import SqliteReader
from graph_api.tables.formats import FORMATS
from loaders.stores.port import GraphInfo, StoreChange
from loaders.stores.sqlite.store import SqliteStore
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from ontology.namespaces import RDF_TYPE, SKOS
from ontology.read import read_model
from ontology.record import Record
from ontology.record_encoder import encoder
from tests.bench.data import DCT, NDP

RATE, MEMORY = 50_000, 150.0
"""The least rows in a second, and the most megabytes that a table adds to the process."""
_FILE, _RELEASE = "graph.sqlite", "000001-bench"
_PLAIN = 'iri label { value lang } declaredStatus { code label(lang: "en") { value } } slug'
_LISTS = {
    "plain": f"{{ digitalPlatforms {{ nodes {{ {_PLAIN} }} }} }}",
    "filtered": f'{{ digitalPlatforms(where: {{slug: {{ne: "no"}}}}) {{ nodes {{ {_PLAIN} }} }} }}',
    "ordered": f"{{ digitalPlatforms(orderBy: [{{slug: {{dir: DESC}}}}]) {{ nodes {{ {_PLAIN} }} }} }}",
}


def measure_tables(rows: int) -> None:
    """Print a row for each list and format: rows in a second, also of processor time, and memory, with the bars."""
    sys.stdout.write(
        f"{rows:,} rows\n{'list':10}{'format':9}{'rows/s':>10}{'bar':>9}{'rows/cpu s':>12}"
        f"{'MB before':>11}{'MB added':>10}{'bar':>7}{'MB written':>12}\n"
    )
    with tempfile.TemporaryDirectory(prefix="ndp-bench-") as folder:
        _build(Path(folder) / _FILE, rows)
        for name, form in [*(("plain", form) for form in FORMATS), ("filtered", "csv"), ("ordered", "csv")]:
            command = [sys.executable, "-m", "tests.bench.tables", folder, name, form]
            found = subprocess.run(command, check=True, capture_output=True, text=True)
            count, seconds, spent, before, most, size = map(float, found.stdout.split())
            if count != rows:
                raise AssertionError(f"{name} as {form} has {count:.0f} rows")
            rate = rows / seconds
            problem = "" if rate >= RATE and most - before < MEMORY else "  over the bar"
            sys.stdout.write(
                f"{name:10}{form:9}{rate:>10,.0f}{RATE:>9,}{rows / spent:>12,.0f}{before:>11.0f}"
                f"{most - before:>10.0f}{MEMORY:>7.0f}{size / 1e6:>12.1f}{problem}\n"
            )
            sys.stdout.flush()


def _model() -> Model:
    return read_model(builtin_files(DEFAULT_BASE), DEFAULT_BASE)


def _build(file: Path, rows: int) -> None:
    """A SQLite file with so many platforms, by the product's own writer."""
    model = _model()
    graphs = {1: GraphInfo(DEFAULT_BASE + "graph/bench/platforms", rows * 6)}
    SqliteStore(file).apply(StoreChange(_RELEASE, model, b"", graphs, _records(rows, model), replace=True))


def _records(rows: int, model: Model) -> Iterator[Record]:
    status = NamedNode(f"{DEFAULT_BASE}code/platform-status/published")
    encode = encoder(model, ())
    for number in range(rows):
        said = (
            (RDF_TYPE, NamedNode(NDP + "DigitalPlatform")),
            (SKOS + "prefLabel", Literal(f"Nền tảng số dùng chung {number}", language="vi")),
            (SKOS + "prefLabel", Literal(f"Shared digital platform {number}", language="en")),
            (DCT + "identifier", Literal(f"NTS-{number}")),
            (NDP + "declaredStatus", status),
            (NDP + "slug", Literal(f"nts-{number * 7919 % rows:06d}")),
        )
        subject = f"{DEFAULT_BASE}id/platform/{number:06d}"
        yield encode(subject, {(predicate, str(value)): (1,) for predicate, value in said})


async def _run(folder: Path, name: str, form: str) -> str:
    """Rows, seconds, seconds of processor time, megabytes before and at most, bytes."""
    settings = Settings(store=f"sqlite:{folder}")
    reader = SqliteReader(folder / _FILE, _model(), _RELEASE)
    engine = Engine(EngineParts(reader, statistics=await reader.statistics()))

    async def current() -> Engine:
        return engine

    engines = open_engines(settings, current)
    stream = TableStream(engines, FORMATS[form], TableLimits.of(settings), _prepare)
    settle()
    _forget_most_memory()
    size, before, since, spent = 0, _megabytes(), time.perf_counter(), time.process_time()
    await stream.open(Question(_LISTS[name]))
    await stream.begin()
    async for piece in stream.pieces():
        size += len(piece)
    seconds, spent = time.perf_counter() - since, time.process_time() - spent
    await stream.close()
    await engines.close()
    await reader.close()
    return f"{stream.rows} {seconds} {spent} {before} {_megabytes()} {size}\n"


async def _prepare(engine: Engine, question: Question) -> PreparedTable:
    return engine.prepare_table(question)


def _megabytes() -> float:
    """The most memory that this process has had. What `getrusage` tells counts the process before `exec`, too."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _forget_most_memory() -> None:
    """Measure the most memory from now on."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.stdout.write(runner.run(_run(Path(sys.argv[1]), sys.argv[2], sys.argv[3])))
