"""The steps of a walk of unknown length, each for one statement of a store. Pure data, like a plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from graph_api.plan.conditions import Condition
from ontology.model import PropertyTerm


class Direction(StrEnum):
    """The direction in which relations are followed: from subject to object, the other way, or both."""

    FORWARD = "FORWARD"
    BACKWARD = "BACKWARD"
    BOTH = "BOTH"

    @property
    def reversed(self) -> "Direction":
        """The direction of the way back."""
        return _REVERSED[self]


_REVERSED: Mapping[Direction, Direction] = {
    Direction.FORWARD: Direction.BACKWARD,
    Direction.BACKWARD: Direction.FORWARD,
    Direction.BOTH: Direction.BOTH,
}


@dataclass(frozen=True, slots=True)
class Way:
    """The way of a walk: relations in a direction, and the condition on the resources that it enters.

    `holds`: what it enters is valid on a day. That counts neither along a relation that spans time nor from a resource
    that is not valid on the day itself. `is_reversed`: the steps are taken from their ends, so that this is asked of
    the resource that a step comes from. A store compiles a way once, so keep and use again the same one.
    """

    relations: tuple[PropertyTerm, ...]
    direction: Direction
    enter: Condition | None = None
    holds: Condition | None = None
    is_reversed: bool = False

    @property
    def back(self) -> "Way":
        """The same way, to be walked from its end."""
        return replace(self, direction=self.direction.reversed, is_reversed=not self.is_reversed)

    def spanning(self, direction: Direction) -> tuple[PropertyTerm, ...]:
        """The relations that span time for a step of a statement in a direction (not `BOTH`) from where it is taken."""
        is_inverse = (direction is Direction.BACKWARD) is not self.is_reversed
        return tuple(t for t in self.relations if (t.inverse_spans_time if is_inverse else t.spans_time))


@dataclass(frozen=True, slots=True)
class WalkStep:
    """The neighbours of `starts` along a way, at most `limit`; none in `beyond`; with `among` only those."""

    way: Way
    starts: Sequence[str]
    limit: int
    beyond: Sequence[str] = ()
    among: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class EdgesAmong:
    """The statements with one of the way's relations between two of `resources`, at most `limit`.

    Those whose later end comes first in `resources` come first, then by earlier end, subject and relation.
    """

    way: Way
    resources: Sequence[str]
    limit: int


@dataclass(frozen=True, slots=True)
class EdgesBetween:
    """The statements with one of the way's relations from the first to the second of each pair of resources.

    They come in the order of the pairs, then by relation.
    """

    way: Way
    pairs: Sequence[tuple[str, str]]
