"""Plans of facets: the members of a list counted by value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

from graphql import FieldNode

from graph_api.errors import QueryError
from graph_api.plan import outputs, reads
from graph_api.plan.arguments.paging import read_size
from graph_api.plan.conditions import IsA, both
from graph_api.plan.document import operand
from graph_api.plan.draft import LevelDraft
from graph_api.plan.figures.aggregates import FiguresPlan
from graph_api.plan.figures.forms import facet_form
from graph_api.plan.figures.group_figures import one_named
from graph_api.plan.figures.key_parts import KeyDraft
from graph_api.plan.figures.keys import named_in, path_key, read_key, step_along, value_key
from graph_api.plan.operands import as_list, number
from graph_api.plan.scope import sets_of
from graph_api.plan.values import plan_term, plan_value
from ontology.model import Kind, PathFacet

_SEARCH_FACETS = "SearchFacets"
_MOST_ORDERS = 3
"""The maximum number of sort keys."""


@dataclass(frozen=True, slots=True)
class _FacetSource:
    """The form of a facet, what it counts, and the names of the field whose conditions are its own."""

    form: str
    key: KeyDraft
    own: Sequence[str]


@dataclass(frozen=True, slots=True)
class FacetPlan(FiguresPlan):
    """Plans the facets of a list."""

    def facets(self, nodes: Sequence[FieldNode]) -> outputs.Figures:
        """The plan of a field `facets`."""
        form = self.listing.name + "Facets"
        fields: list[tuple[str, outputs.Facet | outputs.Aggregate | outputs.Constant]] = []
        for key, inner in self.listing.scope.document.collect(form, sets_of(nodes)).items():
            name = inner[0].name.value
            fields.append((key, outputs.Constant(form) if name == "__typename" else self._facet(name, inner)))
        return outputs.Figures(tuple(fields))

    def of_search(self, nodes: Sequence[FieldNode]) -> outputs.SearchFigures:
        """The plan of the field `facets` of a search."""
        fields: list[tuple[str, outputs.Facet | outputs.Constant | outputs.Figures]] = []
        for key, inner in self.listing.scope.document.collect(_SEARCH_FACETS, sets_of(nodes)).items():
            match inner[0].name.value:
                case "__typename":
                    fields.append((key, outputs.Constant(_SEARCH_FACETS)))
                case "types":
                    fields.append((key, self._facet("types", inner)))
                case name:
                    fields.append((key, self._of_type(name).facets(inner)))
        return outputs.SearchFigures(tuple(fields))

    def _of_type(self, name: str) -> "FacetPlan":
        """The plan of the facets of the results of a type, by the name of its field."""
        term = self.listing.scope.tables.model.class_of(name)
        only = both(self.listing.only, IsA((term.iri,)))
        return replace(self, listing=replace(self.listing, target=term.iri, name=term.type_name, only=only))

    def _facet(self, name: str, nodes: Sequence[FieldNode]) -> outputs.Facet:
        listing, document, node = self.listing, self.listing.scope.document, nodes[0]
        counted = self._counted(name, node)
        bare = replace(counted.key.bare, optional=document.argument(node, "none") is not False)
        key = KeyDraft(bare, counted.key.draft)
        limits = listing.scope.tables.limits
        limit = read_size(document, node, "limit", limits)
        order = _order(document.leaves(node, "orderBy"))
        label = key.label(listing.scope) if any(one.by == "label" for one in order) else None
        own = document.argument(node, "withoutOwn") is True
        where = listing.members(without=counted.own if own else ())
        shown = document.collect(counted.form, sets_of(nodes))
        fields = tuple((k, self._part(counted.form, key, inner)) for k, inner in shown.items())
        # Classes have names of their own in the stores, so that the most frequent ones are found in the answer.
        some = operand(limits.max_groups + 1, number) if order else limit
        most = None if bare.classes else some
        tally = self.tally((key.finished,), where, most)
        self.draft.operands.append(limit)
        return outputs.Facet(tally, limit, fields, order, label, limits.max_groups)

    def _counted(self, name: str, node: FieldNode) -> _FacetSource:
        """The values that a facet counts."""
        scope, target = self.listing.scope, self.listing.target
        if name == "types":
            return _FacetSource(facet_form(None), KeyDraft(reads.TallyKey(classes=True)), (name,))
        if name == "by":
            given = scope.document.leaves(node, "key")
            return _FacetSource("KeyFacet", KeyDraft(read_key(scope, target, given, "key")), self._own(given))
        along: PathFacet | None = scope.tables.path_facets.get(target or "", {}).get(name)
        if along is not None:
            key = read_key(scope, target, path_key(along), "key")
            return _FacetSource(facet_form(along.steps[-1].along), KeyDraft(key), along.steps[0].along.names)
        field = self.fields[name]
        form = facet_form(field)
        if field.term.kind is Kind.RELATION:
            key = reads.TallyKey((step_along(scope, field),))
        else:
            key = value_key(scope, (), field, "YEAR" if form == "YearFacet" else None)
        return _FacetSource(form, KeyDraft(key), field.names)

    def _own(self, given: object) -> Sequence[str]:
        """The names of the first field of a key."""
        named = named_in(given)
        return self.fields[named[0][0]].names if named[0][0] in self.fields else (named[0][0],)

    def _part(self, form: str, key: KeyDraft, nodes: Sequence[FieldNode]) -> outputs.FacetPart:
        scope = self.listing.scope
        match nodes[0].name.value:
            case "count":
                return "count"
            case "key":
                return outputs.GroupKeys((key.parts(scope, self.members, nodes),))
            case "value":
                return self._value(key, nodes)
        return outputs.Constant(form)

    def _value(self, key: KeyDraft, nodes: Sequence[FieldNode]) -> outputs.FacetPart:
        scope, field = self.listing.scope, key.bare.field
        if key.bare.classes:
            return outputs.Types(plan_term(scope, "Term", nodes))
        if field is None:
            return key.resource(self.members, nodes)
        if field.term.kind is Kind.CODE:
            return plan_value(scope, field, nodes, LevelDraft())
        return "plain"


def _order(given: object) -> tuple[outputs.FacetOrder, ...]:
    """The order that an `orderBy` asks for; empty for the usual one, the most frequent value first."""
    orders: list[outputs.FacetOrder] = []
    for one in as_list(given):
        if isinstance(one, Mapping):
            name, value = one_named(one, "count")
            orders.append(
                outputs.FacetOrder(cast(Literal["count", "value", "label"], name), descending=value == "DESC")
            )
    if len(orders) > _MOST_ORDERS:
        raise QueryError(
            f"`orderBy` may have {_MOST_ORDERS} keys at most, not {len(orders)}.",
            code="BAD_ORDER",
            hint="The first keys decide; leave out the last ones.",
        )
    return () if orders == [outputs.FacetOrder("count", descending=True)] else tuple(orders)
