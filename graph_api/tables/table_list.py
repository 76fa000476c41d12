"""The one list of an operation whose members become the rows of a table, and the plans that read it page by page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph_api.errors import QueryError
from graph_api.plan import outputs
from graph_api.plan import plan as p
from graph_api.plan.conditions import Operand
from graph_api.plan.document import Variable, operand
from graph_api.plan.operands import number
from graph_api.plan.order import cursor_operand
from graph_api.respond.connections import MemberPage
from graph_api.respond.values import AnswerContext
from graph_api.respond.writer import write_members
from graph_api.tables.columns import ColumnTree, columns_of
from ontology.model import Model

PAGE_ROWS = Variable("$pageRows")
"""The size of a page. No document can have a variable of this name."""
PAGE_AFTER = Variable("$pageAfter")
"""The cursor that a page follows. No document can have a variable of this name."""
_ONE_LIST = "Ask for one list of resources at the root, such as `{ digitalPlatforms { nodes { iri } } }`."


@dataclass(frozen=True, slots=True)
class TableList:
    """A list at the root of an operation, with its key in the answer and the columns of its members.

    `first` is the plan of its first page, `later` that of those after the cursor `PAGE_AFTER`; None if the first page
    is all that is requested. `write` turns the rows of a page into members.
    """

    key: str
    columns: ColumnTree
    write: Callable[[Any, AnswerContext], MemberPage]
    first: p.Root
    later: p.Root | None = None


def read_table_list(roots: Sequence[p.Root], keys: Sequence[str], model: Model) -> TableList:
    """The list of an operation with these `keys` of root fields; `roots` are the ordinary ones of them.

    Raises `QueryError` `TABLE_LIST` unless there is exactly one list, with one kind of members.
    """
    if len(keys) != 1:
        raise _refused(f"A table is made of one list; the operation has {len(keys)} root fields.", _ONE_LIST)
    if not roots:
        raise _refused(f"`{keys[0]}` is not a list of resources.", _ONE_LIST)
    (root,) = roots
    output = root.output
    if isinstance(output, outputs.Selection):
        if not root.listed:
            raise _refused(f"`{root.key}` is one resource, not a list.", _ONE_LIST)
        return TableList(root.key, columns_of(output), write_members(root, model), root)
    key, part = _members_of(root.key, output)
    if isinstance(part, outputs.Groups):
        return _groups(root, output, (key, part), model)
    only = replace(output, fields=((key, part),))
    first = replace(root, output=only, count=False, tallies=())
    return _paged(first, only, model, columns_of(part))


def _paged(root: p.Root, output: outputs.Connection, model: Model, columns: ColumnTree) -> TableList:
    """The list in one page if the request states its size, else in pages of `PAGE_ROWS`."""
    page = output.page
    if page.is_stated:
        return TableList(root.key, columns, write_members(root, model), root)
    first = replace(page, size=operand(PAGE_ROWS, number))
    later = replace(first, after=cursor_operand(PAGE_AFTER, page.mark, page.keys))
    begin = replace(root, output=replace(output, page=first), page=first, count=page.after is None)
    follow = replace(root, output=replace(output, page=later), page=later)
    return TableList(root.key, columns, write_members(begin, model), begin, follow)


def _groups(
    root: p.Root, output: outputs.Connection, part: tuple[str, outputs.Groups], model: Model
) -> TableList:
    """The groups of a list; all of them, unless the request states how many."""
    key, groups = part
    nodes = [(name, one) for name, one in groups.fields if isinstance(one, outputs.GroupNodes)]
    if len(nodes) != 1:
        raise _several(f"{root.key}.{key}", [name for name, _ in nodes], "`nodes`")
    ((_, shown),) = nodes
    size = groups.size if groups.is_stated else Operand(number, groups.most)
    whole = replace(groups, size=size, fields=tuple(nodes))
    only = replace(output, fields=((key, whole),))
    plan = replace(root, output=only, count=False)
    return TableList(root.key, columns_of(shown), write_members(plan, model), plan)


def _members_of(
    key: str, output: outputs.Connection
) -> tuple[str, outputs.Nodes | outputs.Edges | outputs.Groups]:
    """The selected members of a list: its nodes or edges, or the groups of them."""
    found = [
        (name, part)
        for name, part in output.fields
        if isinstance(part, outputs.Nodes | outputs.Edges | outputs.Groups)
    ]
    if len(found) != 1:
        raise _several(key, [name for name, _ in found], "`nodes`, `edges` or `groups`")
    return found[0]


def _several(key: str, found: Sequence[str], wanted: str) -> QueryError:
    problem = f"has several kinds of members: {', '.join(found)}" if found else "selects no members"
    return _refused(
        f"`{key}` {problem}.", f"Select {wanted} once; other fields of the list are not in a table."
    )


def _refused(message: str, hint: str) -> QueryError:
    return QueryError(message, code="TABLE_LIST", hint=hint)
