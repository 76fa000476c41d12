"""All classes of a release as a view: links to their lists, with the numbers of their members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.frame import Frame
from ontology.model import ClassTerm, Model
from ontology.search_lines import ASIDE
from ontology.values.languages import format_number

_FIRST = 8
"""Lists that a page names before it has been asked for anything."""


@dataclass(frozen=True, slots=True)
class ClassLink:
    """A class: its name, its definition, the number of its members (empty: not known), its list and its CSV file."""

    label: str
    definition: str
    count: str
    address: str
    csv: str


@dataclass(frozen=True, slots=True)
class ClassIndex:
    """The classes, those that matter most first."""

    classes: Sequence[ClassLink]

    @property
    def first(self) -> Sequence[ClassLink]:
        """The first of them."""
        return self.classes[:_FIRST]


def class_index(model: Model, data: Mapping[str, Any], frame: Frame) -> ClassIndex:
    """The classes with members; all of them if the release has no figures.

    A class above others that have members has no number: some of these may be of several classes.
    """
    known = data["release"]["classes"]
    stated = {one["iri"]: one["count"] for one in known or ()}
    links = []
    for term in sorted(model.classes.values(), key=_place):
        is_above = any(stated.get(iri) for iri in term.descendants)
        if known is None or is_above or stated.get(term.iri):
            links.append(_link(term, 0 if is_above else stated.get(term.iri, 0), frame))
    return ClassIndex(links)


def _place(term: ClassTerm) -> tuple[bool, int, str]:
    """Those that stand aside in searches come last."""
    return term.search_place >= ASIDE, -term.rank, term.plural


def _link(term: ClassTerm, count: int, frame: Frame) -> ClassLink:
    return ClassLink(
        term.label.best(frame.lang) or term.type_name,
        term.definition.best(frame.lang) or "",
        format_number(count, frame.lang) if count else "",
        frame.to(f"/list/{term.plural}"),
        frame.to(f"/list/{term.plural}.csv"),
    )
