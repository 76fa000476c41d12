"""Conditions on the names of resources and on any of their texts, on both stores."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.graph_api.support.stores import Asker

NAMED = """{
  digitalPlatforms(first: 200) {
    nodes { iri titleAll { value lang } altLabelAll { value lang } descriptionAll { value } }
  }
}"""


def platforms(engine: Asker) -> Sequence[Any]:
    nodes: Sequence[Any] = engine.data(NAMED)["digitalPlatforms"]["nodes"]
    return nodes


def found(engine: Asker, where: str) -> set[str]:
    query = f"{{ digitalPlatforms(first: 200, where: {where}) {{ nodes {{ iri }} }} }}"
    return {one["iri"] for one in engine.data(query)["digitalPlatforms"]["nodes"]}


def names(one: Any) -> list[Any]:
    return [*one["titleAll"], *one["altLabelAll"]]


@pytest.mark.parametrize("part", ["số", "SO", "vtv", "du lieu"])
def test_a_name_is_any_of_the_texts_that_a_label_is_chosen_from(engine: Asker, part: str) -> None:
    exact = {one["iri"] for one in platforms(engine) if any(part in name["value"] for name in names(one))}
    assert found(engine, f'{{label: {{contains: "{part}"}}}}') == exact
    folded = found(engine, f'{{label: {{contains: "{part}", fold: true}}}}')
    assert folded >= exact
    assert folded
    assert found(engine, f'{{not: {{label: {{contains: "{part}", fold: true}}}}}}').isdisjoint(folded)


def test_a_language_leaves_out_names_in_others(engine: Asker) -> None:
    english = {name["value"] for one in platforms(engine) for name in names(one) if name["lang"] == "en"}
    assert english
    for name in sorted(english)[:3]:
        assert found(engine, f'{{label: {{eq: "{name}", lang: "en"}}}}')
        assert not found(engine, f'{{label: {{eq: "{name}", lang: "fr"}}}}')


def test_any_text_looks_into_descriptions_too(engine: Asker) -> None:
    described = [one for one in platforms(engine) if one["descriptionAll"]]
    word = next(w for w in described[0]["descriptionAll"][0]["value"].split() if w.isalpha())
    hits = found(engine, f'{{anyText: {{matches: "{word}"}}}}')
    assert described[0]["iri"] in hits
    assert hits >= found(engine, f'{{label: {{matches: "{word}"}}}}')
    assert hits >= found(engine, f'{{description: {{matches: "{word}"}}}}')
    assert not found(engine, '{anyText: {matches: "qwertz"}}')


def test_they_are_conditions_on_what_relations_lead_to(engine: Asker) -> None:
    query = """{
      assessments(where: {assesses: {label: {isNull: false}}}) { totalCount }
      none: assessments(where: {assesses: {label: {eq: "qwertz"}}}) { totalCount }
      organizations(where: {heldRoles: {some: {roleOf: {some: {anyText: {matches: "so"}}}}}}) { totalCount }
    }"""
    data = engine.data(query)
    assert data["assessments"]["totalCount"] > 0
    assert data["none"]["totalCount"] == 0
    assert data["organizations"]["totalCount"] > 0
