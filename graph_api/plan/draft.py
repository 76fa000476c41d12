"""The draft of a level, to which the plans of all fields add."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from graph_api.plan import reads
from graph_api.plan.conditions import Operand

_Part = TypeVar("_Part", reads.Link, reads.Tally)


@dataclass(slots=True)
class LevelDraft:
    """A level in preparation, with the tallies of its list and the arguments that only the answer needs."""

    columns: set[str] = field(default_factory=set)
    links: list[reads.Link] = field(default_factory=list)
    tallies: list[reads.Tally] = field(default_factory=list)
    operands: list[Operand] = field(default_factory=list)

    def level(self) -> reads.Level:
        """The finished level."""
        return reads.Level(tuple(sorted(self.columns)), _unique(self.links))

    def all_tallies(self) -> tuple[reads.Tally, ...]:
        """The finished tallies."""
        return _unique(self.tallies)


def _unique(parts: Iterable[_Part]) -> tuple[_Part, ...]:
    """The distinct links or tallies, in an order that does not depend on values."""
    unique: list[_Part] = []
    for part in sorted(parts, key=lambda part: part.outline):
        if part not in unique:
            unique.append(part)
    return tuple(unique)
