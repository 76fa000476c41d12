"""`diff`: through the real application, on real release folders, with both stores."""

import asyncio
from pathlib import Path
from typing import Any

import orjson
from starlette.testclient import TestClient

from graph_api.operations.question import Question
from graph_api.plan.limits import Limits
from graph_api.serving.opening import open_engine
from loaders.folder.location import Location
from ontology.files import OntologyFile
from tests.graph_api.support.series import (
    EX,
    TWO,
    Series,
    ask,
    diff_of,
    error,
    publish,
    publish_series,
    serving,
)


def test_what_changed_between_two_releases(client: TestClient, series: Series) -> None:
    selected = "{ nodes { iri added removed resource { iri label { value } } } totalCount }"
    found = ask(
        client, diff_of(series, 0, 1, " ".join(f"{n} {selected}" for n in ("added", "removed", "changed")))
    )
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    assert found["diff"] == {
        "added": {
            "nodes": [
                {
                    "iri": EX + "c",
                    "added": [f'<{EX}c> {label} "c"@en <{EX}g2> .'],
                    "removed": [],
                    "resource": {"iri": EX + "c", "label": {"value": "c"}},
                }
            ],
            "totalCount": 1,
        },
        "removed": {
            "nodes": [
                {
                    "iri": EX + "b",
                    "added": [],
                    "removed": [f'<{EX}b> {label} "b"@en <{EX}g1> .'],
                    "resource": {"iri": EX + "b", "label": {"value": "b"}},
                }
            ],
            "totalCount": 1,
        },
        "changed": {
            "nodes": [
                {
                    "iri": EX + "a",
                    "added": [
                        f'<{EX}a> {label} "two"@en <{EX}g1> .',
                        f'<{EX}a> <https://w3id.org/vn-ndp/ns#slug> "a" <{EX}g1> .',
                    ],
                    "removed": [f'<{EX}a> {label} "one"@en <{EX}g1> .'],
                    "resource": {"iri": EX + "a", "label": {"value": "two"}},
                }
            ],
            "totalCount": 1,
        },
    }


def test_a_diff_is_the_same_from_any_release_and_reversed_when_its_ends_are_swapped(
    client: TestClient, series: Series
) -> None:
    selected = "added { nodes { iri } } removed { nodes { iri } } changed { nodes { iri added removed } }"
    found = ask(client, diff_of(series, 0, 1, selected))["diff"]
    assert ask(client, diff_of(series, 0, 1, selected), release=series.ids[0])["diff"] == found
    back = ask(client, diff_of(series, 1, 0, selected))["diff"]
    assert (back["added"], back["removed"]) == (found["removed"], found["added"])
    assert [(c["added"], c["removed"]) for c in back["changed"]["nodes"]] == [
        (c["removed"], c["added"]) for c in found["changed"]["nodes"]
    ]
    same = ask(client, diff_of(series, 1, 1, "added { totalCount } changed { totalCount } __typename"))[
        "diff"
    ]
    assert same == {"added": {"totalCount": 0}, "changed": {"totalCount": 0}, "__typename": "Diff"}


def test_the_resources_of_a_diff_have_all_their_fields(client: TestClient, series: Series) -> None:
    selected = """changed { edges { cursor node { __typename resource {
        ... on DigitalPlatform { slug sources { iri } rdf(format: N_TRIPLES) }
        types { iri } } } } }"""
    found = ask(client, diff_of(series, 0, 1, selected), release=series.ids[1])["diff"]["changed"]["edges"]
    resource = found[0]["node"]["resource"]
    assert resource["slug"] == "a"
    assert resource["sources"] == [{"iri": EX + "g1"}]
    assert len(resource["rdf"].splitlines()) == 3
    removed = ask(
        client,
        diff_of(series, 1, 0, "changed { nodes { resource { ... on DigitalPlatform { slug } } } }"),
    )
    assert removed["diff"]["changed"]["nodes"] == [{"resource": {"slug": None}}]


def test_types_and_graphs_choose(client: TestClient, series: Series) -> None:
    counts = "added { totalCount } removed { totalCount } changed { totalCount }"

    def counted(more: str) -> tuple[int, ...]:
        found = ask(client, diff_of(series, 0, 1, counts, more))["diff"]
        return tuple(found[name]["totalCount"] for name in ("added", "removed", "changed"))

    assert counted("") == (1, 1, 1)
    assert counted(", types: [DigitalPlatform]") == (0, 0, 1)
    assert counted(", types: [PlatformKind]") == (0, 0, 0)
    assert counted(", types: []") == (0, 0, 0)
    assert counted(f', graphs: ["{EX}g2"]') == (1, 0, 0)
    assert counted(", graphs: []") == (0, 0, 0)
    given = "from: $f, to: $t, types: $types, graphs: $g"
    query = f"query Q($f: ID!, $t: ID!, $types: [ResourceType!], $g: [ID!]) {{ diff({given}) {{ %s }} }}"
    variables: dict[str, Any] = {"f": series.ids[0], "t": series.ids[1]}
    for more, total in (({}, 1), ({"types": ["PlatformKind"]}, 0), ({"types": None, "g": [EX + "g1"]}, 1)):
        found = ask(client, query % "changed { totalCount }", variables | more)
        assert found["diff"]["changed"]["totalCount"] == total


def test_an_invalid_argument_of_a_diff_is_reported(client: TestClient, series: Series) -> None:
    some = "added { totalCount }"
    unknown = error(client, diff_of(series, 0, 1, some).replace(series.ids[1], series.ids[1][:-1] + "x"))
    assert (unknown["code"], series.ids[1] in unknown["hint"], unknown["path"]) == (
        "RELEASE_UNAVAILABLE",
        True,
        ["diff"],
    )
    graph = error(client, diff_of(series, 0, 1, some, f', graphs: ["{EX}g1x"]'))
    assert (graph["code"], EX + "g1" in graph["hint"]) == ("UNKNOWN_GRAPH", True)
    kind = error(client, diff_of(series, 0, 1, some, ", types: [DigitalPlatfrom]"))
    assert (kind["code"], "DigitalPlatform" in kind["hint"]) == ("GRAPHQL_VALUE_INVALID", True)


def test_a_diff_of_too_much_is_refused(series: Series) -> None:
    async def ask_with(limits: Limits) -> Any:
        async with await open_engine(series.settings) as engine:
            question = Question(diff_of(series, 1, 2, "added { totalCount }"))
            return orjson.loads((await engine.replace(limits=limits).execute(question)).body)

    (refused,) = asyncio.run(ask_with(Limits(diff_statements=5)))["errors"]
    assert refused["extensions"]["code"] == "DIFF_TOO_LARGE"
    assert "errors" not in asyncio.run(ask_with(Limits()))


def test_a_diff_in_pages(tmp_path: Path) -> None:
    location = Location(tmp_path / "store")
    several = " ".join(f':r{number} skos:prefLabel "%s"@en .' for number in range(7))
    ids = [publish(location, f":g {{ {several} }}" % ((name,) * 7)) for name in ("before", "after")]
    series = Series(location, tuple(ids))
    selected = "nodes { iri resource { label { value } } } pageInfo { endCursor hasNextPage } totalCount"
    page = f"changed(first: 3%s) {{ {selected} }}"
    with serving(series.settings) as client:
        met, more = [], ""
        while True:
            found = ask(client, diff_of(series, 0, 1, page % more))["diff"]["changed"]
            assert found["totalCount"] == 7
            assert {node["resource"]["label"]["value"] for node in found["nodes"]} <= {"after"}
            met += [node["iri"] for node in found["nodes"]]
            more = f', after: "{found["pageInfo"]["endCursor"]}"'
            if not found["pageInfo"]["hasNextPage"]:
                break
        assert met == [f"{EX}r{number}" for number in range(7)]
        wrong = error(client, diff_of(series, 0, 1, f"added(first: 3{more}) {{ totalCount }}"))
        assert wrong["code"] == "BAD_CURSOR"


FORM = """@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix : <http://example.org/> .
:Bridge a owl:Class . :size a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Bridge ; rdfs:range %s .
"""


def test_resources_of_releases_whose_ontologies_disagree_are_not_shown_wrong(tmp_path: Path) -> None:
    location = Location(tmp_path / "store")
    ids = [
        publish(location, f":g {{ :a a :Bridge ; :size {value} }}", added=(_ontology(FORM % kind),))
        for kind, value in (("xsd:string", '"one"'), ("xsd:integer", "1"))
    ]
    series = Series(location, tuple(ids))
    with serving(series.settings) as client:
        lines = ask(client, diff_of(series, 0, 1, "changed { nodes { added } }"))
        assert len(lines["diff"]["changed"]["nodes"][0]["added"]) == 1
        shown = "changed { nodes { resource { ... on Bridge { size } } } }"
        assert ask(client, diff_of(series, 0, 1, shown))["diff"]["changed"]["nodes"] == [
            {"resource": {"size": 1}}
        ]
        found = error(client, diff_of(series, 1, 0, shown))
        assert (found["code"], ids[0] in found["hint"]) == ("RELEASE_ONTOLOGY", True)
        assert ask(client, diff_of(series, 1, 0, shown), release=ids[0])["diff"]["changed"]["nodes"] == [
            {"resource": {"size": "one"}}
        ]


def test_statements_with_terms_that_an_older_ontology_lacks_are_not_shown_by_it(tmp_path: Path) -> None:
    location = Location(tmp_path / "store")
    added = (_ontology(FORM % "xsd:integer"),)
    ids = [
        publish(location, ":g { :a :size 1 }"),
        publish(location, ":g { :a a :Bridge ; :size 2 }", added=added),
    ]
    series = Series(location, tuple(ids))
    with serving(series.settings) as client:
        for field in ("rdf", "statements { totalCount }"):
            query = diff_of(series, 0, 1, f"changed {{ nodes {{ resource {{ {field} }} }} }}")
            found = client.post("/graphql", json={"query": query}, params={"release": ids[0]}).json()
            assert [one["extensions"]["code"] for one in found["errors"]] == ["RELEASE_ONTOLOGY"]


def test_an_older_ontology_that_lacks_terms_hinders_only_rdf(client: TestClient, series: Series) -> None:
    shown = "changed { nodes { resource { label { value } %s } } }"
    assert ask(client, diff_of(series, 2, 1, shown % "rdf"))["diff"]["changed"]["nodes"]
    found = ask(client, diff_of(series, 1, 2, shown % "types { iri } __typename"), release=series.ids[0])
    assert found["diff"]["changed"]["nodes"] == [
        {
            "resource": {
                "label": {"value": "three"},
                "types": [{"iri": EX + "Bridge"}],
                "__typename": "OtherResource",
            }
        }
    ]


def _ontology(turtle: str) -> OntologyFile:
    return OntologyFile("form.ttl", turtle.encode(), added=True)


def test_statements_of_a_diff_count(client: TestClient, series: Series) -> None:
    body = {
        "query": diff_of(series, 0, 1, "changed { nodes { iri resource { label { value } } } }"),
        "extensions": {"cost": True},
    }
    cost = client.post("/graphql", json=body).json()["extensions"]["cost"]
    assert (cost["statements"], cost["rows"]) == (1, 1)


def test_a_release_that_is_published_while_a_diff_is_read_changes_nothing(tmp_path: Path) -> None:
    own = publish_series(Location(tmp_path / "store"))
    query = diff_of(own, 0, 1, "changed { nodes { iri added removed } }")
    with serving(own.settings, look_every=0.0) as client:
        before = ask(client, query)
        publish(own.location, TWO)
        assert ask(client, query) == before
