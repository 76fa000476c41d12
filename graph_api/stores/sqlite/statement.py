"""The building blocks of all SQL statements: parameters, common tables, aliases and the numbers of terms."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from graph_api.plan.conditions import Operand, Variables
from ontology.model import Model

PARENTS = "parents"
"""The parameter with the resources from which links lead."""
COLUMNS = "n.id, n.iri, n.class, n.described, n.record"
"""The columns read of each resource `n`."""


@dataclass(frozen=True, slots=True)
class SqlStatement:
    """A text and its named parameters. `lists`: the parameters bound as JSON arrays."""

    text: str
    operands: Mapping[str, Operand]
    lists: frozenset[str] = frozenset()


def few(test: str) -> str:
    """A test that lets SQLite expect few rows in a recursive table.

    Without it SQLite expects a million and first reads all other tables, for Bloom filters.
    """
    return f"likelihood({test}, 0.00001)"


class SqlDraft:
    """A statement in preparation: its parameters, its common tables, its aliases."""

    def __init__(self, model: Model, terms: Mapping[str, int]) -> None:
        self.model = model
        self.terms = terms
        self.operands: dict[str, Operand] = {}
        self.lists: set[str] = set()
        self.tables: list[str] = []
        self._aliases = 0

    def term(self, iri: str) -> int:
        """The number of a predicate or class; -1, which is never used, if the release does not have it."""
        return self.terms.get(iri, -1)

    def alias(self, prefix: str) -> str:
        """A new name of a table."""
        self._aliases += 1
        return f"{prefix}{self._aliases}"

    def parameter(self, operand: Operand, *, is_list: bool = False) -> str:
        """The placeholder of a value of the request; `is_list`: it is bound as a JSON array."""
        name = f"v{len(self.operands)}"
        self.operands[name] = operand
        if is_list:
            self.lists.add(name)
        return ":" + name

    def statement(self, body: str) -> SqlStatement:
        """The finished statement: the common tables, then `body`."""
        with_ = f"WITH {', '.join(self.tables)} " if self.tables else ""
        return SqlStatement(with_ + body, dict(self.operands), frozenset(self.lists))


def dumps(value: object) -> str:
    """A list as JSON, the form in which SQLite takes it."""
    return orjson.dumps(value).decode()


def bind(statement: SqlStatement, variables: Variables) -> dict[str, object]:
    """The parameters of a statement in a request, with lists as JSON."""
    bound = {name: operand.bind(variables) for name, operand in statement.operands.items()}
    return {
        name: dumps(without_nul(value)) if name in statement.lists else value for name, value in bound.items()
    }


def without_nul(values: object) -> object:
    """A list without strings that contain U+0000: SQLite's JSON would cut them there and match other values."""
    if not isinstance(values, list | tuple):
        return values
    return [one for one in values if not (isinstance(one, str) and "\0" in one)]
