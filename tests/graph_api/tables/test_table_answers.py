"""Lists as tables, on both stores: the same members as in the pages of the JSON answer, in columns by their paths."""

import json
from typing import Any

import orjson
import pytest

from graph_api.engine.answer import QuestionRefused
from ontology.printable import printable
from tests.graph_api.support.stores import Asker
from tests.graph_api.support.tables import cell, lines_of, members_of, paged, rows_of, shown, table_of

SAMPLES = """
  iri __typename described types { iri } label(lang: "en") { value lang }
  textOne { value } textOneAll { value lang } textMany { value } stringOne stringMany
  dayOne momentOne yearOne yearMany amountOne amountMany numberOne numberMany flagOne ratioOne ratioMany
  spanOne { value datatype } spanMany { value } colourOne { code iri label { value } } colourMany { code }
  links(first: 2) { totalCount nodes { iri } pageInfo { hasNextPage } }
"""
ORDERS = [
    "",
    ", orderBy: [{label: {dir: DESC}}]",
    ", orderBy: [{amountOne: {dir: ASC}}, {dayOne: {dir: DESC}}]",
]
ONE_LIST = "Ask for one list of resources at the root, such as `{ digitalPlatforms { nodes { iri } } }`."
ONE_SELECTION = "Select `nodes`, `edges` or `groups` once; other fields of the list are not in a table."


@pytest.mark.parametrize("order", ORDERS)
def test_lines_are_the_members_of_all_pages(engine: Asker, order: str) -> None:
    arguments = f"({order[2:]})" if order else ""
    found = lines_of(table_of(engine, f"{{ samples{arguments} {{ nodes {{ {SAMPLES} }} }} }}", "ndjson"))
    expected = list(paged(engine, "samples", SAMPLES, order))
    assert len(found) > 50
    assert found == expected


def test_csv_has_a_column_for_each_path_and_a_row_for_each_member(engine: Asker) -> None:
    rows = rows_of(table_of(engine, f"{{ samples {{ nodes {{ {SAMPLES} }} }} }}", "csv"))
    members = list(paged(engine, "samples", SAMPLES))
    assert len(rows) == len(members)
    for row, member in zip(rows, members, strict=True):
        for name, value in row.items():
            expected = cell(member, name.split("."))
            if isinstance(expected, float):
                assert float(value) == expected
            elif isinstance(expected, list):
                assert orjson.loads(value) == json.loads(json.dumps(expected))
            else:
                assert value.removeprefix("'") == printable(shown(expected)).removeprefix("'"), name
    assert list(rows[0])[:6] == ["iri", "__typename", "described", "types", "label.value", "label.lang"]
    assert {"links.totalCount", "links.nodes", "links.pageInfo.hasNextPage"} <= set(rows[0])


def test_fields_of_several_types_have_columns_of_their_own(engine: Asker) -> None:
    query = (
        "{ organizations { nodes { iri "
        "... on PublicOrganisation { slug } ... on OtherOrganization { end: described } } } }"
    )
    rows = rows_of(table_of(engine, query, "csv"))
    members = lines_of(table_of(engine, query, "ndjson"))
    assert list(rows[0]) == ["iri", "slug", "end"]
    assert [row["slug"] for row in rows] == [shown(member.get("slug")) for member in members]
    assert {tuple(member) for member in members} >= {("iri", "slug")}


@pytest.mark.parametrize(
    "query",
    [
        '{ search(text: "nen tang") { edges { score cursor node { iri } highlight { lang parts { text } } } } }',
        "{ digitalPlatforms(last: 5) { totalCount nodes { iri } pageInfo { startCursor } } }",
        "{ digitalPlatforms(first: 0) { nodes { iri } } }",
        "{ digitalPlatforms { groups(by: [{currentStatus: true}]) { nodes { keys { value code { code } } count } } } }",
        '{ resources(iris: ["https://w3id.org/vn-ndp/id/platform/vtvgo", "x:none"]) { iri label { value } } }',
        "{ samples { edges { cursor sources { iri } node { iri amountOne } } } }",
    ],
)
def test_other_lists_are_tables_too(engine: Asker, query: str) -> None:
    found = lines_of(table_of(engine, query, "ndjson"))
    expected = members_of(engine.ask(query))
    assert bool(expected) is ("first: 0" not in query)
    assert found[: len(expected)] == expected
    assert len(found) == len(expected) or len(expected) == 20
    for row, member in zip(rows_of(table_of(engine, query, "csv")), found, strict=True):
        for name, value in row.items():
            of = cell(member, name.split("."))
            found_there = orjson.loads(value) if isinstance(of, list | float) else value.removeprefix("'")
            assert found_there == (of if isinstance(of, list | float) else shown(of)), name


def test_the_rest_of_a_list_follows_a_cursor(engine: Asker) -> None:
    page = engine.data("{ samples(first: 4) { pageInfo { endCursor } } }")["samples"]["pageInfo"]
    query = "query($after: String) { samples(after: $after) { nodes { iri } } }"
    found = lines_of(table_of(engine, query, "ndjson", {"after": page["endCursor"]}))
    assert found == list(paged(engine, "samples", "iri"))[4:]


def test_texts_are_in_the_languages_of_the_reader(engine: Asker) -> None:
    query = (
        "{ codes: publicOrganisations(orderBy: [{label: {dir: ASC}}]) { nodes { label { value lang } } } }"
    )
    found = lines_of(table_of(engine, query, "ndjson", accept_language="en"))
    assert sum(member["label"]["lang"] == "en" for member in found) > len(found) / 2
    assert found[:20] == engine.ask(query, accept_language="en")["data"]["codes"]["nodes"]


@pytest.mark.parametrize(
    ("query", "message", "hint"),
    [
        (
            "{ a: samples { nodes { iri } } b: samples { nodes { iri } } }",
            "A table is made of one list; the operation has 2 root fields.",
            ONE_LIST,
        ),
        ("{ __typename }", "A table is made of one list; the operation has 0 root fields.", ONE_LIST),
        ("{ __schema { types { name } } }", "`__schema` is not a list of resources.", ONE_LIST),
        ("{ releases { nodes { id } } }", "`releases` is not a list of resources.", ONE_LIST),
        ('{ resource(iri: "x:y") { iri } }', "`resource` is one resource, not a list.", ONE_LIST),
        ("{ samples { totalCount } }", "`samples` selects no members.", ONE_SELECTION),
        (
            "{ samples { nodes { iri } edges { cursor } } }",
            "`samples` has several kinds of members: nodes, edges.",
            ONE_SELECTION,
        ),
        (
            "{ samples { groups(by: [{types: true}]) { totalCount } } }",
            "`samples.groups` selects no members.",
            "Select `nodes` once; other fields of the list are not in a table.",
        ),
    ],
)
def test_what_is_not_one_list_is_refused(engine: Asker, query: str, message: str, hint: str) -> None:
    with pytest.raises(QuestionRefused) as refused:
        table_of(engine, query, "csv")
    [error] = orjson.loads(refused.value.answer.body)["errors"]
    assert (error["message"], error["extensions"]) == (message, {"code": "TABLE_LIST", "hint": hint})
    assert refused.value.answer.status == 400


def test_other_fields_of_the_list_are_left_out(engine: Asker) -> None:
    query = "{ samples { totalCount facets { types { count } } nodes { iri } pageInfo { endCursor } } }"
    found: list[Any] = lines_of(table_of(engine, query, "ndjson"))
    assert found == list(paged(engine, "samples", "iri"))
