"""The SDL keeps the contract."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    validate_schema,
)

import graph_api
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Field, Kind
from ontology.names import CLASS_SUFFIXES, COMPUTED_ROOTS, LIST_SUFFIXES, RESERVED_FIELDS, RESERVED_TYPES
from ontology.read import read_model

FILE = Path(graph_api.__file__).parent / "schema.graphql"
MODEL = read_model(builtin_files(DEFAULT_BASE))


@pytest.fixture(scope="module")
def text() -> str:
    return FILE.read_text("utf-8")


@pytest.fixture(scope="module")
def schema(text: str) -> GraphQLSchema:
    return build_schema(text)


def test_graphql_core_finds_nothing_wrong(schema: GraphQLSchema) -> None:
    assert validate_schema(schema) == []


def test_everything_has_a_description(schema: GraphQLSchema) -> None:
    assert [name for name, described in iter_descriptions(schema) if not (described or "").strip()] == []


def test_a_class_without_a_period_says_so_and_so_do_its_lists(schema: GraphQLSchema) -> None:
    query = schema.query_type
    assert query is not None
    for name, plural, timeless in (
        ("PlatformKind", "platformKinds", True),
        ("DigitalPlatform", "digitalPlatforms", True),
        ("ListEntry", "listEntries", False),
        ("Organization", "organizations", False),
    ):
        described = schema.type_map[name].description or ""
        assert described.endswith("It has no period, so `asOf` leaves none of them out.") == timeless
        day = query.fields[plural].args["asOf"].description or ""
        assert day.startswith("Members have no period" if timeless else "Only members valid on this day.")


def iter_descriptions(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """Whatever can have a description, with its description."""
    for directive in schema.directives:
        yield directive.name, directive.description
    for name, type_ in schema.type_map.items():
        if name.startswith("__"):
            continue
        yield name, type_.description
        if isinstance(type_, GraphQLEnumType):
            yield from ((f"{name}.{v}", value.description) for v, value in type_.values.items())
        if isinstance(type_, GraphQLInputObjectType | GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in type_.fields.items():
                yield f"{name}.{field_name}", field.description
                arguments = getattr(field, "args", {})
                yield from ((f"{name}.{field_name}({a})", arg.description) for a, arg in arguments.items())


# -- shapes


def test_all_object_types_of_classes_are_resources_and_nodes(schema: GraphQLSchema) -> None:
    concrete = [t for t in schema.type_map.values() if isinstance(t, GraphQLObjectType) and t.interfaces]
    assert len(concrete) == len(MODEL.classes) + 1  # OtherResource; an interface has an Other… in its place
    for type_ in (*concrete, *(schema.type_map[c.type_name] for c in MODEL.classes.values())):
        # The types of classes are object types and interfaces, which have interfaces.
        assert {"Resource", "Node"} <= {i.name for i in type_.interfaces}, type_.name  # type: ignore[attr-defined]


def test_a_class_is_an_object_or_an_interface_with_an_object_for_the_rest(schema: GraphQLSchema) -> None:
    for term in MODEL.classes.values():
        type_, other = schema.type_map[term.type_name], schema.type_map.get("Other" + term.type_name)
        parents = {MODEL.classes[p].type_name for p in term.ancestors} | {"Resource", "Node"}
        if term.descendants:
            assert term.is_interface
        if term.is_interface:
            assert isinstance(type_, GraphQLInterfaceType)
            assert isinstance(other, GraphQLObjectType)
            assert {i.name for i in other.interfaces} == parents | {term.type_name}
        else:
            assert isinstance(type_, GraphQLObjectType)
            assert other is None
        assert {i.name for i in type_.interfaces} == parents


def test_single_values_may_be_absent_and_lists_may_not(schema: GraphQLSchema) -> None:
    for term in MODEL.classes.values():
        type_ = schema.type_map[term.type_name]
        assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        for field in term.fields:
            assert str(type_.fields[field.name].type) == expected_type(field), (
                f"{term.type_name}.{field.name}"
            )
            if field.term.kind is Kind.TEXT:
                assert str(type_.fields[field.name + "All"].type) == "[LangText!]!"


def expected_type(field: Field) -> str:
    """The type of a field by the contract."""
    names = {
        Kind.TEXT: "LangText",
        Kind.STRING: "String",
        Kind.DATE: "Date",
        Kind.DATETIME: "DateTime",
        Kind.YEAR: "Year",
        Kind.PERIOD: "Literal",
        Kind.DECIMAL: "Decimal",
        Kind.INTEGER: "Integer",
        Kind.BOOLEAN: "Boolean",
        Kind.DOUBLE: "Float",
        Kind.IRI: "ID",
        Kind.CODE: "Code",
        Kind.LITERAL: "Literal",
    }
    kind = field.term.kind
    if kind is Kind.RELATION:
        target = MODEL.classes[field.target].type_name if field.target else "Resource"
        return target + "Connection!" if field.many else target
    return f"[{names[kind]}!]!" if field.many and kind is not Kind.TEXT else names[kind]


def test_a_class_takes_at_most_eleven_types(schema: GraphQLSchema) -> None:
    assert len(CLASS_SUFFIXES) <= 11
    others = sum(name.startswith("Other") for name in schema.type_map)
    lists = sum(c.type_name + s in schema.type_map for c in MODEL.code_lists.values() for s in LIST_SUFFIXES)
    of_classes = len(schema.type_map) - len(shared_types(schema)) - lists + others
    assert of_classes <= 12 * len(MODEL.classes)


def shared_types(schema: GraphQLSchema) -> set[str]:
    """The types that every ontology has."""
    classes = {c.type_name + s for c in MODEL.classes.values() for s in CLASS_SUFFIXES}
    classes |= {"Other" + c.type_name for c in MODEL.classes.values()}
    lists = {c.type_name + s for c in MODEL.code_lists.values() for s in LIST_SUFFIXES}
    return {name for name in schema.type_map if name not in classes | lists and not name.startswith("__")}


def test_no_term_can_take_the_name_of_a_type_that_every_ontology_has(schema: GraphQLSchema) -> None:
    assert shared_types(schema) - RESERVED_TYPES == set(), "name them in ontology/names.py"


def test_no_term_can_take_the_name_of_a_root_field_or_a_field_that_every_class_has(
    schema: GraphQLSchema,
) -> None:
    assert schema.query_type
    of_classes = {name for c in MODEL.classes.values() for name in (c.singular, c.plural)}
    assert schema.query_type.fields.keys() - of_classes <= COMPUTED_ROOTS
    for name in ("Resource", *(f"Resource{s}" for s in ("Where", "Order", "Facets", "Aggregates"))):
        fields = getattr(schema.type_map.get(name), "fields", {})
        assert fields.keys() <= RESERVED_FIELDS, f"{name}: name them in ontology/names.py"


ORDERED = ("lt", "lte", "gt", "gte")


def compared(type_: str, *more: str) -> dict[str, str]:
    """The operators on values of a type: equality, and some more."""
    return {
        **dict.fromkeys(("eq", "ne", *more), type_),
        **dict.fromkeys(("in", "notIn"), f"[{type_}!]"),
    }


def list_arguments(type_name: str) -> str:
    """The arguments of a list by the contract."""
    paging = "first: Int, after: String, last: Int, before: String"
    return f"where: {type_name}Where, orderBy: [{type_name}Order!], {paging}, asOf: Date"


CONTRACT = {
    "Node": {"id": "ID!"},
    "Resource": {
        "id": "ID!",
        "iri": "ID!",
        "described": "Boolean!",
        "label(lang: [String!])": "LangText!",
        "types": "[Term!]!",
        "sources(of: [ID!])": "[SourceGraph!]!",
        f"findings({list_arguments('Finding')})": "FindingConnection!",
        "rdf(format: RdfFormat = TURTLE)": "String!",
        "statements(where: StatementWhere, first: Int, after: String, last: Int, before: String)": (
            "ResourceStatementConnection!"
        ),
        "referredBy(where: ReferrerWhere, first: Int, after: String)": "ReferrerGroupConnection!",
    },
    "ReferrerGroup": {
        "predicate": "Term!",
        "count": "Int!",
        "nodes(first: Int, after: ID)": "[Resource!]!",
    },
    "ReferrerWhere": {"predicate": "SelfFilter"},
    "ResourceStatementConnection": {
        "nodes": "[ResourceStatement!]!",
        "edges": "[ResourceStatementEdge!]!",
        "pageInfo": "PageInfo!",
        "totalCount": "Int!",
    },
    "ResourceStatementEdge": {"node": "ResourceStatement!", "cursor": "String!"},
    "ResourceStatement": {"predicate": "Term!", "value": "StatementValue!", "graphs": "[SourceGraph!]!"},
    "StatementValue": {
        "iri": "ID",
        "literal": "Literal",
        "label(lang: [String!])": "LangText",
        "resource": "Resource",
    },
    "StatementWhere": {"predicate": "SelfFilter", "lang": "[String!]", "derived": "Boolean"},
    "LangText": {"value": "String!", "lang": "String"},
    "Code": {
        "id": "ID!",
        "iri": "ID!",
        "code": "String!",
        "name": "String!",
        "label(lang: [String!])": "LangText!",
        "description(lang: [String!])": "LangText",
    },
    "Literal": {"value": "String!", "datatype": "ID!", "lang": "String"},
    "Term": {
        "id": "ID!",
        "iri": "ID!",
        "name": "String",
        "label(lang: [String!])": "LangText!",
        "description(lang: [String!])": "LangText",
    },
    "PageInfo": {
        "hasNextPage": "Boolean!",
        "hasPreviousPage": "Boolean!",
        "startCursor": "String",
        "endCursor": "String",
    },
    "CriterionConnection": {
        "nodes": "[Criterion!]!",
        "edges": "[CriterionEdge!]!",
        "pageInfo": "PageInfo!",
        "totalCount": "Int!",
        "facets": "CriterionFacets!",
        "aggregates": "CriterionAggregates!",
        "groups(by: [CriterionGroupBy!]!, first: Int, after: String, orderBy: [GroupOrder!], having: GroupHaving, "
        "none: Boolean! = True)": "CriterionMemberGroups!",
    },
    "CriterionEdge": {"node": "Criterion!", "cursor": "String!", "sources": "[SourceGraph!]!"},
    "CriterionFilter": {
        **dict.fromkeys(("some", "none", "every"), "CriterionWhere"),
        "count": "CountFilter",
    },
    "SelfFilter": compared("ID"),
    "TypesFilter": {"in": "[String!]"},
    "SourcesFilter": dict.fromkeys(("some", "none", "every"), "SourceGraphWhere"),
    "DecimalFilter": {**compared("Decimal", *ORDERED), "isNull": "Boolean"},
    "CountFilter": compared("Int", *ORDERED),
    "TextFilter": {
        **compared("String", *ORDERED, "startsWith", "contains", "matches"),
        "isNull": "Boolean",
        "fold": "Boolean",
        "lang": "String",
    },
    "PlatformStatusFilter": {
        **compared("PlatformStatus"),
        "isNull": "Boolean",
        **dict.fromkeys(("iri", "id"), "SelfFilter"),
    },
    "TextOrder": {"dir": "OrderDirection!", "pick": "Pick", "lang": "String"},
    "ValueOrder": {"dir": "OrderDirection!", "pick": "Pick"},
    "CodeFacet": {"value": "Code", "count": "Int!"},
    "ResourceFacet": {"value": "Resource", "count": "Int!"},
    "KeyFacet": {"key": "GroupKey!", "count": "Int!"},
    "FacetOrder": dict.fromkeys(("count", "value", "label"), "OrderDirection"),
    "DecimalAggregate": dict.fromkeys(("min", "max", "sum", "avg"), "Decimal"),
    "DateAggregate": {"min": "Date", "max": "Date"},
}


@pytest.mark.parametrize("name", CONTRACT)
def test_a_type_that_every_ontology_has_is_as_the_contract_says(schema: GraphQLSchema, name: str) -> None:
    type_ = schema.type_map[name]
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType)
    assert {signature(n, f): str(f.type) for n, f in type_.fields.items()} == CONTRACT[name]


def test_root_fields_are_as_the_contract_says(schema: GraphQLSchema) -> None:
    assert schema.query_type
    fields = {signature(n, f): str(f.type) for n, f in schema.query_type.fields.items()}
    special = {
        "node(id: ID!)": "Node",
        "resource(iri: ID, id: ID, asOf: Date)": "Resource",
        "resources(iris: [ID!]!, asOf: Date)": "[Resource]!",
        f"resourcesOf(type: ID!, {list_arguments('Resource')})": "ResourceConnection!",
        "search(text: String!, types: [ResourceType!], where: SearchWhere, lang: [String!], first: Int, after: String, "
        "asOf: Date, suggest: Boolean = False)": "SearchConnection!",
        "lineage(iri: ID, id: ID, direction: LineageDirection = BOTH, depth: Int = 3, "
        "types: [ResourceType!], relations: [ID!], asOf: Date)": "Lineage!",
        "paths(from: ID!, to: ID!, maxDepth: Int = 8, limit: Int = 20, direction: LineageDirection = BOTH, "
        "types: [ResourceType!], relations: [ID!], asOf: Date)": "[Path!]!",
        "release": "Release!",
        "releases(first: Int, after: String)": "ReleaseConnection!",
        "diff(from: ID!, to: ID!, types: [ResourceType!], graphs: [ID!])": "Diff!",
        "whyApproved(platform: ID!, decision: ID, asOf: Date)": "Justification!",
        "whyNot(platform: ID!, asOf: Date)": "Justification!",
        "impact(iri: ID, id: ID, asOf: Date)": "Impact!",
        "whatIf(changes: [ChangeInput!]!, rejudge: Boolean = False, asOf: Date)": "WhatIf!",
    }
    classes = {f"{c.singular}(iri: ID, id: ID, asOf: Date)": c.type_name for c in MODEL.classes.values()}
    lists = {
        f"{c.plural}({list_arguments(c.type_name)})": c.type_name + "Connection!"
        for c in MODEL.classes.values()
    }
    assert fields == special | classes | lists
    assert fields["criterion(iri: ID, id: ID, asOf: Date)"] == "Criterion"
    assert fields[f"criteria({list_arguments('Criterion')})"] == "CriterionConnection!"


def test_a_to_many_field_takes_what_a_root_list_takes(schema: GraphQLSchema) -> None:
    platform = schema.type_map["DigitalPlatform"]
    assert isinstance(platform, GraphQLObjectType)
    assert signature("roles", platform.fields["roles"]) == f"roles({list_arguments('PlatformRole')})"


def test_conditions_on_a_relation_are_those_of_its_target(schema: GraphQLSchema) -> None:
    where = schema.type_map["DigitalPlatformWhere"]
    assert isinstance(where, GraphQLInputObjectType)
    assert {
        name: str(where.fields[name].type)
        for name in ("ofKind", "roles", "and", "or", "not", "iri", "id", "types", "sources")
    } == {
        "ofKind": "PlatformKindWhere",
        "roles": "PlatformRoleFilter",
        "and": "[DigitalPlatformWhere!]",
        "or": "[DigitalPlatformWhere!]",
        "not": "DigitalPlatformWhere",
        "iri": "SelfFilter",
        "id": "SelfFilter",
        "types": "TypesFilter",
        "sources": "SourcesFilter",
    }
    assert not [n for n, f in where.fields.items() if isinstance(f.type, GraphQLNonNull)]


def test_a_source_graph_says_where_statements_come_from(schema: GraphQLSchema) -> None:
    type_ = schema.type_map["SourceGraph"]
    assert isinstance(type_, GraphQLObjectType)
    names = ("source", "license", "generatedAt", "confidence", "illustrative")
    assert {name: str(type_.fields[name].type) for name in (*names, "attributedTo")} == {
        "source": "[ID!]!",
        "license": "ID",
        "generatedAt": "DateTime",
        "confidence": "Code",
        "illustrative": "Boolean",
        "attributedTo": "AgentConnection!",
    }


def test_rdf_formats_are_those_that_can_be_asked_for(schema: GraphQLSchema) -> None:
    formats = schema.type_map["RdfFormat"]
    assert isinstance(formats, GraphQLEnumType)
    assert list(formats.values) == ["TURTLE", "N_TRIPLES", "RDF_XML", "JSON_LD", "N_QUADS", "TRIG"]


def test_the_directive_is_as_the_contract_says(text: str) -> None:
    places = "OBJECT | INTERFACE | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | ENUM | ENUM_VALUE"
    assert f"directive @term(iri: String!, inverse: Boolean! = false) on {places}\n" in text


def signature(name: str, field: Any) -> str:
    """`name(argument: Type = DEFAULT)`."""
    arguments = getattr(field, "args", {})
    if not arguments:
        return name
    shown = [
        f"{n}: {a.type}" + (f" = {a.ast_node.default_value.value}" if a.ast_node.default_value else "")
        for n, a in arguments.items()
    ]
    return f"{name}({', '.join(shown)})"
