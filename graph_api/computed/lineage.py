"""`lineage`: the neighbourhood of a resource in layers, one statement a layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode

from graph_api.computed.execution import ComputedField, ExecutionContext, ResourceSelection
from graph_api.computed.lineage_edges import LineageEdgeSelection, plan_edges, plan_way, whole
from graph_api.computed.planning import PlanningContext
from graph_api.costs.cost import Cost, reading, sum_of, writing
from graph_api.costs.estimate import Estimator
from graph_api.costs.populations import hops_of, merge
from graph_api.costs.walks import edges_among, walk_cost
from graph_api.history.archive import Archive
from graph_api.plan.conditions import Operand
from graph_api.plan.limits import Limits
from graph_api.plan.walk import EdgesAmong, WalkStep, Way
from graph_api.stores.port import FoundEdge

DEPTH = 3
"""The default of `depth`."""
_NODE = "LineageNode"


def plan_lineage(planning: PlanningContext) -> "LineageField":
    """The plan of the root field `lineage`."""
    limits = planning.planner.limits
    parts: list[tuple[str, LineagePart]] = []
    for key, name, inner in planning.fields("Lineage", planning.nodes):
        match name:
            case "root":
                parts.append((key, LineageRootSelection(planning.resources(key, inner))))
            case "nodes":
                parts.append((key, _plan_nodes(planning, key, inner)))
            case "edges":
                parts.append((key, plan_edges(planning, key, inner)))
            case "truncated":
                parts.append((key, LineageTruncation()))
            case _:
                parts.append((key, "Lineage"))
    root = planning.identity
    return LineageField(
        iri=root,
        depth=planning.argument("depth", whole("depth", limits.walk_depth, DEPTH)),
        way=plan_way(planning, root),
        limits=limits,
        parts=tuple(parts),
    )


def _plan_nodes(planning: PlanningContext, place: str, nodes: Sequence[FieldNode]) -> "LineageNodeSelection":
    fields: list[tuple[str, ResourceSelection | str]] = []
    for key, name, inner in planning.fields(_NODE, nodes):
        fields.append((key, planning.resources(f"{place}.{key}", inner) if name == "resource" else name))
    return LineageNodeSelection(tuple(fields))


@dataclass(frozen=True, slots=True)
class WalkResult:
    """The result of a walk: resources with their depth, by depth then IRI; `cut` if there are more."""

    depths: dict[str, int]
    cut: bool


@dataclass(frozen=True, slots=True)
class LineageRootSelection:
    """The resource at which the lineage starts."""

    resource: ResourceSelection


@dataclass(frozen=True, slots=True)
class LineageNodeSelection:
    """The nodes: response keys with the selection of resources, `depth` or `__typename`."""

    fields: tuple[tuple[str, ResourceSelection | str], ...]

    async def write(self, result: WalkResult, execution: ExecutionContext) -> list[dict[str, Any]]:
        """The nodes, ready for JSON."""
        selections = [part for _, part in self.fields if isinstance(part, ResourceSelection)]
        resources = iter(await execution.resources(*((one, list(result.depths)) for one in selections)))
        values = [
            (key, next(resources) if isinstance(part, ResourceSelection) else _values_of_nodes(part, result))
            for key, part in self.fields
        ]
        return [{key: by_iri[iri] for key, by_iri in values} for iri in result.depths]


def _values_of_nodes(name: str, result: WalkResult) -> dict[str, Any]:
    return result.depths if name == "depth" else dict.fromkeys(result.depths, _NODE)


@dataclass(frozen=True, slots=True)
class LineageTruncation:
    """The field `truncated`: true if limits cut the lineage."""


LineagePart = LineageRootSelection | LineageNodeSelection | LineageEdgeSelection | LineageTruncation | str


@dataclass(frozen=True, slots=True)
class LineageField(ComputedField):
    """The planned root field: its arguments and the parts of its answer, by response key."""

    iri: Operand
    depth: Operand
    way: Way
    limits: Limits
    parts: tuple[tuple[str, LineagePart], ...]

    def arguments(self) -> tuple[Operand, ...]:
        """The depth."""
        return (self.depth,)

    def cost(self, estimator: Estimator, archive: Archive | None) -> Cost:
        """The cost of the walk and of what is selected of its nodes and edges."""
        populations, hops = estimator.populations, hops_of(self.way)
        depth = self.depth.bind(estimator.variables)
        start = populations.of_iri(str(self.iri.bind(estimator.variables)))
        layers = populations.spread(
            start, hops, depth if isinstance(depth, int) else 0, self.limits.walk_nodes
        )
        nodes = merge(layers)
        edges = (
            min(edges_among(populations, nodes, self.way), self.limits.walk_edges) if self._needs_edges else 0
        )
        costs = [
            reading(1, 1),
            walk_cost(populations, layers, hops),
            reading(edges, int(self._needs_edges), nodes.size),
        ]
        for _, part in self.parts:
            match part:
                case LineageRootSelection():
                    costs.append(part.resource.cost(estimator, start))
                case LineageNodeSelection():
                    costs.append(writing(nodes.size * (1 + len(part.fields))))
                    selections = (one for _, one in part.fields if isinstance(one, ResourceSelection))
                    costs += [one.cost(estimator, nodes) for one in selections]
                case LineageEdgeSelection():
                    costs.append(part.cost(estimator, edges))
                case _:
                    costs.append(writing(1))
        return sum_of(costs)

    async def answer(self, execution: ExecutionContext) -> dict[str, Any]:
        """Its value. A resource that the store does not know has no root and no nodes."""
        return await execution.together(self._answer)

    async def _answer(self, execution: ExecutionContext) -> dict[str, Any]:
        root, depth = execution.value(self.iri), execution.value(self.depth)
        result = WalkResult({}, cut=False)
        if await execution.is_known(root):
            result = await self._walk(execution, root, depth)
        edges, cut = await self._edges(execution, result)
        answer: dict[str, Any] = {}
        for key, part in self.parts:
            match part:
                case LineageRootSelection():
                    (resources,) = await execution.resources((part.resource, list(result.depths)[:1]))
                    answer[key] = resources.get(root)
                case LineageNodeSelection():
                    answer[key] = await part.write(result, execution)
                case LineageEdgeSelection():
                    answer[key] = await part.write(edges, execution)
                case LineageTruncation():
                    answer[key] = result.cut or cut
                case _:
                    answer[key] = part
        return answer

    async def _walk(self, execution: ExecutionContext, root: str, depth: int) -> WalkResult:
        depths = {root: 0}
        layer: Sequence[str] = [root]
        for number in range(1, depth + 1):
            if not layer or not self.way.relations:
                break
            left = self.limits.walk_nodes - len(depths)
            step = WalkStep(self.way, layer, limit=left + 1, beyond=list(depths))
            layer = await execution.neighbours(step)
            depths |= dict.fromkeys(layer[:left], number)
            if len(layer) > left:
                return WalkResult(depths, cut=True)
        return WalkResult(depths, cut=False)

    @property
    def _needs_edges(self) -> bool:
        return any(isinstance(part, LineageEdgeSelection | LineageTruncation) for _, part in self.parts)

    async def _edges(
        self, execution: ExecutionContext, result: WalkResult
    ) -> tuple[Sequence[FoundEdge], bool]:
        """The edges between the nodes, if they are needed, and True if there are more."""
        if not (self._needs_edges and result.depths and self.way.relations):
            return (), False
        most = self.limits.walk_edges
        edges = await execution.edges(EdgesAmong(self.way, list(result.depths), most + 1))
        return edges[:most], len(edges) > most
