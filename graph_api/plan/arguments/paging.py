"""From the arguments of a list to the requested page."""

from dataclasses import dataclass

from graphql import FieldNode

from graph_api.errors import QueryError
from graph_api.plan.conditions import Operand
from graph_api.plan.document import OperationDocument, operand
from graph_api.plan.limits import Limits
from graph_api.plan.order import OrderKey, Page, cursor_operand, mark_of

_MORE = {
    "first": "Request fewer members and continue with `after: pageInfo.endCursor`.",
    "last": "Request fewer members and continue with `before: pageInfo.startCursor`.",
}


@dataclass(frozen=True, slots=True)
class _PageSize:
    """Reads a page size or limit: a number from 0 to `most`."""

    argument: str
    most: int

    def __call__(self, value: object) -> int:
        """The number. Raises `QueryError` if it is out of bounds."""
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= self.most:
            is_large = isinstance(value, int) and value > self.most
            raise QueryError(
                f"`{self.argument}` must be between 0 and {self.most}, not {value!r}.",
                code="PAGE_SIZE",
                hint=_MORE.get(self.argument) if is_large else f"Write a number from 0 to {self.most}.",
            )
        return value


def read_size(document: OperationDocument, node: FieldNode, argument: str, limits: Limits) -> Operand:
    """The page size or limit in an argument of a list; absent or null: the default."""
    given = document.given(node, argument)
    return operand(limits.default_page if given is None else given, _PageSize(argument, limits.max_page))


def read_cursor_of(
    document: OperationDocument, node: FieldNode, argument: str, mark: str, keys: tuple[OrderKey, ...] = ()
) -> Operand | None:
    """The cursor in an argument of a list with this mark and order; None if there is none."""
    given = document.given(node, argument)
    return None if given is None else cursor_operand(given, mark, keys)


def read_page(
    document: OperationDocument, node: FieldNode, name: str, keys: tuple[OrderKey, ...], limits: Limits
) -> Page:
    """The page that the arguments of a list request; `name` distinguishes the list from others."""
    backward = document.given(node, "last") is not None
    if backward and document.given(node, "first") is not None:
        raise QueryError("A list takes `first` or `last`, not both.", code="PAGE_ARGUMENTS")
    mark = mark_of(name, keys)
    return Page(
        size=read_size(document, node, "last" if backward else "first", limits),
        after=read_cursor_of(document, node, "after", mark, keys),
        before=read_cursor_of(document, node, "before", mark, keys),
        backward=backward,
        keys=keys,
        mark=mark,
        is_stated=backward or document.given(node, "first") is not None,
    )
