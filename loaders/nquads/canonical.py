"""Canonical N-Quads: RDFC-1.0 labels for blank nodes, one form for every literal, sorted by code point.

Only statements that touch blank nodes need canonicalising; all others are canonical as they are written.
https://www.w3.org/TR/rdf-canon/
"""

from collections.abc import Iterable

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, DefaultGraph, Quad

from loaders.nquads.symmetry import WORK_LIMIT, refuse_symmetric

# The writer leaves these two as they are; the canonical form escapes all that XML 1.1 does not allow.
_UNWRITTEN = (("\ufffe", "\\uFFFE"), ("\uffff", "\\uFFFF"))


def canonical_lines(quads: Iterable[Quad], *, limit: int = WORK_LIMIT) -> list[str]:
    """The dataset as canonical N-Quads lines without line ends, each once, sorted by code point.

    Blank nodes are labelled over exactly these statements, so graphs that share some belong in one call
    (see `graph_groups`). Raises SymmetryError, naming the graph, before work beyond `limit` is begun.
    """
    lines: set[str] = set()
    touched: list[Quad] = []
    for quad in quads:
        if has_blank(quad):
            touched.append(quad)
        else:
            lines.add(format_line(quad))
    lines.update(map(format_line, canonical_quads(touched, limit=limit)))
    return sorted(lines)


def canonical_quads(quads: Iterable[Quad], *, limit: int = WORK_LIMIT) -> Iterable[Quad]:
    """The statements, each once and in no order, their blank nodes labelled `c14n0`, `c14n1`, …."""
    dataset = Dataset(quads)
    refuse_symmetric(dataset, limit=limit)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def has_blank(quad: Quad) -> bool:
    """True if the subject, object or graph name of the statement is a blank node."""
    return (
        isinstance(quad.subject, BlankNode)
        or isinstance(quad.object, BlankNode)
        or isinstance(quad.graph_name, BlankNode)
    )


def format_line(quad: Quad) -> str:
    """The statement as a canonical N-Quads line without its end; blank nodes keep their labels."""
    line = f"{quad} ."
    for character, escape in _UNWRITTEN:
        if character in line:
            line = line.replace(character, escape)
    return line


def graph_groups(quads: Iterable[Quad]) -> tuple[tuple[str, ...], ...]:
    """The graphs of a dataset, together where they share blank nodes, as N-Quads terms.

    Groups and their members are sorted. A graph named by a blank node belongs with the graphs that
    mention it. The default graph is the empty string. Streams; holds one entry a graph and a blank node.
    """
    groups = _Groups()
    for quad in quads:
        graph = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)
        groups.find(graph)
        for term in (quad.subject, quad.object, quad.graph_name):
            if isinstance(term, BlankNode):
                groups.join(graph, f"node {term.value}")
    return groups.listed()


class _Groups:
    """Disjoint sets of names."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def find(self, name: str) -> str:
        parents = self._parents
        root = parents.setdefault(name, name)
        while root != parents[root]:
            root = parents[root]
        while name != root:
            parents[name], name = root, parents[name]
        return root

    def join(self, one: str, other: str) -> None:
        first, second = self.find(one), self.find(other)
        if first != second:
            self._parents[second] = first

    def listed(self) -> tuple[tuple[str, ...], ...]:
        groups: dict[str, list[str]] = {}
        for name in self._parents:
            if not name.startswith("node "):
                groups.setdefault(self.find(name), []).append(name)
        return tuple(sorted(tuple(sorted(names)) for names in groups.values()))
