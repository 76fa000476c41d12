"""The SQLite file of the journal: the changes of each entity in each release.

The table `change` has the changes of all releases. Within a release, `position` numbers them in the order of IRIs. The
table `part` is about the newest release only: a digest of the statements of each graph about each entity. To find the
changes of the next release it is enough to read the graph files that are new in it.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter
from pathlib import Path

import orjson

from loaders.batches import batches
from loaders.stores.sqlite.schema import PRIVATE
from loaders.stores.sqlite.store import OF_WRITING, translated_errors
from ontology.errors import DamagedFile

FORMAT = 1
_BATCH = 2_000
_MADE_ANEW = """
CREATE TABLE release (number INTEGER PRIMARY KEY, id TEXT NOT NULL);
CREATE TABLE entity (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE);
CREATE TABLE graph (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE);
CREATE TABLE file (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE);
CREATE TABLE part (
  entity INTEGER NOT NULL, file INTEGER NOT NULL, graph INTEGER NOT NULL, digests BLOB NOT NULL,
  PRIMARY KEY (entity, file, graph)
) WITHOUT ROWID;
CREATE INDEX part_of_file ON part (file);
CREATE TABLE change (
  release INTEGER NOT NULL, position INTEGER NOT NULL, entity INTEGER NOT NULL, kind TEXT NOT NULL,
  digest BLOB NOT NULL, graphs TEXT NOT NULL, PRIMARY KEY (release, position)
) WITHOUT ROWID;
CREATE INDEX change_of_entity ON change (entity, release);
"""
_CHANGES = (
    "SELECT e.iri, c.release, c.kind, c.digest, (SELECT json_group_array(iri) FROM (SELECT g.iri FROM "
    "json_each(c.graphs) j CROSS JOIN graph g ON g.id = j.value ORDER BY g.iri)) FROM "
)


@dataclass(frozen=True, slots=True)
class EntityChange:
    """The change of an entity in the release with a `number`: it was `created`, `changed` or `removed`.

    `digest` is that of its bounded description from then on (hexadecimal; empty: it has none), `graphs` are the IRIs
    of those whose statements about it changed.
    """

    iri: str
    number: int
    kind: str
    digest: str
    graphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntityPart:
    """The statements of one graph about an entity: digests of the plain ones and of each group of blank nodes."""

    iri: str
    graph: str
    digests: bytes


@dataclass(frozen=True, slots=True)
class TouchedEntity:
    """An entity that a changed file describes: its number, and its parts as (file, graph's number, digests)."""

    number: int
    iri: str
    parts: tuple[tuple[str, int, bytes], ...]


class JournalFile:
    """The journal in the file `path`, read only. Every method raises `DamagedFile` if that is damaged."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def releases(self) -> tuple[str, ...] | None:
        """The ids of the releases that it covers, oldest first; None without a file, or for one of another version."""
        if not self.path.exists():
            return None
        with self._reading() as connection:
            if connection.execute("PRAGMA user_version").fetchone() != (FORMAT,):
                return None
            return tuple(one for (one,) in connection.execute("SELECT id FROM release ORDER BY number"))

    def releases_or_none(self) -> tuple[str, ...] | None:
        """As `releases`, but None also for a damaged file."""
        try:
            return self.releases()
        except DamagedFile:
            return None

    def of_entity(self, iri: str) -> tuple[EntityChange, ...]:
        """All changes of an entity, oldest first; none if no release describes it."""
        return self.of_entities((iri,)).get(iri, ())

    def of_entities(self, iris: Sequence[str]) -> Mapping[str, tuple[EntityChange, ...]]:
        """All changes of several entities; those that no release describes are absent."""
        text = (
            f"{_CHANGES} json_each(?) w CROSS JOIN entity e ON e.iri = w.value CROSS JOIN change c ON c.entity = e.id "
            "ORDER BY e.iri, c.release"
        )
        with self._reading() as connection:
            rows = map(_change, connection.execute(text, (orjson.dumps(sorted({*iris})).decode(),)))
            return {iri: tuple(group) for iri, group in groupby(rows, key=attrgetter("iri"))}

    def of_release(self, number: int, start: int = 0, end: int | None = None) -> tuple[EntityChange, ...]:
        """The changes in a release by IRI: all, or those from the place `start` up to `end`."""
        text = (
            f"{_CHANGES} change c CROSS JOIN entity e ON e.id = c.entity "
            "WHERE c.release = ? AND c.position >= ? AND c.position < ? ORDER BY c.position"
        )
        with self._reading() as connection:
            bounds = (number, start, (1 << 62) if end is None else end)
            return tuple(map(_change, connection.execute(text, bounds)))

    def at(self, number: int, places: Sequence[int]) -> tuple[EntityChange, ...]:
        """The changes in a release at some places."""
        text = (
            f"{_CHANGES} json_each(?) w CROSS JOIN change c ON c.release = ? AND c.position = w.value "
            "CROSS JOIN entity e ON e.id = c.entity ORDER BY c.position"
        )
        with self._reading() as connection:
            return tuple(
                map(_change, connection.execute(text, (orjson.dumps(list(places)).decode(), number)))
            )

    def kinds(self, number: int) -> Mapping[str, int]:
        """The number of changes of each kind in a release."""
        text = "SELECT kind, count(*) FROM change WHERE release = ? GROUP BY kind"
        with self._reading() as connection:
            return dict(connection.execute(text, (number,)))

    def counts(self) -> Mapping[int, int]:
        """The number of changes in each release that has any."""
        with self._reading() as connection:
            return dict(connection.execute("SELECT release, count(*) FROM change GROUP BY release"))

    def latest(self, iris: Collection[str], number: int) -> Mapping[str, EntityChange]:
        """The last change of each of `iris` up to a release; those that were not described yet are absent."""
        text = (
            f"{_CHANGES} json_each(?) w CROSS JOIN entity e ON e.iri = w.value CROSS JOIN change c ON c.entity = e.id "
            "AND c.release = (SELECT max(release) FROM change WHERE entity = e.id AND release <= ?)"
        )
        with self._reading() as connection:
            rows = connection.execute(text, (orjson.dumps(sorted(iris)).decode(), number))
            return {row[0]: _change(row) for row in rows}

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        uri = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"  # a journal is replaced, never changed
        with translated_errors(self.path), closing(sqlite3.connect(uri, uri=True)) as connection:
            try:
                yield connection
            except (ValueError, TypeError) as problem:
                raise DamagedFile(self.path, f"is damaged: {problem}") from problem


def _change(row: tuple[str, int, str, bytes, str]) -> EntityChange:
    iri, number, kind, digest, graphs = row
    return EntityChange(iri, number, kind, digest.hex(), tuple(orjson.loads(graphs)))


class JournalWriter:
    """Adds releases to a journal in a private file. If anything fails, the file must be deleted."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def known_files(self) -> frozenset[str]:
        """The files (SHA-256) whose parts are there."""
        return frozenset(sha for (sha,) in self._connection.execute("SELECT sha256 FROM file"))

    def add_file(self, sha256: str, parts: Iterable[EntityPart]) -> None:
        """Add the parts of a graph file."""
        run, run_many = self._connection.execute, self._connection.executemany
        (file,) = run("INSERT INTO file (sha256) VALUES (?) RETURNING id", (sha256,)).fetchone()
        for batch in batches(parts, _BATCH):
            run_many("INSERT OR IGNORE INTO graph (iri) VALUES (?)", {(part.graph,) for part in batch})
            run_many("INSERT OR IGNORE INTO entity (iri) VALUES (?)", ((part.iri,) for part in batch))
            run_many(
                "INSERT INTO part SELECT e.id, ?, g.id, ? FROM entity e JOIN graph g WHERE e.iri = ? AND g.iri = ?",
                ((file, part.digests, part.iri, part.graph) for part in batch),
            )

    def touched(self, files: Iterable[str]) -> Iterator[TouchedEntity]:
        """The entities that one of these files describes, by IRI, each with all its parts."""
        names = orjson.dumps(sorted(files)).decode()
        rows = self._connection.execute(
            "SELECT e.iri, e.id, f.sha256, p.graph, p.digests FROM (SELECT DISTINCT p.entity FROM json_each(?) j CROSS "
            "JOIN file f ON f.sha256 = j.value CROSS JOIN part p ON p.file = f.id) t CROSS JOIN entity e ON e.id = "
            "t.entity CROSS JOIN part p ON p.entity = e.id CROSS JOIN file f ON f.id = p.file ORDER BY e.iri",
            (names,),
        )
        for (iri, number), group in groupby(rows, key=itemgetter(0, 1)):
            yield TouchedEntity(
                number, iri, tuple((sha, graph, digests) for *_, sha, graph, digests in group)
            )

    def add_changes(self, number: int, changes: Iterable[tuple[int, str, bytes, list[int]]]) -> None:
        """Add the changes of a release, in the order of IRIs: the entity's number, kind, digest, graphs' numbers."""
        self._connection.executemany(
            "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?)",
            (
                (number, place, entity, kind, digest, orjson.dumps(graphs).decode())
                for place, (entity, kind, digest, graphs) in enumerate(changes)
            ),
        )

    def finish_release(self, number: int, release: str, files: Iterable[str]) -> None:
        """Note that a release is complete; forget the parts of files that it is not made of."""
        run = self._connection.execute
        run("INSERT INTO release VALUES (?, ?)", (number, release))
        others = sorted(self.known_files() - set(files))
        gone = "SELECT f.id FROM json_each(?) j CROSS JOIN file f ON f.sha256 = j.value"
        names = (orjson.dumps(others).decode(),)
        run(f"DELETE FROM part WHERE file IN ({gone})", names)
        run(f"DELETE FROM file WHERE id IN ({gone})", names)


@contextmanager
def writing_journal(path: Path) -> Iterator[JournalWriter]:
    """A writer of the journal in a private file, which is made if it is not there."""
    with (
        translated_errors(path, OF_WRITING),
        closing(sqlite3.connect(path, isolation_level=None)) as connection,
    ):
        for pragma in PRIVATE:
            connection.execute(pragma)
        connection.execute("BEGIN")
        if connection.execute("PRAGMA user_version").fetchone() == (0,):
            for statement in filter(str.strip, _MADE_ANEW.split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {FORMAT}")
        yield JournalWriter(connection)
        connection.execute("COMMIT")
