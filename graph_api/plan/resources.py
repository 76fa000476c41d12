"""Plans of the selections of resources, by the object types that they may have."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from graphql import FieldNode, SelectionSetNode

from graph_api.plan import outputs, reads
from graph_api.plan.document import ABSENT
from graph_api.plan.draft import LevelDraft
from graph_api.plan.listing import read_listing
from graph_api.plan.lists import plan_list, wants_count, wants_rows
from graph_api.plan.operands import iris
from graph_api.plan.outline import outline_of
from graph_api.plan.scope import Scope, sets_of
from graph_api.plan.statements.referrers import plan_referrers
from graph_api.plan.statements.statements import plan_statements
from graph_api.plan.values import plan_derived, plan_term, plan_value, plan_words
from ontology.model import Field, Kind, RelationOnDay


@dataclass(frozen=True, slots=True)
class ResourcePlan:
    """Plans selections of resources in one scope."""

    scope: Scope

    def along(self, field: Field) -> "ResourcePlan":
        """The planner of what a relation leads to."""
        return ResourcePlan(self.scope.along(field))

    def selection(
        self, target: str | None, sets: Sequence[SelectionSetNode]
    ) -> tuple[outputs.Selection, reads.Level]:
        """The selection of resources of class `target`, and the level to read for it."""
        draft = LevelDraft()
        selection = self.shapes(target, sets, draft)
        level = draft.level()
        return replace(selection, level=level), level

    def shapes(
        self, target: str | None, sets: Sequence[SelectionSetNode], draft: LevelDraft
    ) -> outputs.Selection:
        """Return the response shape of each object type behind `target`; they share one unless a fragment divides them.

        The level of the selection is left empty: the caller has the draft of it.
        """
        types = self.scope.tables.object_types(target)
        shapes: dict[str, outputs.Shape] = {}
        for conditions, names in self.scope.document.alike(types, sets).items():
            grouped = self.scope.document.collect(names[0], sets)
            owner = types[names[0]] if conditions else target
            shape = tuple((key, self._output(owner, nodes, draft)) for key, nodes in grouped.items())
            shapes |= dict.fromkeys(names, shape)
        return outputs.Selection(target, shapes, reads.NOTHING)

    def _output(self, owner: str | None, nodes: Sequence[FieldNode], draft: LevelDraft) -> outputs.Output:
        name = nodes[0].name.value
        if (of_all := _OF_ALL.get(name)) is not None:
            return of_all(self, nodes, draft)
        if (relation := self.scope.tables.relations_on_day.get(owner or "", {}).get(name)) is not None:
            return self._relation_on_day(relation, nodes, draft)
        fields = self.scope.tables.fields[owner]
        every_language = name not in fields
        field = fields[name.removesuffix("All") if every_language else name]
        if field.term.derived_code is not None:
            return plan_derived(self.scope, field, field.term.derived_code, nodes, draft)
        if field.term.kind is not Kind.RELATION:
            return plan_value(self.scope, field, nodes, draft, every_language=every_language)
        return self._many(field, nodes, draft) if field.many else self._one(field, nodes, draft)

    # -- relations

    def _one(self, field: Field, nodes: Sequence[FieldNode], draft: LevelDraft) -> outputs.One:
        selection, level = self.along(field).selection(field.target, sets_of(nodes))
        link = reads.Link(field, level)
        draft.links.append(link)
        return outputs.One(link, selection)

    def _many(self, field: Field, nodes: Sequence[FieldNode], draft: LevelDraft) -> outputs.Connection:
        listing = read_listing(self.scope.along(field), nodes[0], field.target)
        output = plan_list(listing, ResourcePlan(listing.scope), nodes, outline_of(field))
        link = reads.Link(
            field,
            output.level,
            listing.members(),
            output.page,
            rows=wants_rows(output),
            count=wants_count(output),
            tallies=output.tallies,
            operands=output.operands,
        )
        draft.links.append(link)
        return replace(output, link=link)

    def _relation_on_day(
        self, field: RelationOnDay, nodes: Sequence[FieldNode], draft: LevelDraft
    ) -> outputs.Many:
        target = field.along.target
        day = self.scope.document.leaves(nodes[0], "date")
        until = self.scope.tables.where.periods.holding(target, day)
        return self._list(reads.Follow(field.along, until), target, nodes, draft)

    def sources(
        self,
        how: reads.Sources | reads.EdgeSources | reads.StatementGraphs,
        nodes: Sequence[FieldNode],
        draft: LevelDraft,
    ) -> outputs.Many:
        """The selection of source graphs."""
        return self._list(how, self.scope.tables.model.source_graph, nodes, draft)

    def _list(
        self,
        how: reads.Follow | reads.Sources | reads.EdgeSources | reads.StatementGraphs,
        target: str | None,
        nodes: Sequence[FieldNode],
        draft: LevelDraft,
    ) -> outputs.Many:
        selection, level = self.selection(target, sets_of(nodes))
        link = reads.Link(how, level)
        draft.links.append(link)
        return outputs.Many(link, selection)

    # -- the fields of every resource

    def typename(self, nodes: Sequence[FieldNode], draft: LevelDraft) -> outputs.Own:
        """The name of the object type of the resource."""
        return outputs.Own("type")

    def iri(self, nodes: Sequence[FieldNode], draft: LevelDraft) -> outputs.Own:
        """The IRI of the resource."""
        return outputs.Own("iri")

    def described(self, nodes: Sequence[FieldNode], draft: LevelDraft) -> outputs.Own:
        """True if there are statements about the resource."""
        draft.columns.add(reads.DESCRIBED)
        return outputs.Own("described")

    def label(self, nodes: Sequence[FieldNode], draft: LevelDraft) -> outputs.Label:
        """The best name of the resource."""
        columns = tuple(term.key for term in self.scope.tables.model.names)
        draft.columns.update(columns)
        return outputs.Label(columns, plan_words(self.scope, nodes))

    def types(self, nodes: Sequence[FieldNode], draft: LevelDraft) -> outputs.Types:
        """The classes of the resource."""
        draft.columns.add(reads.TYPES)
        return outputs.Types(plan_term(self.scope, "Term", nodes))

    def own_sources(self, nodes: Sequence[FieldNode], draft: LevelDraft) -> outputs.Many:
        """The graphs with statements about the resource."""
        of = self.scope.document.argument(nodes[0], "of")
        properties = None if of in (ABSENT, None) else tuple(sorted(set(iris(of))))
        model = self.scope.tables.model
        known = tuple(model.properties[iri] for iri in properties or () if iri in model.properties)
        how = reads.Sources(properties, known, model.labels_graph)
        return self.sources(how, nodes, draft)

    def rdf(self, nodes: Sequence[FieldNode], draft: LevelDraft) -> outputs.Rdf:
        """All statements about the resource, and about the blank nodes that hang from it."""
        given = self.scope.document.argument(nodes[0], "format")
        syntax = "TURTLE" if given in (ABSENT, None) else str(given)
        link = reads.Link(reads.AllStatements(hanging=True, graphs=syntax in outputs.WITH_GRAPHS))
        draft.links.append(link)
        return outputs.Rdf(link, syntax)

    def statements(self, nodes: Sequence[FieldNode], draft: LevelDraft) -> outputs.Statements:
        """A page of the statements about the resource."""
        output = plan_statements(self.scope, self, nodes)
        draft.links.append(output.link)
        return output

    def referred_by(self, nodes: Sequence[FieldNode], draft: LevelDraft) -> outputs.Statements:
        """The resources that refer to the resource, by predicate."""
        timeless = ResourcePlan(replace(self.scope, as_of=None))
        output = plan_referrers(self.scope, self, timeless, nodes)
        draft.links.append(output.link)
        return output


_OF_ALL: Mapping[str, Callable[[ResourcePlan, Sequence[FieldNode], LevelDraft], outputs.Output]] = {
    "__typename": ResourcePlan.typename,
    "id": ResourcePlan.iri,
    "iri": ResourcePlan.iri,
    "described": ResourcePlan.described,
    "label": ResourcePlan.label,
    "types": ResourcePlan.types,
    "sources": ResourcePlan.own_sources,
    "rdf": ResourcePlan.rdf,
    "statements": ResourcePlan.statements,
    "referredBy": ResourcePlan.referred_by,
}
"""The fields of the type `Resource`."""
