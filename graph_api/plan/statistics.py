"""Figures of a release from which the rows of a plan are estimated before it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod

from ontology.model import Field, Hop


@dataclass(frozen=True, slots=True)
class Spread:
    """The spread of a relation: the numbers of its statements, distinct subjects and distinct objects."""

    statements: int
    subjects: int
    objects: int


NOWHERE = Spread(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Statistics:
    """The number of resources, in all and of each class, and the spread of each relation, by IRI."""

    resources: int = 0
    classes: Mapping[str, int] = field(default_factory=dict)
    relations: Mapping[str, Spread] = field(default_factory=dict)

    def count(self, of: str | None) -> int:
        """The number of resources of a class; None: of all."""
        return self.resources if of is None else self.classes.get(of, 0)

    def fan_out(self, field: Field) -> float:
        """The average number of members of a relation of a resource that has any."""
        return prod(self._members(hop) for hop in field.hops)

    def _members(self, hop: Hop) -> float:
        spread = self.relations.get(hop.property, NOWHERE)
        return spread.statements / max(1, spread.objects if hop.inverse else spread.subjects)
