"""Facets: the members of a list counted by value, each found by looking at every member."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cmp_to_key
from typing import Any

from ontology.model import Field, Kind, PathFacet
from tests.graph_api.support.reference.groups import Grouping, Key

Counted = tuple[Key | None, int]


def without_own(where: Any, name: str) -> Any:
    """`where` without the conditions that it, or its `and`, puts on one field directly."""
    kept = {n: v for n, v in (where or {}).items() if n != name}
    if kept.get("and") is not None:
        kept["and"] = [without_own(part, name) for part in kept["and"]]
    return kept


def key_of_field(field: Field | None) -> dict[str, Any]:
    """What groups by a field (None: by class) are asked with."""
    if field is None:
        return {"types": True}
    kind = field.term.kind
    dated = kind in (Kind.DATE, Kind.DATETIME, Kind.PERIOD)
    return {field.name: {} if kind is Kind.RELATION else "YEAR" if dated else True}


def key_of_path(facet: PathFacet) -> dict[str, Any]:
    """What groups by the end of a path are asked with."""
    first, *rest = facet.steps
    inner = key_of_field(first.along)
    if first.along.term.kind is Kind.RELATION:
        tests = {}
        for field, value in first.having:
            same = {"iri": {"eq": value}}
            tests[field.name] = {"some": same} if field.many and field.term.kind is Kind.RELATION else same
        behind = key_of_path(PathFacet("", "", tuple(rest), facet.label, facet.definition)) if rest else {}
        inner = {first.along.name: {**behind, "where": tests}}
    return inner


class Facets:
    """Counts members by value."""

    def __init__(self, grouping: Grouping) -> None:
        self.grouping = grouping

    def count(
        self,
        members: Sequence[str],
        target: str | None,
        by: Mapping[str, Any],
        day: str | None,
        args: Mapping[str, Any],
    ) -> list[Counted]:
        """Values (None: without one) with the number of members that have them."""
        having: dict[Key | None, set[str]] = defaultdict(set)
        for iri in members:
            keys = self.grouping.distinct_keys(iri, target, by, day)
            for key in keys or self.grouping.without(args):
                having[key].add(iri)
        counted: list[Counted] = [(key, len(found)) for key, found in having.items()]
        given = args.get("orderBy")
        orders = [one for one in (given if isinstance(given, list) else [given]) if one]

        def compare(one: Counted, other: Counted) -> int:
            return self._compare(one, other, orders or [{"count": "DESC"}])

        counted.sort(key=cmp_to_key(compare))
        return counted[: args["limit"]]

    def _compare(self, one: Counted, other: Counted, orders: Sequence[Mapping[str, str | None]]) -> int:
        for order in (*orders, {"value": "ASC"}):
            ((name, direction),) = [(n, d) for n, d in order.items() if d is not None]
            down = direction == "DESC"
            a, b = self._place(one, name), self._place(other, name)
            if a == b:
                continue
            if a is None or b is None:
                return 1 if a is None else -1
            return -1 if (a < b) is not down else 1
        return 0

    def _place(self, counted: Counted, name: str) -> Any:
        key, number = counted
        if name == "count":
            return number
        return self.grouping.place(key) if name == "label" else self.grouping.size(key)
