"""Relations along a chain of properties, and who holds on a day: successors, predecessors, responsibleOn."""

from collections.abc import Iterator
from typing import Any

import pytest

from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model
from tests.graph_api.support.stores import KINDS, Asker, asker_of, contents, sqlite_asker

EX = "http://example.org/o/"
PREFIXES = f"""@prefix : <{EX}> . @prefix ndp: <{DEFAULT_BASE}ns#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . """
# a and b become c; c is split into c and d; d and e become f, a second source states that for d, too. g is renamed.
CHANGES = """
:g1 {
  :a a org:Organization ; ndp:validUntil "2009-12-31"^^xsd:date .
  :b a org:Organization ; ndp:validUntil "2009-12-31"^^xsd:date .
  :c a org:Organization ; ndp:validFrom "2010-01-01"^^xsd:date .
  :d a org:Organization ; ndp:validFrom "2015-01-01"^^xsd:date ; ndp:validUntil "2019-12-31"^^xsd:date .
  :e a org:Organization ; ndp:validUntil "2018-12-31"^^xsd:date .
  :f a org:Organization ; ndp:validFrom "2020-01-01"^^xsd:date .
  :merger a ndp:Merger ; org:originalOrganization :a , :b ; org:resultingOrganization :c .
  :split a ndp:Split ; org:originalOrganization :c ; org:resultingOrganization :c , :d .
}
:g2 { :second a ndp:Merger ; org:originalOrganization :d , :e ; org:resultingOrganization :f . }
:g3 { :again a ndp:Merger ; org:originalOrganization :d ; org:resultingOrganization :f , :unheard . }
:g4 { :again org:resultingOrganization :f . }
:g5 {
  :x a org:Organization ; ndp:validUntil "2000-01-01"^^xsd:date .
  :y a org:Organization ; ndp:validUntil "2000-01-01"^^xsd:date .
  :round a org:ChangeEvent ; org:originalOrganization :x ; org:resultingOrganization :y .
  :about a org:ChangeEvent ; org:originalOrganization :y ; org:resultingOrganization :x .
}
"""


@pytest.fixture(scope="module", params=KINDS)
def changes(request: pytest.FixtureRequest) -> Iterator[Asker]:
    model = read_model(builtin_files(DEFAULT_BASE), DEFAULT_BASE)
    content = contents(model, [(PREFIXES + CHANGES).encode()])
    with asker_of(request, content) as asker:
        yield asker


def names(found: Any) -> list[str]:
    """The last parts of the IRIs of some resources."""
    return [one["iri"].removeprefix(EX) for one in found]


def of(changes: Asker, name: str, field: str) -> Any:
    return changes.data(f'{{ organization(iri: "{EX}{name}") {{ {field} }} }}')["organization"]


@pytest.mark.parametrize(
    ("name", "successors", "predecessors"),
    [
        ("a", ["c"], []),
        ("c", ["c", "d"], ["a", "b", "c"]),
        ("d", ["f", "unheard"], ["c"]),
        ("f", [], ["d", "e"]),
        ("unheard", [], ["d"]),
    ],
)
def test_an_organisation_has_its_direct_successors_once(
    changes: Asker, name: str, successors: list[str], predecessors: list[str]
) -> None:
    members = "{ totalCount nodes { iri } facets { types { count } } }"
    query = f"successors {members} predecessors {members}"
    if name == "unheard":  # nothing describes it, so its class is not known to be organisation
        found = of(
            changes, "d", f'successors(where: {{iri: {{eq: "{EX}unheard"}}}}) {{ nodes {{ {query} }} }}'
        )
        (found,) = found["successors"]["nodes"]
    else:
        found = of(changes, name, query)
    for key, expected in (("successors", successors), ("predecessors", predecessors)):
        assert names(found[key]["nodes"]) == expected
        assert found[key]["totalCount"] == len(expected)
        assert all(one["count"] <= len(expected) for one in found[key]["facets"]["types"])


def test_pages_orders_and_conditions_work_as_on_every_relation(changes: Asker) -> None:
    page = "edges { cursor node { iri } } pageInfo { hasNextPage }"
    first = of(changes, "c", f"predecessors(first: 2, orderBy: [{{iri: {{dir: DESC}}}}]) {{ {page} }}")[
        "predecessors"
    ]
    assert names(edge["node"] for edge in first["edges"]) == ["c", "b"]
    assert first["pageInfo"] == {"hasNextPage": True}
    after = first["edges"][-1]["cursor"]
    rest = of(changes, "c", f'predecessors(after: "{after}", orderBy: [{{iri: {{dir: DESC}}}}]) {{ {page} }}')
    assert names(edge["node"] for edge in rest["predecessors"]["edges"]) == ["a"]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("{successors: {some: {}}}", ["a", "b", "c", "d", "e", "x", "y"]),
        ('{successors: {some: {iri: {eq: "%sf"}}}}', ["d", "e"]),
        ('{successors: {some: {successors: {some: {iri: {eq: "%sf"}}}}}}', ["c"]),
        ('{predecessors: {some: {iri: {in: ["%sa", "%se"]}}}}', ["c", "f"]),
        ("{successors: {count: {eq: 2}}}", ["c", "d"]),
        ("{predecessors: {count: {gte: 2}}}", ["c", "f"]),
        ("{successors: {none: {}}}", ["f"]),
        ("{successors: {every: {validUntil: {isNull: true}}}}", ["a", "b", "d", "e", "f"]),
        ('{successors: {some: {validFrom: {eq: "2020-01-01"}}}}', ["d", "e"]),
    ],
)
def test_conditions_go_along_derived_relations(changes: Asker, where: str, expected: list[str]) -> None:
    query = f"{{ organizations(where: {where.replace('%s', EX)}) {{ totalCount nodes {{ iri }} }} }}"
    found = changes.data(query)["organizations"]
    assert (names(found["nodes"]), found["totalCount"]) == (expected, len(expected))


def test_the_sources_of_a_membership_are_those_of_all_ways_to_it(changes: Asker) -> None:
    found = of(changes, "d", "successors { edges { node { iri } sources { iri } } }")["successors"]["edges"]
    assert [(names([edge["node"]]), names(edge["sources"])) for edge in found] == [
        (["f"], ["g2", "g3", "g4"]),
        (["unheard"], ["g3"]),
    ]
    (edge,) = of(changes, "e", "successors { edges { sources { iri } } }")["successors"]["edges"]
    assert names(edge["sources"]) == ["g2"]


def test_valid_time_holds_for_members(changes: Asker) -> None:
    for day, expected in (("2016-01-01", ["c", "d"]), ("2012-01-01", ["c"]), ("2021-01-01", ["c"])):
        found = of(changes, "c", f'successors(asOf: "{day}") {{ totalCount nodes {{ iri }} }}')["successors"]
        assert (names(found["nodes"]), found["totalCount"]) == (expected, len(expected))


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ("predecessors { totalCount nodes { iri } }", ["a", "b", "c"]),
        ('predecessors(asOf: "2012-01-01") { totalCount nodes { iri } }', ["c"]),
        (
            "predecessors(where: {successors: {some: {validUntil: {isNull: false}}}}) { totalCount nodes { iri } }",
            ["c"],
        ),
        ("resultingIn { nodes { originalOrganizations { totalCount nodes { iri } } } }", ["a", "b", "c"]),
    ],
)
def test_a_day_does_not_reach_through_relations_that_span_time(
    changes: Asker, below: str, expected: list[str]
) -> None:
    query = f'{{ organization(iri: "{EX}c", asOf: "2021-01-01") {{ {below} }} }}'
    (found,) = changes.data(query)["organization"].values()
    lists = (
        [event["originalOrganizations"] for event in found["nodes"]] if "totalCount" not in found else [found]
    )
    assert sorted(name for one in lists for name in names(one["nodes"])) == expected
    assert sum(one["totalCount"] for one in lists) == len(expected)


def test_conditions_and_facets_count_across_time(changes: Asker) -> None:
    query = """{ organizations(asOf: "2021-01-01", where: {predecessors: {count: {gte: 2}}}) {
        nodes { iri facets: predecessors { facets { types(limit: 1) { count } } } } } }"""
    found = changes.data(query)["organizations"]["nodes"]
    assert [(names([one]), one["facets"]["facets"]["types"]) for one in found] == [
        (["c"], [{"count": 3}]),
        (["f"], [{"count": 2}]),
    ]


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("a", "2009-12-31", ["a"]),
        ("a", "2010-01-01", ["c"]),
        ("a", "2016-01-01", ["c"]),  # where the walk comes to what holds it ends: not on to d
        ("d", "2019-12-31", ["d"]),
        ("d", "2020-01-01", ["f", "unheard"]),
        ("d", "2014-12-31", ["unheard"]),  # of which nothing is known, so that it may hold
        ("e", "2019-06-01", []),
        ("f", "2019-06-01", []),
        ("x", "2020-01-01", []),
        ("x", "2000-01-01", ["x"]),
    ],
)
def test_who_answers_on_a_day(changes: Asker, name: str, day: str, expected: list[str]) -> None:
    assert names(of(changes, name, f'responsibleOn(date: "{day}") {{ iri }}')["responsibleOn"]) == expected


def test_who_answers_is_asked_at_every_level_and_by_variables(changes: Asker) -> None:
    query = """query ($day: Date!, $other: Date!) { organizations(where: {successors: {some: {}}}) { nodes {
      iri now: responsibleOn(date: $day) { iri predecessors { totalCount } } then: responsibleOn(date: $other) { iri }
      successors { nodes { responsibleOn(date: $day) { iri } } }
    } } }"""
    nodes = changes.data(query, {"day": "2020-06-01", "other": "2009-01-01"})["organizations"]["nodes"]
    found = {names([node])[0]: node for node in nodes}
    assert {name: names(node["now"]) for name, node in found.items()} == {
        "a": ["c"], "b": ["c"], "c": ["c"], "d": ["f", "unheard"], "e": ["f"], "x": [], "y": []
    }  # fmt: skip
    assert {name: names(node["then"]) for name, node in found.items()} == {
        "a": ["a"], "b": ["b"], "c": ["unheard"], "d": ["unheard"], "e": ["e"], "x": [], "y": []
    }  # fmt: skip
    assert found["a"]["now"][0]["predecessors"] == {"totalCount": 3}
    below = [names(one["responsibleOn"]) for one in found["c"]["successors"]["nodes"]]
    assert below == [["c"], ["f", "unheard"]]


def test_a_walk_goes_along_what_is_stated_only(changes: Asker) -> None:
    (error,) = changes.ask(f'{{ lineage(iri: "{EX}a", relations: ["successors"]) {{ truncated }} }}')[
        "errors"
    ]
    assert error["extensions"]["code"] == "UNKNOWN_RELATION"
    edges = changes.data(f'{{ lineage(iri: "{EX}a", depth: 2) {{ edges {{ relation {{ iri }} }} }} }}')[
        "lineage"
    ]
    assert all("successor" not in edge["relation"]["iri"] for edge in edges["edges"])


def test_what_a_source_states_with_a_derived_relation_is_in_the_rdf_only(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    model = read_model(builtin_files(DEFAULT_BASE), DEFAULT_BASE)
    stated = PREFIXES + ":g { :a a org:Organization ; ndp:successor :b . }"
    with sqlite_asker(contents(model, [stated.encode()]), tmp_path_factory.mktemp("store")) as asker:
        found = of(asker, "a", "successors { totalCount } rdf(format: N_TRIPLES)")
    assert found["successors"] == {"totalCount": 0}
    assert f"<{DEFAULT_BASE}ns#successor> <{EX}b>" in found["rdf"]


def test_relations_by_which_one_thing_ends_another_span_time() -> None:
    relations = read_model(builtin_files(DEFAULT_BASE), DEFAULT_BASE).properties.values()
    ending = [term for term in relations if term.ends_object_before or (term.chain and term.many)]
    assert {term.name for term in ending} == {"revokes", "supersedes", "successors"}
    assert all(term.spans_time and term.inverse_spans_time for term in ending)
