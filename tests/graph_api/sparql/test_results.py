"""Results in every form, read again by other readers; what is too much is cut off, and the result says so."""

import io
import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
import rdflib
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse, parse_query_results
from rdflib.query import Result

from graph_api.sparql.results import RowLimits
from graph_api.sparql.worker import JobReport, QueryJob, answer, read_job
from tests.graph_api.sparql.conftest import Indexed

LINK = "http://127.0.0.1/sparql#truncated"
ALL = "SELECT ?s ?p ?o ?none WHERE { GRAPH ?g { ?s ?p ?o } FILTER STRSTARTS(STR(?g), 'http://example.org/') }"
FORMATS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "tsv": QueryResultsFormat.TSV,
}


@pytest.fixture(scope="module")
def store(indexed: Indexed) -> Store:
    """The store of an index."""
    return Store.read_only(indexed.store)


def job(query: str, rows: int = 1000, size: int = 100_000) -> QueryJob:
    return QueryJob(
        query, "http://example.org/", {"ex": "http://example.org/"}, RowLimits(rows, size, LINK), 5.0
    )


@pytest.mark.parametrize("form", list(FORMATS))
def test_bindings_are_read_again_as_the_engine_gives_them(store: Store, form: str) -> None:
    report, body = answer(store, replace(job(ALL), bindings=form))
    assert report.size == len(body)
    assert (report.kind, report.cut) == ("bindings", "")
    found, given = parse_query_results(body, FORMATS[form]), store.query(ALL)
    assert isinstance(found, QuerySolutions)
    assert isinstance(given, QuerySolutions)
    assert [v.value for v in found.variables] == ["s", "p", "o", "none"]
    rows, expected = ({tuple(map(str, row)) for row in one} for one in (found, given))
    assert len(rows) == 9  # one is in both graphs
    assert rows == expected


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rdflib_reads_them_too(store: Store, form: str) -> None:
    _, body = answer(store, replace(job(ALL), bindings=form))
    result = Result.parse(io.BytesIO(body), format=form)
    values = {str(row[rdflib.Variable("o")]) for row in result.bindings}
    assert len(result) == 10
    assert {'Nền tảng "A",\t1 < 2 & more', "line\nbreak", "54.2", "7"} <= values


@pytest.mark.parametrize(
    ("form", "expected"),
    [("json", b'{"head": {}, "boolean": true}\n'), ("csv", b"true"), ("tsv", b"true")],
)
def test_booleans(store: Store, form: str, expected: bytes) -> None:
    assert answer(store, replace(job("ASK { ?s ?p ?o }"), bindings=form))[1] == expected


@pytest.mark.parametrize(("limits", "cut"), [((3, 100_000), "rows"), ((1000, 700), "bytes")])
def test_a_result_that_is_cut_off_says_so_in_json_and_xml(
    store: Store, limits: tuple[int, int], cut: str
) -> None:
    report, body = answer(store, job("SELECT * { ?s ?p ?o }", *limits))
    found = json.loads(body)
    assert report.cut == cut
    assert found["head"]["link"] == [LINK]
    assert 1 <= len(found["results"]["bindings"]) <= 3
    _, body = answer(store, replace(job("SELECT * { ?s ?p ?o }", *limits), bindings="xml"))
    links = ET.fromstring(body).iter("{http://www.w3.org/2005/sparql-results#}link")  # noqa: S314 - our own
    assert [link.get("href") for link in links] == [LINK]


def test_a_result_of_exactly_the_limit_is_whole(store: Store) -> None:
    report, body = answer(store, job(f"SELECT * {{ {{ {ALL} }} }}", rows=10))
    assert report.cut == ""
    assert len(json.loads(body)["results"]["bindings"]) == 10


@pytest.mark.parametrize(
    ("form", "rdf"),
    [
        ("ttl", RdfFormat.TURTLE),
        ("nt", RdfFormat.N_TRIPLES),
        ("rdf", RdfFormat.RDF_XML),
        ("jsonld", RdfFormat.JSON_LD),
    ],
)
def test_graphs_are_the_same_in_all_forms(store: Store, form: str, rdf: RdfFormat) -> None:
    construct = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } FILTER isIRI(?s) FILTER isLiteral(?o) "
    report, body = answer(
        store, replace(job(construct + "FILTER(?g = <http://example.org/g1>) }"), graphs=form)
    )
    assert (report.kind, report.cut) == ("graphs", "")
    triples = {str(quad.triple) for quad in parse(body, rdf)}
    assert len(triples) == 4
    assert {
        str(q.triple)
        for q in parse(answer(store, job(construct + "FILTER(?g = <g1>) }"))[1], RdfFormat.TURTLE)
    } == triples


def test_a_graph_has_each_statement_once_and_is_cut_off(store: Store) -> None:
    twice = "CONSTRUCT { <x:a> <x:b> ?x } WHERE { VALUES ?x { 1 1 2 3 } }"
    report, body = answer(store, replace(job(twice, rows=2), graphs="nt"))
    assert report.cut == "rows"
    assert len(body.splitlines()) == 2
    assert len(rdflib.Graph().parse(data=body, format="nt")) == 2


def test_a_statement_in_two_graphs_counts_once(store: Store) -> None:
    query = "SELECT (COUNT(*) AS ?n) { <http://example.org/b> <http://www.w3.org/2004/02/skos/core#prefLabel> ?o }"
    _, body = answer(store, job(query))
    assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == "1"


@pytest.mark.parametrize(
    ("default", "named", "count"),
    [
        (("http://example.org/g1",), (), (7, 0)),
        (("http://example.org/g1", "http://example.org/none"), (), (7, 0)),
        ((), ("http://example.org/g2",), (0, 3)),
        (("http://example.org/g1",), ("http://example.org/g2",), (7, 3)),
        (("http://example.org/none",), (), (0, 0)),
    ],
)
def test_a_request_chooses_its_dataset(
    store: Store, default: tuple[str, ...], named: tuple[str, ...], count: tuple[int, int]
) -> None:
    for pattern, expected in zip(("{ ?s ?p ?o }", "{ GRAPH ?g { ?s ?p ?o } }"), count, strict=True):
        query = f"SELECT (COUNT(*) AS ?n) FROM <http://example.org/g2> {pattern}"
        _, body = answer(store, replace(job(query), default=default, named=named))
        assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == str(expected)


@pytest.mark.parametrize(
    ("query", "forms", "problem"),
    [
        ("SELECT", ("json", "ttl"), "syntax"),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", ("json", "ttl"), "syntax"),
        ("ASK {}", (None, "ttl"), "form"),
        ("CONSTRUCT WHERE {}", ("json", None), "form"),
        ("CONSTRUCT { <x:a> <x:1> 1 } WHERE {}", ("json", "rdf"), "failed"),
    ],
)
def test_what_cannot_be_answered(
    store: Store, query: str, forms: tuple[str | None, str | None], problem: str
) -> None:
    report, body = answer(store, replace(job(query), bindings=forms[0], graphs=forms[1]))
    assert (report.problem, body) == (problem, b"")


def test_jobs_and_reports_travel_as_lines() -> None:
    asked = replace(job("ASK {\n}"), default=("x:a",), named=())
    line = asked.to_line()
    assert line.count(b"\n") == 1
    assert read_job(line).to_line() == line
    assert json.loads(JobReport(3, "graphs").to_line())["size"] == 3
