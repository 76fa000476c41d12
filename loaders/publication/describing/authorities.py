"""Values of the EU's authority tables, which DCAT-AP asks for: each IRI with its class and label."""

from loaders.publication.description import DescriptionGraph
from ontology.model import Text
from ontology.namespaces import DCT, SKOS

_AUTHORITY = "http://publications.europa.eu/resource/authority/"
PUBLIC = _AUTHORITY + "access-right/PUBLIC"
IRREGULAR = _AUTHORITY + "frequency/IRREG"
GOVERNMENT = _AUTHORITY + "data-theme/GOVE"
THEMES = _AUTHORITY + "data-theme"
VIET_NAM = _AUTHORITY + "country/VNM"
_LANGUAGES = {"vi": "VIE", "en": "ENG", "fr": "FRA"}
_LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": _AUTHORITY + "licence/CC_BY_4_0",
    "https://creativecommons.org/publicdomain/zero/1.0/": _AUTHORITY + "licence/CC0",
}


def language_iri(tag: str) -> str | None:
    """The IRI of a language by its tag; None for a language that the project does not use."""
    code = _LANGUAGES.get(tag.partition("-")[0])
    return None if code is None else f"{_AUTHORITY}language/{code}"


def licence_iri(licence: str | None) -> str | None:
    """The IRI of a licence in the authority table, else as it is."""
    return None if licence is None else _LICENCES.get(licence, licence)


def describe_authorities(graph: DescriptionGraph) -> None:
    """State the class and label of the values that all data sets have, as readers do not fetch them."""
    graph.type(PUBLIC, DCT + "RightsStatement")
    graph.type(IRREGULAR, DCT + "Frequency")
    graph.type(VIET_NAM, DCT + "Location")
    graph.type(GOVERNMENT, SKOS + "Concept")
    graph.link(GOVERNMENT, SKOS + "inScheme", THEMES)
    graph.text(GOVERNMENT, SKOS + "prefLabel", Text({"en": "Government and public sector"}))
    graph.type(THEMES, SKOS + "ConceptScheme")
    graph.text(THEMES, DCT + "title", Text({"en": "Data theme"}))
