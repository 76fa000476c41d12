"""The plan of a list that is not one of resources: its pages, and for each member what a function plans."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from graphql import FieldNode

from graph_api.plan import outputs
from graph_api.plan.scope import Scope, sets_of

StatementListPart: TypeAlias = (
    outputs.StatementNodes
    | outputs.StatementEdges
    | outputs.PageInfoPart
    | outputs.TotalCount
    | outputs.Constant
)


@dataclass(frozen=True, slots=True)
class StatementListPlan:
    """Plans the selection of a list whose members have the GraphQL type `member`; `plan_member` plans their fields."""

    scope: Scope
    member: str
    plan_member: Callable[[Sequence[FieldNode]], outputs.StatementPart]

    def fields(self, nodes: Sequence[FieldNode]) -> tuple[tuple[str, StatementListPart], ...]:
        """The parts of the list, by the keys of the answer."""
        grouped = self.scope.document.collect(self.member + "Connection", sets_of(nodes))
        return tuple((key, self._part(inner)) for key, inner in grouped.items())

    def _part(self, nodes: Sequence[FieldNode]) -> StatementListPart:
        match nodes[0].name.value:
            case "nodes":
                return self._nodes(nodes)
            case "edges":
                grouped = self.scope.document.collect(self.member + "Edge", sets_of(nodes))
                return outputs.StatementEdges(
                    tuple((key, self._edge_part(inner)) for key, inner in grouped.items())
                )
            case "pageInfo":
                return outputs.PageInfoPart(self.scope.names("PageInfo", nodes))
            case "totalCount":
                return outputs.TotalCount()
        return outputs.Constant(self.member + "Connection")

    def _nodes(self, nodes: Sequence[FieldNode]) -> outputs.StatementNodes:
        grouped = self.scope.document.collect(self.member, sets_of(nodes))
        return outputs.StatementNodes(tuple((key, self.plan_member(inner)) for key, inner in grouped.items()))

    def _edge_part(self, nodes: Sequence[FieldNode]) -> outputs.StatementEdgePart:
        match nodes[0].name.value:
            case "node":
                return self._nodes(nodes)
            case "cursor":
                return "cursor"
        return outputs.Constant(self.member + "Edge")
