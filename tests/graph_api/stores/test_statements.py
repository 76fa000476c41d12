"""The statements sent to stores: their number, text and depth, page by page."""

import asyncio
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import permutations
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
from tests.graph_api.support import nasty
from tests.graph_api.support.nasty import CHAIN, EX, NS
from tests.graph_api.support.reference.answers import Reference
from tests.graph_api.support.reference.conditions import Conditions
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

# -- how many


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
      next { iri sources(of: ["http://example.org/nasty#links"]) { iri } next { iri } }
      links(first: $first) { totalCount edges { sources { iri } node { iri next { label { value } } } } }
    }
  }
  all: samples { totalCount }
  one: sample(iri: $iri) { label { value } linkedFrom { totalCount } ... on Alpha { alphaOneOf { nodes { iri } } } }
}"""
# roots 2 + 1 + 1; under `some`: sources, rdf (2), next (sources with its relation, next), links (2; sources, next);
# under `one`: linkedFrom's count, alphaOneOf
EXPECTED = {"sqlite": 4 + 1 + 2 + (1 + 2 + 1) + (2 + 1 + 1) + 1 + 1, "neo4j": 3}


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
                {"iri": NS + "t1", "nick": None, "first": None},
            ):
                seen.clear()
                answer = asker.answer(WIDE, variables)
                assert b'"errors"' not in answer.body
                counted.add((len(seen), answer.statements))
    assert counted == {(EXPECTED[kind], EXPECTED[kind])}


# -- how deep


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


def test_conditions_may_have_thousands_of_parts(engine: Asker) -> None:
    query = "query Q($w: SampleWhere) { samples(where: $w) { totalCount } }"
    found = engine.data(query, {"w": None})
    assert found["samples"]["totalCount"] > CHAIN
    parts = [{"nick": {"eq": f"chain{i}"}, "flagOne": {"isNull": True}} for i in range(1200)]
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


# -- in which words


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


# -- page by page


@pytest.mark.parametrize("first", [1, 7, 200])
@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("samples(ARGS)", "", ["samples"]),
        ("samples(where: {or: [{nick: {isNull: false}}, {links: {some: {}}}]}, ARGS)", "", ["samples"]),
        (f'sample(iri: "{EX}t8") {{ links(ARGS)', "}", ["sample", "links"]),
        (f'sample(iri: "{EX}t5") {{ linkedFrom(ARGS)', "}", ["sample", "linkedFrom"]),
    ],
)
def test_pages_walked_forward_give_each_member_once_in_order(
    engine: Asker, first: int, before: str, after: str, path: list[str]
) -> None:
    arguments = before.replace("ARGS", "first: $first, after: $after")
    query = f"""query Q($first: Int, $after: String) {{ {arguments} {{ totalCount nodes {{ iri }}
      edges {{ cursor node {{ iri }} }}
      pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} {after} }}"""
    members: list[str] = []
    cursor = None
    while True:
        page = engine.data(query, {"first": first, "after": cursor})
        for part in path:
            page = page[part]
        found = [node["iri"] for node in page["nodes"]]
        assert found == [edge["node"]["iri"] for edge in page["edges"]]
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        assert page["pageInfo"]["hasPreviousPage"] is (cursor is not None)
        members += found
        cursor = page["pageInfo"]["endCursor"]
        assert cursor == page["edges"][-1]["cursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert members == sorted(set(members))
    assert len(members) == page["totalCount"] > 2


def test_nasty_data_are_the_same_in_every_run() -> None:
    assert nasty.quads() == nasty.quads()
