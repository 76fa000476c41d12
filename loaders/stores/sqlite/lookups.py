"""The tables of a SQLite file that answers are found by, compared with its records, from which they are made.

A dump reads the records and the relations alone; so values, texts, words or classes that somebody changed do not show
there, but in filters, lists and searches.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby

from loaders.nquads.lines import LineSum
from loaders.stores.sqlite.rows import RecordRows
from loaders.stores.sqlite.store import SqliteStore, translated_errors
from ontology.model import Model
from ontology.record import decoder, to_json
from ontology.record_encoder import encoder
from ontology.search_lines import tokens_of

_FOUND = {
    "resource": "SELECT iri, class, described, id FROM resource WHERE described OR class != '' OR record IS NOT NULL",
    "instance": "SELECT class, iri, id FROM instance",
    "value": "SELECT p, key, s FROM value",
    "text": "SELECT s, p, lang, best, key, sort, latin, fold, words FROM text",
    "line": "SELECT s, weight, size, lang, line FROM line",
    "search": "SELECT doc, term FROM temp.searched",
}
"""The rows of each table, in the form in which `_expect` makes them of the records."""
_VOCABULARY = "CREATE VIRTUAL TABLE temp.searched USING fts5vocab(main, search, instance)"
_LINES = "SELECT s, line FROM line ORDER BY s"
_TERMS = "SELECT iri, id FROM term"
_NUMBERS = "SELECT iri, id FROM resource WHERE described"


def differing_tables(store: SqliteStore, model: Model) -> tuple[str, ...]:
    """The names of the tables that are not those of the file's records; raises `DamagedFile` if it is unreadable."""
    uri = f"{store.path.absolute().as_uri()}?mode=ro"
    with translated_errors(store.path), closing(sqlite3.connect(uri, uri=True)) as connection:
        connection.execute(_VOCABULARY)
        expected = _expect(connection, store, model)
        differing = [
            name for name, rows in expected.items() if rows != _sum(connection.execute(_FOUND[name]))
        ]
    return tuple(sorted(differing))


def first_damage(store: SqliteStore) -> str:
    """The first problem that SQLite finds in the pages and indexes of the file; empty if there is none.

    Indexes are not read by a dump nor by `differing_tables`, but by answers. Raises `DamagedFile` if it is unreadable.
    """
    uri = f"{store.path.absolute().as_uri()}?mode=ro"
    with translated_errors(store.path), closing(sqlite3.connect(uri, uri=True)) as connection:
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    return "" if found == "ok" else " ".join(str(found).split())


def _expect(connection: sqlite3.Connection, store: SqliteStore, model: Model) -> dict[str, LineSum]:
    """The sum of the rows that each table has for the records of the store."""
    state = store.state()
    sums = {name: LineSum() for name in _FOUND}
    rows = RecordRows(model)
    terms = defaultdict(lambda: -1, connection.execute(_TERMS))
    numbers = dict(connection.execute(_NUMBERS))
    decode = decoder(model)
    encode = encoder(model, model.derived_numbers(state.graphs if state else {}))
    for record in store.scan():
        subject = numbers[record.iri]
        canonical = encode(record.iri, decode(record))
        of = rows.rows(canonical)
        is_canonical = of.record == to_json(record)
        _add(sums["resource"], [(record.iri, of.path, 1, subject if is_canonical else None)])
        _add(sums["instance"], ((terms[one], record.iri, subject) for one in of.classes))
        _add(sums["value"], {(terms[iri], key, subject) for iri, key in of.values})
        _add(sums["line"], ((subject, *columns) for columns in of.lines))
        _add(sums["text"], ((subject, terms[iri], *columns) for iri, *columns in of.texts))
    _add(sums["search"], _iter_words(connection.execute(_LINES)))
    return sums


def _iter_words(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[object, ...]]:
    for subject, own in groupby(lines, lambda row: row[0]):
        yield from ((subject, word) for word in tokens_of([line for _, line in own]))


def _sum(rows: Iterable[tuple[object, ...]]) -> LineSum:
    total = LineSum()
    _add(total, rows)
    return total


def _add(total: LineSum, rows: Iterable[tuple[object, ...]]) -> None:
    for row in rows:
        total.add(repr([int(part) if isinstance(part, bool) else part for part in row]).encode())
