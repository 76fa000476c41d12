"""Answers plans from a release's SQLite file: read-only, a connection per worker thread, one statement per link."""

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import orjson

from graph_api.cache import Cache
from graph_api.plan import plan as p
from graph_api.plan.conditions import Variables
from graph_api.plan.statistics import Spread, Statistics
from graph_api.plan.walk import Between, Edges, Step, Way
from graph_api.stores.port import Content, FoundEdge, Session
from graph_api.stores.sqlite_text import PARENTS, SqlCompiler, Statement, bind, sayable
from graph_api.stores.sqlite_walk import GRAPHS, WalkCompiler
from ontology.errors import StoreError
from ontology.model import Field, Kind, Model
from ontology.record import Edge, Record, from_json
from ontology.storage import (
    FORMAT,
    RECORD_ELSEWHERE,
    RECORD_HOME,
    RECORD_RESIDUE,
    RECORD_TYPES,
    RECORD_VALUES,
)
from ontology.terms import RDF

Raw = Sequence[Any]
"""A resource as the statements give it: id, IRI, class path, whether described, record."""

_TYPE_PREFIX = f"<{RDF}type> <"
_RAW = 5
"""How many columns of a row make a `Raw`; what a page is ordered by follows."""
_WORKERS = 4
_STEPS = 10_000
"""Steps of SQLite's machine, about 0.2 ms, between two looks whether a statement is still wanted."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The statements of one plan, by what they are for."""

    statements: Mapping[int, Statement]
    counts: Mapping[int, Statement]
    tallies: Mapping[int, Sequence[Statement]]


class SqliteReader:
    """A `Reader` over one immutable release file."""

    def __init__(
        self, file: Path, model: Model, release: str, current: Callable[[], str | None] | None = None
    ) -> None:
        """`current` tells the id of the published release; None: this one is served whatever is published."""
        self._current = current
        self._file = file
        self._model = model
        self._release = release
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="sqlite")
        self._compiled: dict[int, tuple[p.Root, _Compiled]] = {}
        self._ways: Cache[tuple[int, object], tuple[Way, Statement]] = Cache(500)
        connection = self._connect()
        self._check(connection)
        self._terms: dict[str, int] = dict(connection.execute("SELECT iri, id FROM term"))
        self._compiler = SqlCompiler(model, self._terms)
        self._walks = WalkCompiler(model, self._terms)

    @property
    def model(self) -> Model:
        """The ontology of the release."""
        return self._model

    async def ask(self, question: Callable[[Session], Awaitable[T]]) -> T:
        """What `question` makes of this release, which nothing changes."""
        return await question(_Session(self))

    async def in_worker(self, work: Callable[["_Statements"], T], variables: Variables) -> tuple[T, int]:
        """What `work` gives and how many statements it took; in a worker thread, so that long ones block nobody."""

        def run() -> tuple[T, int]:
            statements = _Statements(self._connect(), variables)
            try:
                return work(statements), statements.count
            except sqlite3.Error as error:
                raise StoreError(f"the release file {self._file} cannot be read: {error}") from error

        return await self._in_thread(run)

    async def release(self) -> str:
        """The release of the file."""
        return self._release

    async def is_current(self) -> bool:
        """Whether the release is still the published one."""
        return self._current is None or self._current() == self._release

    async def describe(self) -> Content:
        """Figures of the release."""
        return await self._in_thread(self._describe)

    def _describe(self) -> Content:
        connection = self._connect()
        names = {number: iri for iri, number in self._terms.items()}
        classes = connection.execute("SELECT class, count(*) FROM instance GROUP BY class").fetchall()
        statements, graphs = connection.execute(
            "SELECT coalesce(sum(statements), 0), count(*) FROM graph"
        ).fetchone()
        resources = connection.execute("SELECT count(*) FROM resource WHERE described").fetchone()[0]
        illustrative = connection.execute(
            "SELECT EXISTS (SELECT 1 FROM value WHERE p = ? AND key = 'true')",
            (self._terms.get(self._model.base + "ns#illustrative", -1),),
        ).fetchone()[0]
        counts = {names[number]: count for number, count in classes}
        return Content(self._release, statements, resources, counts, graphs, bool(illustrative))

    async def statistics(self) -> Statistics:
        """How many resources there are, and how relations are spread."""
        return await self._in_thread(self._statistics)

    def _statistics(self) -> Statistics:
        connection = self._connect()
        names = {number: iri for iri, number in self._terms.items()}
        resources = connection.execute("SELECT count(*) FROM resource").fetchone()[0]
        classes = dict(connection.execute("SELECT class, count(*) FROM instance GROUP BY class"))
        # Each index is walked once, in its order.
        subjects = connection.execute(
            "SELECT p, sum(n), count(*) FROM (SELECT p, count(*) AS n FROM edge GROUP BY s, p) GROUP BY p"
        ).fetchall()
        objects = dict(
            connection.execute("SELECT p, count(*) FROM (SELECT DISTINCT o, p FROM edge) GROUP BY p")
        )
        return Statistics(
            resources,
            {names[number]: count for number, count in classes.items()},
            {names[n]: Spread(statements, count, objects[n]) for n, statements, count in subjects},
        )

    async def _in_thread(self, work: Callable[..., T], *arguments: object) -> T:
        """What `work` returns, in a worker thread; a cancellation ends its statement too."""
        stop = threading.Event()
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._pool, self._stoppable, stop, work, arguments)
        except asyncio.CancelledError:
            stop.set()
            raise

    def _stoppable(self, stop: threading.Event, work: Callable[..., T], arguments: Sequence[object]) -> T:
        self._connect().set_progress_handler(stop.is_set, _STEPS)
        return work(*arguments)

    async def close(self) -> None:
        """Close all connections; statements under way are finished first."""
        await asyncio.to_thread(self._pool.shutdown, wait=True)
        for connection in self._connections:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            uri = f"{self._file.absolute().as_uri()}?mode=ro&immutable=1"
            try:
                connection = sqlite3.connect(uri, uri=True, check_same_thread=False, cached_statements=512)
            except sqlite3.Error as error:
                raise StoreError(f"the release file {self._file} cannot be opened: {error}") from error
            self._local.connection = connection
            self._connections.append(connection)
        return connection

    def _check(self, connection: sqlite3.Connection) -> None:
        try:
            found = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
        except sqlite3.Error as error:
            raise StoreError(f"{self._file} is no release file: {error}") from error
        if found is None or int(found[0]) != FORMAT:
            raise StoreError(
                f"{self._file} has format {found and found[0]}, this program reads {FORMAT}",
                code="STORE_FORMAT",
                hint="build the release again with `ndp-graph load`",
            )

    def walk(self, way: Way, compile_: Callable[[WalkCompiler, Way], Statement]) -> Statement:
        """A statement of a walk: `compile_` is a method of `WalkCompiler`."""
        return self._ways.get((id(way), compile_), lambda: (way, compile_(self._walks, way)))[1]

    def plan(self, root: p.Root) -> _Compiled:
        """The statements of a root."""
        known = self._compiled.get(id(root))
        if known is None:
            if len(self._compiled) > 2000:
                self._compiled.clear()
            known = self._compiled[id(root)] = (root, self._compile(root))
        return known[1]

    def _compile(self, root: p.Root) -> _Compiled:
        statements: dict[int, Statement] = {}
        counts: dict[int, Statement] = {}
        tallies: dict[int, Sequence[Statement]] = {}
        compiler = self._compiler
        if root.rows or root.among is not None:
            statements[id(root)] = compiler.root(root)
        if root.count:
            counts[id(root)] = compiler.root_count(root)
        tallies[id(root)] = [compiler.root_tally(root, tally) for tally in root.tallies]
        for link in _links(root):
            if isinstance(link.how, p.Follow):
                statements[id(link)] = compiler.follow(link.how)
            if isinstance(found := link.how, Field):
                if link.rows:
                    statements[id(link)] = compiler.link(link, found)
                if link.count:
                    counts[id(link)] = compiler.link_count(link, found)
                tallies[id(link)] = [compiler.link_tally(link, found, tally) for tally in link.tallies]
        return _Compiled(statements, counts, tallies)


def _links(place: p.Root | p.Link) -> Iterable[p.Link]:
    """The links at a place and below it."""
    for level in (place.level, *(tally.level for tally in place.tallies)):
        for link in level.links:
            yield link
            yield from _links(link)


class _Session:
    """A `Session` of the release of one file."""

    def __init__(self, reader: SqliteReader) -> None:
        self._reader = reader
        self.statements = 0

    async def release(self) -> str:
        """The id of the release."""
        return await self._reader.release()

    async def rows(self, roots: Sequence[p.Root], variables: Variables) -> Mapping[str, Any]:
        """The rows of some roots by their keys."""

        def work(statements: "_Statements") -> Mapping[str, Any]:
            return {root.key: _Run(statements, self._reader.plan(root)).root(root) for root in roots}

        return await self._work(work, variables)

    async def neighbours(self, step: Step, variables: Variables) -> Sequence[str]:
        """What one step of a walk leads to."""
        return [iri for (iri,) in await self._step(step, WalkCompiler.neighbours, variables)]

    async def pairs(self, step: Step, variables: Variables) -> Sequence[tuple[str, str]]:
        """The pairs (start, neighbour) of one step of a walk."""
        return await self._step(step, WalkCompiler.pairs, variables)

    async def edges(self, edges: Edges | Between) -> Sequence[FoundEdge]:
        """The statements between some resources."""
        if isinstance(edges, Between):
            statement = self._reader.walk(edges.way, WalkCompiler.between)
            parameters: dict[str, object] = {"pairs": _dumps(edges.pairs)}
        else:
            statement = self._reader.walk(edges.way, WalkCompiler.edges)
            parameters = {"resources": _dumps(edges.resources), "limit": edges.limit}
        found = await self._work(lambda s: s.fetch(statement, **parameters), {})
        return [
            FoundEdge(start, relation, end, orjson.loads(graphs)) for start, relation, end, graphs in found
        ]

    async def graphs(self, numbers: Sequence[int]) -> Mapping[int, str]:
        """The IRIs of source graphs by their numbers."""
        return dict(await self._work(lambda s: s.fetch_text(GRAPHS, numbers=_dumps(numbers)), {}))

    async def _step(
        self, step: Step, compile_: Callable[[WalkCompiler, Way], Statement], variables: Variables
    ) -> list[Any]:
        statement = self._reader.walk(step.way, compile_)
        parameters: dict[str, object] = {
            "starts": _dumps(sayable(step.starts)),
            "beyond": _dumps(step.beyond),
            "among": None if step.among is None else _dumps(step.among),
            "limit": step.limit,
        }
        return await self._work(lambda s: s.fetch(statement, **parameters), variables)

    async def _work(self, work: Callable[["_Statements"], T], variables: Variables) -> T:
        found, count = await self._reader.in_worker(work, variables)
        self.statements += count
        return found


class _Statements:
    """Some statements of one question: their connection, their variables, and how many they are."""

    def __init__(self, connection: sqlite3.Connection, variables: Variables) -> None:
        self._connection = connection
        self._variables = variables
        self.count = 0

    def fetch(self, statement: Statement, **more: object) -> list[Any]:
        self.count += 1
        parameters = bind(statement, self._variables, _dumps)
        return self._connection.execute(statement.text, parameters | more).fetchall()

    def fetch_text(self, text: str, **parameters: object) -> list[Any]:
        self.count += 1
        return self._connection.execute(text, parameters).fetchall()


class _Run:
    """Runs one plan level by level, and puts the rows of each level into those above."""

    def __init__(self, session: _Statements, compiled: _Compiled) -> None:
        self._session = session
        self._compiled = compiled

    def root(self, root: p.Root) -> Any:
        """Rows, or `[rows, count, tallies]` of a list."""
        rows: list[Any] = []
        if (statement := self._compiled.statements.get(id(root))) is not None:
            found = self._session.fetch(statement)
            rows = self._rows(root.level, found, None)
            _add_keys(rows, (raw[_RAW:] for raw in found))
        if root.among is not None:
            return rows
        counted = self._compiled.counts.get(id(root))
        tallies = [tally.get(0, []) for tally in self._tallies(root)]
        return [rows, self._session.fetch(counted)[0][0] if counted else None, tallies]

    def _tallies(self, place: p.Root | p.Link, **parents: str) -> Sequence[Mapping[int, list[Any]]]:
        """For each tally of a list `[value, count]` pairs by parent."""
        statements = self._compiled.tallies[id(place)]
        return [
            self._tally(tally, self._session.fetch(statement, **parents))
            for tally, statement in zip(place.tallies, statements, strict=True)
        ]

    def _tally(self, tally: p.Tally, found: Sequence[Any]) -> Mapping[int, list[Any]]:
        by_parent: dict[int, list[Any]] = {}
        if tally.by is not None and tally.by.term.kind is Kind.RELATION:
            rows = self._rows(tally.level, [f[2:] for f in found], None)
            found = [(parent, row, count) for (parent, count, *_), row in zip(found, rows, strict=True)]
        for parent, value, count in found:
            by_parent.setdefault(parent, []).append((value, count))
        return by_parent

    def _rows(self, level: p.Level, raws: Sequence[Raw], graphs: Sequence[str | None] | None) -> list[Any]:
        """The plan's rows of some resources; `graphs`: of the edge that led to each."""
        rows = _columns(level, raws)
        for link in level.links:
            for row, found in zip(rows, self._link(link, raws, graphs), strict=True):
                row.append(found)
        return rows

    def _link(self, link: p.Link, raws: Sequence[Raw], graphs: Sequence[str | None] | None) -> Iterable[Any]:
        match link.how:
            case p.Sources():
                related = self._related(link.how, raws)
                wanted = [_said_by(raw, link.how, related.get(raw[0], frozenset())) for raw in raws]
                return self._sources(link.level, wanted)
            case p.EdgeSources():
                return self._sources(link.level, _edge_graphs(raws, graphs))
            case p.Statements():
                return self._records(raws)
            case p.Follow():
                members = self._by_parent(link, raws)
                return [members.get(raw[0], ()) for raw in raws]
            case _:
                return self._relation(link, raws)

    def _relation(self, link: p.Link, raws: Sequence[Raw]) -> Iterable[Any]:
        members = self._by_parent(link, raws)
        if link.page is None:
            return [members.get(raw[0], ())[:1] for raw in raws]
        parents = _dumps(sorted({raw[0] for raw in raws}))
        counted = self._compiled.counts.get(id(link))
        counts = dict(self._session.fetch(counted, **{PARENTS: parents})) if counted else {}
        tallies = self._tallies(link, **{PARENTS: parents})
        return [
            (members.get(raw[0], ()), counts.get(raw[0], 0), [tally.get(raw[0], ()) for tally in tallies])
            for raw in raws
        ]

    def _by_parent(self, link: p.Link, raws: Sequence[Raw]) -> Mapping[int, Sequence[Any]]:
        """The rows of the members that a link leads to, by the resource that it is from."""
        members: dict[int, list[Any]] = {}
        statement = self._compiled.statements.get(id(link))
        if statement is not None:
            found = self._session.fetch(statement, **{PARENTS: _dumps(sorted({raw[0] for raw in raws}))})
            rows = self._members(link.level, found, raws, link)
            for parent, row in zip((f[0] for f in found), rows, strict=True):
                members.setdefault(parent, []).append(row)
        return members

    def _members(self, level: p.Level, found: Sequence[Any], raws: Sequence[Raw], link: p.Link) -> list[Any]:
        """A row for each of `found` (parent, resource, graphs, keys); a resource met twice is made once."""
        if any(isinstance(inner.how, p.EdgeSources) for inner in level.links):
            inverse = isinstance(link.how, Field) and link.how.inverse
            homes = {raw[0]: raw[4] for raw in raws}
            graphs = [f[6] or _home(f[5] if inverse else homes[f[0]]) for f in found]
            rows = self._rows(level, [f[1:6] for f in found], graphs)
            _add_keys(rows, (f[7:] for f in found))
            return rows
        unique = {f[1]: f for f in found}
        rows = self._rows(level, [f[1:6] for f in unique.values()], None)
        _add_keys(rows, (f[7:] for f in unique.values()))
        made = dict(zip(unique, rows, strict=True))
        return [made[f[1]] for f in found]

    def _related(self, how: p.Sources, raws: Sequence[Raw]) -> Mapping[int, set[str]]:
        """Which of the asked relations each resource has at all; records do not hold them."""
        relations = [term.iri for term in how.known if term.kind is Kind.RELATION]
        found: dict[int, set[str]] = {}
        if relations:
            for s, iri in self._session.fetch_text(
                "SELECT DISTINCT e.s, t.iri FROM json_each(:ids) j CROSS JOIN edge e ON e.s = j.value "
                "CROSS JOIN term t ON t.id = e.p WHERE t.iri IN (SELECT value FROM json_each(:iris))",
                ids=_dumps(sorted({raw[0] for raw in raws})),
                iris=_dumps(relations),
            ):
                found.setdefault(s, set()).add(iri)
        return found

    def _sources(self, level: p.Level, wanted: Sequence[Sequence[int]]) -> Iterable[Any]:
        gids = sorted({gid for gids in wanted for gid in gids})
        found = self._session.fetch_text(
            "SELECT g.gid, n.id, n.iri, n.class, n.described, n.record FROM json_each(:gids) j "
            "CROSS JOIN graph g ON g.gid = j.value CROSS JOIN resource n ON n.id = g.resource",
            gids=_dumps(gids),
        )
        rows = dict(zip((f[0] for f in found), self._rows(level, [f[1:6] for f in found], None), strict=True))
        return [sorted((rows[gid] for gid in gids), key=lambda row: str(row[0])) for gids in wanted]

    def _records(self, raws: Sequence[Raw]) -> Iterable[Record | None]:
        edges: dict[int, list[Edge]] = {}
        for s, predicate, obj, graphs in self._session.fetch_text(
            "SELECT e.s, t.iri, n.iri, e.graphs FROM json_each(:ids) j CROSS JOIN edge e ON e.s = j.value "
            "CROSS JOIN term t ON t.id = e.p CROSS JOIN resource n ON n.id = e.o",
            ids=_dumps(sorted({raw[0] for raw in raws})),
        ):
            edges.setdefault(s, []).append(
                Edge(predicate, obj, tuple(orjson.loads(graphs)) if graphs else None)
            )
        return [from_json(raw[1], raw[4], edges.get(raw[0], ())) if raw[4] else None for raw in raws]


def _add_keys(rows: Sequence[list[Any]], keys: Iterable[Sequence[Any]]) -> None:
    """Put what rows are ordered by, if anything, at their ends."""
    for row, own in zip(rows, keys, strict=True):
        row.extend(own)


def _columns(level: p.Level, raws: Sequence[Raw]) -> list[Any]:
    """`[iri, class path, *columns]` of some resources."""
    keys = level.columns
    if not keys:
        return [[raw[1], raw[2]] for raw in raws]
    if keys[0].startswith("_"):
        return [[raw[1], raw[2], *(_column(raw, key) for key in keys)] for raw in raws]
    loads = orjson.loads
    rows = []
    for _, iri, path, _, record, *_ in raws:
        get = loads(record)[RECORD_VALUES].get if record else _nothing
        rows.append([iri, path, *map(get, keys)])
    return rows


def _nothing(_: str) -> None:
    return None


def _column(raw: Raw, key: str) -> Any:
    if key == p.DESCRIBED:
        return raw[3]
    record = orjson.loads(raw[4]) if raw[4] else None
    if key == p.TYPES:
        return _types(record) if record else ()
    return record[RECORD_VALUES].get(key) if record else None


def _types(record: Sequence[Any]) -> list[str]:
    other = [
        text.split("> <")[1].split(">")[0] for text in record[RECORD_RESIDUE] if text.startswith(_TYPE_PREFIX)
    ]
    return sorted({*record[RECORD_TYPES], *other})


def _said_by(raw: Raw, how: p.Sources, related: Collection[str] = ()) -> Sequence[int]:
    """The graphs that say something about a resource, or state one of some properties of it."""
    if raw[4] is None:
        return ()
    record = orjson.loads(raw[4])
    home = record[RECORD_HOME]
    elsewhere = {
        predicate: [int(n) for n in gids.split(",")]
        for predicate, _, gids in (text.rpartition(" ") for text in record[RECORD_ELSEWHERE])
    }
    if how.of is None:
        return sorted({*home, *(gid for gids in elsewhere.values() for gid in gids)})
    said = {*(gid for iri in how.of for gid in elsewhere.get(iri, ()))}
    present = {*related, *(term.iri for term in how.known if term.key in record[RECORD_VALUES])}
    if RDF + "type" in how.of and record[RECORD_TYPES]:
        present.add(RDF + "type")
    if present - elsewhere.keys():
        said.update(home)
    return sorted(said)


def _edge_graphs(raws: Sequence[Raw], graphs: Sequence[str | None] | None) -> list[Sequence[int]]:
    if graphs is None:
        return [_said_by(raw, p.Sources(None)) for raw in raws]
    return [orjson.loads(text) if text else () for text in graphs]


def _home(record: str | None) -> str | None:
    return _dumps(orjson.loads(record)[RECORD_HOME]) if record else None


def _dumps(value: object) -> str:
    return orjson.dumps(value).decode()
