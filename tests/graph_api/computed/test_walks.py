"""`lineage` and `paths` on both stores: as a naive walk goes, whatever the graph looks like."""

import itertools
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import orjson
import pytest

from graph_api.engine.answer import QuestionRefused
from graph_api.engine.engine import Engine
from graph_api.engine.parts import EngineParts
from graph_api.error_codes import CODES
from graph_api.operations.question import DocumentRules, Question
from graph_api.plan.limits import Limits
from graph_api.stores.neo4j.connection import open_driver
from graph_api.stores.neo4j.reader import Neo4jReader
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Kind, Model
from ontology.read import read_model
from tests.graph_api.engine.test_differential import first_difference
from tests.graph_api.support.nasty import EX, NS, ONTOLOGY
from tests.graph_api.support.reference.world import World
from tests.graph_api.support.stores import (
    KINDS,
    PATIENT,
    Asker,
    Content,
    Nowhere,
    contents,
    neo4j_asker,
    sqlite_asker,
)
from tests.graph_api.support.walks import Walker
from tests.support.depth import SEED, deep

SEEDS = {"sqlite": max(150, deep(150)), "neo4j": max(38, deep(80))}  # fewer draw no paths of three lengths
EDGE = "from to relation { iri } sources { iri }"
LINEAGE = f"""query (
  $iri: ID!, $direction: LineageDirection, $depth: Int, $types: [ResourceType!], $relations: [ID!], $asOf: Date
) {{
  lineage(
    iri: $iri, direction: $direction, depth: $depth, types: $types, relations: $relations, asOf: $asOf
  ) {{
    root {{ iri }} nodes {{ resource {{ iri }} depth }} edges {{ {EDGE} }} truncated
  }}
}}"""
PATHS = f"""query (
  $from: ID!, $to: ID!, $maxDepth: Int, $limit: Int, $direction: LineageDirection,
  $types: [ResourceType!], $relations: [ID!], $asOf: Date
) {{
  paths(
    from: $from, to: $to, maxDepth: $maxDepth, limit: $limit
    direction: $direction, types: $types, relations: $relations, asOf: $asOf
  ) {{ length nodes {{ iri }} edges {{ {EDGE} }} }}
}}"""


@pytest.fixture(scope="session")
def world(content: Content) -> World:
    return World(content.quads, content.model)


class Drawn:
    """A walk drawn at random: where from and where to, and the arguments of the way."""

    def __init__(self, world: World, seed: int) -> None:
        rng = random.Random(seed)
        model = world.model
        known = sorted(world.resources)
        nasty = [iri for iri in known if iri.startswith((EX, "_:"))]
        relations = sorted(
            t.iri for t in model.properties.values() if t.kind is Kind.RELATION and not t.chain
        )
        self.start, self.end = (
            rng.choice(rng.choices([nasty, known, ["http://example.org/nothing"]], (8, 3, 1))[0])
            for _ in range(2)
        )
        self.depth = rng.randrange(6)
        self.limit = rng.choice((1, 2, 5, 20))
        direction = rng.choice((None, "FORWARD", "BACKWARD", "BOTH"))
        few = [NS + name for name in ("next", "links", "solos", "eitherMany")]
        followed = rng.choice((None, None, few[:2], few, relations[::7], []))
        types = rng.choice(
            (None, None, None, [NS + "Alpha"], [NS + "Beta", NS + "Solo"], sorted(model.classes)[::3])
        )
        named = None if types is None else [model.classes[iri].type_name for iri in types]
        self.way = {"direction": direction, "types": named, "relations": followed}
        self.walker = Walker(world, followed, types, direction or "BOTH")


def check(found: object, expected: object, arguments: object) -> None:
    assert json.dumps(found) == json.dumps(expected), f"{arguments!r}: {first_difference(found, expected)}"


@pytest.mark.no_cover
def test_lineages_are_what_a_naive_walk_meets(engine: Asker, world: World) -> None:
    for seed in range(SEED, SEED + SEEDS[engine.kind]):
        drawn = Drawn(world, seed)
        arguments = {"iri": drawn.start, "depth": drawn.depth, **drawn.way}
        found = engine.data(LINEAGE, arguments)["lineage"]
        check(found, drawn.walker.lineage(drawn.start, drawn.depth), arguments)


@pytest.mark.no_cover
def test_paths_are_the_shortest_that_a_naive_search_finds(engine: Asker, world: World) -> None:
    lengths = set()
    for seed in range(SEED, SEED + SEEDS[engine.kind]):
        drawn = Drawn(world, seed)
        arguments = {
            "from": drawn.start,
            "to": drawn.end,
            "maxDepth": drawn.depth,
            "limit": drawn.limit,
            **drawn.way,
        }
        found = engine.data(PATHS, arguments)["paths"]
        check(found, drawn.walker.paths(drawn.start, drawn.end, drawn.depth, drawn.limit), arguments)
        lengths |= {path["length"] for path in found}
    assert len(lengths) > (2 if engine.kind == "sqlite" else 1)


def test_a_lineage_over_the_limits_is_cut_by_layer_then_iri(engine: Asker, world: World) -> None:
    for nodes, edges in ((1, 0), (2, 5), (7, 3), (7, 100), (40, 20)):
        limits = Limits(walk_nodes=nodes, walk_edges=edges)
        asker = replace(engine, engine=Engine(EngineParts(engine.engine.reader, limits)))
        for seed in range(5):
            drawn = Drawn(world, seed)
            way = drawn.way | {"relations": None, "types": None}
            arguments = {"iri": drawn.start, "depth": 3, **way}
            found = asker.data(LINEAGE, arguments)["lineage"]
            walker = Walker(world, direction=drawn.walker.direction)
            check(found, walker.lineage(drawn.start, 3, nodes, edges), arguments)


def test_a_walk_goes_only_through_what_holds_on_its_day(engine: Asker, world: World) -> None:
    shrunk = spanned = 0
    for day, known, depth in (
        ("2020-06-30", DEFAULT_BASE + "id/", 2),
        ("2024-03-01", DEFAULT_BASE + "id/", 2),
        ("2025-03-01", DEFAULT_BASE + "id/org/bo-", 3),
        ("2024-05-20", EX + "epoch", 3),
        ("2024-05-21", EX, 2),
    ):
        excluded = not_holding(engine, world.model, day)
        rng = random.Random(day)
        starts = [e for e in sorted(world.resources) if e.startswith(known)]
        for start, end in itertools.pairwise(rng.sample(starts, 8 if engine.kind == "sqlite" else 4)):
            direction = rng.choice(("FORWARD", "BACKWARD", "BOTH", "BOTH"))
            walker = Walker(world, direction=direction, excluded=excluded)
            way = {"direction": direction, "asOf": day}
            found = engine.data(LINEAGE, {"iri": start, "depth": depth, **way})["lineage"]
            check(found, walker.lineage(start, depth), (start, way))
            paths = engine.data(PATHS, {"from": start, "to": end, "maxDepth": 6, "limit": 3, **way})
            check(paths["paths"], walker.paths(start, end, 6, 3), (start, end, way))
            shrunk += found != Walker(world, direction=direction).lineage(start, depth)
            spanned += any(node["resource"]["iri"] in excluded for node in found["nodes"][1:])
    assert shrunk > 3
    assert spanned > 3


def test_a_ministry_leads_to_the_predecessors_that_ended_on_the_day(engine: Asker) -> None:
    body = DEFAULT_BASE + "id/org/"
    relations = ["originalOrganizations", "resultingOrganizations"]
    before, after = (body + name for name in ("bo-tai-nguyen-va-moi-truong", "bo-nong-nghiep-va-moi-truong"))
    for day in ("2025-02-28", "2025-03-01", "2026-01-01"):
        found = engine.data(LINEAGE, {"iri": after, "depth": 2, "relations": relations, "asOf": day})
        assert before in {node["resource"]["iri"] for node in found["lineage"]["nodes"]}, day
        (path,) = engine.data(PATHS, {"from": before, "to": after, "relations": relations, "asOf": day})[
            "paths"
        ]
        assert path["length"] == 2


def not_holding(engine: Asker, model: Model, day: str) -> frozenset[str]:
    """The resources that lists leave out on a day."""
    excluded = set()
    for term in (c for c in model.classes.values() if c.period):
        asked = f"{term.plural}(first: 200) {{ nodes {{ iri }} }}"
        dated = asked.replace("(first: 200)", f'(first: 200, asOf: "{day}")')
        found = engine.data(f"{{ all: {asked} then: {dated} }}")
        every, then = ({node["iri"] for node in found[key]["nodes"]} for key in ("all", "then"))
        excluded |= every - then
    assert excluded
    return frozenset(excluded)


def turtle(text: str) -> Content:
    ontology = [*builtin_files(DEFAULT_BASE), ONTOLOGY]
    return contents(read_model(ontology, DEFAULT_BASE), [f"@prefix : <{NS}> . {text}".encode()])


@contextmanager
def asker(kind: str, content: Content, request: pytest.FixtureRequest) -> Iterator[Asker]:
    if kind == "sqlite":
        with sqlite_asker(content, request.getfixturevalue("tmp_path")) as found:
            yield found
    else:
        with neo4j_asker(content, request.getfixturevalue("neo4j_empty")) as found:
            yield found


@pytest.mark.parametrize("kind", KINDS)
def test_a_walk_goes_round_in_circles_once(kind: str, request: pytest.FixtureRequest) -> None:
    content = turtle(":a a :Alpha ; :next :b ; :links :a, :c . :b :next :c . :c :next :a ; :links :c .")
    world = World(content.quads, content.model)
    with asker(kind, content, request) as engine:
        for direction in ("FORWARD", "BACKWARD", "BOTH"):
            walker = Walker(world, direction=direction)
            found = engine.data(LINEAGE, {"iri": NS + "a", "depth": 20, "direction": direction})["lineage"]
            check(found, walker.lineage(NS + "a", 20), direction)
            assert len(found["nodes"]) == 3
            assert len(found["edges"]) == 6
            for start, end in itertools.product("abc", repeat=2):
                ends = {"from": NS + start, "to": NS + end, "direction": direction}
                check(engine.data(PATHS, ends)["paths"], walker.paths(NS + start, NS + end, 8, 20), ends)


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", KINDS)
def test_a_hub_of_thousands_is_walked_through_and_cut(kind: str, request: pytest.FixtureRequest) -> None:
    size = 5000
    spokes = "".join(f":t{i} a :Alpha ; :links :hub ; :next :end . " for i in range(size))
    content = turtle(f":hub a :Alpha . :end a :Alpha . :above :links :hub . {spokes}")
    world = World(content.quads, content.model)
    with asker(kind, content, request) as engine:
        for start, depth in (("hub", 1), ("above", 3), ("t7", 2)):
            found = engine.data(LINEAGE, {"iri": NS + start, "depth": depth})["lineage"]
            check(found, Walker(world).lineage(NS + start, depth, 1000, 5000), (start, depth))
            assert found["truncated"]
        paths = engine.data(PATHS, {"from": NS + "above", "to": NS + "end", "limit": 100})["paths"]
        assert [path["length"] for path in paths] == [3] * 100
        assert [path["nodes"][2]["iri"] for path in paths] == sorted(f"{NS}t{i}" for i in range(size))[:100]
        few = replace(
            engine,
            engine=Engine(
                EngineParts(engine.engine.reader, Limits(search_nodes=100), DocumentRules(seconds=PATIENT))
            ),
        )
        (error,) = few.ask(PATHS, {"from": NS + "above", "to": NS + "end"})["errors"]
        assert error["extensions"]["code"] == "WALK_TOO_WIDE"
        assert error["path"] == ["paths"]


NASTY = (
    "'",
    '"',
    "\\",
    "`",
    "') MATCH (n) DETACH DELETE n //",
    "'; DROP TABLE resource; --",
    "$v0",
    "\u0000",
    "_:b0",
    "",
)


@pytest.mark.parametrize("text", NASTY)
def test_any_string_is_just_a_string(engine: Asker, text: str) -> None:
    found = engine.data(LINEAGE, {"iri": text})["lineage"]
    assert found == {"root": None, "nodes": [], "edges": [], "truncated": False}
    assert engine.data(PATHS, {"from": text, "to": EX + "chain1"})["paths"] == []
    assert engine.data(PATHS, {"from": text, "to": text})["paths"] == []
    for name, code in (("relations", "UNKNOWN_RELATION"), ("types", "GRAPHQL_VARIABLE_VALUE")):
        (error,) = engine.ask(LINEAGE, {"iri": EX + "chain1", name: [text]})["errors"]
        assert error["extensions"]["code"] == code


DERIVED = (
    "Did you mean 'originalOrganizations' and 'resultingOrganizations', from which it is derived, "
    "followed with `direction: BOTH`?"
)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("statusPeriods", "Did you mean 'statusOf', followed with `direction: BACKWARD`?"),
        (
            "successors",
            DERIVED,
        ),
        (
            "https://w3id.org/vn-ndp/ns#successor",
            DERIVED,
        ),
        ("statusOff", "Did you mean 'statusOf'?"),
        ("§§§", CODES["UNKNOWN_RELATION"].hint),
    ],
)
def test_only_stated_relations_are_followed_and_the_hint_says_which(
    model: Model, name: str, hint: str
) -> None:
    with pytest.raises(QuestionRefused) as refused:
        Engine(EngineParts(Nowhere(model))).prepare(Question(LINEAGE, {"iri": "x", "relations": [name]}))
    (error,) = orjson.loads(refused.value.answer.body)["errors"]
    assert error["message"] == f"There is no stated relation {name!r}."
    assert error["extensions"] == {"code": "UNKNOWN_RELATION", "hint": hint}


def test_a_walk_takes_a_statement_a_step(engine: Asker) -> None:
    nodes = "{ lineage(iri: $iri, depth: $depth, direction: FORWARD) { nodes { depth } } }"
    for depth in range(6):
        answer = engine.answer(
            f"query ($iri: ID!, $depth: Int) {nodes}", {"iri": EX + "chain0", "depth": depth}
        )
        assert answer.statements == 1 + depth  # whether it is there, and the steps


def test_nodes_have_the_values_that_other_fields_have(engine: Asker) -> None:
    one = "{ iri __typename label { value } ... on Alpha { nick linkedFrom { totalCount nodes { iri } } } }"
    query = f"""query ($iri: ID!) {{
      lineage(iri: $iri, depth: 0) {{ root {one} nodes {{ resource {one} __typename }} __typename }}
      paths(from: $iri, to: $iri) {{ nodes {one} length edges {{ from }} }}
      resource(iri: $iri) {one}
    }}"""
    found = engine.data(query, {"iri": EX + "chain3"})
    resource = found["resource"]
    nodes = [{"resource": resource, "__typename": "LineageNode"}]
    assert resource["linkedFrom"]["totalCount"] > 0
    assert found["lineage"] == {"root": resource, "nodes": nodes, "__typename": "Lineage"}
    assert found["paths"] == [{"nodes": [resource], "length": 0, "edges": []}]


def test_relations_have_the_labels_of_the_ontology(engine: Asker) -> None:
    relation = 'relation { iri __typename vi: label(lang: "vi") { value lang } any: label { value } }'
    query = f'{{ lineage(iri: "{EX}chain3", depth: 1, relations: ["next"]) {{ edges {{ __typename {relation} }} }} }}'
    edge, *_ = engine.data(query)["lineage"]["edges"]
    unlabelled = {"value": "next", "lang": None}
    assert edge == {
        "__typename": "LineageEdge",
        "relation": {
            "iri": NS + "next", "__typename": "LineageRelation", "vi": unlabelled, "any": {"value": "next"}
        },
    }  # fmt: skip


def test_a_question_runs_again_when_neo4j_changes_its_release_between_two_statements(
    neo4j_empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = turtle(":a a :Alpha ; :next :b . :b a :Alpha ; :next :c . :c a :Alpha .")
    with neo4j_asker(content, neo4j_empty) as engine:
        reader = engine.engine.reader
        assert isinstance(reader, Neo4jReader)
        read, seen = reader.read, []

        async def interrupted(text: str, parameters: Mapping[str, object]) -> Sequence[Any]:
            seen.append(text)
            if len(seen) == 3:
                async with open_driver(neo4j_empty, None, None) as driver:
                    await driver.execute_query("MATCH (s:NdpStore {name: 'ndp'}) SET s.mark = 'another'")
            return await read(text, parameters)

        monkeypatch.setattr(reader, "read", interrupted)
        query = f'{{ alphas {{ totalCount }} lineage(iri: "{NS}a", depth: 2) {{ nodes {{ depth }} }} }}'
        answer = engine.answer(query)
    nodes = [{"depth": depth} for depth in range(3)]
    assert orjson.loads(answer.body)["data"] == {"alphas": {"totalCount": 3}, "lineage": {"nodes": nodes}}
    assert answer.statements == 4
    assert seen == [*seen[3:6], *seen[3:]]  # the first statement of all came first again
