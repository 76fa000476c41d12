"""The question of the page of a search: a page of results, their classes, and the facets of a chosen class."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph_api.pages.questions.facets import PageFacet, facets_of
from ontology.model import ClassTerm, Field, Model

RESULTS = 20
"""Results of a page."""
_STATEMENTS = 3
"""Statements of a store that the facets of a search may take."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The page of a search in all classes, or in one: its facets, and its question.

    `statuses` are the fields with the status of a thing on a day, which results show, by the types that have them.
    """

    term: ClassTerm | None
    facets: tuple[PageFacet, ...]
    statuses: Mapping[str, Field]

    @property
    def document(self) -> str:
        """The question, with the variables `text`, `lang`, `asOf`, `where`, `first` and `after`."""
        facets = " ".join(facet.selection for facet in self.facets)
        own = f"{self.term.singular} {{ {facets} }} " if self.term and facets else ""
        statuses = " ".join(
            f"... on {name} {{ {field.name} {{ label(lang: $lang) {{ value lang }} }} }}"
            for name, field in self.statuses.items()
        )
        return (
            "query Search($text: String!, $lang: [String!], $asOf: Date, $where: SearchWhere, $first: Int, "
            "$after: String) { search(text: $text, asOf: $asOf, where: $where, first: $first, after: $after) { "
            "totalCount match didYouMean pageInfo { hasNextPage endCursor } "
            "facets { types(limit: 100, withoutOwn: true) { value { name } count } " + own + "} "
            "edges { highlight { property lang parts { text match } } "
            "node { __typename iri label(lang: $lang) { value lang } types { iri label(lang: $lang) { value lang } } "
            "sources { illustrative } " + statuses + " } } } }"
        )


def page_of_search(model: Model, term: ClassTerm | None) -> SearchPage:
    """The page of a search in a class; None: in all."""
    possible = (term.iri, *term.descendants) if term else tuple(model.classes)
    statuses = {
        model.classes[iri].type_name: field
        for iri in possible
        for field in model.classes[iri].fields
        if field.term.derived_code is not None and not field.inverse and not field.many
    }
    return SearchPage(term, facets_of(term, _STATEMENTS) if term else (), statuses)
