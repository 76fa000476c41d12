"""Running statements over one connection, with the variables of one question."""

import sqlite3
from collections.abc import Callable
from typing import Any

from graph_api.plan.conditions import Variables
from graph_api.stores.sqlite.statement import SqlStatement, bind
from ontology.errors import StoreError


class StatementRunner:
    """Runs statements of one question over a connection with its variables, and counts them."""

    def __init__(
        self, connection: sqlite3.Connection, variables: Variables, is_stopped: Callable[[], bool]
    ) -> None:
        """`is_stopped`: nobody waits for the rows any more, and the next statement is not run."""
        self._connection = connection
        self.variables = variables
        self._is_stopped = is_stopped
        self.count = 0

    def fetch(self, statement: SqlStatement, **more: object) -> list[Any]:
        """The rows of a statement; `more`: parameters that are not variables."""
        return self.fetch_text(statement.text, **(bind(statement, self.variables) | more))

    def fetch_text(self, text: str, /, **parameters: object) -> list[Any]:
        """The rows of a text with these parameters."""
        if self._is_stopped():
            raise StoreError("the question was given up")
        self.count += 1
        return self._connection.execute(text, parameters).fetchall()
