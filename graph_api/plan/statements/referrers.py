"""The plan of the field `referredBy`: the resources that refer to a resource, by predicate."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graphql import FieldNode

from graph_api.plan import outputs, reads
from graph_api.plan.arguments.paging import read_size
from graph_api.plan.conditions import Operand
from graph_api.plan.document import operand
from graph_api.plan.draft import LevelDraft
from graph_api.plan.listing import MemberPlanner
from graph_api.plan.order import Page, ReadPosition, mark_of
from graph_api.plan.scope import Scope, sets_of
from graph_api.plan.statements.lists import StatementListPlan
from graph_api.plan.statements.referrer_pages import CURSOR_KEYS
from graph_api.plan.statements.statements import read_choice
from graph_api.plan.values import plan_term
from ontology.model import Kind

_MARK = mark_of("referredBy", ())
_TYPE = "ReferrerGroup"


def plan_referrers(
    scope: Scope, members: MemberPlanner, timeless: MemberPlanner, nodes: Sequence[FieldNode]
) -> outputs.Statements:
    """The plan of the groups of referrers; `members` plans the resources in them, `timeless` those of any day."""
    document, holding = scope.document, scope.tables.where.periods.holding(None, scope.as_of)
    planners = ((None, members),) if holding is None else ((False, members), (True, timeless))
    draft = LevelDraft()
    groups = _ReferrerPlan(scope, planners, draft)
    fields = StatementListPlan(scope, _TYPE, groups.part).fields(nodes)
    after = document.given(nodes[0], "after")
    page = Page(
        size=read_size(document, nodes[0], "first", scope.tables.limits),
        after=None if after is None else operand(after, ReadPosition(_MARK, CURSOR_KEYS)),
        mark=_MARK,
        is_stated=document.given(nodes[0], "first") is not None,
    )
    relations = (t for t in scope.tables.model.properties.values() if t.kind is Kind.RELATION)
    spanning = sorted(term.iri for term in relations if term.inverse_spans_time) if holding else ()
    how = reads.ReferrerGroups(read_choice(document.leaves(nodes[0], "where")), holding, tuple(spanning))
    bounds = (bound for link in draft.links for bound in _bounds(link.how))
    link = reads.Link(how, draft.level(), page=page, operands=(*how.choice.operands, *bounds))
    return outputs.Statements(link, page, fields)


def _bounds(how: object) -> tuple[Operand, ...]:
    if not isinstance(how, reads.Referrers):
        return ()
    return (how.size, *((how.after,) if how.after else ()))


@dataclass(frozen=True, slots=True)
class _ReferrerPlan:
    """Plans the fields of groups of referrers, onto the draft of the level of the groups.

    `planners` plan the resources: those in groups that span time, those in others, or (None) all.
    """

    scope: Scope
    planners: Sequence[tuple[bool | None, MemberPlanner]]
    draft: LevelDraft

    def part(self, nodes: Sequence[FieldNode]) -> outputs.StatementPart:
        """The plan of one field."""
        match nodes[0].name.value:
            case "predicate":
                return outputs.Predicate(plan_term(self.scope, "Term", nodes))
            case "count":
                return "count"
            case "nodes":
                return self._members(nodes)
        return outputs.Constant(_TYPE)

    def _members(self, nodes: Sequence[FieldNode]) -> outputs.GroupMembers:
        document = self.scope.document
        after = document.given(nodes[0], "after")
        size = read_size(document, nodes[0], "first", self.scope.tables.limits)
        many: list[outputs.Many] = []
        for spanning, planner in self.planners:
            below = LevelDraft()
            selection = planner.shapes(None, sets_of(nodes), below)
            how = reads.Referrers(size, None if after is None else operand(after, str), spanning)
            link = reads.Link(how, below.level())
            self.draft.links.append(link)
            many.append(outputs.Many(link, replace(selection, level=link.level)))
        return outputs.GroupMembers(tuple(many))
