"""Validating in parts: the same results as over the whole, whatever the size of a part, for all kinds of shapes."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from loaders.nquads.canonical import canonical_lines
from loaders.nquads.lines import iter_lines
from loaders.synthetic.file import write_files
from loaders.synthetic.world import World
from loaders.validation.parts import validate_parts
from loaders.validation.validate import Shapes, prepare_shapes, shapes_of, validate
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model
from tests.loaders.validation.test_validate import BROKEN, PREFIXES, SHAPES

MORE = """
:good :title 'x'@en . :bad9 skos:inScheme :code . :z1 a :Sub ; :status :bad9 ; :to :z2 . :z2 :other 1 .
:z3 a :Thing ; :status :good ; :to :z1 , :good . :good a :Thing .
_:b a :Thing ; :to _:c . _:c a :Sub . :z4 a :Sub ; :to _:c , _:b .
"""
"""The ontology's own things described further; values of other parts; blank nodes."""


def canonical(turtle: str) -> list[bytes]:
    """The statements, every second one in another graph too."""
    triples = [q.triple for q in parse((PREFIXES + turtle).encode(), RdfFormat.TURTLE)]
    first, second = NamedNode("http://a/g1"), NamedNode("http://a/g2")
    quads = [Quad(t.subject, t.predicate, t.object, first) for t in triples]
    quads += [Quad(t.subject, t.predicate, t.object, second) for t in triples[::2]]
    return [line.encode() for line in canonical_lines(quads)]


def broken() -> str:
    """All broken statements in one, about nodes of their own."""
    parts = [re.sub(r":([xy])\b", rf":\g<1>{number}", turtle) for number, (turtle, _) in enumerate(BROKEN)]
    return "\n".join((*parts, MORE))


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return prepare_shapes([SHAPES.encode()])


@pytest.fixture(scope="module")
def lines() -> Sequence[bytes]:
    return canonical(broken())


@pytest.mark.parametrize("part", [1, 7, 40])
def test_the_parts_have_the_results_of_the_whole(part: int, lines: Sequence[bytes], shapes: Shapes) -> None:
    whole = validate(lines, shapes)

    assert len(whole) > len(BROKEN) / 2
    assert validate_parts(lines, shapes, part) == whole


@pytest.mark.parametrize(
    "more",
    [
        ":shape sh:closed true ; sh:ignoredProperties ( rdf:type ) .",
        ":Thing a sh:NodeShape , rdfs:Class ; sh:property [ sh:path :other ; sh:minCount 1 ] .",
        ":far a sh:NodeShape ; sh:targetSubjectsOf :to ; sh:property [ sh:path ( :to :to ) ; sh:minCount 1 ] .",
    ],
    ids=["closed", "a class", "far"],
)
def test_shapes_that_cannot_be_divided_judge_the_whole(more: str, lines: Sequence[bytes]) -> None:
    shapes = prepare_shapes([(SHAPES + more).encode()])

    assert validate_parts(lines, shapes, 1) == validate(lines, shapes)


def test_subclasses_in_the_data_count_in_every_part(shapes: Shapes) -> None:
    lines = canonical(":own rdfs:subClassOf :Thing . :x a :own . :y a :Sub ; :to :x .")
    results = validate_parts(lines, shapes, 1)

    assert {result.focus for result in results} == {"http://a/x", "http://a/y"}
    assert results == validate(lines, shapes)


def test_made_up_data_with_all_defects_have_the_same_results_in_parts(tmp_path: Path) -> None:
    write_files(World(60, 3, 0.2), tmp_path / "a.nq", DEFAULT_BASE)
    shapes = shapes_of(read_model(builtin_files(DEFAULT_BASE)))
    lines = sorted(iter_lines(tmp_path / "a.nq"))
    whole = validate(lines, shapes)

    assert whole
    assert shapes.is_local
    assert validate_parts(lines, shapes, 2_000) == whole
