"""The page about a source: who delivered it and when, its licence, its quotes, and the findings in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.views.days import day_of
from graph_api.pages.views.finding_counts import FindingCount, finding_counts
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked, plain
from ontology.printable import cut
from ontology.values.languages import format_number

_QUOTES, _LONGEST = 20, 1_000
"""The most quotes on the page, and the most characters of a quote or a message."""


@dataclass(frozen=True, slots=True)
class SourceViolation:
    """A violation in the source: its code, its message, which leads to it, and the thing that it is about."""

    code: str
    message: LinkedText
    about: LinkedText | None


@dataclass(frozen=True, slots=True)
class SourceGraphView:
    """The page. `size` is the number of its statements, empty if it is not known; `more_quotes` are not shown."""

    description: LinkedText | None
    delivered_by: Sequence[LinkedText]
    day: str
    licence: str
    confidence: LinkedText | None
    is_illustrative: bool
    documents: Sequence[str]
    size: str
    findings: Sequence[FindingCount]
    violations: Sequence[SourceViolation]
    quotes: Sequence[str]
    more_quotes: int


def source_graph_view(data: Mapping[str, Any], reader: PageReader) -> SourceGraphView:
    """The view of the answer to the question `source_graph`."""
    graph = data["graph"]
    sizes = {one["iri"]: one["statements"] for one in data["release"]["graphs"] or ()}
    size = sizes.get(graph["iri"])
    return SourceGraphView(
        plain(graph["description"], reader) if graph["description"] else None,
        [linked(one, reader) for one in graph["attributedTo"]["nodes"]],
        day_of(graph["generatedAt"], reader),
        graph["license"] if _is_web(graph["license"] or "") else "",
        plain(graph["confidence"]["label"], reader) if graph["confidence"] else None,
        graph["illustrative"] is True,
        [one for one in graph["source"] if _is_web(one)],
        "" if size is None else format_number(size, reader.lang),
        finding_counts(graph["found"], reader),
        [_violation(one, reader) for one in graph["violations"]["nodes"]],
        [cut(one, _LONGEST) for one in graph["quotes"][:_QUOTES]],
        max(0, len(graph["quotes"]) - _QUOTES),
    )


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://"))


def _violation(finding: Mapping[str, Any], reader: PageReader) -> SourceViolation:
    address = reader.address(finding["iri"])
    message = plain(finding["message"], reader) if finding["message"] else LinkedText(finding["iri"])
    return SourceViolation(
        finding["code"] or "",
        LinkedText(cut(message.text, _LONGEST), address, message.lang),
        linked(finding["focus"], reader) if finding["focus"] else None,
    )
