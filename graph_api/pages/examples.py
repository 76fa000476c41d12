"""The example questions that the editor offers and the home page answers."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from graph_api.pages.about import AnswerRow, ExampleAnswer

FILE = Path(__file__).parent / "examples.toml"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer shown as a table: its title by language, and the path of its cells in a row."""

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

    def on(self, day: date) -> "Example":
        """The question as asked on a day: a variable `today` is that day."""
        variables = {k: day.isoformat() if v == "today" else v for k, v in self.variables.items()}
        return replace(self, variables=variables)

    def public(self) -> dict[str, object]:
        """The part that the editor gets."""
        return {"id": self.id, "title": self.title, "query": self.query, "variables": self.variables}

    def without_answer(self, problem: str, lang: str) -> ExampleAnswer:
        """The question with the reason why it has no answer, in the language `lang`."""
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
    items = tomllib.loads(FILE.read_text("utf-8"))["example"]
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
        for item in items
    )


def _at(node: Any, path: str) -> Sequence[Any]:
    """The values at a dotted path; `*` goes into every member of a list, and null gives no value."""
    values = [node]
    for step in path.split("."):
        if step == "*":
            values = [member for value in values for member in value]
        else:
            values = [value[step] for value in values if value[step] is not None]
    return values
