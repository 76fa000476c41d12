"""What the plans of fields add to while a level is being planned, whatever fields they are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from graph_api.plan import plan as p

_Part = TypeVar("_Part", p.Link, p.Tally)


@dataclass(slots=True)
class LevelDraft:
    """A level while its fields are being planned, and the tallies of the list that it is of."""

    columns: set[str] = field(default_factory=set)
    links: list[p.Link] = field(default_factory=list)
    tallies: list[p.Tally] = field(default_factory=list)

    def level(self) -> p.Level:
        """The level that has come about."""
        return p.Level(tuple(sorted(self.columns)), _unique(self.links))

    def all_tallies(self) -> tuple[p.Tally, ...]:
        """The tallies that have come about."""
        return _unique(self.tallies)


def _unique(parts: Iterable[_Part]) -> tuple[_Part, ...]:
    """The different ones of some links or tallies, in an order that does not depend on values."""
    unique: list[_Part] = []
    for part in sorted(parts, key=lambda part: part.outline):
        if part not in unique:
            unique.append(part)
    return tuple(unique)
