"""Layers of things that are joined: their order and their heights, so that lines are short and few cross.

The layers of things are given. A line that passes a layer has a lane in it, of its own height; all lines that lead past
it to the same thing share the lane. The order of a layer is that of the middles of the neighbours (barycentre), in a
few sweeps there and back, and the one with the fewest crossings counts. Heights then move as near to the neighbours'
as the order allows, which is an isotonic regression, so nothing ever covers anything.
"""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

LinePlace: TypeAlias = tuple[str, int]
"""The place of lines to a thing in a layer that they pass; of the thing itself in its own."""
_SWEEPS, _MOVES = 4, 6
_MOST_SEGMENTS = 20_000
"""Lines from layer to layer up to which crossings are counted: beyond, the last sweep counts."""


@dataclass(frozen=True, slots=True)
class LayeredGraph:
    """Things in layers: the names in each, the height of each, the lines between them, and the room between two.

    `lane` is the height of a lane; lanes need no room between them.
    """

    layers: Sequence[Sequence[str]]
    heights: Mapping[str, float]
    lines: Sequence[tuple[str, str]]
    gap: float
    lane: float


@dataclass(frozen=True, slots=True)
class LayeredPlaces:
    """The middles of all things, from 0 down, those of the lanes, and the lane of each line between layers."""

    middles: Mapping[LinePlace, float]
    ways: Mapping[tuple[str, str], Sequence[LinePlace]]
    """The lanes of a line, from the left to the right, with both ends."""
    height: float

    def middle(self, name: str, layer: int) -> float:
        """The middle of a thing in its layer."""
        return self.middles[name, layer]


def place_in_layers(graph: LayeredGraph) -> LayeredPlaces:
    """The places of all things, the same for the same graph."""
    layer_of = {name: number for number, names in enumerate(graph.layers) for name in names}
    ways = _ways(graph, layer_of)
    columns = _columns(graph, ways)
    beside = _neighbours(ways.values())
    columns = _ordered(columns, beside)
    middles = _heights(graph, columns, beside)
    if not middles:
        return LayeredPlaces({}, ways, 0)
    halves = {item: _size(graph, item, layer_of) / 2 for item in middles}
    top = min(middle - halves[item] for item, middle in middles.items())
    bottom = max(middle + halves[item] for item, middle in middles.items())
    return LayeredPlaces({item: middle - top for item, middle in middles.items()}, ways, bottom - top)


def _ways(graph: LayeredGraph, layer_of: Mapping[str, int]) -> Mapping[tuple[str, str], Sequence[LinePlace]]:
    """The way of each line between layers; in the layers between, the lane of its end with more lines."""
    degrees = Counter(end for line in graph.lines for end in line)
    ways = {}
    for line in graph.lines:
        left, right = sorted(line, key=lambda name: layer_of[name])
        first, last = layer_of[left], layer_of[right]
        if first != last:
            hub = max(line, key=lambda name: (degrees[name], name))
            between = [(hub, layer) for layer in range(first + 1, last)]
            ways[line] = [(left, first), *between, (right, last)]
    return ways


def _columns(
    graph: LayeredGraph, ways: Mapping[tuple[str, str], Sequence[LinePlace]]
) -> list[list[LinePlace]]:
    """The things of each layer, then the lanes that pass it."""
    columns = [[(name, number) for name in names] for number, names in enumerate(graph.layers)]
    lanes = dict.fromkeys(lane for way in ways.values() for lane in way[1:-1])
    for lane in lanes:
        columns[lane[1]].append(lane)
    return columns


def _neighbours(ways: Iterable[Sequence[LinePlace]]) -> tuple[Mapping[LinePlace, Sequence[LinePlace]], ...]:
    """The neighbours of each thing and lane in the layer to the left, and in that to the right."""
    left: dict[LinePlace, dict[LinePlace, None]] = defaultdict(dict)
    right: dict[LinePlace, dict[LinePlace, None]] = defaultdict(dict)
    for way in ways:
        for one, other in pairwise(way):
            right[one][other] = None
            left[other][one] = None
    return {one: list(of) for one, of in left.items()}, {one: list(of) for one, of in right.items()}


def _ordered(
    columns: list[list[LinePlace]], beside: tuple[Mapping[LinePlace, Sequence[LinePlace]], ...]
) -> list[list[LinePlace]]:
    """The layers with things in the order of their neighbours' middles, as few crossings as the sweeps find."""
    segments = sum(map(len, beside[1].values()))
    best, fewest = columns, None
    for sweep in range(2 * _SWEEPS):
        ahead = sweep % 2 == 0
        columns = [list(column) for column in columns]
        numbers = range(1, len(columns)) if ahead else range(len(columns) - 2, -1, -1)
        for number in numbers:
            _sort(columns[number], columns[number - 1 if ahead else number + 1], beside[0 if ahead else 1])
        if segments > _MOST_SEGMENTS:
            best = columns
            continue
        crossings = _crossings(columns, beside[1])
        if fewest is None or crossings < fewest:
            best, fewest = columns, crossings
        if fewest == 0:
            break
    return best


def _sort(
    column: list[LinePlace], fixed: Sequence[LinePlace], beside: Mapping[LinePlace, Sequence[LinePlace]]
) -> None:
    """Sort a layer by the middles of its neighbours in one that is fixed; what has none there stays where it is."""
    whole = max(len(column), 1)
    places = {item: (place + 0.5) / len(fixed) for place, item in enumerate(fixed)}
    keys = {}
    for place, item in enumerate(column):
        near = beside.get(item, ())
        keys[item] = sum(places[one] for one in near) / len(near) if near else (place + 0.5) / whole
    column.sort(key=lambda item: keys[item])


def _crossings(columns: Sequence[Sequence[LinePlace]], right: Mapping[LinePlace, Sequence[LinePlace]]) -> int:
    """The number of pairs of lines between neighbouring layers that cross."""
    crossings = 0
    for column, following in pairwise(columns):
        places = {item: place for place, item in enumerate(following)}
        seen: list[int] = []
        for item in column:
            ends = sorted(places[one] for one in right.get(item, ()))
            crossings += sum(len(seen) - bisect_left(seen, end + 1) for end in ends)
            for end in ends:
                insort(seen, end)
    return crossings


def _heights(
    graph: LayeredGraph,
    columns: Sequence[Sequence[LinePlace]],
    beside: tuple[Mapping[LinePlace, Sequence[LinePlace]], ...],
) -> dict[LinePlace, float]:
    """The middle of everything: near its neighbours', in the order of its layer, without covering anything."""
    layer_of = {name: number for number, names in enumerate(graph.layers) for name in names}
    sizes = {item: _size(graph, item, layer_of) for column in columns for item in column}
    offsets = {id(column): _offsets(graph, column, sizes) for column in columns}
    middles: dict[LinePlace, float] = {}
    for column in columns:
        middles.update(zip(column, _apart([0.0] * len(column), offsets[id(column)]), strict=True))
    for move in range(_MOVES):
        for column in columns if move % 2 == 0 else columns[::-1]:
            wanted = []
            for item in column:
                near = [*beside[0].get(item, ()), *beside[1].get(item, ())]
                wanted.append(sum(middles[one] for one in near) / len(near) if near else middles[item])
            middles.update(zip(column, _apart(wanted, offsets[id(column)]), strict=True))
    return middles


def _size(graph: LayeredGraph, item: LinePlace, layer_of: Mapping[str, int]) -> float:
    """The height of a thing, or of a lane."""
    name, layer = item
    return graph.heights[name] if layer_of[name] == layer else graph.lane


def _offsets(
    graph: LayeredGraph, column: Sequence[LinePlace], sizes: Mapping[LinePlace, float]
) -> list[float]:
    """The middles of a layer's things, from that of the first, if they are as close as they may be."""
    offsets = [0.0] if column else []
    for one, other in pairwise(column):
        lanes = (sizes[one] == graph.lane) + (sizes[other] == graph.lane)
        room = (graph.gap, graph.gap / 2, 0.0)[lanes]
        offsets.append(offsets[-1] + (sizes[one] + sizes[other]) / 2 + room)
    return offsets


def _apart(wanted: Sequence[float], offsets: Sequence[float]) -> list[float]:
    """The middles nearest to those wanted, by least squares, that are at least as far apart as the offsets."""
    blocks: list[tuple[float, int]] = []  # sums of what is wanted, and how many
    for middle, before in zip(wanted, offsets, strict=True):
        total, count = middle - before, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            last = blocks.pop()
            total, count = total + last[0], count + last[1]
        blocks.append((total, count))
    flat = [total / count for total, count in blocks for _ in range(count)]
    return [middle + before for middle, before in zip(flat, offsets, strict=True)]
