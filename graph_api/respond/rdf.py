"""The field `rdf`: all statements about one resource and what hangs from it, exactly as the sources make them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse, serialize

from graph_api.errors import QueryError
from graph_api.plan.reads import MOST_HANGING
from loaders.dump import write
from ontology.errors import DataError
from ontology.model import Model
from ontology.namespaces import prefixes_of
from ontology.record import Record, source_statements

_FORMATS = {
    "TURTLE": RdfFormat.TURTLE,
    "N_TRIPLES": RdfFormat.N_TRIPLES,
    "JSON_LD": RdfFormat.JSON_LD,
}


@dataclass(slots=True)
class RdfCount:
    """The number of statements written as RDF so far, for the cost of an answer."""

    statements: int = 0


def write_rdf(
    iri: str, records: Sequence[Record], syntax: object, model: Model, count: RdfCount | None = None
) -> str:
    """The statements of `records` in the syntax named `syntax`, each once, sorted; empty without a record.

    They are of the resource `iri` and of the blank nodes that hang from it. Their number is added to `count`. Raises
    QueryError if these nodes are too many, or the syntax cannot express a value.
    """
    _check_width(iri, records)
    lines = sorted(
        f"{_node(one.iri)} <{p}> {o} ." for one in records for p, o in source_statements(one, model)
    )
    if count is not None:
        count.statements += len(lines)
    if syntax == "N_TRIPLES":
        return "".join(line + "\n" for line in lines)
    if syntax == "RDF_XML":
        return _xml(iri, lines, model)
    triples = [
        Triple(q.subject, q.predicate, q.object)
        for q in parse(input="\n".join(lines), format=RdfFormat.N_TRIPLES)
    ]
    return (serialize(triples, format=_FORMATS[str(syntax)], prefixes=_prefixes(model)) or b"").decode()


def write_graphs(
    iri: str,
    stated: tuple[Sequence[Record], Mapping[int, str]],
    syntax: str,
    model: Model,
    count: RdfCount | None = None,
) -> str:
    """As `write_rdf`, each statement in each graph that makes it, but for the graph of the composed labels.

    `stated` are the records and the IRIs of graphs by number; the syntax is `N_QUADS` or `TRIG`.
    """
    records, graphs = stated
    _check_width(iri, records)
    lines = sorted(line for one in records for line in _quads(one, graphs, model))
    if count is not None:
        count.statements += len(lines)
    if syntax == "N_QUADS":
        return "".join(line + "\n" for line in lines)
    quads = parse(input="\n".join(lines), format=RdfFormat.N_QUADS)
    by_graph = sorted(quads, key=lambda quad: str(quad.graph_name))
    return (serialize(by_graph, format=RdfFormat.TRIG, prefixes=_prefixes(model)) or b"").decode()


def _quads(record: Record, graphs: Mapping[int, str], model: Model) -> Iterator[str]:
    subject = _node(record.iri)
    for (predicate, obj), numbers in source_statements(record, model).items():
        for number in numbers:
            if graphs.get(number, model.labels_graph) != model.labels_graph:
                yield f"{subject} <{predicate}> {obj} <{graphs[number]}> ."


def _check_width(iri: str, records: Sequence[Record]) -> None:
    if len(records) > MOST_HANGING + 1:
        raise QueryError(f"More than {MOST_HANGING:,} blank nodes hang from <{iri}>.", code="RDF_TOO_WIDE")


def _xml(iri: str, lines: Iterable[str], model: Model) -> str:
    """RDF/XML, by the writer of the dumps, which handles values that XML does not allow."""
    output = BytesIO()
    quads = [f"{line.removesuffix(' .')} <urn:x-any:graph> .".encode() for line in lines]
    try:
        write("rdf", quads, output, _prefixes(model))
    except DataError as error:
        raise QueryError(error.message, code="NOT_WRITABLE") from None
    return output.getvalue().decode()


def _node(iri: str) -> str:
    return str(BlankNode(iri[2:])) if iri.startswith("_:") else str(NamedNode(iri))


def _prefixes(model: Model) -> dict[str, str]:
    return {"ndp": model.base + "ns#", **prefixes_of("rdfs")}
