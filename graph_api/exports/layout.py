"""The layout of the picture of a case: boxes of lines, and the paths that join steps.

A wide picture has the steps in layers from left to right, each beside the steps that belong below it; a narrow one
has them in one column, indented.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from graph_api.exports import words
from graph_api.exports.case import CitedFinding, CitedSource, CitedStep, JustifiedCase
from graph_api.pages.picture.boxes import LEADING, PAD, SIZES, Box, BoxDraft, BoxPath, Mark, Picture

NARROWEST, WIDEST, USUAL = 320, 2400, 1200
"""The limits and the default of a picture's width, in pixels."""
_LAYERED_FROM, _CARD, _MANY = 900, 300.0, 3
_MARGIN, _GAP, _INDENT, _GUTTER = 16.0, 12.0, 14.0, 30.0
_HEAD = PAD + SIZES["head"] * LEADING / 2
"""The middle of a box's first line."""
DrawStep: TypeAlias = Callable[[CitedStep, float], BoxDraft]
_OUTCOMES = MappingProxyType({"HOLDS": "good", "CONTRADICTED": "bad", "MISSING": "open"})
"""The look of the mark of each outcome."""


def lay_out(case: JustifiedCase, width: int = USUAL) -> Picture:
    """The picture of a case, `width` pixels wide."""
    inner = width - 2 * _MARGIN
    numbers = {source.iri: number for number, source in enumerate(case.sources, 1)}

    def draw(step: CitedStep, card: float) -> BoxDraft:
        return _step(step, case.language, numbers, card)

    boxes = [_header(case, inner).at(_MARGIN, _MARGIN)]
    place = _layers if width >= _LAYERED_FROM else _outline
    steps, paths = place(case, draw, inner, _below(boxes))
    boxes += steps
    card = _in_columns(inner)
    sources = [_source(case, source, numbers[source.iri], card) for source in case.sources]
    findings = [_finding(finding, number, card) for number, finding in enumerate(case.findings, 1)]
    for name, drafts in (("sources", sources), ("findings", findings)):
        if drafts:
            heading = BoxDraft(name, "plain", inner)
            heading.add("heading", words.word(name, case.language))
            boxes.append(heading.at(_MARGIN, _below(boxes)))
            boxes += _grid(drafts, inner, _below(boxes) - _GAP)
    return Picture(width, _below(boxes) - _GAP + _MARGIN, tuple(boxes), tuple(paths))


def _below(boxes: Sequence[Box]) -> float:
    """The top of the next row."""
    return max(box.y + box.height for box in boxes) + _GAP


# -- positions


def _levels(case: JustifiedCase) -> dict[int, int]:
    """The depth of each step, by its number."""
    levels: dict[int, int] = {}
    for step in case.steps:
        levels[step.number] = levels[step.parent] + 1 if step.parent else 0
    return levels


def _layers(case: JustifiedCase, draw: DrawStep, inner: float, top: float) -> tuple[list[Box], list[BoxPath]]:
    """Layers from left to right: each step beside the first of the steps that belong below it.

    Among these, steps that have steps below them come first, and the others fill the room below them.
    """
    columns = _layer_columns(1 + max(_levels(case).values(), default=0), inner)
    below: dict[int | None, list[CitedStep]] = defaultdict(list)
    for step in case.steps:
        below[step.parent].append(step)
    boxes, paths = dict[int, Box](), list[BoxPath]()

    def place(step: CitedStep, level: int, y: float) -> float:
        """Place a step and all below it, the first of them at its own height. Returns the bottom of all."""
        x, card = columns[level]
        box = boxes[step.number] = draw(step, card).at(x, y)
        if step.parent:
            paths.append(_across(boxes[step.parent], box))
        end, free = box.y + box.height + _GAP, y
        for one in sorted(below[step.number], key=lambda one: not below[one.number]):
            whole = place(one, level + 1, free)
            end = max(end, whole)
            following = boxes[one.number]
            free = whole if _is_followed(one) else following.y + following.height + _GAP
        return end

    def _is_followed(step: CitedStep) -> bool:
        """True if a later sibling has steps below it, too."""
        siblings = [one for one in below[step.parent] if below[one.number]]
        return bool(below[step.number]) and step is not siblings[-1]

    for step in below[None]:
        top = place(step, 0, top)
    return [boxes[step.number] for step in case.steps], paths


def _layer_columns(depth: int, inner: float) -> list[tuple[float, float]]:
    """The left edge and the width of each layer; criteria and what is below them are many, so they get more."""
    weights = [1.0 if level < _MANY else 1.4 for level in range(depth)]
    one = (inner - (depth - 1) * _GUTTER) / sum(weights)
    columns: list[tuple[float, float]] = []
    x = _MARGIN
    for weight in weights:
        columns.append((x, min(_CARD, one * weight)))
        x += columns[-1][1] + _GUTTER
    return columns


def _across(parent: Box, child: Box) -> BoxPath:
    """A path from the right of a box to the left of another, at the height of their first lines."""
    start, middle = parent.x + parent.width, child.x - _GUTTER / 2
    here, there = parent.y + _HEAD, child.y + _HEAD
    return ((start, here), (middle, here), (middle, there), (child.x, there))


def _outline(
    case: JustifiedCase, draw: DrawStep, inner: float, top: float
) -> tuple[list[Box], list[BoxPath]]:
    """All steps in one column, with a line down the left from each step to those below it."""
    levels, boxes, paths = _levels(case), list[Box](), list[BoxPath]()
    for step in case.steps:
        indent = levels[step.number] * _INDENT
        box = draw(step, inner - indent).at(_MARGIN + indent, _below(boxes) if boxes else top)
        boxes.append(box)
        if step.parent:
            parent = boxes[step.parent - 1]
            x = parent.x + _INDENT / 2
            paths.append(((x, parent.y + parent.height), (x, box.y + _HEAD), (box.x, box.y + _HEAD)))
    return boxes, paths


def _columns(inner: float) -> int:
    return max(1, int((inner + _GAP) // (_CARD + _GAP)))


def _in_columns(inner: float) -> float:
    """The width of a box in a grid."""
    return (inner + _GAP) / _columns(inner) - _GAP


def _grid(drafts: Sequence[BoxDraft], inner: float, top: float) -> Iterator[Box]:
    """Rows of boxes."""
    columns = _columns(inner)
    for start in range(0, len(drafts), columns):
        row = drafts[start : start + columns]
        yield from (draft.at(_MARGIN + place * (draft.width + _GAP), top) for place, draft in enumerate(row))
        top += max(draft.whole_height for draft in row) + _GAP


# -- the content of the boxes


def _header(case: JustifiedCase, width: float) -> BoxDraft:
    draft = BoxDraft("case", "plain", width)
    draft.add("title", words.title(case), case.platform.iri)
    draft.add("verdict", words.verdict(case))
    language = case.language
    draft.add("text", words.labelled(words.word("status", language), words.status(case), language))
    draft.add("note", words.labelled(words.word("release", language), case.release.id, language))
    if chosen := words.sources(case):
        draft.add("note", chosen)
    return draft


def _step(step: CitedStep, language: str, numbers: Mapping[str, int], width: float) -> BoxDraft:
    mark = Mark(_OUTCOMES[step.outcome], words.word(step.outcome, language))
    draft = BoxDraft(f"step-{step.number}", "blocks" if step.blocks else "step", width, mark)
    head = words.word(step.kind, language) if step.holds else words.headline(step, language)
    draft.add("head", head, step.about.iri if step.about else None)
    draft.add("text", step.text)
    if step.remedy:
        draft.add("remedy", words.labelled(words.word("remedy", language), step.remedy, language))
    for act in step.acts:
        draft.add("link", act.label, act.iri)
    draft.add_row("cited", [(f"[{numbers[graph]}]", graph) for graph in step.graphs])
    return draft


def _source(case: JustifiedCase, source: CitedSource, number: int, width: float) -> BoxDraft:
    language = case.language
    draft = BoxDraft(f"source-{number}", "source", width)
    draft.add("head", f"[{number}] {source.label}", source.iri)
    for document in source.documents:
        draft.add("link", words.labelled(words.word("document", language), document, language), document)
    if source.note:
        draft.add("note", words.labelled(words.word("note", language), source.note, language))
    if source.confidence_label:
        confidence = words.labelled(words.word("confidence", language), source.confidence_label, language)
        draft.add("note", confidence)
    if source.illustrative:
        draft.add("note", words.word("illustrative", language))
    if source.licence:
        licence = words.labelled(words.word("licence", language), source.licence, language)
        draft.add("link", licence, source.licence)
    return draft


def _finding(finding: CitedFinding, number: int, width: float) -> BoxDraft:
    draft = BoxDraft(f"finding-{number}", "finding", width)
    draft.add("head", f"{finding.code} ({finding.severity})", finding.iri)
    draft.add("text", finding.message)
    if finding.remedy:
        draft.add("remedy", finding.remedy)
    return draft
