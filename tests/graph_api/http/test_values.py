"""Values of arguments and variables, as clients write them."""

import pytest
from starlette.testclient import TestClient

from graph_api.http.negotiation import GRAPHQL_JSON, JSON
from tests.graph_api.support.graphql_http import post


@pytest.mark.parametrize("number", [2**53 + 1, 2**64, -(2**70), 10**40])
def test_a_whole_number_of_any_length_is_read_exactly(client: TestClient, number: int) -> None:
    query = "query Q($n: Integer) { marketShareObservations(where: {userCount: {eq: $n}}) { totalCount } }"
    answer = client.post(
        "/graphql",
        content=f'{{"query": "{query}", "variables": {{"n": {number}}}}}',
        headers={"content-type": JSON},
    )
    assert answer.json()["data"] == {"marketShareObservations": {"totalCount": 0}}, answer.text


@pytest.mark.parametrize(
    "value", ['"x"', "true", "[1]", "1.5e3", '"2026-13-01"', "{a: 1}", pytest.param("1" * 5000, id="long")]
)
@pytest.mark.parametrize(
    "field",
    [
        "assessments(where: {startedOn: {eq: %s}})",
        "sourceGraphs(where: {generatedAt: {gt: %s}})",
        "listEntries(where: {plannedFrom: {in: [%s]}})",
        "constraints(where: {threshold: {lt: %s}})",
        "marketShareObservations(where: {userCount: {eq: %s}})",
        "digitalPlatforms(asOf: %s)",
    ],
)
def test_a_bad_value_of_a_scalar_has_its_place(client: TestClient, field: str, value: str) -> None:
    query = "{\n  a: " + field % value + " { totalCount } }"
    answer = post(client, {"query": query}, accept=GRAPHQL_JSON)
    assert answer.status_code == 400, answer.text
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_VALUE_INVALID"
    assert error["locations"] == [{"line": 2, "column": query.index(value) - 1}]


def test_what_to_do_about_a_page_size_is_said_of_that_size(client: TestClient) -> None:
    def hint(argument: str) -> str:
        answer = post(client, {"query": f"{{ digitalPlatforms({argument}) {{ totalCount }} }}"})
        return str(answer.json()["errors"][0]["extensions"]["hint"])

    assert hint("first: -1") == hint("last: -7") == "Write a number from 0 to 200."
    assert "`after: pageInfo.endCursor`" in hint("first: 201")
    assert "`before: pageInfo.startCursor`" in hint("last: 201")


def test_any_language_is_the_one_that_is_usual(client: TestClient) -> None:
    query = """{ digitalPlatforms(first: 20) { nodes {
        usual: label { value lang } any: label(lang: "*") { value lang }
        en: label(lang: ["en", "*"]) { value lang } only: label(lang: "en") { value lang } } } }"""
    nodes = post(client, {"query": query}).json()["data"]["digitalPlatforms"]["nodes"]
    assert nodes
    assert all(node["any"] == node["usual"] and node["en"] == node["only"] for node in nodes)


def test_a_whole_number_may_have_a_point(client: TestClient) -> None:
    query = """query Q($n: Int, $w: DigitalPlatformWhere) {
      digitalPlatforms(first: $n, where: $w) { nodes { iri } facets { declaredStatus(limit: $n) { count } } }
      lineage(iri: "a", depth: $n) { truncated }
      paths(from: "a", to: "b", maxDepth: $n, limit: $n) { length } }"""
    where = {"decisions": {"count": {"gte": 0.0}}}
    whole = post(client, {"query": query, "variables": {"n": 3, "w": where}}).json()
    pointed = post(client, {"query": query, "variables": {"n": 3.0, "w": where}}).json()
    assert "errors" not in whole, whole
    assert len(whole["data"]["digitalPlatforms"]["nodes"]) == 3
    assert pointed == whole
    refused = post(client, {"query": query, "variables": {"n": 3.5}}).json()
    assert refused["errors"][0]["extensions"]["code"] == "GRAPHQL_VARIABLE_VALUE"
