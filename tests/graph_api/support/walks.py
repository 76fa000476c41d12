"""Naive walks: every step reads every statement, and every path is tried."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from tests.graph_api.support.reference.world import World

MOST = 10**6


@dataclass(frozen=True, slots=True)
class Edge:
    """A statement between resources, and the graphs that make it."""

    start: str
    relation: str
    end: str
    graphs: tuple[str, ...]

    def show(self) -> Mapping[str, Any]:
        """It in an answer."""
        return {
            "from": self.start,
            "to": self.end,
            "relation": {"iri": self.relation},
            "sources": [{"iri": graph} for graph in self.graphs],
        }


@cache
def links(world: World) -> list[Edge]:
    """All statements with a relation of the ontology from a resource to another."""
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for subject, predicate, obj, graph in world.links():
        if predicate in world.model.properties:
            found[subject, predicate, obj].add(graph)
    return [Edge(*edge, tuple(sorted(graphs))) for edge, graphs in found.items()]


@dataclass(frozen=True, slots=True)
class Walker:
    """Walks by some relations in a direction through resources of some types (None: all, any).

    `excluded` do not hold on the day: they are reached along what spans time, and from each other.
    """

    world: World
    relations: Sequence[str] | None = None
    types: Sequence[str] | None = None
    direction: str = "BOTH"
    excluded: frozenset[str] = frozenset()

    def statements(self) -> list[Edge]:
        """All statements that could be followed, either way."""
        return [e for e in links(self.world) if self.relations is None or e.relation in self.relations]

    def steps(self, *ends: str) -> dict[str, set[str]]:
        """From each resource the neighbours, whatever their types; the ends of the walk count as valid on the day."""
        found: dict[str, set[str]] = {}
        excluded = self.excluded.difference(ends)
        for edge in self.statements():
            term = self.world.model.properties[edge.relation]
            sides = [(edge.start, edge.end, term.spans_time)] if self.direction != "BACKWARD" else []
            if self.direction != "FORWARD":
                sides.append((edge.end, edge.start, term.inverse_spans_time))
            for one, other, is_spanning in sides:
                if is_spanning or one in excluded or other not in excluded:
                    found.setdefault(one, set()).add(other)
        return found

    def enters(self, iri: str) -> bool:
        """True if the walk goes to resources of this type."""
        return self.types is None or bool(self.world.classes(iri) & set(self.types))

    def lineage(self, root: str, depth: int, nodes: int = MOST, edges: int = MOST) -> Mapping[str, Any]:
        """The answer of `lineage`, with limits of nodes and edges."""
        if root not in self.world.resources:
            return {"root": None, "nodes": [], "edges": [], "truncated": False}
        steps = self.steps(root)
        depths = {root: 0}
        for number in range(1, depth + 1):
            layer = {m for n, d in depths.items() if d == number - 1 for m in steps.get(n, ())}
            depths |= {m: number for m in sorted(layer - depths.keys()) if self.enters(m)}
        kept = list(depths)[:nodes]
        places = {iri: place for place, iri in enumerate(kept)}
        between = [e for e in self.statements() if e.start in places and e.end in places]

        def order(edge: Edge) -> tuple[list[int], str, str]:
            ends = sorted((places[edge.start], places[edge.end]), reverse=True)
            return ends, edge.start, edge.relation

        return {
            "root": {"iri": root},
            "nodes": [{"resource": {"iri": iri}, "depth": depths[iri]} for iri in kept],
            "edges": [edge.show() for edge in sorted(between, key=order)[:edges]],
            "truncated": len(kept) < len(depths) or len(between) > edges,
        }

    def paths(self, start: str, end: str, depth: int, limit: int) -> list[Mapping[str, Any]]:
        """The answer of `paths`."""
        if start not in self.world.resources:
            return []
        steps = self.steps(start, end)
        found = [[start]]
        for length in range(depth + 1):
            arrived = sorted(path for path in found if path[-1] == end)
            if arrived or length == depth:
                return [self._show(path) for path in arrived[:limit]]
            seen = {iri for path in found for iri in path}
            found = [
                [*path, iri]
                for path in found
                for iri in steps.get(path[-1], ())
                if iri not in seen and (iri == end or self.enters(iri))
            ]
        return []

    def _show(self, path: Sequence[str]) -> Mapping[str, Any]:
        statements = sorted(self.statements(), key=lambda e: e.relation)
        edges = [
            edge.show()
            for one, following in pairwise(path)
            for stated in self._stated(one, following)
            for edge in statements
            if (edge.start, edge.end) == stated
        ]
        nodes = [{"iri": iri} for iri in path]
        return {"length": len(path) - 1, "nodes": nodes, "edges": edges}

    def _stated(self, one: str, following: str) -> list[tuple[str, str]]:
        forwards = [(one, following)] if self.direction != "BACKWARD" else []
        return forwards + ([(following, one)] if self.direction != "FORWARD" else [])
