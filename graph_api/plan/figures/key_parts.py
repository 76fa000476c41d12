"""The parts of keys in the answer: the values that members were counted by, and their labels."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from graphql import FieldNode

from graph_api.plan import outputs, reads
from graph_api.plan.draft import LevelDraft
from graph_api.plan.listing import MemberPlanner
from graph_api.plan.scope import Scope, sets_of
from graph_api.plan.values import plan_value
from ontology.model import Kind

_TEXT = (("value", "value"), ("lang", "lang"))


@dataclass(frozen=True, slots=True)
class KeyDraft:
    """A key with the draft of the level of its resources."""

    bare: reads.TallyKey
    draft: LevelDraft = field(default_factory=LevelDraft)

    @property
    def finished(self) -> reads.TallyKey:
        """The key with the finished level."""
        return replace(self.bare, level=self.draft.level()) if self.bare.is_resource else self.bare

    def label(self, scope: Scope) -> outputs.Label | outputs.Value | None:
        """The name of a resource or the label of a code, as a reader sees it; None for other values."""
        bare = self.bare
        if bare.is_resource:
            columns = tuple(term.key for term in scope.tables.model.names)
            self.draft.columns.update(columns)
            return outputs.Label(columns, outputs.Words(_TEXT))
        if bare.field is not None and bare.field.term.kind is Kind.CODE:
            return outputs.Value(bare.field.term, fields=(("label", outputs.Words(_TEXT)),))
        return None

    def parts(
        self, scope: Scope, members: MemberPlanner, nodes: Sequence[FieldNode]
    ) -> tuple[tuple[str, outputs.GroupKeyPart], ...]:
        """The fields of a `GroupKey`; `members` plans the members that the key is of."""
        grouped = scope.document.collect("GroupKey", sets_of(nodes))
        return tuple((name, self._part(scope, members, inner)) for name, inner in grouped.items())

    def _part(self, scope: Scope, members: MemberPlanner, nodes: Sequence[FieldNode]) -> outputs.GroupKeyPart:
        bare = self.bare
        match nodes[0].name.value:
            case "value":
                return "value"
            case "code":
                if bare.field is None or bare.field.term.kind is not Kind.CODE:
                    return "null"
                return plan_value(scope, bare.field, nodes, LevelDraft())
            case "resource":
                return self.resource(members, nodes) if bare.is_resource else "null"
        return outputs.Constant("GroupKey")

    def resource(self, members: MemberPlanner, nodes: Sequence[FieldNode]) -> outputs.Selection:
        """The selection of the resources that the key leads to."""
        for step in self.bare.way:
            members = members.along(step.along)
        return members.shapes(None, sets_of(nodes), self.draft)
