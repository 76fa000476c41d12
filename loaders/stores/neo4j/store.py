"""A release in a Neo4j database, of which the API reads one generation.

A replacement loads the next generation beside the served one, then switches one node to it, then deletes the old
one. A difference goes into the served generation, in one transaction between two marks.

Two nodes hold the state: `NdpStore {name: 'ndp'}`, which readers read, and `{name: 'data'}`, which every writer
locks and whose `release` and `statements` change in the same transaction as the data. Whatever kills a load, the
served generation is therefore all of one release, that of `data`; a mark that stays at `changing` is settled by
whoever gets the lock next, a reader or a load.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self

import neo4j
from neo4j.exceptions import (
    AuthError,
    ConnectionAcquisitionTimeoutError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from loaders.batches import batches
from loaders.stores.neo4j import cypher
from loaders.stores.neo4j.rows import predicates, record_of
from loaders.stores.neo4j.write import BATCH, GenerationWriter
from loaders.stores.port import CountListener, StoreChange, StoreState, no_listener
from ontology.errors import StoreError
from ontology.record import Record
from ontology.storage import CHANGING, FORMAT


class Neo4jStore:
    """A `Store` in the Neo4j at `uri`; `auth` is user and password, None if none is needed. Close it."""

    def __init__(self, uri: str, auth: tuple[str, str] | None) -> None:
        self._uri = uri
        # In a cluster, each session sees what those before it wrote.
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        try:
            self._driver = neo4j.GraphDatabase.driver(
                uri,
                auth=auth,
                connection_timeout=5,
                connection_acquisition_timeout=15,
                max_transaction_retry_time=10,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
            )
        except (DriverError, ValueError) as problem:
            raise StoreError(
                f"{uri} is not a valid address of a Neo4j: {problem}",
                code="STORE_ADDRESS",
                hint="write it as neo4j://HOST:PORT or bolt://HOST:PORT",
            ) from problem

    def close(self) -> None:
        """Close the connections."""
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- state

    def state(self) -> StoreState | None:
        """The state; None if the database is empty. Settles a mark that a killed load left at `changing`."""
        with self._session() as session:
            store = self._find(session)
            if store is not None and store.get("mark") == CHANGING:
                session.execute_write(_settle)
                store = self._find(session)
            if store is None or "release" not in store:
                return None
            graphs = {r["gid"]: r["iri"] for r in session.run(cypher.GRAPHS, gen=store["generation"])}
        return StoreState(store["release"], store["ontology"], store["format"], graphs)

    def _find(self, session: neo4j.Session) -> Mapping[str, Any] | None:
        """Our node's properties; None in an empty database. Raises `STORE_FOREIGN`."""
        row = session.run(cypher.STORE).single()
        if row is not None:
            properties: Mapping[str, Any] = row["store"]
            return properties
        if session.run(cypher.ANYTHING).single() is not None:
            raise StoreError(
                f"the database at {self._uri} holds something else than a release of this program",
                code="STORE_FOREIGN",
                hint="give an empty database as --store; nothing was changed in this one",
            )
        return None

    # -- reading

    def scan(self) -> Iterator[Record]:
        """Every described subject. Raises `STORE_CHANGED` if a load comes in between."""
        return self._read(cypher.SCAN, {})

    def records(self, iris: Collection[str]) -> Iterator[Record]:
        """Those of the subjects `iris` that are described. Raises `STORE_CHANGED` as `scan` does."""
        return self._read(cypher.RECORDS, {"iris": sorted(set(iris))})

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
                    f"the database at {self._uri} changed to another release during reading",
                    code="STORE_CHANGED",
                    hint="start again",
                )

    # -- writing

    def apply(self, change: StoreChange, progress: CountListener = no_listener) -> None:
        """Bring the database to the release of `change`. Raises `STORE_BUSY` if another load changes it meanwhile."""
        before = self.state()
        with self._session() as session:
            for statement in cypher.SCHEMA:
                session.run(statement).consume()
            session.run(cypher.CREATE, format=FORMAT).consume()
            if change.replace:
                self._replace(session, change, progress)
            elif before is None:
                raise StoreError(f"the database at {self._uri} is empty: there is nothing to change")
            else:
                self._change(session, before.release, change, progress)

    def _replace(self, session: neo4j.Session, change: StoreChange, progress: CountListener) -> None:
        generation, leftovers = session.execute_write(_open_generation)
        for stale in leftovers:
            _sweep(session, stale)
        writer = GenerationWriter(change.model, generation, change.graphs, fresh=True)
        done = 0
        for records in batches(change.upserts, BATCH):
            session.execute_write(writer.write, writer.batch(records))
            done += len(records)
            progress(done)
        session.execute_write(writer.write_graphs, change.graphs)
        store = {
            "format": FORMAT,
            "generation": generation,
            "ontology": change.model.hash,
            "ontologyText": change.ontology,
            "relationships": writer.relationships,
        }
        with self._open() as second, second.begin_transaction() as tx:
            _lock(tx)
            flip = {"generation": generation, "store": store}
            stale_now = self._commit(session, tx, change, cypher.FLIP, flip)
        if stale_now is None:
            raise self._busy()
        for stale in stale_now["stale"]:
            _sweep(session, stale)

    def _change(
        self, session: neo4j.Session, base: str, change: StoreChange, progress: CountListener
    ) -> None:
        store = self._find(session) or {}
        writer = GenerationWriter(change.model, store["generation"], change.graphs, fresh=False)
        with self._open() as second, second.begin_transaction() as tx:
            if _lock(tx) != base:
                raise self._busy()
            for iris in batches(change.deletes, BATCH):
                writer.clear(tx, iris)
            done = 0
            for records in batches(change.upserts, BATCH):
                writer.clear(tx, [record.iri for record in records])
                writer.write(tx, writer.batch(records))
                done += len(records)
                progress(done)
            writer.write_graphs(tx, change.graphs)
            writer.drop_orphans(tx)
            self._commit(session, tx, change, cypher.COMMITTED, {})

    def _commit(
        self,
        session: neo4j.Session,
        tx: neo4j.Transaction,
        change: StoreChange,
        last: str,
        values: dict[str, Any],
    ) -> neo4j.Record | None:
        """Commit `tx`, which holds the lock, with its `last` statement, of which the record is returned.

        Readers wait from mark to mark, so little more than the commit happens between them.
        """
        session.run(cypher.MARK, mark=CHANGING).consume()
        statements = sum(graph.statements for graph in change.graphs.values())
        try:
            row = tx.run(last, values, release=change.release, statements=statements).single()
            tx.commit()
        except (Neo4jError, DriverError):
            with suppress(Neo4jError, DriverError):
                tx.close()
                session.execute_write(_settle)
            raise
        session.execute_write(_settle)
        return row

    # -- errors

    def _busy(self) -> StoreError:
        return StoreError(
            f"another load changed the database at {self._uri} meanwhile",
            code="STORE_BUSY",
            hint="wait until it is done, then start again",
        )

    def _open(self) -> neo4j.Session:
        return self._driver.session(bookmark_manager=self._bookmarks)

    @contextmanager
    def _session(self) -> Iterator[neo4j.Session]:
        with self._translated(), self._open() as session:
            yield session

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (Neo4jError, DriverError) as problem:
            raise translate(problem, self._uri) from problem


def translate(problem: Exception, uri: str) -> StoreError:
    """The error to raise for what the driver of the database at `uri` raised."""
    if isinstance(problem, AuthError):
        return StoreError(
            f"the Neo4j at {uri} refuses the login",
            code="STORE_LOGIN",
            hint="set NDP_STORE_USER and NDP_STORE_PASSWORD",
        )
    if isinstance(problem, ServiceUnavailable | SessionExpired | ConnectionAcquisitionTimeoutError):
        return StoreError(
            f"cannot reach a Neo4j at {uri}",
            hint="check that it is running, and the address and port given to --store",
        )
    return StoreError(
        f"the Neo4j at {uri}: {problem}",
        code="STORE_FAILED",
        hint="the database's own log (neo4j.log) says more",
    )


def _lock(tx: neo4j.ManagedTransaction | neo4j.Transaction) -> str | None:
    """Take the writers' lock until the transaction ends; return the release of the data."""
    row = tx.run(cypher.LOCK).single(strict=True)
    release: str | None = row["release"]
    return release


def _settle(tx: neo4j.ManagedTransaction) -> None:
    """Let readers see the release of the data, once no load is committing another one."""
    _lock(tx)
    tx.run(cypher.SETTLE).consume()


def _open_generation(tx: neo4j.ManagedTransaction) -> tuple[int, list[int]]:
    _lock(tx)
    row = tx.run(cypher.OPEN_GENERATION).single(strict=True)
    return row["gen"], row["stale"]


def _sweep(session: neo4j.Session, generation: int) -> None:
    """Delete a generation that is not served; the next load continues a killed sweep."""
    session.run(cypher.SWEEP, gen=generation).consume()
    session.run(cypher.SWEPT, gen=generation).consume()
