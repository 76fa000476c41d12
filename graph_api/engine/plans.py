"""Plans of operations, and the cost expected of each, kept for the next question of the same shape."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping

from graph_api.cache import Cache
from graph_api.costs.cost import Cost, sum_of
from graph_api.costs.estimate import Estimator
from graph_api.costs.populations import kind_of
from graph_api.engine.operation_plan import OperationPlan
from graph_api.history.archive import Archive
from graph_api.operations.federation import TYPENAME
from graph_api.plan import plan as p
from graph_api.plan.limits import Limits
from graph_api.plan.planner import Planner
from graph_api.plan.statistics import Statistics
from ontology.model import Model

_KEEP = 2000
"""Plans (and costs) that are kept; long ones count more."""
_SHORT = 400
"""Characters of a document with its shaping variables that counts as one."""


def weight_of_key(key: Hashable) -> int:
    """The weight of what is kept for a question: more for long documents and for variables that shape a plan."""
    return 1 + len(repr(key)) // _SHORT


class Plans:
    """The plans over one ontology under some limits. Plans of trusted documents have a cache of their own."""

    def __init__(self, model: Model, limits: Limits) -> None:
        self.planner = Planner(model, limits)
        self._plans: Cache[Hashable, OperationPlan] = Cache(
            _KEEP, lambda key, plan: max(weight_of_key(key), plan.weight)
        )
        self._trusted: Cache[Hashable, OperationPlan] = Cache(_KEEP)

    def get(self, key: Hashable, make: Callable[[], OperationPlan], *, trusted: bool) -> OperationPlan:
        """The plan with this key, made if it is not kept."""
        return (self._trusted if trusted else self._plans).get(key, make)


class Costs:
    """The costs expected of plans, by the statistics of a release; zero without statistics."""

    def __init__(self, statistics: Statistics | None) -> None:
        self._statistics = statistics
        self._costs: Cache[Hashable, tuple[OperationPlan, Cost]] = Cache(
            _KEEP, lambda _, kept: kept[0].weight
        )

    def cost(
        self,
        plan: OperationPlan,
        variables: Mapping[str, object],
        archive: Archive | None,
        *,
        stated: bool = False,
    ) -> Cost:
        """The expected cost of a plan with these variables; `stated`: its answer is wanted as statements."""
        if self._statistics is None:
            return Cost()
        estimator = Estimator(variables, self._statistics, stated)
        searched = [one.bind(variables) for root in plan.roots for one in p.searches(root)]
        key = (id(plan), stated, *(self._size(value) for value in variables.values()), *searched)
        # The plan is kept beside its cost, so that no other plan can get its id.
        kept = self._costs.get(key, lambda: (plan, _of_one_release(plan, estimator, archive)))[1]
        grows = [one for one in plan.computed.values() if one.is_of_whole_releases]
        return _with_sending(sum_of([kept, *(one.cost(estimator, archive) for one in grows)]), estimator)

    def of_any_alike(self, variables: Mapping[str, object]) -> Mapping[str, object]:
        """The variables, but with any thing of the same kind in place of each but hubs.

        So the cost of a question about one thing is that of the same question about another, and found out once.
        """
        return {name: self._alike(value) for name, value in variables.items()}

    def _alike(self, value: object) -> object:
        if isinstance(value, list | tuple):
            return [self._alike(one) for one in value]
        if self._statistics is None or not isinstance(value, str) or not (kind := kind_of(value)):
            return value
        known = self._statistics.named.get(value)
        return value if known is None or known.is_hub else f"{kind}/"

    def _size(self, value: object) -> Hashable:
        """The part of a variable's value that a cost depends on."""
        if isinstance(value, str):
            return value if self._statistics and value in self._statistics.named else kind_of(value)
        if isinstance(value, Mapping):
            return tuple(one if name == TYPENAME else self._size(one) for name, one in value.items())
        if isinstance(value, list | tuple):
            return frozenset(Counter(map(self._size, value)).items())
        return repr(value)


def _of_one_release(plan: OperationPlan, estimator: Estimator, archive: Archive | None) -> Cost:
    """The cost of what other releases do not change."""
    roots = [estimator.root(root) for root in plan.roots]
    computed = [one for one in plan.computed.values() if not one.is_of_whole_releases]
    return sum_of([*roots, *(one.cost(estimator, archive) for one in computed)])


def _with_sending(cost: Cost, estimator: Estimator) -> Cost:
    """A cost, with that of sending its statements to the store."""
    statistics = estimator.statistics
    sent = statistics.question + statistics.statement * cost.statements if cost.statements else 0.0
    return sum_of([cost, Cost(sent)])
