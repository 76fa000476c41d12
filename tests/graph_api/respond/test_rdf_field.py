"""The field `rdf`: what it says in each syntax, and what a syntax cannot say."""

import re

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import Graph
from rdflib.compare import isomorphic

from graph_api.errors import QueryError
from graph_api.respond.rdf import write_graphs, write_rdf
from ontology.model import Model
from ontology.record import Record
from ontology.record_encoder import encoder

IRI = "http://example.org/a"
FORMATS = {"TURTLE": "turtle", "N_TRIPLES": "nt", "RDF_XML": "xml", "JSON_LD": "json-ld"}
PARSED = {"N_QUADS": RdfFormat.N_QUADS, "TRIG": RdfFormat.TRIG}


def record(model: Model, *values: str) -> Record:
    return encoder(model, ())(IRI, {("http://example.org/b", value): (1,) for value in values})


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # of rdflib itself
@pytest.mark.parametrize("syntax", FORMATS)
def test_every_syntax_says_the_same_to_another_parser(model: Model, syntax: str) -> None:
    said = record(model, '"54.20"', '"Bộ"@vi', "<http://example.org/c>", "_:b1")
    expected = Graph().parse(data=write_rdf(IRI, [said], "N_TRIPLES", model), format="nt")
    found = Graph().parse(data=write_rdf(IRI, [said], syntax, model), format=FORMATS[syntax])
    assert isomorphic(found, expected)


def test_xml_is_refused_where_it_cannot_say_what_is_there(model: Model) -> None:
    with pytest.raises(QueryError, match=r"U\+0001") as refused:
        write_rdf(IRI, [record(model, '"a\\u0001b"')], "RDF_XML", model)
    assert refused.value.code == "NOT_WRITABLE"


def test_nothing_is_said_about_what_is_only_referred_to(model: Model) -> None:
    assert write_rdf(IRI, [], "N_TRIPLES", model) == ""


@pytest.mark.parametrize("syntax", ["N_QUADS", "TRIG"])
def test_a_statement_is_written_in_each_graph_that_makes_it_but_not_in_that_of_composed_labels(
    model: Model, syntax: str
) -> None:
    graphs = {1: "http://example.org/g", 2: "http://example.org/h", 3: model.labels_graph}
    statements = {("http://example.org/b", '"a"'): (1, 2, 3), ("http://example.org/b", "_:c"): (2,)}
    text = write_graphs(IRI, ([encoder(model, ())(IRI, statements)], graphs), syntax, model)
    found = {str(quad) for quad in parse(text, format=PARSED[syntax])}
    said = f"<{IRI}> <http://example.org/b>"
    assert {re.sub(r"_:\S+", "_:c", line) for line in found} == {
        f'{said} "a" <http://example.org/g>',
        f'{said} "a" <http://example.org/h>',
        f"{said} _:c <http://example.org/h>",
    }
