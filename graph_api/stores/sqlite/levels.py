"""The execution of a plan on SQLite: level by level, the rows of each level put into those above."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import orjson

from graph_api.errors import QueryError
from graph_api.plan import plan as p
from graph_api.plan import reads
from graph_api.plan.statements.referrer_pages import ReferrerPages
from graph_api.plan.statements.statement_pages import (
    StatementPage,
    StatementPages,
    iter_values,
    needs_graphs,
    statement_rows,
)
from graph_api.stores.sqlite.columns import RAW_WIDTH, Raw, columns_of, home_of, stating_graphs
from graph_api.stores.sqlite.compiled_plan import CompiledPlan
from graph_api.stores.sqlite.compiler import EDGES, HANGING, RELATED, RESOURCES, SOURCES
from graph_api.stores.sqlite.referrers import PAIRS
from graph_api.stores.sqlite.runner import StatementRunner
from graph_api.stores.sqlite.statement import PARENTS, dumps
from graph_api.stores.sqlite.walk import GRAPHS
from ontology.model import Field, Kind, Model
from ontology.record import Edge, Record, from_json
from ontology.values.literals import from_ntriples

_RESOURCE, _GRAPHS, _KEYS = slice(1, 1 + RAW_WIDTH), 1 + RAW_WIDTH, slice(2 + RAW_WIDTH, None)
"""The parts of a member as read, after its parent: a `Raw`, the graphs of the edge that led to it, order keys."""


class PlanRun:
    """Runs one plan level by level, and puts the rows of each level into those above."""

    def __init__(self, runner: StatementRunner, compiled: CompiledPlan, model: Model) -> None:
        self._runner = runner
        self._compiled = compiled
        self._model = model

    def root(self, root: p.Root) -> Any:
        """Rows, or `[rows, count, tallies]` of a list."""
        rows: list[Any] = []
        if (statement := self._compiled.statements.get(id(root))) is not None:
            fetch = self._runner.fetch_once if root.among is None else self._runner.fetch
            raws = fetch(statement)
            rows = self._rows(root.level, raws, None)
            _add_keys(rows, (raw[RAW_WIDTH:] for raw in raws))
        if root.among is not None:
            return rows
        counted = self._compiled.counts.get(id(root))
        tallies = [
            self._tally(tally, self._runner.fetch_once(statement)).get(0, [])
            for tally, statement in zip(root.tallies, self._compiled.tallies[id(root)], strict=True)
        ]
        return [rows, self._runner.fetch_once(counted)[0][0] if counted else None, tallies]

    def _tallies(self, link: reads.Link, parents: str) -> Sequence[Mapping[int, list[Any]]]:
        """For each tally of a list `[*values, count]` by parent."""
        statements = self._compiled.tallies[id(link)]
        return [
            self._tally(tally, self._runner.fetch(statement, **{PARENTS: parents}))
            for tally, statement in zip(link.tallies, statements, strict=True)
        ]

    def _tally(self, tally: reads.Tally, found: Sequence[Any]) -> Mapping[int, list[Any]]:
        by_parent: dict[int, list[Any]] = {}
        rows = [
            self._by_iri(key.level, {one[at] for one in found if one[at] is not None}) if key.level else None
            for at, key in enumerate(tally.keys, 1)
        ]
        for parent, *values, count in found:
            shown = [
                value if of is None or value is None else of[value]
                for value, of in zip(values, rows, strict=True)
            ]
            by_parent.setdefault(parent, []).append((*shown, count))
        return by_parent

    def _by_iri(self, level: reads.Level, iris: Collection[str]) -> Mapping[str, Any]:
        """The rows of some resources, by their IRIs."""
        found = self._runner.fetch_text(RESOURCES, iris=dumps(sorted(iris)))
        return {row[0]: row for row in self._rows(level, found, None)}

    def _rows(
        self, level: reads.Level, raws: Sequence[Raw], graphs: Sequence[str | None] | None
    ) -> list[Any]:
        """The plan's rows of some resources; `graphs`: of the edge that led to each."""
        rows = columns_of(level, raws)
        for link in level.links:
            for row, linked in zip(rows, self._link(link, raws, graphs), strict=True):
                row.append(linked)
        return rows

    def _link(
        self, link: reads.Link, raws: Sequence[Raw], graphs: Sequence[str | None] | None
    ) -> Iterable[Any]:
        match link.how:
            case reads.Sources():
                related = self._related(link.how, raws)
                wanted = [stating_graphs(raw, link.how, related.get(raw[0], frozenset())) for raw in raws]
                return self._sources(link.level, wanted, link.how.apart if link.how.of is None else "")
            case reads.EdgeSources():
                return self._sources(link.level, _edge_graphs(raws, graphs), link.how.apart)
            case reads.AllStatements(hanging=True, graphs=True):
                return self._with_graphs(self._hanging_records(raws))
            case reads.AllStatements(hanging=True):
                return self._hanging_records(raws)
            case reads.AllStatements():
                return self._records(raws)
            case reads.StatementList():
                return self._statement_lists(link, raws)
            case reads.ReferrerGroups():
                return self._referrer_groups(link, raws)
            case reads.Follow():
                members = self._by_parent(link, raws)
                return [members.get(raw[0], ()) for raw in raws]
            case _:
                return self._relation(link, raws)

    def _relation(self, link: reads.Link, raws: Sequence[Raw]) -> Iterable[Any]:
        members = self._by_parent(link, raws)
        if link.page is None:
            return [members.get(raw[0], ())[:1] for raw in raws]
        parents = _ids(raws)
        counted = self._compiled.counts.get(id(link))
        counts = dict(self._runner.fetch(counted, **{PARENTS: parents})) if counted else {}
        tallies = self._tallies(link, parents)
        return [
            (members.get(raw[0], ()), counts.get(raw[0], 0), [tally.get(raw[0], ()) for tally in tallies])
            for raw in raws
        ]

    def _by_parent(self, link: reads.Link, raws: Sequence[Raw]) -> Mapping[int, Sequence[Any]]:
        """The rows of the members that a link leads to, by the resource from which it leads."""
        members: dict[int, list[Any]] = {}
        statement = self._compiled.statements.get(id(link))
        if statement is not None:
            found = self._runner.fetch(statement, **{PARENTS: _ids(raws)})
            rows = self._members(link.level, found, raws, link)
            for parent, row in zip((f[0] for f in found), rows, strict=True):
                members.setdefault(parent, []).append(row)
        return members

    def _members(
        self, level: reads.Level, members: Sequence[Any], raws: Sequence[Raw], link: reads.Link
    ) -> list[Any]:
        """A row for each of `members` (parent, resource, graphs, keys); a resource that occurs twice is made once."""
        if any(isinstance(inner.how, reads.EdgeSources) for inner in level.links):
            inverse = isinstance(link.how, Field) and link.how.inverse
            homes = {raw[0]: raw[4] for raw in raws}
            graphs = [f[_GRAPHS] or home_of(f[5] if inverse else homes[f[0]]) for f in members]
            rows = self._rows(level, [f[_RESOURCE] for f in members], graphs)
            _add_keys(rows, (f[_KEYS] for f in members))
            return rows
        unique = {f[1]: f for f in members}
        rows = self._rows(level, [f[_RESOURCE] for f in unique.values()], None)
        _add_keys(rows, (f[_KEYS] for f in unique.values()))
        made = dict(zip(unique, rows, strict=True))
        return [made[f[1]] for f in members]

    def _related(self, how: reads.Sources, raws: Sequence[Raw]) -> Mapping[int, set[str]]:
        """The selected relations that each resource has; records do not contain relations."""
        relations = [term.iri for term in how.known if term.kind is Kind.RELATION]
        found: dict[int, set[str]] = {}
        if relations:
            for s, iri in self._runner.fetch_text(
                RELATED,
                ids=_ids(raws),
                iris=dumps(relations),
            ):
                found.setdefault(s, set()).add(iri)
        return found

    def _sources(self, level: reads.Level, wanted: Sequence[Sequence[int]], apart: str) -> Iterable[Any]:
        """The rows of graphs by number, for each resource; without the graph `apart`."""
        gids = sorted({gid for gids in wanted for gid in gids})
        found = [f for f in self._runner.fetch_text(SOURCES, gids=dumps(gids)) if f[_RESOURCE][1] != apart]
        rows = dict(
            zip((f[0] for f in found), self._rows(level, [f[_RESOURCE] for f in found], None), strict=True)
        )
        return [
            sorted((rows[gid] for gid in gids if gid in rows), key=lambda row: str(row[0])) for gids in wanted
        ]

    def _records(self, raws: Sequence[Raw]) -> Iterable[Record | None]:
        edges = self._edges({raw[0] for raw in raws})
        return [from_json(raw[1], raw[4], edges.get(raw[0], ())) if raw[4] else None for raw in raws]

    def _statement_lists(self, link: reads.Link, raws: Sequence[Raw]) -> Iterable[Any]:
        """`[rows, count, tallies]` of the statements about each resource."""
        records = dict(zip((raw[0] for raw in raws), self._records(raws), strict=True))
        sources: Mapping[int, Any] = {}
        if needs_graphs(link):
            gids = sorted({gid for record in records.values() if record for gid in record.graphs()})
            labels = self._model.labels_graph
            found = self._runner.fetch_text(SOURCES, gids=dumps(gids))
            sources = {f[0]: f[_RESOURCE] for f in found if f[_RESOURCE][1] != labels}
        cut = StatementPages.of(link, self._runner.variables, self._model)
        names = {gid: raw[1] for gid, raw in sources.items()}
        pages = {number: cut.of_record(record, names) for number, record in records.items()}
        rows = {number: statement_rows(page) for number, page in pages.items()}
        for inner in link.level.links:
            self._add_linked(inner, list(pages.values()), list(rows.values()), sources)
        return [(rows[raw[0]], pages[raw[0]].count, ()) for raw in raws]

    def _add_linked(
        self,
        link: reads.Link,
        pages: Sequence[StatementPage],
        rows: Sequence[Sequence[list[Any]]],
        sources: Mapping[int, Raw],
    ) -> None:
        """Append to the rows of statements the resource that each has as its value, or the graphs that state it."""
        if isinstance(link.how, reads.StatementValue):
            by_iri = self._by_iri(link.level, set(iter_values(pages)))
            for row in (row for some in rows for row in some):
                value = by_iri.get(from_ntriples(row[1]))
                row.append([value] if value else [])
            return
        numbers = sorted(
            {n for page in pages for _, graphs in page.statements for n in graphs if n in sources}
        )
        made = dict(zip(numbers, self._rows(link.level, [sources[n] for n in numbers], None), strict=True))
        for page, some in zip(pages, rows, strict=True):
            for (_, graphs), row in zip(page.statements, some, strict=True):
                row.append(sorted((made[n] for n in graphs if n in made), key=lambda graph: str(graph[0])))

    def _referrer_groups(self, link: reads.Link, raws: Sequence[Raw]) -> Iterable[Any]:
        """`[rows, count, tallies]` of the groups of what refers to each resource."""
        counted: dict[int, dict[str, int]] = {raw[0]: {} for raw in raws}
        for number, predicate, count in self._runner.fetch(
            self._compiled.counts[id(link)], **{PARENTS: _ids(raws)}
        ):
            counted[number][predicate] = count
        cut = ReferrerPages.of(link, self._runner.variables, self._model)
        pages = {number: cut.of_counts(counts) for number, counts in counted.items()}
        for inner in link.level.links:
            groups = [
                (number, row)
                for number, page in pages.items()
                for row in page[0]
                if cut.are_in(row[0], inner)
            ]
            self._add_referrers(inner, groups)
            for row in (row for page in pages.values() for row in page[0] if not cut.are_in(row[0], inner)):
                row.append([])
        return [pages[raw[0]] for raw in raws]

    def _add_referrers(self, link: reads.Link, groups: Sequence[tuple[int, list[Any]]]) -> None:
        """Append to the rows of groups the rows of their referrers."""
        pairs = dumps([(number, row[0]) for number, row in groups])
        found = self._runner.fetch(self._compiled.statements[id(link)], **{PAIRS: pairs})
        unique = {one[1]: one[1:] for one in found}
        made = dict(zip(unique, self._rows(link.level, list(unique.values()), None), strict=True))
        for _, row in groups:
            row.append([])
        for number, *raw in found:
            groups[number][1][-1].append(made[raw[0]])

    def _hanging_records(self, raws: Sequence[Raw]) -> Sequence[Sequence[Record]]:
        """The record of each resource, if it has one, and those of the blank nodes that hang from it."""
        owners = sorted({raw[0] for raw in raws})
        most = len(owners) * (reads.MOST_HANGING + 1) + 1
        found = self._runner.fetch_text(HANGING, ids=dumps(owners), most=most)
        if len(found) == most:
            # From one resource at least; those of the others have not all been read.
            raise QueryError(
                f"More than {reads.MOST_HANGING:,} blank nodes hang from a resource.", code="RDF_TOO_WIDE"
            )
        edges = self._edges({f[1] for f in found})
        records: dict[int, list[Record]] = {owner: [] for owner in owners}
        for owner, node, iri, record in found:
            if record:
                records[owner].append(from_json(iri, record, edges.get(node, ())))
        return [records[raw[0]] for raw in raws]

    def _with_graphs(
        self, lists: Sequence[Sequence[Record]]
    ) -> Iterable[tuple[Sequence[Record], Mapping[int, str]]]:
        """Each list of records with the IRIs of the graphs that state them, by number."""
        numbers = [{number for one in records for number in one.graphs()} for records in lists]
        named = dict(self._runner.fetch_text(GRAPHS, numbers=dumps(sorted(set().union(*numbers)))))
        pairs = zip(lists, numbers, strict=True)
        return [(records, {number: named[number] for number in sorted(own)}) for records, own in pairs]

    def _edges(self, ids: Collection[int]) -> Mapping[int, list[Edge]]:
        edges: dict[int, list[Edge]] = {}
        for s, predicate, obj, graphs in self._runner.fetch_text(EDGES, ids=dumps(sorted(ids))):
            edges.setdefault(s, []).append(
                Edge(predicate, obj, tuple(orjson.loads(graphs)) if graphs else None)
            )
        return edges


def _ids(raws: Sequence[Raw]) -> str:
    """The ids of some resources, each once, as a parameter."""
    return dumps(sorted({raw[0] for raw in raws}))


def _add_keys(rows: Sequence[list[Any]], keys: Iterable[Sequence[Any]]) -> None:
    """Append the order keys to rows, if there are any."""
    for row, own in zip(rows, keys, strict=True):
        row.extend(own)


def _edge_graphs(raws: Sequence[Raw], graphs: Sequence[str | None] | None) -> list[Sequence[int]]:
    if graphs is None:
        return [stating_graphs(raw, reads.Sources(None)) for raw in raws]
    return [orjson.loads(text) if text else () for text in graphs]
