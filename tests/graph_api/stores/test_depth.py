"""Relations and conditions fifteen deep, and conditions of thousands of parts, on each store."""

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

import pytest

from ontology.model import Model
from tests.graph_api.support.nasty import CHAIN, EX, NS
from tests.graph_api.support.reference.answers import Reference
from tests.graph_api.support.reference.conditions import Conditions
from tests.graph_api.support.stores import (
    Asker,
    Content,
)


def _nested(depth: int, outer: str, inner: str, leaf: str) -> str:
    return outer * depth + leaf + inner * depth


@pytest.mark.parametrize(
    ("outer", "inner", "path"),
    [
        ("next { iri ", "} ", ["next"]),
        ("links { totalCount nodes { iri ", "} } ", ["links", "nodes", 0]),
        ("nextOf { edges { node { iri ", "} } } ", ["nextOf", "edges", 0, "node"]),
    ],
)
def test_relations_are_followed_fifteen_deep(engine: Asker, outer: str, inner: str, path: list[Any]) -> None:
    backwards = path[0] == "nextOf"
    start = CHAIN - 2 if backwards else 0
    query = f'{{ sample(iri: "{EX}chain{start}") {{ {_nested(15, outer, inner, "iri")} }} }}'
    found = engine.data(query)["sample"]
    for step in range(1, 16):
        for part in path:
            found = found[part]
        assert found["iri"] == f"{EX}chain{start - step if backwards else start + step}"


@pytest.mark.parametrize(
    "leaf",
    [
        f'iri: {{eq: "{EX}chain17"}}',
        'nick: {eq: "chain17"}',
        'nick: {in: ["chain17"]} types: {in: ["Alpha"]}',
        'not: {not: {nick: {eq: "chain17"}}}',
        'or: [{nick: {eq: "chain17"}}, {textOne: {lang: "en", eq: "nothing"}}]',
        'and: [{or: [{nick: {eq: "chain17"}}, {flagOne: {isNull: false}, yearOne: {isNull: false}, nick: {eq: "x"}}]}]',
        'nick: {startsWith: "chain17"}',
        'or: [{nick: {startsWith: "chain17"}}, {textOne: {contains: "nowhere"}}]',
    ],
)
@pytest.mark.parametrize(("outer", "inner"), [("next: {", "}"), ("links: {some: {", "}}")])
def test_conditions_reach_fifteen_relations_deep(engine: Asker, outer: str, inner: str, leaf: str) -> None:
    where = _nested(15, outer, inner, leaf)
    found = engine.data(f"{{ samples(where: {{{where}}}) {{ totalCount nodes {{ iri }} }} }}")
    assert found == {"samples": {"totalCount": 1, "nodes": [{"iri": f"{EX}chain2"}]}}


class Remembering(Conditions):
    """The reference, which looks at each thing once: the ways to go double at each step."""

    def __init__(self, reference: Reference) -> None:
        super().__init__(reference.world, reference.time)
        self._known: dict[tuple[str, int], bool] = {}

    def hold(self, iri: str, target: str | None, where: Mapping[str, Any] | None, day: str | None) -> bool:
        key = iri, id(where)
        if key not in self._known:
            self._known[key] = super().hold(iri, target, where, day)
        return self._known[key]


@pytest.fixture(scope="module")
def reference(content: Content, model: Model) -> Reference:
    return Reference(content.quads, model)


@pytest.mark.parametrize(
    "leaf",
    [
        {"flagOne": {"isNull": True}},
        {"not": {"nick": {"eq": "chain17"}}},
        {"or": [{"nick": {"eq": "chain17"}}, {"textMany": {"contains": "a"}}]},
    ],
    ids=lambda leaf: next(iter(leaf)),
)
@pytest.mark.parametrize(
    "quantifiers", [("some",), ("every",), ("none",), ("some", "every", "none")], ids=" ".join
)
@pytest.mark.parametrize("relation", ["links", "cousins"])
def test_conditions_that_no_resource_pins_down_reach_fifteen_relations_deep(
    engine: Asker, reference: Reference, relation: str, quantifiers: Sequence[str], leaf: dict[str, Any]
) -> None:
    where = leaf
    for step in range(15):
        where = {relation: {quantifiers[step % len(quantifiers)]: where}}
    query = """query Q($w: SampleWhere) { samples(first: 200, where: $w) { totalCount nodes {
      iri links(first: 200, where: $w) { nodes { iri } } } } }"""
    conditions, sample = Remembering(reference), NS + "Sample"
    links = next(f for f in reference.model.classes[sample].fields if f.name == "links")
    met = [
        iri
        for iri in sorted(reference.world.resources)
        if sample in reference.world.classes(iri) and conditions.hold(iri, sample, where, None)
    ]
    nodes = [
        {
            "iri": iri,
            "links": {
                "nodes": [
                    {"iri": m.iri}
                    for m in reference.world.members(iri, links)
                    if conditions.hold(m.iri, sample, where, None)
                ]
            },
        }
        for iri in met
    ]
    assert engine.data(query, {"w": where}) == {"samples": {"totalCount": len(met), "nodes": nodes}}


@pytest.mark.parametrize(("outer", "inner"), [("nextOf: {some: {", "}}"), ("linkedFrom: {some: {", "}}")])
def test_conditions_reach_fifteen_relations_deep_backwards(engine: Asker, outer: str, inner: str) -> None:
    where = _nested(15, outer, inner, 'nick: {eq: "chain2"}')
    found = engine.data(f"{{ samples(where: {{{where}}}) {{ totalCount nodes {{ iri }} }} }}")
    assert found == {"samples": {"totalCount": 1, "nodes": [{"iri": f"{EX}chain17"}]}}


JUNCTIONS = {
    "not": ("not: {not: {", "}}"),
    "or": ('or: [{nick: {eq: "x"}}, {next: {flagOne: {eq: true}, nick: {eq: "x"}}}, {', "}]"),
    "and": ('and: [{nick: {isNull: false}}, {types: {in: ["Alpha"]}}, {', "}]"),
    "next": ("next: {", "}"),
    "links": ("links: {some: {", "}}"),
}


@pytest.mark.parametrize("kinds", list(permutations(JUNCTIONS, 2)), ids=" ".join)
def test_conditions_of_all_kinds_nest_together(engine: Asker, kinds: tuple[str, str]) -> None:
    parts = [JUNCTIONS[kinds[i % 2]] for i in range(18)]
    steps = sum(kinds[i % 2] in ("next", "links") for i in range(18))
    where = "".join(o for o, _ in parts) + f'iri: {{eq: "{EX}chain18"}}' + "".join(i for _, i in parts[::-1])
    found = engine.data(f"{{ samples(where: {{{where}}}) {{ nodes {{ iri }} }} }}")
    assert found == {"samples": {"nodes": [{"iri": f"{EX}chain{18 - steps}"}]}}


def test_conditions_may_have_many_parts(engine: Asker) -> None:
    """Thousands; hundreds on Neo4j, whose time for planning grows with their square."""
    query = "query Q($w: SampleWhere) { samples(where: $w) { totalCount } }"
    found = engine.data(query, {"w": None})
    assert found["samples"]["totalCount"] > CHAIN
    count = {"sqlite": 1200, "neo4j": 300}[engine.kind]
    parts = [{"nick": {"eq": f"chain{i}"}, "flagOne": {"isNull": True}} for i in range(count)]
    found = engine.data(query, {"w": {"or": parts}})
    assert found == {"samples": {"totalCount": CHAIN - 1}}


def test_what_is_nested_beyond_reason_is_refused(engine: Asker) -> None:
    where: dict[str, object] = {}
    for _ in range(41):
        where = {"not": where}
    query = "query Q($w: SampleWhere) { samples(where: $w) { totalCount } }"
    extensions = engine.ask(query, {"w": where})["errors"][0]["extensions"]
    assert (extensions["code"], "one list" in extensions["hint"]) == ("TOO_DEEP", True)
    for _ in range(1000):
        where = {"not": where}
    assert engine.ask(query, {"w": where})["errors"][0]["extensions"]["code"] in (
        "GRAPHQL_VARIABLE_VALUE",
        "TOO_DEEP",
    )
