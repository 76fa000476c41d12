"""The statements sent to stores: their number, and on Neo4j their text."""

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pytest
from graphql import GraphQLSchema
from neo4j import AsyncDriver

from graph_api.operations.preparing import choose_operation, prepare, variable_values
from graph_api.plan.document import OperationDocument
from graph_api.plan.limits import Limits
from graph_api.plan.planner import Planner
from graph_api.plan.walk import Direction, Way
from graph_api.schema.build import build_schema
from graph_api.stores.neo4j.compiler import CypherCompiler
from graph_api.stores.neo4j.connection import open_driver
from graph_api.stores.neo4j.reader import Neo4jReader
from graph_api.stores.neo4j.walk import CypherWalkCompiler
from graph_api.stores.neo4j.watch import StoreWatch
from graph_api.stores.sqlite.reader import SqliteReader
from ontology.model import Kind, Model
from tests.graph_api.support.nasty import NS
from tests.graph_api.support.stores import (
    KINDS,
    RELEASE,
    Asker,
    Content,
    asking,
    contents,
    fill_neo4j,
    sqlite_file,
)
from tests.support.neo4j_fixtures import Database


class CountingSqlite(SqliteReader):
    """Notes each statement that SQLite runs."""

    def __init__(self, file: Path, model: Model) -> None:
        self.seen: list[str] = []
        super().__init__(file, model, RELEASE)

    def _connect(self) -> sqlite3.Connection:
        connection = super()._connect()
        connection.set_trace_callback(self.seen.append)
        return connection


class CountingSession:
    """A session that notes each statement."""

    def __init__(self, session: Any, seen: list[str]) -> None:
        self._session = session
        self._seen = seen

    async def __aenter__(self) -> Self:
        await self._session.__aenter__()
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._session.__aexit__(*raised)

    async def run(self, text: str, parameters: dict[str, Any]) -> Any:
        self._seen.append(text)
        return await self._session.run(text, parameters)


class CountingDriver:
    """A driver whose sessions note each statement."""

    def __init__(self, driver: AsyncDriver) -> None:
        self._driver = driver
        self.seen: list[str] = []

    def session(self, **settings: Any) -> CountingSession:
        return CountingSession(self._driver.session(**settings), self.seen)

    async def close(self) -> None:
        await self._driver.close()


@contextmanager
def counting(
    kind: str, content: Content, request: pytest.FixtureRequest
) -> Iterator[tuple[Asker, list[str]]]:
    """An engine over a store with `content`, and the statements that it sends."""
    if kind == "sqlite":
        file = sqlite_file(content, request.getfixturevalue("tmp_path_factory").mktemp("store"))
        reader = CountingSqlite(file, content.model)
        with asking(reader, kind) as asker:
            yield asker, reader.seen
        return
    database: Database = request.getfixturevalue("neo4j_database")
    uri = database.hold(content, lambda uri: fill_neo4j(content, uri))
    with asyncio.Runner() as runner:
        driver = CountingDriver(open_driver(uri, None, None))
        watch = StoreWatch(open_driver(uri, None, None))
        # CountingDriver has only what the reader uses of a driver.
        asked = Neo4jReader(driver, content.model, watch)  # type: ignore[arg-type]
        with asking(asked, kind, runner) as asker:
            yield asker, driver.seen


def _data(size: int) -> bytes:
    things = "".join(
        f":t{i} a :Alpha ; :nick 'n{i}' ; :next :t{(i + 1) % size} ; :links :t{i}, :t{(i * 7) % size}, :stranger .\n"
        for i in range(size)
    )
    return f"@prefix : <{NS}> . :else :unheard 1 . {things}".encode()


WIDE = """query Wide($nick: String, $iri: ID!, $first: Int) {
  some: samples(first: $first, where: {or: [{nick: {eq: $nick}}, {links: {some: {nick: {isNull: false}}}}]}) {
    totalCount
    nodes {
      iri
      sources { iri label { value } }
      rdf(format: N_TRIPLES)
      statements(first: $first) {
        totalCount nodes { value { label { value } resource { ... on Sample { next { iri } } } } graphs { iri } }
      }
      next { iri sources(of: ["http://example.org/nasty#links"]) { iri } next { iri } }
      links(first: $first) { totalCount edges { sources { iri } node { iri next { label { value } } } } }
    }
  }
  all: samples { totalCount }
  one: sample(iri: $iri) { label { value } linkedFrom { totalCount } ... on Alpha { alphaOneOf { nodes { iri } } } }
}"""

# roots 2 + 1 + 1; under `some`: sources, rdf (2), statements (edges, graphs, values, next of these), next (sources with
# its relation, next), links (2; sources, next);
# under `one`: linkedFrom's count, alphaOneOf
EXPECTED = {"sqlite": 4 + 1 + 2 + (1 + 1 + 1 + 1) + (1 + 2 + 1) + (2 + 1 + 1) + 1 + 1, "neo4j": 3 + 2}


@pytest.mark.parametrize("kind", KINDS)
def test_the_number_of_statements_depends_on_the_document_only(
    kind: str, model: Model, request: pytest.FixtureRequest
) -> None:
    counted = set()
    for size in (0, 1, 30):
        with counting(kind, contents(model, [_data(size)]), request) as (asker, seen):
            for variables in (
                {"iri": NS + "t0"},
                {"iri": NS + "nowhere", "nick": "n1", "first": 0},
                {"iri": NS + "t1", "nick": "n2", "first": 50},
                {"iri": NS + "t1", "first": None},
            ):
                seen.clear()
                answer = asker.answer(WIDE, variables)
                assert b'"errors"' not in answer.body
                counted.add((len(seen), answer.statements))
    assert counted == {(EXPECTED[kind], EXPECTED[kind])}


@pytest.fixture(scope="module")
def schema(model: Model) -> GraphQLSchema:
    return build_schema(model)._schema


def cypher(
    model: Model, schema: GraphQLSchema, query: str, variables: dict[str, object] | None = None
) -> list[str]:
    """The text of the statement of each root field."""
    prepared = prepare(schema, query)
    assert not prepared.errors, prepared.errors
    assert prepared.document is not None
    operation = choose_operation(prepared.document, None)
    given = variable_values(schema, operation, variables or {})
    document = OperationDocument(schema, prepared.document, operation, given, prepared.structural)
    grouped = document.collect("Query", [operation.selection_set])
    planner = Planner(model, Limits())
    return [CypherCompiler(model).root(planner.plan(document, k, n)).text for k, n in grouped.items()]


PLAIN = """{ samples(first: 5, where: {nick: {eq: "a"}, flagOne: {eq: true}}) {
  nodes { iri textOne(lang: "vi") { value } numberOne
    links(where: {stringOne: {in: ["x"]}}, first: 3) { nodes { iri numberOne } }
    solos { totalCount } }
  totalCount } }"""


@pytest.mark.parametrize(
    ("what", "query", "variables"),
    [
        ("values", PLAIN.replace('"a"', '"b"').replace("true", "false").replace('["x"]', '["y", "z"]'), {}),
        ("page sizes", PLAIN.replace("first: 5", "first: 7").replace("first: 3", "first: 0"), {}),
        ("languages", PLAIN.replace('lang: "vi"', 'lang: ["en", "fr"]'), {}),
        ("aliases", PLAIN.replace("numberOne", "b: numberOne").replace("links(", "a: links("), {}),
        (
            "the order of fields and conditions",
            """{ samples(where: {flagOne: {eq: true}, nick: {eq: "a"}}, first: 5) {
              totalCount nodes { solos { totalCount }
                links(first: 3, where: {stringOne: {in: ["x"]}}) { nodes { numberOne iri } }
                numberOne textOne(lang: "vi") { value lang } iri } } }""",
            {},
        ),
        (
            "variables",
            "query Q($a: String, $f: Int) " + PLAIN.replace('"a"', "$a").replace("first: 5", "first: $f"),
            {"a": "c", "f": 9},
        ),
        (
            "a condition that is a variable",
            "query Q($w: SampleWhere) " + PLAIN.replace('{nick: {eq: "a"}, flagOne: {eq: true}}', "$w"),
            {"w": {"flagOne": {"eq": True}, "nick": {"eq": "d"}}},
        ),
    ],
)
def test_the_words_to_neo4j_stay_the_same_under_other(
    model: Model, schema: GraphQLSchema, what: str, query: str, variables: dict[str, object]
) -> None:
    assert cypher(model, schema, query, variables) == cypher(model, schema, PLAIN), what


def test_one_relation_asked_twice_is_put_in_the_same_words_whatever_the_values(
    model: Model, schema: GraphQLSchema
) -> None:
    query = """query Q($a: String!, $z: String!) { samples { nodes {
      w: links(where: {nick: {in: [$a, $z]}}) { totalCount }
      x: links(where: {nick: {eq: A}}, first: 1) { nodes { iri } }
      y: links(where: {nick: {eq: Z}}, first: 2) { nodes { numberOne } }
      z: links(where: {nick: {eq: Z}}, first: 3) { totalCount }
      u: links(where: {textOne: {lang: "en", eq: A}}) { nodes { stringOne } }
      v: links(where: {textOne: {eq: Z}}) { nodes { stringOne } } } } }"""
    variables: dict[str, object] = {"a": "1", "z": "2"}
    texts = {
        tuple(cypher(model, schema, query.replace("A", one).replace("Z", other), variables))
        for one, other in (('"a"', '"z"'), ('"z"', '"a"'), ('"a"', '"a"'), ("$a", "$z"), ("$z", "$a"))
    }
    assert len(texts) == 1


def test_neo4j_gets_one_parameter_so_that_lists_of_other_sizes_are_not_planned_anew(
    model: Model, schema: GraphQLSchema
) -> None:
    query = """{ search(text: "a") { totalCount nodes { iri sources(of: ["http://example.org/nasty#links"]) { iri } } }
      samples(where: {nick: {in: ["a"]}, links: {count: {gt: 1}}}) { facets { types { count } } nodes { iri } } }"""
    way = Way(tuple(t for t in model.properties.values() if t.kind is Kind.RELATION), Direction.FORWARD)
    walk = CypherWalkCompiler(model)
    walks = [compile_(way).text for compile_ in (walk.neighbours, walk.pairs, walk.edges, walk.between)]
    texts = [*cypher(model, schema, query), *walks, walk.graphs().text]
    assert [set(re.findall(r"\$(\w+)", text)) for text in texts] == [{"p"}] * 7
