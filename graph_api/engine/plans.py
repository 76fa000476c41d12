"""Plans of operations, and the cost expected of each, kept for the next question of the same shape."""

from collections.abc import Callable, Hashable, Mapping

from graph_api.cache import Cache
from graph_api.engine.operation_plan import OperationPlan
from graph_api.plan.cost import Cost, estimate, sizes
from graph_api.plan.limits import Limits
from graph_api.plan.planner import Planner
from graph_api.plan.statistics import Statistics
from ontology.model import Model

_KEEP = 2000
"""Plans (and costs) that are kept."""


class Plans:
    """The plans over one ontology under some limits. Plans of trusted documents have a cache of their own."""

    def __init__(self, model: Model, limits: Limits) -> None:
        self.planner = Planner(model, limits)
        self._plans: Cache[Hashable, OperationPlan] = Cache(_KEEP)
        self._trusted: Cache[Hashable, OperationPlan] = Cache(_KEEP)

    def get(self, key: Hashable, make: Callable[[], OperationPlan], *, trusted: bool) -> OperationPlan:
        """The plan with this key, made if it is not kept."""
        return (self._trusted if trusted else self._plans).get(key, make)


class Costs:
    """The costs expected of plans, by the statistics of a release; zero without statistics."""

    def __init__(self, statistics: Statistics | None) -> None:
        self._statistics = statistics
        self._costs: Cache[Hashable, tuple[OperationPlan, Cost]] = Cache(_KEEP)

    def cost(self, plan: OperationPlan, variables: Mapping[str, object]) -> Cost:
        """The expected cost of a plan with these variables."""
        if (statistics := self._statistics) is None:
            return Cost()
        roots, selected = plan.roots, plan.selected
        key = (id(plan), *sizes((*roots, *selected), variables))
        # The plan is kept beside its cost, so that no other plan can get its id.
        return self._costs.get(key, lambda: (plan, estimate(roots, selected, variables, statistics)))[1]
