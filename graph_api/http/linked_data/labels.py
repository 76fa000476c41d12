"""The labels of the resources and terms that a document mentions."""

from collections.abc import Sequence

from graph_api.http.linked_data.session import DocumentSession
from ontology.values.languages import LANGUAGES

_MOST = 200
"""Resources of which the labels are read, at most; terms of the ontology do not count."""


async def labels_of(session: DocumentSession, iris: Sequence[str]) -> dict[str, dict[str, str]]:
    """The labels of resources and terms by IRI and language. At most 200 resources have some.

    Raises `QuestionRefused`.
    """
    model = session.model
    found = {iri: dict(model.labels[iri].by_language) for iri in iris if iri in model.labels}
    found |= {iri: dict(model.concepts[iri].label.by_language) for iri in iris if iri in model.concepts}
    others = [iri for iri in iris if iri not in found]
    if others:
        most = min(_MOST, session.engine.parts.limits.max_page)
        data = await session.ask("labels", iris=others[:most])
        for one in data["resources"]:
            if one is not None:
                labels = [one[tag] for tag in LANGUAGES]
                found[one["iri"]] = {label["lang"]: label["value"] for label in labels if label["lang"]}
    return found
