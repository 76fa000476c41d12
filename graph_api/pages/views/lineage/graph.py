"""The lineage of a resource as a graph of texts: nodes in layers by their meaning, and what joins them.

The layers go from the law to the status: act, framework, set, criterion, result, evidence beside assessment, decision,
platform. Bodies, lists and everything else are to the right of them.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from graph_api.pages.views.cases.linked import is_made_up

LAYERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "lineage_acts": ("Work",),
        "lineage_frameworks": ("CriteriaFramework", "FrameworkCriterion", "PlatformRegime"),
        "lineage_sets": ("CriteriaSet", "CriterionGroup"),
        "lineage_criteria": ("Criterion", "Constraint"),
        "lineage_results": ("CriterionResult",),
        "lineage_evidence": ("Evidence", "Assessment", "MarketShareObservation"),
        "lineage_decisions": ("Decision",),
        "lineage_platforms": ("DigitalPlatform", "StatusPeriod"),
        "lineage_bodies": ("Agent", "ChangeEvent", "PlatformRole"),
        "lineage_lists": ("NationalPlatformList", "ListCount"),
        "lineage_entries": ("ListEntry",),
        "lineage_kinds": ("PlatformKind",),
        "lineage_others": (),
    }
)
"""The layers by the names of their headings, with the GraphQL types of their classes; the last has all others."""
MOST_NODES = 500
"""Nodes of a lineage that are shown: those nearest to its root."""
_OTHERS = "lineage_others"
_LOOKS = {"PASSED": "good", "FAILED": "bad"}
"""The look of the mark of a result, by its outcome; of other outcomes it is `open`."""
ClassNames = Callable[[Sequence[str]], Sequence[str]]
"""The GraphQL types of classes and of their superclasses, the most special first."""


@dataclass(frozen=True, slots=True)
class LineageName:
    """A label with its language, empty if it is that of the page, and the IRI that it names."""

    iri: str
    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class LineageThing:
    """A resource in a lineage: its layer, its kind in words, and its outcome or status, with the look of a mark."""

    name: LineageName
    layer: str
    kind: str
    state: str = ""
    look: str = ""

    @property
    def iri(self) -> str:
        """Its IRI."""
        return self.name.iri


@dataclass(frozen=True, slots=True)
class LineageStatement:
    """A statement that joins two things, by their IRIs, with its source graphs."""

    start: str
    end: str
    relation: LineageName
    sources: tuple[LineageName, ...]


@dataclass(frozen=True, slots=True)
class LineageGraph:
    """All things, the first of them the root, and all statements; `is_truncated` if there are more.

    `is_illustrative`: some of the sources are made up; `is_made_up`: all those of the root's statements are.
    """

    things: Sequence[LineageThing]
    statements: Sequence[LineageStatement]
    is_truncated: bool
    is_illustrative: bool = False
    is_made_up: bool = False


def read_lineage(
    data: Mapping[str, Any], names_of: ClassNames, lang: str, derived: Collection[str] = ()
) -> LineageGraph:
    """The graph in the answer to the question; without things if nothing is known about the resource.

    `derived` are the graphs that no source states.
    """
    lineage = data["lineage"]
    nodes = [node["resource"] for node in lineage["nodes"][:MOST_NODES]]
    things = [_thing(node, names_of, lang) for node in nodes]
    known, root = {thing.iri for thing in things}, things[0].iri if things else ""
    statements = [
        _statement(edge, lang) for edge in lineage["edges"] if edge["from"] in known and edge["to"] in known
    ]
    return LineageGraph(
        things,
        statements,
        is_truncated=lineage["truncated"] or len(lineage["nodes"]) > MOST_NODES,
        is_illustrative=any(
            source["illustrative"] for edge in lineage["edges"] for source in edge["sources"]
        ),
        is_made_up=is_made_up(
            [
                source
                for edge in lineage["edges"]
                for source in edge["sources"]
                if root in (edge["from"], edge["to"]) and source["iri"] not in derived
            ]
        ),
    )


def _thing(node: Mapping[str, Any], names_of: ClassNames, lang: str) -> LineageThing:
    name = _name(node, lang)
    types = names_of([term["iri"] for term in node["types"]])
    kind = ", ".join(term["label"]["value"] for term in node["types"])
    layer = next((key for one in types for key, classes in LAYERS.items() if one in classes), _OTHERS)
    if outcome := node.get("outcome"):
        look = _LOOKS.get(outcome["code"].upper(), "open")
        return LineageThing(name, layer, kind, outcome["label"]["value"], look)
    status = node.get("currentStatus")
    return LineageThing(name, layer, kind, status["label"]["value"] if status else "")


def _statement(edge: Mapping[str, Any], lang: str) -> LineageStatement:
    sources = tuple(_name(source, lang) for source in edge["sources"])
    return LineageStatement(edge["from"], edge["to"], _name(edge["relation"], lang), sources)


def _name(node: Mapping[str, Any], lang: str) -> LineageName:
    label = node["label"]
    tag = label["lang"] or ""
    return LineageName(node["iri"], label["value"], "" if tag == lang else tag)
