"""The page about the service: figures of the release, and example questions with their live answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graph_api.pages.frame import Frame, editor_link, render_page


@dataclass(frozen=True, slots=True)
class ClassCount:
    """The number of resources of a class that the release describes."""

    label: str
    """The class in the page's language."""
    type_name: str
    """Its GraphQL type."""
    plural: str
    """Its list."""
    count: int


@dataclass(frozen=True, slots=True)
class AboutFacts:
    """The facts about the program and its release that the page shows."""

    name: str
    version: str
    release: str
    evaluation_date: date | None
    """The day on which its checks were evaluated; None if the store does not know it."""
    statements: int
    counts: Sequence[ClassCount]
    illustrative: bool
    """True if answers may have data of graphs marked as illustrative."""
    base: str
    """The base IRI of the data."""
    publishes_schema: bool = True
    """True if clients may read the schema."""
    has_releases: bool = True
    """True if there is a release folder, without which nothing describes the releases."""
    has_sparql: bool = False
    """True if the service answers SPARQL queries."""

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
    """True if a value of the row comes from an illustrative graph."""


@dataclass(frozen=True, slots=True)
class ExampleAnswer:
    """An example question with its query and its live answer."""

    question: str
    """In the page's language."""
    query: str
    header: Sequence[str]
    rows: Sequence[AnswerRow]
    variables: Mapping[str, object]
    more: int = 0
    """The number of rows of the answer beyond those shown."""
    problem: str = ""
    """The reason for a missing answer, shown in place of the rows."""

    @property
    def editor_link(self) -> str:
        """The address of the query editor with this question."""
        return editor_link(self.query, self.variables)

    @property
    def variables_text(self) -> str:
        """The variables as JSON; empty if there are none."""
        return json.dumps(self.variables, ensure_ascii=False, indent=2) if self.variables else ""


def render_about(about: AboutFacts, examples: Sequence[ExampleAnswer], frame: Frame) -> str:
    """The page as HTML. A mark on each row warns of illustrative data."""
    framed = replace(frame, is_illustrative=about.illustrative)
    return render_page("about.html", framed, about=about, examples=examples)
