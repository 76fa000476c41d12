"""The platforms that changes concern: those of whose cases a changed resource is a part, as it is or as it would be.

The ways by which cases are gathered are read backwards here, so both always agree.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.computed.execution import ExecutionContext
from graph_api.computed.gathering import add_records, members
from graph_api.computed.walk import members_among, resting_cost, walk
from graph_api.costs.cost import Cost, reading
from graph_api.costs.estimate import Estimator
from graph_api.costs.populations import Population, Populations, merge
from graph_api.plan.walk import Direction, Way
from graph_api.reasoning.facts import CaseReach, Facts
from graph_api.reasoning.supposing import Suppositions
from ontology.model import Model

MOST_PLATFORMS = 500
"""The most platforms that an answer examines; beyond, it is marked as truncated."""
_MET = 0.3
"""The cost of looking whether a resource that is met is a platform or a regime."""
_KNOWN = 0.9
"""The share of the resources met that were met before if any of their class were: ways lead back to the same ones."""


@dataclass(frozen=True, slots=True)
class ConcernReader:
    """Finds the platforms that changes concern. There is one for each plan, because stores compile its ways once.

    `ways` lead from a resource to all whose case it is a part of; `leading` are the properties whose values have their
    subject in their case, by IRI and name. `platforms`, `regimes` and `lists` are IRIs of classes.
    """

    platforms: str
    regimes: str
    lists: str
    ways: tuple[Way, ...]
    leading: frozenset[str]

    def cost(
        self, estimator: Estimator, changes: Sequence[Mapping[str, Any]]
    ) -> tuple[Population, Population, list[Cost]]:
        """The resources that changes name, the platforms expected to be concerned, and the cost of finding these."""
        populations = estimator.populations
        subjects = populations.of_iris({str(change["subject"]) for change in changes})
        values = populations.of_iris({value for change in changes for value in _iris(change["values"])})
        leading = (change for change in changes if str(change["property"]) in self.leading)
        ahead = populations.of_iris({value for change in leading for value in _iris(change["values"])})
        starts = merge([subjects, ahead])
        resting, costs = resting_cost(estimator, starts, self.ways, _KNOWN)
        touched = merge([starts, resting, self._all_platforms(populations, subjects)])
        platforms = populations.among(touched, [self.platforms])
        concerned = platforms.scaled(min(platforms.size, MOST_PLATFORMS))
        finding = reading(concerned.size, 2, touched.size * _MET)
        return merge([subjects, values]), concerned, [*costs, finding]

    def _all_platforms(self, populations: Populations, subjects: Population) -> Population:
        """All platforms if a regime changes, or a list where there are regimes; else none."""
        changes = populations.among(subjects, [self.regimes, self.lists]).size and (
            populations.of_class(self.regimes).size or populations.among(subjects, [self.regimes]).size
        )
        every = populations.of_class(self.platforms)
        return every if changes else every.scaled(0)

    async def platforms_of(
        self, execution: ExecutionContext, suppositions: Suppositions, joined: Collection[str]
    ) -> tuple[list[str], bool]:
        """The platforms, by IRI, and True if there are more; `joined` is what rules join to changed resources.

        What is a part of the case of a regime concerns all platforms.
        """
        starts = sorted({*suppositions.subjects, *suppositions.values_of(self.leading), *joined})
        resting, cut = await walk(execution, starts, self.ways)
        resources = sorted({*starts, *resting})
        platforms = set(await members_among(execution, self.platforms, resources))
        if await members_among(execution, self.regimes, resources) or await self._makes_regimes(
            execution, suppositions
        ):
            platforms.update(await members(execution, self.platforms, MOST_PLATFORMS + 1))
        return sorted(platforms)[:MOST_PLATFORMS], cut or len(platforms) > MOST_PLATFORMS

    async def _makes_regimes(self, execution: ExecutionContext, suppositions: Suppositions) -> bool:
        """True if a changed resource would be a regime."""
        stated, regimes = Facts(execution.model), execution.model.below(self.regimes)
        await add_records(execution, suppositions.subjects, stated)
        then = suppositions.over(stated)
        return any(then.is_a(iri, regimes) for iri in suppositions.subjects)


def concern_reader(model: Model, reach: CaseReach) -> ConcernReader:
    """The reader of the platforms whose cases, gathered within `reach`, have changed resources."""
    known = model.properties
    forwards, backwards = (
        tuple(known[iri] for iri in sorted(some) if iri in known)
        for some in (reach.forwards, reach.backwards)
    )
    return ConcernReader(
        platforms=model.base + "ns#DigitalPlatform",
        regimes=model.base + "ns#PlatformRegime",
        lists=model.base + "ns#NationalPlatformList",
        ways=(Way(forwards, Direction.BACKWARD), Way(backwards, Direction.FORWARD)),
        leading=frozenset(name for term in backwards for name in (term.iri, term.name)),
    )


def _iris(values: object) -> list[str]:
    """The texts among some values that may be IRIs; GraphQL allows a single one for a list."""
    texts = values if isinstance(values, list) else [values]
    return [str(one) for one in texts if ":" in str(one)]
