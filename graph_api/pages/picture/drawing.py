"""SVG of a picture: boxes, lines and marks, with everything escaped, and its styles in light and dark."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from graph_api.pages.picture.boxes import BOLDS, MARK, SIZES, Box, BoxPath, Curve, Line, Picture
from ontology.printable import printable

LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "page": "#ffffff",
        "card": "#f6f7f9",
        "edge": "#8a94a3",
        "ink": "#1b2430",
        "soft": "#4d5966",
        "link": "#0b57a4",
        "good": "#14703a",
        "bad": "#b3261e",
        "open": "#8a5200",
        "block": "#fdf0ef",
    }
)
"""The colours of a picture in light."""
DARK: Mapping[str, str] = MappingProxyType(
    {
        "page": "#12161c",
        "card": "#1d232c",
        "edge": "#6d7886",
        "ink": "#e8ecf1",
        "soft": "#b4bdc8",
        "link": "#8ab8ff",
        "good": "#6fd195",
        "bad": "#ff9d94",
        "open": "#f0bd6b",
        "block": "#33201f",
    }
)
"""The same colours in dark."""
MARKS: Mapping[str, str] = MappingProxyType(
    {"good": "M-4 .5 -1 3.5 4 -3", "bad": "M-3-3 3 3M3-3-3 3", "open": "M-4 0H4"}
)
"""A tick, a cross, a dash: paths around the middle of a mark, by its look."""
_FORBIDDEN = re.compile("[\ufffe\uffff]")
_FONTS = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif"


@dataclass(frozen=True, slots=True)
class PictureTexts:
    """A picture in words: its title, its description, and their language. `key` makes its names unique in a page."""

    key: str
    lang: str
    title: str
    description: str


def draw(picture: Picture, texts: PictureTexts, style: str = "") -> Iterator[str]:
    """The lines of the SVG. `style` is its own style sheet; without one, the page around it has the styles."""
    return framed((picture.width, picture.height), texts, style, _content(picture, texts.key))


def framed(
    size: tuple[float, float], texts: PictureTexts, style: str, content: Iterable[str]
) -> Iterator[str]:
    """The lines of an SVG of a size, with its title and description, around the lines of its content."""
    width, height = (number(one) for one in size)
    key = texts.key
    # `img` would hide its links from screen readers (axe: nested-interactive).
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ndp-{key}" lang="{texts.lang}" '
        'role="graphics-document document" '
        f'aria-labelledby="title-{key}" aria-describedby="desc-{key}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">'
    )
    yield f'<title id="title-{key}">{xml(texts.title)}</title>'
    yield f'<desc id="desc-{key}">{xml(texts.description)}</desc>'
    if style:
        yield f"<style>{style}</style>"
    yield '<rect class="page" width="100%" height="100%"/>'
    yield from content
    yield "</svg>"


def _content(picture: Picture, key: str) -> Iterator[str]:
    if picture.paths or not picture.curves:
        yield f'<path class="edge" d="{"".join(_path(path) for path in picture.paths)}"/>'
    yield from (_curve(curve, key) for curve in picture.curves)
    for box in picture.boxes:
        yield from _box(box, key)


def _box(box: Box, key: str) -> Iterator[str]:
    link = f"<a href={quoteattr(_xml_text(box.href))}>" if box.href else ""
    yield (
        f'{link}<g id="{box.name}-{key}" class="{box.look}" '
        f'transform="translate({number(box.x)} {number(box.y)})"><title>{xml(box.text)}</title>'
    )
    if box.look != "plain":
        yield f'<rect class="card" rx="6" width="{number(box.width)}" height="{number(box.height)}"/>'
    if box.mark:
        first = box.lines[0]
        x, y = first.x - MARK / 2 - 2, first.y - SIZES[first.kind] * 0.36
        yield (
            f'<g role="img" aria-label={quoteattr(_xml_text(box.mark.text))} '
            f'class="mark {box.mark.look}" transform="translate({number(x)} {number(y)})">'
            f'<circle r="8"/><path d="{MARKS[box.mark.look]}"/></g>'
        )
    yield from (_line(line) for line in box.lines)
    yield "</g></a>" if link else "</g>"


def _line(line: Line) -> str:
    place = f'x="{number(line.x)}" y="{number(line.y)}"'
    text = f'<text class="{line.kind}" {place}>{xml(line.text)}</text>'
    return f"<a href={quoteattr(_xml_text(line.href))}>{text}</a>" if line.href else text


def _path(path: BoxPath) -> str:
    start, *others = (f"{number(x)} {number(y)}" for x, y in path)
    return f"M{start}L{' '.join(others)}"


def _curve(curve: Curve, key: str) -> str:
    """A curved line, level at each of its points; between two above each other it swings out."""
    steps = [f"M{number(curve.points[0][0])} {number(curve.points[0][1])}"]
    for (x, y), (to_x, to_y) in pairwise(curve.points):
        if y == to_y and not curve.bend:
            steps.append(f"H{number(to_x)}")
            continue
        before = after = (x + to_x) / 2
        if curve.bend:
            before, after = x + curve.bend, to_x + curve.bend
        steps.append(
            f"C{number(before)} {number(y)} {number(after)} {number(to_y)} {number(to_x)} {number(to_y)}"
        )
    look = f"edge {curve.look}".rstrip()
    return (
        f'<path class="{look}" data-from="{curve.start}-{key}" data-to="{curve.end}-{key}" '
        f'd="{"".join(steps)}"><title>{xml(curve.text)}</title></path>'
    )


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def xml(text: str) -> str:
    """The text as content of an element."""
    return escape(_xml_text(text))


def _xml_text(text: str) -> str:
    """The text with its control characters shown, and a replacement character for others that XML 1.0 forbids."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", printable(text))


def style_sheet(scope: str) -> str:
    """The styles of a picture that stands alone; `scope` selects it."""
    rules = [f"{scope} text{{font-family:{_FONTS}}}"]
    for kind, size in SIZES.items():
        weight = ";font-weight:700" if kind in BOLDS else ""
        rules.append(f"{scope} .{kind}{{font-size:{number(size)}px{weight}}}")
    rules.append(f"{scope} a:hover text,{scope} a:focus text{{text-decoration:underline}}")
    rules.append(f"{scope} .middle{{text-anchor:middle}}{scope} .end{{text-anchor:end}}")
    rules += _colours(scope, LIGHT)
    rules.append("@media (prefers-color-scheme:dark){" + "".join(_colours(scope, DARK)) + "}")
    return "".join(rules)


def _colours(scope: str, of: Mapping[str, str]) -> Iterator[str]:
    yield f"{scope} .page{{fill:{of['page']}}}"
    yield f"{scope} .card{{fill:{of['card']};stroke:{of['edge']}}}"
    yield f"{scope} .blocks .card{{fill:{of['block']};stroke:{of['bad']};stroke-width:2}}"
    yield f"{scope} .grid{{fill:none;stroke:{of['edge']};stroke-opacity:.4}}"
    yield f"{scope} .edge{{fill:none;stroke:{of['edge']};stroke-width:1.5}}"
    yield f"{scope} text{{fill:{of['ink']}}}"
    yield f"{scope} .note,{scope} .remedy{{fill:{of['soft']}}}"
    yield f"{scope} a text{{fill:{of['link']}}}"
    for look in MARKS:
        yield f"{scope} .{look} circle{{fill:{of[look]}}}"
    yield f"{scope} .mark path{{fill:none;stroke:{of['page']};stroke-width:2}}"
