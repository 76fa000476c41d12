"""The picture of a lineage: its layers from left to right, or below each other on a narrow screen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TypeAlias

from graph_api.pages.picture.boxes import Box, BoxDraft, BoxPath, Curve, Mark, Picture
from graph_api.pages.picture.layers import LayeredGraph, LayeredPlaces, place_in_layers
from graph_api.pages.views.lineage.nodes import LineageContent, LineageNode, LineageRow

WIDE, NARROW = 1200, 340
"""The widths of the picture for wide and for narrow screens, in pixels; a wide one with many layers is wider."""
_MARGIN, _GUTTER, _GAP, _LANE = 12.0, 48.0, 12.0, 6.0
_LEAST, _MOST = 176.0, 250.0
"""The limits of the width of a box in a wide picture."""
_LINES, _NOTE_LINES = 2, 1
_ALL_NOTES = 3
"""Lines of a title and of a note, and notes of a box."""
_BESIDE = 44.0
"""The room left of the boxes in a narrow picture, in which lines swing out."""
Heading: TypeAlias = Callable[[str], str]
"""The heading of a layer, by its name."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The left edges of the layers of a wide picture, the width of their boxes, their top, and the layer of each."""

    lefts: Sequence[float]
    card: float
    top: float
    layer_of: Mapping[str, int]


def draw_wide(content: LineageContent, heading: Heading) -> Picture:
    """The layers from left to right."""
    layers = content.layers
    if not layers:
        return Picture(WIDE, 2 * _MARGIN, ())
    room = (WIDE - 2 * _MARGIN - (len(layers) - 1) * _GUTTER - _GUTTER / 2) / len(layers)
    card = float(int(min(_MOST, max(_LEAST, room))))
    lefts = [_MARGIN + number * (card + _GUTTER) for number in range(len(layers))]
    heads = [_heading(name, heading(name), card) for name, _ in layers]
    top = _MARGIN + max(head.whole_height for head in heads) + _GAP
    drafts = {node.key: _draft(node, card) for node in content.nodes}
    lines = _lines(content.rows)
    layer_of = {node.key: number for number, (_, nodes) in enumerate(layers) for node in nodes}
    places = place_in_layers(
        LayeredGraph(
            [[node.key for node in nodes] for _, nodes in layers],
            {key: float(draft.whole_height) for key, draft in drafts.items()},
            [(line.start, line.end) for line in lines],
            _GAP,
            _LANE,
        )
    )
    boxes = [head.at(x, _MARGIN) for head, x in zip(heads, lefts, strict=True)]
    boxes += [
        draft.at(lefts[layer_of[key]], top + places.middle(key, layer_of[key]) - draft.whole_height / 2)
        for key, draft in drafts.items()
    ]
    columns = Columns(lefts, card, top, layer_of)
    curves = [_curve(line, _points(line, places, columns)) for line in lines]
    width = lefts[-1] + card + _GUTTER / 2 + _MARGIN
    return Picture(ceil(width), ceil(top + places.height + _MARGIN), tuple(boxes), curves=tuple(curves))


def draw_narrow(content: LineageContent, heading: Heading) -> Picture:
    """The layers below each other, with lines that swing out to the left."""
    card, y = NARROW - _BESIDE - _MARGIN, _MARGIN
    boxes: list[Box] = []
    for name, nodes in content.layers:
        head = _heading(name, heading(name), card)
        boxes.append(head.at(_BESIDE, y))
        y += head.whole_height
        for node in nodes:
            draft = _draft(node, card)
            boxes.append(draft.at(_BESIDE, y))
            y += draft.whole_height + _GAP
    middles = {box.name: box.y + box.height / 2 for box in boxes}
    curves = []
    for line in _lines(content.rows):
        start, end = middles[line.start], middles[line.end]
        bend = -min(_BESIDE * 1.2, 16 + abs(end - start) / 12)
        curves.append(replace(line, points=((_BESIDE, start), (_BESIDE, end)), bend=bend))
    return Picture(NARROW, ceil(y), tuple(boxes), curves=tuple(curves))


def _lines(rows: Sequence[LineageRow]) -> Sequence[Curve]:
    """A line for each pair of nodes, with the names of all relations between them, still without points."""
    lines: dict[tuple[str, str], Curve] = {}
    for row in rows:
        pair = (row.start.key, row.end.key)
        if pair[0] == pair[1]:
            continue
        known = lines.get(pair)
        text = f"{known.text}, {row.relation.text}" if known else row.relation.text
        look = "lit" if row.is_lit or (known and known.look) else ""
        lines[pair] = Curve(*pair, points=(), look=look, text=text)
    return list(lines.values())


def _heading(name: str, text: str, width: float) -> BoxDraft:
    draft = BoxDraft(f"layer-{name}", "plain", width)
    draft.add("head", text)
    return draft


def _draft(node: LineageNode, width: float) -> BoxDraft:
    """The box of a node."""
    look = f"node {node.look}".rstrip() + (" group" if node.is_group else "")
    mark = Mark(node.mark, node.mark_text) if node.mark else None
    draft = BoxDraft(node.key, look, width, mark, node.href or None)
    draft.add("text", node.short, most=_LINES)
    for note in node.notes[:_ALL_NOTES]:
        draft.add("note", note, most=_NOTE_LINES)
    return draft


def _points(line: Curve, places: LayeredPlaces, columns: Columns) -> BoxPath:
    """The points of a line from its start to its end, through the lanes of the layers that it passes."""
    first, last = columns.layer_of[line.start], columns.layer_of[line.end]
    if first == last:
        right = columns.lefts[first] + columns.card
        return tuple((right, columns.top + places.middle(key, first)) for key in (line.start, line.end))
    points: list[tuple[float, float]] = []
    way = places.ways[line.start, line.end]
    for place, lane in enumerate(way):
        left, y = columns.lefts[lane[1]], columns.top + places.middles[lane]
        if place:
            points.append((left, y))
        if place < len(way) - 1:
            points.append((left + columns.card, y))
    return tuple(points if first < last else reversed(points))


def _curve(line: Curve, points: BoxPath) -> Curve:
    """The line through its points; between two of one layer it swings out to the right."""
    (x, y), (to_x, to_y) = points[0], points[-1]
    bend = min(_GUTTER / 2, 14 + abs(y - to_y) / 20) if x == to_x else 0.0
    return replace(line, points=points, bend=bend)
