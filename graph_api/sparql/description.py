"""The description of the service (SPARQL 1.1 Service Description, VoID): graphs, limits, and what the index changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph_api.sparql.forms import BINDING_FORMS, GRAPH_FORMS
from graph_api.sparql.index import IndexContent, IndexedGraph
from graph_api.sparql.pool import SparqlLimits
from graph_api.sparql.worker import write_triples
from ontology.namespaces import DCT, RDF_TYPE, RDFS, VOID, XSD
from ontology.texts import read_texts

SD = "http://www.w3.org/ns/sparql-service-description#"
DQV = "http://www.w3.org/ns/dqv#"
TRUNCATED = "#truncated"
"""The fragment of the address of the service that results which were cut off link to."""
_PREFIXES = {"dct": DCT, "dqv": DQV, "rdfs": RDFS, "sd": SD, "void": VOID, "xsd": XSD}
_FILE = Path(__file__).parent / "texts.toml"
_SERVICE, _DATASET, _DEFAULT, _FORMS = (
    BlankNode(name) for name in ("service", "dataset", "default", "forms")
)
DescribedNode = NamedNode | BlankNode
DescribedObject = NamedNode | BlankNode | Literal


@dataclass(frozen=True, slots=True)
class ServiceDescription:
    """The description of the service at an address, over the index of a release."""

    address: str
    content: IndexContent
    limits: SparqlLimits

    def write(self, form: str) -> bytes:
        """The description in a form of graphs, by its name."""
        return write_triples(self._iter_triples(), form, _PREFIXES)

    def _iter_triples(self) -> Iterator[Triple]:
        content, limits = self.content, self.limits
        yield _triple(_SERVICE, RDF_TYPE, NamedNode(SD + "Service"))
        yield _triple(_SERVICE, SD + "endpoint", NamedNode(self.address))
        yield _triple(_SERVICE, SD + "supportedLanguage", NamedNode(SD + "SPARQL11Query"))
        yield _triple(_SERVICE, SD + "feature", NamedNode(SD + "UnionDefaultGraph"))
        for form in (*BINDING_FORMS, *GRAPH_FORMS):
            yield _triple(_SERVICE, SD + "resultFormat", NamedNode(form.iri))
        yield from _texts("title", _SERVICE, DCT + "title", {})
        yield from _texts("about", _SERVICE, DCT + "description", {"release": content.release})
        numbers = {
            "seconds": f"{limits.seconds:g}",
            "memory": limits.memory // 1_000_000,
            "rows": limits.rows,
            "bytes": limits.size,
        }
        yield from _texts("limits", NamedNode(self.address + TRUNCATED), RDFS + "comment", numbers)
        yield _triple(_SERVICE, RDFS + "seeAlso", NamedNode(self.address + TRUNCATED))
        yield from self._iter_dataset()
        yield from self._iter_forms()

    def _iter_dataset(self) -> Iterator[Triple]:
        content = self.content
        yield _triple(_SERVICE, SD + "defaultDataset", _DATASET)
        for kind in (SD + "Dataset", VOID + "Dataset"):
            yield _triple(_DATASET, RDF_TYPE, NamedNode(kind))
        yield _triple(_DATASET, DCT + "identifier", Literal(content.release))
        yield _triple(_DATASET, DCT + "source", Literal(content.hash))
        yield _triple(_DATASET, VOID + "sparqlEndpoint", NamedNode(self.address))
        yield _triple(_DATASET, SD + "defaultGraph", _DEFAULT)
        yield from _graph(_DEFAULT, content.union)
        for number, graph in enumerate(content.graphs):
            yield from self._named_graph(number, graph)

    def _named_graph(self, number: int, graph: IndexedGraph) -> Iterator[Triple]:
        named, described = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        yield _triple(_DATASET, SD + "namedGraph", named)
        yield _triple(named, RDF_TYPE, NamedNode(SD + "NamedGraph"))
        yield _triple(named, SD + "name", NamedNode(graph.iri))
        yield _triple(named, SD + "graph", described)
        yield from _graph(described, graph.statements)

    def _iter_forms(self) -> Iterator[Triple]:
        """The number of values in another form, as a measurement of quality."""
        measure = BlankNode("measure")
        yield _triple(_DATASET, DQV + "hasQualityMeasurement", _FORMS)
        yield _triple(_FORMS, RDF_TYPE, NamedNode(DQV + "QualityMeasurement"))
        yield _triple(_FORMS, DQV + "value", Literal(self.content.rewritten))
        yield _triple(_FORMS, DQV + "isMeasurementOf", measure)
        yield _triple(measure, RDF_TYPE, NamedNode(DQV + "Metric"))
        yield from _texts("rewritten", measure, RDFS + "comment", {})


def _graph(node: BlankNode, statements: int) -> Iterator[Triple]:
    yield _triple(node, RDF_TYPE, NamedNode(SD + "Graph"))
    yield _triple(node, VOID + "triples", Literal(statements))


def _texts(key: str, subject: DescribedNode, predicate: str, parts: Mapping[str, object]) -> Iterator[Triple]:
    for language, text in read_texts(_FILE).fill_all(key, **parts).by_language.items():
        yield _triple(subject, predicate, Literal(text, language=language))


def _triple(subject: DescribedNode, predicate: str, value: DescribedObject) -> Triple:
    return Triple(subject, NamedNode(predicate), value)
