"""Answers plans from Neo4j over Bolt: one statement per root field, all of one release."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeAlias, TypeVar

from neo4j import AsyncDriver

from graph_api.cache import Cache
from graph_api.plan import plan as p
from graph_api.plan import reads
from graph_api.plan.conditions import Variables
from graph_api.plan.spelling import KnownWords
from graph_api.plan.statistics import Statistics
from graph_api.plan.walk import EdgesAmong, EdgesBetween, WalkStep, Way
from graph_api.stores.neo4j.compiler import CypherCompiler
from graph_api.stores.neo4j.connection import no_release, read_record
from graph_api.stores.neo4j.figures import LABELS, WORDS, content_text
from graph_api.stores.neo4j.levels import LevelReader
from graph_api.stores.neo4j.spread import read_statistics
from graph_api.stores.neo4j.statement import CypherStatement, bind
from graph_api.stores.neo4j.walk import RELEASE, CypherWalkCompiler
from graph_api.stores.neo4j.watch import StoreWatch
from graph_api.stores.port import Content, FoundEdge, Readiness, Session, StoreAway
from ontology import storage as st
from ontology.model import Kind, Model

T = TypeVar("T")
CompileWalk: TypeAlias = Callable[[CypherWalkCompiler, Way], CypherStatement]

_AT_ONCE = 0.6
"""Seconds within which a database that is ready answers."""
_WORKERS = 8
"""The number of threads that work on rows."""
_FEW = 1000
"""Rows of up to this many values are used on the event loop: that takes less than a thread needs to begin."""
_STORE = f"MATCH (s:{st.STORE} {{name: '{st.STORE_NAME}'}})"


async def read_ontology(driver: AsyncDriver, watch: StoreWatch, uri: str) -> bytes:
    """The ontology bundle of the release in the database at `uri`.

    Raises `StoreAway` if the database cannot be reached, has no release, or has one in another format.
    """
    try:
        await watch.look()
    except StoreAway as error:
        if error.code != StoreAway.default_code:
            raise
        raise StoreAway(
            f"cannot reach a Neo4j at {uri}",
            hint="check that it is running, and the address and port given to --store",
        ) from error
    (ontology,) = await read_record(driver, f"{_STORE} RETURN s.ontologyText", {})
    return bytes(ontology)


class _ReleaseChanged(Exception):
    """The database changed its release between two statements of a session, or is about to (`is_changing`)."""

    def __init__(self, *, is_changing: bool) -> None:
        super().__init__()
        self.is_changing = is_changing


class Neo4jReader:
    """A `Reader` over a database that `ndp-graph load` filled."""

    def __init__(self, driver: AsyncDriver, model: Model, watch: StoreWatch | None = None) -> None:
        """`watch` looks after the database, with a driver of its own; None: with that of the questions."""
        self._driver = driver
        self._watch = watch or StoreWatch(driver)
        self._model = model
        self._compiler = CypherCompiler(model)
        self.walks = CypherWalkCompiler(model)
        self.predicates = {
            t.relationship: iri for iri, t in model.properties.items() if t.kind is Kind.RELATION
        }
        # Keys are ids; each value holds the object, so that no other one can have its id.
        self.compiled: Cache[int, tuple[p.Root, CypherStatement]] = Cache(2000)
        self._linked: Cache[int, tuple[reads.Link, p.Root]] = Cache(2000)
        self._made: Cache[int, tuple[reads.Link, CypherStatement]] = Cache(500)
        self.vocabularies: Cache[str, KnownWords] = Cache(1)
        self._ways: Cache[tuple[int, object], tuple[Way, CypherStatement]] = Cache(500)
        self.workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="neo4j")

    @property
    def model(self) -> Model:
        """The ontology of the release."""
        return self._model

    @property
    def held(self) -> str | None:
        """The release that the database was last seen to hold; None while it is away."""
        held = self._watch.held
        return held.release if held else None

    async def ask(self, question: Callable[[Session], Awaitable[T]], *, is_quick: bool = False) -> T:
        """Return the result of `question`, called with a session. Waits while the database changes its release."""
        while True:
            try:
                return await question(_Neo4jSession(self))
            except _ReleaseChanged as changed:
                if changed.is_changing:
                    await self._watch.look()

    async def release(self) -> str:
        """The release in the database."""
        (release,) = await self.read(f"{_STORE} RETURN s.release", {})
        if release is None:
            raise no_release()
        return str(release)

    async def check(self) -> Readiness:
        """The release in the database, if it answers right now."""
        self._watch.refuse_if_away()
        return Readiness((await self._watch.look(_AT_ONCE)).release)

    async def is_current(self) -> bool:
        """True if the database still has this ontology; releases with the same ontology need no other reader.

        While it is away there is nothing else to open.
        """
        try:
            self._watch.refuse_if_away()
            return (await self._watch.look()).ontology == self._model.hash
        except StoreAway:
            return True

    async def describe(self) -> Content:
        """Figures of the release."""
        release, illustrative, statements, graphs = await self.read(content_text(self._model), {})
        counted = await self.read(LABELS, {})
        by_label = dict(counted[0])
        classes = {iri: by_label.get(term.type_name, 0) for iri, term in self._model.classes.items()}
        return Content(
            release, statements or 0, by_label.get(st.RESOURCE, 0), classes, graphs, bool(illustrative)
        )

    async def statistics(self) -> Statistics:
        """The figures by which costs are estimated."""
        return await read_statistics(self.read, self._model, self.predicates)

    async def close(self) -> None:
        """Close all connections."""
        self.workers.shutdown(wait=False, cancel_futures=True)
        await self._watch.close()
        await self._driver.close()

    def statement(self, root: p.Root) -> CypherStatement:
        """The statement of a root field."""
        return self.compiled.get(id(root), lambda: (root, self._compiler.root(root)))[1]

    def linked(self, link: reads.Link) -> p.Root:
        """The root of the resources at a link that are read by their IRIs."""
        return self._linked.get(id(link), lambda: (link, p.root_of(link)))[1]

    def made_for(self, link: reads.Link, compile_: Callable[[], CypherStatement]) -> CypherStatement:
        """The statement that `compile_` makes for a link, made once."""
        return self._made.get(id(link), lambda: (link, compile_()))[1]

    def walk(self, way: Way, compile_: CompileWalk) -> CypherStatement:
        """A statement of a walk: `compile_` is a method of `CypherWalkCompiler`."""
        return self._ways.get((id(way), compile_), lambda: (way, compile_(self.walks, way)))[1]

    async def read(self, text: str, parameters: Mapping[str, object]) -> Sequence[Any]:
        """The one record of a statement."""
        return await self._watch.guard(lambda: read_record(self._driver, text, parameters))


class _Neo4jSession:
    """A `Session` of one release; a statement that meets another release raises `_ReleaseChanged`."""

    def __init__(self, reader: Neo4jReader) -> None:
        self._reader = reader
        self._mark: object = None
        self._release: str | None = None
        self.statements = 0
        self.is_standby = False

    async def release(self) -> str:
        """The id of the release."""
        if self._release is None:
            self._check(await self._reader.read(RELEASE, {}))
        return str(self._release)

    async def rows(
        self, roots: Sequence[p.Root], variables: Variables, use: Callable[[Mapping[str, Any]], T]
    ) -> T:
        """The result of `use`, called with the rows of some roots by their keys."""
        listed: dict[str, list[Any]] = {}
        for root in roots:
            record = await self._fetch(self._reader.statement(root), variables)
            listed[root.key] = [record[2], record[3], record[4]]
            levels = LevelReader(
                self._reader.model,
                self._reader.predicates,
                variables,
                partial(self._read_linked, variables),
                partial(self._fetch_of, variables),
                self.work,
            )
            await levels.of_root(root, listed[root.key])

        def work() -> T:
            return use({r.key: listed[r.key][0] if r.among else listed[r.key] for r in roots})

        return work() if _are_few(list(listed.values())) else await self.work(work)

    async def _read_linked(
        self, variables: Variables, link: reads.Link, iris: Sequence[str]
    ) -> list[list[Any]]:
        """The rows at a link of the resources with some IRIs."""
        statement = self._reader.statement(self._reader.linked(link))
        found: list[list[Any]] = (await self._fetch(statement, {**variables, p.LINKED: iris}))[2]
        return found

    async def _fetch_of(
        self,
        variables: Variables,
        link: reads.Link,
        compile_: Callable[[], CypherStatement],
        values: Mapping[str, object],
    ) -> Sequence[Any]:
        """The rows of the statement that is made for a link."""
        found: Sequence[Any] = (
            await self._fetch(self._reader.made_for(link, compile_), variables, **values)
        )[2]
        return found

    async def vocabulary(self) -> KnownWords:
        """The words by which the resources of the release are found."""
        release = await self.release()
        known = self._reader.vocabularies.known(release)
        if known is None:
            (words,) = await self._reader.read(WORDS, {})
            self._check(await self._reader.read(RELEASE, {}))
            known = self._reader.vocabularies.get(release, lambda: KnownWords(map(tuple, words)))
        return known

    async def work(self, work: Callable[[], T]) -> T:
        """The result of `work`, called in a worker thread."""
        return await asyncio.get_running_loop().run_in_executor(self._reader.workers, work)

    async def together(self, work: Callable[[Session], Awaitable[T]]) -> T:
        """The result of `work`, called with this session: its statements wait for the server, not for a thread."""
        return await work(self)

    async def neighbours(self, step: WalkStep, variables: Variables) -> Sequence[str]:
        """The IRIs that one step of a walk leads to."""
        return await self._step(step, CypherWalkCompiler.neighbours, variables)

    async def pairs(self, step: WalkStep, variables: Variables) -> Sequence[tuple[str, str]]:
        """The pairs (start, neighbour) of one step of a walk."""
        return [(start, end) for start, end in await self._step(step, CypherWalkCompiler.pairs, variables)]

    async def edges(self, edges: EdgesAmong | EdgesBetween) -> Sequence[FoundEdge]:
        """The statements between some resources."""
        if isinstance(edges, EdgesBetween):
            statement = self._reader.walk(edges.way, CypherWalkCompiler.between)
            record = await self._fetch(statement, {}, pairs=edges.pairs)
        else:
            statement = self._reader.walk(edges.way, CypherWalkCompiler.edges)
            places = {iri: place for place, iri in enumerate(edges.resources)}
            record = await self._fetch(
                statement, {}, resources=edges.resources, places=places, limit=edges.limit
            )
        predicates = self._reader.predicates
        return [FoundEdge(start, predicates[kind], end, graphs) for start, kind, end, graphs in record[2]]

    async def graphs(self, numbers: Sequence[int]) -> Mapping[int, str]:
        """The IRIs of source graphs by their numbers."""
        record = await self._fetch(self._reader.walks.graphs(), {}, numbers=numbers)
        return dict(record[2])

    async def _step(self, step: WalkStep, compile_: CompileWalk, variables: Variables) -> Sequence[Any]:
        record = await self._fetch(
            self._reader.walk(step.way, compile_),
            variables,
            starts=step.starts,
            beyond=step.beyond,
            among=step.among,
            limit=step.limit,
        )
        rows: Sequence[Any] = record[2]
        return rows

    async def _fetch(self, statement: CypherStatement, variables: Variables, **more: object) -> Sequence[Any]:
        self.statements += 1
        record = await self._reader.read(statement.text, bind(statement, variables, **more))
        self._check(record)
        return record

    def _check(self, record: Sequence[Any]) -> None:
        """Raise `_ReleaseChanged` unless all marks of the session are equal, and none is `changing`."""
        before, release, *_, after = record
        self._mark = before if self._mark is None else self._mark
        if {before, after} != {self._mark} or before == st.CHANGING:
            raise _ReleaseChanged(is_changing=st.CHANGING in (before, after))
        if release is None:
            raise no_release()
        self._release = str(release)


def _are_few(values: Sequence[Any]) -> bool:
    """True if nested lists have few members in all."""
    count, open_lists = 0, [values]
    while open_lists:
        values = open_lists.pop()
        count += len(values)
        if count > _FEW:
            return False
        open_lists += [value for value in values if isinstance(value, list)]
    return True
