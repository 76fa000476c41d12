"""Refusals of what costs too much or took too long: what it cost, what is allowed, and what would help."""

from graph_api.errors import QueryError
from graph_api.plan.cost import Cost, ListCost

_SHARE = 4
"""Of what took too long, this part is advised to be asked for."""


def too_costly(cost: Cost, allowed: int) -> QueryError:
    """The error about a question that is expected to cost more rows than are allowed."""
    details: dict[str, object] = {"cost": cost.said, "allowed": allowed}
    if found := cost.fitting(allowed):
        place, size = found
        details |= {"argument": _argument(place), "value": size}
    return QueryError(
        f"The answer would cost about {cost.said:,} rows; {allowed:,} are allowed.",
        code="COST",
        hint=_advice(cost, allowed),
        details=details,
    )


def too_late(cost: Cost, seconds: float) -> QueryError:
    """The error about an answer that was given up after its time."""
    return QueryError(
        f"The answer took more than {round(seconds * 1000):,} ms and was given up.",
        code="TIME_BUDGET",
        hint=_advice(cost, cost.rows / _SHARE) if cost.rows else None,
    )


def _advice(cost: Cost, allowed: float) -> str:
    if cost.conditions > cost.rows / 2:
        return (
            "Most of it is for the many conditions of a `where`, which are tried on each member of the list: "
            "say `in` or `notIn` in place of a long `or` or `and`, put a condition by IRI or by a rare value beside "
            "them, or ask in several steps."
        )
    found = cost.fitting(allowed)
    if found is None:
        return (
            "No `first` alone would help: ask for fewer lists inside lists, fewer counts and facets, "
            "or narrow the lists with a `where` by IRI or by a rare value."
        )
    place, size = found
    return f"Ask with `{place.argument}: {size}` instead of {place.size} in `{'.'.join(place.path)}`."


def _argument(place: ListCost) -> str:
    return f"{'.'.join(place.path)}({place.argument}:)"
