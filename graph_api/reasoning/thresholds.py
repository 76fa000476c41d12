"""Criteria that a machine can check: a quantity, its threshold, and the observations of it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal, InvalidOperation
from operator import eq, ge, gt, le, lt
from typing import Self

from graph_api.reasoning import vocabulary as v
from graph_api.reasoning.facts import Facts, SourcedStatement
from ontology.iris import local_name

_COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "gte": ge, "gt": gt, "lte": le, "lt": lt, "eq": eq,
}  # fmt: skip

_ZONE = re.compile(r"(Z|[+-]\d\d:\d\d)$")


@dataclass(frozen=True, slots=True)
class Threshold:
    """The threshold of a constraint: `constrained` is the quantity, by IRI; `comparator` is `gte`, `gt`, `lte`, …."""

    constraint: str
    constrained: str | None
    comparator: str
    number: Decimal
    statements: tuple[SourcedStatement, ...]

    def is_met(self, value: Decimal) -> bool:
        """True if a value meets the threshold."""
        return _COMPARE[self.comparator](value, self.number)


@dataclass(frozen=True, slots=True)
class Observation:
    """An observation: the share in per cent as the source states it, and the counts it follows from.

    `period` is a year, a month or a day, without its zone; `platforms`, `quantities` and `markets` are its subjects,
    by IRI.
    """

    iri: str
    share: Decimal
    users: int | None
    potential: int | None
    period: str | None
    platforms: frozenset[str]
    quantities: frozenset[str]
    markets: frozenset[str]
    statements: tuple[SourcedStatement, ...]

    @property
    def share_follows(self) -> bool | None:
        """True if the share follows from the counts, to two decimals; None if a count is unknown."""
        if self.users is None or not self.potential:
            return None
        return abs(self.share - 100 * Decimal(self.users) / self.potential) <= Decimal("0.06")

    @property
    def with_counted_share(self) -> Self:
        """The same with the share that the counts give, to two decimals, if the stated one differs."""
        if self.users is None or not self.potential or self.share_follows:
            return self
        share = 100 * Decimal(self.users) / self.potential
        return replace(self, share=share.quantize(Decimal("0.01"), ROUND_DOWN))


def thresholds(facts: Facts, ndp: v.Vocabulary, criterion: str) -> Iterator[Threshold]:
    """The thresholds of a criterion, by IRI of their constraints."""
    for constraint in facts.objects(criterion, v.REQUIREMENT):
        number = _decimal(facts.value(constraint, ndp.threshold))
        comparator = local_name(facts.one(constraint, ndp.comparator) or "gte")
        if number is not None and comparator in _COMPARE:
            statements = facts.statements(constraint, ndp.threshold, ndp.comparator, v.CONSTRAINS)
            yield Threshold(constraint, facts.one(constraint, v.CONSTRAINS), comparator, number, statements)


def observation(facts: Facts, ndp: v.Vocabulary, iri: str) -> Observation | None:
    """A market-share observation; None if it has no share."""
    share = _decimal(facts.value(iri, v.SHARE))
    if share is None:
        return None
    period = facts.value(iri, ndp.referencePeriod)
    predicates = (
        v.SHARE,
        v.OBSERVED,
        ndp.userCount,
        ndp.potentialUserCount,
        ndp.referencePeriod,
        ndp.inMarket,
        v.QUANTITY,
    )
    return Observation(
        iri,
        share,
        _whole(facts.value(iri, ndp.userCount)),
        _whole(facts.value(iri, ndp.potentialUserCount)),
        _ZONE.sub("", period) if period else None,
        frozenset(facts.objects(iri, v.OBSERVED)),
        frozenset(facts.objects(iri, v.QUANTITY)),
        frozenset(facts.objects(iri, ndp.inMarket)),
        facts.statements(iri, *predicates),
    )


def _decimal(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None


def _whole(text: str | None) -> int | None:
    number = _decimal(text)
    return None if number is None or number != number.to_integral_value() else int(number)
