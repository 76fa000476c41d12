"""The pages that only things of some classes have: their questions, views and templates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any

from graph_api.exports.words import word
from graph_api.pages.views.criteria_set import criteria_set_view
from graph_api.pages.views.decision import decision_view
from graph_api.pages.views.legal_act import legal_act_view
from graph_api.pages.views.organization import organization_view
from graph_api.pages.views.platform import platform_view
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.source_graph import source_graph_view
from ontology.model import Model


@dataclass(frozen=True, slots=True)
class EntityPage:
    """The page about a thing of a class: its question, which takes `iri`, `asOf` and `lang`, its view and its template.

    The view takes the data of the answer; it is `summary` in the template, which extends `resource.html`.
    """

    question: str
    template: str
    view: Callable[[Mapping[str, Any], PageReader], object]
    along: Mapping[str, str] = field(default_factory=dict)
    """Variables that are IRIs to which the thing refers, each with the local name of its property."""


ENTITY_PAGES: Mapping[str, EntityPage] = MappingProxyType(
    {
        "DigitalPlatform": EntityPage("platform", "platform.html", partial(platform_view, word=word)),
        "PlatformDecision": EntityPage(
            "platform_decision",
            "decision.html",
            partial(decision_view, word=word),
            along={"platform": "decidesOn"},
        ),
        "CriteriaSet": EntityPage("criteria_set", "criteria_set.html", criteria_set_view),
        "LegalResource": EntityPage("legal_act", "legal_act.html", legal_act_view),
        "SourceGraph": EntityPage("source_graph", "source_graph.html", source_graph_view),
        "Organization": EntityPage("organization", "organization.html", organization_view),
        "Decision": EntityPage("decision", "decision.html", partial(decision_view, word=word)),
    }
)
"""The pages by the GraphQL types of their classes; a subclass without a page has that of its class."""


def entity_pages(model: Model, types: Sequence[str]) -> Sequence[EntityPage]:
    """The pages about a thing with these classes, the most specific first; none: only that about any resource fits."""
    classes = (one for iri in types for one in model.exposed_ancestry(iri))
    names = dict.fromkeys(model.classes[one].type_name for one in classes)
    return [ENTITY_PAGES[name] for name in names if name in ENTITY_PAGES]
