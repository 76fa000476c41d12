"""A release in a Neo4j database, of which the API reads one generation.

A replacement loads the next generation beside the one that is served, then turns one node to it, then deletes
the old one. A difference goes into the generation that is served, in one transaction between two marks. Two
nodes say where the database stands: `NdpStore {name: 'ndp'}`, which readers look at, and `{name: 'data'}`, which
every writer locks and whose `release` changes in the same transaction as the data.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import neo4j
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from loaders.stores.neo4j_rows import predicates, record_of
from loaders.stores.neo4j_write import GenerationWriter, batches
from loaders.stores.port import Change, Progress, State, silent
from ontology.errors import StoreError
from ontology.record import Record
from ontology.storage import CHANGING, FORMAT

_SCHEMA = (
    "CREATE CONSTRAINT ndp_store IF NOT EXISTS FOR (s:NdpStore) REQUIRE s.name IS UNIQUE",
    "CREATE CONSTRAINT ndp_resource IF NOT EXISTS FOR (n:Resource) REQUIRE (n._gen, n.iri) IS UNIQUE",
    "CREATE INDEX ndp_graph IF NOT EXISTS FOR (n:Resource) ON (n._gen, n._gid)",
    "CALL db.awaitIndexes(300)",
)
_STORE = "MATCH (s:NdpStore {name: 'ndp'}) RETURN properties(s) AS store"
_ANYTHING = "MATCH (n) RETURN 1 LIMIT 1"
_LOCK = "MERGE (d:NdpStore {name: 'data'}) SET d.locked = true REMOVE d.locked RETURN d.release AS release"
_GRAPHS = """
MATCH (n:Resource {_gen: $gen}) WHERE n._gid IS NOT NULL RETURN n._gid AS gid, n.iri AS iri
"""
_CREATE = "MERGE (s:NdpStore {name: 'ndp'}) ON CREATE SET s.format = $format, s.generation = 0, s.stale = []"
_MEND = """
MATCH (s:NdpStore {name: 'ndp', mark: $changing}) SET s.mark = $release, s.release = $release
"""
_MARK = "MATCH (s:NdpStore {name: 'ndp'}) SET s.mark = $mark"
_SETTLE = """
MATCH (s:NdpStore {name: 'ndp'}) SET s.mark = $release, s.release = $release, s.statements = $statements
"""
_COMMITTED = "MATCH (d:NdpStore {name: 'data'}) SET d.release = $release"
_OPEN_GENERATION = """
MATCH (s:NdpStore {name: 'ndp'})
WITH s, reduce(top = s.generation, g IN s.stale | CASE WHEN g > top THEN g ELSE top END) + 1 AS gen, s.stale AS stale
SET s.stale = stale + gen
RETURN gen, stale
"""
_FLIP = """
MATCH (s:NdpStore {name: 'ndp'}) WHERE $generation IN s.stale
MATCH (d:NdpStore {name: 'data'})
SET s.stale = [g IN s.stale WHERE g <> $generation] + CASE s.generation WHEN 0 THEN [] ELSE [s.generation] END,
    s += $store, d.release = $store.release
RETURN s.stale AS stale
"""
_SWEEP = """
MATCH (n:Resource {_gen: $gen}) WHERE n.iri IS NOT NULL
CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS
"""
_SWEPT = "MATCH (s:NdpStore {name: 'ndp'}) SET s.stale = [g IN s.stale WHERE g <> $gen]"
_SCAN = """
MATCH (n:Resource {_gen: $gen}) WHERE n.iri IS NOT NULL AND n._home IS NOT NULL
RETURN properties(n) AS node, COLLECT { MATCH (n)-[r]->(o) RETURN [type(r), r.p, o.iri, r._g] } AS edges
"""
_RECORDS = """
UNWIND $iris AS iri
MATCH (n:Resource {_gen: $gen, iri: iri}) WHERE n._home IS NOT NULL
RETURN properties(n) AS node, COLLECT { MATCH (n)-[r]->(o) RETURN [type(r), r.p, o.iri, r._g] } AS edges
"""


class Neo4jStore:
    """A `Store` in the Neo4j at `uri`; `auth` is user and password, None where no login is asked. Close it."""

    def __init__(self, uri: str, auth: tuple[str, str] | None) -> None:
        self._uri = uri
        with self._translated():
            self._driver = neo4j.GraphDatabase.driver(
                uri,
                auth=auth,
                connection_timeout=5,
                connection_acquisition_timeout=15,
                max_transaction_retry_time=10,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
            )

    def close(self) -> None:
        """Give back the connections."""
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- where it stands

    def state(self) -> State | None:
        """Where it stands; None if it is empty. Sets the mark right that a killed load left `changing`."""
        with self._session() as session:
            store = self._find(session)
            if store is not None and store.get("mark") == CHANGING:
                session.execute_write(_mend)
                store = self._find(session)
            if store is None or "release" not in store:
                return None
            graphs = {r["gid"]: r["iri"] for r in session.run(_GRAPHS, gen=store["generation"])}
        return State(store["release"], store["ontology"], store["format"], graphs)

    def _find(self, session: neo4j.Session) -> Mapping[str, Any] | None:
        """Our node's properties; None in an empty database. Raises `STORE_FOREIGN`."""
        row = session.run(_STORE).single()
        if row is not None:
            found: Mapping[str, Any] = row["store"]
            return found
        if session.run(_ANYTHING).single() is not None:
            raise StoreError(
                f"the database at {self._uri} holds something else than a release of ours",
                code="STORE_FOREIGN",
                hint="name an empty database; nothing was changed in this one",
            )
        return None

    # -- reading

    def scan(self) -> Iterator[Record]:
        """Every described subject. Raises `STORE_CHANGED` if a load comes in between."""
        return self._read(_SCAN, {})

    def records(self, iris: Collection[str]) -> Iterator[Record]:
        """Those of the subjects `iris` that are described. Raises `STORE_CHANGED` as `scan` does."""
        return self._read(_RECORDS, {"iris": sorted(set(iris))})

    def _read(self, statement: str, parameters: dict[str, Any]) -> Iterator[Record]:
        with self._session() as session:
            before = self._find(session)
            if before is None or "release" not in before:
                return
            predicate = predicates(before["relationships"])
            for row in session.run(statement, parameters, gen=before["generation"]):
                yield record_of(row["node"], row["edges"], predicate)
            after = self._find(session)
            if after is None or after["mark"] != before["mark"] or before["mark"] == CHANGING:
                raise StoreError(
                    f"the database at {self._uri} came to another release while it was read",
                    code="STORE_CHANGED",
                    hint="start again",
                )

    # -- writing

    def apply(self, change: Change, progress: Progress = silent) -> None:
        """Bring the database to the release of `change`. Raises `STORE_BUSY` if another load comes between."""
        before = self.state()
        with self._session() as session:
            for statement in _SCHEMA:
                session.run(statement).consume()
            session.run(_CREATE, format=FORMAT).consume()
            if change.replace:
                self._replace(session, change, progress)
            elif before is None:
                raise StoreError(f"the database at {self._uri} is empty: there is nothing to change")
            else:
                self._change(session, before.release, change, progress)

    def _replace(self, session: neo4j.Session, change: Change, progress: Progress) -> None:
        generation, leftovers = session.execute_write(_open_generation)
        for stale in leftovers:
            _sweep(session, stale)
        writer = GenerationWriter(change.model, generation)
        done = 0
        for batch in batches(change.upserts):
            session.execute_write(writer.write, batch)
            done += len(batch)
            progress(done)
        session.execute_write(writer.write_graphs, change.graphs)
        store = {
            "format": FORMAT,
            "release": change.release,
            "mark": change.release,
            "generation": generation,
            "ontology": change.model.hash,
            "ontologyText": change.ontology,
            "relationships": writer.relationships,
            "statements": _statements(change),
        }
        stale_now = session.execute_write(_flip, generation, store)
        if stale_now is None:
            raise self._busy()
        for stale in stale_now:
            _sweep(session, stale)

    def _change(self, session: neo4j.Session, base: str, change: Change, progress: Progress) -> None:
        store = self._find(session) or {}
        writer = GenerationWriter(change.model, store["generation"])
        with self._session() as second, second.begin_transaction() as tx:
            if _lock(tx) != base:
                raise self._busy()
            for iris in batches(change.deletes):
                writer.clear(tx, iris)
            done = 0
            for batch in batches(change.upserts):
                writer.clear(tx, [record.iri for record in batch])
                writer.write(tx, batch)
                done += len(batch)
                progress(done)
            writer.write_graphs(tx, change.graphs)
            writer.drop_orphans(tx)
            tx.run(_COMMITTED, release=change.release).consume()
            # From here to the second mark readers wait, so nothing but the commit stands between them.
            session.run(_MARK, mark=CHANGING).consume()
            tx.commit()
        session.run(_SETTLE, release=change.release, statements=_statements(change)).consume()

    # -- errors

    def _busy(self) -> StoreError:
        return StoreError(
            f"another load changed the database at {self._uri} meanwhile",
            code="STORE_BUSY",
            hint="wait until it is done, then start again",
        )

    @contextmanager
    def _session(self) -> Iterator[neo4j.Session]:
        with self._translated(), self._driver.session(fetch_size=1000) as session:
            yield session

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (Neo4jError, DriverError, ConfigurationError, ValueError) as problem:
            raise _translate(problem, self._uri) from problem


def _translate(problem: Exception, uri: str) -> StoreError:
    if isinstance(problem, AuthError):
        return StoreError(
            f"the Neo4j at {uri} refuses the login",
            code="STORE_LOGIN",
            hint="set NDP_STORE_USER and NDP_STORE_PASSWORD",
        )
    if isinstance(problem, ServiceUnavailable | SessionExpired | ConnectionAcquisitionTimeoutError):
        return StoreError(
            f"cannot reach a Neo4j at {uri}",
            hint="check that it runs, and the address and port given to --store",
        )
    return StoreError(f"the Neo4j at {uri}: {problem}", code="STORE_FAILED")


def _statements(change: Change) -> int:
    return sum(graph.statements for graph in change.graphs.values())


def _lock(tx: neo4j.ManagedTransaction | neo4j.Transaction) -> str | None:
    """Take the writers' lock until the transaction ends; the release that the data are at."""
    row = tx.run(_LOCK).single(strict=True)
    release: str | None = row["release"]
    return release


def _mend(tx: neo4j.ManagedTransaction) -> None:
    # A load that still commits holds the lock; once it is ours, its transaction is there or gone for good.
    release = _lock(tx)
    tx.run(_MEND, changing=CHANGING, release=release).consume()


def _open_generation(tx: neo4j.ManagedTransaction) -> tuple[int, list[int]]:
    _lock(tx)
    row = tx.run(_OPEN_GENERATION).single(strict=True)
    return row["gen"], row["stale"]


def _flip(tx: neo4j.ManagedTransaction, generation: int, store: dict[str, Any]) -> list[int] | None:
    _lock(tx)
    row = tx.run(_FLIP, generation=generation, store=store).single()
    return None if row is None else row["stale"]


def _sweep(session: neo4j.Session, generation: int) -> None:
    """Delete a generation that is not served; a killed sweep is taken up by the next load."""
    session.run(_SWEEP, gen=generation).consume()
    session.run(_SWEPT, gen=generation).consume()
