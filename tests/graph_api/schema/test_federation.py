"""The schema of a subgraph: keys on all types of resources, and the ordinary SDL apart from that."""

import re

import pytest
from graphql import GraphQLInterfaceType, GraphQLSchema, build_schema, is_abstract_type

from graph_api.plan.limits import Limits
from graph_api.plan.planner import Planner
from graph_api.schema.build import build_schema as build
from graph_api.schema.federation import federated, iter_entities, subgraph_sdl
from graph_api.schema.sdl import sdl
from ontology.model import Model

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])\n\n'
)


@pytest.fixture(scope="module")
def plain(model: Model) -> str:
    return sdl(model)


@pytest.fixture(scope="module")
def text(model: Model) -> str:
    return subgraph_sdl(build(model))


def test_apart_from_its_directives_it_is_the_ordinary_schema(plain: str, text: str) -> None:
    rest, keys, _ = text.partition("\nextend ")
    assert keys
    assert rest == LINK + plain.replace("\ntype PageInfo {", "\ntype PageInfo @shareable {")
    assert rest.count("@shareable {") == 1


def test_exactly_the_types_of_resources_have_a_key(plain: str, text: str) -> None:
    schema = build_schema(plain)
    resource = schema.type_map["Resource"]
    assert isinstance(resource, GraphQLInterfaceType)
    below = schema.get_implementations(resource)
    expected = {f"type {one.name}" for one in below.objects}
    expected |= {f"interface {one.name}" for one in (resource, *below.interfaces)}
    keyed = re.findall(r'^extend (\w+ \w+) @key\(fields: "iri"\)$', text, re.MULTILINE)
    assert len(keyed) > 60
    assert sorted(keyed) == sorted(expected)


def test_the_plan_knows_the_types_with_a_key(model: Model) -> None:
    names = {one.name for one in iter_entities(_schema(model))}
    assert Planner(model, Limits()).entity_types.keys() == names


def test_gateways_find_every_object_type_with_a_key_in_the_union(model: Model) -> None:
    schema = federated(_schema(model), str)
    union = schema.type_map["_Entity"]
    assert is_abstract_type(union)
    objects = {one.name for one in schema.get_possible_types(union)}
    assert objects == {one.name for one in iter_entities(schema) if not is_abstract_type(one)}
    assert schema.query_type is not None
    fields = {name: str(field.type) for name, field in schema.query_type.fields.items() if name[0] == "_"}
    assert fields == {"_service": "_Service!", "_entities": "[_Entity]!"}
    assert str(schema.query_type.fields["_entities"].args["representations"].type) == "[_Any!]!"
    assert all(schema.query_type.fields[name].description for name in fields)


def _schema(model: Model) -> GraphQLSchema:
    return build(model)._schema
