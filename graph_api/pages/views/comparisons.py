"""A comparison as a view: one column for each thing, the rows that differ first, and the results of criteria."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from graph_api.pages.questions.comparisons import ComparisonPage, CriteriaMatrix
from graph_api.pages.strings import texts
from graph_api.pages.views.cases.linked import is_made_up
from graph_api.pages.views.cells import shown_values
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked, plain
from ontology.values.languages import format_date

IRI = "iri"
"""The parameter that names a thing: `IRI`, `IRI@day`, `IRI@release` or `IRI@day@release`; it is repeated."""
_ADDED = {"same": "", "on": ""}
"""The parameters that add a thing, once it is among the others."""
MOST = 6
"""Things of a comparison."""


@dataclass(frozen=True, slots=True)
class ThingChosen:
    """A thing to compare, as an address names it: its IRI, and the day and the release, if they are chosen."""

    given: str
    iri: str
    day: str = ""
    release: str = ""


@dataclass(frozen=True, slots=True)
class ThingAnswer:
    """A thing with the answer about it; None: the release does not know it."""

    thing: ThingChosen
    node: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class ComparedThing:
    """The head of a column: the thing, its class, the day and the release that are chosen, the address without it."""

    label: LinkedText
    kind: str
    notes: Sequence[str]
    given: str
    without: str
    is_illustrative: bool


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A row: its title and a cell for each thing."""

    title: LinkedText
    cells: Sequence[Sequence[LinkedText]]
    differs: bool


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """The page, ready for the template."""

    things: Sequence[ComparedThing]
    different: Sequence[ComparedRow]
    equal: Sequence[ComparedRow]
    criteria: Sequence[ComparedRow]
    """The results of criteria that differ."""
    equal_criteria: Sequence[ComparedRow]
    csv: str
    kept: Sequence[tuple[str, str]]
    """The parameters that adding a thing keeps, but for the things."""
    has_room: bool

    def title(self, lang: str) -> str:
        """The title of the page."""
        names = " · ".join(dict.fromkeys(one.label.text for one in self.things))
        return texts(lang)["compare_of"].format(name=names)

    @property
    def is_illustrative(self) -> bool:
        """True if one of the things is made up."""
        return any(thing.is_illustrative for thing in self.things)

    def table(self, title: str) -> tuple[Sequence[str], list[dict[str, object]]]:
        """The columns and rows of the comparison as a table; `title` is the name of its first column."""
        names = [" ".join([one.label.text, *(f"({note})" for note in one.notes)]) for one in self.things]
        columns = [title, *(f"{number}. {name}" for number, name in enumerate(names, 1))]
        rows = [*self.different, *self.equal, *self.criteria, *self.equal_criteria]
        return columns, [
            dict(zip(columns, [row.title.text, *map(_joined, row.cells)], strict=True)) for row in rows
        ]


@dataclass(frozen=True, slots=True)
class ComparisonViewer:
    """Makes views of comparisons."""

    page: ComparisonPage
    reader: PageReader

    def view(self, answers: Sequence[ThingAnswer]) -> ComparisonView:
        """The view of the things, in their order."""
        nodes = [answer.node or {} for answer in answers]
        rows = [row for row in map(self._row, self.page.fields, [nodes] * len(self.page.fields)) if row]
        given = [answer.thing.given for answer in answers]
        criteria = self._criteria(self.page.matrix, nodes) if self.page.matrix else []
        return ComparisonView(
            [self._thing(answer, given) for answer in answers],
            [row for row in rows if row.differs],
            [row for row in rows if not row.differs],
            [row for row in criteria if row.differs],
            [row for row in criteria if not row.differs],
            self._csv(given),
            self.reader.frame.parameters_but(IRI, *_ADDED),
            len(answers) < MOST,
        )

    def _thing(self, answer: ThingAnswer, given: Sequence[str]) -> ComparedThing:
        thing, node = answer.thing, answer.node
        sources = node["sources"] if node else ()
        types = node["types"] if node else ()
        frame, text = self.reader.frame, texts(self.reader.lang)
        notes = [format_date(thing.day, self.reader.lang)] if thing.day else []
        notes += [f"{text['release']} {thing.release}"] if thing.release else []
        if not node or not node["described"]:
            notes.append(text["compare_unknown"])
        label = linked(node, self.reader) if node else LinkedText(thing.iri)
        parameters = dict(frame.choices) | ({"asOf": thing.day} if thing.day else {})
        if thing.release:
            parameters["release"] = thing.release
        if label.address:
            address = f"{label.address.partition('?')[0]}?{urlencode({**parameters, 'lang': frame.lang})}"
            label = replace(label, address=address)
        return ComparedThing(
            label,
            plain(types[0]["label"], self.reader).text if types else "",
            notes,
            thing.given,
            frame.here(**{IRI: [one for one in given if one != thing.given]}, **_ADDED),
            is_made_up(sources),
        )

    def _row(self, field: Any, nodes: Sequence[Mapping[str, Any]]) -> ComparedRow | None:
        """The row of a field; None if nothing has a value."""
        cells = [shown_values(field, node.get(field.name), self.reader) for node in nodes]
        if not any(cells):
            return None
        title = LinkedText(field.term.label.best(self.reader.lang) or field.name)
        return ComparedRow(title, cells, len({_key(node.get(field.name)) for node in nodes}) > 1)

    def _criteria(self, matrix: CriteriaMatrix, nodes: Sequence[Mapping[str, Any]]) -> list[ComparedRow]:
        """The results of each criterion that one of the things was assessed by."""
        criteria: dict[str, LinkedText] = {}
        outcomes: list[dict[str, list[LinkedText]]] = []
        for node in nodes:
            found: dict[str, list[LinkedText]] = {}
            for result in (node.get(matrix.results) or {}).get("nodes", ()):
                if (criterion := result[matrix.criterion]) is None:
                    continue
                criteria.setdefault(criterion["iri"], linked(criterion, self.reader))
                shown = shown_values(matrix.outcome, result[matrix.outcome.name], self.reader)
                known = found.setdefault(criterion["iri"], [])
                known += [one for one in shown if one not in known]
            outcomes.append(found)
        rows = []
        for iri, title in criteria.items():
            cells = [found.get(iri, []) for found in outcomes]
            rows.append(ComparedRow(title, cells, len({_joined(cell) for cell in cells}) > 1))
        return sorted(rows, key=lambda row: row.title.text)

    def _csv(self, given: Sequence[str]) -> str:
        _, _, parameters = self.reader.frame.here(**{IRI: given}, **_ADDED).partition("?")
        return f"/compare.csv?{parameters}"


def _key(value: object) -> str:
    """The text that equal values have in common."""
    return json.dumps(value, sort_keys=True)


def _joined(cell: Sequence[LinkedText]) -> str:
    return "; ".join(one.text for one in cell)
