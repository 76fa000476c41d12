"""Plans of the groups of a list: its members counted and summed up by one or several keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from graphql import FieldNode

from graph_api.errors import QueryError
from graph_api.plan import outputs, reads
from graph_api.plan.arguments.paging import read_size
from graph_api.plan.conditions import Operand
from graph_api.plan.document import operand
from graph_api.plan.draft import LevelDraft
from graph_api.plan.figures.forms import AGGREGATES, is_aggregate
from graph_api.plan.figures.group_figures import FigureReader
from graph_api.plan.figures.keys import ReadKey, read_key
from graph_api.plan.listing import MemberList, MemberPlanner
from graph_api.plan.operands import as_list, number
from graph_api.plan.order import mark_of
from graph_api.plan.scope import sets_of
from graph_api.plan.values import plan_value
from ontology.model import Field, Kind

_MOST_KEYS = 5
_TEXT = (("value", "value"), ("lang", "lang"))


@dataclass(frozen=True, slots=True)
class _Key:
    """A key with the draft of the level of its resources."""

    read: ReadKey
    draft: LevelDraft = field(default_factory=LevelDraft)

    @property
    def tallied(self) -> reads.TallyKey:
        """The key with the finished level."""
        key = self.read.key
        return replace(key, level=self.draft.level()) if key.is_resource else key


def _mark(keys: Sequence[_Key], order: Sequence[outputs.GroupOrder]) -> str:
    """A text that distinguishes the cursors of these groups in this order from others."""
    parts = (*(key.read.key.outline for key in keys), *(one.outline for one in order))
    return mark_of("\n".join(("groups", *parts)), ())


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """Plans the groups of a list, onto the draft of its level."""

    listing: MemberList
    members: MemberPlanner
    draft: LevelDraft

    def groups(self, nodes: Sequence[FieldNode]) -> outputs.Groups:
        """The plan of a field `groups`. Raises `QueryError` for invalid keys, orders and conditions."""
        document, node = self.listing.scope.document, nodes[0]
        keys = self._keys(document.leaves(node, "by"), optional=document.argument(node, "none") is not False)
        figures = FigureReader({name: partial(self._aggregate, keys, name) for name in self._summed})
        order = figures.order(document.leaves(node, "orderBy"))
        having = figures.having(document.leaves(node, "having"))
        is_shown = any(one.figure is None for one in order)
        labels = tuple(self._label(key) if is_shown else None for key in keys)
        grouped = document.collect(self.listing.name + "MemberGroups", sets_of(nodes))
        fields = tuple((key, self._page_part(keys, inner)) for key, inner in grouped.items())
        limits = self.listing.scope.tables.limits
        counted = self._tally([key.tallied for key in keys], operand(limits.max_groups + 1, number))
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

    @property
    def _fields(self) -> Mapping[str, Field]:
        return self.listing.scope.tables.fields[self.listing.target]

    @property
    def _summed(self) -> Sequence[str]:
        """The names of the fields that figures may be over."""
        return [name for name, one in self._fields.items() if is_aggregate(one)]

    def _keys(self, given: object, *, optional: bool) -> Sequence[_Key]:
        objects = as_list(given)
        if not 1 <= len(objects) <= _MOST_KEYS:
            raise QueryError(
                f"`by` has from 1 to {_MOST_KEYS} keys, not {len(objects)}.",
                code="BAD_GROUP",
                hint="Group by the keys that matter most.",
            )
        read = [read_key(self.listing.scope, self.listing.target, one) for one in objects]
        return [_Key(replace(one, key=replace(one.key, optional=optional))) for one in read]

    def _tally(self, keys: Sequence[reads.TallyKey], limit: Operand | None = None) -> reads.Tally:
        tally = reads.Tally(tuple(keys), self.listing.members(), limit)
        self.draft.tallies.append(tally)
        return tally

    # -- what a page of groups shows

    def _page_part(
        self, keys: Sequence[_Key], nodes: Sequence[FieldNode]
    ) -> outputs.GroupNodes | outputs.PageInfoPart | outputs.TotalCount | outputs.Constant:
        match nodes[0].name.value:
            case "nodes":
                grouped = self._collect("MemberGroup", nodes)
                return outputs.GroupNodes(
                    tuple((key, self._group_part(keys, inner)) for key, inner in grouped)
                )
            case "pageInfo":
                return outputs.PageInfoPart(self.listing.scope.names("PageInfo", nodes))
            case "totalCount":
                return outputs.TotalCount()
        return outputs.Constant(self.listing.name + "MemberGroups")

    def _collect(self, suffix: str, nodes: Sequence[FieldNode]) -> Sequence[tuple[str, list[FieldNode]]]:
        name = self.listing.name + suffix
        return tuple(self.listing.scope.document.collect(name, sets_of(nodes)).items())

    def _group_part(self, keys: Sequence[_Key], nodes: Sequence[FieldNode]) -> outputs.GroupPart:
        match nodes[0].name.value:
            case "keys":
                return outputs.GroupKeys(tuple(self._key_parts(key, nodes) for key in keys))
            case "count":
                return "count"
            case "countDistinct":
                return self._distinct(keys, nodes[0])
            case "aggregates":
                fields = [
                    (key, self._figure_part(keys, inner)) for key, inner in self._collect("Aggregates", nodes)
                ]
                return outputs.Figures(tuple(fields))
        return outputs.Constant(self.listing.name + "MemberGroup")

    def _key_parts(
        self, key: _Key, nodes: Sequence[FieldNode]
    ) -> tuple[tuple[str, outputs.GroupKeyPart], ...]:
        grouped = self.listing.scope.document.collect("GroupKey", sets_of(nodes))
        return tuple((name, self._key_part(key, inner)) for name, inner in grouped.items())

    def _key_part(self, key: _Key, nodes: Sequence[FieldNode]) -> outputs.GroupKeyPart:
        tallied = key.read.key
        match nodes[0].name.value:
            case "value":
                return "value"
            case "code":
                if tallied.field is None or tallied.field.term.kind is not Kind.CODE:
                    return "null"
                return plan_value(self.listing.scope, tallied.field, nodes, LevelDraft())
            case "resource":
                if not tallied.is_resource:
                    return "null"
                members = self.members
                for step in tallied.way:
                    members = members.along(step.along)
                return members.shapes(None, sets_of(nodes), key.draft)
        return outputs.Constant("GroupKey")

    def _distinct(self, keys: Sequence[_Key], node: FieldNode) -> outputs.DistinctCount:
        scope = self.listing.scope
        of = read_key(scope, self.listing.target, scope.document.leaves(node, "of"), "of")
        return outputs.DistinctCount(self._tally([*(key.read.key for key in keys), of.key]))

    def _figure_part(
        self, keys: Sequence[_Key], nodes: Sequence[FieldNode]
    ) -> outputs.Aggregate | outputs.Constant:
        name = nodes[0].name.value
        if name == "__typename":
            return outputs.Constant(self.listing.name + "Aggregates")
        kind = self._fields[name].term.kind
        return self._aggregate(keys, name, self.listing.scope.names(AGGREGATES[kind], nodes))

    def _aggregate(
        self, keys: Sequence[_Key], name: str, fields: tuple[tuple[str, str], ...] = ()
    ) -> outputs.Aggregate:
        value = self._fields[name]
        tally = self._tally([*(key.read.key for key in keys), reads.TallyKey(field=value)])
        return outputs.Aggregate(tally, value.term.kind, fields)

    def _label(self, key: _Key) -> outputs.Label | outputs.Value | None:
        """The name of a resource or the label of a code, as a reader sees it."""
        tallied = key.read.key
        if tallied.is_resource:
            columns = tuple(term.key for term in self.listing.scope.tables.model.names)
            key.draft.columns.update(columns)
            return outputs.Label(columns, outputs.Words(_TEXT))
        if tallied.field is not None and tallied.field.term.kind is Kind.CODE:
            return outputs.Value(tallied.field.term, fields=(("label", outputs.Words(_TEXT)),))
        return None
