"""The parameters of HTTP paths, in the query string and as places in the path: their meaning and their values."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph_api.publish.forms import FORMS as DOCUMENT_FORMS
from graph_api.reconcile.manifest import KINDS
from loaders.publication.description import FORMS
from ontology.values.languages import LANGUAGES

_DAY = r"^\d{4}-\d{2}-\d{2}$"


@dataclass(frozen=True, slots=True)
class ParameterMeaning:
    """The meaning of a parameter. `schema` is that of its values (JSON Schema); `example` one of them, as text."""

    text: str
    schema: Mapping[str, object]
    example: str = ""


def _text(text: str, example: str = "", **schema: object) -> ParameterMeaning:
    return ParameterMeaning(text, {"type": "string", **schema}, example)


def _choice(text: str, *values: str) -> ParameterMeaning:
    return ParameterMeaning(text, {"type": "string", "enum": list(values)}, values[0])


def _count(text: str) -> ParameterMeaning:
    return ParameterMeaning(text, {"type": "integer", "minimum": 1}, "1")


_LANG = _choice("The language of texts; without it, that of `Accept-Language`.", *LANGUAGES)
_RELEASE = _text("The id of a release; without it, the current one.")

QUERY: Mapping[str, ParameterMeaning] = {
    "lang": _LANG,
    "illustrative": _choice("`false` leaves out the sources that are made up.", "false", "true"),
    "confidence": _text("Levels of confidence, with commas: only such sources count.", "primary,secondary"),
    "release": _RELEASE,
    "query": _text("The question: a GraphQL document.", "{ release { id } }"),
    "variables": _text("The variables of the question, a JSON object.", "{}"),
    "operationName": _text("The operation of the document that is asked."),
    "extensions": _text("More members of the request, a JSON object.", "{}"),
    "documentId": _text("The name of a trusted document."),
    "doc_id": _text("The name of a trusted document."),
    "id": _text("The identifier of a resource, a type or a property, as suggestions give it."),
    "page": _count("The page of older releases; without it, the first."),
    "format": _text("The form of the answer by its short name; it counts more than `Accept`.", "ttl"),
    "default-graph-uri": _text("The IRI of a source graph that the default graph is made of; may be repeated."),
    "named-graph-uri": _text("The IRI of a source graph that the query may name; may be repeated."),
    "where": _text("A condition on the members as in GraphQL, a JSON object.", "{}"),
    "term": _text("A class or property, by its name in GraphQL, prefixed name or IRI.", "Assessment"),
    "asOf": _text("A day: what holds on it counts.", "2026-01-31", format="date", pattern=_DAY),
    "excel": _choice("`1` writes the file for spreadsheets.", "1"),
    "queries": _text("Names, a JSON object as in the Reconciliation API 0.2.", '{"q0": {"query": "VTVGo"}}'),
    "extend": _text("What to read of resources, a JSON object as there.", '{"ids": [], "properties": []}'),
    "prefix": _text("What was typed so far.", "vtv"),
    "cursor": _text("The number of suggestions to leave out.", "0"),
    "type": _text("The identifier of a type."),
    "limit": _count("Most properties."),
    "_mediatype": _text("The media type of the answer; as `format`.", "text/turtle"),
    "_profile": _text("The profile: how much a document has beside the statements.", "labelled"),
    "derived": _choice("`true` adds what the program concludes.", "true", "false"),
    "after": _text("The cursor of a page, from the link to the next one."),
    "iri": _text("The IRI of the resource.", "http://www.w3.org/2004/02/skos/core#Concept", format="iri"),
    "platform": _text("The IRI of a platform."),
    "decision": _text("The IRI of a decision."),
    "not": _choice("`true` asks why the platform does not have the status.", "true", "false"),
    "q": _text("The words to search for.", "VTVGo"),
    "filter": _text("A value of a facet, as links of the page have it; may be repeated.", "currentStatus:LISTED"),
    "same": _text("A thing to add on the day in `on`.", "id/platform/vtvgo"),
    "on": _text("The day of the thing in `same`.", "2025-01-01", format="date", pattern=_DAY),
    "sort": _text("The field to sort by, with `-` before it for the last first.", "-label"),
    "before": _text("The cursor of a page, from the link to the one before."),
    "depth": _count("The number of steps to go from the resource; without it, 2."),
    "focus": _text("The IRI of a resource in the picture that is shown with what it is joined with."),
    "fold": _text("The keys of the groups that are folded, with commas, or `none`; without it, all are.", "none"),
    "from": _text("The release to compare with, by its id or number; without it, the one before.", "1"),
    "to": _text("The release to compare, by its id or number; without it, the current one.", "1"),
    "since": _text("A day: the changes from it on.", "2026-01-31", format="date", pattern=_DAY),
    "part": _choice("One kind of changes.", "added", "changed", "removed"),
    "organization": _text("The IRI of an organisation, whole or without the base IRI.", "id/org/bo-cong-an"),
    "kind": _text("The code of a kind of obligation.", "reassessment"),
    "width": _count("The width of texts in characters."),
}  # fmt: skip
"""The parameters of the query string, by name."""

PLACES: Mapping[str, ParameterMeaning] = {
    "topic": _text("The name of a page of the documentation, from `/docs`.", "asking"),
    "form": _choice("The form.", *FORMS),
    "release": _text("The id of a release, or `latest` where files are.", "latest"),
    "name": _text("The name of a part, from the index."),
    "file": _text("The name of a file, from the list of the release's files.", "SHA256SUMS"),
    "plural": _text("A class by the name of its list in GraphQL.", "digitalPlatforms"),
    "lang": _choice("The language of texts.", *LANGUAGES),
    "kind": _choice("The kind of things.", *KINDS),
    "path": _text("The path of the resource below the base IRI; it may have slashes."),
    "class_name": _text("A class by its name in GraphQL.", "DigitalPlatform"),
    "page": _count("The number of the page."),
    "extension": _choice("The form.", *(form.extension for form in DOCUMENT_FORMS)),
}
"""The places in paths, by name."""

OF_PATHS: Mapping[tuple[str, str], ParameterMeaning] = {
    ("graphql", "id"): _text("The name of a trusted document."),
    ("sparql", "query"): _text("The SPARQL 1.1 query.", "ASK {}"),
    ("compare", "iri"): _text(
        "A thing to compare, perhaps on a day or in a release; repeated.", "id/platform/vtvgo"
    ),
    ("compare-table", "iri"): _text("A thing to compare; repeated.", "id/platform/vtvgo"),
    ("changes", "type"): _text("A class, by its name in GraphQL.", "DigitalPlatform"),
    ("search", "type"): _text("The class of results, by its name in GraphQL.", "DigitalPlatform"),
}
"""Parameters of the query string that mean something else at a path, by the path's name and theirs."""
