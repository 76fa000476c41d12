"""Round trip: what is loaded is dumped again, whatever it is."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from pyoxigraph import BlankNode, Quad

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from tests.loaders.support.releasing import (
    canonical,
    dumped,
    kept,
    known_datasets,
    load,
    trig,
)
from tests.support.depth import deep

SLOW = settings(max_examples=deep(20), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(known_datasets())
@SLOW
def test_the_dump_is_canonically_equal_to_what_was_loaded(quads: list[Quad]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        location = Location(Path(folder))
        outcome = load(location, quads, on_violation="record")
        assert dumped(location) == canonical(quads)
        assert kept(Folder(location.folder), outcome.manifest.id) == canonical(quads)


@given(known_datasets(blank_graphs=False), known_datasets(blank_graphs=False))
@SLOW
def test_a_load_on_top_replaces_the_graphs_it_names_and_leaves_the_others(
    first: list[Quad], second: list[Quad]
) -> None:
    replaced = {q.graph_name for q in second}
    expected = [q for q in first if q.graph_name not in replaced] + [renamed(q) for q in second]
    with tempfile.TemporaryDirectory() as folder:
        location = Location(Path(folder))
        load(location, first, on_violation="record")
        load(location, second, on_violation="record")
        assert dumped(location) == canonical(expected)


def renamed(quad: Quad) -> Quad:
    subject, value = quad.subject, quad.object
    subject = BlankNode(f"second{subject.value}") if isinstance(subject, BlankNode) else subject
    value = BlankNode(f"second{value.value}") if isinstance(value, BlankNode) else value
    return Quad(subject, quad.predicate, value, quad.graph_name)


def test_a_dump_loaded_again_gives_the_same_dump_and_the_same_hash(
    location: Location, tmp_path: Path
) -> None:
    quads = trig(':g { :a :p [ :q "007"^^<http://www.w3.org/2001/XMLSchema#integer> ] } :h { :a :p :b }')
    first = load(location, quads)
    other = Location(tmp_path / "other")
    again = load(other, trig("\n".join(quoted(line) for line in dumped(location))))
    assert (again.manifest.hash, dumped(other)) == (first.manifest.hash, dumped(location))


def quoted(line: str) -> str:
    """A line of N-Quads as TriG."""
    statement, graph, _ = line.rsplit(" ", 2)
    return f"{graph} {{ {statement} }}"


def test_two_nameless_graphs_that_say_the_same_stay_two(location: Location) -> None:
    quads = trig("_:x { :a :p :b } _:y { :a :p :b }")
    load(location, quads)
    assert dumped(location) == canonical(quads)
    assert len(dumped(location)) == 2
