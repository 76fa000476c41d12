"""Plans of aggregates, and what the plans of all figures of a list share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphql import FieldNode

from graph_api.plan import outputs, reads
from graph_api.plan.conditions import Condition, Operand
from graph_api.plan.draft import LevelDraft
from graph_api.plan.figures.forms import AGGREGATES
from graph_api.plan.listing import MemberList, MemberPlanner
from graph_api.plan.scope import sets_of
from ontology.model import Field


@dataclass(frozen=True, slots=True)
class FiguresPlan:
    """Plans figures of a list, onto the draft of its level, to which tallies are added."""

    listing: MemberList
    members: MemberPlanner
    draft: LevelDraft

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields of the members by name."""
        return self.listing.scope.tables.fields[self.listing.target]

    def aggregates(
        self, nodes: Sequence[FieldNode], keys: tuple[reads.TallyKey, ...] = ()
    ) -> outputs.Figures:
        """The plan of a field `aggregates`; of the members with each combination of values of some keys."""
        form = self.listing.name + "Aggregates"
        fields: list[tuple[str, outputs.Facet | outputs.Aggregate | outputs.Constant]] = []
        for key, inner in self.listing.scope.document.collect(form, sets_of(nodes)).items():
            name = inner[0].name.value
            if name == "__typename":
                fields.append((key, outputs.Constant(form)))
            else:
                kind = self.fields[name].term.kind
                shown = self.listing.scope.names(AGGREGATES[kind], inner)
                fields.append((key, self.aggregate(name, keys, shown)))
        return outputs.Figures(tuple(fields))

    def aggregate(
        self, name: str, keys: tuple[reads.TallyKey, ...], shown: tuple[tuple[str, str], ...] = ()
    ) -> outputs.Aggregate:
        """The plan of figures over the values of the field of this name."""
        field = self.fields[name]
        tally = self.tally((*keys, reads.TallyKey(field=field)), self.listing.members())
        return outputs.Aggregate(tally, field.term.kind, shown)

    def tally(
        self, keys: tuple[reads.TallyKey, ...], where: Condition | None, limit: Operand | None = None
    ) -> reads.Tally:
        """A tally of the members that meet a condition."""
        tally = reads.Tally(keys, where, limit)
        self.draft.tallies.append(tally)
        return tally
