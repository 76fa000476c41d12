"""Statements in a temporary SQLite file, found by any of their terms, exactly as they are written.

For programs that ask for patterns of statements and not for resources. The file holds each term once.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from loaders.batches import batches
from loaders.nquads.lines import LineTerms, split_line

_TABLES = (
    "CREATE TABLE term(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
    # of texts with a language: with the tag in lower case, as tags are compared
    "CREATE TABLE tagged(text TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(text, id)) WITHOUT ROWID",
    "CREATE TABLE statement(s INTEGER, p INTEGER, o INTEGER, g INTEGER, PRIMARY KEY(s, p, o, g)) WITHOUT ROWID",
)
_INDEXES = (
    "CREATE INDEX by_predicate ON statement(p, o, s, g)",
    "CREATE INDEX by_object ON statement(o, s, p, g)",
    "CREATE INDEX by_graph ON statement(g, s, p, o)",
)
_PRAGMAS = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA cache_size = -65536",
)
_BATCH = 20_000
_KNOWN = 200_000
"""Terms whose numbers are kept in memory while the file is filled."""
_COLUMNS = ("s", "p", "o", "g")


@dataclass(frozen=True, slots=True)
class StatementPattern:
    """The terms of wanted statements in N-Triples form; None stands for any."""

    subject: str | None = None
    predicate: str | None = None
    object: str | None = None
    graph: str | None = None

    @property
    def by_column(self) -> dict[str, str]:
        """The given terms, by their columns."""
        terms = zip(_COLUMNS, (self.subject, self.predicate, self.object, self.graph), strict=True)
        return {column: term for column, term in terms if term is not None}


class StatementIndex:
    """The statements in a file that `fill` has made. Close it."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    @classmethod
    def fill(cls, path: Path, lines: Iterable[bytes]) -> "StatementIndex":
        """Write lines of N-Quads into a new file."""
        index = cls(path)
        try:
            index._fill(lines)
        except BaseException:
            index.close()
            raise
        return index

    def _fill(self, lines: Iterable[bytes]) -> None:
        connection = self._connection
        for statement in (*_PRAGMAS, "BEGIN", *_TABLES):
            connection.execute(statement)
        terms = _TermNumbers(connection)
        for batch in batches(lines, _BATCH):
            rows = [tuple(map(terms.number, split_line(line))) for line in batch]
            connection.executemany("INSERT OR IGNORE INTO statement VALUES (?, ?, ?, ?)", rows)
        for statement in (*_INDEXES, "COMMIT"):
            connection.execute(statement)

    def find(self, pattern: StatementPattern) -> Iterator[tuple[LineTerms, tuple[str, ...]]]:
        """Each statement that fits, once: its terms with one of its graphs, and all graphs that the pattern leaves.

        A text with a language fits whatever the case of its tag.
        """
        conditions, values = self._conditions(pattern)
        if conditions is None:
            return
        text = (
            "SELECT st.text, pt.text, ot.text, gs FROM (SELECT s, p, o, group_concat(g) AS gs FROM statement"
            f"{conditions} GROUP BY {_grouping(pattern)}) "
            "CROSS JOIN term st ON st.id = s CROSS JOIN term pt ON pt.id = p CROSS JOIN term ot ON ot.id = o"
        )
        names: dict[str, str] = {}
        with closing(self._connection.execute(text, values)) as rows:
            for subject, predicate, obj, numbers in rows:
                graphs = tuple(self._name(number, names) for number in str(numbers).split(","))
                yield (subject, predicate, obj, graphs[0]), graphs

    def count(self, graph: str | None = None) -> int:
        """The number of statements of a graph; of all, those of several graphs once."""
        if graph is None:
            text, values = "SELECT count(*) FROM (SELECT DISTINCT s, p, o FROM statement)", []
        else:
            text = "SELECT count(*) FROM statement WHERE g = (SELECT id FROM term WHERE text = ?)"
            values = [graph]
        return int(self._connection.execute(text, values).fetchone()[0])

    def graphs(self) -> list[str]:
        """The names of all graphs, sorted."""
        # One step in the index for each graph.
        text = (
            "WITH RECURSIVE one(g) AS (SELECT min(g) FROM statement UNION ALL "
            "SELECT (SELECT min(g) FROM statement WHERE g > one.g) FROM one WHERE one.g IS NOT NULL) "
            "SELECT text FROM one CROSS JOIN term ON term.id = one.g ORDER BY text"
        )
        return [name for (name,) in self._connection.execute(text)]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _conditions(self, pattern: StatementPattern) -> tuple[str | None, list[int]]:
        """The conditions of a pattern, with their values; None if a term is unknown."""
        parts, values = [], []
        for column, term in pattern.by_column.items():
            ids = self._ids(term)
            if not ids:
                return None, []
            parts.append(f"{column} IN ({', '.join('?' * len(ids))})" if len(ids) > 1 else f"{column} = ?")
            values += ids
        return (" WHERE " + " AND ".join(parts) if parts else ""), values

    def _ids(self, term: str) -> list[int]:
        tagged = _lower_tag(term)
        if tagged is None:
            found = self._connection.execute("SELECT id FROM term WHERE text = ?", (term,))
        else:
            found = self._connection.execute("SELECT id FROM tagged WHERE text = ?", (tagged,))
        return [number for (number,) in found]

    def _name(self, number: str, names: dict[str, str]) -> str:
        if number not in names:
            found = self._connection.execute("SELECT text FROM term WHERE id = ?", (int(number),))
            names[number] = found.fetchone()[0]
        return names[number]


class _TermNumbers:
    """The numbers of terms while a file is filled; the last used ones in memory."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[str, int] = {}

    def number(self, term: str) -> int:
        """The number of a term, which is added if it is new."""
        known = self._known.get(term)
        if known is None:
            known = self._add(term)
            if len(self._known) >= _KNOWN:
                self._known.clear()
            self._known[term] = known
        return known

    def _add(self, term: str) -> int:
        added = self._connection.execute("INSERT OR IGNORE INTO term(text) VALUES (?)", (term,))
        if added.rowcount == 1 and added.lastrowid is not None:
            if (tagged := _lower_tag(term)) is not None:
                self._connection.execute("INSERT INTO tagged VALUES (?, ?)", (tagged, added.lastrowid))
            return added.lastrowid
        return int(self._connection.execute("SELECT id FROM term WHERE text = ?", (term,)).fetchone()[0])


def _lower_tag(term: str) -> str | None:
    """A text with a language, its tag in lower case; None for any other term."""
    text, quote, tag = term.rpartition('"@')
    return f"{text}{quote}{tag.lower()}" if quote and term.startswith('"') and '"' not in tag else None


def _grouping(pattern: StatementPattern) -> str:
    """The columns to group by, in the order of the index that fits a pattern, so that nothing is sorted."""
    given = pattern.by_column
    if "s" in given and "o" not in given:
        return "s, p, o"
    if "o" in given and "p" not in given:
        return "o, s, p"
    return "p, o, s" if "p" in given else "s, p, o"
