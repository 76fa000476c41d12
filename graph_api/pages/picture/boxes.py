"""The parts of pictures: boxes of lines of text, and the lines that join boxes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from types import MappingProxyType
from typing import TypeAlias

from graph_api.pages.picture.measure import BOLD, width_of, wrap
from ontology.printable import cut

SIZES = MappingProxyType(
    {
        "title": 20.0,
        "verdict": 16.0,
        "heading": 16.0,
        "head": 14.0,
        "text": 13.0,
        "remedy": 13.0,
        "note": 12.0,
        "link": 12.0,
        "cited": 12.0,
    }
)
"""The font size of each kind of line."""
BOLDS = frozenset(("title", "verdict", "heading", "head"))
"""The kinds of lines that are bold."""
MARK = 22.0
"""The room for a mark before a line."""
PAD = 10.0
"""The room between the border of a box and its lines."""
LEADING = 1.4
"""The height of a line, relative to the size of its font."""
BoxPath: TypeAlias = tuple[tuple[float, float], ...]
_DESCENT = 0.35
_LONGEST_TEXT = 2_000
"""Characters of a text in a box."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: its kind, its target if it is a link, and the start of its base line in its box."""

    text: str
    kind: str
    x: float
    y: float
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign before the first line of a box: its look, one of `MARKS` in `drawing`, and what it means in words."""

    look: str
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with lines: `name` is unique, `look` its style, `text` all its text, `href` its target, if any."""

    name: str
    look: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]
    mark: Mark | None = None
    text: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """A curved line through points, from the box of one name to that of another, level at each point.

    `bend` is how far it swings out between two points above each other. `look` is its style, `text` its meaning.
    """

    start: str
    end: str
    points: BoxPath
    look: str = ""
    bend: float = 0.0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """All boxes, the corners of the paths between them, and curved lines."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    paths: tuple[BoxPath, ...] = ()
    curves: tuple[Curve, ...] = ()


@dataclass(slots=True)
class BoxDraft:
    """A box without a position; lines are added from the top."""

    name: str
    look: str
    width: float
    mark: Mark | None = None
    href: str | None = None
    height: float = PAD
    lines: list[Line] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def add(self, kind: str, text: str, href: str | None = None, most: int | None = None) -> None:
        """Add text, in as many lines as needed, or `most` with `…` at the end; a very long one is cut."""
        text = cut(text, _LONGEST_TEXT)
        self.texts.append(text)
        size, beside = SIZES[kind], MARK if self.mark and not self.lines else 0.0
        room = self.width - 2 * PAD - beside
        for line in _first(text, size, room / (BOLD if kind in BOLDS else 1), most):
            self.height += size * LEADING
            self.lines.append(Line(line, kind, PAD + beside, self.height - size * _DESCENT, web_link(href)))

    def add_row(self, kind: str, links: Sequence[tuple[str, str]]) -> None:
        """Add short links beside each other, in as many rows as needed."""
        size, x = SIZES[kind], self.width
        for text, href in links:
            wide = width_of(text, size)
            if x + wide > self.width - PAD:
                x = PAD
                self.height += size * LEADING
            self.lines.append(Line(text, kind, x, self.height - size * _DESCENT, web_link(href)))
            x += wide + size

    @property
    def whole_height(self) -> int:
        """The height of the box with all its lines."""
        return ceil(self.height + PAD)

    def at(self, x: float, y: float) -> Box:
        """The box at a position."""
        text = "\n".join(self.texts)
        height = self.whole_height
        return Box(
            self.name, self.look, x, y, self.width, height, tuple(self.lines), self.mark, text, self.href
        )


def _first(text: str, size: float, width: float, most: int | None) -> Sequence[str]:
    """The first lines of a text, the last of them with `…` if there are more."""
    lines = wrap(text, size, width)
    if most is None or len(lines) <= most:
        return lines
    last = lines[most - 1]
    fits = width_of(f"{last}…", size) <= width
    return [*lines[: most - 1], (last if fits else last[:-1].rstrip()) + "…"]


def web_link(iri: str | None) -> str | None:
    """The IRI if it is a web address; None for blank nodes, and for schemes that could run code."""
    return iri if iri and iri.startswith(("http://", "https://")) else None
