"""The part of a page's question that an older ontology knows."""

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, build_schema, parse, print_ast, validate

from graph_api.operations.known_part import KnownPart, known_part
from graph_api.pages.questions import page_question
from graph_api.schema.build import build_schema as build_product_schema
from ontology.model import Model

SCHEMA = build_schema("""
type Query { thing(iri: ID): Thing, things(where: ThingWhere): [Thing] }
type Thing { iri: ID, next(first: Int): Thing }
input ThingWhere { iri: ID }
""")


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("{ thing { iri new } }", "{ thing { iri } }"),
        ("{ thing { iri } new { iri } }", "{ thing { iri } }"),
        ("{ thing { next { new } iri } }", "{ thing { iri } }"),
        ("{ thing { next(first: 1, new: 2) { iri } } }", "{ thing { next(first: 1) { iri } } }"),
        ('{ things(where: {iri: "a", new: 1}) { iri } }', '{ things(where: {iri: "a"}) { iri } }'),
        ("{ thing { iri ...f } } fragment f on New { iri }", "{ thing { iri } }"),
        ("{ thing { iri ... on New { iri } } }", "{ thing { iri } }"),
        (
            "{ thing { iri next { ...f } } } fragment f on Thing { new { ...g } } fragment g on Thing { iri }",
            "{ thing { iri } }",
        ),
        (
            "query ($a: ID, $b: Int) { thing(iri: $a) { iri new(b: $b) } }",
            "query ($a: ID) { thing(iri: $a) { iri } }",
        ),
    ],
)
def test_what_a_schema_does_not_have_is_left_out(asked: str, known: str) -> None:
    found = known_part(asked, SCHEMA).query
    assert print_ast(parse(found)) == print_ast(parse(known))
    assert not validate(SCHEMA, parse(found))


@pytest.fixture(scope="module")
def schema(model: Model) -> GraphQLSchema:
    return build_schema(build_product_schema(model).as_str())


NAMES = (
    "platform",
    "organization",
    "decision",
    "platform_decision",
    "criteria_set",
    "legal_act",
    "source_graph",
    "home",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_that_is_known_is_as_it_is_written(name: str, schema: GraphQLSchema) -> None:
    assert known_part(page_question(name), schema) == KnownPart(page_question(name))


@pytest.mark.parametrize("name", ["platform", "organization"])
def test_a_page_of_a_release_whose_ontology_has_no_obligations_asks_for_the_rest(
    name: str, model: Model
) -> None:
    older = build_schema(build_product_schema(model).as_str())
    for of in ("Query", "DigitalPlatform"):
        kind = older.get_type(of)
        assert isinstance(kind, GraphQLObjectType)
        del kind.fields["obligations"]
    part = known_part(page_question(name), older)
    assert part.unknown == {"obligations"}
    found = part.query
    assert "bligation" not in found
    assert not validate(older, parse(found))
    assert not {"iri", "asOf", "lang"} - {
        one.variable.name.value
        for one in parse(found).definitions[0].variable_definitions  # type: ignore[attr-defined]
    }
