"""Searching as people type: how often the right thing comes first, compared with the stores' own ranks, and how soon.

The queries are those of the tests (`tests/graph_api/stores/queries`), over the data that ship. Their ranks are compared
with those over the same texts of SQLite's FTS5 (bm25) and of Neo4j's Lucene (its score), with folded letters, for any
of the words.
"""

import argparse
import asyncio
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import orjson
from neo4j import GraphDatabase
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from graph_api.cli.garbage import settle
from graph_api.engine.engine import Engine
from graph_api.operations.question import Question
from loaders.shipped.files import shipped_files
from loaders.synthetic.file import write_files
from loaders.synthetic.world import World
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from ontology.namespaces import RDF_TYPE
from ontology.read import read_model
from ontology.search_lines import SearchLines
from tests.graph_api.stores.test_search_queries import IDS, QUERIES
from tests.graph_api.support.stores import Content, neo4j_asker, read_quads, sqlite_asker
from tests.support.neo4j_server import Size, running, why_unavailable

BAR = 10.0
"""Milliseconds within which 95 of 100 answers have to be there."""
_DEFECTS, _ROUNDS, _READ = 0.01, 3, 10
_ASK = """query ($text: String!, $suggest: Boolean) {
  search(text: $text, suggest: $suggest, first: 10) { match didYouMean edges { score node { iri label { value } } } }
}"""
_WORD = re.compile(r"\w+")
Ranking = Callable[[Mapping[str, str]], Sequence[str]]
"""The IRIs that a query finds, best first."""


def measure_search(given: argparse.Namespace) -> None:
    """Print a row for each way to rank, then one for the time of answers over made-up data."""
    model = read_model(builtin_files(DEFAULT_BASE), DEFAULT_BASE)
    shipped = list(read_quads(*shipped_files(illustrative=True)))
    sys.stdout.write(f"{'':14}{'queries':>9}{'first':>9}{'in 3':>9}{'MRR':>9}\n")
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ndp-bench-")))
        if given.store != "neo4j":
            with sqlite_asker(Content(model, shipped), home) as asker:
                _row("ours, sqlite", lambda query: _results(asker.ask(_ASK, _arguments(query))))
            with closing(_fts(model, shipped)) as connection:
                _row("fts5 bm25", lambda query: _by_bm25(connection, query))
        reason = "" if given.store == "sqlite" else why_unavailable()
        if reason:
            sys.stderr.write(f"Without Neo4j: {reason}\n")
        elif given.store != "sqlite":
            uri = stack.enter_context(running(home / "neo4j", size=Size(brief=False))).uri
            with neo4j_asker(Content(model, shipped), uri) as asker:
                _row("ours, neo4j", lambda query: _results(asker.ask(_ASK, _arguments(query))))
            _compare_lucene(uri, model, shipped)
        _measure_time(model, shipped, given.platforms, given.seed, home)


def _arguments(query: Mapping[str, str]) -> dict[str, object]:
    return {"text": query["text"], "suggest": query["suggest"] == "true"}


def _results(answer: Mapping[str, object]) -> list[str]:
    edges = answer["data"]["search"]["edges"]  # type: ignore[index]  # JSON
    return [edge["node"]["iri"] for edge in edges]


def _row(name: str, ranking: Ranking) -> None:
    """Print the shares of first places and of the first three, and the mean reciprocal rank."""
    places = [_place(ranking(query), query) for query in QUERIES]
    first, near = (sum(place <= most for place in places) / len(places) for most in (1, 3))
    mean = sum(1 / place for place in places if place <= _READ) / len(places)
    sys.stdout.write(f"{name:14}{len(places):>9}{first:>9.1%}{near:>9.1%}{mean:>9.3f}\n")
    sys.stdout.flush()


def _place(found: Sequence[str], query: Mapping[str, str]) -> int:
    """The place of the first result that may come first, counted from 1; one more than are read if there is none."""
    wanted = {IDS + name for name in query["first"].split()}
    return next((n for n, iri in enumerate(found, 1) if iri in wanted), _READ + 1)


# -- what the stores offer


def _texts(model: Model, quads: Sequence[Quad]) -> dict[str, str]:
    """All texts of full-text properties of each resource, in one."""
    searched = {term.iri for term, *_ in SearchLines(model).terms}
    texts: dict[str, list[str]] = {}
    for quad in quads:
        if (
            quad.predicate.value in searched
            and isinstance(quad.object, Literal)
            and isinstance(quad.subject, NamedNode)
        ):
            texts.setdefault(quad.subject.value, []).append(quad.object.value)
    return {iri: "\n".join(some) for iri, some in texts.items()}


def _fts(model: Model, quads: Sequence[Quad]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE texts USING fts5(iri UNINDEXED, text, tokenize = 'unicode61 remove_diacritics 2')"
    )
    connection.executemany("INSERT INTO texts VALUES (?, ?)", _texts(model, quads).items())
    return connection


def _by_bm25(connection: sqlite3.Connection, query: Mapping[str, str]) -> list[str]:
    words = [f'"{word}"' for word in _WORD.findall(query["text"])]
    words[-1] += "*" if query["suggest"] else ""
    found = connection.execute(
        "SELECT iri FROM texts WHERE texts MATCH ? ORDER BY bm25(texts) LIMIT ?", (" OR ".join(words), _READ)
    )
    return [iri for (iri,) in found]


def _compare_lucene(uri: str, model: Model, quads: Sequence[Quad]) -> None:
    with GraphDatabase.driver(uri) as driver:
        rows = [{"iri": iri, "text": text} for iri, text in _texts(model, quads).items()]
        driver.execute_query(
            "UNWIND $rows AS row CREATE (:BenchText {iri: row.iri, text: row.text})", rows=rows
        )
        driver.execute_query(
            "CREATE FULLTEXT INDEX bench_text FOR (n:BenchText) ON EACH [n.text] "
            "OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}}"
        )
        driver.execute_query("CALL db.awaitIndexes(300)")

        def by_score(query: Mapping[str, str]) -> list[str]:
            words = _WORD.findall(query["text"].lower())
            words[-1] += "*" if query["suggest"] else ""
            found = driver.execute_query(
                "CALL db.index.fulltext.queryNodes('bench_text', $words, {limit: $most}) YIELD node RETURN node.iri",
                words=" ".join(words),
                most=_READ,
            )
            return [record[0] for record in found.records]

        _row("lucene score", by_score)


# -- time


def _measure_time(model: Model, shipped: Sequence[Quad], platforms: int, seed: int, home: Path) -> None:
    """Print how soon the queries are answered over the shipped data among made-up ones, embedded."""
    quads = [*shipped, *_made_up(model, platforms, seed, home / "made-up.nq")]
    folder = home / "many"
    folder.mkdir()
    with sqlite_asker(Content(model, quads), folder) as asker:
        settle()
        times = asker.runner.run(_times(asker.engine))
    p50, p95 = (times[int(len(times) * share)] for share in (0.5, 0.95))
    sys.stdout.write(
        f"\n{platforms:,} platforms, {len(quads):,} statements that a search reads: p50 {p50:.2f} ms, p95 {p95:.2f} ms "
        f"(bar {BAR:.0f}), slowest {times[-1]:.1f} ms\n"
    )


def _made_up(model: Model, platforms: int, seed: int, path: Path) -> Iterator[Quad]:
    """The statements of made-up data that a search reads: types, texts, and codes that numbers are found with."""
    lines = SearchLines(model)
    read = {RDF_TYPE, *(term.iri for term in model.properties.values() if term.key in lines.keys)}
    write_files(World(platforms, seed, _DEFECTS), path, DEFAULT_BASE)
    with path.open("rb") as file:
        yield from (quad for quad in parse(file, RdfFormat.N_QUADS) if quad.predicate.value in read)


async def _times(engine: Engine) -> list[float]:
    """The milliseconds of each query, in order: the median of a few rounds, after one that is not counted."""
    times: list[list[float]] = [[] for _ in QUERIES]
    for number in range(_ROUNDS + 1):
        for query, own in zip(QUERIES, times, strict=True):
            start = time.perf_counter()
            answer = await engine.execute(Question(_ASK, _arguments(query)))
            if number:
                own.append((time.perf_counter() - start) * 1000)
            assert "errors" not in orjson.loads(answer.body), query
            await asyncio.sleep(0)
    return sorted(sorted(own)[len(own) // 2] for own in times)
