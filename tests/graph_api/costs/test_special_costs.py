"""What computed fields, searches and introspection are expected to cost is near what they cost, in counted work."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from pyoxigraph import RdfFormat, parse

from graph_api.computed.kept import KeptResources
from graph_api.costs.cost import RDF, ROW, STATEMENT, VALUE
from graph_api.engine.engine import Engine
from graph_api.operations.question import Question
from graph_api.plan.statistics import KnownResource, Statistics
from graph_api.serving.opening import open_engine
from graph_api.settings import Settings
from loaders.folder.location import Location
from loaders.releases.build import LoadRequest, build
from loaders.shipped.files import shipped_files
from loaders.synthetic.file import write_files
from loaders.synthetic.world import World
from ontology.iris import DEFAULT_BASE
from tests.graph_api.support.special import special_operations
from tests.graph_api.support.stores import read_quads
from tests.loaders.support.releasing import FixedQuads

FACTOR = 5
SLACK = {"statements": 3, "rows": 100, "values": 500, "rdfStatements": 25, "estimate": 100}
"""What a factor means nothing for: about 0.3 ms of each."""


def quads(name: str, folder: Path) -> FixedQuads:
    if name == "shipped":
        return FixedQuads(read_quads(*shipped_files(illustrative=True)))
    path = folder / "made-up.nq"
    write_files(World(60, 1, 0.01), path, DEFAULT_BASE)
    return FixedQuads(list(parse(path.read_bytes(), RdfFormat.N_QUADS)))


PLATFORM = f'"{DEFAULT_BASE}id/platform/'
CASES = (f"whatIf(changes: [{{subject: {PLATFORM}", f"whyApproved(platform: {PLATFORM}")


Asked = Sequence[tuple[str, Any]]


async def costs(settings: Settings) -> Asked:
    """Each question and its `extensions.cost`; those about cases of platforms once more as in a large release."""
    async with await open_engine(settings) as opened:
        engine = opened.replace(rules=replace(opened.parts.rules, max_cost=10**12))
        statistics = engine.parts.statistics
        assert statistics is not None
        forgetful = engine.replace(statistics=replace(statistics, named=hubs_of(statistics)))
        questions = await special_operations(engine)
        found = [await cost_of(engine, query) for query in questions]
        cases = [query for query in questions if any(case in query for case in CASES)]
        return found + [await cost_of(forgetful, query) for query in cases]


def hubs_of(statistics: Statistics) -> Mapping[str, KnownResource]:
    """The resources known by name that have many members."""
    hubs = {
        iri: one
        for iri, one in statistics.named.items()
        if max((n for n, _ in one.members.values()), default=0) > 20
    }
    assert 10 < len(hubs) < len(statistics.named) / 10
    return {
        iri: KnownResource(
            one.path,
            {hop: (n, [end for end in ends if end in hubs]) for hop, (n, ends) in one.members.items()},
        )
        for iri, one in hubs.items()
    }


async def cost_of(engine: Engine, query: str) -> tuple[str, Any]:
    engine.kept = KeptResources()  # a cost is that of a question over a release that nobody asked before
    body = orjson.loads((await engine.execute(Question(query, wants_cost=True))).body)
    assert "errors" not in body, (query, body)
    return query, body["extensions"]["cost"]


@pytest.fixture(scope="module", params=["made-up", "shipped"])
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    folder = tmp_path_factory.mktemp("costs")
    load = LoadRequest(today="2026-10-31", reader=quads(request.param, folder), on_violation="record")
    build(Location(folder / "releases"), load)
    return asyncio.run(costs(Settings(store=f"sqlite:{folder / 'releases'}")))


def weigh(cost: Mapping[str, float]) -> Iterator[float]:
    """The units of what is counted."""
    weights = {"rows": ROW, "statements": STATEMENT, "values": VALUE, "rdfStatements": max(RDF.values())}
    return (cost[name] * weight for name, weight in weights.items())


def test_special_fields_cost_about_what_was_expected(asked: Asked) -> None:
    far = []
    for query, cost in asked:
        expected = {**cost["expected"], "estimate": sum(weigh(cost["expected"]))}
        true = {**cost, "estimate": sum(weigh(cost))}
        for name, slack in SLACK.items():
            if not true[name] / FACTOR - slack <= expected[name] <= true[name] * FACTOR + slack:
                far.append(f"{name}: expected {expected[name]}, was {true[name]}: {query}")
    assert len(asked) > 100
    assert far == []
