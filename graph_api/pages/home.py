"""The home page: what is here, in numbers, and three example questions with their live answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlencode

from graph_api.pages.strings import LANGUAGES, format_number, texts
from graph_api.pages.template import template


@dataclass(frozen=True, slots=True)
class ClassCount:
    """How many resources of one class the release describes."""

    label: str
    """The class in the page's language."""
    type_name: str
    """Its GraphQL type."""
    count: int


@dataclass(frozen=True, slots=True)
class About:
    """What the page says about the program and the release that it serves."""

    name: str
    version: str
    release: str
    evaluation_date: date | None
    """The day that its checks take for today; None where the store does not tell."""
    statements: int
    counts: Sequence[ClassCount]
    illustrative: bool
    """Whether the release holds graphs that are marked as illustrative."""
    base: str
    """The base IRI of the data."""
    tells_schema: bool = True
    """Whether clients may have the schema."""

    def public(self) -> dict[str, str | bool]:
        """The part that the query editor reads, at `/graphql/about.json`."""
        return {
            "name": self.name,
            "version": self.version,
            "release": self.release,
            "illustrative": self.illustrative,
            "base": self.base,
        }


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row of an answer."""

    cells: Sequence[str | None]
    """One for each column; None is shown as a dash."""
    illustrative: bool = False
    """Whether anything in the row comes from an illustrative graph."""


@dataclass(frozen=True, slots=True)
class ExampleAnswer:
    """A question with the query that asks it and what the store answered just now."""

    question: str
    """In the page's language."""
    query: str
    header: Sequence[str]
    rows: Sequence[AnswerRow]
    variables: Mapping[str, object]
    more: int = 0
    """How many rows the answer has beyond those shown."""
    problem: str = ""
    """Why there is no answer, in place of the rows."""

    @property
    def editor_link(self) -> str:
        """Where the query editor opens with this question."""
        return editor_link(self.query, self.variables)

    @property
    def variables_text(self) -> str:
        """The variables as JSON; empty if there are none."""
        return json.dumps(self.variables, ensure_ascii=False, indent=2) if self.variables else ""


def render_home(about: About, examples: Sequence[ExampleAnswer], lang: str) -> str:
    """The page as HTML, in one of `strings.LANGUAGES`; `http.negotiation.choose_language` finds the reader's.

    Whenever the release holds illustrative data a banner says so, and so does each such row.
    """
    return template("home.html").render(
        about=about,
        examples=examples,
        lang=lang,
        languages=LANGUAGES,
        text=texts(lang),
        number=lambda value: format_number(value, lang),
    )


def editor_link(query: str, variables: Mapping[str, object]) -> str:
    """Address of the editor with a query in its fragment, which browsers keep to themselves."""
    parameters = {"query": query}
    if variables:
        parameters["variables"] = json.dumps(variables, ensure_ascii=False, indent=2)
    return "/graphql#" + urlencode(parameters, quote_via=quote)
