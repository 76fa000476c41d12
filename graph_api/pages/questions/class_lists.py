"""The question of the page of a class: a page of its members, some of their fields, and the facets."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph_api.pages.questions.facets import PageFacet, facets_of
from ontology.model import ClassTerm, Field, Kind, Model
from ontology.values.property_values import AS_STATED

PAGE = 20
"""Members of a page."""
_COLUMNS, _RELATIONS = 5, 2
"""Columns beside the label, and those that take a statement of their own."""
_FACETS, _STATEMENTS = 4, 5
"""Statements of a store for facets, and for facets and columns together."""
_PLAIN = frozenset(
    (
        *(Kind.CODE, Kind.STRING, Kind.BOOLEAN, Kind.DATE, Kind.DATETIME),
        *(Kind.YEAR, Kind.PERIOD, Kind.DECIMAL, Kind.INTEGER),
    )
)
"""The kinds of values that fit into a cell and need no statement of their own."""
_SORTED = frozenset((Kind.DATE, Kind.DATETIME, Kind.YEAR, Kind.DECIMAL, Kind.INTEGER, Kind.CODE, Kind.STRING))
LABEL = "label"
"""The sort key that every class has."""


@dataclass(frozen=True, slots=True)
class ClassPage:
    """The page of a class: its facets, the fields that are columns beside the label, and its question."""

    term: ClassTerm
    facets: tuple[PageFacet, ...]
    columns: tuple[Field, ...]

    @property
    def sort_keys(self) -> tuple[str, ...]:
        """The names by which the list can be sorted."""
        return (
            LABEL,
            *(field.name for field in self.columns if field.term.kind in _SORTED and not field.many),
        )

    @property
    def document(self) -> str:
        """The question, with the variables of `ClassListRequest`."""
        name = self.term.type_name
        facets = " ".join(facet.selection for facet in self.facets)
        columns = " ".join(map(_selected, self.columns))
        return (
            f"query List($lang: [String!], $asOf: Date, $where: {name}Where, $orderBy: [{name}Order!], "
            "$first: Int, $after: String, $last: Int, $before: String) { "
            f"list: {self.term.plural}(asOf: $asOf, where: $where, orderBy: $orderBy, first: $first, "
            "after: $after, last: $last, before: $before) { "
            "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } "
            + (f"facets {{ {facets} }} " if facets else "")
            + f"nodes {{ iri label(lang: $lang) {{ value lang }} sources {{ illustrative }} {columns} }} }} }}"
        )


def page_of_class(model: Model, term: ClassTerm) -> ClassPage:
    """The page of a class, from the ontology alone."""
    facets = facets_of(term, _FACETS)
    left = _STATEMENTS - sum(facet.statements for facet in facets)
    fields = list(_fields(model, term))
    dear = sorted(filter(_is_dear, fields), key=lambda one: (one.term.derived_code is None, one.term.order))
    chosen = dear[: min(left, _RELATIONS)]
    plain = [field for field in fields if not _is_dear(field)]
    plain.sort(key=lambda one: (one.term.kind is Kind.STRING and not one.term.facet, one.term.order))
    columns = [*chosen, *plain[: _COLUMNS - len(chosen)]]
    return ClassPage(term, facets, tuple(sorted(columns, key=lambda one: one.term.order)))


def _fields(model: Model, term: ClassTerm) -> Iterator[Field]:
    """The fields that a column can show: no names, no long texts, and of relations those to one resource."""
    names = {name.iri for name in model.names} | {f"{model.base}ns#slug"}
    for field in term.fields:
        kind = field.term.kind
        if field.inverse or field.term.iri in names:
            continue
        if kind is Kind.CODE or (not field.many and (kind is Kind.RELATION or kind in _PLAIN)):
            yield field


def _is_dear(field: Field) -> bool:
    """True if the values of a field take a statement of their own."""
    return field.term.kind is Kind.RELATION or field.term.derived_code is not None


def _selected(field: Field) -> str:
    kind = field.term.kind
    if kind is Kind.RELATION:
        return f"{field.name} {{ iri label(lang: $lang) {{ value lang }} }}"
    if kind is Kind.CODE:
        return f"{field.name} {{ label(lang: $lang) {{ value lang }} }}"
    return f"{field.name} {{ value }}" if kind in AS_STATED else field.name
