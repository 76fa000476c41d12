"""A search as a view: results with the words that match, their classes and facets, and ways on if there are none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.frame import PageLink
from graph_api.pages.questions.searches import SearchPage
from graph_api.pages.strings import texts
from graph_api.pages.views.cases.linked import is_made_up
from graph_api.pages.views.facets import (
    ChosenFilter,
    FacetLink,
    FacetView,
    FacetViewer,
)
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked
from ontology.model import ClassTerm, Model
from ontology.search_lines import ASIDE
from ontology.values.fold import words
from ontology.values.languages import format_number

AFTER = "after"
_CHAIN = 30
"""The cursors that an address keeps, to lead back to as many pages."""
_AROUND = 90
"""Characters of a long text that are shown before and after the first match."""
_MOST_PARTS = 40


@dataclass(frozen=True, slots=True)
class MatchedPart:
    """A part of a text; `is_match` if it is a word that was searched for."""

    text: str
    is_match: bool


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A result: its label, in parts if this is what matches, its class and status, and the text that matches."""

    label: LinkedText
    label_parts: Sequence[MatchedPart]
    iri: str
    kind: str
    status: str
    property: str
    """The name of the property that has the text; empty: the label matches."""
    excerpt: Sequence[MatchedPart]
    excerpt_lang: str
    is_illustrative: bool


@dataclass(frozen=True, slots=True)
class SearchView:
    """The page, ready for the template. Addresses are empty where there is nothing to lead to."""

    text: str
    count: str
    results: Sequence[SearchResult]
    is_partial: bool
    """True if results have only some of the words."""
    corrected: str
    """The text that was looked for instead; empty: the one that was typed."""
    facets: Sequence[FacetView]
    filters: Sequence[ChosenFilter]
    previous: str
    following: str
    as_list: str
    """The address of the list of the class that is chosen."""
    class_label: str
    without_filters: str
    lists: Sequence[PageLink]
    """Lists of classes whose names have words of the text."""

    def title(self, lang: str) -> str:
        """The title of the page."""
        return texts(lang)["search_for"].format(text=self.text)

    @property
    def is_illustrative(self) -> bool:
        """True if a result on the page is made up."""
        return any(result.is_illustrative for result in self.results)


@dataclass(frozen=True, slots=True)
class SearchViewer:
    """Makes the view of a search for a text, in a class or in all; `cursors` lead to the page that is shown."""

    model: Model
    page: SearchPage
    reader: PageReader
    facets: FacetViewer
    text: str
    cursors: Sequence[str]

    def view(self, data: Mapping[str, Any]) -> SearchView:
        """The view of an answer."""
        frame, lang, term, found = self.reader.frame, self.reader.lang, self.page.term, data["search"]
        counted = found["facets"]
        own = counted.get(term.singular, {}) if term else {}
        filters = self.facets.filters(own)
        end = found["pageInfo"]["endCursor"] if found["pageInfo"]["hasNextPage"] else None
        following = frame.here(after=[*self.cursors, end][-_CHAIN:]) if end else ""
        return SearchView(
            text=self.text,
            count=format_number(found["totalCount"], lang),
            results=[self._result(edge) for edge in found["edges"]],
            is_partial=found["match"] == "SOME_WORDS" and found["totalCount"] > 0,
            corrected=found["didYouMean"] or "",
            facets=[self._types(texts(lang)["search_kinds"], counted["types"]), *self.facets.views(own)],
            filters=filters,
            previous=frame.here(after=self.cursors[:-1]) if self.cursors else "",
            following=following,
            as_list=frame.to(f"/list/{term.plural}") if term else "",
            class_label=(term.label.best(lang) or term.type_name) if term else "",
            without_filters=frame.here(type="", filter="", after="") if term or filters else "",
            lists=self.lists(self.text),
        )

    def lists(self, text: str) -> list[PageLink]:
        """The lists of classes whose names have a word of a text."""
        asked = set(words(text).split())
        named = [
            (len(asked & set(words(label).split())), term, label)
            for term in self.model.classes.values()
            if (label := term.label.best(self.reader.lang) or term.type_name)
        ]
        best = sorted(
            (one for one in named if one[0]), key=lambda one: (-one[0], -one[1].rank, one[1].plural)
        )
        return [PageLink(label, self.reader.frame.to(f"/list/{term.plural}")) for _, term, label in best[:5]]

    def _types(self, title: str, counted: Sequence[Mapping[str, Any]]) -> FacetView:
        """The classes of results as a facet, those that stand aside in searches last."""
        counts = {one["value"]["name"]: one["count"] for one in counted if one["value"]}
        by_name = {term.type_name: term for term in self.model.classes.values()}
        terms = [by_name[name] for name in counts if name in by_name]
        shown = [term for term in terms if self._is_telling(term, counts)]
        shown.sort(key=lambda one: (one.search_place >= ASIDE, -counts[one.type_name], one.type_name))
        return FacetView(title, [self._type(term, counts[term.type_name]) for term in shown])

    def _is_telling(self, term: ClassTerm, counts: Mapping[str, int]) -> bool:
        """True for a class that has more members than its subclasses together, or is chosen."""
        below = sum(
            counts.get(self.model.classes[iri].type_name, 0)
            for iri in term.descendants
            if not self.model.classes[iri].is_interface
        )
        return counts[term.type_name] > below or term == self.page.term

    def _type(self, term: ClassTerm, count: int) -> FacetLink:
        is_chosen = term == self.page.term
        address = self.reader.frame.here(type="" if is_chosen else term.type_name, filter="", after="")
        label = LinkedText(term.label.best(self.reader.lang) or term.type_name, address)
        return FacetLink(label, format_number(count, self.reader.lang), is_chosen)

    def _result(self, edge: Mapping[str, Any]) -> SearchResult:
        node, highlight, lang = edge["node"], edge["highlight"], self.reader.lang
        iri, sources = node["iri"], node["sources"]
        parts = [MatchedPart(part["text"], part["match"]) for part in highlight["parts"]]
        is_label = "".join(part.text for part in parts) == node["label"]["value"]
        label = self.model.labels.get(highlight["property"])
        field = self.page.statuses.get(node["__typename"])
        status = node[field.name] if field else None
        return SearchResult(
            label=linked(node, self.reader),
            label_parts=parts if is_label else [MatchedPart(node["label"]["value"], False)],
            iri="" if iri.startswith("_:") else iri,
            kind=node["types"][0]["label"]["value"] if node["types"] else "",
            status=status["label"]["value"] if status else "",
            property="" if is_label else (label.best(lang) if label else "") or "",
            excerpt=() if is_label else excerpt(parts),
            excerpt_lang=(highlight["lang"] or "") if highlight["lang"] != lang else "",
            is_illustrative=is_made_up(sources),
        )


def excerpt(parts: Sequence[MatchedPart]) -> list[MatchedPart]:
    """The parts around the first match of a long text."""
    first = next((place for place, part in enumerate(parts) if part.is_match), 0)
    before = "".join(part.text for part in parts[:first])
    start = before if len(before) <= _AROUND else "…" + before[-_AROUND:]
    shown = [MatchedPart(start, False)] if start else []
    left = 2 * _AROUND
    for part in parts[first : first + _MOST_PARTS]:
        if len(part.text) > left:
            return [*shown, MatchedPart(part.text[:left] + "…", part.is_match)]
        shown.append(part)
        left -= len(part.text)
    return shown
