"""SVG: the picture of a case, in light and dark, with links and a full text alternative."""

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from graph_api.exports import words
from graph_api.exports.case import JustifiedCase
from graph_api.exports.layout import BOLDS, MARK, SIZES, USUAL, Box, BoxPath, Line, lay_out
from ontology.printable import printable

_LIGHT = {
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
_DARK = {
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
_OUTCOMES = {"HOLDS": "good", "CONTRADICTED": "bad", "MISSING": "open"}
_MARKS = {"HOLDS": "M-4 .5 -1 3.5 4 -3", "CONTRADICTED": "M-3-3 3 3M3-3-3 3", "MISSING": "M-4 0H4"}
"""A tick, a cross, a dash: paths around the middle of a mark."""
_FORBIDDEN = re.compile("[\ufffe\uffff]")
_FONTS = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif"


def write(case: JustifiedCase, width: int = USUAL) -> bytes:
    """The picture of a case, `width` pixels wide; one column at a phone's width."""
    return ("\n".join(_lines(case, width)) + "\n").encode()


def _lines(case: JustifiedCase, width: int) -> Iterator[str]:
    picture = lay_out(case, width)
    key = case.uuid("picture", _number(picture.width)).hex[:8]
    size = f'width="{_number(picture.width)}" height="{_number(picture.height)}"'
    # `img` would hide its links from screen readers (axe: nested-interactive).
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ndp-{key}" lang="{case.language}" '
        'role="graphics-document document" '
        f'aria-labelledby="title-{key}" aria-describedby="desc-{key}" {size} '
        f'viewBox="0 0 {_number(picture.width)} {_number(picture.height)}">'
    )
    yield f'<title id="title-{key}">{_text(words.title(case))}</title>'
    yield f'<desc id="desc-{key}">{_text(_description(case))}</desc>'
    yield f"<style>{_style(f'.ndp-{key}')}</style>"
    yield '<rect class="page" width="100%" height="100%"/>'
    yield f'<path class="edge" d="{"".join(_path(path) for path in picture.paths)}"/>'
    for box in picture.boxes:
        yield from _box(box, key, case.language)
    yield "</svg>"


def _description(case: JustifiedCase) -> str:
    """The picture in words, as its text alternative."""
    parts = [words.verdict(case) + "."]
    parts += [f"{words.headline(step, case.language)}. {step.text}" for step in case.steps]
    if case.sources:
        names = "; ".join(source.label for source in case.sources)
        parts.append(words.labelled(words.word("sources", case.language), names, case.language) + ".")
    return "\n".join(parts)


def _box(box: Box, key: str, language: str) -> Iterator[str]:
    yield (
        f'<g id="{box.name}-{key}" class="{box.look}" '
        f'transform="translate({_number(box.x)} {_number(box.y)})"><title>{_text(box.text)}</title>'
    )
    if box.look != "plain":
        yield f'<rect class="card" rx="6" width="{_number(box.width)}" height="{_number(box.height)}"/>'
    if box.mark:
        first = box.lines[0]
        x, y = first.x - MARK / 2 - 2, first.y - SIZES[first.kind] * 0.36
        look = _OUTCOMES[box.mark]
        yield (
            f'<g role="img" aria-label={quoteattr(words.word(box.mark, language))} '
            f'class="mark {look}" transform="translate({_number(x)} {_number(y)})">'
            f'<circle r="8"/><path d="{_MARKS[box.mark]}"/></g>'
        )
    yield from (_line(line) for line in box.lines)
    yield "</g>"


def _line(line: Line) -> str:
    place = f'x="{_number(line.x)}" y="{_number(line.y)}"'
    text = f'<text class="{line.kind}" {place}>{_text(line.text)}</text>'
    return f"<a href={quoteattr(_xml_text(line.href))}>{text}</a>" if line.href else text


def _path(path: BoxPath) -> str:
    start, *others = (f"{_number(x)} {_number(y)}" for x, y in path)
    return f"M{start}L{' '.join(others)}"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _text(text: str) -> str:
    return escape(_xml_text(text))


def _xml_text(text: str) -> str:
    """The text with its control characters shown, and a replacement character for others that XML 1.0 forbids."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", printable(text))


def _style(scope: str) -> str:
    rules = [f"{scope} text{{font-family:{_FONTS}}}"]
    for kind, size in SIZES.items():
        weight = ";font-weight:700" if kind in BOLDS else ""
        rules.append(f"{scope} .{kind}{{font-size:{_number(size)}px{weight}}}")
    rules.append(f"{scope} a:hover text,{scope} a:focus text{{text-decoration:underline}}")
    rules += _colours(scope, _LIGHT)
    rules.append("@media (prefers-color-scheme:dark){" + "".join(_colours(scope, _DARK)) + "}")
    return "".join(rules)


def _colours(scope: str, of: dict[str, str]) -> Iterator[str]:
    yield f"{scope} .page{{fill:{of['page']}}}"
    yield f"{scope} .card{{fill:{of['card']};stroke:{of['edge']}}}"
    yield f"{scope} .blocks .card{{fill:{of['block']};stroke:{of['bad']};stroke-width:2}}"
    yield f"{scope} .edge{{fill:none;stroke:{of['edge']};stroke-width:1.5}}"
    yield f"{scope} text{{fill:{of['ink']}}}"
    yield f"{scope} .note,{scope} .remedy{{fill:{of['soft']}}}"
    yield f"{scope} a text{{fill:{of['link']}}}"
    for look in ("good", "bad", "open"):
        yield f"{scope} .{look} circle{{fill:{of[look]}}}"
    yield f"{scope} .mark path{{fill:none;stroke:{of['page']};stroke-width:2}}"
