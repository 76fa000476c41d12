"""Connections over computed lists: their pages, cursors and counts."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from graphql import FieldNode

from graph_api.computed.execution import ExecutionContext, objects_of
from graph_api.computed.planning import PlanningContext
from graph_api.costs.cost import Cost, ListCost, sum_of, writing
from graph_api.costs.estimate import Estimator
from graph_api.costs.populations import Population
from graph_api.plan.arguments.paging import read_cursor_of, read_size
from graph_api.plan.conditions import Operand
from graph_api.plan.cursor import write_cursor

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)


class MemberSelection(Protocol[T_contra]):
    """The selection of the members of a list."""

    async def write(self, members: Sequence[T_contra], execution: ExecutionContext) -> list[dict[str, Any]]:
        """The members of one page, ready for JSON, in their order."""

    def cost(self, estimator: Estimator, members: Population) -> Cost:
        """The cost that is expected of some members."""


@dataclass(frozen=True, slots=True)
class _EdgeSelection(Generic[T]):
    """A selection of edges: selections of members, and names of fields, by response key."""

    fields: tuple[tuple[str, "MemberSelection[T] | str"], ...]


@dataclass(frozen=True, slots=True)
class _PageInfoSelection:
    """A selection of `pageInfo`: names of fields by response key."""

    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ComputedList(Generic[T]):
    """A planned connection: its page, and the parts of its answer by response key. Its cursors contain `mark`."""

    name: str
    mark: str
    size: Operand
    after: Operand | None
    parts: tuple[tuple[str, "MemberSelection[T] | _EdgeSelection[T] | _PageInfoSelection | str"], ...]

    def arguments(self) -> Iterator[Operand]:
        """The page size and the cursor."""
        yield self.size
        if self.after is not None:
            yield self.after

    def cost(self, estimator: Estimator, members: Population, path: tuple[str, ...]) -> Cost:
        """The cost that is expected of the page, of so many members."""
        size = self.size.bind(estimator.variables)
        if not isinstance(size, int):
            raise TypeError(size)
        page = members.scaled(min(size, members.size))
        parts: list[Cost] = []
        for _, part in self.parts:
            match part:
                case _EdgeSelection():
                    parts.append(writing(page.size * (1 + len(part.fields))))
                    parts += [one.cost(estimator, page) for _, one in part.fields if not isinstance(one, str)]
                case _PageInfoSelection() | str():
                    parts.append(writing(4))
                case _:
                    parts.append(part.cost(estimator, page))
        whole = sum_of(parts)
        if not page.size:
            return whole
        place = ListCost(path, "first", size, 1, page.size, whole.units / page.size)
        return sum_of([whole, Cost(places=(place,))])

    async def write(self, members: "ListMembers[T]", execution: ExecutionContext) -> dict[str, Any]:
        """The page that the arguments select, ready for JSON."""
        size = execution.value(self.size)
        start = 0 if self.after is None else members.after(execution.value(self.after).iri)
        page = members.members[start : start + size]
        cursors = [write_cursor(self.mark, (), name) for name in members.names[start : start + size]]
        info = {
            "hasNextPage": start + size < len(members.members),
            "hasPreviousPage": self.after is not None,
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
            "__typename": "PageInfo",
        }
        answer: dict[str, Any] = {}
        for key, part in self.parts:
            match part:
                case _EdgeSelection():
                    answer[key] = await self._edges(part, page, cursors, execution)
                case _PageInfoSelection():
                    answer[key] = {inner: info[name] for inner, name in part.fields}
                case "totalCount":
                    answer[key] = len(members.members)
                case str():
                    answer[key] = f"{self.name}Connection"
                case _:
                    answer[key] = await part.write(page, execution)
        return answer

    async def _edges(
        self, edges: _EdgeSelection[T], page: Sequence[T], cursors: Sequence[str], execution: ExecutionContext
    ) -> list[dict[str, Any]]:
        columns: dict[str, Sequence[Any]] = {}
        for key, part in edges.fields:
            match part:
                case "cursor":
                    columns[key] = cursors
                case str():
                    columns[key] = [f"{self.name}Edge"] * len(page)
                case _:
                    columns[key] = await part.write(page, execution)
        return objects_of(columns)


@dataclass(frozen=True, slots=True)
class ListMembers(Generic[T]):
    """All members of a list, and the name that a cursor holds of each; sorted by the `key` of the names."""

    members: Sequence[T]
    names: Sequence[str]
    key: Callable[[str], Any] = str

    def after(self, name: str) -> int:
        """The index of the first member after `name`, which need not be in the list any more."""
        return bisect_right(self.names, self.key(name), key=self.key)


def plan_listing(
    planning: PlanningContext,
    nodes: Sequence[FieldNode],
    name: str,
    mark: str,
    plan_members: Callable[[str, Sequence[FieldNode]], MemberSelection[T]],
) -> ComputedList[T]:
    """The plan of a connection at `nodes`. `plan_members` gets a unique place and the nodes of the members."""
    parts: list[tuple[str, MemberSelection[T] | _EdgeSelection[T] | _PageInfoSelection | str]] = []
    for key, field, inner in planning.fields(f"{name}Connection", nodes):
        match field:
            case "nodes":
                parts.append((key, plan_members(key, inner)))
            case "edges":
                parts.append((key, _plan_edges(planning, inner, name, key, plan_members)))
            case "pageInfo":
                names = ((k, named) for k, named, _ in planning.fields("PageInfo", inner))
                parts.append((key, _PageInfoSelection(tuple(names))))
            case _:
                parts.append((key, field))
    document = planning.document
    return ComputedList(
        name,
        mark,
        read_size(document, nodes[0], "first", planning.planner.limits),
        read_cursor_of(document, nodes[0], "after", mark),
        tuple(parts),
    )


def _plan_edges(
    planning: PlanningContext,
    nodes: Sequence[FieldNode],
    name: str,
    place: str,
    plan_members: Callable[[str, Sequence[FieldNode]], MemberSelection[T]],
) -> _EdgeSelection[T]:
    fields = planning.fields(f"{name}Edge", nodes)
    return _EdgeSelection(
        tuple(
            (key, plan_members(f"{place}.{key}", inner) if field == "node" else field)
            for key, field, inner in fields
        )
    )
