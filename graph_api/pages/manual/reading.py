"""The documentation pages: Markdown files, read into headings, text and example questions."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from ontology.iris import slug

_FOLDER = Path(__file__).parents[1] / "docs"
_PACKAGE = Path(__file__).parents[2]
_QUESTION, _VARIABLES = "graphql", "json variables"
_MANY = 5
"""Columns of a table that is too wide to be one."""
_TAKEN = ("content", "forms", "question", "cite", "contents", "pages")
"""Anchors that every page has; no heading may take them."""


@dataclass(frozen=True, slots=True)
class ManualEntry:
    """A documentation page: its name in addresses, and its readers, one of `READERS`.

    `generated` is the file of the package that has its text, if that is made of a table or shown elsewhere, too.
    """

    name: str
    readers: str
    generated: str = ""


READERS = ("everyone", "developers", "operators")
MANUAL = (
    ManualEntry("getting-started", "everyone"),
    ManualEntry("auditing", "everyone"),
    ManualEntry("asking", "developers"),
    ManualEntry("open-data", "developers"),
    ManualEntry("tables", "developers", "TABLES.md"),
    ManualEntry("clients", "developers", "CLIENTS.md"),
    ManualEntry("paths", "developers", "PATHS.md"),
    ManualEntry("errors", "developers", "ERRORS.md"),
    ManualEntry("running", "operators"),
    ManualEntry("settings", "operators", "SETTINGS.md"),
)
"""The documentation pages, in order."""
MANUAL_FILES: Mapping[str, str] = MappingProxyType(
    {entry.generated: entry.name for entry in MANUAL if entry.generated}
)
"""The page of each file that links in such files lead to."""


@dataclass(frozen=True, slots=True)
class ManualHeading:
    """A heading of the second level, with its anchor."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class ManualPart:
    """A part of a page: text as HTML, or an example question."""

    html: str = ""
    query: str = ""
    variables: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ManualPage:
    """The content of a documentation page, and the language that it is in."""

    lang: str
    headings: Sequence[ManualHeading]
    parts: Sequence[ManualPart]


@dataclass(frozen=True, slots=True)
class ManualPlace:
    """The place where a page is shown: the links it has there, and texts that are different there.

    `link` turns the address of a link into that on the page; `replaced` are texts with those that take their place,
    such as the address of the service.
    """

    link: Callable[[str], str]
    replaced: Mapping[str, str] = field(default_factory=dict)


def manual_file(entry: ManualEntry, lang: str) -> tuple[Path, str]:
    """The file of a page in the language, or else in English; and its language."""
    if entry.generated:
        return _PACKAGE / entry.generated, "en"
    own = _FOLDER / lang / f"{entry.name}.md"
    return (own, lang) if own.is_file() else (_FOLDER / "en" / f"{entry.name}.md", "en")


def read_manual(entry: ManualEntry, lang: str, place: ManualPlace) -> ManualPage:
    """The page in the language, or else in English, as it is shown at a place. Its title is left out."""
    file, written_in = manual_file(entry, lang)
    text = file.read_text(encoding="utf-8")
    for old, new in place.replaced.items():
        text = text.replace(old, new)
    parser = _parser()
    tokens = _without_title(parser.parse(text))
    headings = list(_anchored(tokens))
    _describe_tables(tokens)
    for token in tokens:
        _place_links(token.children or [], place)
    return ManualPage(written_in, headings, list(_parts(parser, tokens)))


def _place_links(inline: Sequence[Token], place: ManualPlace) -> None:
    """Gives links the addresses that they have at the place. One named by its file gets the name of the page."""
    for start, text in pairwise(inline):
        if start.type == "link_open":
            file = str(start.attrGet("href"))
            start.attrSet("href", place.link(file))
            if text.content == file and file in MANUAL_FILES:
                text.content = f"/docs/{MANUAL_FILES[file]}"


def _parser() -> MarkdownIt:
    """A parser of CommonMark with tables. It takes HTML as text."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.add_render_rule("fence", _render_code)
    return parser


def _render_code(_: RendererHTML, tokens: Sequence[Token], index: int, __: OptionsDict, ___: EnvType) -> str:
    """A block of code, which the keyboard can scroll."""
    return f'<pre tabindex="0"><code>{escapeHtml(tokens[index].content)}</code></pre>\n'


def _without_title(tokens: list[Token]) -> list[Token]:
    return tokens[3:] if tokens and tokens[0].tag == "h1" else tokens


def _anchored(tokens: Sequence[Token]) -> Iterator[ManualHeading]:
    """The headings of the second level. All headings get an anchor, each its own."""
    taken = set(_TAKEN)
    for token, inline in pairwise(tokens):
        if token.type != "heading_open":
            continue
        text = _plain(inline)
        name = anchor = slug(text)
        number = 1
        while anchor in taken:
            number += 1
            anchor = f"{name}-{number}"
        taken.add(anchor)
        token.attrSet("id", anchor)
        if token.tag == "h2":
            yield ManualHeading(text, anchor)


def _describe_tables(tokens: Sequence[Token]) -> None:
    """Gives every cell the title of its column, which is shown before it where rows are blocks.

    The rows of a table of many columns always are.
    """
    table = tokens[0] if tokens else None
    titles: list[str] = []
    column = 0
    for token, inline in pairwise(tokens):
        match token.type:
            case "table_open":
                table, titles = token, []
            case "th_open":
                titles.append(_plain(inline))
                token.attrSet("scope", "col")
            case "thead_close" if table is not None and len(titles) >= _MANY:
                table.attrSet("class", "docs-cards")
            case "tr_open":
                column = 0
            case "td_open":
                token.attrSet("data-name", titles[column])
                column += 1


def _plain(inline: Token) -> str:
    """The text of a heading or a cell without its markup."""
    return "".join(part.content for part in inline.children or () if part.type in ("text", "code_inline"))


def _parts(parser: MarkdownIt, tokens: Sequence[Token]) -> Iterator[ManualPart]:
    """The text and the example questions, each with the variables that may follow it, in order."""
    start = 0
    for index, token in enumerate(tokens):
        if token.type != "fence" or token.info != _QUESTION:
            continue
        yield _text_part(parser, tokens[start:index])
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        has_variables = after is not None and after.type == "fence" and after.info == _VARIABLES
        variables = json.loads(after.content) if after is not None and has_variables else {}
        yield ManualPart(query=token.content, variables=variables)
        start = index + (2 if has_variables else 1)
    yield _text_part(parser, tokens[start:])


def _text_part(parser: MarkdownIt, tokens: Sequence[Token]) -> ManualPart:
    """Its HTML is safe to show: the library escapes all text, and the parser takes no HTML."""
    return ManualPart(parser.renderer.render(tokens, parser.options, {}))
