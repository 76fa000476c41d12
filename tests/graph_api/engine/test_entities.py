"""`_entities` and `_service`: what gateways of Apollo Federation ask a subgraph, on each store."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_api.engine.answer import QuestionRefused
from graph_api.engine.engine import Engine
from graph_api.operations.question import DocumentRules, Question
from graph_api.schema.federation import iter_entities
from ontology.model import Model
from tests.graph_api.engine.test_differential import first_difference
from tests.graph_api.support.entities import EntityGenerator
from tests.graph_api.support.pools import Pools
from tests.graph_api.support.reference.entities import FederatedReference
from tests.graph_api.support.stores import Asker, Content
from tests.support.depth import SEED, deep

COUNTS = {"sqlite": deep(20), "neo4j": deep(8)}
VTVGO = "https://w3id.org/vn-ndp/id/platform/vtvgo"
NONE = "https://w3id.org/vn-ndp/id/platform/none"
QUERY = """
query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on DigitalPlatform { iri label(lang: "vi") { value } }
    ... on Organization { iri classification { name } }
  }
}
"""


@pytest.fixture(scope="module")
def subgraph(engine: Asker) -> Asker:
    """The same engine as a subgraph."""
    return replace(engine, engine=_federated(engine.engine))


def _federated(engine: Engine, **rules: Any) -> Engine:
    return engine.replace(rules=replace(engine.parts.rules, federation=True, **rules))


@pytest.fixture(scope="module")
def pools(content: Content, model: Model) -> Pools:
    return Pools(FederatedReference(content.quads, model))


@pytest.mark.no_cover
def test_random_questions_of_gateways_are_answered_as_the_reference_answers_them(
    subgraph: Asker, pools: Pools
) -> None:
    failed, null, named = {}, 0, 0
    for seed in range(SEED, SEED + COUNTS[subgraph.kind]):
        asked = EntityGenerator(pools, seed).operation()
        expected = pools.reference.ask(asked.query, asked.variables, asked.accept_language)
        found = subgraph.ask(asked.query, asked.variables, asked.accept_language)
        assert "errors" not in expected, (expected, asked)
        named += sum(len(value) for value in expected["data"].values())
        null += sum(value.count(None) for value in expected["data"].values())
        if json.dumps(found) != json.dumps(expected):
            failed[seed] = f"{first_difference(found, expected)}\n{asked.query}\n{asked.variables!r}"
    told = "\n\n".join(f"seed {seed} on {subgraph.kind}: {text}" for seed, text in failed.items())
    assert not failed, f"{len(failed)} operations, seeds {sorted(failed)}:\n\n{told}"
    assert named > null > 0


def representations(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"representations": [{"__typename": name, "iri": iri} for name, iri in pairs]}


def test_each_type_takes_one_statement_and_answers_come_in_the_order_of_the_representations(
    subgraph: Asker,
) -> None:
    body = "https://w3id.org/vn-ndp/id/org/dai-truyen-hinh-viet-nam"
    named = representations(
        ("Organization", body),
        ("DigitalPlatform", VTVGO),
        ("DigitalPlatform", NONE),
        ("DigitalPlatform", VTVGO),
    )
    found = subgraph.answer(QUERY, named)
    organization, platform, none, again = json.loads(found.body)["data"]["_entities"]
    assert organization["iri"] == body
    assert platform == again
    assert (platform["__typename"], platform["iri"]) == ("DigitalPlatform", VTVGO)
    assert platform["label"] == {"value": "VTVGo"}
    assert none is None
    assert found.statements == 2


def test_a_resource_of_another_type_than_named_is_null(subgraph: Asker) -> None:
    names = ("DigitalPlatform", "Organization", "OtherOrganization", "Resource", "OtherResource")
    found = subgraph.data(QUERY, representations(*((name, VTVGO) for name in names)))["_entities"]
    assert [one and one["__typename"] for one in found] == [
        "DigitalPlatform",
        None,
        None,
        "DigitalPlatform",
        None,
    ]


def test_plans_are_kept_by_the_types_that_are_named(subgraph: Asker) -> None:
    engine = _federated(subgraph.engine, max_cost=subgraph.engine.parts.rules.max_cost - 1)
    known = [representations(("DigitalPlatform", VTVGO)), representations(("DigitalPlatform", NONE))]
    plans = [engine.prepare(Question(QUERY, one)).plan for one in known]
    assert plans[0] is plans[1]
    both = representations(("DigitalPlatform", VTVGO), ("Organization", VTVGO))
    assert engine.prepare(Question(QUERY, both)).plan is not plans[0]
    assert not engine.is_known(Question(QUERY, representations(("Agent", VTVGO))))


NAMED = {"__typename": "DigitalPlatform", "iri": VTVGO}
WRITE = 'Write `{"__typename": "…", "iri": "…"}`, with the name of a type of resources.'


@pytest.mark.parametrize(
    ("bad", "message", "hint"),
    [
        (5, "`representations[1]` is not an object.", WRITE),
        ({"iri": VTVGO}, "`representations[1]` has no text `__typename`.", WRITE),
        ({"__typename": "DigitalPlatform"}, "`representations[1]` has no text `iri`.", WRITE),
        (NAMED | {"iri": 5}, "`representations[1]` has no text `iri`.", WRITE),
        (NAMED | {"iri": ""}, "`representations[1]` has no text `iri`.", WRITE),
        (
            NAMED | {"visits": 5},
            "`representations[1]` has `visits`, which does not belong to the key.",
            "Leave out `visits`.",
        ),
        (
            NAMED | {"__typename": "DigitalPlatfrom"},
            "`representations[1]`: there is no type 'DigitalPlatfrom' with a key.",
            "Did you mean 'DigitalPlatform'?",
        ),
        (
            NAMED | {"__typename": "PageInfo"},
            "`representations[1]`: there is no type 'PageInfo' with a key.",
            WRITE,
        ),
    ],
)
def test_a_representation_that_names_no_resource_is_refused(
    subgraph: Asker, bad: object, message: str, hint: str
) -> None:
    subgraph.data(QUERY, {"representations": [NAMED]})  # a plan for the same types is kept
    (error,) = subgraph.ask(QUERY, {"representations": [NAMED, bad]})["errors"]
    assert (error["message"], error["extensions"]["code"]) == (message, "BAD_REPRESENTATION")
    assert error["extensions"]["hint"] == hint
    assert error["locations"] == [{"line": 3, "column": 3}]


def test_representations_are_at_most_as_many_as_a_page_has_members(subgraph: Asker) -> None:
    most = subgraph.engine.parts.limits.max_page
    assert len(subgraph.data(QUERY, {"representations": [NAMED] * most})["_entities"]) == most
    (error,) = subgraph.ask(QUERY, {"representations": [NAMED] * (most + 1)})["errors"]
    assert error["extensions"]["code"] == "PAGE_SIZE"


def test_a_single_representation_counts_as_a_list(subgraph: Asker) -> None:
    text = QUERY.replace("$representations)", '{__typename: "DigitalPlatform", iri: $iri})')
    text = text.replace("$representations: [_Any!]!", "$iri: ID!")
    for iri, names in ((VTVGO, ["DigitalPlatform"]), (NONE, [None])):
        found = subgraph.data(text, {"iri": iri})["_entities"]
        assert [one and one["__typename"] for one in found] == names
    assert [one["iri"] for one in subgraph.data(QUERY, {"representations": NAMED})["_entities"]] == [VTVGO]
    assert subgraph.data(QUERY, {"representations": []})["_entities"] == []


def test_the_cost_counts_every_representation(subgraph: Asker) -> None:
    engine = _federated(subgraph.engine).replace(
        statistics=subgraph.runner.run(subgraph.engine.reader.statistics())
    )
    platforms = [("DigitalPlatform", f"{VTVGO}-{number}") for number in range(190)]
    bodies = [("Organization", f"https://w3id.org/vn-ndp/id/org/none-{number}") for number in range(190)]
    text = QUERY.replace("classification {", "heldRoles(first: 50) { nodes { rdf } } classification {")

    def units(*pairs: tuple[str, str]) -> float:
        return engine.prepare(Question(text, representations(*pairs))).cost.units

    assert units(*platforms) > units(platforms[0]) + 189
    assert units(platforms[0], *bodies) > 2 * units(*platforms, bodies[0])  # the same types, as many IRIs


def test_only_a_subgraph_has_the_fields_of_gateways(engine: Asker) -> None:
    for text in (QUERY, "{ _service { sdl } }"):
        (error, *_) = engine.ask(text, representations(("DigitalPlatform", VTVGO)))["errors"]
        assert error["extensions"]["code"] in ("GRAPHQL_UNKNOWN_FIELD", "GRAPHQL_UNKNOWN_TYPE")


@pytest.mark.parametrize("inner", ["iri id described types { iri name }", "...F"])
def test_fields_count_for_each_type_that_is_named(subgraph: Asker, inner: str) -> None:
    names = [one.name for one in iter_entities(subgraph.engine.graphql_schema)]
    text = f"""query ($representations: [_Any!]!) {{
      a: _entities(representations: $representations) {{ ... on Resource {{ {inner} }} }}
      b: _entities(representations: $representations) {{ ... on DigitalPlatform {{ slug }} }}
    }}"""
    if inner == "...F":
        text += "fragment F on Resource { iri id described types { iri ...N } } fragment N on Term { name }"
    named = representations(*((name, "urn:none") for name in names))
    rules = DocumentRules(federation=True)
    few = rules.limits and replace(rules.limits, fields=7 * len(names))
    limited = subgraph.engine.replace(rules=replace(rules, limits=few))
    with pytest.raises(QuestionRefused) as refused:
        limited.prepare(Question(text, named))
    (error,) = json.loads(refused.value.answer.body)["errors"]
    assert (error["extensions"]["code"], error["locations"][0]["line"]) == ("LIMIT_FIELDS", 3)
    trusted = limited.replace(rules=replace(limited.parts.rules, trusted=frozenset((text,))))
    plan = trusted.prepare(Question(text, named)).plan
    assert plan.weight > 2 * len(names) // 5
    enough = limited.replace(rules=replace(rules, limits=few and replace(few, fields=9 * len(names))))
    assert enough.prepare(Question(text, named)).plan.weight == plan.weight
    assert limited.prepare(Question(text, representations(("Resource", "urn:none")))).plan.weight == 1


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.just(VTVGO),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
_NEARLY = st.fixed_dictionaries(
    {},
    optional={
        "__typename": st.sampled_from(("DigitalPlatform", "Resource", "OtherResource", "Query", "")) | _JSON,
        "iri": st.just(VTVGO) | _JSON,
        "id": _JSON,
    },
)


@pytest.mark.no_cover
@settings(max_examples=deep(200), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(named=st.lists(_NEARLY | _JSON, max_size=4) | _NEARLY | _JSON)
def test_whatever_a_representation_is_it_is_answered_or_refused_for_what_it_is(
    subgraph: Asker, named: object
) -> None:
    found = subgraph.ask(QUERY, {"representations": named})
    codes = {error["extensions"]["code"] for error in found.get("errors", ())}
    assert codes <= {"BAD_REPRESENTATION", "GRAPHQL_VARIABLE_VALUE"}, found
    if not codes:
        assert len(found["data"]["_entities"]) == (len(named) if isinstance(named, list) else 1)
