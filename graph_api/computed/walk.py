"""All that ways lead to from some resources, layer by layer; and the classes of resources."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from graph_api.computed.execution import ExecutionContext
from graph_api.costs.cost import Cost, reading
from graph_api.costs.estimate import Estimator
from graph_api.costs.populations import Population, hops_of, merge
from graph_api.costs.walks import walk_cost
from graph_api.plan import outputs, reads
from graph_api.plan import plan as p
from graph_api.plan.conditions import Operand
from graph_api.plan.operands import iris
from graph_api.plan.walk import WalkStep, Way

_ROUNDS = 10
"""The number of steps after which nothing more is looked for."""
_MOST = 20_000
"""The most resources that an answer covers; beyond, it is marked as truncated."""
_TYPED = p.Root(
    key=":typed",
    of=None,
    level=reads.Level(columns=(reads.TYPES,)),
    output=outputs.UNSHOWN,
    among=Operand(iris, variable=":typed"),
)


async def walk(
    execution: ExecutionContext, starts: Sequence[str], ways: Sequence[Way]
) -> tuple[list[str], bool]:
    """The resources along the ways, by IRI, without the starts; and True if there are more."""
    seen, layer = set(starts), sorted(starts)
    for _ in range(_ROUNDS):
        if not layer:
            break
        following: set[str] = set()
        for way in ways:
            following.update(
                await execution.neighbours(WalkStep(way, layer, limit=_MOST, beyond=sorted(seen)))
            )
        layer = sorted(following)
        seen.update(following)
        if len(seen) > _MOST:
            return sorted(seen.difference(starts))[:_MOST], True
    return sorted(seen.difference(starts)), False


def resting_cost(
    estimator: Estimator, start: Population, ways: Sequence[Way], known: float = 0.0
) -> tuple[Population, list[Cost]]:
    """The resources that `walk` is expected to find, and the cost of that and of reading their classes.

    `known`: of what a step leads to, the share that was met before if any of its class was.
    """
    populations = estimator.populations
    hops = [hop for way in ways for hop in hops_of(way)]
    layers = populations.spread(start, hops, _ROUNDS, _MOST, known)
    resting = merge(layers[1:])
    return resting, [walk_cost(populations, layers, hops, len(ways)), reading(resting.size, 1)]


async def classes_of(execution: ExecutionContext, resources: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """The classes of resources, superclasses included, by IRI."""

    def classes(rows: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
        ancestry = execution.model.ancestry
        return {row[0]: ancestry(row[reads.FIRST_COLUMN] or ()) for row in rows[_TYPED.key]}

    return await execution.rows((_TYPED,), {_TYPED.key: resources}, classes)


async def members_among(execution: ExecutionContext, class_iri: str, resources: Sequence[str]) -> list[str]:
    """Those of some resources that are of a class, by IRI; none if the ontology has no such class."""
    if class_iri not in execution.model.classes:
        return []
    root = _members_among(class_iri)
    return await execution.rows(
        (root,), {root.key: resources}, lambda rows: sorted(row[0] for row in rows[root.key])
    )


@cache
def _members_among(class_iri: str) -> p.Root:
    """The plan. A store compiles it once, so it is always the same one."""
    return p.Root(":of", class_iri, reads.NOTHING, outputs.UNSHOWN, among=Operand(iris, variable=":of"))
