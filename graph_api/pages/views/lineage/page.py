"""The page about the lineage of a resource: its picture, wide and narrow, and a table with the same content."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from graph_api.pages.frame import Frame, PageLink
from graph_api.pages.picture.boxes import Picture
from graph_api.pages.picture.drawing import DARK, LIGHT, PictureTexts, draw, style_sheet
from graph_api.pages.strings import texts
from graph_api.pages.views.lineage.graph import LineageGraph, LineageName
from graph_api.pages.views.lineage.nodes import (
    FOLDED_NONE,
    LineageChoice,
    LineageContent,
    LineageRow,
    lineage_content,
)
from graph_api.pages.views.lineage.picture import draw_narrow, draw_wide
from graph_api.pages.views.reader import PageReader
from ontology.printable import cut
from ontology.values.languages import format_date, format_number

DEPTHS = (1, 2, 3, 4)
"""The numbers of steps that the page offers."""
USUAL_DEPTH = 2
_LONGEST = 80
"""Characters of a label in a list of choices."""


@dataclass(frozen=True, slots=True)
class LineageRequest:
    """The choices in the address of the page: the resource, the steps, the thing in focus, the folded groups."""

    iri: str
    depth: int = USUAL_DEPTH
    day: str = ""
    focus: str = ""
    fold: str = ""

    def choice(self, lang: str) -> LineageChoice:
        """The choices about the picture."""
        folded = None if not self.fold else () if self.fold == FOLDED_NONE else self.fold.split(",")
        return LineageChoice(lang, self.focus, folded)


@dataclass(frozen=True, slots=True)
class LineageOption:
    """A value to choose: as it is in addresses, and as people read it."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class LineageSource:
    """A source with its address; its number is its place in the list."""

    name: LineageName
    address: str


@dataclass(frozen=True, slots=True)
class LineageView:
    """The finished texts of the page. `kept` are the hidden fields of its form."""

    title: str
    root: PageLink
    summary: str
    unknown: str
    """A sentence about a choice in the address that fits nothing here; empty: all do."""
    is_truncated: bool
    wide: Markup
    narrow: Markup
    rows: Sequence[LineageRow]
    sources: Sequence[LineageSource]
    depths: Sequence[LineageOption]
    things: Sequence[LineageOption]
    day: str
    kept: Sequence[tuple[str, str]]
    unfold: str
    fold: str
    page: tuple[int, int]
    """The size of the printed page of the picture, in pixels."""


def lineage_title(graph: LineageGraph, lang: str) -> str:
    """The title of the page."""
    return texts(lang)["lineage_title"].format(name=graph.things[0].name.text)


def lineage_view(graph: LineageGraph, request: LineageRequest, reader: PageReader) -> LineageView:
    """The page about a lineage that has at least its root."""
    text = texts(reader.lang)
    content = _content(graph, request, reader)
    wide, narrow = _wide(content, reader.lang), draw_narrow(content, partial(_heading, reader.lang))
    root = graph.things[0]
    return LineageView(
        lineage_title(graph, reader.lang),
        PageLink(root.name.text, reader.address(root.iri)),
        _summary(graph, request, reader.lang),
        text["lineage_unknown"] if _is_unknown(graph, content, request) else "",
        graph.is_truncated,
        _inline(wide, "wide", graph, request, reader.lang),
        _inline(narrow, "narrow", graph, request, reader.lang),
        content.rows,
        [LineageSource(source, reader.address(source.iri)) for source in content.sources],
        [
            LineageOption(str(depth), format_number(depth, reader.lang), depth == request.depth)
            for depth in sorted({*DEPTHS, request.depth})
        ],
        _things(graph, request, text["lineage_no_focus"]),
        request.day,
        _kept(reader.frame),
        reader.frame.here(fold=FOLDED_NONE) if content.group_keys and request.fold != FOLDED_NONE else "",
        reader.frame.here(fold="") if request.fold else "",
        (int(wide.width), int(wide.height)),
    )


def _is_unknown(graph: LineageGraph, content: LineageContent, request: LineageRequest) -> bool:
    """True if the address chooses a thing or a group that the picture does not have."""
    folded = request.choice("").folded or ()
    in_focus = {request.focus} - {"", *(thing.iri for thing in graph.things)}
    return bool(in_focus) or not content.group_keys.issuperset(folded)


def lineage_svg(graph: LineageGraph, request: LineageRequest, reader: PageReader) -> bytes:
    """The wide picture as a file with its own styles, in light and dark."""
    content = _content(graph, request, reader)
    words = _words("file", graph, request, reader.lang)
    style = style_sheet(f".ndp-{words.key}") + _looks(f".ndp-{words.key}")
    return ("\n".join(draw(_wide(content, reader.lang), words, style)) + "\n").encode()


def _looks(scope: str) -> str:
    """The styles of the root, of groups and of lines in focus, in light and dark."""

    def rules(of: Mapping[str, str]) -> str:
        return (
            f"{scope} .root .card,{scope} .focus .card{{stroke:{of['link']};stroke-width:3}}"
            f"{scope} .group .card{{stroke-dasharray:5 3}}"
            f"{scope} .lit{{stroke:{of['link']};stroke-width:2.5}}"
            f"{scope} .far text{{fill:{of['soft']}}}"
        )

    return rules(LIGHT) + "@media (prefers-color-scheme:dark){" + rules(DARK) + "}"


def _content(graph: LineageGraph, request: LineageRequest, reader: PageReader) -> LineageContent:
    to_folded = partial(_folded, reader.frame)
    return lineage_content(graph, request.choice(reader.lang), reader.address, to_folded)


def _folded(frame: Frame, keys: str) -> str:
    """The address of the page with only these groups folded."""
    return frame.here(fold=keys)


def _wide(content: LineageContent, lang: str) -> Picture:
    return draw_wide(content, partial(_heading, lang))


def _heading(lang: str, layer: str) -> str:
    return texts(lang)[layer]


def _inline(picture: Picture, key: str, graph: LineageGraph, request: LineageRequest, lang: str) -> Markup:
    """The picture as a part of the page, whose styles it has."""
    return Markup("\n".join(draw(picture, _words(key, graph, request, lang))))  # noqa: S704  # `draw` escapes


def _words(key: str, graph: LineageGraph, request: LineageRequest, lang: str) -> PictureTexts:
    return PictureTexts(key, lang, lineage_title(graph, lang), _summary(graph, request, lang))


def _summary(graph: LineageGraph, request: LineageRequest, lang: str) -> str:
    """The number of things and statements, and the day, in a sentence or two."""
    text = texts(lang)
    parts = [
        text["lineage_size"].format(
            count=format_number(len(graph.things), lang),
            statements=format_number(len(graph.statements), lang),
        )
    ]
    if request.day:
        parts.append(text["lineage_on"].format(day=format_date(request.day, lang)))
    if graph.is_truncated:
        parts.append(text["lineage_truncated"])
    return " ".join(parts)


def _things(graph: LineageGraph, request: LineageRequest, nothing: str) -> Sequence[LineageOption]:
    """The things that can be in focus."""
    things = sorted(graph.things, key=lambda thing: (thing.name.text.casefold(), thing.iri))
    options = [
        LineageOption(thing.iri, cut(thing.name.text, _LONGEST), thing.iri == request.focus)
        for thing in things
    ]
    return [LineageOption("", nothing, not request.focus), *options]


def _kept(frame: Frame) -> Sequence[tuple[str, str]]:
    """The parameters that the form of the page does not have itself."""
    own = ("depth", "asOf", "focus")
    return [*frame.parameters_but(*own), ("lang", frame.lang)]


def lineage_columns(graph: LineageGraph) -> tuple[Sequence[str], Iterable[Mapping[str, object]]]:
    """The statements as a table: the names of its columns, and a row for each."""
    names = {thing.iri: thing.name.text for thing in graph.things}
    columns = ("from", "from_label", "relation", "relation_label", "to", "to_label", "sources")
    rows = (
        dict(
            zip(
                columns,
                (
                    *(one.start, names[one.start], one.relation.iri, one.relation.text),
                    *(one.end, names[one.end], " ".join(source.iri for source in one.sources)),
                ),
                strict=True,
            )
        )
        for one in graph.statements
    )
    return columns, rows
