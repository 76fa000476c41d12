"""The templates of the pages, and the style sheets to embed in them."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from graph_api.pages import STATIC_FOLDER
from ontology.printable import cut, printable

LONGEST_NAME = 200
"""Characters of a title, a heading, or a name in a list. A longer one is cut."""


def template(name: str) -> Template:
    """The template of that name; it escapes all values."""
    return _environment().get_template(name)


@cache  # a memo: the few sets of style sheets that pages name
def styles(*names: str) -> str:
    """The text of style sheets from `static`, for a page that works without a server."""
    return "".join((STATIC_FOLDER / name).read_text(encoding="utf-8") for name in names)


@cache  # a memo of one value
def _environment() -> Environment:
    """The environment that reads each template once a process."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cut"] = _cut
    return environment


def _cut(name: str) -> str:
    """A name as titles, headings and lists show it."""
    return cut(name, LONGEST_NAME)


def _shown(value: object) -> object:
    """A value as a page shows it: control characters of a text are seen, not obeyed."""
    return printable(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
