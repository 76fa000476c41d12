"""Facets as links with counts, and the conditions that are chosen, as pages of lists and searches show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph_api.pages.frame import Frame
from graph_api.pages.questions.facets import PageFacet, code_names, short_value
from graph_api.pages.strings import texts
from graph_api.pages.views.texts_of_answers import LinkedText, text_in
from ontology.iris import last_part
from ontology.model import Kind, Model
from ontology.values.languages import format_number

FILTER = "filter"
"""The parameter that chooses a value of a facet: `facet:value`; it may be repeated."""
PLACES = ("after", "before")
"""The parameters that choose a page of a list; another list starts at its beginning."""


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value of a facet: its text, the number of members, and the address of the list with or without it."""

    text: LinkedText
    count: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet with its values."""

    title: str
    values: Sequence[FacetLink]


@dataclass(frozen=True, slots=True)
class ChosenFilter:
    """A condition that is chosen: its facet, its value, and the address of the list without it."""

    title: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class FacetViewer:
    """Makes views of facets for a page, with the values that its address chooses, by facet."""

    model: Model
    frame: Frame
    facets: Sequence[PageFacet]
    chosen: Mapping[str, str]

    def views(self, data: Mapping[str, Any]) -> list[FacetView]:
        """The facets with values, as an answer counts them."""
        views = (self._view(facet, data[facet.name]) for facet in self.facets)
        return [view for view in views if view.values]

    def filters(self, data: Mapping[str, Any]) -> list[ChosenFilter]:
        """The conditions that are chosen."""
        return [
            ChosenFilter(
                facet.label.best(self.frame.lang) or facet.name,
                self._name(facet, self.chosen[facet.name], data.get(facet.name, ())),
                self._address(facet.name, ""),
            )
            for facet in self.facets
            if facet.name in self.chosen
        ]

    def _view(self, facet: PageFacet, counted: Sequence[Mapping[str, Any]]) -> FacetView:
        links = []
        for one in counted:
            value, text = self._value(facet, one["value"])
            is_chosen = self.chosen.get(facet.name) == value
            address = self._address(facet.name, "" if is_chosen else value)
            shown = replace(text, address=address)
            links.append(FacetLink(shown, format_number(one["count"], self.frame.lang), is_chosen))
        return FacetView(facet.label.best(self.frame.lang) or facet.name, links)

    def _value(self, facet: PageFacet, value: Any) -> tuple[str, LinkedText]:
        """A value as it stands in an address, and as people read it."""
        if facet.kind is Kind.CODE:
            return value["name"], text_in(value["label"], self.frame.lang)
        if facet.kind is Kind.RELATION:
            return short_value(value["iri"], self.model.base), text_in(value["label"], self.frame.lang)
        if facet.kind is Kind.BOOLEAN:
            name = "true" if value else "false"
            return name, LinkedText(self._truth(name))
        return str(value), LinkedText(str(value))

    def _name(self, facet: PageFacet, value: str, counted: Sequence[Mapping[str, Any]]) -> str:
        """The name of a value that an address chooses, also if no member has it."""
        for one in counted:
            known, text = self._value(facet, one["value"])
            if known == value:
                return text.text
        if (label := code_names(facet, self.model).get(value)) is not None:
            return label.best(self.frame.lang) or value
        if facet.kind is Kind.BOOLEAN:
            return self._truth(value)
        return (last_part(value) or value) if facet.kind is Kind.RELATION else value

    def _truth(self, value: str) -> str:
        return texts(self.frame.lang)["list_yes" if value == "true" else "list_no"]

    def _address(self, name: str, value: str) -> str:
        """The address of this page with another value of a facet; empty: without any."""
        others = [f"{facet}:{chosen}" for facet, chosen in self.chosen.items() if facet != name]
        given = [*others, f"{name}:{value}"] if value else others
        return self.frame.here(**{FILTER: given}, **dict.fromkeys(PLACES, ""))
