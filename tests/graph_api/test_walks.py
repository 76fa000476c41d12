"""`lineage` and `paths` on both stores: as a naive walk goes, whatever the graph looks like."""

import itertools
import json
import random
from dataclasses import replace

import pytest

from graph_api.engine import Engine
from graph_api.plan.planner import Limits
from ontology.iris import DEFAULT_BASE
from ontology.model import Kind, Model
from tests.graph_api.nasty import EX, NS
from tests.graph_api.reference import World
from tests.graph_api.stores import Asker, Content
from tests.graph_api.test_differential import first_difference
from tests.graph_api.walks import Walker

SEEDS = {"sqlite": 150, "neo4j": 40}
EDGE = "from to relation { iri } sources { iri }"
LINEAGE = f"""query (
  $iri: ID!, $direction: LineageDirection, $depth: Int, $types: [String!], $relations: [ID!], $asOf: Date
) {{
  lineage(
    iri: $iri, direction: $direction, depth: $depth, types: $types, relations: $relations, asOf: $asOf
  ) {{
    root {{ iri }} nodes {{ resource {{ iri }} depth }} edges {{ {EDGE} }} truncated
  }}
}}"""
PATHS = f"""query (
  $from: ID!, $to: ID!, $maxDepth: Int, $limit: Int, $direction: LineageDirection,
  $types: [String!], $relations: [ID!], $asOf: Date
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
        relations = sorted(t.iri for t in model.properties.values() if t.kind is Kind.RELATION)
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
        self.way = {"direction": direction, "types": types, "relations": followed}
        self.walker = Walker(world, followed, types, direction or "BOTH")


def check(found: object, expected: object, arguments: object) -> None:
    assert json.dumps(found) == json.dumps(expected), f"{arguments!r}: {first_difference(found, expected)}"


def test_lineages_are_what_a_naive_walk_meets(engine: Asker, world: World) -> None:
    for seed in range(SEEDS[engine.kind]):
        drawn = Drawn(world, seed)
        arguments = {"iri": drawn.start, "depth": drawn.depth, **drawn.way}
        found = engine.data(LINEAGE, arguments)["lineage"]
        check(found, drawn.walker.lineage(drawn.start, drawn.depth), arguments)


def test_paths_are_the_shortest_that_a_naive_search_finds(engine: Asker, world: World) -> None:
    lengths = set()
    for seed in range(SEEDS[engine.kind]):
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
    assert len(lengths) > 2


def test_a_lineage_over_the_limits_is_cut_by_layer_then_iri(engine: Asker, world: World) -> None:
    for nodes, edges in ((1, 0), (2, 5), (7, 3), (7, 100), (40, 20)):
        limits = Limits(walk_nodes=nodes, walk_edges=edges)
        asker = replace(engine, engine=Engine(engine.engine.reader, limits))
        for seed in range(5):
            drawn = Drawn(world, seed)
            way = drawn.way | {"relations": None, "types": None}
            arguments = {"iri": drawn.start, "depth": 3, **way}
            found = asker.data(LINEAGE, arguments)["lineage"]
            walker = Walker(world, direction=drawn.walker.direction)
            check(found, walker.lineage(drawn.start, 3, nodes, edges), arguments)


def test_a_walk_goes_only_through_what_holds_on_its_day(engine: Asker, world: World) -> None:
    shrunk = 0
    for day in ("2020-06-30", "2024-03-01", "2025-02-28"):
        excluded = not_holding(engine, world.model, day)
        walker = Walker(world, excluded=excluded)
        starts = [e for e in sorted(world.resources) if e.startswith(DEFAULT_BASE + "id/")]
        for start, end in itertools.pairwise(random.Random(day).sample(starts, 8)):
            found = engine.data(LINEAGE, {"iri": start, "depth": 2, "asOf": day})["lineage"]
            check(found, walker.lineage(start, 2), (start, day))
            paths = engine.data(PATHS, {"from": start, "to": end, "maxDepth": 4, "limit": 3, "asOf": day})
            check(paths["paths"], walker.paths(start, end, 4, 3), (start, end, day))
            shrunk += found != Walker(world).lineage(start, 2)
    assert shrunk > 3


def not_holding(engine: Asker, model: Model, day: str) -> frozenset[str]:
    """What lists leave out on a day."""
    excluded = set()
    for term in (c for c in model.classes.values() if c.period):
        asked = f"{term.plural}(first: 200) {{ nodes {{ iri }} }}"
        dated = asked.replace("(first: 200)", f'(first: 200, asOf: "{day}")')
        found = engine.data(f"{{ all: {asked} then: {dated} }}")
        every, then = ({node["iri"] for node in found[key]["nodes"]} for key in ("all", "then"))
        excluded |= every - then
    assert excluded
    return frozenset(excluded)
