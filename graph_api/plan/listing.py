"""A list in a document: its class, its members and its order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from graphql import FieldNode, SelectionSetNode

from graph_api.plan import outputs, reads
from graph_api.plan.arguments.where import without_field
from graph_api.plan.conditions import Condition, both
from graph_api.plan.draft import LevelDraft
from graph_api.plan.order import OrderKey
from graph_api.plan.scope import Scope
from ontology.model import Field


class MemberPlanner(Protocol):
    """Plans selections of resources. Lists get it as an argument, because resources and lists lead to each other."""

    def shapes(
        self, target: str | None, sets: Sequence[SelectionSetNode], draft: LevelDraft
    ) -> outputs.Selection:
        """Plan the selection of resources of class `target`, onto the draft of their level."""

    def along(self, field: Field) -> "MemberPlanner":
        """The planner of what a relation leads to."""

    def sources(
        self,
        how: reads.Sources | reads.EdgeSources | reads.StatementGraphs,
        nodes: Sequence[FieldNode],
        draft: LevelDraft,
    ) -> outputs.Many:
        """Plan the selection of source graphs."""


@dataclass(frozen=True, slots=True)
class MemberList:
    """A list with those of its arguments that choose its members and their order."""

    scope: Scope
    """The scope below the field of the list."""
    target: str | None
    name: str
    """The beginning of the names of its types."""
    keys: tuple[OrderKey, ...]
    where: object = None
    """The `where` of the document."""
    only: Condition | None = None
    """The condition on members in addition to `where`."""
    is_search: bool = False
    """True for the results of a search, whose `where` has conditions by type."""

    def members(self, *, without: Sequence[str] = ()) -> Condition | None:
        """The condition on members, without the conditions of `where` on the field of the names `without`."""
        tables, target = self.scope.tables, self.target
        inside = tables.model.classes[target].singular_names if self.is_search and target else ()
        where = without_field(self.where, without, inside) if without else self.where
        read = tables.where.found if self.is_search else tables.where.members
        return both(self.only, read(target, where, self.scope.as_of))


def read_listing(scope: Scope, node: FieldNode, target: str | None) -> MemberList:
    """The list of class `target` at a field."""
    document, tables = scope.document, scope.tables
    name = tables.model.classes[target].type_name if target else "Resource"
    below = scope.at(node)
    keys = tables.order.read(target, document.leaves(node, "orderBy"), below.as_of)
    return MemberList(below, target, name, keys, document.leaves(node, "where"))
