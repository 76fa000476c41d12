"""The locations of the contract tests' stores, with access behind their port."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import neo4j

from loaders.stores.neo4j.store import Neo4jStore
from loaders.stores.port import CountListener, Store, StoreChange, no_listener
from loaders.stores.sqlite.store import SqliteStore
from ontology.storage import TEXT_INDEX, search_property
from tests.ontology.support.every_kind import MODEL

Content = tuple[Any, ...]


_SQLITE_CONTENT = (
    "SELECT key, value FROM meta",
    "SELECT iri, class, described, record FROM resource",
    "SELECT g.gid, g.iri, r.iri, statements FROM graph g LEFT JOIN resource r ON r.id = g.resource",
    """SELECT t.iri, i.iri, r.iri FROM instance i LEFT JOIN term t ON t.id = i.class
    LEFT JOIN resource r ON r.id = i.id""",
    """SELECT s.iri, p.iri, o.iri, graphs FROM edge e LEFT JOIN resource s ON s.id = e.s
    LEFT JOIN term p ON p.id = e.p LEFT JOIN resource o ON o.id = e.o""",
    """SELECT p.iri, v.key, s.iri FROM value v LEFT JOIN resource s ON s.id = v.s
    LEFT JOIN term p ON p.id = v.p""",
    """SELECT p.iri, t.lang, t.best, t.key, t.sort, t.fold, t.words, s.iri FROM text t
    LEFT JOIN resource s ON s.id = t.s LEFT JOIN term p ON p.id = t.p""",
    "SELECT l.weight, l.size, l.lang, l.line, s.iri FROM line l LEFT JOIN resource s ON s.id = l.s",
    "SELECT i.term, s.iri FROM temp.found i LEFT JOIN resource s ON s.id = i.doc",
)


class Place(Protocol):
    """A store of one kind, as a release is published in it, and a look at its insides."""

    refuses_to_write_over_others: bool

    def store(self) -> Store: ...

    def apply(self, change: StoreChange, progress: CountListener = no_listener) -> None: ...

    def resources(self) -> set[str]: ...

    def instances(self, class_iri: str) -> set[str]: ...

    def class_path(self, iri: str) -> str: ...

    def keys(self, iri: str, predicate: str) -> list[Any]: ...

    def found(self, word: str) -> set[str]: ...

    def content(self) -> Content: ...

    def make_foreign(self) -> None: ...

    def is_foreign_untouched(self) -> bool: ...


@dataclass(slots=True)
class SqlitePlace:
    """A file that a release is built beside and then takes the place of, as the release folder does it."""

    file: Path
    refuses_to_write_over_others: bool = False

    def store(self) -> Store:
        return SqliteStore(self.file)

    def apply(self, change: StoreChange, progress: CountListener = no_listener) -> None:
        private = self.file.with_suffix(".building")
        if not change.replace:
            shutil.copyfile(self.file, private)
        SqliteStore(private).apply(change, progress)
        private.replace(self.file)

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("CREATE VIRTUAL TABLE temp.found USING fts5vocab(main, search, instance)")
            return list(connection.execute(statement, values))

    def resources(self) -> set[str]:
        return {iri for (iri,) in self.rows("SELECT iri FROM resource")}

    def instances(self, class_iri: str) -> set[str]:
        return {
            iri
            for (iri,) in self.rows(
                "SELECT r.iri FROM instance i JOIN term t ON t.id = i.class JOIN resource r ON r.id = i.id "
                "WHERE t.iri = ? AND r.iri = i.iri",
                class_iri,
            )
        }

    def class_path(self, iri: str) -> str:
        return str(self.rows("SELECT class FROM resource WHERE iri = ?", iri)[0][0])

    def keys(self, iri: str, predicate: str) -> list[Any]:
        return [
            key
            for (key,) in self.rows(
                "SELECT key FROM value v JOIN term t ON t.id = v.p JOIN resource r ON r.id = v.s "
                "WHERE r.iri = ? AND t.iri = ? ORDER BY key",
                iri,
                predicate,
            )
        ]

    def found(self, word: str) -> set[str]:
        statement = "SELECT iri FROM search f JOIN resource r ON r.id = f.rowid"
        return {iri for (iri,) in self.rows(f"{statement} WHERE search MATCH ?", f'"{word}"')}

    def content(self) -> Content:
        """Everything but the numbers."""
        return tuple(sorted(self.rows(statement), key=repr) for statement in _SQLITE_CONTENT)

    def make_foreign(self) -> None:
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("CREATE TABLE customers(id)")

    def is_foreign_untouched(self) -> bool:
        return True


@dataclass(slots=True)
class Neo4jPlace:
    """A real Neo4j."""

    uri: str
    driver: neo4j.Driver
    opened: Neo4jStore
    refuses_to_write_over_others: bool = True

    def store(self) -> Store:
        return self.opened

    def apply(self, change: StoreChange, progress: CountListener = no_listener) -> None:
        self.opened.apply(change, progress)

    def rows(self, statement: str, **values: Any) -> list[Any]:
        return [r.values() for r in self.driver.execute_query(statement, **values).records]

    def resources(self) -> set[str]:
        return {iri for (iri,) in self.rows("MATCH (n:Resource) RETURN n.iri")}

    def instances(self, class_iri: str) -> set[str]:
        label = MODEL.classes[class_iri].type_name
        return {iri for (iri,) in self.rows(f"MATCH (n:Resource:`{label}`) RETURN n.iri")}

    def class_path(self, iri: str) -> str:
        return str(self.rows("MATCH (n:Resource {iri: $iri}) RETURN n._class", iri=iri)[0][0])

    def keys(self, iri: str, predicate: str) -> list[Any]:
        name = search_property(MODEL.properties[predicate].key)
        return list(self.rows("MATCH (n:Resource {iri: $iri}) RETURN n[$name]", iri=iri, name=name)[0][0])

    def found(self, word: str) -> set[str]:
        statement = "CALL db.index.fulltext.queryNodes($index, $words) YIELD node RETURN node.iri"
        return {iri for (iri,) in self.rows(statement, index=TEXT_INDEX, words=f'"{word}"')}

    def content(self) -> Content:
        """Everything but the generation."""
        nodes = self.rows("MATCH (n:Resource) RETURN properties(n), labels(n)")
        for properties, labels in nodes:
            properties.pop("_gen")
            labels.sort()
        edges = self.rows("MATCH (a)-[r]->(b) RETURN a.iri, type(r), properties(r), b.iri")
        store = self.rows("MATCH (s:NdpStore {name: 'ndp'}) RETURN properties(s)")
        for (properties,) in store:
            properties.pop("generation")
        return tuple(sorted(repr_of(part)) for part in (nodes, edges, store))

    def make_foreign(self) -> None:
        self.driver.execute_query("CREATE (:Customer {name: 'A'})")

    def is_foreign_untouched(self) -> bool:
        constraints = self.rows("SHOW CONSTRAINTS YIELD name")
        return not constraints and self.rows("MATCH (n) RETURN labels(n)") == [[["Customer"]]]


def repr_of(rows: list[Any]) -> list[str]:
    """Rows as text, properties in order, NaN and -0.0 kept apart."""
    return [repr([sorted(c.items()) if isinstance(c, dict) else c for c in row]) for row in rows]


def sqlite_place(folder: Path) -> SqlitePlace:
    """A place in `folder`."""
    return SqlitePlace(folder / "graph.sqlite")


@contextmanager
def neo4j_place(uri: str) -> Iterator[Neo4jPlace]:
    """A place in the database at `uri`."""
    with neo4j.GraphDatabase.driver(uri) as driver, closing(Neo4jStore(uri, None)) as store:
        yield Neo4jPlace(uri, driver, store)
