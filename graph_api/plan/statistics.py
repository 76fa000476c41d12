"""Figures of a release that tell how many rows a plan will meet, before it is run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod

from ontology.model import Field, Hop


@dataclass(frozen=True, slots=True)
class Spread:
    """How a relation is spread: its statements, and how many different subjects and objects they have."""

    statements: int
    subjects: int
    objects: int


NOWHERE = Spread(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Resources in all, resources of each class and spread of each relation, by IRI."""

    resources: int = 0
    classes: Mapping[str, int] = field(default_factory=dict)
    relations: Mapping[str, Spread] = field(default_factory=dict)

    def count(self, of: str | None) -> int:
        """Resources of a class; None: all."""
        return self.resources if of is None else self.classes.get(of, 0)

    def fan_out(self, found: Field) -> float:
        """How many members a relation leads to from a resource that has any, on the average."""
        return prod(self._members(hop) for hop in found.hops)

    def _members(self, hop: Hop) -> float:
        spread = self.relations.get(hop.property, NOWHERE)
        return spread.statements / max(1, spread.objects if hop.inverse else spread.subjects)
