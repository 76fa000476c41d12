"""The cases of W3C's test suites of the SPARQL 1.1 Protocol and Service Description, against the service.

The names are those of the suites (`protocol/manifest.ttl`, `service-description/manifest.ttl` in w3c/rdf-tests);
requests and data are ours. The service has no updates, so an update that the suite expects to succeed is refused here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx2 as httpx
import pytest
import rdflib
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from loaders.folder.location import Location
from tests.graph_api.http.linked_data.test_sparql_http import settings_of, wait_for
from tests.graph_api.support.series import publish

DATA = ":g1 { :a a ndp:DigitalPlatform } :g2 { :b a ndp:DigitalPlatform } :g3 { :c a ndp:DigitalPlatform }"
G1, G2, G3 = (f"http://example.org/g{n}" for n in (1, 2, 3))
A, B, C = (f"<http://example.org/{name}>" for name in "abc")
FORM, QUERY, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
BOOLEAN, TABULAR, RDF = "boolean", "tabular", "RDF"
MEDIA = {
    BOOLEAN: {"application/sparql-results+json", "application/sparql-results+xml"},
    TABULAR: {
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    },
    RDF: {"text/turtle", "application/rdf+xml", "application/n-triples"},
}
"""The media types that the suite takes for each kind of result, if the request names none."""
BOTH_DEFAULT = (("default-graph-uri", G1), ("default-graph-uri", G2))
BOTH_NAMED = (("named-graph-uri", G1), ("named-graph-uri", G2))
IN_DEFAULT = f"ASK {{ {A} a ?type . {B} a ?type }}"
IN_NAMED = f"ASK {{ GRAPH ?g1 {{ {A} a ?type }} GRAPH ?g2 {{ {B} a ?type }} }}"
NOTHING = (("default-graph-uri", "http://example.org/none"),)
SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"


@dataclass(frozen=True, slots=True)
class ProtocolCase:
    """A request of the suite, and its expected answer: a kind of result, or the code of an error."""

    name: str
    expected: str
    method: str = "POST"
    parameters: tuple[tuple[str, str], ...] = ()
    media: str = ""
    body: str | bytes = ""

    @property
    def content(self) -> bytes:
        """The bytes of the body."""
        return self.body if isinstance(self.body, bytes) else self.body.encode()


def form(*pairs: tuple[str, str]) -> str:
    return urlencode(pairs)


def get(name: str, expected: str, *pairs: tuple[str, str]) -> ProtocolCase:
    return ProtocolCase(name, expected, "GET", pairs)


QUERIES = (
    ProtocolCase("query_post_form", BOOLEAN, "POST", NOTHING, FORM, form(("query", "ASK {}"))),
    get("query_dataset_default_graphs_get", BOOLEAN, ("query", IN_DEFAULT), *BOTH_DEFAULT),
    ProtocolCase("query_dataset_default_graphs_post", BOOLEAN, "POST", BOTH_DEFAULT, QUERY, IN_DEFAULT),
    ProtocolCase("query_dataset_named_graphs_post", BOOLEAN, "POST", BOTH_NAMED, QUERY, IN_NAMED),
    get("query_dataset_named_graphs_get", BOOLEAN, ("query", IN_NAMED), *BOTH_NAMED),
    ProtocolCase(
        "query_dataset_full",
        BOOLEAN,
        "POST",
        (("default-graph-uri", G3), *BOTH_NAMED),
        QUERY,
        f"ASK {{ {C} a ?type . GRAPH ?g1 {{ {A} a ?type }} GRAPH ?g2 {{ {B} a ?type }} }}",
    ),
    ProtocolCase(
        "query_multiple_dataset",
        BOOLEAN,
        "POST",
        BOTH_NAMED,
        QUERY,
        IN_NAMED.replace("{", f"FROM <{G3}> {{", 1),
    ),
    get("query_get", BOOLEAN, ("query", "ASK {}"), *NOTHING),
    ProtocolCase("query_content_type_select", TABULAR, "POST", NOTHING, QUERY, "SELECT (1 AS ?value) {}"),
    ProtocolCase("query_content_type_ask", BOOLEAN, "POST", NOTHING, QUERY, "ASK {}"),
    ProtocolCase("query_content_type_describe", RDF, "POST", NOTHING, QUERY, f"DESCRIBE {A}"),
    ProtocolCase(
        "query_content_type_construct", RDF, "POST", NOTHING, QUERY, "CONSTRUCT { <s> <p> 1 } WHERE {}"
    ),
    ProtocolCase("query_post_direct", BOOLEAN, "POST", (), QUERY, "ASK {}"),
)
BAD_QUERIES = (
    ProtocolCase("bad_query_method", "METHOD_NOT_ALLOWED", "PUT", (("query", "ASK {}"), *NOTHING), FORM),
    get("bad_multiple_queries", "BAD_PARAMETER", ("query", "ASK {}"), ("query", "SELECT * {}")),
    ProtocolCase("bad_query_wrong_media_type", "UNSUPPORTED_MEDIA_TYPE", media="text/plain", body="ASK {}"),
    ProtocolCase("bad_query_missing_form_type", "UNSUPPORTED_MEDIA_TYPE", body=form(("query", "ASK {}"))),
    ProtocolCase("bad_query_missing_direct_type", "UNSUPPORTED_MEDIA_TYPE", body="ASK {}"),
    ProtocolCase(
        "bad_query_non_utf8",
        "UNSUPPORTED_MEDIA_TYPE",
        media=f"{QUERY}; charset=UTF-16",
        body="ASK {}".encode("utf-16"),
    ),
    get("bad_query_syntax", "SPARQL_SYNTAX", ("query", "ASK {")),
)
BAD_UPDATES = (
    get("bad_update_get", "SPARQL_UPDATE", ("update", "CLEAR ALL")),
    ProtocolCase(
        "bad_multiple_updates",
        "SPARQL_UPDATE",
        media=FORM,
        body=form(("update", "CLEAR NAMED"), ("update", "CLEAR DEFAULT")),
    ),
    ProtocolCase(
        "bad_update_wrong_media_type", "UNSUPPORTED_MEDIA_TYPE", media="text/plain", body="CLEAR NAMED"
    ),
    ProtocolCase(
        "bad_update_missing_form_type", "UNSUPPORTED_MEDIA_TYPE", body=form(("update", "CLEAR NAMED"))
    ),
    ProtocolCase(
        "bad_update_non_utf8",
        "SPARQL_UPDATE",
        media=f"{UPDATE}; charset=UTF-16",
        body="CLEAR NAMED".encode("utf-16"),
    ),
    ProtocolCase("bad_update_syntax", "SPARQL_UPDATE", media=FORM, body=form(("update", "CLEAR XYZ"))),
    ProtocolCase(
        "bad_update_dataset_conflict",
        "BAD_PARAMETER",
        parameters=(("using-named-graph-uri", "http://example.org/people"),),
        media=UPDATE,
        body=f"WITH <{G1}> DELETE {{ ?x a ?y }} INSERT {{ ?x a {A} }} WHERE {{ ?x a ?y }}",
    ),
)
INSERTION = f"INSERT {{ GRAPH <{G3}> {{ ?x a {A} }} }} WHERE {{ ?x a ?y }}"
REFUSED_UPDATES = (
    ProtocolCase(
        "update_dataset_default_graph", "SPARQL_UPDATE", "POST", (("using-graph-uri", G1),), UPDATE, INSERTION
    ),
    ProtocolCase(
        "update_dataset_default_graphs",
        "SPARQL_UPDATE",
        "POST",
        (("using-graph-uri", G1), ("using-graph-uri", G2)),
        UPDATE,
        INSERTION,
    ),
    ProtocolCase(
        "update_dataset_named_graphs",
        "BAD_PARAMETER",
        "POST",
        (("using-named-graph-uri", G1), ("using-named-graph-uri", G2)),
        UPDATE,
        INSERTION,
    ),
    ProtocolCase(
        "update_dataset_full",
        "BAD_PARAMETER",
        "POST",
        (("using-graph-uri", G1), ("using-named-graph-uri", G2)),
        UPDATE,
        INSERTION,
    ),
    ProtocolCase("update_post_form", "SPARQL_UPDATE", media=FORM, body=form(("update", "CLEAR ALL"))),
    ProtocolCase("update_post_direct", "SPARQL_UPDATE", media=UPDATE, body="CLEAR ALL"),
    ProtocolCase("update_base_uri", "SPARQL_UPDATE", media=UPDATE, body="INSERT DATA { <s> <p> <test> }"),
)
"""Updates that the suite expects to succeed: this service answers queries alone, and its description says so.

A parameter of updates alone that is like one of queries is refused as such.
"""
STATUSES = {"METHOD_NOT_ALLOWED": 405, "UNSUPPORTED_MEDIA_TYPE": 415}
"""Statuses of refusals; that of all others is 400."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service whose index has been made."""
    location = Location(tmp_path_factory.mktemp("protocol") / "store")
    release = publish(location, DATA)
    with TestClient(create_app(settings_of(location.folder))) as client:
        wait_for(client, release)
        yield client


def send(service: TestClient, case: ProtocolCase) -> httpx.Response:
    headers = {"content-type": case.media} if case.media else {}
    return service.request(
        case.method, "/sparql", params=list(case.parameters), content=case.content, headers=headers
    )


def names(cases: tuple[ProtocolCase, ...]) -> list[str]:
    return [case.name for case in cases]


def test_every_case_of_the_suite_is_here() -> None:
    every = names((*QUERIES, *BAD_QUERIES, *BAD_UPDATES, *REFUSED_UPDATES))
    assert len(every) == len(set(every)) == 34


@pytest.mark.parametrize("case", QUERIES, ids=names(QUERIES))
def test_queries_have_the_result_that_the_suite_expects(service: TestClient, case: ProtocolCase) -> None:
    answer = send(service, case)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] in MEDIA[case.expected]
    if case.expected == BOOLEAN:
        assert answer.json()["boolean"] is True
    elif case.expected == TABULAR:
        assert [row["value"]["value"] for row in answer.json()["results"]["bindings"]] == ["1"]
    else:
        found = rdflib.Graph().parse(data=answer.text, format="turtle")
        assert len(found) == (1 if case.name.endswith("construct") else 0)


@pytest.mark.parametrize(
    "case",
    [*BAD_QUERIES, *BAD_UPDATES, *REFUSED_UPDATES],
    ids=names((*BAD_QUERIES, *BAD_UPDATES, *REFUSED_UPDATES)),
)
def test_bad_requests_and_updates_are_refused(service: TestClient, case: ProtocolCase) -> None:
    answer = send(service, case)
    assert (answer.status_code, answer.json()["code"]) == (STATUSES.get(case.expected, 400), case.expected)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "case", [case for case in QUERIES if "dataset" in case.name and case.name != "query_multiple_dataset"],
    ids=lambda case: case.name,
)  # fmt: skip
def test_the_graphs_of_the_request_make_the_difference(service: TestClient, case: ProtocolCase) -> None:
    """The same query over a graph that has nothing of it is answered with false."""
    pairs = tuple(pair for pair in case.parameters if pair[0] == "query") + NOTHING
    other = ProtocolCase(case.name, case.expected, case.method, pairs, case.media, case.body)
    assert send(service, other).json()["boolean"] is False


def test_graphs_of_the_request_come_before_those_of_the_query(service: TestClient) -> None:
    """As `query_multiple_dataset`: what the query names with FROM is not there."""
    query = f"ASK FROM <{G3}> {{ {C} a ?type }}"
    assert service.get("/sparql", params={"query": query}).json()["boolean"] is True
    case = ProtocolCase("", BOOLEAN, "POST", BOTH_NAMED, QUERY, query)
    assert send(service, case).json()["boolean"] is False


@pytest.fixture(scope="module")
def description(service: TestClient) -> rdflib.Graph:
    """The description of the service: `returns-rdf` of the suite, in the first of the forms that it takes."""
    answer = service.get("/sparql")
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/turtle")
    return rdflib.Graph().parse(data=answer.text, format="turtle")


def test_has_endpoint_triple(description: rdflib.Graph) -> None:
    (resource,) = description.subjects(rdflib.RDF.type, rdflib.URIRef(f"{SD}Service"))
    (endpoint,) = description.objects(resource, rdflib.URIRef(f"{SD}endpoint"))
    assert str(endpoint).endswith("/sparql")


def test_conforms_to_schema(description: rdflib.Graph) -> None:
    """Classes, properties and their number as the vocabulary and the specification have them."""
    classes = {"Service", "Dataset", "Graph", "NamedGraph"}
    kinds_of_nodes = map(str, description.objects(None, rdflib.RDF.type))
    typed = {kind.removeprefix(SD) for kind in kinds_of_nodes if kind.startswith(SD)}
    assert typed == classes
    used = {str(p).removeprefix(SD) for p in description.predicates() if str(p).startswith(SD)}
    assert used <= {
        "endpoint", "supportedLanguage", "feature", "resultFormat", "defaultDataset", "defaultGraph", "namedGraph",
        "name", "graph",
    }  # fmt: skip
    kinds = {
        "defaultDataset": ("Service", "Dataset"),
        "defaultGraph": ("Dataset", "Graph"),
        "namedGraph": ("Dataset", "NamedGraph"),
        "graph": ("NamedGraph", "Graph"),
        "name": ("NamedGraph", ""),
        "endpoint": ("Service", ""),
        "feature": ("Service", ""),
        "resultFormat": ("Service", ""),
        "supportedLanguage": ("Service", ""),
    }
    for name, (domain, values) in kinds.items():
        statements = list(description.subject_objects(rdflib.URIRef(SD + name)))
        assert statements, name
        for subject, value in statements:
            assert (subject, rdflib.RDF.type, rdflib.URIRef(SD + domain)) in description, name
            if values:
                assert (value, rdflib.RDF.type, rdflib.URIRef(SD + values)) in description, name
            else:
                assert isinstance(value, rdflib.URIRef), name
    languages = {str(one) for one in description.objects(None, rdflib.URIRef(f"{SD}supportedLanguage"))}
    assert languages == {f"{SD}SPARQL11Query"}


def test_the_described_graphs_are_those_that_queries_see(
    service: TestClient, description: rdflib.Graph
) -> None:
    query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    rows = service.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    seen = {row["g"]["value"]: int(row["n"]["value"]) for row in rows}
    described = {
        str(description.value(named, rdflib.URIRef(f"{SD}name"))): int(
            str(
                description.value(
                    description.value(named, rdflib.URIRef(f"{SD}graph")), rdflib.URIRef(f"{VOID}triples")
                )
            )
        )
        for named in description.objects(None, rdflib.URIRef(f"{SD}namedGraph"))
    }
    assert {G1, G2, G3} <= set(seen)
    assert {name: count for name, count in described.items() if count} == seen
