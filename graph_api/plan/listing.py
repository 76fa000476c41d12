"""A list in a document: what it is of, which members it has, and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from graphql import FieldNode, SelectionSetNode

from graph_api.plan import plan as p
from graph_api.plan.conditions import Condition, both
from graph_api.plan.draft import LevelDraft
from graph_api.plan.order import OrderKey
from graph_api.plan.scope import Scope
from graph_api.plan.where import without_field


class MemberPlanner(Protocol):
    """Plans what is selected of resources. Lists are handed it, for resources lead to lists, and lists to them."""

    def shapes(self, target: str | None, sets: Sequence[SelectionSetNode], draft: LevelDraft) -> p.Selection:
        """What is selected of resources of class `target`, onto the draft of their level."""

    def sources(
        self, how: p.Sources | p.EdgeSources, nodes: Sequence[FieldNode], draft: LevelDraft
    ) -> p.Many:
        """What is selected of source graphs."""


@dataclass(frozen=True, slots=True)
class MemberList:
    """A list whose arguments are read as far as they say what it is of."""

    scope: Scope
    """The one below its field."""
    target: str | None
    name: str
    """What the names of its types begin with."""
    keys: tuple[OrderKey, ...]
    where: object = None
    """As the document gives it."""
    only: Condition | None = None
    """What its members have to meet beside `where`."""

    def members(self, *, without: Sequence[str] = ()) -> Condition | None:
        """The condition on its members, but for what `where` says of the field of the names `without`."""
        where = without_field(self.where, without) if without else self.where
        return both(self.only, self.scope.tables.where.members(self.target, where, self.scope.as_of))


def read_listing(scope: Scope, node: FieldNode, target: str | None) -> MemberList:
    """The list of class `target` at a field."""
    document, tables = scope.document, scope.tables
    name = tables.model.classes[target].type_name if target else "Resource"
    keys = tables.order.read(target, document.leaves(node, "orderBy"))
    return MemberList(scope.at(node), target, name, keys, document.leaves(node, "where"))
