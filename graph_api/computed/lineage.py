"""`lineage`: the neighbourhood of a resource in layers, one statement a layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode

from graph_api.computed.execution import ExecutionContext, ResourceSelection
from graph_api.computed.planning import PlanningContext
from graph_api.computed.walk import EdgesAnswer, plan_edges, plan_way, whole
from graph_api.plan.conditions import Operand
from graph_api.plan.limits import Limits
from graph_api.plan.walk import EdgesAmong, WalkStep, Way
from graph_api.stores.port import FoundEdge

DEPTH = 3
"""How far a lineage goes by default."""
_NODE = "LineageNode"


def plan_lineage(planning: PlanningContext) -> "LineageField":
    """The plan of the root field `lineage`."""
    limits = planning.planner.limits
    parts: list[tuple[str, LineagePart]] = []
    for key, name, inner in planning.fields("LineageField", planning.nodes):
        match name:
            case "root":
                parts.append((key, LineageRoot(planning.resources(key, inner))))
            case "nodes":
                parts.append((key, _plan_nodes(planning, key, inner)))
            case "edges":
                parts.append((key, plan_edges(planning, key, inner)))
            case "truncated":
                parts.append((key, LineageTruncation()))
            case _:
                parts.append((key, "LineageField"))
    return LineageField(
        iri=planning.argument("iri", str),
        depth=planning.argument("depth", whole("depth", limits.walk_depth, DEPTH)),
        way=plan_way(planning),
        limits=limits,
        parts=tuple(parts),
    )


def _plan_nodes(planning: PlanningContext, place: str, nodes: Sequence[FieldNode]) -> "LineageNodes":
    fields: list[tuple[str, ResourceSelection | str]] = []
    for key, name, inner in planning.fields(_NODE, nodes):
        fields.append((key, planning.resources(f"{place}.{key}", inner) if name == "resource" else name))
    return LineageNodes(tuple(fields))


@dataclass(frozen=True, slots=True)
class WalkResult:
    """What a walk found: resources with their depth, in the order of depth and IRI; whether there are more."""

    depths: dict[str, int]
    cut: bool


@dataclass(frozen=True, slots=True)
class LineageRoot:
    """The resource that the lineage is of."""

    resource: ResourceSelection


@dataclass(frozen=True, slots=True)
class LineageNodes:
    """All resources: response keys with what is selected of each, `depth` or `__typename`."""

    fields: tuple[tuple[str, ResourceSelection | str], ...]

    async def write(self, walked: WalkResult, execution: ExecutionContext) -> list[dict[str, Any]]:
        """The nodes, ready for JSON."""
        wanted = [part for _, part in self.fields if isinstance(part, ResourceSelection)]
        found = iter(await execution.resources(*((one, list(walked.depths)) for one in wanted)))
        values = [
            (key, next(found) if isinstance(part, ResourceSelection) else _own(part, walked))
            for key, part in self.fields
        ]
        return [{key: by_iri[iri] for key, by_iri in values} for iri in walked.depths]


def _own(name: str, walked: WalkResult) -> dict[str, Any]:
    return walked.depths if name == "depth" else dict.fromkeys(walked.depths, _NODE)


@dataclass(frozen=True, slots=True)
class LineageTruncation:
    """Whether limits cut the lineage."""


LineagePart = LineageRoot | LineageNodes | EdgesAnswer | LineageTruncation | str


@dataclass(frozen=True, slots=True)
class LineageField:
    """The planned root field: its arguments and the parts of its answer, by response key."""

    iri: Operand
    depth: Operand
    way: Way
    limits: Limits
    parts: tuple[tuple[str, LineagePart], ...]

    def arguments(self) -> tuple[Operand, ...]:
        """What may be refused."""
        return (self.depth,)

    async def answer(self, execution: ExecutionContext) -> dict[str, Any]:
        """Its value. A resource that the store does not know has no root and no nodes."""
        root, depth = execution.value(self.iri), execution.value(self.depth)
        walked = WalkResult({}, cut=False)
        if await execution.is_known(root):
            walked = await self._walk(execution, root, depth)
        edges, cut = await self._edges(execution, walked)
        answered: dict[str, Any] = {}
        for key, part in self.parts:
            match part:
                case LineageRoot():
                    (found,) = await execution.resources((part.resource, list(walked.depths)[:1]))
                    answered[key] = found.get(root)
                case LineageNodes():
                    answered[key] = await part.write(walked, execution)
                case EdgesAnswer():
                    answered[key] = await part.write(edges, execution)
                case LineageTruncation():
                    answered[key] = walked.cut or cut
                case _:
                    answered[key] = part
        return answered

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

    async def _edges(
        self, execution: ExecutionContext, walked: WalkResult
    ) -> tuple[Sequence[FoundEdge], bool]:
        """The edges between the nodes, if they are needed, and whether there are more."""
        needed = any(isinstance(part, EdgesAnswer | LineageTruncation) for _, part in self.parts)
        if not (needed and walked.depths and self.way.relations):
            return (), False
        most = self.limits.walk_edges
        found = await execution.edges(EdgesAmong(self.way, list(walked.depths), most + 1))
        return found[:most], len(found) > most
