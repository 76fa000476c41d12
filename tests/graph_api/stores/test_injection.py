"""Strings that would be code in SQL, Cypher, SPARQL, JSON or a full-text query are just strings, in every argument."""

import json
from collections.abc import Iterator

import orjson
import pytest
from graphql import (
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
)

from tests.graph_api.support.stores import Asker

STRINGS = [
    "' OR '1'='1",
    "'; DROP TABLE resource; --",
    '"}) MATCH (n) DETACH DELETE n //',
    "` SET n.x = 1 RETURN `",
    "$v0 :parents {0} %s",
    'a* NEAR(b) OR "c" NOT -d ^e :f (',
    "field:x AND [a TO b] /r.*e/ ~2 \\",
    "> <urn:x> } DROP ALL #",
    "\u0000\u0001\ufffe\u202e😀",
    "{$gt: ''}",
]
LISTS = ("samples", "digitalPlatforms")
"""A sample of the root fields of classes, which are all alike."""
FOUND_NOWHERE = ("eq", "in", "startsWith", "contains", "matches")
KNOWN = (
    *("BAD_CURSOR", "BAD_USER_INPUT", "UNKNOWN_TYPE", "UNKNOWN_RELATION", "GRAPHQL_VALUE_INVALID"),
    *("RELEASE_UNAVAILABLE", "NO_PLATFORM", "NO_DECISION", "BAD_CHANGE"),
)
COUNT = "{ samples { totalCount } digitalPlatforms { totalCount } }"
_VALUES = {"ID": '"urn:none"', "String": '"none"', "Int": "1", "Date": '"2026-01-01"'}


def iter_slots(type_: GraphQLInputType, depth: int = 0) -> Iterator[str]:
    """Values of a type as GraphQL text, with `VALUE` for one string in each."""
    if is_non_null_type(type_):
        yield from iter_slots(type_.of_type, depth)
    elif is_list_type(type_):
        yield from (f"[{slot}]" for slot in iter_slots(type_.of_type, depth))
    elif is_input_object_type(type_):
        if depth < 3 and not (depth and type_.name.endswith(("Where", "Order", "Members"))):
            for name, field in type_.fields.items():
                yield from (f"{{{name}: {slot}}}" for slot in iter_slots(field.type, depth + 1))
    elif get_named_type(type_).name in ("ID", "String"):
        yield "VALUE"


def iter_questions(query: GraphQLObjectType) -> Iterator[str]:
    """A question for each place in the arguments of root fields where a string may stand."""
    for name, field in query.fields.items():
        of_class = {"where", "iri"} & field.args.keys()
        if of_class and field.ast_node is None and name not in LISTS and "where" in field.args:
            continue
        shown = get_named_type(field.type)
        selection = "totalCount" if "totalCount" in getattr(shown, "fields", {}) else "__typename"
        for argument, definition in field.args.items():
            needed = [
                f"{other}: {_VALUES[get_named_type(o.type).name]}"
                for other, o in field.args.items()
                if other != argument
                and isinstance(o.type, GraphQLNonNull)
                and not is_list_type(o.type.of_type)
            ]
            if {"id", "iri"} <= field.args.keys() and argument not in ("id", "iri"):
                needed.append(f"iri: {_VALUES['ID']}")
            for slot in iter_slots(definition.type):
                yield f"{{ {name}({', '.join([f'{argument}: {slot}', *needed])}) {{ {selection} }} }}"


def test_code_in_a_string_is_a_string(engine: Asker) -> None:
    query = engine.engine.graphql_schema.query_type
    assert query is not None
    singular = 0
    questions = []
    for question in iter_questions(query):
        plain = question.startswith("{ ") and "(iri: VALUE)" in question
        singular += plain
        if not plain or singular <= 2:  # root fields of single resources are all alike, too
            questions.append(question)
    assert len(questions) > 60
    before = engine.data(COUNT)
    for question in questions:
        for text in STRINGS:
            asked = question.replace("VALUE", json.dumps(text))
            answer = engine.answer(asked)
            body = orjson.loads(answer.body)
            assert answer.status in (200, 400), (asked, body)
            codes = [error["extensions"]["code"] for error in body.get("errors", ())]
            assert set(codes) <= set(KNOWN), (asked, body)
            if not codes and any(f"{{{name}: " in question for name in FOUND_NOWHERE):
                assert [found["totalCount"] for found in body["data"].values()] == [0], asked
    assert engine.data(COUNT) == before


@pytest.mark.parametrize("text", STRINGS)
def test_code_in_a_variable_is_a_string(engine: Asker, text: str) -> None:
    query = """query Q($s: String!, $i: ID!, $l: [String!]) {
      samples(where: {nick: {eq: $s}}) { totalCount }
      resource(iri: $i) { described }
      platforms: digitalPlatforms(first: 1) { nodes { label(lang: $l) { value } } } }"""
    variables = {"s": text, "i": text, "l": [text]}
    data = engine.data(query, variables)
    assert (data["samples"]["totalCount"], data["resource"]) == (0, None)
    assert data["platforms"]["nodes"][0]["label"]["value"]
