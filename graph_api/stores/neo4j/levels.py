"""The levels of rows as the statement of a root field returns them, nested: made whole.

All statements about a resource become its record. A page of them is cut out of it, so only then is it known which
resources and graphs it names: these are read by statements of their own.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from graph_api.plan import plan as p
from graph_api.plan import reads
from graph_api.plan.conditions import Variables
from graph_api.plan.reads import FIRST_COLUMN
from graph_api.plan.statements.referrer_pages import ReferrerPages
from graph_api.plan.statements.statement_pages import (
    StatementPage,
    StatementPages,
    iter_values,
    statement_rows,
)
from graph_api.stores.neo4j.referrers import referrer_counts, referrers
from graph_api.stores.neo4j.statement import CypherStatement
from loaders.stores.neo4j.rows import record_of
from ontology import storage as st
from ontology.model import Model
from ontology.record import Record
from ontology.values.literals import from_ntriples

Rows: TypeAlias = list[list[Any]]
ReadByIri: TypeAlias = Callable[[reads.Link, Sequence[str]], Awaitable[Rows]]
"""Reads the rows of the level of a link for some IRIs."""
FetchRows: TypeAlias = Callable[
    [reads.Link, Callable[[], CypherStatement], Mapping[str, object]], Awaitable[Sequence[Any]]
]
"""The rows of the statement that is made for a link, with some more values."""
_LATER = (reads.AllStatements, reads.StatementList, reads.ReferrerGroups)
"""The links whose values in the rows of the first statement are not those of the plan."""


@dataclass(frozen=True, slots=True)
class LevelReader:
    """Makes rows whole, with what has to be read after them. `predicates` has the IRIs of relationship types."""

    model: Model
    predicates: Mapping[str, str]
    variables: Variables
    read: ReadByIri
    fetch: FetchRows
    work: Callable[[Callable[[], Any]], Awaitable[Any]]
    """Runs what takes long in a worker thread."""

    async def of_root(self, root: p.Root, listed: Sequence[Any]) -> None:
        """Complete the `[rows, count, tallies]` of a root field."""
        if any(
            _is_incomplete(level) for level, _ in _iter_levels(root, [[], None, [[]] * len(root.tallies)])
        ):
            for level, rows in _iter_levels(root, listed):
                await self._level(level, rows)

    async def _level(self, level: reads.Level, rows: Rows) -> None:
        """Complete the rows of one level, but for those of the levels below it."""
        for position, link in enumerate(level.links, FIRST_COLUMN + len(level.columns)):
            match link.how:
                case reads.StatementList():
                    await self._statements(link, position, rows)
                case reads.ReferrerGroups():
                    await self._referrers(link, position, rows)
                case reads.AllStatements():
                    await self.work(partial(self._records, link.how, position, rows))

    def _records(self, how: reads.AllStatements, position: int, rows: Rows) -> None:
        """Turn the values of a link into records."""
        for row in rows:
            stated = list(_stated(how, row[position]))
            own, *hanging = (self._record(*one) for one in stated)
            records = [one for one in (own, *hanging) if one]
            row[position] = records if how.hanging else own
            if how.graphs:
                row[position] = records, {number: iri for _, _, graphs in stated for number, iri in graphs}

    async def _statements(self, link: reads.Link, position: int, rows: Rows) -> None:
        """Turn the values of a link into pages of statements, with what these lead to."""
        names = {number: iri for row in rows for graphs in row[position][2:] for number, iri in graphs}
        pages = await self.work(partial(self._pages, link, position, rows))
        lists = [statement_rows(page) for page in pages]
        for row, page, some in zip(rows, pages, lists, strict=True):
            row[position] = [some, page.count, ()]
        for inner in link.level.links:
            if isinstance(inner.how, reads.StatementValue):
                await self._add_values(inner, pages, lists)
            else:
                await self._add_graphs(inner, pages, lists, names)

    def _pages(self, link: reads.Link, position: int, rows: Rows) -> list[StatementPage]:
        cut = StatementPages.of(link, self.variables, self.model)
        return [cut.of_record(self._record(*row[position]), dict(*row[position][2:])) for row in rows]

    async def _add_values(
        self, link: reads.Link, pages: Sequence[StatementPage], lists: Sequence[Rows]
    ) -> None:
        found = await self._read(link, sorted(set(iter_values(pages))))
        for row in (row for rows in lists for row in rows):
            value = found.get(from_ntriples(row[1]))
            row.append([value] if value else [])

    async def _add_graphs(
        self,
        link: reads.Link,
        pages: Sequence[StatementPage],
        lists: Sequence[Rows],
        names: Mapping[int, str],
    ) -> None:
        stating = [
            [[names[n] for n in graphs if n in names] for _, graphs in page.statements] for page in pages
        ]
        found = await self._read(link, sorted({iri for page in stating for graphs in page for iri in graphs}))
        for page, rows in zip(stating, lists, strict=True):
            for graphs, row in zip(page, rows, strict=True):
                row.append([found[iri] for iri in sorted(graphs) if iri in found])

    async def _referrers(self, link: reads.Link, position: int, rows: Rows) -> None:
        """Turn the values of a link, which are IRIs, into groups of what refers to these resources."""
        if not isinstance(how := link.how, reads.ReferrerGroups):
            raise TypeError(link)
        counted: dict[str, dict[str, int]] = {row[position]: {} for row in rows}
        values = {"iris": sorted(counted)}
        for iri, kind, predicate, count in await self.fetch(
            link, partial(referrer_counts, self.model, how), values
        ):
            counted[iri][predicate or self.predicates[kind]] = count
        cut = ReferrerPages.of(link, self.variables, self.model)
        pages = {iri: cut.of_counts(counts) for iri, counts in counted.items()}
        for inner in link.level.links:
            groups = [
                (iri, row) for iri, page in pages.items() for row in page[0] if cut.are_in(row[0], inner)
            ]
            await self._add_referrers(how, inner, groups)
            for row in (row for page in pages.values() for row in page[0] if not cut.are_in(row[0], inner)):
                row.append([])
        for row in rows:
            row[position] = pages[row[position]]

    async def _add_referrers(
        self, how: reads.ReferrerGroups, link: reads.Link, groups: Sequence[tuple[str, list[Any]]]
    ) -> None:
        """Append to the rows of groups the rows of their referrers."""
        if not isinstance(of := link.how, reads.Referrers):
            raise TypeError(link)
        types = {iri: kind for kind, iri in self.predicates.items()}
        values = [
            (iri, types.get(row[0], st.UNKNOWN_RELATION), None if row[0] in types else row[0])
            for iri, row in groups
        ]
        found = await self.fetch(link, partial(referrers, self.model, how, of), {"groups": values})
        made = await self._read(link, sorted({iri for _, iri in found}))
        for _, row in groups:
            row.append([])
        for number, iri in found:
            groups[number][1][-1].append(made[iri])

    async def _read(self, link: reads.Link, iris: Sequence[str]) -> Mapping[str, list[Any]]:
        """The complete rows of a link for some IRIs, by IRI."""
        rows = await self.read(link, iris)
        for level, inner in _iter_levels(link, [rows, None, []]):
            await self._level(level, inner)
        return {row[0]: row for row in rows}

    def _record(self, properties: Mapping[str, Any], edges: Sequence[Any], *_: object) -> Record | None:
        return record_of(properties, edges, self.predicates) if st.HOME in properties else None


def _iter_levels(place: p.Root | reads.Link, listed: Sequence[Any]) -> Iterator[tuple[reads.Level, Rows]]:
    """The levels at a place and below it with all their rows, each once, also those without rows.

    `listed` is `[rows, count, tallies]`. Levels behind lists of statements are left out: they are not read yet.
    """
    yield from _below(place.level, listed[0])
    for tally, counted in zip(place.tallies, listed[2], strict=True):
        for position, key in enumerate(tally.keys):
            if key.level is not None:
                yield from _below(key.level, [one[position] for one in counted if one[position]])


def _below(level: reads.Level, rows: Rows) -> Iterator[tuple[reads.Level, Rows]]:
    yield level, rows
    for position, link in enumerate(level.links, FIRST_COLUMN + len(level.columns)):
        if isinstance(link.how, _LATER):
            continue
        values = [row[position] for row in rows]
        if link.page:
            tallies = [[one for value in values for one in value[2][at]] for at in range(len(link.tallies))]
            yield from _iter_levels(link, [[row for value in values for row in value[0]], None, tallies])
        else:
            yield from _below(link.level, [row for value in values for row in value])


def _is_incomplete(level: reads.Level) -> bool:
    return any(isinstance(link.how, _LATER) for link in level.links)


def _stated(how: reads.AllStatements, value: Any) -> Iterator[Any]:
    """The properties and edges of the resource, then of the blank nodes that hang from it."""
    if not how.hanging:
        yield value
        return
    own, hanging = value
    yield own
    yield from hanging
