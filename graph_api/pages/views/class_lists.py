"""The page of a class as a view: its members as rows of a table, and the ways to other parts of the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.questions.class_lists import LABEL, ClassPage
from graph_api.pages.questions.facets import short_value
from graph_api.pages.strings import texts
from graph_api.pages.views.cases.linked import is_made_up
from graph_api.pages.views.cells import shown_values
from graph_api.pages.views.facets import PLACES, ChosenFilter, FacetView, FacetViewer
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked
from ontology.model import Field, Kind
from ontology.values.languages import format_number


@dataclass(frozen=True, slots=True)
class ListCell:
    """A cell of a row: its values, and whether they are numbers."""

    title: str
    values: Sequence[LinkedText]
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class ListRow:
    """A member: its label and its cells. `short` is its IRI as addresses have it, empty for one without a page."""

    label: LinkedText
    short: str
    cells: Sequence[ListCell]
    is_illustrative: bool


@dataclass(frozen=True, slots=True)
class SortLink:
    """A sort key: its name, the address of the list sorted by it, and the present direction (empty: not by it)."""

    text: str
    address: str
    direction: str = ""


@dataclass(frozen=True, slots=True)
class ClassListView:
    """The page, ready for the template. Addresses are empty where there is nothing to lead to."""

    title: str
    definition: str
    count: str
    columns: Sequence[ListCell]
    rows: Sequence[ListRow]
    facets: Sequence[FacetView]
    filters: Sequence[ChosenFilter]
    sorts: Sequence[SortLink]
    previous: str
    following: str
    csv: str
    without_filters: str
    has_periods: bool
    """True if members hold for a time, so that a day can be chosen."""
    day: str
    """The day that is chosen; empty: none."""
    kept: Sequence[tuple[str, str]]
    """The parameters that choosing a day keeps."""
    every_day: str
    """The address without a day."""

    @property
    def is_illustrative(self) -> bool:
        """True if a member of this part of the list is made up."""
        return any(row.is_illustrative for row in self.rows)


@dataclass(frozen=True, slots=True)
class ClassListViewer:
    """Makes the view of the page of a class, sorted by `sort` (`-name`: the last first)."""

    page: ClassPage
    reader: PageReader
    facets: FacetViewer
    sort: str
    csv: str

    def view(self, data: Mapping[str, Any]) -> ClassListView:
        """The view of an answer."""
        frame, lang, term, listed = self.reader.frame, self.reader.lang, self.page.term, data["list"]
        rows = [self._row(node) for node in listed["nodes"]]
        used = {cell.title for row in rows for cell in row.cells if cell.values}
        rows = [self._with(row, used) for row in rows]
        page_info, counted = listed["pageInfo"], listed.get("facets", {})
        filters = self.facets.filters(counted)
        return ClassListView(
            title=term.label.best(lang) or term.type_name,
            definition=term.definition.best(lang) or "",
            count=format_number(listed["totalCount"], lang),
            columns=rows[0].cells if rows else (),
            rows=rows,
            facets=self.facets.views(counted),
            filters=filters,
            sorts=[self._sort(name) for name in self.page.sort_keys],
            previous=frame.here(before=page_info["startCursor"], after="") if _leads_back(page_info) else "",
            following=frame.here(after=page_info["endCursor"], before="") if _leads_on(page_info) else "",
            csv=self.csv,
            without_filters=frame.here(filter="", after="", before="") if filters else "",
            has_periods=term.period is not None,
            day=dict(frame.parameters).get("asOf", ""),
            kept=frame.parameters_but(*PLACES, "asOf"),
            every_day=frame.here(asOf="", after="", before=""),
        )

    def _with(self, row: ListRow, used: set[str]) -> ListRow:
        """A row without the columns in which no member has a value."""
        cells = [cell for cell in row.cells if cell.title in used]
        return ListRow(row.label, row.short, cells, row.is_illustrative)

    def _row(self, node: Mapping[str, Any]) -> ListRow:
        label, sources = linked(node, self.reader), node["sources"]
        return ListRow(
            label,
            short_value(node["iri"], self.facets.model.base) if label.address else "",
            [self._cell(field, node[field.name]) for field in self.page.columns],
            is_made_up(sources),
        )

    def _cell(self, field: Field, value: Any) -> ListCell:
        title = field.term.label.best(self.reader.lang) or field.name
        is_number = field.term.kind in (Kind.INTEGER, Kind.DECIMAL)
        return ListCell(title, shown_values(field, value, self.reader), is_number)

    def _sort(self, name: str) -> SortLink:
        """A sort key; one that is chosen leads to the other direction."""
        label = texts(self.reader.lang)["list_label"]
        titles = {
            field.name: field.term.label.best(self.reader.lang) or field.name for field in self.page.columns
        }
        is_chosen = self.sort.removeprefix("-") == name
        direction = ("descending" if self.sort.startswith("-") else "ascending") if is_chosen else ""
        to = f"-{name}" if direction == "ascending" else name
        address = self.reader.frame.here(sort="" if to == LABEL else to, after="", before="")
        return SortLink(label if name == LABEL else titles[name], address, direction)


def _leads_back(page_info: Mapping[str, Any]) -> bool:
    return bool(page_info["hasPreviousPage"] and page_info["startCursor"])


def _leads_on(page_info: Mapping[str, Any]) -> bool:
    return bool(page_info["hasNextPage"] and page_info["endCursor"])
