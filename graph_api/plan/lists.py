"""Plans of the selections of a list: its members, their edges, its page, its figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode

from graph_api.plan import outputs, reads
from graph_api.plan.arguments.paging import read_page
from graph_api.plan.draft import LevelDraft
from graph_api.plan.figures.aggregates import FiguresPlan
from graph_api.plan.figures.facets import FacetPlan
from graph_api.plan.figures.groups import GroupPlan
from graph_api.plan.listing import MemberList, MemberPlanner
from graph_api.plan.scope import Scope, sets_of
from graph_api.plan.search_steps import SearchedText
from ontology.search_lines import SearchLines


def plan_list(
    listing: MemberList, members: MemberPlanner, nodes: Sequence[FieldNode], mark: str
) -> outputs.Connection:
    """The plan of a list, complete except for the link to it; `mark` distinguishes it from other lists."""
    page = read_page(listing.scope.document, nodes[0], mark, listing.keys, listing.scope.tables.limits)
    draft = LevelDraft()
    fields = _ListPlan(listing, members, draft).fields(nodes)
    return outputs.Connection(fields, page, draft.level(), draft.all_tallies(), tuple(draft.operands))


def wants_rows(output: outputs.Connection) -> bool:
    """True if the members of a list have to be read."""
    return any(
        isinstance(part, outputs.Nodes | outputs.Edges | outputs.PageInfoPart) for _, part in output.fields
    )


def wants_count(output: outputs.Connection) -> bool:
    """True if the members of a list have to be counted."""
    return any(isinstance(part, outputs.TotalCount) for _, part in output.fields)


@dataclass(frozen=True, slots=True)
class _ListPlan:
    """Plans the selection of one list, onto the draft of its members' level."""

    listing: MemberList
    members: MemberPlanner
    draft: LevelDraft

    def fields(self, nodes: Sequence[FieldNode]) -> tuple[tuple[str, outputs.ConnectionPart], ...]:
        form = self.listing.name + "Connection"
        grouped = self._scope.document.collect(form, sets_of(nodes))
        return tuple((key, self._part(form, inner)) for key, inner in grouped.items())

    @property
    def _scope(self) -> Scope:
        return self.listing.scope

    def _part(self, form: str, nodes: Sequence[FieldNode]) -> outputs.ConnectionPart:
        match nodes[0].name.value:
            case "nodes":
                return self._nodes(nodes)
            case "edges":
                return self._edges(nodes)
            case "pageInfo":
                return outputs.PageInfoPart(self._scope.names("PageInfo", nodes))
            case "totalCount":
                return outputs.TotalCount()
            case "facets" if self.listing.is_search:
                return FacetPlan(self.listing, self.members, self.draft).of_search(nodes)
            case "facets":
                return FacetPlan(self.listing, self.members, self.draft).facets(nodes)
            case "groups":
                return GroupPlan(self.listing, self.members, self.draft).groups(nodes)
            case "match" | "didYouMean" as name:
                return outputs.SearchOutcome(self._searched_key, name)
            case "aggregates":
                return FiguresPlan(self.listing, self.members, self.draft).aggregates(nodes)
        return outputs.Constant(form)

    @property
    def _searched_key(self) -> str:
        """The key in the answer of the search that the list is."""
        (text,) = (order.rank.text for order in self.listing.keys if order.rank)
        if not isinstance(text, SearchedText):
            raise TypeError(text)
        return text.key

    def _nodes(self, nodes: Sequence[FieldNode]) -> outputs.Nodes:
        return outputs.Nodes(self.members.shapes(self.listing.target, sets_of(nodes), self.draft))

    def _edges(self, nodes: Sequence[FieldNode]) -> outputs.Edges:
        form = self.listing.name + "Edge"
        grouped = self._scope.document.collect(form, sets_of(nodes))
        return outputs.Edges(tuple((key, self._edge_part(form, inner)) for key, inner in grouped.items()))

    def _edge_part(self, form: str, nodes: Sequence[FieldNode]) -> outputs.EdgePart:
        match nodes[0].name.value:
            case "node":
                return self._nodes(nodes)
            case "cursor":
                return "cursor"
            case "sources":
                how = reads.EdgeSources(self._scope.tables.model.labels_graph)
                return self.members.sources(how, nodes, self.draft)
            case "score":
                return outputs.Score()
            case "highlight":
                return self._highlight(nodes)
        return outputs.Constant(form)

    def _highlight(self, nodes: Sequence[FieldNode]) -> outputs.Highlight:
        keys = SearchLines(self._scope.tables.model).keys
        self.draft.columns.update(keys)
        fields: list[tuple[str, Any]] = []
        for key, inner in self._scope.document.collect("Highlight", sets_of(nodes)).items():
            match inner[0].name.value:
                case "parts":
                    fields.append((key, outputs.HighlightParts(self._scope.names("HighlightPart", inner))))
                case "__typename":
                    fields.append((key, outputs.Constant("Highlight")))
                case name:
                    fields.append((key, name))
        (searched,) = (order.rank for order in self.listing.keys if order.rank)
        return outputs.Highlight(searched, tuple(sorted(keys)), tuple(fields))
