"""The plan of `_entities`: resources named by type and IRI, with one root for each type that is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode, SelectionSetNode

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
    read = _reader(tables)
    argument = document.leaves(nodes[0], _ARGUMENT)
    resources, sets = ResourcePlan(Scope(tables, document)), sets_of(nodes)
    types: dict[str, EntityRoot] = {}
    for name, of in _types_named(tables, document, nodes):
        selection, level = resources.selection(of, sets)
        root = p.Root(
            key=f"{key}:{name}",
            of=of,
            level=level,
            output=selection,
            among=operand(argument, IrisOfType(name)),
            listed=True,
        )
        types[name] = EntityRoot(root, selection, only=name in tables.object_types(of))
    return EntitiesPlan(operand(argument, read), types)


def count_planned(tables: Tables, document: OperationDocument, nodes: Sequence[FieldNode]) -> int:
    """The fields that the plan of one field has: those selected for a type count for each type that is named."""
    sets, sizes = sets_of(nodes), _FieldSizes(document)
    count = 0
    for _, of in _types_named(tables, document, nodes):
        for names in document.alike(tables.object_types(of), sets).values():
            count += 1 + sum(map(sizes.of_all, document.collect(names[0], sets).values()))
    return count


def _reader(tables: Tables) -> ReadRepresentations:
    return ReadRepresentations(frozenset(tables.entity_types), tables.limits.max_page)


def _types_named(
    tables: Tables, document: OperationDocument, nodes: Sequence[FieldNode]
) -> list[tuple[str, str | None]]:
    """The types that the representations name, by name, each with its class."""
    named = _reader(tables)(document.argument(nodes[0], _ARGUMENT))
    return [(name, tables.entity_types[name]) for name in sorted({one.type_name for one in named})]


class _FieldSizes:
    """The numbers of fields at a field and below it, those of fragments included."""

    def __init__(self, document: OperationDocument) -> None:
        self._document = document
        self._known: dict[int, int] = {}

    def of_all(self, nodes: Sequence[FieldNode]) -> int:
        """The number at some fields."""
        return sum(1 + self._below(node.selection_set) for node in nodes)

    def _below(self, selections: SelectionSetNode | None) -> int:
        if selections is None:
            return 0
        if id(selections) not in self._known:
            count = 0
            for one in selections.selections:
                if isinstance(one, FragmentSpreadNode):
                    count += self._below(self._document.fragments[one.name.value].selection_set)
                elif isinstance(one, FieldNode | InlineFragmentNode):
                    count += isinstance(one, FieldNode) + self._below(one.selection_set)
            self._known[id(selections)] = count
        return self._known[id(selections)]
