"""The templates of the pages, and style sheets to put into them."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from graph_api.pages import STATIC_FOLDER


def template(name: str) -> Template:
    """A template; everything put into it is escaped."""
    return _environment().get_template(name)


@cache
def styles(*names: str) -> str:
    """Style sheets from `static`, for a page that has to do without a server."""
    return "".join((STATIC_FOLDER / name).read_text(encoding="utf-8") for name in names)


@cache
def _environment() -> Environment:
    """Reads templates once a process."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
