"""Values of answers are accepted where questions take such values: ids and IRIs, names of codes and types."""

from typing import Any

import pytest

from tests.graph_api.support.stores import Asker

PLATFORMS = "{ digitalPlatforms(first: 200) { nodes { id iri types { id iri name } } } }"


@pytest.fixture
def platforms(engine: Asker) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = engine.data(PLATFORMS)["digitalPlatforms"]["nodes"]
    assert len(found) > 3
    return found


def test_an_id_is_the_iri_and_each_is_accepted_where_the_other_is(
    engine: Asker, platforms: list[dict[str, Any]]
) -> None:
    iri = platforms[0]["iri"]
    assert platforms[0]["id"] == iri
    for root in ("resource", "digitalPlatform"):
        for name in ("iri", "id"):
            query = f"query Q($x: ID!) {{ {root}({name}: $x) {{ iri }} }}"
            assert engine.data(query, {"x": iri})[root] == {"iri": iri}
    for name in ("iri", "id"):
        assert engine.data(f'{{ lineage({name}: "{iri}", depth: 0) {{ root {{ id }} }} }}')["lineage"][
            "root"
        ] == {"id": iri}
        assert engine.data(f'{{ impact({name}: "{iri}") {{ resource {{ id }} }} }}')["impact"][
            "resource"
        ] == {"id": iri}
        where = f'{{ digitalPlatforms(where: {{{name}: {{in: ["{iri}"]}}}}) {{ nodes {{ id }} }} }}'
        assert engine.data(where)["digitalPlatforms"]["nodes"] == [{"id": iri}]
        order = (
            f"{{ digitalPlatforms(orderBy: [{{{name}: {{dir: DESC}}}}], first: 200) {{ nodes {{ iri }} }} }}"
        )
        ordered = [node["iri"] for node in engine.data(order)["digitalPlatforms"]["nodes"]]
        assert ordered == sorted((p["iri"] for p in platforms), reverse=True)


@pytest.mark.parametrize(
    ("arguments", "variables", "code"),
    [
        ("", {}, "GRAPHQL_ARGUMENT_MISSING"),
        ("(iri: null)", {}, "GRAPHQL_ARGUMENT_MISSING"),
        ("(id: $x)", {}, "GRAPHQL_ARGUMENT_MISSING"),
        ("(id: $x)", {"x": None}, "GRAPHQL_ARGUMENT_MISSING"),
        ('(iri: "a", id: "a")', {}, "BAD_USER_INPUT"),
    ],
)
def test_one_of_iri_and_id_is_required(
    engine: Asker, arguments: str, variables: dict[str, Any], code: str
) -> None:
    declared = "query Q($x: ID) " if "$x" in arguments else ""
    for root in ("resource", "digitalPlatform", "lineage", "impact"):
        query = f"{declared}{{ {root}{arguments} {{ __typename }} }}"
        (error,) = engine.ask(query, variables)["errors"]
        assert error["extensions"]["code"] == code
        assert error["extensions"]["hint"]


def test_the_name_of_a_code_is_the_value_that_conditions_take(engine: Asker) -> None:
    code_of = "iri classification { id iri name code }"
    nodes = engine.data(f"{{ organizations(first: 200) {{ nodes {{ {code_of} }} }} }}")["organizations"][
        "nodes"
    ]
    coded = [(node["iri"], code) for node in nodes for code in as_list(node["classification"])]
    codes = {code["name"]: code for _, code in coded}
    assert len(codes) > 1
    for name, code in codes.items():
        assert (code["id"], code["code"].upper().replace("-", "_")) == (code["iri"], name)
        expected = sorted(iri for iri, one in coded if one["name"] == name)
        for given in (f"eq: {name}", f'iri: {{eq: "{code["iri"]}"}}', f'id: {{eq: "{code["id"]}"}}'):
            where = f"where: {{classification: {{{given}}}}}, first: 200"
            found = engine.data(f"{{ organizations({where}) {{ nodes {{ iri }} }} }}")["organizations"][
                "nodes"
            ]
            assert sorted(node["iri"] for node in found) == expected


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def test_the_name_of_a_class_is_the_type_that_searches_and_walks_take(
    engine: Asker, platforms: list[dict[str, Any]]
) -> None:
    (name,) = {type_["name"] for type_ in platforms[0]["types"]}
    assert name == "DigitalPlatform"
    query = """query Q($types: [ResourceType!], $iri: ID!) {
      search(text: "nen tang", types: $types, first: 200) { nodes { __typename } }
      lineage(iri: $iri, types: $types) { nodes { resource { __typename } depth } } }"""
    found = engine.data(query, {"types": [name], "iri": platforms[0]["iri"]})
    assert {node["__typename"] for node in found["search"]["nodes"]} == {name}
    assert {n["resource"]["__typename"] for n in found["lineage"]["nodes"] if n["depth"]} <= {name}
