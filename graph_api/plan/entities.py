"""The plan of `_entities`: resources named by type and IRI, with one root for each type that is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from graphql import FieldNode

from graph_api.plan import outputs
from graph_api.plan import plan as p
from graph_api.plan.arguments.representations import IrisOfType, ReadRepresentations, Representation
from graph_api.plan.conditions import Operand, Variables
from graph_api.plan.document import OperationDocument, operand
from graph_api.plan.resources import ResourcePlan
from graph_api.plan.scope import Scope, Tables, sets_of

_ARGUMENT = "representations"


@dataclass(frozen=True, slots=True)
class EntityRoot:
    """The resources of one type: their root and its selection. `only`: no other object type counts as this type."""

    root: p.Root
    selection: outputs.Selection
    only: bool


@dataclass(frozen=True, slots=True)
class EntitiesPlan:
    """The plan of the field: the argument, and the resources of each type that it names."""

    representations: Operand
    types: Mapping[str, EntityRoot]

    def named(self, variables: Variables) -> Sequence[Representation]:
        """The representations in a request with these variables."""
        return cast("Sequence[Representation]", self.representations.bind(variables))


def plan_entities(
    tables: Tables, document: OperationDocument, key: str, nodes: Sequence[FieldNode]
) -> EntitiesPlan:
    """The plan of one field. Raises `QueryError` if a representation names no resource."""
    classes = tables.entity_types
    read = ReadRepresentations(frozenset(classes), tables.limits.max_page)
    argument = document.leaves(nodes[0], _ARGUMENT)
    resources, sets = ResourcePlan(Scope(tables, document)), sets_of(nodes)
    types: dict[str, EntityRoot] = {}
    for name in sorted({one.type_name for one in read(document.argument(nodes[0], _ARGUMENT))}):
        of = classes[name]
        selection, level = resources.selection(of, sets)
        root = p.Root(
            key=f"{key}:{name}",
            of=of,
            level=level,
            output=selection,
            among=operand(argument, IrisOfType(read, name)),
            listed=True,
        )
        types[name] = EntityRoot(root, selection, only=name in tables.object_types(of))
    return EntitiesPlan(operand(argument, read), types)
