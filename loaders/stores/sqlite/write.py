"""The two ways to write a release's SQLite file: everything anew, or the difference to the release before."""

import sqlite3
from collections.abc import Callable, Iterable

from loaders.stores.port import CountListener, StoreChange
from loaders.stores.sqlite.rows import RecordRows, ResourceRows, words_of
from loaders.stores.sqlite.schema import (
    ADD_LINE,
    ADD_TEXT,
    ADD_WORDS,
    DROP_WORDS,
    FIND_LINES,
    INDEXES,
    OPTIMISE_WORDS,
    STAGES,
    TABLES,
    UNSTAGE,
)
from ontology.model import Model
from ontology.record import from_json
from ontology.storage import FORMAT

_REPORTED = 5_000
"""After so many records, those written are reported."""
_EdgeColumns = tuple[int, int, int, str | None]
_ValueRow = tuple[int, str | float, int]
_LineRow = tuple[object, ...]
_TextRow = tuple[object, ...]


class _RecordWriter:
    """The common part of both ways of writing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._terms: dict[str, int] = {}

    def term(self, iri: str) -> int:
        """The number of a predicate or class, a new one if necessary."""
        number = self._terms.get(iri)
        if number is None:
            self.connection.execute("INSERT OR IGNORE INTO term(iri) VALUES (?)", (iri,))
            (number,) = self.connection.execute("SELECT id FROM term WHERE iri = ?", (iri,)).fetchone()
            self._terms[iri] = number
        return number

    def run(self, statements: Iterable[str]) -> None:
        """Run statements one by one (`executescript` would commit first)."""
        for statement in statements:
            self.connection.execute(statement)

    def write_graphs(self, change: StoreChange, number: Callable[[str], int]) -> None:
        """Fill the table of graphs."""
        self.connection.execute("DELETE FROM graph")
        rows = [(gid, g.iri, number(g.iri), g.statements) for gid, g in sorted(change.graphs.items())]
        self.connection.executemany("INSERT INTO graph VALUES (?, ?, ?, ?)", rows)

    def write_meta(self, change: StoreChange, resources: int) -> None:
        """Write the release's data into `meta`, with the number of described resources."""
        values = {
            "format": FORMAT,
            "release": change.release,
            "ontology": change.model.hash,
            "statements": sum(g.statements for g in change.graphs.values()),
            "resources": resources,
        }
        self.connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


class RebuildWriter(_RecordWriter):
    """A new file from the rows of all records."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._numbers: dict[str, int] = {}
        self._described: set[int] = set()

    def number(self, iri: str) -> int:
        """The number of a resource, in the order of first appearance."""
        return self._numbers.setdefault(iri, len(self._numbers) + 1)

    def build(self, change: StoreChange, rows: Iterable[list[ResourceRows]], progress: CountListener) -> None:
        """Write everything; `rows` are those of all resources, in batches."""
        self.run(TABLES + STAGES)
        done = 0
        for batch in rows:
            self._write(batch)
            done += len(batch)
            progress(done)
        self.write_graphs(change, self.number)
        bare = ((n, iri) for iri, n in self._numbers.items() if n not in self._described)
        self.connection.executemany("INSERT INTO resource VALUES (?, ?, '', 0, NULL)", bare)
        self.run(UNSTAGE + INDEXES)
        self.connection.execute(OPTIMISE_WORDS)
        self.write_meta(change, len(self._described))

    def _write(self, batch: list[ResourceRows]) -> None:
        resources, instances = [], []
        edges: list[_EdgeColumns] = []
        values: list[_ValueRow] = []
        texts: list[_TextRow] = []
        lines: list[_LineRow] = []
        words: list[tuple[int, str]] = []
        number, term = self.number, self.term
        for one in batch:
            subject = number(one.iri)
            self._described.add(subject)
            resources.append((subject, one.iri, one.path, 1, one.record))
            instances += [(term(c), one.iri, subject) for c in one.classes]
            edges += [(subject, term(p), number(o), graphs) for p, o, graphs in one.edges]
            values += [(term(p), key, subject) for p, key in one.values]
            texts += [(None, subject, term(p), *columns) for p, *columns in one.texts]
            lines += [(subject, *columns) for columns in one.lines]
            if one.words:
                words.append((subject, one.words))
        write = self.connection.executemany
        write("INSERT INTO resource VALUES (?, ?, ?, ?, ?)", resources)
        write("INSERT INTO instance_stage VALUES (?, ?, ?)", instances)
        write("INSERT INTO edge_stage VALUES (?, ?, ?, ?)", edges)
        write("INSERT INTO value_stage VALUES (?, ?, ?)", values)
        write(ADD_TEXT, texts)
        write(ADD_LINE, lines)
        write(ADD_WORDS, words)


class DifferenceWriter(_RecordWriter):
    """Changed and deleted records in a copy of the last release; costs as much as the change."""

    def __init__(self, connection: sqlite3.Connection, model: Model) -> None:
        super().__init__(connection)
        self._rows = RecordRows(model)
        self._suspects: set[int] = set()
        self._more = 0

    def number(self, iri: str) -> int:
        """The number of a resource, a new one if necessary."""
        number = self._find(iri)
        if number is None:
            row = self.connection.execute("INSERT INTO resource VALUES (NULL, ?, '', 0, NULL)", (iri,))
            number = row.lastrowid or 0
        return number

    def _find(self, iri: str) -> int | None:
        row = self.connection.execute("SELECT id FROM resource WHERE iri = ?", (iri,)).fetchone()
        return None if row is None else int(row[0])

    def build(self, change: StoreChange, progress: CountListener) -> None:
        """Write the difference, and drop resources that nothing describes or refers to any more."""
        self._suspects.update(n for (n,) in self.connection.execute("SELECT resource FROM graph"))
        for iri in change.deletes:
            number = self._find(iri)
            if number is not None:
                self._clear(number, iri)
        done = 0
        for record in change.upserts:
            self._write(self._rows.rows(record))
            done += 1
            if done % _REPORTED == 0:
                progress(done)
        progress(done)
        self.write_graphs(change, self.number)
        self._drop_orphans()
        (before,) = self.connection.execute("SELECT value FROM meta WHERE key = 'resources'").fetchone()
        self.write_meta(change, before + self._more)

    def _clear(self, number: int, iri: str) -> None:
        execute = self.connection.execute
        self._suspects.add(number)
        self._suspects.update(o for (o,) in execute("SELECT o FROM edge WHERE s = ?", (number,)))
        row = execute("SELECT described, record FROM resource WHERE id = ?", (number,)).fetchone()
        if row[0]:
            self._more -= 1
            old = from_json(iri, row[1], ())
            instances = [(self.term(c), iri) for c in self._rows.classes(old.all_types())[1]]
            self.connection.executemany("DELETE FROM instance WHERE class = ? AND iri = ?", instances)
        execute("DELETE FROM edge WHERE s = ?", (number,))
        execute("DELETE FROM value WHERE s = ?", (number,))
        if words := words_of([line for (line,) in execute(FIND_LINES, (number,))]):
            execute(DROP_WORDS, (number, words))
        execute("DELETE FROM line WHERE s = ?", (number,))
        execute("DELETE FROM text WHERE s = ?", (number,))
        execute("UPDATE resource SET class = '', described = 0, record = NULL WHERE id = ?", (number,))

    def _write(self, one: ResourceRows) -> None:
        subject = self.number(one.iri)
        self._clear(subject, one.iri)
        self._more += 1
        self.connection.execute(
            "UPDATE resource SET class = ?, described = 1, record = ? WHERE id = ?",
            (one.path, one.record, subject),
        )
        number, term, write = self.number, self.term, self.connection.executemany
        write("INSERT INTO instance VALUES (?, ?, ?)", [(term(c), one.iri, subject) for c in one.classes])
        edges = [(subject, term(p), number(o), graphs) for p, o, graphs in one.edges]
        write("INSERT INTO edge VALUES (?, ?, ?, ?)", edges)
        write(
            "INSERT OR IGNORE INTO value VALUES (?, ?, ?)", [(term(p), key, subject) for p, key in one.values]
        )
        write(ADD_TEXT, [(None, subject, term(p), *columns) for p, *columns in one.texts])
        write(ADD_LINE, [(subject, *columns) for columns in one.lines])
        if one.words:
            self.connection.execute(ADD_WORDS, (subject, one.words))

    def _drop_orphans(self) -> None:
        self.connection.executemany(
            "DELETE FROM resource WHERE id = ?1 AND described = 0 "
            "AND NOT EXISTS (SELECT 1 FROM edge WHERE o = ?1) "
            "AND NOT EXISTS (SELECT 1 FROM graph WHERE iri = resource.iri)",
            [(n,) for n in sorted(self._suspects)],
        )
