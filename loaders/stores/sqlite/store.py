"""A release as one SQLite file: built from all records, or a private copy of the last one and the difference.

The caller owns the file until it publishes it; a failed `apply` leaves a file that must be deleted.
"""

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import orjson

from loaders.batches import batches
from loaders.stores.port import CountListener, StoreChange, StoreState, no_listener
from loaders.stores.sqlite.rows import RecordRows, ResourceRows
from loaders.stores.sqlite.schema import PRIVATE
from loaders.stores.sqlite.write import DifferenceWriter, RebuildWriter
from ontology.errors import DamagedFile, StoreError
from ontology.record import Edge, Record, from_json

_OF_THE_ENVIRONMENT = frozenset((
    sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN,
))  # fmt: skip
OF_WRITING = _OF_THE_ENVIRONMENT | {sqlite3.SQLITE_IOERR}
"""The codes of errors in writing that a file is not to blame for."""
_BATCH = 1_000
"""Records written at once."""


class SqliteStore:
    """A `Store` in the file `path`, which need not exist yet."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def state(self) -> StoreState | None:
        """The state; None without a file. Raises `STORE_FOREIGN` if it is not ours."""
        if not self._path.exists():
            return None
        with self._reading() as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
            if not {"meta", "graph", "resource"} <= tables:
                raise StoreError(
                    f"{self._path} holds something else than a release of this program",
                    code="STORE_FOREIGN",
                    hint="give another folder as --store or --releases",
                )
            meta = dict(connection.execute("SELECT key, value FROM meta"))
            graphs = dict(connection.execute("SELECT gid, iri FROM graph"))
            return StoreState(meta["release"], meta["ontology"], int(meta["format"]), graphs)

    def scan(self) -> Iterator[Record]:
        """Every described subject, by its number, which is that of its first appearance."""
        with self._reading() as connection:
            resources = connection.execute(
                "SELECT id, iri, record FROM resource WHERE described = 1 ORDER BY id"
            )
            edges = connection.execute(
                "SELECT e.s, t.iri, o.iri, e.graphs FROM edge e CROSS JOIN term t ON t.id = e.p "
                "CROSS JOIN resource o ON o.id = e.o ORDER BY e.s"
            )
            yield from _join(resources, edges)

    def records(self, iris: Collection[str]) -> Iterator[Record]:
        """Those of the subjects `iris` that are described, in the same order."""
        wanted = orjson.dumps(sorted(set(iris))).decode()
        with self._reading() as connection:
            ids = "SELECT id FROM resource WHERE described = 1 AND iri IN (SELECT value FROM json_each(?))"
            resources = connection.execute(
                f"SELECT id, iri, record FROM resource WHERE id IN ({ids}) ORDER BY id", (wanted,)
            )
            edges = connection.execute(
                f"SELECT e.s, t.iri, o.iri, e.graphs FROM ({ids}) r CROSS JOIN edge e ON e.s = r.id "
                "CROSS JOIN term t ON t.id = e.p CROSS JOIN resource o ON o.id = e.o ORDER BY e.s",
                (wanted,),
            )
            yield from _join(resources, edges)

    def described(self, iris: Collection[str]) -> frozenset[str]:
        """Those of `iris` with statements about them."""
        text = (
            "SELECT r.iri FROM json_each(?) j CROSS JOIN resource r ON r.iri = j.value WHERE r.described = 1"
        )
        with self._reading() as connection:
            return frozenset(
                iri for (iri,) in connection.execute(text, (orjson.dumps(sorted(iris)).decode(),))
            )

    def members(self, iris: Collection[str], classes: Collection[str]) -> frozenset[str]:
        """Those of `iris` that are instances of one of `classes`, subclasses included."""
        text = (
            "SELECT DISTINCT i.iri FROM json_each(?) c CROSS JOIN term t ON t.iri = c.value "
            "CROSS JOIN json_each(?) j CROSS JOIN instance i ON i.class = t.id AND i.iri = j.value"
        )
        wanted = [orjson.dumps(sorted(names)).decode() for names in (classes, iris)]
        with self._reading() as connection:
            return frozenset(iri for (iri,) in connection.execute(text, wanted))

    def referrers(self, iris: Collection[str], linking: Collection[str]) -> frozenset[str]:
        """The subjects that refer to one of `iris`, by a relation or as a value of a property in `linking`."""
        wanted = orjson.dumps(sorted(set(iris))).decode()
        properties = orjson.dumps(sorted(set(linking))).decode()
        with self._reading() as connection:
            related = connection.execute(
                "SELECT DISTINCT s.iri FROM json_each(?) j CROSS JOIN resource o ON o.iri = j.value "
                "CROSS JOIN edge e ON e.o = o.id CROSS JOIN resource s ON s.id = e.s",
                (wanted,),
            )
            referrers = {iri for (iri,) in related}
            linked = connection.execute(
                "SELECT DISTINCT s.iri FROM json_each(?) l CROSS JOIN term t ON t.iri = l.value "
                "CROSS JOIN json_each(?) j CROSS JOIN value v ON v.p = t.id AND v.key = j.value "
                "CROSS JOIN resource s ON s.id = v.s",
                (properties, wanted),
            )
            return frozenset(referrers.union(iri for (iri,) in linked))

    def apply(self, change: StoreChange, progress: CountListener = no_listener) -> None:
        """Bring the file to the release of `change`; without `replace` it must be a copy of the last one."""
        if change.replace:
            make = RecordRows(change.model).rows
            records = batches(change.upserts, _BATCH)
            self.build(change, ([make(record) for record in batch] for batch in records), progress)
        else:
            with self._writing() as connection:
                DifferenceWriter(connection, change.model).build(change, progress)

    def build(
        self,
        change: StoreChange,
        rows: Iterable[list[ResourceRows]],
        progress: CountListener = no_listener,
    ) -> None:
        """Make the file anew from the rows of all resources of the release of `change`, in batches."""
        self._path.unlink(missing_ok=True)
        with self._writing() as connection:
            RebuildWriter(connection).build(change, rows, progress)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with translated_errors(self._path, OF_WRITING):
            with closing(sqlite3.connect(self._path, isolation_level=None)) as connection:
                for pragma in PRIVATE:
                    connection.execute(pragma)
                connection.execute("BEGIN")
                yield connection
                connection.execute("COMMIT")
                connection.execute("ANALYZE")
            _sync(self._path)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        uri = f"{self._path.absolute().as_uri()}?mode=ro"
        with translated_errors(self._path), closing(sqlite3.connect(uri, uri=True)) as connection:
            try:
                yield connection
            except (ValueError, KeyError, TypeError, AttributeError) as problem:
                raise DamagedFile(self._path, f"is damaged: {problem}") from problem


def _join(
    resources: Iterable[tuple[int, str, str]], edges: Iterable[tuple[int, str, str, str | None]]
) -> Iterator[Record]:
    """Records from resources and their edges, both in the order of the subject's number."""
    groups = groupby(edges, key=itemgetter(0))
    group = next(groups, None)
    for number, iri, text in resources:
        own = []
        if group is not None and group[0] == number:
            own = [Edge(p, o, None if g is None else tuple(orjson.loads(g))) for _, p, o, g in group[1]]
            group = next(groups, None)
        yield from_json(iri, text, own)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def translated_errors(path: Path, of_environment: frozenset[int] = _OF_THE_ENVIRONMENT) -> Iterator[None]:
    """Raise SQLite's errors in the block as `DamagedFile`; as another `StoreError` if the environment is at fault."""
    try:
        yield
    except sqlite3.Error as problem:
        raise _store_error(path, problem, of_environment) from problem
    except (UnicodeDecodeError, orjson.JSONDecodeError) as problem:
        raise DamagedFile(path, f"is damaged: {problem}") from problem


def _store_error(path: Path, problem: sqlite3.Error, of_environment: frozenset[int]) -> StoreError:
    if getattr(problem, "sqlite_errorcode", 0) & 0xFF in of_environment:
        return StoreError(
            f"{path}: {problem}",
            hint="check that the folder is readable and writable and its disk is not full",
        )
    return DamagedFile(path, f"is damaged: {problem}")
