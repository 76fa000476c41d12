"""Plans of the groups of a list: its members counted and summed up by one or several keys."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from graphql import FieldNode

from graph_api.errors import QueryError
from graph_api.plan import outputs, reads
from graph_api.plan.arguments.paging import read_size
from graph_api.plan.document import operand
from graph_api.plan.draft import LevelDraft
from graph_api.plan.figures.aggregates import FiguresPlan
from graph_api.plan.figures.forms import is_aggregate
from graph_api.plan.figures.group_figures import FigureReader
from graph_api.plan.figures.keys import read_key
from graph_api.plan.operands import as_list, number
from graph_api.plan.order import mark_of
from graph_api.plan.scope import sets_of
from graph_api.plan.values import plan_value
from ontology.model import Kind

_MOST_KEYS = 5
"""The maximum number of keys."""
_TEXT = (("value", "value"), ("lang", "lang"))


@dataclass(frozen=True, slots=True)
class _Key:
    """A key with the draft of the level of its resources."""

    bare: reads.TallyKey
    draft: LevelDraft = field(default_factory=LevelDraft)

    @property
    def finished(self) -> reads.TallyKey:
        """The key with the finished level."""
        return replace(self.bare, level=self.draft.level()) if self.bare.is_resource else self.bare


def _mark(keys: Sequence[_Key], order: Sequence[outputs.GroupOrder]) -> str:
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
        labels = tuple(self._label(key) if is_shown else None for key in keys)
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
        )

    def _keys(self, given: object, *, optional: bool) -> Sequence[_Key]:
        objects = as_list(given)
        if not 1 <= len(objects) <= _MOST_KEYS:
            raise QueryError(
                f"`by` has from 1 to {_MOST_KEYS} keys, not {len(objects)}.",
                code="BAD_GROUP",
                hint="Group by the keys that matter most.",
            )
        read = (read_key(self.listing.scope, self.listing.target, one) for one in objects)
        return [_Key(replace(key, optional=optional)) for key in read]

    # -- what a page of groups shows

    def _page_part(
        self, keys: Sequence[_Key], nodes: Sequence[FieldNode]
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

    def _group_part(self, keys: Sequence[_Key], nodes: Sequence[FieldNode]) -> outputs.GroupPart:
        match nodes[0].name.value:
            case "keys":
                return outputs.GroupKeys(tuple(self._key_parts(key, nodes) for key in keys))
            case "count":
                return "count"
            case "countDistinct":
                return self._distinct(keys, nodes[0])
            case "aggregates":
                return self.aggregates(nodes, tuple(key.bare for key in keys))
        return outputs.Constant(self.listing.name + "MemberGroup")

    def _key_parts(
        self, key: _Key, nodes: Sequence[FieldNode]
    ) -> tuple[tuple[str, outputs.GroupKeyPart], ...]:
        grouped = self.listing.scope.document.collect("GroupKey", sets_of(nodes))
        return tuple((name, self._key_part(key, inner)) for name, inner in grouped.items())

    def _key_part(self, key: _Key, nodes: Sequence[FieldNode]) -> outputs.GroupKeyPart:
        bare = key.bare
        match nodes[0].name.value:
            case "value":
                return "value"
            case "code":
                if bare.field is None or bare.field.term.kind is not Kind.CODE:
                    return "null"
                return plan_value(self.listing.scope, bare.field, nodes, LevelDraft())
            case "resource":
                if not bare.is_resource:
                    return "null"
                members = self.members
                for step in bare.way:
                    members = members.along(step.along)
                return members.shapes(None, sets_of(nodes), key.draft)
        return outputs.Constant("GroupKey")

    def _distinct(self, keys: Sequence[_Key], node: FieldNode) -> outputs.DistinctCount:
        scope = self.listing.scope
        of = read_key(scope, self.listing.target, scope.document.leaves(node, "of"), "of")
        counted = (*(key.bare for key in keys), of)
        return outputs.DistinctCount(self.tally(counted, self.listing.members()))

    def _label(self, key: _Key) -> outputs.Label | outputs.Value | None:
        """The name of a resource or the label of a code, as a reader sees it."""
        bare = key.bare
        if bare.is_resource:
            columns = tuple(term.key for term in self.listing.scope.tables.model.names)
            key.draft.columns.update(columns)
            return outputs.Label(columns, outputs.Words(_TEXT))
        if bare.field is not None and bare.field.term.kind is Kind.CODE:
            return outputs.Value(bare.field.term, fields=(("label", outputs.Words(_TEXT)),))
        return None
