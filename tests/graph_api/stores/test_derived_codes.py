"""Codes of the resource at the end of a relation on a day: `currentStatus`, and what depends on today."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph_api.operations.question import Question
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model
from tests.graph_api.support.stores import Asker, Content, contents

NS = DEFAULT_BASE + "ns#"
TODAY = date(2024, 7, 1)
DATA = f"""
@prefix ndp: <{NS}> .
@prefix st: <{DEFAULT_BASE}code/platform-status/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <http://example.org/> .
:a a ndp:DigitalPlatform . :b a ndp:DigitalPlatform . :c a ndp:DigitalPlatform .
<{DEFAULT_BASE}graph/derived> {{
:a1 a ndp:StatusPeriod ; ndp:statusOf :a ; ndp:status st:potential ;
  ndp:from "2023-01-01"^^xsd:date ; ndp:until "2024-06-30"^^xsd:date .
:a2 a ndp:StatusPeriod ; ndp:statusOf :a ; ndp:status st:recognised ; ndp:from "2024-07-01"^^xsd:date .
:b1 a ndp:StatusPeriod ; ndp:statusOf :b ; ndp:status st:recognised ;
  ndp:from "2022-01-01"^^xsd:date ; ndp:until "2023-12-31"^^xsd:date .
}}
# What a source states of them does not count, though it would be the first value of each.
:b1 ndp:statusOf :a ; ndp:status st:potential ; ndp:from "2020-01-01"^^xsd:date ; ndp:until "2021-01-01"^^xsd:date .
"""


@pytest.fixture(scope="module")
def content() -> Content:
    return contents(read_model(builtin_files(DEFAULT_BASE)), [DATA.encode()])


@pytest.fixture
def engine(engine: Asker) -> Asker:
    """The engine on a day of the data."""
    return replace(engine, engine=engine.engine.replace(today=lambda: TODAY))


def told(engine: Asker, arguments: str = "") -> list[str | None]:
    found = engine.data(f"{{ digitalPlatforms{arguments} {{ nodes {{ iri currentStatus {{ code }} }} }} }}")
    nodes = found["digitalPlatforms"]["nodes"]
    return [node["currentStatus"] and node["currentStatus"]["code"] for node in nodes]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2021-12-31", [None, None, None]),
        ("2022-01-01", [None, "recognised", None]),
        ("2023-12-31", ["potential", "recognised", None]),
        ("2024-01-01", ["potential", None, None]),
        ("2024-06-30", ["potential", None, None]),
        ("2024-07-01", ["recognised", None, None]),
    ],
)
def test_the_status_is_that_of_the_day(engine: Asker, day: str, expected: list[str | None]) -> None:
    assert told(engine, f'(asOf: "{day}")') == expected


def test_without_a_day_it_is_that_of_today(engine: Asker) -> None:
    assert told(engine) == told(engine, "(asOf: null)") == told(engine, f'(asOf: "{TODAY}")')


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("{eq: RECOGNISED}", "a"),
        ("{in: [RECOGNISED, POTENTIAL]}", "a"),
        ("{ne: RECOGNISED}", "bc"),
        ("{notIn: [RECOGNISED]}", "bc"),
        ("{isNull: true}", "bc"),
        ("{isNull: false}", "a"),
        ("{eq: RECOGNISED, isNull: true}", ""),
        (f'{{iri: {{eq: "{DEFAULT_BASE}code/platform-status/recognised"}}}}', "a"),
        (f'{{iri: {{ne: "{DEFAULT_BASE}code/platform-status/recognised"}}}}', "bc"),
        ("{}", "abc"),
    ],
)
def test_conditions_look_at_the_day_too(engine: Asker, condition: str, expected: str) -> None:
    found = engine.data(
        f"{{ digitalPlatforms(where: {{currentStatus: {condition}}}) {{ nodes {{ iri }} }} }}"
    )
    assert "".join(node["iri"][-1] for node in found["digitalPlatforms"]["nodes"]) == expected


def test_facets_count_by_it(engine: Asker) -> None:
    asked = "{ facets { currentStatus { value { code } count } } }"
    found = engine.data(
        f'{{ then: digitalPlatforms(asOf: "2023-06-01") {asked} now: digitalPlatforms {asked} }}'
    )

    def counts(name: str) -> Any:
        facet = found[name]["facets"]["currentStatus"]
        return {one["value"] and one["value"]["code"]: one["count"] for one in facet}

    assert counts("then") == {"potential": 1, "recognised": 1, None: 1}
    assert counts("now") == {"recognised": 1, None: 2}


@pytest.mark.parametrize(
    ("query", "depends"),
    [
        ("{ digitalPlatforms { nodes { currentStatus { code } } } }", True),
        ('{ digitalPlatforms(asOf: "2024-01-01") { nodes { currentStatus { code } } } }', False),
        ("{ digitalPlatforms(where: {currentStatus: {isNull: true}}) { totalCount } }", True),
        ("{ digitalPlatforms { facets { currentStatus { count } } } }", True),
        ("{ digitalPlatforms { nodes { declaredStatus { code } } } }", False),
        (
            '{ markets(asOf: "2024-01-01") { nodes { iri } } digitalPlatforms { nodes { currentStatus { iri } } } }',
            True,
        ),
        ('{ whyApproved(platform: "http://example.org/a") { verdict } }', True),
        ('{ whyNot(platform: "http://example.org/a", asOf: "2024-01-01") { verdict } }', False),
        ("{ whatIf(changes: []) { asOf } }", True),
    ],
)
def test_what_depends_on_today_is_known_before_it_is_asked(engine: Asker, query: str, depends: bool) -> None:
    assert engine.engine.prepare(Question(query)).depends_on_today is depends


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("orderBy: [{currentStatus: {}}]", "abc"),
        ("orderBy: [{currentStatus: {dir: DESC}}]", "abc"),
        ('asOf: "2023-06-01", orderBy: [{currentStatus: {}}]', "abc"),
        ('asOf: "2023-06-01", orderBy: [{currentStatus: {dir: DESC}}]', "bac"),
        ('asOf: "2022-06-01", orderBy: [{currentStatus: {}}]', "bac"),
        ('asOf: "2022-06-01", orderBy: [{currentStatus: {}}, {iri: {dir: DESC}}]', "bca"),
    ],
)
def test_lists_are_ordered_by_it_page_by_page(engine: Asker, arguments: str, expected: str) -> None:
    page = "edges { cursor node { iri } } pageInfo { hasNextPage }"
    found, after, follows = "", "", True
    while follows:
        query = f"{{ digitalPlatforms(first: 1, {arguments}{after}) {{ {page} }} }}"
        platforms = engine.data(query)["digitalPlatforms"]
        (edge,) = platforms["edges"]
        found += edge["node"]["iri"][-1]
        after = f', after: "{edge["cursor"]}"'
        follows = platforms["pageInfo"]["hasNextPage"]
    assert found == expected


def test_what_leads_to_it_is_ordered_by_it(engine: Asker) -> None:
    query = (
        "{ statusPeriods(orderBy: [{statusOf: {currentStatus: {}}}, {iri: {dir: DESC}}]) { nodes { iri } } }"
    )
    assert [node["iri"][-2:] for node in engine.data(query)["statusPeriods"]["nodes"]] == ["a2", "a1", "b1"]
