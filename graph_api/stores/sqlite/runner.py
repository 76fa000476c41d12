"""Running statements over one connection, with the variables of one question."""

import sqlite3
import time
from collections.abc import Callable
from typing import Any

from graph_api.cache import Cache
from graph_api.plan.conditions import Variables
from graph_api.stores.sqlite.statement import SqlStatement, bind
from ontology.errors import StoreError


KeptFigures = Cache[tuple[str, frozenset[tuple[str, object]]], list[Any]]
"""The rows of statements that gave figures, by their texts and parameters."""
_SLOW = 0.002
"""Seconds from which on a figure is kept."""
_MOST_FIGURES = 50_000
"""Most rows of figures that are kept, each statement counting as one more."""


def no_figures() -> KeptFigures:
    """A place for the figures of one release file, which never change."""
    return Cache(_MOST_FIGURES, lambda _, rows: 1 + len(rows))


class StatementRunner:
    """Runs statements of one question over a connection with its variables, and counts them."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        variables: Variables,
        is_stopped: Callable[[], bool],
        figures: KeptFigures,
    ) -> None:
        """`is_stopped`: nobody waits for the rows any more, and the next statement is not run."""
        self._connection = connection
        self.variables = variables
        self._is_stopped = is_stopped
        self._figures = figures
        self.count = 0

    def figures(self, statement: SqlStatement) -> list[Any]:
        """The rows of a statement that counts: kept, if it was slow, for the next question with the same parameters.

        It counts as a statement in either case, so what an answer costs does not depend on those before it.
        """
        bound = bind(statement, self.variables)
        key = statement.text, frozenset(bound.items())
        if (kept := self._figures.known(key)) is not None:
            self.count += 1
            return kept
        since = time.perf_counter()
        rows = self.fetch_text(statement.text, **bound)
        if time.perf_counter() - since > _SLOW:
            self._figures.keep(key, rows)
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
