"""Suggestions while people type: resources by a search, classes and properties by their names."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph_api.reconcile.vocabulary import ClientNames, Json
from ontology.search_lines import ASIDE
from ontology.values.fold import words

PAGE, MOST_SKIPPED = 20, 180
"""Suggestions of one answer, and most that a client can skip with `cursor`."""
SUGGESTED = (
    "query Suggest($text: String!, $first: Int!) { search(text: $text, first: $first, suggest: true) "
    "{ nodes { iri label { value } types { iri } } } }"
)
"""The question for the resources that a text may be the beginning of."""
Counts = Mapping[str, int]
"""The number of resources of each class."""


def suggest_entities(nodes: Iterable[Mapping[str, Any]], skipped: int, vocabulary: ClientNames) -> Json:
    """The resources of an answer, after those to skip."""
    found = [
        {
            "id": vocabulary.id_of(node["iri"]),
            "name": node["label"]["value"],
            "notable": [vocabulary.type_of(one["iri"]) for one in node["types"]],
        }
        for node in nodes
        if not node["iri"].startswith("_:")
    ]
    return {"result": found[skipped : skipped + PAGE]}


def suggest_types(prefix: str, skipped: int, counts: Counts, vocabulary: ClientNames) -> Json:
    """The classes that have resources and whose names have the words of a text, those with most resources first."""
    found = [
        one
        for one in used_types(counts, vocabulary)
        if _has(prefix, str(one["name"]), *_names_of(str(one["id"]), vocabulary))
    ]
    return {"result": found[skipped : skipped + PAGE]}


def used_types(counts: Counts, vocabulary: ClientNames) -> list[Json]:
    """The classes that have resources, each with those above it.

    Those with most resources come first; last are those of sources, findings, roles and the like.
    """
    model = vocabulary.model
    used = [iri for iri in model.classes if counts.get(iri)]
    used.sort(key=lambda iri: (model.classes[iri].search_place >= ASIDE, -counts[iri], iri))
    return [
        {
            **vocabulary.type_of(iri),
            "broader": [vocabulary.type_of(above) for above in model.classes[iri].ancestors],
        }
        for iri in used
    ]


def suggest_properties(prefix: str, skipped: int, vocabulary: ClientNames) -> Json:
    """The properties whose names have the words of a text."""
    found = [
        vocabulary.describe(places)
        for places in vocabulary.properties()
        if _has(
            prefix,
            vocabulary.name_of(places.field),
            *(name for field in places.fields.values() for name in field.names),
            *_names_of(places.field.term.iri, vocabulary),
        )
    ]
    return {"result": found[skipped : skipped + PAGE]}


def propose_properties(type_name: str, limit: int | None, vocabulary: ClientNames) -> Json:
    """The properties of a class; of all classes if there is none of that name."""
    term = vocabulary.class_of(type_name)
    found = [vocabulary.describe(places) for places in vocabulary.properties(term)]
    limited: Json = {} if limit is None else {"limit": limit}
    return {"properties": found[:limit], **({"type": type_name} if type_name else {}), **limited}


def _names_of(iri: str, vocabulary: ClientNames) -> Sequence[str]:
    """The names of a term in all languages, and its last part."""
    model = vocabulary.model
    label = model.labels.get(iri)
    named = model.classes.get(iri)
    return [
        vocabulary.text(None, iri),
        *(label.by_language.values() if label else ()),
        *model.synonyms.get(iri, ()),
        *((named.type_name,) if named else ()),
    ]


def _has(prefix: str, *names: str) -> bool:
    """True if one of some names has all words of a text, the last one at least in part; any name for no words."""
    wanted = words(prefix).split()
    return any(
        all(any(part.startswith(word) for part in [*words(name).split(), words(name)]) for word in wanted)
        for name in names
    )
