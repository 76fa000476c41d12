"""The plan of the field `statements`: the statements about a resource, one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphql import FieldNode

from graph_api.errors import QueryError
from graph_api.plan import outputs, reads
from graph_api.plan.arguments.operators import refuse_nulls
from graph_api.plan.arguments.paging import read_size
from graph_api.plan.document import operand
from graph_api.plan.draft import LevelDraft
from graph_api.plan.listing import MemberPlanner
from graph_api.plan.operands import iris, language_tags, lower
from graph_api.plan.order import Page, ReadPosition, mark_of
from graph_api.plan.scope import Scope, sets_of
from graph_api.plan.statements.lists import StatementListPlan
from graph_api.plan.statements.statement_pages import CURSOR_KEYS
from graph_api.plan.values import plan_term, plan_words

_MARK = mark_of("statements", ())
_TYPE = "ResourceStatement"


def plan_statements(scope: Scope, members: MemberPlanner, nodes: Sequence[FieldNode]) -> outputs.Statements:
    """The plan of a list of statements about a resource; `members` plans the resources in it."""
    page, draft = _page(scope, nodes[0]), LevelDraft()
    statements = _StatementPlan(scope, members, draft)
    fields = StatementListPlan(scope, _TYPE, statements.part).fields(nodes)
    choice = read_choice(scope.document.leaves(nodes[0], "where"))
    link = reads.Link(
        reads.StatementList(choice),
        draft.level(),
        page=page,
        rows=any(not isinstance(part, outputs.TotalCount | outputs.Constant) for _, part in fields),
        count=any(isinstance(part, outputs.TotalCount) for _, part in fields),
        operands=choice.operands,
    )
    return outputs.Statements(link, page, fields)


def _page(scope: Scope, node: FieldNode) -> Page:
    document = scope.document
    backward = document.given(node, "last") is not None
    if backward and document.given(node, "first") is not None:
        raise QueryError("A list takes `first` or `last`, not both.", code="PAGE_ARGUMENTS")
    cursors = [document.given(node, name) for name in ("after", "before")]
    after, before = (
        None if one is None else operand(one, ReadPosition(_MARK, CURSOR_KEYS)) for one in cursors
    )
    return Page(
        size=read_size(document, node, "last" if backward else "first", scope.tables.limits),
        after=after,
        before=before,
        backward=backward,
        mark=_MARK,
        is_stated=backward or document.given(node, "first") is not None,
    )


def read_choice(where: object) -> reads.StatementChoice:
    """The statements that a `where` asks for. Raises `QueryError` for a null in it."""
    if not isinstance(where, Mapping):
        return reads.StatementChoice()
    refuse_nulls(where)
    on_predicate = where.get("predicate", {})
    refuse_nulls(on_predicate)
    among = [
        (name in ("eq", "in"), operand(on_predicate[name], iris))
        for name in ("eq", "in", "ne", "notIn")
        if name in on_predicate
    ]
    languages, derived = where.get("lang"), where.get("derived")
    return reads.StatementChoice(
        tuple(among),
        None if languages is None else operand(languages, _read_languages),
        None if derived is None else operand(derived, bool),
    )


def _read_languages(value: object) -> list[str]:
    """The tags of some languages in lower case. Raises `QueryError` if they are too many."""
    return [lower(tag) for tag in language_tags(value)]


@dataclass(frozen=True, slots=True)
class _StatementPlan:
    """Plans the fields of statements, onto the draft of the level of the statements."""

    scope: Scope
    members: MemberPlanner
    draft: LevelDraft

    def part(self, nodes: Sequence[FieldNode]) -> outputs.StatementPart:
        """The plan of one field."""
        match nodes[0].name.value:
            case "predicate":
                return outputs.Predicate(plan_term(self.scope, "Term", nodes))
            case "value":
                return self._value(nodes)
            case "graphs":
                return self.members.sources(reads.StatementGraphs(), nodes, self.draft)
        return outputs.Constant(_TYPE)

    def _value(self, nodes: Sequence[FieldNode]) -> outputs.StatedObject:
        below = LevelDraft()
        grouped = self.scope.document.collect("StatementValue", sets_of(nodes))
        fields = tuple((key, self._value_part(inner, below)) for key, inner in grouped.items())
        if not any(isinstance(part, outputs.Label | outputs.Selection) for _, part in fields):
            return outputs.StatedObject(fields, None)
        link = reads.Link(reads.StatementValue(), below.level())
        self.draft.links.append(link)
        return outputs.StatedObject(fields, link)

    def _value_part(self, nodes: Sequence[FieldNode], below: LevelDraft) -> outputs.StatedObjectPart:
        match nodes[0].name.value:
            case "iri":
                return "iri"
            case "literal":
                return outputs.LiteralParts(self.scope.names("Literal", nodes))
            case "label":
                columns = tuple(term.key for term in self.scope.tables.model.names)
                below.columns.update(columns)
                return outputs.Label(columns, plan_words(self.scope, nodes))
            case "resource":
                return self.members.shapes(None, sets_of(nodes), below)
        return outputs.Constant("StatementValue")
