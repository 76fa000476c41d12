"""Running statements over one connection, with the variables of one question."""

import sqlite3
import time
from collections.abc import Callable, Sequence
from typing import Any

from graph_api.cache import Cache
from graph_api.plan.conditions import Variables
from graph_api.stores.sqlite.statement import SqlStatement, bind
from ontology.errors import StoreError

KeptRows = Cache[tuple[str, frozenset[tuple[str, object]]], list[Any]]
"""The rows of statements, by their texts and parameters."""
_SLOW = 0.002
"""Seconds from which on a statement's rows are kept."""
_MOST_KEPT = 16_000_000
"""Most bytes of rows that are kept, about."""
_CELL = 50
"""Bytes of a value, beside its text."""


def no_rows() -> KeptRows:
    """A place for the rows of one release file: the same statement always has the same ones there."""
    return Cache(_MOST_KEPT, lambda key, rows: sum(map(_weigh, (*key[1], *rows))))


def _weigh(row: Sequence[object]) -> int:
    return sum(_CELL + (len(cell) if isinstance(cell, str) else 0) for cell in row)


class StatementRunner:
    """Runs statements of one question over a connection with its variables, and counts them."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        variables: Variables,
        is_stopped: Callable[[], bool],
        kept: KeptRows,
    ) -> None:
        """`is_stopped`: nobody waits for the rows any more, and the next statement is not run."""
        self._connection = connection
        self.variables = variables
        self._is_stopped = is_stopped
        self._kept = kept
        self.count = 0

    def fetch_once(self, statement: SqlStatement) -> list[Any]:
        """The rows of a statement, not to be changed; if it was slow they are kept for the next question like it.

        It counts as a statement in either case, so what an answer costs does not depend on those before it.
        """
        bound = bind(statement, self.variables)
        key = statement.text, frozenset(bound.items())
        if (kept := self._kept.known(key)) is not None:
            self.count += 1
            return kept
        since = time.perf_counter()
        rows = self.fetch_text(statement.text, **bound)
        if time.perf_counter() - since > _SLOW:
            self._kept.keep(key, rows)
        return rows

    def fetch(self, statement: SqlStatement, **more: object) -> list[Any]:
        """The rows of a statement; `more`: parameters that are not variables."""
        return self.fetch_text(statement.text, **(bind(statement, self.variables) | more))

    def fetch_text(self, text: str, /, **parameters: object) -> list[Any]:
        """The rows of a text with these parameters."""
        if self._is_stopped():
            raise StoreError("the question was given up")
        self.count += 1
        return self._connection.execute(text, parameters).fetchall()
