"""The plan of a whole operation: its ordinary root fields, the computed ones, and those that need no store."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_location,
)

from graph_api.computed.execution import ComputedField
from graph_api.computed.fields import COMPUTED_FIELDS, SUBSCRIPTION_FIELDS
from graph_api.computed.planning import PlanningContext
from graph_api.engine.introspection import SchemaQuestion, schema_question
from graph_api.errors import QueryError
from graph_api.operations.federation import ENTITIES, SERVICE
from graph_api.plan import plan as p
from graph_api.plan.conditions import Operand
from graph_api.plan.document import TODAY, OperationDocument
from graph_api.plan.entities import count_planned
from graph_api.plan.mentions import mentions
from graph_api.plan.planner import Planner
from graph_api.respond.values import AnswerContext
from graph_api.respond.writer import write_root

_OF_SCHEMA = ("__schema", "__type", SERVICE)
"""The root fields about the schema."""
SourcePosition = tuple[int, int]
"""A line and a column."""


@dataclass(frozen=True, slots=True)
class OperationPlan:
    """A plan with the functions that write its answers, and the root fields that need no store."""

    roots: tuple[p.Root, ...]
    writers: tuple[Callable[[Any, AnswerContext], Any], ...]
    computed: Mapping[str, ComputedField]
    keys: tuple[str, ...]
    typenames: tuple[str, ...]
    introspection: SchemaQuestion | None
    depends_on_today: bool
    locations: Mapping[str, tuple[SourcePosition, ...]]
    is_subscription: bool = False

    @property
    def weight(self) -> int:
        """The number of its root fields: the plans of large operations take the place of several."""
        return 1 + (len(self.keys) + sum(field.more_roots for field in self.computed.values())) // 5

    def check(self, variables: Mapping[str, object]) -> None:
        """Raise `QueryError` for invalid page sizes, cursors and similar arguments."""
        arguments: dict[str, Iterable[Operand]] = {root.key: p.arguments(root) for root in self.roots}
        arguments |= {key: field.arguments() for key, field in self.computed.items()}
        for key, operands in arguments.items():
            with _located(self.locations[key]):
                for operand in operands:
                    operand.bind(variables)


def plan_operation(
    planner: Planner, document: OperationDocument, most_fields: int | None = None
) -> OperationPlan:
    """The plan of an operation. Raises `QueryError` for invalid arguments.

    `most_fields`: most fields that `_entities` may have, each counted for every type that is named.
    """
    is_subscription = document.operation.operation is OperationType.SUBSCRIPTION
    fields = SUBSCRIPTION_FIELDS if is_subscription else COMPUTED_FIELDS
    grouped = document.collect(
        "Subscription" if is_subscription else "Query", [document.operation.selection_set]
    )
    names = {key: nodes[0].name.value for key, nodes in grouped.items()}
    locations = {key: _locations(nodes[0]) for key, nodes in grouped.items()}
    planned = 0
    for key, nodes in grouped.items():
        if names[key] == ENTITIES and most_fields is not None:
            with _located(locations[key]):
                planned += count_planned(planner, document, nodes)
                _check_fields(planned, most_fields)
    roots: list[p.Root] = []
    computed: dict[str, ComputedField] = {}
    for key, nodes in grouped.items():
        with _located(locations[key]):
            if names[key] in fields:
                computed[key] = fields[names[key]](PlanningContext(planner, document, key, nodes))
            elif names[key] not in (*_OF_SCHEMA, "__typename"):
                roots.append(planner.plan(document, key, nodes))
    own = [n for key, nodes in grouped.items() for n in nodes if names[key] in _OF_SCHEMA]
    return OperationPlan(
        roots=tuple(roots),
        writers=tuple(write_root(root, planner.model) for root in roots),
        computed=computed,
        keys=tuple(grouped),
        typenames=tuple(key for key in grouped if names[key] == "__typename"),
        introspection=schema_question(_only(document, own)) if own else None,
        depends_on_today=mentions((roots, computed), TODAY.name),
        locations=locations,
        is_subscription=is_subscription,
    )


def _check_fields(planned: int, most: int) -> None:
    if planned > most:
        message = (
            f"The document selects more than {most} fields, counted for each type that `_entities` names."
        )
        raise QueryError(message, code="LIMIT_FIELDS", details={"allowed": most})


@contextmanager
def _located(locations: tuple[SourcePosition, ...]) -> Iterator[None]:
    """Give errors without a place in the document this one."""
    try:
        yield
    except QueryError as error:
        error.locations = error.locations or locations
        raise


def _locations(node: FieldNode) -> tuple[SourcePosition, ...]:
    if node.loc is None:
        return ()
    place = get_location(node.loc.source, node.loc.start)
    return ((place.line, place.column),)


def _only(document: OperationDocument, fields: Sequence[FieldNode]) -> DocumentNode:
    """The document with just these root fields, for graphql-core to execute."""
    operation = document.operation
    kept = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        directives=operation.directives,
        selection_set=SelectionSetNode(selections=tuple(fields)),
    )
    return DocumentNode(definitions=(kept, *document.fragments.values()))
