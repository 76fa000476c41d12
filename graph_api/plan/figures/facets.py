"""Plans of facets: the members of a list counted by value."""

from collections.abc import Sequence
from dataclasses import dataclass

from graphql import FieldNode

from graph_api.plan import outputs, reads
from graph_api.plan.arguments.paging import read_size
from graph_api.plan.draft import LevelDraft
from graph_api.plan.figures.aggregates import FiguresPlan
from graph_api.plan.figures.forms import facet_form
from graph_api.plan.figures.keys import step_along, value_key
from graph_api.plan.scope import sets_of
from graph_api.plan.values import plan_value
from ontology.model import Field, Kind


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

    def _facet(self, name: str, nodes: Sequence[FieldNode]) -> outputs.Facet:
        listing, scope = self.listing, self.listing.scope
        limit = read_size(scope.document, nodes[0], "limit", scope.tables.limits)
        own = scope.document.argument(nodes[0], "withoutOwn") is True
        field = None if name == "types" else self.fields[name]
        names = field.names if field else (name,)
        where = listing.members(without=names if own else ())
        form = facet_form(field)
        values = LevelDraft()
        fields: list[tuple[str, outputs.FacetPart]] = []
        for key, inner in scope.document.collect(form, sets_of(nodes)).items():
            match inner[0].name.value:
                case "count":
                    fields.append((key, "count"))
                case "value":
                    fields.append((key, self._facet_value(field, inner, values)))
                case _:
                    fields.append((key, outputs.Constant(form)))
        counted = reads.TallyKey(classes=True) if field is None else self._key(field, values)
        tally = self.tally((counted,), where, limit if field else None)
        return outputs.Facet(tally, limit, tuple(fields))

    def _key(self, field: Field, values: LevelDraft) -> reads.TallyKey:
        """The key of a facet; `values` is the level of the resources that are its values."""
        if field.term.kind is Kind.RELATION:
            return reads.TallyKey((step_along(self.listing.scope, field),), level=values.level())
        return value_key(self.listing.scope, (), field, "YEAR" if facet_form(field) == "YearFacet" else None)

    def _facet_value(
        self, field: Field | None, nodes: Sequence[FieldNode], values: LevelDraft
    ) -> outputs.FacetPart:
        scope = self.listing.scope
        if field is None:
            return outputs.Types(scope.names("Term", nodes))
        if field.term.kind is Kind.RELATION:
            return self.members.along(field).shapes(None, sets_of(nodes), values)
        if field.term.kind is Kind.CODE:
            return plan_value(scope, field, nodes, values)
        return "plain"
