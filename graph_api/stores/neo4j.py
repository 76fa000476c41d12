"""Answers plans from Neo4j over Bolt: one statement per root field, all of one release."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from neo4j import READ_ACCESS, AsyncDriver, AsyncGraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from graph_api.cache import Cache
from graph_api.plan import plan as p
from graph_api.plan.conditions import Variables
from graph_api.plan.plan import FIRST_COLUMN
from graph_api.stores.neo4j_text import LABELS, CypherCompiler, Statement, bind, content_text
from graph_api.stores.port import Answered, Content
from loaders.stores.neo4j_rows import record_of
from ontology import storage as st
from ontology.errors import StoreError
from ontology.model import Kind, Model

_RETRY_PAUSE = 0.05
_STORE = f"MATCH (s:{st.STORE} {{name: '{st.STORE_NAME}'}})"


def open_driver(uri: str, user: str | None, password: str | None) -> AsyncDriver:
    """A driver that fails in seconds, not in half a minute, when the database is away."""
    return AsyncGraphDatabase.driver(
        uri,
        auth=(user or "neo4j", password) if password else None,
        connection_timeout=5,
        connection_acquisition_timeout=10,
        max_transaction_retry_time=5,
        notifications_min_severity="OFF",
    )


async def read_ontology(driver: AsyncDriver) -> bytes:
    """The ontology of the release that the database is at, as a bundle. Raises `StoreError` if there is none."""
    return bytes((await _read(driver, f"{_STORE} RETURN s.ontologyText", {}))[0])


class Neo4jReader:
    """A `Reader` over a database that `ndp-graph load` filled."""

    def __init__(self, driver: AsyncDriver, model: Model) -> None:
        self._driver = driver
        self._model = model
        self._compiler = CypherCompiler(model)
        self._predicates = {
            t.relationship: iri for iri, t in model.properties.items() if t.kind is Kind.RELATION
        }
        self._compiled: Cache[int, tuple[p.Root, Statement]] = Cache(2000)

    @property
    def model(self) -> Model:
        """The ontology of the release."""
        return self._model

    async def run(self, roots: Sequence[p.Root], variables: Variables) -> Answered:
        """The rows of some root fields. Waits while the database is brought to another release."""
        waited = 0.0
        while True:
            answered = await self._try(roots, variables, patient=waited < st.PATIENCE)
            if answered:
                return answered
            await asyncio.sleep(_RETRY_PAUSE)
            waited += _RETRY_PAUSE

    async def _try(self, roots: Sequence[p.Root], variables: Variables, *, patient: bool) -> Answered | None:
        """As `run`; None if the database changed meanwhile (or is changing, and we are patient)."""
        found = [await self._fetch(self._statement(root), variables) for root in roots]
        if not roots:
            found = [
                await _read(
                    self._driver,
                    f"{_STORE} RETURN s.mark AS before, s.release, null AS rows, null AS count, "
                    "[] AS tallies, s.mark AS after",
                    {},
                )
            ]
        marks = {mark for record in found for mark in (record[0], record[5])}
        if len(marks) > 1 or (patient and st.CHANGING in marks):
            return None
        rows: dict[str, Any] = {}
        for root, record in zip(roots, found, strict=False):
            found_rows = [record[2], record[3], record[4]]
            if _has_statements(root):
                _make_records(root, found_rows, self._predicates)
            rows[root.key] = record[2] if root.among else found_rows
        return Answered(rows, str(found[0][1]), len(roots))

    async def release(self) -> str:
        """The release that the database is at."""
        return str((await _read(self._driver, f"{_STORE} RETURN s.release", {}))[0])

    async def is_current(self) -> bool:
        """Whether the database still has this ontology; its releases are followed within one."""
        found = await _read(self._driver, f"{_STORE} RETURN s.ontology", {})
        return bool(found[0] == self._model.hash)

    async def describe(self) -> Content:
        """Figures of the release."""
        release, illustrative, statements, graphs = await _read(self._driver, content_text(self._model), {})
        counted = await _read(self._driver, LABELS, {})
        by_label = dict(counted[0])
        classes = {iri: by_label.get(term.type_name, 0) for iri, term in self._model.classes.items()}
        return Content(
            release, statements or 0, by_label.get(st.RESOURCE, 0), classes, graphs, bool(illustrative)
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._driver.close()

    def _statement(self, root: p.Root) -> Statement:
        return self._compiled.get(id(root), lambda: (root, self._compiler.root(root)))[1]

    async def _fetch(self, statement: Statement, variables: Variables) -> Sequence[Any]:
        return await _read(self._driver, statement.text, bind(statement, variables))


async def _read(driver: AsyncDriver, text: str, parameters: Mapping[str, object]) -> Sequence[Any]:
    """The one record of a statement. Raises `StoreError` in words that a person can act on."""
    try:
        async with driver.session(default_access_mode=READ_ACCESS) as session:
            result = await session.run(text, dict(parameters))
            record = await result.single()
    except AuthError as error:
        raise StoreError(
            "Neo4j does not let us in.",
            code="STORE_AUTH",
            hint="Check NDP_STORE_USER and NDP_STORE_PASSWORD.",
        ) from error
    except (DriverError, Neo4jError, OSError) as error:
        raise StoreError(
            f"Neo4j cannot be asked: {error}", hint="Check that it runs and NDP_STORE names it."
        ) from error
    if record is None:
        raise StoreError(
            "The database holds no release.", code="STORE_EMPTY", hint="Load one with `ndp-graph load`."
        )
    return record.values()


def _make_records(place: p.Root | p.Link, found: Sequence[Any], predicates: Mapping[str, str]) -> None:
    """Make what stands for all statements about a resource into records, at every depth of `[rows, count, tallies]`."""
    _in_rows(place.level, found[0], predicates)
    for tally, counted in zip(place.tallies, found[2], strict=True):
        if tally.by is not None and tally.by.term.kind is Kind.RELATION:
            _in_rows(tally.level, [row for row, _ in counted], predicates)


def _in_rows(level: p.Level, rows: Sequence[list[Any]], predicates: Mapping[str, str]) -> None:
    start = FIRST_COLUMN + len(level.columns)
    for row in rows:
        for position, link in enumerate(level.links, start):
            if isinstance(link.how, p.Statements):
                properties, edges = row[position]
                row[position] = record_of(properties, edges, predicates) if st.HOME in properties else None
            elif link.page:
                _make_records(link, row[position], predicates)
            else:
                _in_rows(link.level, row[position], predicates)


def _has_statements(place: p.Root | p.Link) -> bool:
    levels = (place.level, *(tally.level for tally in place.tallies))
    links = [link for level in levels for link in level.links]
    return any(isinstance(link.how, p.Statements) or _has_statements(link) for link in links)
