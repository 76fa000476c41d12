"""Plans of the groups of a list: its members counted and summed up by one or several keys."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from graphql import FieldNode

from graph_api.errors import QueryError
from graph_api.plan import outputs
from graph_api.plan.arguments.paging import read_size
from graph_api.plan.document import operand
from graph_api.plan.figures.aggregates import FiguresPlan
from graph_api.plan.figures.forms import is_aggregate
from graph_api.plan.figures.group_figures import FigureReader
from graph_api.plan.figures.key_parts import KeyDraft
from graph_api.plan.figures.keys import read_key
from graph_api.plan.operands import as_list, number
from graph_api.plan.order import mark_of
from graph_api.plan.scope import sets_of

_MOST_KEYS = 5
"""The maximum number of keys."""


def _mark(keys: Sequence[KeyDraft], order: Sequence[outputs.GroupOrder]) -> str:
    """A text that distinguishes the cursors of these groups in this order from others."""
    parts = (*(key.bare.outline for key in keys), *(one.outline for one in order))
    return mark_of("\n".join(("groups", *parts)), ())


@dataclass(frozen=True, slots=True)
class GroupPlan(FiguresPlan):
    """Plans the groups of a list."""

    def groups(self, nodes: Sequence[FieldNode]) -> outputs.Groups:
        """The plan of a field `groups`. Raises `QueryError` for invalid keys, orders and conditions."""
        document, node = self.listing.scope.document, nodes[0]
        keys = self._keys(document.leaves(node, "by"), optional=document.argument(node, "none") is not False)
        bare = tuple(key.bare for key in keys)
        summed = (name for name, one in self.fields.items() if is_aggregate(one))
        figures = FigureReader({name: partial(self.aggregate, name, bare) for name in summed})
        order = figures.order(document.leaves(node, "orderBy"))
        having = figures.having(document.leaves(node, "having"))
        is_shown = any(one.figure is None for one in order)
        labels = tuple(key.label(self.listing.scope) if is_shown else None for key in keys)
        grouped = document.collect(self.listing.name + "MemberGroups", sets_of(nodes))
        fields = tuple((key, self._page_part(keys, inner)) for key, inner in grouped.items())
        limits = self.listing.scope.tables.limits
        most = operand(limits.max_groups + 1, number)
        counted = self.tally(tuple(key.finished for key in keys), self.listing.members(), most)
        size = read_size(document, node, "first", limits)
        self.draft.operands += [size, *(one.test.operand for one in having)]
        after = document.given(node, "after")
        return outputs.Groups(
            counted,
            order,
            having,
            labels,
            limits.max_groups,
            size,
            None if after is None else operand(after, str),
            _mark(keys, order),
            fields,
            document.given(node, "first") is not None,
        )

    def _keys(self, given: object, *, optional: bool) -> Sequence[KeyDraft]:
        objects = as_list(given)
        if not 1 <= len(objects) <= _MOST_KEYS:
            raise QueryError(
                f"`by` has from 1 to {_MOST_KEYS} keys, not {len(objects)}.",
                code="BAD_GROUP",
                hint="Group by the keys that matter most.",
            )
        read = (read_key(self.listing.scope, self.listing.target, one) for one in objects)
        return [KeyDraft(replace(key, optional=optional)) for key in read]

    # -- what a page of groups shows

    def _page_part(
        self, keys: Sequence[KeyDraft], nodes: Sequence[FieldNode]
    ) -> outputs.GroupNodes | outputs.PageInfoPart | outputs.TotalCount | outputs.Constant:
        match nodes[0].name.value:
            case "nodes":
                grouped = self.listing.scope.document.collect(
                    self.listing.name + "MemberGroup", sets_of(nodes)
                )
                parts = ((key, self._group_part(keys, inner)) for key, inner in grouped.items())
                return outputs.GroupNodes(tuple(parts))
            case "pageInfo":
                return outputs.PageInfoPart(self.listing.scope.names("PageInfo", nodes))
            case "totalCount":
                return outputs.TotalCount()
        return outputs.Constant(self.listing.name + "MemberGroups")

    def _group_part(self, keys: Sequence[KeyDraft], nodes: Sequence[FieldNode]) -> outputs.GroupPart:
        match nodes[0].name.value:
            case "keys":
                scope, members = self.listing.scope, self.members
                return outputs.GroupKeys(tuple(key.parts(scope, members, nodes) for key in keys))
            case "count":
                return "count"
            case "countDistinct":
                return self._distinct(keys, nodes[0])
            case "aggregates":
                return self.aggregates(nodes, tuple(key.bare for key in keys))
        return outputs.Constant(self.listing.name + "MemberGroup")

    def _distinct(self, keys: Sequence[KeyDraft], node: FieldNode) -> outputs.DistinctCount:
        scope = self.listing.scope
        of = read_key(scope, self.listing.target, scope.document.leaves(node, "of"), "of")
        counted = (*(key.bare for key in keys), of)
        return outputs.DistinctCount(self.tally(counted, self.listing.members()))
