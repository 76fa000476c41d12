"""Things of a lineage that are alike: of one kind in one layer, and joined with the same things in the same ways.

Things count as the same, too, if they are alike and many: a list has a hundred entries, each with a kind of its own;
the entries are a group, and so are the kinds. It is the coarsest partition in which this holds (colour refinement).
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from graph_api.pages.views.lineage.graph import LineageGraph, LineageThing

MANY = 12
"""More things that are alike are shown as one group."""
_Colour: TypeAlias = int | str


@dataclass(frozen=True, slots=True)
class LineageGroup:
    """Things that are alike, in the order of the lineage. `key` names the group in addresses."""

    key: str
    members: tuple[LineageThing, ...]

    def states(self) -> Sequence[tuple[str, str, int]]:
        """The outcomes of its members: their text, the look of their mark, their number; the failed ones first."""
        counts = Counter((thing.state, thing.look) for thing in self.members if thing.state)
        ordered = sorted(counts.items(), key=lambda one: (one[0][1] != "bad", -one[1], one[0]))
        return [(state, look, count) for (state, look), count in ordered]


def groups_of(graph: LineageGraph, alone: Collection[str]) -> Sequence[LineageGroup]:
    """The groups of more than `MANY` things, in the order of their first members; those in `alone` are in none."""
    near: Mapping[str, list[tuple[str, bool, str]]] = defaultdict(list)
    for one in graph.statements:
        near[one.start].append((one.relation.iri, True, one.end))
        near[one.end].append((one.relation.iri, False, one.start))
    colours: dict[str, _Colour] = _numbered(
        {thing.iri: thing.iri if thing.iri in alone else (thing.layer, thing.kind) for thing in graph.things}
    )
    while True:
        counts = Counter(colours.values())
        seen = {iri: colour if counts[colour] > MANY else iri for iri, colour in colours.items()}
        finer = _numbered(
            {
                iri: (colour, frozenset((relation, ahead, seen[end]) for relation, ahead, end in near[iri]))
                for iri, colour in seen.items()
            }
        )
        if len(set(finer.values())) == len(set(seen.values())):
            return _groups(graph, seen)
        colours = finer


def _numbered(keys: Mapping[str, object]) -> dict[str, _Colour]:
    """A number for each key."""
    numbers: dict[object, int] = {}
    return {iri: numbers.setdefault(key, len(numbers)) for iri, key in keys.items()}


def _groups(graph: LineageGraph, colours: Mapping[str, _Colour]) -> Sequence[LineageGroup]:
    members: dict[_Colour, list[LineageThing]] = defaultdict(list)
    for thing in graph.things:
        members[colours[thing.iri]].append(thing)
    return [LineageGroup(_key(of), tuple(of)) for of in members.values() if len(of) > MANY]


def _key(members: Sequence[LineageThing]) -> str:
    """A short name that the same members always have."""
    iris = "\n".join(sorted(thing.iri for thing in members))
    return hashlib.sha256(iris.encode()).hexdigest()[:8]
