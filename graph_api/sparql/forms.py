"""The forms of answers to SPARQL queries: of bindings (SELECT, ASK) and of graphs (CONSTRUCT, DESCRIBE)."""

from collections.abc import Mapping
from dataclasses import dataclass

from ontology.syntaxes import format_iri, media_type

_W3C = "http://www.w3.org/ns/formats/"


@dataclass(frozen=True, slots=True)
class SparqlForm:
    """A form: its `name` in `?format=`, its media type, others for the same bytes, and the IRI that W3C gave it."""

    name: str
    media: str
    others: tuple[str, ...]
    iri: str

    @property
    def all_media(self) -> tuple[str, ...]:
        """All media types of the form, the best first."""
        return (self.media, *self.others)


def _graph_form(name: str, *others: str) -> SparqlForm:
    return SparqlForm(name, media_type(name), others, format_iri(name))


BINDING_FORMS = (
    SparqlForm(
        "json", "application/sparql-results+json", ("application/json",), f"{_W3C}SPARQL_Results_JSON"
    ),
    SparqlForm(
        "xml",
        "application/sparql-results+xml",
        ("application/xml", "text/xml"),
        f"{_W3C}SPARQL_Results_XML",
    ),
    SparqlForm("csv", "text/csv", (), f"{_W3C}SPARQL_Results_CSV"),
    SparqlForm("tsv", "text/tab-separated-values", (), f"{_W3C}SPARQL_Results_TSV"),
)
GRAPH_FORMS = (
    _graph_form("ttl"),
    _graph_form("nt", "text/plain"),
    _graph_form("rdf", "application/xml", "text/xml"),
    _graph_form("jsonld", "application/json"),
)
BINDINGS: Mapping[str, SparqlForm] = {form.name: form for form in BINDING_FORMS}
GRAPHS: Mapping[str, SparqlForm] = {form.name: form for form in GRAPH_FORMS}
