"""Conditions on the sources of resources: one list without what only made-up or unsure data describe."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.graph_api.support.stores import Asker

SOURCES = """{
  digitalPlatforms(first: 200) { nodes { iri sources { iri illustrative confidence { name } } } }
}"""


def platforms(engine: Asker) -> dict[str, list[Any]]:
    """The sources of each platform."""
    nodes = engine.data(SOURCES)["digitalPlatforms"]["nodes"]
    return {one["iri"]: one["sources"] for one in nodes}


def found(engine: Asker, where: str) -> set[str]:
    query = f"{{ digitalPlatforms(first: 200, where: {where}) {{ nodes {{ iri }} }} }}"
    return {one["iri"] for one in engine.data(query)["digitalPlatforms"]["nodes"]}


def made_up(source: Any) -> bool:
    return bool(source["illustrative"])


def secondary(source: Any) -> bool:
    return bool(source["confidence"] and source["confidence"]["name"] == "SECONDARY")


@pytest.mark.parametrize(
    ("source", "test"),
    [("{illustrative: {eq: true}}", made_up), ("{confidence: {eq: SECONDARY}}", secondary)],
    ids=["illustrative", "confidence"],
)
def test_the_sources_of_the_condition_are_those_of_the_field(
    engine: Asker, source: str, test: Callable[[Any], bool]
) -> None:
    stated = platforms(engine)
    some = {iri for iri, sources in stated.items() if any(map(test, sources))}
    every = {iri for iri, sources in stated.items() if all(map(test, sources))}
    assert some
    assert some != set(stated)
    assert found(engine, f"{{sources: {{some: {source}}}}}") == some
    assert found(engine, f"{{sources: {{none: {source}}}}}") == stated.keys() - some
    assert found(engine, f"{{sources: {{every: {source}}}}}") == every
    assert found(engine, f"{{not: {{sources: {{some: {source}}}}}}}") == stated.keys() - some
    assert found(engine, "{sources: {some: {}}}") == found(engine, "{sources: {}}") == stated.keys()
    assert found(engine, "{sources: {none: {}}}") == set()


def test_they_go_with_counts_facets_groups_relations_and_searches(engine: Asker) -> None:
    real = "{sources: {some: {illustrative: {ne: true}}}}"
    kept = found(engine, real)
    assert kept
    query = f"""{{
      digitalPlatforms(where: {real}) {{
        totalCount groups(by: [{{declaredStatus: true}}]) {{ nodes {{ count }} }}
        facets {{ declaredStatus {{ count }} }}
      }}
      search(
        text: "nen tang", first: 200
        where: {{digitalPlatform: {{}}, sources: {{none: {{illustrative: {{eq: true}}}}}}}}
      ) {{
        nodes {{ iri sources {{ illustrative }} }}
      }}
    }}"""
    data = engine.data(query)
    listed = data["digitalPlatforms"]
    assert listed["totalCount"] == len(kept)
    assert sum(one["count"] for one in listed["groups"]["nodes"]) == len(kept)
    assert sum(one["count"] for one in listed["facets"]["declaredStatus"]) == len(kept)
    assert not any(made_up(one) for node in data["search"]["nodes"] for one in node["sources"])


def test_a_null_is_no_condition_on_sources(engine: Asker) -> None:
    for where in ("{sources: null}", "{sources: {some: null}}"):
        answer = engine.ask(f"{{ digitalPlatforms(where: {where}) {{ totalCount }} }}")
        assert [e["extensions"]["code"] for e in answer["errors"]] == ["NULL_OPERATOR"]
