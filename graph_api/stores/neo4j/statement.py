"""The building blocks of all Cypher statements: values, variables, names and the patterns of nodes.

All values of a request are in one parameter, so that a question with other values has the same text, which Neo4j
has already planned.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from graph_api.plan.conditions import Operand
from ontology import storage as st
from ontology.model import Model

VALUES = "p"
"""The parameter with all values of a request, by name."""
STORE = f"(s:{st.STORE} {{name: '{st.STORE_NAME}'}})"
"""The pattern of the node with the release and generation that are served."""


@dataclass(frozen=True, slots=True)
class CypherStatement:
    """A text and its values. Its one record is `before, release, rows, count, tallies, after`."""

    text: str
    operands: Mapping[str, Operand]
    constants: Mapping[str, object]


class CypherDraft:
    """A statement in preparation: its values and its variables, each with a name of its own."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.operands: dict[str, Operand] = {}
        self.constants: dict[str, object] = {}
        self._variables = 0

    def variable(self, prefix: str) -> str:
        """A new name of a variable."""
        self._variables += 1
        return f"{prefix}{self._variables}"

    def parameter(self, operand: Operand) -> str:
        """The placeholder of a value of the request."""
        name = f"v{len(self.operands)}"
        self.operands[name] = operand
        return f"${VALUES}.{name}"

    def constant(self, value: object) -> str:
        """The placeholder of a value that is the same in all requests."""
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return f"${VALUES}.{name}"

    def label(self, iri: str) -> str:
        """The label of a class."""
        return quoted(self.model.classes[iri].type_name)

    def member(self, target: str | None, n: str) -> str:
        """The pattern of a resource of a class."""
        return node(n) if target is None else f"({n}:{self.label(target)} {{{st.GENERATION}: gen}})"


def bind(statement: CypherStatement, variables: Mapping[str, object], **more: object) -> dict[str, object]:
    """The single parameter of a statement in a request: a map of its constants, its operands and `more`.

    Neo4j plans a statement again for parameters of other types and sizes, but does not look into a map.
    """
    values = {name: operand.bind(variables) for name, operand in statement.operands.items()}
    return {VALUES: {**statement.constants, **values, **more}}


def node(n: str, iri: str = "") -> str:
    """The pattern of a resource of the served generation, by IRI if there is one."""
    return f"({n}:{st.RESOURCE} {{{st.GENERATION}: gen{f', iri: {iri}' if iri else ''}}})"


def quoted(name: str) -> str:
    """A label, type or property name from the ontology, quoted so that it is safe."""
    return f"`{name.replace('`', '``')}`"
