"""Labels given to lines in bounded memory: the same as those that the library gives to the whole dataset."""

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from loaders.nquads.canonical import canonical_lines, format_line, has_blank
from loaders.nquads.lines import BLOCK, SortedLines
from loaders.nquads.relabelling import relabel
from loaders.nquads.touched import TouchedLines
from tests.support.depth import deep
from tests.support.rdf_strategies import blanks, datasets

P, Q, G, H = (NamedNode(f"http://a/{name}") for name in "pqgh")


def relabelled(quads: list[Quad], block: int = BLOCK) -> list[str]:
    touched = {format_line(quad).encode() for quad in quads if has_blank(quad)}
    with TouchedLines(block) as lines, SortedLines() as ordered:
        assert not list(lines.take(touched)), "each has a blank node"
        relabel(lines, ordered)
        return [line.decode() for line in ordered]


def expected(quads: list[Quad]) -> list[str]:
    return canonical_lines(quad for quad in quads if has_blank(quad))


@settings(max_examples=deep(300), deadline=None)
@given(datasets(max_size=20), st.integers(1, 500))
def test_labels_are_those_of_the_library(quads: list[Quad], block: int) -> None:
    assert relabelled(quads, block) == expected(quads)


@settings(max_examples=deep(400), deadline=None)
@given(
    st.lists(
        st.builds(Quad, blanks(7), st.sampled_from([P, Q]), blanks(7), st.sampled_from([G, H])), min_size=1
    )
)
def test_labels_of_symmetric_nodes_are_those_of_the_library(quads: list[Quad]) -> None:
    assert relabelled(quads) == expected(quads)


def test_many_nodes_of_several_graphs_get_the_labels_of_the_library() -> None:
    quads = [
        Quad(BlankNode(f"n{n}"), P, term, graph)
        for n in range(300)
        for graph in (G, H)
        for term in (Literal(str(n % 250)), BlankNode(f"n{n + 1}"))
        if n % 10 or isinstance(term, Literal)
    ]
    assert relabelled(quads) == expected(quads)


def test_look_alikes_beyond_what_is_told_apart_here_go_to_the_library() -> None:
    quads = [
        Quad(BlankNode(f"{kind}{n}"), P, term, G)
        for n in range(3_000)
        for kind, term in (("a", BlankNode(f"b{n}")), ("b", BlankNode(f"c{n}")), ("c", Literal(str(n))))
    ]
    assert relabelled(quads) == expected(quads)
