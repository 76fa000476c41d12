"""Errors about answers that cost too much or took too long: the cost, the limit and what would help."""

from graph_api.costs.cost import Cost, ListCost
from graph_api.error_codes import FEWER_CONDITIONS, FEWER_LISTS
from graph_api.errors import QueryError

_SHARE = 4
"""The hint for a late answer advises to request this fraction of it."""


def too_costly(cost: Cost, allowed: int) -> QueryError:
    """The error for a question that is expected to cost more than is allowed."""
    details: dict[str, object] = {"cost": cost.reported, "allowed": allowed}
    if fitting := cost.fitting(allowed):
        place, size = fitting
        details |= {"argument": _argument(place), "value": size}
    return QueryError(
        f"The answer would cost about {cost.reported:,} units; {allowed:,} are allowed.",
        code="COST",
        hint=_advice(cost, allowed),
        details=details,
    )


def too_late(cost: Cost, seconds: float) -> QueryError:
    """The error for an answer that exceeded its time."""
    return QueryError(
        f"The answer took more than {round(seconds * 1000):,} ms and was given up.",
        code="TIME_BUDGET",
        hint=_advice(cost, cost.units / _SHARE) if cost.units else None,
    )


def _advice(cost: Cost, allowed: float) -> str:
    if cost.conditions > cost.units / 2:
        return FEWER_CONDITIONS
    fitting = cost.fitting(allowed)
    if fitting is None:
        return FEWER_LISTS
    place, size = fitting
    return f"Ask with `{place.argument}: {size}` instead of {place.size} in `{'.'.join(place.path)}`."


def _argument(place: ListCost) -> str:
    return f"{'.'.join(place.path)}({place.argument}:)"
