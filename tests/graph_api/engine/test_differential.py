"""Operations, random ones and some that once went wrong: each store answers as the naive reference does.

Neo4j gets fewer of the random ones: it plans each new text for about a second (`tests.support.depth` for more).
"""

import json
from pathlib import Path

import pytest

from ontology.model import Model
from tests.graph_api.support.nasty import NS
from tests.graph_api.support.operations import Generator, Operation
from tests.graph_api.support.pools import Pools
from tests.graph_api.support.reference.answers import Reference
from tests.graph_api.support.regressions import REGRESSIONS
from tests.graph_api.support.stores import Asker, Content, contents, sqlite_asker
from tests.support.depth import SEED, deep

PARTS = 3
COUNTS = {"sqlite": deep(100), "neo4j": deep(25)}
"""Operations that each part of the test runs."""


@pytest.fixture(scope="session")
def reference(content: Content, model: Model) -> Reference:
    return Reference(content.quads, model)


@pytest.fixture(scope="session")
def pools(reference: Reference) -> Pools:
    return Pools(reference)


def difference(engine: Asker, reference: Reference, asked: Operation) -> str | None:
    """The difference between the two answers, with the question."""
    expected = reference.ask(asked.query, asked.variables, asked.accept_language)
    found = engine.ask(asked.query, asked.variables, asked.accept_language)
    if json.dumps(found) == json.dumps(expected):
        return None
    where = first_difference(found, expected)
    return f"{where}\n{asked.query}\n{asked.variables!r} {asked.accept_language!r}"


def first_difference(found: object, expected: object, path: str = "") -> str | None:
    """The first place where two answers differ."""
    if isinstance(found, dict) and isinstance(expected, dict) and list(found) == list(expected):
        places = ((k, found[k], expected[k]) for k in found)
    elif isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        places = ((str(i), f, e) for i, (f, e) in enumerate(zip(found, expected, strict=True)))
    else:
        same = found == expected and type(found) is type(expected)
        return None if same else f"at {path}: found {found!r}, expected {expected!r}"
    return next((d for k, f, e in places if (d := first_difference(f, e, f"{path}/{k}"))), None)


@pytest.mark.no_cover
@pytest.mark.parametrize("part", range(PARTS))
def test_random_operations_are_answered_as_the_reference_answers_them(
    engine: Asker, reference: Reference, pools: Pools, part: int
) -> None:
    count = COUNTS[engine.kind]
    failed = {}
    for seed in range(SEED + part * count, SEED + (part + 1) * count):
        found = difference(engine, reference, Generator(pools, seed).operation())
        if found:
            failed[seed] = found
    told = "\n\n".join(f"seed {seed} on {engine.kind}: {text}" for seed, text in failed.items())
    assert not failed, f"{len(failed)} operations, seeds {sorted(failed)}:\n\n{told}"


@pytest.mark.parametrize("case", REGRESSIONS)
def test_what_once_went_wrong_is_answered_as_the_reference_answers_it(
    engine: Asker, reference: Reference, case: str
) -> None:
    assert difference(engine, reference, REGRESSIONS[case]) is None


def test_an_integer_of_thousands_of_digits_is_shown_and_found(model: Model, tmp_path: Path) -> None:
    number = "9" * 5000
    turtle = f"@prefix : <{NS}> . :a a :Sample ; :numberOne {number} ; :numberMany {number} , 5 ."
    query = (
        "query Q($n: Integer) { samples(where: {numberOne: {eq: $n}}) { nodes { numberOne numberMany } } }"
    )
    with sqlite_asker(contents(model, [turtle.encode()]), tmp_path) as asker:
        found = asker.data(query, {"n": number})
    assert found == {"samples": {"nodes": [{"numberOne": number, "numberMany": [5, number]}]}}
