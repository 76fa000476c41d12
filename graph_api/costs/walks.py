"""The cost of walks of unknown length: the layers that are expected, and the edges between them."""

from collections.abc import Iterable, Sequence
from math import inf

from graph_api.costs.cost import EDGE, Cost, reading
from graph_api.costs.populations import Population, Populations, hops_of, merge
from graph_api.plan.walk import Way
from ontology.model import Hop

_KNOWN = 0.05
"""The cost of a resource that a step must not meet again: it is sent to the store with each step."""


def walk_cost(
    populations: Populations, layers: Sequence[Population], hops: Iterable[Hop], ways: int = 1
) -> Cost:
    """The cost of finding the layers after the first, each with one statement for each of the ways.

    The walk ends at the first layer that is empty.
    """
    hops = tuple(hops)
    edges = populations.edges(layers, hops)
    met = sum(layer.size for layer in layers[1:])
    steps = sum(min(1.0, layer.size) for layer in layers[:-1])
    return reading(met, steps * ways, edges * EDGE + met * steps * _KNOWN)


def edges_among(populations: Populations, nodes: Population, way: Way) -> float:
    """The expected number of statements of a way between resources of a population."""
    paths = populations.statistics.paths
    between = 0.0
    for hop in {Hop(hop.property) for hop in hops_of(way)}:
        for path, count in populations.step(nodes, hop).paths.items():
            between += count * min(1.0, nodes.paths.get(path, 0.0) / max(1, paths.get(path, 0) or inf))
    return max(between, nodes.size - 1, 0.0)


def meeting_layers(
    populations: Populations,
    ends: Sequence[Population],
    hops: Sequence[Sequence[Hop]],
    depth: int,
    most: float,
) -> list[Population]:
    """The layers added to both ends, the smaller first, until they are expected to share a resource."""
    sides = [[end] for end in ends]
    for _ in range(depth):
        near = 0 if sides[0][-1].size <= sides[1][-1].size else 1
        layer = populations.spread(merge(sides[near]), hops[near], 1, inf)[-1]
        if layer.size < 1 / most:
            break
        sides[near].append(layer)
        if _shared(populations, layer, sides[1 - near][-1]) >= 1:
            break
        if sum(one.size for side in sides for one in side) > most:
            break
    return [layer for side in sides for layer in side[1:]]


def _shared(populations: Populations, one: Population, other: Population) -> float:
    paths = populations.statistics.paths
    return sum(
        count * other.paths.get(path, 0.0) / max(1, paths.get(path, 1)) for path, count in one.paths.items()
    )
