"""The two ways to write a release's SQLite file: everything anew, or the difference to the release before."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator

import orjson

from loaders.batches import batches
from loaders.stores.port import CountListener, StoreChange
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
from ontology.record import Record, class_path, exposed_classes, from_json, to_json
from ontology.search_lines import SearchLines, tokens_of
from ontology.storage import FORMAT, TEXTS
from ontology.values.keys import sort_key
from ontology.values.text_forms import forms_of

_BATCH = 5000
_EdgeColumns = tuple[int, int, int, str | None]
_ValueRow = tuple[int, str | float, int]
_LineRow = tuple[int, int, int, str, str]
_TextRow = tuple[int | None, int, int, str, bool, str, str, str | None, str, str]


class RecordRows:
    """The rows that records have in the tables, and the numbers of their terms."""

    def __init__(self, connection: sqlite3.Connection, model: Model) -> None:
        self.connection = connection
        self.model = model
        self.properties = {term.key: term for term in model.properties.values()}
        self._lines = SearchLines(model)
        self._paths: dict[tuple[str, ...], tuple[str, tuple[int, ...]]] = {}
        self._terms: dict[str, int] = {}

    def term(self, iri: str) -> int:
        """The number of a predicate or class."""
        number = self._terms.get(iri)
        if number is None:
            number = self._terms[iri] = self.number_of_term(iri)
        return number

    def number_of_term(self, iri: str) -> int:
        """The number of a predicate or class, a new one if necessary."""
        self.connection.execute("INSERT OR IGNORE INTO term(iri) VALUES (?)", (iri,))
        (number,) = self.connection.execute("SELECT id FROM term WHERE iri = ?", (iri,)).fetchone()
        return int(number)

    def classes(self, types: tuple[str, ...]) -> tuple[str, tuple[int, ...]]:
        """The class path of a resource of these types, and the numbers of all its exposed classes."""
        known = self._paths.get(types)
        if known is None:
            numbers = tuple(self.term(c) for c in exposed_classes(types, self.model))
            known = self._paths[types] = class_path(types, self.model), numbers
        return known

    def values(self, record: Record, subject: int) -> Iterator[_ValueRow]:
        """The rows of `value`."""
        for key, value in record.values.items():
            term = self.properties[key]
            if term.kind not in TEXTS:
                number = self.term(term.iri)
                for one in value if isinstance(value, list) else (value,):
                    yield number, sort_key(term.kind, one), subject

    def texts(self, record: Record, subject: int) -> Iterator[_TextRow]:
        """The rows of `text`, not numbered yet."""
        for key, value in record.values.items():
            term = self.properties[key]
            if term.kind in TEXTS:
                number = self.term(term.iri)
                for t in forms_of(term, value):
                    latin = None if t.latin == t.sort else t.latin
                    yield None, subject, number, t.lang, t.best, t.text, t.sort, latin, t.fold, t.words

    def lines(self, record: Record, path: str, subject: int) -> Iterator[_LineRow]:
        """The rows of `line`, not numbered yet; `path` is the class path of the resource."""
        for line in self._lines.lines(record.values, path):
            yield subject, line.weight, line.size, line.lang, line.text

    def edges(self, record: Record, subject: int, number: Callable[[str], int]) -> Iterator[_EdgeColumns]:
        """The rows of `edge`."""
        for edge in record.edges:
            graphs = None if edge.graphs is None else orjson.dumps(edge.graphs).decode()
            yield subject, self.term(edge.predicate), number(edge.object), graphs


class _RecordWriter(RecordRows):
    """The common part of both ways of writing."""

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
    """A new file from all records."""

    def __init__(self, connection: sqlite3.Connection, model: Model) -> None:
        super().__init__(connection, model)
        self._numbers: dict[str, int] = {}
        self._described: set[int] = set()

    def number(self, iri: str) -> int:
        """The number of a resource, in the order of first appearance."""
        return self._numbers.setdefault(iri, len(self._numbers) + 1)

    def build(self, change: StoreChange, progress: CountListener) -> None:
        """Write everything."""
        self.run(TABLES + STAGES)
        done = 0
        for batch in batches(change.upserts, _BATCH):
            self._write(batch)
            done += len(batch)
            progress(done)
        self.write_graphs(change, self.number)
        bare = ((n, iri) for iri, n in self._numbers.items() if n not in self._described)
        self.connection.executemany("INSERT INTO resource VALUES (?, ?, '', 0, NULL)", bare)
        self.run(UNSTAGE + INDEXES)
        self.connection.execute(OPTIMISE_WORDS)
        self.write_meta(change, len(self._described))

    def _write(self, batch: list[Record]) -> None:
        resources, instances = [], []
        edges: list[_EdgeColumns] = []
        values: list[_ValueRow] = []
        texts: list[_TextRow] = []
        lines: list[_LineRow] = []
        words: list[tuple[int, str]] = []
        for record in batch:
            subject = self.number(record.iri)
            self._described.add(subject)
            path, classes = self.classes(record.all_types())
            resources.append((subject, record.iri, path, 1, to_json(record)))
            instances += [(c, record.iri, subject) for c in classes]
            edges += self.edges(record, subject, self.number)
            values += self.values(record, subject)
            texts += self.texts(record, subject)
            own = list(self.lines(record, path, subject))
            lines += own
            words += _words(subject, own)
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
        super().__init__(connection, model)
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
        for batch in batches(change.upserts, _BATCH):
            for record in batch:
                self._write(record)
            done += len(batch)
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
            instances = [(c, iri) for c in self.classes(old.all_types())[1]]
            self.connection.executemany("DELETE FROM instance WHERE class = ? AND iri = ?", instances)
        execute("DELETE FROM edge WHERE s = ?", (number,))
        execute("DELETE FROM value WHERE s = ?", (number,))
        lines = [(number, *row) for row in execute(FIND_LINES, (number,))]
        self.connection.executemany(DROP_WORDS, list(_words(number, lines)))
        execute("DELETE FROM line WHERE s = ?", (number,))
        execute("DELETE FROM text WHERE s = ?", (number,))
        execute("UPDATE resource SET class = '', described = 0, record = NULL WHERE id = ?", (number,))

    def _write(self, record: Record) -> None:
        subject = self.number(record.iri)
        self._clear(subject, record.iri)
        self._more += 1
        path, classes = self.classes(record.all_types())
        self.connection.execute(
            "UPDATE resource SET class = ?, described = 1, record = ? WHERE id = ?",
            (path, to_json(record), subject),
        )
        write = self.connection.executemany
        write("INSERT INTO instance VALUES (?, ?, ?)", [(c, record.iri, subject) for c in classes])
        write("INSERT INTO edge VALUES (?, ?, ?, ?)", list(self.edges(record, subject, self.number)))
        write("INSERT OR IGNORE INTO value VALUES (?, ?, ?)", list(self.values(record, subject)))
        write(ADD_TEXT, list(self.texts(record, subject)))
        lines = list(self.lines(record, path, subject))
        write(ADD_LINE, lines)
        write(ADD_WORDS, list(_words(subject, lines)))

    def _drop_orphans(self) -> None:
        self.connection.executemany(
            "DELETE FROM resource WHERE id = ?1 AND described = 0 "
            "AND NOT EXISTS (SELECT 1 FROM edge WHERE o = ?1) "
            "AND NOT EXISTS (SELECT 1 FROM graph WHERE iri = resource.iri)",
            [(n,) for n in sorted(self._suspects)],
        )


def _words(subject: int, lines: Iterable[_LineRow]) -> Iterator[tuple[int, str]]:
    """The row of `search` of a resource with these lines, if it has any."""
    words = {word for *_, line in lines for word in tokens_of(line)}
    if words:
        yield subject, " ".join(sorted(words))
