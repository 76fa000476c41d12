"""Small stores of both kinds, filled from RDF, and engines over them that tests ask without ado."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import orjson
import pytest
from neo4j import AsyncDriver
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse

from graph_api.engine.answer import Answer
from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.operations.question import DocumentRules, Question
from graph_api.plan.statistics import Statistics
from graph_api.stores.neo4j.connection import open_driver
from graph_api.stores.neo4j.reader import Neo4jReader
from graph_api.stores.port import Content as Figures
from graph_api.stores.port import Reader, Readiness, Session
from graph_api.stores.sqlite.reader import SqliteReader
from loaders.stores.neo4j.store import Neo4jStore
from loaders.stores.port import GraphInfo, Store, StoreChange
from loaders.stores.sqlite.store import SqliteStore
from ontology.model import Model
from ontology.record_encoder import encoder

T = TypeVar("T")
RELEASE = "000001-test"
PATIENT = 300.0
"""Seconds for an answer: Neo4j plans each new text, and tests send little else."""
KINDS = ("sqlite", "neo4j")


@dataclass(frozen=True, slots=True)
class Content:
    """The content that a test puts into a store: quads, all in named graphs, and the ontology that they are read by."""

    model: Model
    quads: Sequence[Quad]


@dataclass(frozen=True, slots=True)
class Asker:
    """An engine to ask from code that is not async."""

    engine: Engine
    runner: asyncio.Runner
    kind: str

    def answer(
        self,
        query: str,
        variables: Mapping[str, object] | None = None,
        accept_language: str = "",
        operation_name: str | None = None,
    ) -> Answer:
        """The answer with its number of statements."""
        question = Question(query, variables or {}, operation_name, accept_language)
        return self.runner.run(self.engine.execute(question))

    def ask(
        self, query: str, variables: Mapping[str, object] | None = None, accept_language: str = ""
    ) -> Any:
        """The answer's JSON without `extensions`."""
        found = orjson.loads(self.answer(query, variables, accept_language).body)
        found.pop("extensions", None)
        return found

    def data(self, query: str, variables: Mapping[str, object] | None = None) -> Any:
        """The answer's `data`; fails if there are errors."""
        found = self.ask(query, variables)
        assert "errors" not in found, found
        return found["data"]


def read_quads(
    *sources: bytes | Path, syntax: RdfFormat = RdfFormat.TRIG, graph: str = "http://example.org/graph"
) -> list[Quad]:
    """The quads of some documents, those of no graph put into `graph`; blank nodes get the same labels in every run."""
    quads: list[Quad] = []
    for number, source in enumerate(sources):
        labels: dict[str, BlankNode] = {}

        def relabel(term: Any, labels: dict[str, BlankNode] = labels, number: int = number) -> Any:
            if isinstance(term, BlankNode):
                return labels.setdefault(term.value, BlankNode(f"d{number}b{len(labels)}"))
            return term

        content = source if isinstance(source, bytes) else source.read_bytes()
        for quad in parse(input=content, format=syntax):
            name = quad.graph_name if isinstance(quad.graph_name, NamedNode) else NamedNode(graph)
            quads.append(Quad(relabel(quad.subject), quad.predicate, relabel(quad.object), name))
    return list(dict.fromkeys(quads))


def change_of(content: Content) -> StoreChange:
    """A function that fills an empty store with `content`."""
    names = sorted({key(quad.graph_name) for quad in content.quads})
    numbers = {iri: gid for gid, iri in enumerate(names, 1)}
    counts: dict[int, int] = defaultdict(int)
    said: dict[str, dict[tuple[str, str], set[int]]] = defaultdict(lambda: defaultdict(set))
    for quad in content.quads:
        gid = numbers[key(quad.graph_name)]
        counts[gid] += 1
        said[key(quad.subject)][quad.predicate.value, str(quad.object)].add(gid)
    own = content.model.derived_numbers({gid: iri for iri, gid in numbers.items()})
    encode = encoder(content.model, own)
    records = (
        encode(subject, {s: tuple(sorted(gids)) for s, gids in statements.items()})
        for subject, statements in sorted(said.items())
    )
    graphs = {gid: GraphInfo(iri, counts[gid]) for iri, gid in numbers.items()}
    return StoreChange(RELEASE, content.model, b"", graphs, records, replace=True)


def key(term: object) -> str:
    """The identifier of a resource in the stores and the API: its IRI, or `_:label`."""
    assert isinstance(term, NamedNode | BlankNode)
    return term.value if isinstance(term, NamedNode) else str(term)


@contextmanager
def sqlite_asker(content: Content, folder: Path) -> Iterator[Asker]:
    """An engine over a new SQLite file in `folder`."""
    with asking(SqliteReader(sqlite_file(content, folder), content.model, RELEASE), "sqlite") as asker:
        yield asker


def sqlite_file(content: Content, folder: Path) -> Path:
    """A new SQLite file in `folder` that holds `content`."""
    file = folder / "graph.sqlite"
    fill(SqliteStore(file), content)
    return file


@contextmanager
def neo4j_asker(content: Content, uri: str) -> Iterator[Asker]:
    """An engine over the database at `uri`, which `content` replaces."""
    fill_neo4j(content, uri)
    with neo4j_open(content, uri) as asker:
        yield asker


@contextmanager
def asker_of(request: pytest.FixtureRequest, content: Content) -> Iterator[Asker]:
    """An engine over `content` on the store that is the parameter of a fixture, which has it for itself."""
    if request.param == "sqlite":
        folder: Path = request.getfixturevalue("tmp_path_factory").mktemp("store")
        with sqlite_asker(content, folder) as asker:
            yield asker
    else:
        with neo4j_asker(content, request.getfixturevalue("neo4j_empty_for_module")) as asker:
            yield asker


def fill_neo4j(content: Content, uri: str) -> None:
    """Let the database at `uri` hold `content` and nothing else."""
    with Neo4jStore(uri, None) as store:
        fill(store, content)


@contextmanager
def neo4j_open(content: Content, uri: str) -> Iterator[Asker]:
    """An engine over the database at `uri`, which holds `content`."""
    with asyncio.Runner() as runner:
        driver: AsyncDriver = open_driver(uri, None, None)
        with asking(Neo4jReader(driver, content.model), "neo4j", runner) as asker:
            yield asker


def fill(store: Store, content: Content) -> None:
    """Bring a store to `content`."""
    store.apply(change_of(content))


_alike: dict[str, Engine] = {}
"""The last engine of each ontology, by its hash."""


@contextmanager
def asking(reader: Reader, kind: str, runner: asyncio.Runner | None = None) -> Iterator[Asker]:
    """An engine over a reader, closed at the end."""
    if runner is None:
        with asyncio.Runner() as own, asking(reader, kind, own) as asker:
            yield asker
        return
    parts = EngineParts(reader, rules=DocumentRules(limits=None, seconds=PATIENT))
    # Building the schema takes most of the time, and is the same for the same ontology.
    engine = _alike[reader.model.hash] = Engine(parts, like=_alike.get(reader.model.hash))
    try:
        yield Asker(engine, runner, kind)
    finally:
        runner.run(engine.reader.close())


def contents(model: Model, documents: Iterable[bytes | Path]) -> Content:
    """TriG documents as content."""
    return Content(model, read_quads(*documents))


class Nowhere:
    """A `Reader` without a store, for what is decided before one is asked."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @property
    def model(self) -> Model:
        return self._model

    async def ask(self, question: Callable[[Session], Awaitable[T]], *, is_quick: bool = False) -> T:
        raise AssertionError("no store is to be asked")

    async def release(self) -> str:
        return RELEASE

    async def check(self) -> Readiness:
        return Readiness(RELEASE)

    async def is_current(self) -> bool:
        return True

    async def describe(self) -> Figures:
        raise AssertionError("no store is to be asked")

    async def statistics(self) -> Statistics:
        raise AssertionError("no store is to be asked")

    async def close(self) -> None:
        pass
