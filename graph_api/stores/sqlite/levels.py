"""The execution of a plan on SQLite: level by level, the rows of each level put into those above.

Values are taken out of records here, so that statements read the same columns for every question.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from graph_api.errors import QueryError
from graph_api.plan import plan as p
from graph_api.plan.conditions import Variables
from graph_api.stores.sqlite.compiler import EDGES, HANGING, RELATED, SOURCES, SqlCompiler
from graph_api.stores.sqlite.statement import PARENTS, SqlStatement, bind
from ontology.errors import StoreError
from ontology.model import Field, Kind
from ontology.namespaces import RDF, RDF_TYPE
from ontology.record import Edge, Record, from_json
from ontology.storage import RECORD_ELSEWHERE, RECORD_HOME, RECORD_RESIDUE, RECORD_TYPES, RECORD_VALUES

Raw = Sequence[Any]
"""A resource as read by the statements: id, IRI, class path, described or not, record."""

_TYPE_PREFIX = f"<{RDF}type> <"
_LONG = 10_000
"""Characters of statements that count as one more."""
_RAW = 5
"""The number of columns of a `Raw`; in the row of a page the order keys follow."""


@dataclass(frozen=True, slots=True)
class CompiledPlan:
    """The statements of one plan, by the id of their root or link."""

    statements: Mapping[int, SqlStatement]
    counts: Mapping[int, SqlStatement]
    tallies: Mapping[int, Sequence[SqlStatement]]

    @property
    def weight(self) -> int:
        """A measure of its length: 1 for usual ones."""
        tallies = (one for some in self.tallies.values() for one in some)
        statements = (*self.statements.values(), *self.counts.values(), *tallies)
        return 1 + sum(len(one.text) for one in statements) // _LONG


def compile_plan(compiler: SqlCompiler, root: p.Root) -> CompiledPlan:
    """The statements of a root field."""
    statements: dict[int, SqlStatement] = {}
    counts: dict[int, SqlStatement] = {}
    tallies: dict[int, Sequence[SqlStatement]] = {}
    if root.rows or root.among is not None:
        statements[id(root)] = compiler.root(root)
    if root.count:
        counts[id(root)] = compiler.root_count(root)
    tallies[id(root)] = [compiler.root_tally(root, tally) for tally in root.tallies]
    for link in _links(root):
        if isinstance(link.how, p.Follow):
            statements[id(link)] = compiler.follow(link.how)
        if isinstance(field := link.how, Field):
            if link.rows:
                statements[id(link)] = compiler.link(link, field)
            if link.count:
                counts[id(link)] = compiler.link_count(link, field)
            tallies[id(link)] = [compiler.link_tally(link, field, tally) for tally in link.tallies]
    return CompiledPlan(statements, counts, tallies)


def _links(place: p.Root | p.Link) -> Iterable[p.Link]:
    """The links at a place and below it."""
    for level in (place.level, *(tally.level for tally in place.tallies)):
        for link in level.links:
            yield link
            yield from _links(link)


class StatementRunner:
    """Runs statements of one question over a connection with its variables, and counts them."""

    def __init__(
        self, connection: sqlite3.Connection, variables: Variables, is_stopped: Callable[[], bool]
    ) -> None:
        """`is_stopped`: nobody waits for the rows any more, and the next statement is not run."""
        self._connection = connection
        self._variables = variables
        self._is_stopped = is_stopped
        self.count = 0

    def fetch(self, statement: SqlStatement, **more: object) -> list[Any]:
        """The rows of a statement; `more`: parameters that are not variables."""
        return self.fetch_text(statement.text, **(bind(statement, self._variables, dumps) | more))

    def fetch_text(self, text: str, /, **parameters: object) -> list[Any]:
        """The rows of a text with these parameters."""
        if self._is_stopped():
            raise StoreError("the question was given up")
        self.count += 1
        return self._connection.execute(text, parameters).fetchall()


class PlanRun:
    """Runs one plan level by level, and puts the rows of each level into those above."""

    def __init__(self, session: StatementRunner, compiled: CompiledPlan) -> None:
        self._session = session
        self._compiled = compiled

    def root(self, root: p.Root) -> Any:
        """Rows, or `[rows, count, tallies]` of a list."""
        rows: list[Any] = []
        if (statement := self._compiled.statements.get(id(root))) is not None:
            raws = self._session.fetch(statement)
            rows = self._rows(root.level, raws, None)
            _add_keys(rows, (raw[_RAW:] for raw in raws))
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
            for row, linked in zip(rows, self._link(link, raws, graphs), strict=True):
                row.append(linked)
        return rows

    def _link(self, link: p.Link, raws: Sequence[Raw], graphs: Sequence[str | None] | None) -> Iterable[Any]:
        match link.how:
            case p.Sources():
                related = self._related(link.how, raws)
                wanted = [_stating_graphs(raw, link.how, related.get(raw[0], frozenset())) for raw in raws]
                return self._sources(link.level, wanted)
            case p.EdgeSources():
                return self._sources(link.level, _edge_graphs(raws, graphs))
            case p.AllStatements(hanging=True):
                return self._hanging_records(raws)
            case p.AllStatements():
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
        parents = dumps(sorted({raw[0] for raw in raws}))
        counted = self._compiled.counts.get(id(link))
        counts = dict(self._session.fetch(counted, **{PARENTS: parents})) if counted else {}
        tallies = self._tallies(link, **{PARENTS: parents})
        return [
            (members.get(raw[0], ()), counts.get(raw[0], 0), [tally.get(raw[0], ()) for tally in tallies])
            for raw in raws
        ]

    def _by_parent(self, link: p.Link, raws: Sequence[Raw]) -> Mapping[int, Sequence[Any]]:
        """The rows of the members that a link leads to, by the resource from which it leads."""
        members: dict[int, list[Any]] = {}
        statement = self._compiled.statements.get(id(link))
        if statement is not None:
            found = self._session.fetch(statement, **{PARENTS: dumps(sorted({raw[0] for raw in raws}))})
            rows = self._members(link.level, found, raws, link)
            for parent, row in zip((f[0] for f in found), rows, strict=True):
                members.setdefault(parent, []).append(row)
        return members

    def _members(
        self, level: p.Level, members: Sequence[Any], raws: Sequence[Raw], link: p.Link
    ) -> list[Any]:
        """A row for each of `members` (parent, resource, graphs, keys); a resource that occurs twice is made once."""
        if any(isinstance(inner.how, p.EdgeSources) for inner in level.links):
            inverse = isinstance(link.how, Field) and link.how.inverse
            homes = {raw[0]: raw[4] for raw in raws}
            graphs = [f[6] or _home(f[5] if inverse else homes[f[0]]) for f in members]
            rows = self._rows(level, [f[1:6] for f in members], graphs)
            _add_keys(rows, (f[7:] for f in members))
            return rows
        unique = {f[1]: f for f in members}
        rows = self._rows(level, [f[1:6] for f in unique.values()], None)
        _add_keys(rows, (f[7:] for f in unique.values()))
        made = dict(zip(unique, rows, strict=True))
        return [made[f[1]] for f in members]

    def _related(self, how: p.Sources, raws: Sequence[Raw]) -> Mapping[int, set[str]]:
        """The selected relations that each resource has; records do not contain relations."""
        relations = [term.iri for term in how.known if term.kind is Kind.RELATION]
        found: dict[int, set[str]] = {}
        if relations:
            for s, iri in self._session.fetch_text(
                RELATED,
                ids=dumps(sorted({raw[0] for raw in raws})),
                iris=dumps(relations),
            ):
                found.setdefault(s, set()).add(iri)
        return found

    def _sources(self, level: p.Level, wanted: Sequence[Sequence[int]]) -> Iterable[Any]:
        gids = sorted({gid for gids in wanted for gid in gids})
        found = self._session.fetch_text(SOURCES, gids=dumps(gids))
        rows = dict(zip((f[0] for f in found), self._rows(level, [f[1:6] for f in found], None), strict=True))
        return [sorted((rows[gid] for gid in gids), key=lambda row: str(row[0])) for gids in wanted]

    def _records(self, raws: Sequence[Raw]) -> Iterable[Record | None]:
        edges = self._edges({raw[0] for raw in raws})
        return [from_json(raw[1], raw[4], edges.get(raw[0], ())) if raw[4] else None for raw in raws]

    def _hanging_records(self, raws: Sequence[Raw]) -> Iterable[Sequence[Record]]:
        """The record of each resource, if it has one, and those of the blank nodes that hang from it."""
        owners = sorted({raw[0] for raw in raws})
        most = len(owners) * (p.MOST_HANGING + 1) + 1
        found = self._session.fetch_text(HANGING, ids=dumps(owners), most=most)
        if len(found) == most:
            # From one resource at least; those of the others have not all been read.
            raise QueryError(
                f"More than {p.MOST_HANGING:,} blank nodes hang from a resource.", code="RDF_TOO_WIDE"
            )
        edges = self._edges({f[1] for f in found})
        records: dict[int, list[Record]] = {owner: [] for owner in owners}
        for owner, node, iri, record in found:
            if record:
                records[owner].append(from_json(iri, record, edges.get(node, ())))
        return [records[raw[0]] for raw in raws]

    def _edges(self, ids: Collection[int]) -> Mapping[int, list[Edge]]:
        edges: dict[int, list[Edge]] = {}
        for s, predicate, obj, graphs in self._session.fetch_text(EDGES, ids=dumps(sorted(ids))):
            edges.setdefault(s, []).append(
                Edge(predicate, obj, tuple(orjson.loads(graphs)) if graphs else None)
            )
        return edges


def _add_keys(rows: Sequence[list[Any]], keys: Iterable[Sequence[Any]]) -> None:
    """Append the order keys to rows, if there are any."""
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


def _stating_graphs(raw: Raw, how: p.Sources, related: Collection[str] = ()) -> Sequence[int]:
    """The graphs with statements about a resource, or with statements of some of its properties."""
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
    graphs = {*(gid for iri in how.of for gid in elsewhere.get(iri, ()))}
    present = {*related, *(term.iri for term in how.known if term.key in record[RECORD_VALUES])}
    if RDF_TYPE in how.of and record[RECORD_TYPES]:
        present.add(RDF_TYPE)
    if present - elsewhere.keys():
        graphs.update(home)
    return sorted(graphs)


def _edge_graphs(raws: Sequence[Raw], graphs: Sequence[str | None] | None) -> list[Sequence[int]]:
    if graphs is None:
        return [_stating_graphs(raw, p.Sources(None)) for raw in raws]
    return [orjson.loads(text) if text else () for text in graphs]


def _home(record: str | None) -> str | None:
    return dumps(orjson.loads(record)[RECORD_HOME]) if record else None


def dumps(value: object) -> str:
    """A list as JSON, the form in which SQLite takes it."""
    return orjson.dumps(value).decode()
