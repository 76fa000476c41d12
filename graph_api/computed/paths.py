"""`paths`: the shortest ways between two resources, found from both ends, one statement a step.

1. From each end layers are added, the smaller side first, until the two sides meet.
2. On the side of the start, each layer is reduced to what leads to the meeting.
3. From the start, the first paths in the order of their IRIs are followed through the layers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from graph_api.computed.execution import ComputedField, ExecutionContext, ResourceSelection, objects_of
from graph_api.computed.lineage_edges import LineageEdgeSelection, plan_edges, plan_way, whole
from graph_api.computed.planning import PlanningContext
from graph_api.costs.cost import Cost, reading, sum_of, writing
from graph_api.costs.estimate import Estimator
from graph_api.costs.populations import hops_of, merge
from graph_api.costs.walks import meeting_layers, walk_cost
from graph_api.errors import QueryError
from graph_api.history.archive import Archive
from graph_api.plan.conditions import Operand
from graph_api.plan.limits import Limits
from graph_api.plan.walk import Direction, EdgesBetween, WalkStep, Way
from graph_api.stores.port import FoundEdge

MAX_DEPTH = 8
"""The default of `maxDepth`."""
LIMIT = 20
"""The default of `limit`."""
_PATHS = 3
"""The number of paths that are assumed."""
_PATH = "Path"


def plan_paths(planning: PlanningContext) -> "PathsField":
    """The plan of the root field `paths`."""
    limits = planning.planner.limits
    parts: list[tuple[str, ResourceSelection | LineageEdgeSelection | str]] = []
    for key, name, inner in planning.fields(_PATH, planning.nodes):
        match name:
            case "nodes":
                parts.append((key, planning.resources(key, inner)))
            case "edges":
                parts.append((key, plan_edges(planning, key, inner)))
            case _:
                parts.append((key, name))
    start, end = planning.argument("from", str), planning.argument("to", str)
    way = plan_way(planning, start, end)
    return PathsField(
        start=start,
        end=end,
        depth=planning.argument("maxDepth", whole("maxDepth", limits.walk_depth, MAX_DEPTH)),
        limit=planning.argument("limit", whole("limit", limits.max_paths, LIMIT)),
        way=way,
        back=way.back,
        limits=limits,
        parts=tuple(parts),
    )


@dataclass(slots=True)
class _Side:
    """The layers reached from one end."""

    way: Way
    layers: list[list[str]]
    seen: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PathsField(ComputedField):
    """The planned root field: its arguments and the parts of each path, by response key."""

    start: Operand
    end: Operand
    depth: Operand
    limit: Operand
    way: Way
    back: Way
    limits: Limits
    parts: tuple[tuple[str, ResourceSelection | LineageEdgeSelection | str], ...]

    def arguments(self) -> tuple[Operand, ...]:
        """The bounds of the search."""
        return self.depth, self.limit

    def cost(self, estimator: Estimator, archive: Archive | None) -> Cost:
        """The cost of the search, and of what is selected of the paths."""
        populations, variables = estimator.populations, estimator.variables
        ends = [populations.of_iri(str(end.bind(variables))) for end in (self.start, self.end)]
        depth, limit = self.depth.bind(variables), self.limit.bind(variables)
        if not isinstance(depth, int) or not isinstance(limit, int):
            raise TypeError(self)
        hops = [hops_of(self.way), hops_of(self.back)]
        layers = meeting_layers(populations, ends, hops, depth, self.limits.search_nodes)
        length = len(layers) + 1
        paths = min(limit, _PATHS)
        nodes = merge(layers).scaled(min(merge(layers).size, paths * length))
        costs = [walk_cost(populations, [*ends, *layers], hops[0]), reading(paths * length, 2 * length)]
        costs.append(writing(1 + paths * (1 + len(self.parts))))
        for _, part in self.parts:
            match part:
                case ResourceSelection():
                    costs.append(part.cost(estimator, nodes))
                case LineageEdgeSelection():
                    costs += [reading(paths * length, 1), part.cost(estimator, paths * (length - 1))]
        return sum_of(costs)

    async def answer(self, execution: ExecutionContext) -> list[dict[str, Any]]:
        """Its value: no path if an end is unknown. Raises `QueryError` if the search meets too many resources."""
        return await execution.together(self._answer)

    async def _answer(self, execution: ExecutionContext) -> list[dict[str, Any]]:
        paths = await self._paths(execution)
        edges = await self._edges(execution, paths)
        return objects_of({key: await self._part(part, paths, edges, execution) for key, part in self.parts})

    async def _part(
        self,
        part: ResourceSelection | LineageEdgeSelection | str,
        paths: Sequence[Sequence[str]],
        edges: Sequence[Sequence[FoundEdge]],
        execution: ExecutionContext,
    ) -> Sequence[Any]:
        """The values of one part of the answer, one for each path."""
        match part:
            case ResourceSelection():
                (resources,) = await execution.resources(
                    (part, sorted({iri for path in paths for iri in path}))
                )
                return [[resources[iri] for iri in path] for path in paths]
            case LineageEdgeSelection():
                objects = iter(await part.write([edge for some in edges for edge in some], execution))
                return [[next(objects) for _ in some] for some in edges]
            case "length":
                return [len(path) - 1 for path in paths]
            case _:
                return [_PATH for _ in paths]

    async def _paths(self, execution: ExecutionContext) -> list[list[str]]:
        """The first of the shortest paths, each as the IRIs along it."""
        start, end, depth = (execution.value(one) for one in (self.start, self.end, self.depth))
        most = execution.value(self.limit)
        if start == end:
            return [[start]] if await execution.is_known(start) and most else []
        sides = await self._meet(execution, start, end, depth) if self.way.relations else None
        if sides is None:
            return []
        left, right = sides
        await self._reduce(execution, left)
        paths = [[start]]
        for layer in (*left.layers[1:], *reversed(right.layers[:-1])):
            starts = list(dict.fromkeys(path[-1] for path in paths))
            step = WalkStep(self.way, starts, limit=most, among=layer)
            following: dict[str, list[str]] = {one: [] for one in starts}
            for one, next_one in await execution.pairs(step):
                following[one].append(next_one)
            paths = [[*path, iri] for path in paths for iri in following[path[-1]]][:most]
        return paths

    async def _meet(
        self, execution: ExecutionContext, start: str, end: str, depth: int
    ) -> tuple[_Side, _Side] | None:
        """The layers from both ends, the last being what they share; None if there is no path of that length."""
        left, right = _Side(self.way, [[start]], [start]), _Side(self.back, [[end]], [end])
        for _ in range(depth):
            near, far = (left, right) if len(left.layers[-1]) <= len(right.layers[-1]) else (right, left)
            room = self.limits.search_nodes - len(left.seen) - len(right.seen)
            step = WalkStep(near.way, near.layers[-1], limit=room + 1, beyond=near.seen)
            layer = list(await execution.neighbours(step))
            if len(layer) > room:
                raise _too_wide(self.limits.search_nodes)
            if not layer:
                return None
            near.layers.append(layer)
            near.seen += layer
            if shared := set(layer).intersection(far.layers[-1]):
                left.layers[-1] = right.layers[-1] = sorted(shared)
                return left, right
        return None

    async def _reduce(self, execution: ExecutionContext, left: _Side) -> None:
        """Leave in each layer only what leads to the last one."""
        for number in range(len(left.layers) - 2, 0, -1):
            layer = left.layers[number]
            step = WalkStep(self.back, left.layers[number + 1], limit=len(layer), among=layer)
            left.layers[number] = list(await execution.neighbours(step))

    async def _edges(
        self, execution: ExecutionContext, paths: Sequence[Sequence[str]]
    ) -> list[list[FoundEdge]]:
        """The edges of each path in its order, if they are selected."""
        if not any(isinstance(part, LineageEdgeSelection) for _, part in self.parts):
            return [[] for _ in paths]
        steps = {pair: self._directions(pair) for path in paths for pair in pairwise(path)}
        pairs = list(dict.fromkeys(pair for pairs in steps.values() for pair in pairs))
        edges: dict[tuple[str, str], list[FoundEdge]] = {pair: [] for pair in pairs}
        for edge in await execution.edges(EdgesBetween(self.way, pairs)) if pairs else ():
            edges[edge.start, edge.end].append(edge)
        return [
            [edge for pair in pairwise(path) for ends in steps[pair] for edge in edges[ends]]
            for path in paths
        ]

    def _directions(self, pair: tuple[str, str]) -> list[tuple[str, str]]:
        """The pairs that a statement of a step may have: in the direction of the path, or reversed."""
        forwards = [pair] if self.way.direction is not Direction.BACKWARD else []
        return forwards + ([pair[::-1]] if self.way.direction is not Direction.FORWARD else [])


def _too_wide(most: int) -> QueryError:
    return QueryError(
        f"The search for paths met more than {most} resources.",
        code="WALK_TOO_WIDE",
    )
