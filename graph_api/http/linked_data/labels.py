"""The labels of the resources and terms that a document mentions, and the facts about its source graphs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph_api.http.session import DocumentSession
from ontology.iris import local_name
from ontology.model import Model
from ontology.values.languages import LANGUAGES
from ontology.values.literals import lines_of

_MOST = 200
"""Resources that are read, at most; terms of the ontology do not count."""


@dataclass(frozen=True, slots=True)
class MentionedFacts:
    """Labels by IRI and language; of the source graphs the licences, and those that are illustrative.

    `types` has the classes of resources by IRI, if they were asked for.
    """

    labels: Mapping[str, Mapping[str, str]]
    licenses: Sequence[str]
    illustrative: frozenset[str]
    types: Mapping[str, Sequence[str]] = field(default_factory=dict)


async def read_mentioned(
    session: DocumentSession, graphs: Sequence[str], labelled: Sequence[str] = (), *, types: bool = False
) -> MentionedFacts:
    """The facts about source graphs and about `labelled` resources and terms, in one question.

    With `types` they have the classes, too. At most 200 resources have some, graphs before others.
    Raises `QuestionRefused`.
    """
    labels = {iri: known for iri in labelled if (known := _term_labels(session.model, iri))}
    others = dict.fromkeys((*graphs, *(iri for iri in labelled if iri not in labels)))
    most = min(_MOST, session.engine.parts.limits.max_page)
    if not others:
        return MentionedFacts(labels, (), frozenset())
    data = await session.ask("labels", iris=list(others)[:most], labels=bool(labelled), types=types)
    found = [one for one in data["resources"] if one is not None]
    if labelled:
        labels |= {one["iri"]: _own_labels(one) for one in found}
    about = [one for one in found if one["iri"] in graphs]
    return MentionedFacts(
        labels,
        sorted({one["license"] for one in about if one.get("license")}),
        frozenset(one["iri"] for one in about if one.get("illustrative")),
        {one["iri"]: [each["iri"] for each in one.get("types", ())] for one in found},
    )


async def read_values(session: DocumentSession, properties: Mapping[str, Sequence[str]]) -> list[str]:
    """The statements, in N-Quads, of some properties of resources, by their IRIs; at most 200 resources have some.

    Raises `QuestionRefused`.
    """
    if not properties:
        return []
    most = min(_MOST, session.engine.parts.limits.max_page)
    data = await session.ask("document", iris=sorted(properties)[:most])
    return [
        line
        for one in data["resources"]
        if one is not None
        for line in lines_of(one["rdf"])
        if line.startswith(tuple(f"<{one['iri']}> <{name}> " for name in properties[one["iri"]]))
    ]


async def read_label(session: DocumentSession, iri: str, language: str) -> str:
    """The label of a resource in a language, or in another; its IRI without one. Raises `QuestionRefused`."""
    labels = (await read_mentioned(session, (), [iri])).labels.get(iri, {})
    return labels.get(language) or next(iter(labels.values()), iri)


async def count_statements(session: DocumentSession, iris: Sequence[str]) -> tuple[str, int] | None:
    """The first of some IRIs that is a source graph of the release, with the number of its statements.

    None if there is none, or no release folder. Raises `QuestionRefused`.
    """
    data = await session.ask("graphs", iris=list(iris))
    numbers = {graph["iri"]: graph["statements"] for graph in data["release"]["graphs"] or ()}
    return next(((iri, numbers[iri]) for iri in iris if iri in numbers), None)


def _term_labels(model: Model, iri: str) -> Mapping[str, str]:
    """The labels of a class, property, code list or code."""
    concept = model.concepts.get(iri)
    text = concept.label if concept else model.labels.get(iri)
    return text.by_language if text else {}


def _own_labels(one: Mapping[str, Any]) -> Mapping[str, str]:
    """The labels of a resource; where it has none in a language, the answer has one in another.

    A name without a language has the tag "". The end of the IRI, which the answer has for want of any, is not a label.
    """
    labels = [one[tag] for tag in LANGUAGES]
    return {
        label["lang"] or "": label["value"]
        for label in labels
        if label["lang"] or label["value"] != local_name(one["iri"])
    }
