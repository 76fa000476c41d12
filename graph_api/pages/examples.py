"""The example questions that the editor offers and the home page answers."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph_api.pages.home import AnswerRow, ExampleAnswer

FILE = Path(__file__).parent / "examples.toml"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer shown as a table: its title by language, and where its cells are in a row."""

    title: Mapping[str, str]
    path: str


@dataclass(frozen=True, slots=True)
class Example:
    """A question by title in each language; with `columns` its answer can be shown as a table."""

    id: str
    title: Mapping[str, str]
    query: str
    variables: Mapping[str, object]
    rows: str
    illustrative: str
    columns: tuple[Column, ...]

    def public(self) -> dict[str, object]:
        """What the editor gets."""
        return {"id": self.id, "title": self.title, "query": self.query, "variables": self.variables}

    def unanswered(self, problem: str, lang: str) -> ExampleAnswer:
        """The question without an answer, and why there is none, in the language `lang`."""
        title = self.title.get(lang, self.title["en"])
        return ExampleAnswer(title, self.query, (), (), self.variables, problem=problem)

    def table(self, data: Mapping[str, Any], lang: str) -> ExampleAnswer:
        """The answer `data` as a table in the language `lang`."""
        page = data[self.rows]
        rows = [
            AnswerRow(
                tuple(", ".join(map(str, _at(node, c.path))) or None for c in self.columns),
                illustrative=any(_at(node, self.illustrative)),
            )
            for node in page["nodes"]
        ]
        header = [c.title.get(lang, c.title["en"]) for c in self.columns]
        more = page["totalCount"] - len(rows)
        return ExampleAnswer(
            self.title.get(lang, self.title["en"]), self.query, header, rows, self.variables, more
        )


def read_examples() -> tuple[Example, ...]:
    """The examples that ship with the program, in order."""
    found = tomllib.loads(FILE.read_text("utf-8"))["example"]
    return tuple(
        Example(
            id=item["id"],
            title=item["title"],
            query=item["query"].strip() + "\n",
            variables=item.get("variables", {}),
            rows=item.get("rows", ""),
            illustrative=item.get("illustrative", ""),
            columns=tuple(Column(c["title"], c["path"]) for c in item.get("columns", ())),
        )
        for item in found
    )


def _at(node: Any, path: str) -> Sequence[Any]:
    """The values at a dotted path; `*` goes into every member of a list, and nothing is where null is."""
    found = [node]
    for step in path.split("."):
        if step == "*":
            found = [member for one in found for member in one]
        else:
            found = [one[step] for one in found if one[step] is not None]
    return found
