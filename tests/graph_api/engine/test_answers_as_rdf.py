"""Answers as RDF: what each kind of field shows, and random operations, whose answers state nothing new."""

from typing import Any

import orjson
import pytest
from pyoxigraph import RdfFormat, Triple, parse

from graph_api.engine.answer import Answer
from graph_api.operations.question import Question
from graph_api.plan import outputs
from ontology.model import Model
from tests.graph_api.support.operations import Generator, Operation
from tests.graph_api.support.pools import Pools
from tests.graph_api.support.reference.answers import Reference
from tests.graph_api.support.stores import Asker, Content
from tests.support.depth import SEED, deep

COUNTS = {"sqlite": deep(150), "neo4j": deep(15)}
FORMATS = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD}
ID = "https://w3id.org/vn-ndp/id/"


@pytest.fixture(scope="module")
def stated(content: Content) -> set[str]:
    """All statements, in N-Triples: of sources, and those that the program derives."""
    return {line_of(quad.triple) for quad in content.quads}


@pytest.fixture(scope="module")
def pools(content: Content, model: Model) -> Pools:
    return Pools(Reference(content.quads, model))


@pytest.fixture(scope="module")
def bytes_of() -> dict[int, bytes]:
    """The answers to random operations by seed, as the store that was asked first gave them."""
    return {}


def line_of(triple: Triple) -> str:
    return f"{triple.subject} {triple.predicate} {triple.object}"


def answer(asker: Asker, asked: Operation, form: str) -> Answer:
    question = Question(asked.query, asked.variables, accept_language=asked.accept_language, graph=form)
    return asker.runner.run(asker.engine.execute(question))


def code_of(found: Answer) -> Any:
    return orjson.loads(found.body)["errors"][0]["extensions"]["code"]


def values_in(output: object, found: Any) -> int:
    """The number of properties with values in a part of a JSON answer, counted by its plan."""
    match output:
        case outputs.Value() | outputs.LinkedValue():
            return found not in (None, [])
        case outputs.Selection() if isinstance(found, list):
            return sum(values_in(output, one) for one in found)
        case outputs.Selection() if found is not None:
            shape = next(
                shape for shape in output.shapes.values() if [key for key, _ in shape] == list(found)
            )
            return sum(values_in(one, found[key]) for key, one in shape)
        case outputs.One() | outputs.Many() | outputs.Nodes():
            return values_in(output.selection, found)
        case outputs.Connection():
            return sum(values_in(part, found[key]) for key, part in output.fields)
        case outputs.Edges():
            return sum(values_in(part, one[key]) for one in found for key, part in output.fields)
    return 0


def values_of(asker: Asker, asked: Operation, data: Any) -> int:
    """The number of properties with values in the JSON answer to an operation."""
    question = Question(asked.query, asked.variables, accept_language=asked.accept_language)
    operation = asker.engine.prepare(question)
    return sum(values_in(root.output, data[root.key]) for root in operation.plan.roots)


def test_random_operations_state_only_what_is_stated(
    engine: Asker, pools: Pools, stated: set[str], bytes_of: dict[int, bytes]
) -> None:
    shown = refused = 0
    for seed in range(SEED, SEED + COUNTS[engine.kind]):
        asked = Generator(pools, seed).operation()
        found = answer(engine, asked, "nt")
        plain = engine.ask(asked.query, asked.variables, asked.accept_language)
        if found.release is None:
            code = code_of(found)
            refused += code == "NO_STATEMENTS"
            assert code == "NO_STATEMENTS" or plain["errors"][0]["extensions"]["code"] == code, (seed, asked)
            continue
        own = set(found.body.decode().splitlines())
        assert {line.removesuffix(" .") for line in own} <= stated, (seed, asked)
        values = values_of(engine, asked, plain["data"])
        assert own or not values, (seed, asked)
        shown += bool(own)
        if seed % 5 == 0:
            for form, syntax in FORMATS.items():
                triples = parse(answer(engine, asked, form).body, syntax)
                assert {f"{line_of(one.triple)} ." for one in triples} == own, (seed, asked)
        assert bytes_of.setdefault(seed, found.body) == found.body, (seed, asked)
    assert shown >= COUNTS[engine.kind] // 6
    assert refused < COUNTS[engine.kind]
